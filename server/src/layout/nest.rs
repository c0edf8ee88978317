//! Boundaries as containers within one another. Those of several sorts may cross; of two that cross the larger one is kept together.

use std::collections::{BTreeMap, BTreeSet};

use topology::Document;
use topology::document::Id;

/// A boundary, or the whole: containers in it, and nodes that lie in none of those.
pub struct Nest<'d> {
    /// Containers.
    pub inner: Vec<Nest<'d>>,
    /// The other nodes.
    pub nodes: Vec<&'d Id>,
}

/// How the boundaries of these nodes lie within one another.
pub fn nests<'d>(document: &'d Document, nodes: &BTreeSet<&'d Id>) -> Nest<'d> {
    let mut members: BTreeMap<&Id, BTreeSet<&Id>> = BTreeMap::new();
    for (id, node) in document.nodes.iter().filter(|(id, _)| nodes.contains(id)) {
        for boundary in [&node.member.domain, &node.member.team, &node.member.network].into_iter().flatten() {
            members.entry(boundary).or_default().insert(id);
        }
    }
    let mut sets: Vec<BTreeSet<&Id>> =
        members.into_values().filter(|set| set.len() > 1 && set.len() < nodes.len()).collect();
    // Largest first; ids decide between equals, so that the same document gives the same picture.
    sets.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    sets.dedup();
    let mut kept: Vec<BTreeSet<&Id>> = Vec::new();
    for set in sets {
        if kept.iter().all(|other| set.is_subset(other) || set.is_disjoint(other)) {
            kept.push(set);
        }
    }
    build(nodes, &kept)
}

fn build<'d>(nodes: &BTreeSet<&'d Id>, sets: &[BTreeSet<&'d Id>]) -> Nest<'d> {
    let mut left = nodes.clone();
    let mut inner = Vec::new();
    for (index, set) in sets.iter().enumerate() {
        // The first that still lies whole in what is left is the outermost; those within it follow it.
        if set.is_subset(&left) {
            left.retain(|id| !set.contains(id));
            let within: Vec<BTreeSet<&Id>> =
                sets[index + 1..].iter().filter(|other| other.is_subset(set)).cloned().collect();
            inner.push(build(set, &within));
        }
    }
    Nest { inner, nodes: left.into_iter().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shape(nest: &Nest) -> String {
        let inner = nest.inner.iter().map(|nest| format!("({})", shape(nest)));
        inner.chain(nest.nodes.iter().map(ToString::to_string)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_crosses_a_larger_boundary_is_left_out() {
        let document: Document = topology::json::read(json!({
            "groundplan": 1, "name": "shop",
            "nodes": {
                "a": { "kind": "service", "in": { "network": "n", "domain": "d" } },
                "b": { "kind": "service", "in": { "network": "n", "domain": "d" } },
                "c": { "kind": "service", "in": { "network": "n", "team": "t" } },
                "e": { "kind": "service", "in": { "team": "t" } },
                "f": { "kind": "service" }
            }
        }))
        .unwrap();
        let nodes = document.nodes.keys().collect();
        assert_eq!(shape(&nests(&document, &nodes)), "((a b) c) e f");
    }
}
