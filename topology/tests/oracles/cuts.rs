//! `single-point-of-failure` against taking every node away.

use std::collections::BTreeSet;

use topology::document::{Expose, Node, Replicas};
use topology::finding::Subject;

use crate::small::{Calls, at, drawn, for_each_graph, found, same, service};

/// What requests that come in at `open` reach when one node is gone.
fn reached(calls: &Calls, open: &BTreeSet<usize>, gone: Option<usize>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut left: Vec<usize> = open.iter().copied().filter(|at| Some(*at) != gone).collect();
    while let Some(at) = left.pop() {
        if reached.insert(at) {
            left.extend(calls.iter().filter(|(from, to)| *from == at && Some(*to) != gone).map(|(_, to)| *to));
        }
    }
    reached
}

/// The nodes without which others are not reached, or that at least half of all others and three or more call.
fn needed(nodes: usize, calls: &Calls, open: &BTreeSet<usize>) -> BTreeSet<usize> {
    let all = reached(calls, open, None);
    let connected: BTreeSet<usize> = calls.iter().filter(|(a, b)| a != b).flat_map(|(a, b)| [*a, *b]).collect();
    let many = connected.len().div_ceil(2).max(3);
    (0..nodes)
        .filter(|at| {
            let without = reached(calls, open, Some(*at));
            let callers = calls.iter().filter(|(from, to)| to == at && from != at).count();
            all.iter().any(|other| other != at && !without.contains(other)) || callers >= many
        })
        .collect()
}

#[test]
fn points_of_failure_are_those_without_which_something_is_lost() {
    let mut node = service();
    node.replicas = Some(Replicas { min: Some(1), ..Replicas::default() });
    let gate = Node { expose: Some(Expose::Host), ..node.clone() };
    for_each_graph(|nodes, calls| {
        // One in three stands open, by its number.
        let open: BTreeSet<usize> = (0..nodes).filter(|at| at % 3 == 0).collect();
        let document = drawn(nodes, calls, |at| if open.contains(&at) { gate.clone() } else { node.clone() });
        let points: BTreeSet<usize> = found(&document, "single-point-of-failure")
            .iter()
            .filter_map(|finding| match finding.subjects.first() {
                Some(Subject::Node(id)) => Some(at(id)),
                _ => None,
            })
            .collect();
        same("points of failure", &needed(nodes, calls, &open), &points)
    });
}
