//! The graph: a view over a document, built once, read by all rules.

mod calls;
mod relation;
mod variables;

use crate::document::{Document, Edge, EdgeId, EdgeKind, Id, Node, NodeKind, RunsIn};

pub use calls::{CallGraph, CallStep};
pub use relation::Relation;
pub use variables::{Given, variables};

/// A view of a document: nodes by id, edges by their ends. Node and edge order is id order, so everything derived from it is too.
pub struct Graph<'d> {
    /// What it is a view of: the document as it holds in one environment.
    pub document: &'d Document,
    ids: Vec<&'d str>,
    links: Vec<Link<'d>>,
    outgoing: Around<'d>,
    incoming: Around<'d>,
}

/// The edges at one end of each node: one list, and where each node's part of it begins.
struct Around<'d> {
    links: Vec<Link<'d>>,
    begins: Vec<usize>,
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
        let (ids, nodes): (Vec<&str>, Vec<&Node>) = document.nodes.iter().map(|(id, node)| (id.as_str(), node)).unzip();
        let mut links = Vec::with_capacity(document.edges.len());
        let mut ends = Vec::with_capacity(document.edges.len());
        for (id, edge) in &document.edges {
            let ends_of = (ids.binary_search(&edge.from.as_str()), ids.binary_search(&edge.to.as_str()));
            if let (Ok(from), Ok(to)) = ends_of {
                links.push(Link { id, edge, from: nodes[from], to: nodes[to] });
                ends.push((from, to));
            }
        }
        let outgoing = Around::new(ids.len(), &links, ends.iter().map(|(from, _)| *from));
        let incoming = Around::new(ids.len(), &links, ends.iter().map(|(_, to)| *to));
        Self { document, ids, links, outgoing, incoming }
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
        self.links.iter().copied()
    }

    /// The edges that a node opens, by id.
    #[must_use]
    pub fn outgoing(&self, id: &str) -> &[Link<'d>] {
        self.place(id).map_or(&[], |place| self.outgoing.of(place))
    }

    /// The edges that reach a node, by id.
    #[must_use]
    pub fn incoming(&self, id: &str) -> &[Link<'d>] {
        self.place(id).map_or(&[], |place| self.incoming.of(place))
    }

    /// The edges of one kind that a node opens, by id.
    pub fn outgoing_of(&self, id: &str, kind: EdgeKind) -> impl Iterator<Item = Link<'d>> {
        self.outgoing(id).iter().filter(move |link| link.edge.kind == kind).copied()
    }

    /// The edges of one kind that reach a node, by id.
    pub fn incoming_of(&self, id: &str, kind: EdgeKind) -> impl Iterator<Item = Link<'d>> {
        self.incoming(id).iter().filter(move |link| link.edge.kind == kind).copied()
    }

    /// The place of a node among all nodes, by id: for algorithms that keep something of every node.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    /// Whether a node stands outside: a client, or a frontend that runs in the browser.
    #[must_use]
    pub fn is_client(node: &Node) -> bool {
        node.kind == NodeKind::Client || (node.kind == NodeKind::Frontend && node.runs_in == Some(RunsIn::Browser))
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
}

impl<'d> Around<'d> {
    /// Sorts edges by the place of one of their ends, each node's by id.
    fn new(nodes: usize, links: &[Link<'d>], ends: impl Iterator<Item = usize> + Clone) -> Self {
        let mut begins = vec![0; nodes + 1];
        ends.clone().for_each(|end| begins[end + 1] += 1);
        for place in 0..nodes {
            begins[place + 1] += begins[place];
        }
        let mut free = begins.clone();
        let mut order = vec![0; links.len()];
        for (index, end) in ends.enumerate() {
            order[free[end]] = index;
            free[end] += 1;
        }
        Self { links: order.into_iter().map(|index| links[index]).collect(), begins }
    }

    fn of(&self, place: usize) -> &[Link<'d>] {
        &self.links[self.begins[place]..self.begins[place + 1]]
    }
}
