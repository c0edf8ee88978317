//! What a rule reads of a document, so that after an edit only those rules judge again to which it can make a difference.

use crate::document::EdgeKind;

/// From what a rule's findings follow.
///
/// Whatever a rule says here, it judges again when a node comes, goes or becomes something else (its kind, where it runs, whether it is enabled), and when something changes that holds for the whole: boundaries, defaults, settings of rules, tags and conventions of the topology. Titles need not be named: where a message shows one that changes, the rule judges again.
#[derive(Debug, Clone, Copy)]
pub enum Reach {
    /// Each finding is about a node, or about an edge that the node opens, and follows from that node, its edges both ways, and the nodes at their other ends. Such a rule asks for nodes and edges with [`crate::graph::Graph::nodes`], `of_kind` and `links` alone, for these leave out what cannot have changed, and asks for nothing that is worked out from the whole.
    Near,
    /// Findings follow from these parts, wherever they are.
    Parts(&'static [&'static [Part]]),
    /// Findings may follow from anything: what holds where nothing else is certain.
    Anything,
}

/// A part of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The edges of a kind, with everything that is said of them.
    Edges(EdgeKind),
    /// A field of nodes, by its name in documents.
    Field(&'static str),
    /// The settings of the document and of environments, and in what these differ.
    Settings,
}

use Part::{Edges, Field};

/// Synchronous calls.
pub(super) const CALLS: &[Part] = &[Edges(EdgeKind::Call)];
/// What goes over queues.
pub(super) const MESSAGES: &[Part] = &[Edges(EdgeKind::Publish), Edges(EdgeKind::Subscribe)];
/// Requests, data and messages.
pub(super) const TRAFFIC: &[Part] = &[
    Edges(EdgeKind::Call),
    Edges(EdgeKind::Callback),
    Edges(EdgeKind::Data),
    Edges(EdgeKind::Publish),
    Edges(EdgeKind::Subscribe),
];
/// Every edge over which a connection is opened.
pub(super) const CONNECTIONS: &[Part] = &[
    Edges(EdgeKind::Call),
    Edges(EdgeKind::Data),
    Edges(EdgeKind::Publish),
    Edges(EdgeKind::Subscribe),
    Edges(EdgeKind::Config),
    Edges(EdgeKind::Discovery),
    Edges(EdgeKind::Telemetry),
];

/// Every edge.
pub(super) const EDGES: &[Part] = &[
    Edges(EdgeKind::Call),
    Edges(EdgeKind::Data),
    Edges(EdgeKind::Publish),
    Edges(EdgeKind::Subscribe),
    Edges(EdgeKind::Config),
    Edges(EdgeKind::Discovery),
    Edges(EdgeKind::Telemetry),
    Edges(EdgeKind::Callback),
    Edges(EdgeKind::Boot),
];
/// How far nodes can be reached.
pub(super) const OPEN: &[Part] = &[Field("expose"), Field("ports")];
/// Where requests come in from outside, as `entries` says.
pub(super) const ENTRIES: &[Part] = &[Edges(EdgeKind::Call), Field("expose"), Field("ports"), Field("tags")];
/// Who owns what.
pub(super) const OWNERS: &[Part] = &[Field("owner"), Field("in")];
/// Who is a client of stored data, and who works on them for their owner.
pub(super) const CLIENTS: &[Part] = &[Edges(EdgeKind::Data), Field("role"), Field("tags")];

/// What works by the clock: such a job is a client, one that runs once is none.
pub(super) const TIMED: &[Part] = &[Field("schedule")];

/// Who counts as one program.
pub(super) const PROGRAMS: &[Part] = &[Field("owner"), Field("in"), Field("image"), Field("build"), Field("command")];

/// Which database of which server is meant.
pub(super) const PLACES: &[Part] = &[Field("server"), Field("database"), Field("schema")];
/// Whether a store keeps its data.
pub(super) const KEPT: &[Part] =
    &[Field("backup"), Field("engine"), Field("persistence"), Field("provision"), Field("storage"), Field("volumes")];
/// Words to sort by.
pub(super) const TAGS: &[Part] = &[Field("tags")];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Node;
    use crate::json::{Json, Record};
    use crate::rules::RULES;

    #[test]
    fn every_field_that_a_rule_names_is_one_of_nodes() {
        let node = Node::blank();
        let known: Vec<&str> = node.fields().iter().map(|field| field.name).collect();
        for rule in RULES {
            let Reach::Parts(parts) = rule.reach else { continue };
            for part in parts.iter().copied().flatten() {
                if let Field(name) = part {
                    assert!(known.contains(name), "{}: nodes have no field {name}", rule.id);
                }
            }
        }
    }

    #[test]
    fn all_edges_are_those_of_every_kind() {
        assert!(EdgeKind::ALL.iter().all(|kind| EDGES.contains(&Edges(*kind))));
        assert_eq!(EDGES.len(), EdgeKind::ALL.len());
    }
}
