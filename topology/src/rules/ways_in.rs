//! Where a request from outside begins to wait: what the rules about chains and about reaching share.

use crate::collections::BTreeMap;

use super::Context;
use super::entries::reach;
use crate::document::{EdgeKind, Expose, Id, NodeKind};
use crate::graph::{Graph, Link};

/// Workloads that requests from outside come to first, by id, each with the client or gateway that leads there, where one is drawn.
pub(super) fn first_workloads<'a>(context: &Context<'a>) -> BTreeMap<&'a Id, Option<&'a Id>> {
    let mut firsts = BTreeMap::new();
    for (id, node) in context.graph.nodes() {
        if !node.kind.is_workload() || Graph::is_client(node) {
            continue;
        }
        let lead = context.graph.incoming_of(id.as_str(), EdgeKind::Call).find(leads_in);
        if lead.is_some() || reach(node) >= Expose::Host {
            firsts.insert(id, lead.map(|link| &link.edge.from));
        }
    }
    firsts
}

fn leads_in(link: &Link<'_>) -> bool {
    link.from.kind == NodeKind::Gateway || Graph::is_client(link.from)
}

/// Whether it is drawn at all where requests come from.
pub(super) fn any_way_in(context: &Context<'_>) -> bool {
    context.graph.nodes().any(|(_, node)| {
        let open = node.kind.is_workload() && reach(node) >= Expose::Host;
        open || node.kind == NodeKind::Gateway || Graph::is_client(node)
    })
}
