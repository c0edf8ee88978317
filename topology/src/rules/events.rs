//! The fix of rules about too many calls: an event instead of a call.

use serde_json::json;

use super::Context;
use super::mend::Mend;
use crate::document::{EdgeKind, Id, NodeKind};

/// Lets a node publish what it called others for: a queue of its own, to which they subscribe.
pub(super) fn tell(context: &Context<'_>, mend: &mut Mend<'_>, from: &Id, others: &[&Id]) {
    let near: Vec<&Id> = std::iter::once(from).chain(others.first().copied()).collect();
    let queue = queue_of(context, mend, from, &near);
    for (id, edge) in &context.declared.edges {
        if edge.kind == EdgeKind::Call && edge.from == *from && others.contains(&&edge.to) {
            mend.delete_edge(id);
        }
    }
    lead_over(mend, from, &queue, others);
}

/// Draws the queue of a node's events, near others.
pub(super) fn queue_of(context: &Context<'_>, mend: &mut Mend<'_>, from: &Id, near: &[&Id]) -> Id {
    let title: String = context.label(from).chars().take(100).collect();
    mend.node(
        &format!("{from}-events"),
        &json!({ "kind": NodeKind::Queue, "engine": "rabbitmq", "title": format!("{title} events"), "persistence": true }),
        near,
    )
}

/// Lets a node publish its events to a queue, and others subscribe to them.
pub(super) fn lead_over(mend: &mut Mend<'_>, from: &Id, queue: &Id, others: &[&Id]) {
    let topic = format!("{from}.events");
    mend.edge(from, queue, EdgeKind::Publish, json!({ "topic": topic }));
    for other in others {
        mend.edge(other, queue, EdgeKind::Subscribe, json!({ "topic": topic }));
    }
}
