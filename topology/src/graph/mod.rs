//! The graph: a view over a document, built once, read by all rules.

mod calls;
mod cut;
mod index;
mod longest;
mod next;
mod relation;
mod variables;

use std::rc::Rc;

use crate::document::{Document, Edge, EdgeId, EdgeKind, Id, Node, NodeKind, RunsIn};

use index::Index;

pub use calls::{CallGraph, CallStep};
pub use cut::Cuts;
pub use longest::Longest;
pub use relation::Relation;
pub use variables::{Given, may_collide, variables};

/// A view of a document: nodes by id, edges by their ends. Node and edge order is id order, so everything derived from it is too.
pub struct Graph<'d> {
    /// What it is a view of: the document as it holds in one environment.
    pub document: &'d Document,
    index: Rc<Index<'d>>,
    nodes: Vec<&'d Node>,
    /// The kind of each node: many rules ask for nothing else of most.
    kinds: Vec<NodeKind>,
    links: Vec<Link<'d>>,
    outgoing: Around<'d>,
    incoming: Around<'d>,
    focus: Option<Focus<'d>>,
}

/// The part of a graph that is looked at.
struct Focus<'d> {
    /// Nodes by place, in order.
    places: Vec<usize>,
    /// The edges that they open, by id.
    links: Vec<Link<'d>>,
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
    /// The places of both ends among all nodes, by id: for algorithms that keep something of every node.
    pub places: (usize, usize),
}

impl<'d> Graph<'d> {
    /// Builds the view. Edges whose ends are missing are left out; a structurally valid document has none.
    #[must_use]
    pub fn new(document: &'d Document) -> Self {
        let (ids, nodes): (Vec<&Id>, Vec<&Node>) = document.nodes.iter().unzip();
        let kinds = nodes.iter().map(|node| node.kind).collect();
        let index = Index::new(ids);
        let place = |id: &Id| index.place(id.as_str());
        let mut links: Vec<Link<'d>> = Vec::with_capacity(document.edges.len());
        for (id, edge) in &document.edges {
            // Edges of one node stand side by side, since their ids begin with its id.
            let from = links.last().filter(|last| last.edge.from == edge.from).map(|last| last.places.0);
            if let (Some(from), Some(to)) = (from.or_else(|| place(&edge.from)), place(&edge.to)) {
                links.push(Link { id, edge, from: nodes[from], to: nodes[to], places: (from, to) });
            }
        }
        let outgoing = Around::new(nodes.len(), &links, |link| link.places.0);
        let incoming = Around::new(nodes.len(), &links, |link| link.places.1);
        Self { document, index: Rc::new(index), nodes, kinds, links, outgoing, incoming, focus: None }
    }

    /// From now on only these nodes, by place and in order, and the edges that they open are listed. What is asked about a node by its id is answered as before.
    pub(crate) fn focus(&mut self, places: Vec<usize>) {
        let mut links: Vec<Link<'d>> = places.iter().flat_map(|place| self.outgoing.of(*place)).copied().collect();
        links.sort_unstable_by_key(|link| link.id);
        self.focus = Some(Focus { places, links });
    }

    /// The places of the nodes at the other ends of a node's edges, both ways.
    pub(crate) fn neighbours(&self, place: usize) -> impl Iterator<Item = usize> {
        let outgoing = self.outgoing.of(place).iter().map(|link| link.places.1);
        outgoing.chain(self.incoming.of(place).iter().map(|link| link.places.0))
    }

    /// All nodes, by id.
    pub fn nodes(&self) -> impl Iterator<Item = (&'d Id, &'d Node)> {
        self.places().map(|place| (self.index.ids()[place], self.nodes[place]))
    }

    /// All nodes of one kind, by id.
    pub fn of_kind(&self, kind: NodeKind) -> impl Iterator<Item = (&'d Id, &'d Node)> {
        self.places_of(move |held| held == kind).map(|place| (self.index.ids()[place], self.nodes[place]))
    }

    /// The places of all nodes, in order.
    pub(crate) fn places(&self) -> impl Iterator<Item = usize> {
        let all = if self.focus.is_some() { 0..0 } else { 0..self.nodes.len() };
        let some = self.focus.as_ref().map_or(&[][..], |focus| &focus.places);
        all.chain(some.iter().copied())
    }

    /// The places of all nodes of some kinds, in order.
    pub(crate) fn places_of(&self, kind: impl Fn(NodeKind) -> bool) -> impl Iterator<Item = usize> {
        self.places().filter(move |place| kind(self.kinds[*place]))
    }

    /// The node of an id.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<&'d Node> {
        self.place(id).map(|place| self.nodes[place])
    }

    /// The node at a place, with its id.
    pub(crate) fn at(&self, place: usize) -> (&'d Id, &'d Node) {
        (self.index.ids()[place], self.nodes[place])
    }

    /// All edges, by id.
    pub fn links(&self) -> impl Iterator<Item = Link<'d>> {
        self.focus.as_ref().map_or(&self.links, |focus| &focus.links).iter().copied()
    }

    /// All edges, by id, also where only some nodes are looked at.
    pub(crate) fn all_links(&self) -> &[Link<'d>] {
        &self.links
    }

    /// The edges that the node at a place opens, by id.
    pub(crate) fn outgoing_at(&self, place: usize) -> &[Link<'d>] {
        self.outgoing.of(place)
    }

    /// The edges that reach the node at a place, by id.
    pub(crate) fn incoming_at(&self, place: usize) -> &[Link<'d>] {
        self.incoming.of(place)
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
        self.index.place(id)
    }

    /// The ids of all nodes, by place.
    #[must_use]
    pub fn ids(&self) -> &[&'d Id] {
        self.index.ids()
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
    fn new(nodes: usize, links: &[Link<'d>], end: impl Fn(&Link<'d>) -> usize) -> Self {
        let mut begins = vec![0; nodes + 1];
        links.iter().for_each(|link| begins[end(link) + 1] += 1);
        for place in 0..nodes {
            begins[place + 1] += begins[place];
        }
        let mut free = begins.clone();
        let mut order = vec![0; links.len()];
        for (index, link) in links.iter().enumerate() {
            let free = &mut free[end(link)];
            order[*free] = index;
            *free += 1;
        }
        Self { links: order.into_iter().map(|index| links[index]).collect(), begins }
    }

    fn of(&self, place: usize) -> &[Link<'d>] {
        &self.links[self.begins[place]..self.begins[place + 1]]
    }
}
