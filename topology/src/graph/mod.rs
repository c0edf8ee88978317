//! The graph: a petgraph view over a document, built once, read by all rules.

mod calls;
mod relation;
mod variables;

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::document::{Document, Edge, EdgeId, EdgeKind, Id, Node, NodeKind, RunsIn};

pub use calls::{CallGraph, CallStep};
pub use relation::Relation;
pub use variables::{Given, variables};

/// A view of a document: nodes by id, edges by their ends. Node and edge order is id order, so everything derived from it is too.
pub struct Graph<'d> {
    /// What it is a view of: the document as it holds in one environment.
    pub document: &'d Document,
    graph: DiGraph<(&'d Id, &'d Node), Link<'d>>,
    index: BTreeMap<&'d str, NodeIndex>,
}

/// An edge with its ends.
#[derive(Debug, Clone, Copy)]
pub struct Link<'d> {
    /// The edge's id.
    pub id: &'d EdgeId,
    /// The edge.
    pub edge: &'d Edge,
    /// The node that opens the connection.
    pub from: &'d Node,
    /// The node that it reaches.
    pub to: &'d Node,
}

impl<'d> Graph<'d> {
    /// Builds the view. Edges whose ends are missing are left out; a structurally valid document has none.
    #[must_use]
    pub fn new(document: &'d Document) -> Self {
        let mut graph = DiGraph::with_capacity(document.nodes.len(), document.edges.len());
        let mut index = BTreeMap::new();
        for (id, node) in &document.nodes {
            index.insert(id.as_str(), graph.add_node((id, node)));
        }
        for (id, edge) in &document.edges {
            if let (Some(&a), Some(&b)) = (index.get(edge.from.as_str()), index.get(edge.to.as_str())) {
                graph.add_edge(a, b, Link { id, edge, from: graph[a].1, to: graph[b].1 });
            }
        }
        Self { document, graph, index }
    }

    /// All nodes, by id.
    pub fn nodes(&self) -> impl Iterator<Item = (&'d Id, &'d Node)> {
        self.document.nodes.iter()
    }

    /// All nodes of one kind, by id.
    pub fn of_kind(&self, kind: NodeKind) -> impl Iterator<Item = (&'d Id, &'d Node)> {
        self.nodes().filter(move |(_, node)| node.kind == kind)
    }

    /// All edges, by id.
    pub fn links(&self) -> impl Iterator<Item = Link<'d>> {
        self.graph.edge_weights().copied()
    }

    /// The edges that a node opens, by id.
    #[must_use]
    pub fn outgoing(&self, id: &str) -> Vec<Link<'d>> {
        self.around(id, Direction::Outgoing)
    }

    /// The edges that reach a node, by id.
    #[must_use]
    pub fn incoming(&self, id: &str) -> Vec<Link<'d>> {
        self.around(id, Direction::Incoming)
    }

    fn around(&self, id: &str, direction: Direction) -> Vec<Link<'d>> {
        let Some(&index) = self.index.get(id) else { return Vec::new() };
        let mut links: Vec<Link<'d>> = self.graph.edges_directed(index, direction).map(|e| *e.weight()).collect();
        links.sort_by_key(|link| link.id);
        links
    }

    /// Whether a node stands outside: a client, or a frontend that runs in the browser.
    #[must_use]
    pub fn is_client(node: &Node) -> bool {
        node.kind == NodeKind::Client || (node.kind == NodeKind::Frontend && node.runs_in == Some(RunsIn::Browser))
    }

    /// The petgraph graph itself, for algorithms.
    #[must_use]
    pub fn petgraph(&self) -> &DiGraph<(&'d Id, &'d Node), Link<'d>> {
        &self.graph
    }

    /// The synchronous calls between services, frontends and gateways, gateways contracted; see [`CallGraph`].
    #[must_use]
    pub fn calls(&self) -> CallGraph<'d> {
        CallGraph::new(self, |kind| matches!(kind, NodeKind::Service | NodeKind::Frontend))
    }

    /// The synchronous calls between all workloads, gateways contracted.
    #[must_use]
    pub fn calls_of_workloads(&self) -> CallGraph<'d> {
        CallGraph::new(self, NodeKind::is_workload)
    }

    /// Edges of one kind that reach a node.
    #[must_use]
    pub fn incoming_of(&self, id: &str, kind: EdgeKind) -> Vec<Link<'d>> {
        self.incoming(id).into_iter().filter(|link| link.edge.kind == kind).collect()
    }

    /// The index of an edge's ends, for algorithms.
    #[must_use]
    pub fn ends(&self, link: &Link<'d>) -> Option<(NodeIndex, NodeIndex)> {
        let a = self.index.get(link.edge.from.as_str())?;
        self.graph.edges(*a).find(|e| e.weight().id == link.id).map(|e| (e.source(), e.target()))
    }
}
