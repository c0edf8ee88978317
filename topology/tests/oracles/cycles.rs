//! `sync-cycle` against a walk along every simple round.

use std::collections::BTreeSet;

use topology::finding::Subject;

use crate::small::{Calls, at, drawn, for_each_graph, found, same, service};

/// Every simple round of two nodes and more, each beginning at its smallest node.
fn rounds(calls: &Calls) -> Vec<Vec<usize>> {
    fn walk(calls: &Calls, way: &mut Vec<usize>, rounds: &mut Vec<Vec<usize>>) {
        let (start, last) = (way[0], way[way.len() - 1]);
        for &(_, to) in calls.range((last, 0)..=(last, usize::MAX)) {
            if to == start && way.len() > 1 {
                rounds.push(way.clone());
            } else if to > start && !way.contains(&to) {
                way.push(to);
                walk(calls, way, rounds);
                way.pop();
            }
        }
    }
    let mut all = Vec::new();
    for start in calls.iter().map(|(from, _)| *from).collect::<BTreeSet<_>>() {
        walk(calls, &mut vec![start], &mut all);
    }
    all
}

/// Rounds that share a node hang together: the groups of nodes, each with the length of its shortest round.
fn groups(rounds: &[Vec<usize>]) -> BTreeSet<(BTreeSet<usize>, usize)> {
    let mut groups: Vec<(BTreeSet<usize>, usize)> = Vec::new();
    for round in rounds {
        let mut group: BTreeSet<usize> = round.iter().copied().collect();
        let mut shortest = round.len();
        groups.retain(|(other, length)| {
            let apart = other.is_disjoint(&group);
            if !apart {
                group.extend(other);
                shortest = shortest.min(*length);
            }
            apart
        });
        groups.push((group, shortest));
    }
    groups.into_iter().collect()
}

#[test]
fn circles_are_those_that_a_walk_along_every_round_finds() {
    let node = service();
    for_each_graph(|nodes, calls| {
        let mut circles = BTreeSet::new();
        for finding in found(&drawn(nodes, calls, |_| node.clone()), "sync-cycle") {
            let members: BTreeSet<usize> = finding
                .subjects
                .iter()
                .filter_map(|subject| if let Subject::Node(id) = subject { Some(at(id)) } else { None })
                .collect();
            let way: Vec<usize> = finding.path.iter().map(at).collect();
            if way.first() != way.last() || way.windows(2).any(|step| !calls.contains(&(step[0], step[1]))) {
                return Err(format!("the way {way:?} leads nowhere"));
            }
            if way.iter().any(|at| !members.contains(at)) {
                return Err(format!("the way {way:?} leaves {members:?}"));
            }
            circles.insert((members, way.len() - 1));
        }
        same("circles and their shortest rounds", &groups(&rounds(calls)), &circles)
    });
}
