//! Who sends to a queue and who reads from it: what the rules about queues share.

use crate::collections::{BTreeMap, BTreeSet};

use crate::document::{EdgeKind, Id, NodeKind};
use crate::graph::{Graph, Link};

/// One queue that somebody uses.
pub(super) struct Traffic<'d> {
    /// The edges that send, by id.
    pub publishers: Vec<Link<'d>>,
    /// The edges that read, by id.
    pub subscribers: Vec<Link<'d>>,
    /// The functions that it starts, by id.
    pub started: BTreeSet<&'d Id>,
}

/// The traffic of every queue, by id.
pub(super) fn traffic<'d>(graph: &Graph<'d>) -> BTreeMap<&'d Id, Traffic<'d>> {
    let mut queues: BTreeMap<&'d Id, Traffic<'d>> = BTreeMap::new();
    for (id, _) in graph.of_kind(NodeKind::Queue) {
        let around = graph.incoming(id.as_str());
        let of = |kind: EdgeKind| around.iter().filter(|link| link.edge.kind == kind).copied().collect();
        let (publishers, subscribers) = (of(EdgeKind::Publish), of(EdgeKind::Subscribe));
        queues.insert(id, Traffic { publishers, subscribers, started: BTreeSet::new() });
    }
    if !queues.is_empty() {
        for (id, node) in graph.nodes() {
            for queue in node.triggers.values().filter_map(|trigger| trigger.queue.as_ref()) {
                if let Some(traffic) = queues.get_mut(queue) {
                    traffic.started.insert(id);
                }
            }
        }
    }
    queues
}

/// The topics that edges name, each once, and whether some name none.
pub(super) fn topics<'d>(links: &[Link<'d>]) -> (BTreeSet<&'d str>, bool) {
    let named = links.iter().filter_map(|link| link.edge.topic.as_ref().map(|topic| topic.as_str())).collect();
    (named, links.iter().any(|link| link.edge.topic.is_none()))
}
