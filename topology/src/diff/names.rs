//! What people read for what is different.

use crate::document::{Document, EdgeKind, Node, NodeKind};

/// A node's kind, as a sentence says it.
pub(super) const fn kind(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::ObjectStore => "object store",
        other => other.word(),
    }
}

/// What stands between the ends of an edge in a sentence.
pub(super) const fn verb(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Call => "calls",
        EdgeKind::Data => "uses",
        EdgeKind::Publish => "publishes to",
        EdgeKind::Subscribe => "reads from",
        EdgeKind::Config => "takes its configuration from",
        EdgeKind::Discovery => "looks names up at",
        EdgeKind::Telemetry => "sends telemetry to",
        EdgeKind::Callback => "calls back",
        EdgeKind::Boot => "starts after",
    }
}

/// What people read for a boundary: its title, else its id.
pub(super) fn boundary<'a>(document: &'a Document, id: &'a str) -> &'a str {
    document.boundaries.get(id).and_then(|boundary| boundary.title.as_ref()).map_or(id, |title| title.as_str())
}

/// The boundary of a sort that both nodes name, where it is not the same: `(sort, from, to)`.
pub(super) fn crossing<'n>(from: &'n Node, to: &'n Node) -> Option<(&'static str, &'n str, &'n str)> {
    let sorts =
        [("network", &from.member.network, &to.member.network), ("domain", &from.member.domain, &to.member.domain)];
    sorts.into_iter().find_map(|(sort, a, b)| match (a, b) {
        (Some(a), Some(b)) if a != b => Some((sort, a.as_str(), b.as_str())),
        _ => None,
    })
}
