//! The names of the variables that tell a consumer where its neighbours are: the same in every target.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Document, Edge, EdgeId, Id, NodeKind};

use super::Graph;

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

/// The edges between one consumer and one target, merged.
type Parallel<'d> = Vec<(&'d EdgeId, &'d Edge)>;

/// The variables of every consumer, by consumer and name. Several givers of one name are a collision.
#[must_use]
pub fn variables(document: &Document) -> BTreeMap<&Id, BTreeMap<String, BTreeSet<Given<'_>>>> {
    let mut neighbours: BTreeMap<(&Id, &Id), Parallel<'_>> = BTreeMap::new();
    for (id, edge) in &document.edges {
        if edge.kind.opens_connection() {
            neighbours.entry((&edge.from, &edge.to)).or_default().push((id, edge));
        }
    }
    let mut all: BTreeMap<&Id, BTreeMap<String, BTreeSet<Given<'_>>>> = BTreeMap::new();
    for ((consumer, target), edges) in neighbours {
        let (Some(from), Some(to)) = (document.nodes.get(consumer), document.nodes.get(target)) else { continue };
        let own_configuration = from.kind == NodeKind::Gateway && from.image.is_none() && from.build.is_none();
        let runs = from.kind.is_workload() || from.kind == NodeKind::Gateway;
        if !runs || Graph::is_client(from) || (own_configuration && !to.kind.is_data()) {
            continue;
        }
        let prefix = shout(to.name.as_ref().unwrap_or(target).as_str());
        let held = all.entry(consumer).or_default();
        let mut give = |role: &'static str| {
            let named = edges.iter().find_map(|(id, edge)| Some((*id, edge.env.get(role)?.to_string())));
            let first = edges.first().map(|(id, _)| (*id, format!("{prefix}_{}", shout(role))));
            if let Some((edge, name)) = named.or(first) {
                held.entry(name).or_default().insert(Given { target, edge, role });
            }
        };
        let wanted = |role: &str| edges.iter().any(|(_, edge)| edge.env.contains_key(role));
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
                topics(&edges, &prefix, target, held);
            }
            _ => {
                give("url");
                ["host", "port"].into_iter().filter(|role| wanted(role)).for_each(&mut give);
            }
        }
    }
    all
}

fn topics<'d>(edges: &Parallel<'d>, prefix: &str, target: &'d Id, held: &mut BTreeMap<String, BTreeSet<Given<'d>>>) {
    let mut seen = BTreeSet::new();
    for (id, edge) in edges {
        let Some(topic) = edge.topic.as_ref().map(|topic| topic.as_str()) else { continue };
        if seen.insert(topic) {
            let named = edge.env.get("topic").map(ToString::to_string);
            let name = named.unwrap_or_else(|| format!("{prefix}_{}_TOPIC", shout(topic)));
            held.entry(name).or_default().insert(Given { target, edge: id, role: topic });
        }
    }
}

/// `orders-db` as the beginning of a variable: `ORDERS_DB`.
fn shout(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}
