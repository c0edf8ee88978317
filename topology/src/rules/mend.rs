//! Writing a fix: edits as the canvas makes them, with free ids and a place on the canvas.

use crate::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::Context;
use crate::document::{Document, EdgeId, EdgeKind, Expose, Id, Membership, Node, NodeKind, Pointer, Protocol};
use crate::edit::Edit;
use crate::finding::Fix;
use crate::graph::{Graph, Link};

/// A node's size on the canvas and the room around it, in pixels at 100 %.
const ROOM: [i32; 2] = [220, 100];

/// A fix in the making.
pub(super) struct Mend<'a> {
    declared: &'a Document,
    edits: Vec<Edit>,
    nodes: BTreeSet<Id>,
    edges: BTreeSet<EdgeId>,
    spots: Vec<(Id, Id, [i32; 2])>,
}

impl<'a> Mend<'a> {
    /// A fix of this document, without edits yet.
    pub fn new(declared: &'a Document) -> Self {
        Self { declared, edits: Vec::new(), nodes: BTreeSet::new(), edges: BTreeSet::new(), spots: Vec::new() }
    }

    /// The fix, as a button says it.
    pub fn done(self, title: impl Into<String>) -> Fix {
        Fix { title: title.into(), edits: self.edits }
    }

    /// Draws a node of a free id like `wanted`, near others.
    pub fn node(&mut self, wanted: &str, value: &Value, near: &[&Id]) -> Id {
        let wanted = Id::propose(wanted, "node");
        let id = self.free_id(&wanted);
        self.edits.push(Edit::Create { path: Pointer::of(["nodes", id.as_str()]), value: value.clone() });
        self.nodes.insert(id.clone());
        self.place(&id, near);
        id
    }

    fn free_id(&self, wanted: &Id) -> Id {
        let first = self.declared.free_id(wanted);
        if !self.nodes.contains(&first) {
            return first;
        }
        let stem: String = wanted.as_str().chars().take(34).collect();
        (2..=self.nodes.len() + self.declared.nodes.len() + self.declared.boundaries.len() + 2)
            .filter_map(|n| Id::parse(&format!("{}-{n}", stem.trim_end_matches('-'))).ok())
            .map(|id| self.declared.free_id(&id))
            .find(|id| !self.nodes.contains(id))
            .unwrap_or(first)
    }

    /// Puts a new node near others in each picture that shows one of them.
    fn place(&mut self, id: &Id, near: &[&Id]) {
        for (view_id, view) in &self.declared.views {
            let around: Vec<[i32; 2]> = near.iter().filter_map(|id| view.layout.get(*id)).copied().collect();
            let (Some(first), Some(last)) = (around.first(), around.last()) else { continue };
            let middle = |axis: usize| first[axis].midpoint(last[axis]);
            let mut spot = [middle(0), middle(1)];
            let new = |spots: &[(Id, Id, [i32; 2])], spot: [i32; 2]| {
                let drawn = view.layout.values().copied();
                let made = spots.iter().filter(|(view, _, _)| view == view_id).map(|(_, _, at)| *at);
                drawn
                    .chain(made)
                    .all(|at| (0..2).any(|axis| at[axis].abs_diff(spot[axis]) >= ROOM[axis].unsigned_abs()))
            };
            // Downwards, as far as it takes; a picture so full that nothing is free shows it on top of others.
            for _ in 0..64 {
                if new(&self.spots, spot) {
                    break;
                }
                spot[1] = spot[1].saturating_add(ROOM[1] + 10);
            }
            self.spots.push((view_id.clone(), id.clone(), spot));
            self.edits.push(Edit::Set {
                path: Pointer::of(["views", view_id.as_str(), "layout", id.as_str()]),
                value: json!(spot),
            });
        }
    }

    /// Draws an edge.
    pub fn edge(&mut self, from: &Id, to: &Id, kind: EdgeKind, fields: Value) -> EdgeId {
        let id = (1..)
            .filter_map(|n: u32| match n {
                1 => EdgeId::parse(&format!("{from}--{to}")).ok(),
                n => EdgeId::parse(&format!("{from}--{to}--{n}")).ok(),
            })
            .take(10_000)
            .find(|id| !self.declared.edges.contains_key(id) && !self.edges.contains(id))
            .unwrap_or_else(|| self.declared.free_edge_id(from, to));
        let mut value = json!({ "from": from, "to": to, "kind": kind });
        if let (Value::Object(edge), Value::Object(more)) = (&mut value, fields) {
            edge.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
        }
        self.edits.push(Edit::Create { path: Pointer::of(["edges", id.as_str()]), value });
        self.edges.insert(id.clone());
        id
    }

    /// Deletes a node and its edges.
    pub fn delete_node(&mut self, id: &Id) {
        self.edits.push(Edit::Delete { path: Pointer::of(["nodes", id.as_str()]) });
    }

    /// Deletes an edge.
    pub fn delete_edge(&mut self, id: &EdgeId) {
        self.edits.push(Edit::Delete { path: Pointer::of(["edges", id.as_str()]) });
    }

    /// Sets a value.
    pub fn set<S: Into<String>>(&mut self, path: impl IntoIterator<Item = S>, value: Value) {
        self.edits.push(Edit::Set { path: Pointer::of(path), value });
    }

    /// Takes a value away.
    pub fn unset<S: Into<String>>(&mut self, path: impl IntoIterator<Item = S>) {
        self.edits.push(Edit::Unset { path: Pointer::of(path) });
    }

    /// Any other edit.
    pub fn push(&mut self, edit: Edit) {
        self.edits.push(edit);
    }

    /// Makes an edge begin or end elsewhere; it keeps its id.
    pub fn reconnect(&mut self, id: &EdgeId, end: &str, to: &Id) {
        self.set(["edges", id.as_str(), end], json!(to));
    }

    /// Takes a node off its host ports and from the public, in every environment. `false` where defaults of its kind publish ports, which one node can't take back.
    pub fn close(&mut self, id: &Id) -> bool {
        let open = |value: Option<&Value>| {
            value
                .and_then(Value::as_str)
                .is_some_and(|word| [Expose::Host, Expose::Public].iter().any(|e| e.word() == word))
        };
        let open_port = |ports: Option<&Value>| -> Vec<String> {
            let ports = ports.and_then(Value::as_object).into_iter().flatten();
            ports.filter(|(_, port)| open(port.get("expose"))).map(|(name, _)| name.clone()).collect()
        };
        let Some(node) = self.declared.nodes.get(id) else { return false };
        let defaults = self.declared.defaults.get(&node.kind);
        if defaults.is_some_and(|defaults| !open_port(defaults.get("ports")).is_empty()) {
            return false;
        }
        for (name, environment) in &self.declared.environments {
            let Some(over) = environment.nodes.get(id) else { continue };
            let base = ["environments", name.as_str(), "nodes", id.as_str()];
            if open(over.get("expose")) {
                self.unset(base.into_iter().chain(["expose"]));
            }
            for port in open_port(over.get("ports")) {
                self.unset(base.into_iter().chain(["ports", &port, "expose"]));
            }
        }
        if defaults.is_some_and(|defaults| open(defaults.get("expose"))) {
            self.set(["nodes", id.as_str(), "expose"], json!(Expose::None));
        } else if node.expose >= Some(Expose::Host) {
            self.unset(["nodes", id.as_str(), "expose"]);
        }
        for (name, _) in node.ports.iter().filter(|(_, port)| port.expose >= Some(Expose::Host)) {
            self.unset(["nodes", id.as_str(), "ports", name.as_str(), "expose"]);
        }
        true
    }

    /// Repeats what environments say of a node for another, but for some fields.
    pub fn copy_overrides(&mut self, from: &Id, to: &Id, without: &[&str]) {
        for (name, environment) in &self.declared.environments {
            let Some(over) = environment.nodes.get(from) else { continue };
            let kept: Map<String, Value> = over
                .iter()
                .filter(|(field, _)| !without.contains(&field.as_str()))
                .map(|(field, value)| (field.clone(), value.clone()))
                .collect();
            if !kept.is_empty() {
                self.set(["environments", name.as_str(), "nodes", to.as_str()], Value::Object(kept));
            }
        }
    }
}

/// A copy of a data node for somebody else: what it is, not where it is or what it was called.
pub(super) fn data_node_like(declared: &Document, store: &Node, owner: Option<&Node>, title: &str) -> Value {
    let mut copy = Node::of_kind(store.kind);
    copy.title = crate::document::Text::parse(title).ok();
    copy.engine.clone_from(&store.engine);
    copy.version.clone_from(&store.version);
    copy.storage.clone_from(&store.storage);
    copy.size = store.size;
    copy.backup = store.backup.clone();
    copy.persistence = store.persistence;
    if let Some(owner) = owner {
        copy.owner.clone_from(&owner.owner);
        copy.member = drawn_membership(declared, owner);
    }
    crate::json::write(&copy)
}

/// What a node belongs to, without the names that lead nowhere.
pub(super) fn drawn_membership(declared: &Document, node: &Node) -> Membership {
    let drawn = |id: &Option<Id>| id.clone().filter(|id| declared.boundaries.contains_key(id));
    let member = &node.member;
    Membership {
        domain: drawn(&member.domain),
        team: drawn(&member.team),
        network: drawn(&member.network),
        unit: member.unit.clone(),
    }
}

/// The overrides that a copy of a data node must not repeat.
pub(super) const NOT_COPIED: [&str; 15] = [
    "title",
    "name",
    "owner",
    "in",
    "server",
    "database",
    "schema",
    "existing",
    "expose",
    "ports",
    "variables",
    "secrets",
    "extra",
    "tags",
    "description",
];

/// Whether a consumer can be told where another target is: the variable is neither a value of its own nor another neighbour's.
pub(super) fn can_be_told(context: &Context<'_>, consumer: &Id, target: &Id) -> bool {
    let document = context.document;
    let prefix = |id: &Id| {
        let name = document.nodes.get(id).and_then(|node| node.name.as_ref()).unwrap_or(id);
        name.as_str().replace('-', "_").to_ascii_uppercase()
    };
    let wanted = prefix(target);
    let variable = format!("{wanted}_URL");
    let own = document
        .nodes
        .get(consumer)
        .is_some_and(|node| node.variables.contains_key(variable.as_str()) || node.secrets.contains(variable.as_str()));
    let taken = |link: &Link<'_>| {
        let named = link.edge.env.values().any(|name| name.as_str() == variable);
        link.edge.to != *target && (named || prefix(&link.edge.to) == wanted)
    };
    !own && !context.graph.outgoing(consumer.as_str()).iter().any(taken)
}

/// A gateway that a client's requests can take to a workload without closing a circle: the one that the client calls already, else the first.
pub(super) fn gateway_for<'a>(context: &Context<'a>, client: Option<&Id>, target: &'a Id) -> Option<&'a Id> {
    let gateways = &context.entries().gateways;
    let called = gateways.iter().filter(|gateway| client.is_some_and(|client| calls(context, client, gateway)));
    called.chain(gateways.iter()).copied().find(|gateway| is_safe_behind(context, gateway, target))
}

/// The gateway that a client calls, else the first.
pub(super) fn gateway_of<'a>(context: &Context<'a>, client: &Id) -> Option<&'a Id> {
    let gateways = &context.entries().gateways;
    gateways.iter().find(|gateway| calls(context, client, gateway)).or(gateways.first()).copied()
}

fn calls(context: &Context<'_>, from: &Id, to: &Id) -> bool {
    context.graph.incoming_of(to.as_str(), EdgeKind::Call).any(|link| link.edge.from == *from)
}

/// Whether a route from the gateway to a workload closes no circle with those who call the gateway from inside.
pub(super) fn is_safe_behind<'a>(context: &Context<'a>, gateway: &'a Id, target: &'a Id) -> bool {
    let mut seen: BTreeSet<&Id> = BTreeSet::new();
    let mut left = vec![gateway];
    while let Some(at) = left.pop() {
        for link in context.graph.incoming_of(at.as_str(), EdgeKind::Call) {
            let caller = &link.edge.from;
            if link.from.kind == NodeKind::Gateway {
                if seen.insert(caller) {
                    left.push(caller);
                }
            } else if !Graph::is_client(link.from) && caller != target && context.calls().would_close(caller, target) {
                return false;
            }
        }
    }
    true
}

/// What a gateway's new route to a workload says: the root for the first page, else a prefix of the workload's own.
pub(super) fn route(target: &Id, kind: NodeKind, root_is_free: bool) -> Value {
    if kind == NodeKind::Frontend && root_is_free {
        json!({ "path": "/" })
    } else {
        json!({ "path": format!("/{target}"), "strip_prefix": true })
    }
}

/// Leads the calls of clients, and what was published, through a gateway.
pub(super) struct Rerouting<'m, 'a> {
    mend: &'m mut Mend<'a>,
    gateway: Id,
    root_is_free: bool,
    /// Clients that call the gateway already, or do by now.
    callers: BTreeSet<Id>,
    /// Routes of the gateway: target and path.
    routes: BTreeMap<Id, BTreeSet<Option<String>>>,
}

impl<'m, 'a> Rerouting<'m, 'a> {
    /// Through a gateway that is drawn already, or through one that `mend` has just drawn.
    pub fn new(mend: &'m mut Mend<'a>, gateway: &Id) -> Self {
        let mut this = Self {
            mend,
            gateway: gateway.clone(),
            root_is_free: true,
            callers: BTreeSet::new(),
            routes: BTreeMap::new(),
        };
        for edge in this.mend.declared.edges.values().filter(|edge| edge.kind == EdgeKind::Call) {
            if edge.to == *gateway {
                this.callers.insert(edge.from.clone());
            }
            if edge.from == *gateway {
                let path = edge.path.as_ref().map(ToString::to_string);
                this.root_is_free &= path.as_deref().is_some_and(|path| path != "/");
                this.routes.entry(edge.to.clone()).or_default().insert(path);
            }
        }
        this
    }

    /// Lets a client call the gateway, in the protocol that it spoke.
    pub fn enter(&mut self, client: &Id, protocol: Option<Protocol>) {
        if self.callers.insert(client.clone()) {
            let gateway = self.gateway.clone();
            // A browser can't speak gRPC to a gateway either.
            let declared = self.mend.declared.nodes.get(client);
            let browser = declared.is_some_and(|node| node.kind == NodeKind::Frontend || node.has_tag("browser"));
            let protocol = protocol.filter(|protocol| !browser || *protocol != Protocol::Grpc);
            self.mend.edge(client, &gateway, EdgeKind::Call, json!({ "protocol": protocol }));
        }
    }

    /// Lets the gateway call a workload, where it does not already.
    pub fn lead_to(&mut self, target: &Id, kind: NodeKind) {
        if self.routes.contains_key(target) {
            return;
        }
        let fields = route(target, kind, self.root_is_free);
        self.note(target, fields["path"].as_str().map(str::to_owned));
        let gateway = self.gateway.clone();
        self.mend.edge(&gateway, target, EdgeKind::Call, fields);
    }

    /// Takes a client's call through the gateway: its edge becomes the gateway's route, or goes where the gateway has that route.
    pub fn take(&mut self, link: &Link<'_>) {
        let (client, target) = (&link.edge.from, &link.edge.to);
        self.enter(client, link.edge.protocol);
        let path = link.edge.path.as_ref().map(ToString::to_string);
        let held = self.routes.get(target).is_some_and(|paths| path.is_none() || paths.contains(&path));
        if held {
            self.mend.delete_edge(link.id);
            return;
        }
        let gateway = self.gateway.clone();
        self.mend.reconnect(link.id, "from", &gateway);
        if path.is_none() && link.edge.host.is_none() {
            if let Value::Object(fields) = route(target, link.to.kind, self.root_is_free) {
                for (field, value) in fields {
                    self.mend.set(["edges", link.id.as_str(), &field], value);
                }
            }
            let made = if link.to.kind == NodeKind::Frontend && self.root_is_free {
                "/".to_owned()
            } else {
                format!("/{target}")
            };
            self.note(target, Some(made));
        } else {
            self.note(target, path);
        }
    }

    fn note(&mut self, target: &Id, path: Option<String>) {
        self.root_is_free &= path.as_deref() != Some("/");
        self.routes.entry(target.clone()).or_default().insert(path);
    }

    /// Closes a workload that is led to now.
    pub fn close(&mut self, target: &Id) -> bool {
        self.mend.close(target)
    }
}
