//! What is to be known about an imported drawing as a whole.

use std::collections::BTreeSet;

use topology::Document;
use topology::document::{EdgeKind, Id, NodeKind};

use super::note::Log;

/// Notes what the files could not show.
pub(super) fn notices(document: &Document, log: &mut Log) {
    let runs = |kind: NodeKind| kind.is_workload() && kind != NodeKind::Job;
    let programs = document.nodes.values().filter(|node| runs(node.kind)).count();
    let opened = document.edges.values().filter(|edge| edge.kind.opens_connection());
    let connected: BTreeSet<&Id> = opened.flat_map(|edge| [&edge.from, &edge.to]).collect();
    let alone = document.nodes.iter().filter(|(id, node)| runs(node.kind) && !connected.contains(id)).count();
    if programs >= 2 && alone * 2 >= programs {
        let message =
            format!("{alone} of {programs} programs are connected to nothing: the files hardly show who talks to whom");
        log.notice(Some("import-low-edge-visibility"), message)
            .hint("draw the edges that you know of; findings about missing ones mean little until then");
    }
    let stores = document.nodes.values().any(|node| node.kind.is_data());
    if programs >= 3 && !stores {
        let message = "no database, cache or queue is among the files: what is stored is somewhere else";
        log.notice(Some("import-no-store-visible"), message)
            .hint("draw the stores, with `provision: existing` where they are there already");
    }
    let calls: BTreeSet<(&Id, &Id)> =
        document.edges.values().filter(|edge| edge.kind == EdgeKind::Call).map(|edge| (&edge.from, &edge.to)).collect();
    for (id, edge) in document.edges.iter().filter(|(_, edge)| edge.kind == EdgeKind::Callback) {
        if calls.contains(&(&edge.to, &edge.from)) {
            let message = format!("{id} only says where somebody is sent back to, so it closes no circle of calls");
            log.notice(Some("import-callback-loop"), message).hint("make it a call if it is one");
        }
    }
}
