//! Which fields stand together, in the order in which people think of them. A field that no group names stands under “More”.

use topology::document::{EdgeKind, NodeKind};

/// Fields under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The heading.
    pub title: &'static str,
    /// Names of fields.
    pub fields: Vec<String>,
}

const HIDDEN: [&str; 4] = ["was", "from", "to", "title"];

type Section<K> = (&'static str, &'static [&'static str], fn(K) -> bool);

const NODE: &[Section<NodeKind>] = &[
    ("What it is", &["kind", "engine", "version", "runs_in", "provides", "owner", "description", "tags"], |_| true),
    ("Where it belongs", &["in"], |_| true),
    (
        "How it runs",
        &[
            "image",
            "build",
            "runtime",
            "command",
            "args",
            "ports",
            "health",
            "variables",
            "secrets",
            "as",
            "volumes",
            "schedule",
            "triggers",
        ],
        runs,
    ),
    ("How it scales", &["replicas", "size", "resources"], |kind| runs(kind) || kind.is_data()),
    (
        "Data",
        &["provision", "storage", "persistence", "backup", "server", "database", "schema", "role", "of", "existing"],
        NodeKind::is_data,
    ),
    ("Who may reach it", &["expose", "auth", "cors", "rate_limit"], |kind| runs(kind) || kind.is_data()),
    ("What it promises", &["slo", "release"], runs),
];

const EDGE: &[Section<EdgeKind>] = &[
    ("What it is", &["kind", "access", "topic", "group", "protocol", "port", "description", "tags"], |_| true),
    ("Route", &["path", "host", "methods", "strip_prefix"], |kind| kind == EdgeKind::Call),
    ("Data", &["database", "schema", "credential"], |kind| kind == EdgeKind::Data),
    (
        "When it fails",
        &["timeout_ms", "retries", "circuit_breaker", "calls_per_request", "delivery"],
        EdgeKind::opens_connection,
    ),
    ("Who may use it", &["tls", "auth", "rate_limit"], EdgeKind::opens_connection),
];

fn runs(kind: NodeKind) -> bool {
    kind.is_workload() || kind == NodeKind::Gateway
}

/// Fields that mean nothing for the kind, where the schema does not say so itself.
fn means_nothing_for_node(field: &str, kind: NodeKind) -> bool {
    match field {
        "runs_in" => kind != NodeKind::Frontend,
        "provides" => kind != NodeKind::Platform,
        "engine" | "version" => !(kind.is_data() || matches!(kind, NodeKind::Gateway | NodeKind::Platform)),
        "schedule" => kind != NodeKind::Job,
        "triggers" => kind != NodeKind::Function,
        "role" | "of" | "database" | "schema" => kind != NodeKind::Database,
        _ => false,
    }
}

fn means_nothing_for_edge(field: &str, kind: EdgeKind) -> bool {
    let messages = matches!(kind, EdgeKind::Publish | EdgeKind::Subscribe);
    match field {
        "access" => kind != EdgeKind::Data,
        "topic" => !messages,
        "group" | "delivery" => kind != EdgeKind::Subscribe,
        "protocol" | "port" => !kind.opens_connection() || messages || kind == EdgeKind::Data,
        _ => false,
    }
}

/// The groups of a node's fields. `known` are the schema's names in its order.
#[must_use]
pub fn of_node(kind: NodeKind, known: &[&str]) -> Vec<Group> {
    arrange(NODE, kind, known, means_nothing_for_node)
}

/// The groups of an edge's fields.
#[must_use]
pub fn of_edge(kind: EdgeKind, known: &[&str]) -> Vec<Group> {
    arrange(EDGE, kind, known, means_nothing_for_edge)
}

fn arrange<K: Copy>(sections: &[Section<K>], kind: K, known: &[&str], nothing: fn(&str, K) -> bool) -> Vec<Group> {
    let mut groups: Vec<Group> = sections
        .iter()
        .filter(|(_, _, fits)| fits(kind))
        .map(|(title, fields, _)| Group {
            title,
            fields: fields
                .iter()
                .filter(|field| known.contains(field) && !nothing(field, kind))
                .map(|field| (*field).to_owned())
                .collect(),
        })
        .filter(|group| !group.fields.is_empty())
        .collect();
    let named = |field: &str| sections.iter().any(|(_, fields, _)| fields.contains(&field)) || HIDDEN.contains(&field);
    let rest: Vec<String> = known.iter().filter(|field| !named(field)).map(|field| (*field).to_owned()).collect();
    if !rest.is_empty() {
        groups.push(Group { title: "More", fields: rest });
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_no_group_names_is_not_lost() {
        let groups = of_node(NodeKind::Service, &["kind", "image", "brand_new", "storage", "title"]);
        assert_eq!(groups.last().unwrap().fields, ["brand_new"]);
        assert!(!groups.iter().any(|group| group.fields.contains(&"storage".to_owned())));
        assert!(groups.iter().any(|group| group.fields.contains(&"image".to_owned())));
    }

    #[test]
    fn only_a_data_edge_asks_for_access() {
        let asks = |kind| of_edge(kind, &["kind", "access", "topic"])[0].fields.contains(&"access".to_owned());
        assert!(asks(EdgeKind::Data) && !asks(EdgeKind::Call));
    }
}
