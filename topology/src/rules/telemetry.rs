//! What watches the services: what the rules about metrics, logs and traces share.

use serde_json::json;

use super::Context;
use super::mend::{Mend, can_be_told};
use crate::document::{Capability, EdgeKind, Id, Node, NodeKind};
use crate::finding::Fix;
use crate::graph::Graph;

/// The programs that somebody has to watch: services and workers.
pub(super) fn watched<'a>(graph: &Graph<'a>) -> impl Iterator<Item = &'a Id> {
    graph.nodes().filter(|(_, node)| matches!(node.kind, NodeKind::Service | NodeKind::Worker)).map(|(id, _)| id)
}

/// Whether something takes in what is meant: a platform that provides it, a system outside that carries the word as a tag, or a tag of the topology that says that something outside the picture does.
pub(super) fn is_taken_in(context: &Context<'_>, what: Capability) -> bool {
    let word = what.word();
    let takes = |node: &Node| node.provides.contains(&what) || node.has_tag(word);
    context.document.tags.contains(word)
        || context.graph.nodes().any(|(_, node)| {
            matches!(node.kind, NodeKind::Platform | NodeKind::External | NodeKind::ObjectStore) && takes(node)
        })
}

/// Draws a platform that takes in what all services send it.
pub(super) fn draw(context: &Context<'_>, what: Capability, title: &str, description: &str) -> Fix {
    let mut mend = Mend::new(context.declared);
    let near: Vec<&Id> = watched(context.graph).take(1).collect();
    let value = json!({ "kind": NodeKind::Platform, "title": title, "description": description, "provides": [what] });
    let id = mend.node(what.word(), &value, &near);
    for service in watched(context.graph).filter(|service| can_be_told(context, service, &id)) {
        mend.edge(service, &id, EdgeKind::Telemetry, json!({}));
    }
    mend.done(format!("Draw a platform for {}", what.word()))
}
