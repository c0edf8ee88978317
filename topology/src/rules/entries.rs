//! Where requests come in from outside: what the rules about gateways share.

use crate::collections::BTreeMap;

use crate::document::{EdgeKind, Expose, Id, Node, NodeKind};
use crate::graph::{Graph, Link};

/// The tag of nodes and edges that are meant to be reached from outside without a gateway: identity providers, static hosts, receivers of webhooks.
pub(super) const PUBLIC_BY_DESIGN: &str = "public-by-design";

/// The gateways, and the workloads that are reached without one.
pub(super) struct Entries<'d> {
    /// Every gateway, by id.
    pub gateways: Vec<&'d Id>,
    /// Workloads that a client calls or that are published, by id; what is public by design is left out.
    pub direct: BTreeMap<&'d Id, Entry<'d>>,
}

/// A workload that is reached from outside.
pub(super) struct Entry<'d> {
    /// The workload.
    pub node: &'d Node,
    /// The calls of clients, by id.
    pub calls: Vec<Link<'d>>,
    /// Whether it is published on a host port or meant to be public.
    pub published: bool,
}

impl<'d> Entries<'d> {
    pub(super) fn new(graph: &Graph<'d>) -> Self {
        let gateways = graph.of_kind(NodeKind::Gateway).map(|(id, _)| id).collect();
        let mut direct = BTreeMap::new();
        for (id, node) in graph.nodes() {
            if !node.kind.is_workload() || Graph::is_client(node) || node.has_tag(PUBLIC_BY_DESIGN) {
                continue;
            }
            let calls: Vec<Link<'d>> = graph
                .incoming_of(id.as_str(), EdgeKind::Call)
                .filter(|link| Graph::is_client(link.from) && !link.edge.has_tag(PUBLIC_BY_DESIGN))
                .collect();
            let published = reach(node) >= Expose::Host;
            if published || !calls.is_empty() {
                direct.insert(id, Entry { node, calls, published });
            }
        }
        Self { gateways, direct }
    }
}

/// How far a node can be reached over its most open port.
pub(super) fn reach(node: &Node) -> Expose {
    let own = node.expose.unwrap_or(Expose::None);
    node.ports.values().map(|port| port.expose.unwrap_or(own)).max().unwrap_or(own)
}
