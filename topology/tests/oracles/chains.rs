//! `deep-sync-chain` against a walk along every chain.

use std::collections::BTreeMap;

use topology::document::{Id, NodeKind, RuleSetting};
use topology::finding::Subject;

use crate::small::{Calls, at, drawn, for_each_graph, found, same, service};

/// The most nodes on a chain from here. There is no way round.
fn longest(calls: &Calls, from: usize) -> usize {
    let callees = calls.range((from, 0)..=(from, usize::MAX));
    1 + callees.map(|(_, to)| longest(calls, *to)).max().unwrap_or(0)
}

#[test]
fn chains_are_as_long_as_a_walk_along_every_one_says() {
    const MOST: usize = 2;
    let node = service();
    for_each_graph(|nodes, calls| {
        // Forward alone: what happens in circles is the matter of another oracle.
        let calls: Calls = calls.iter().filter(|(from, to)| from < to).copied().collect();
        let mut document = drawn(nodes, &calls, |_| node.clone());
        let setting = RuleSetting { threshold: Some(MOST as f64), ..RuleSetting::default() };
        document.rules.insert(Id::parse("deep-sync-chain").unwrap(), setting);
        assert!(document.nodes.values().all(|node| node.kind == NodeKind::Service));
        let mut told = BTreeMap::new();
        for finding in found(&document, "deep-sync-chain") {
            let Some(Subject::Node(first)) = finding.subjects.first() else { continue };
            let way: Vec<usize> = finding.path.iter().map(at).collect();
            if way.first() != Some(&at(first)) || way.windows(2).any(|step| !calls.contains(&(step[0], step[1]))) {
                return Err(format!("the way {way:?} is no chain"));
            }
            told.insert(at(first), (way.len(), way.last().copied()));
        }
        // Where no entry is drawn, a chain begins at what nobody calls; of several with one end the longest is told.
        let starts = (0..nodes).filter(|at| calls.iter().all(|(_, to)| to != at));
        let deep: BTreeMap<usize, usize> =
            starts.map(|at| (at, longest(&calls, at))).filter(|(_, length)| *length > MOST).collect();
        for (start, (length, end)) in &told {
            same(&format!("the longest chain from n{start}"), deep.get(start).unwrap_or(&0), length)?;
            let twice = told.iter().filter(|(other, (_, last))| *other != start && last == end).count();
            same(&format!("other chains told that end where n{start}'s does"), &0, &twice)?;
        }
        // What is not told ends where a chain does that is as long.
        let most = deep.values().max().copied();
        let told_most = told.values().map(|(length, _)| *length).max();
        same("the longest chain of all", &most, &told_most)
    });
}
