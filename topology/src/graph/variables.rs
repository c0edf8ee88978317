//! The names of the variables that tell a consumer where its neighbours are: the same in every target.

use crate::collections::{BTreeMap, BTreeSet};

use crate::document::{EdgeId, Id, Node, NodeKind};

use super::{Graph, Link};

/// A variable that an edge gives its consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Given<'d> {
    /// The node that the variable tells about.
    pub target: &'d Id,
    /// The first edge between the two that gives it.
    pub edge: &'d EdgeId,
    /// What it says: `url`, `host`, `port`, `name`, `user`, `password`, or a topic.
    pub role: &'d str,
}

/// The variables that a consumer gets from its neighbours, by name. Several givers of one name are a collision.
#[must_use]
pub fn variables<'d>(graph: &Graph<'d>, consumer: &'d Id, from: &Node) -> BTreeMap<String, BTreeSet<Given<'d>>> {
    let mut held = BTreeMap::new();
    let own_configuration = from.kind == NodeKind::Gateway && from.image.is_none() && from.build.is_none();
    let runs = from.kind.is_workload() || from.kind == NodeKind::Gateway;
    if !runs || Graph::is_client(from) {
        return held;
    }
    let mut neighbours: BTreeMap<usize, Vec<Link<'d>>> = BTreeMap::new();
    for link in graph.outgoing(consumer.as_str()).iter().filter(|link| link.edge.kind.opens_connection()) {
        if !own_configuration || link.to.kind.is_data() {
            neighbours.entry(link.places.1).or_default().push(*link);
        }
    }
    for edges in neighbours.values() {
        give_all(edges, &mut held);
    }
    held
}

/// Whether two neighbours, or a neighbour and the node itself, could give one variable at all. Ids differ and hold no underscore, so without other names only topics, chosen names and own variables can meet.
#[must_use]
pub fn may_collide(links: &[Link<'_>], from: &Node) -> bool {
    const ROLES: [&str; 7] = ["_URL", "_HOST", "_PORT", "_NAME", "_USER", "_PASSWORD", "_TOPIC"];
    let own = from.variables.keys().chain(&from.secrets).any(|name| {
        let name = name.as_str();
        ROLES.iter().any(|role| name.ends_with(role))
    });
    let opened = || links.iter().filter(|link| link.edge.kind.opens_connection());
    own || opened().any(|link| !link.edge.env.is_empty() || link.to.name.is_some())
        || opened().filter(|link| link.edge.topic.is_some()).nth(1).is_some()
}

/// The variables of one neighbour, from the edges that lead there.
fn give_all<'d>(edges: &[Link<'d>], held: &mut BTreeMap<String, BTreeSet<Given<'d>>>) {
    let Some(first) = edges.first() else { return };
    let (target, to) = (&first.edge.to, first.to);
    let prefix = shout(to.name.as_ref().unwrap_or(target).as_str());
    let mut give = |role: &'static str| {
        let named = edges.iter().find_map(|link| Some((link.id, link.edge.env.get(role)?.to_string())));
        let (edge, name) = named.unwrap_or_else(|| (first.id, format!("{prefix}_{}", shout(role))));
        held.entry(name).or_default().insert(Given { target, edge, role });
    };
    let wanted = |role: &str| edges.iter().any(|link| link.edge.env.contains_key(role));
    match to.kind {
        NodeKind::Database | NodeKind::Cache | NodeKind::ObjectStore => {
            ["host", "port", "user", "password"].into_iter().for_each(&mut give);
            ["name", "url"]
                .into_iter()
                .filter(|role| wanted(role) || (*role, to.kind) == ("name", NodeKind::Database))
                .for_each(&mut give);
        }
        NodeKind::Queue => {
            give("url");
            topics(edges, &prefix, target, held);
        }
        _ => {
            give("url");
            ["host", "port"].into_iter().filter(|role| wanted(role)).for_each(&mut give);
        }
    }
}

fn topics<'d>(edges: &[Link<'d>], prefix: &str, target: &'d Id, held: &mut BTreeMap<String, BTreeSet<Given<'d>>>) {
    let mut seen = BTreeSet::new();
    for link in edges {
        let Some(topic) = link.edge.topic.as_ref().map(|topic| topic.as_str()) else { continue };
        if seen.insert(topic) {
            let named = link.edge.env.get("topic").map(ToString::to_string);
            let name = named.unwrap_or_else(|| format!("{prefix}_{}_TOPIC", shout(topic)));
            held.entry(name).or_default().insert(Given { target, edge: link.id, role: topic });
        }
    }
}

/// `orders-db` as the beginning of a variable: `ORDERS_DB`.
fn shout(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}
