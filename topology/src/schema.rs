//! The JSON Schema of the document, generated from its types.

use serde_json::Value;

use crate::document::{Document, EdgeKind, NodeKind};

/// The JSON Schema (draft 2020-12) of a topology file. A field of a node or an edge that means something only for some kinds names them under `x-kinds`; a fact has `x-fact`.
#[must_use]
pub fn document_schema() -> Value {
    let mut schema = schemars::schema_for!(Document).to_value();
    for (fields, fits) in NODE {
        let kinds = NodeKind::ALL.iter().filter(|kind| fits(**kind)).map(|kind| kind.word());
        note(&mut schema, "Node", fields, &kinds.collect::<Vec<_>>());
    }
    for (fields, fits) in EDGE {
        let kinds = EdgeKind::ALL.iter().filter(|kind| fits(**kind)).map(|kind| kind.word());
        note(&mut schema, "Edge", fields, &kinds.collect::<Vec<_>>());
    }
    schema
}

/// Fields, and the kinds for which they mean something.
type Meaning<K> = (&'static [&'static str], fn(K) -> bool);

/// The fields of nodes that don't mean something for every kind.
const NODE: [Meaning<NodeKind>; 10] = [
    (&["engine", "version"], |kind| kind.is_data() || matches!(kind, NodeKind::Gateway | NodeKind::Platform)),
    (&["runs_in"], |kind| kind == NodeKind::Frontend),
    (&["provides"], |kind| kind == NodeKind::Platform),
    (
        &["image", "build", "runtime", "command", "args", "ports", "health", "variables", "secrets", "as", "volumes"],
        runs,
    ),
    (&["schedule"], |kind| kind == NodeKind::Job),
    (&["triggers"], |kind| kind == NodeKind::Function),
    (&["slo", "release"], runs),
    (&["replicas", "size", "resources", "expose", "auth", "cors", "rate_limit"], |kind| runs(kind) || kind.is_data()),
    (&["provision", "storage", "persistence", "backup", "server", "existing"], NodeKind::is_data),
    (&["role", "of", "database", "schema", "pooler"], |kind| kind == NodeKind::Database),
];

/// The fields of edges that don't mean something for every kind.
const EDGE: [Meaning<EdgeKind>; 6] = [
    (&["access", "database", "schema", "credential"], |kind| kind == EdgeKind::Data),
    (&["topic"], carries_messages),
    (&["group", "delivery"], |kind| kind == EdgeKind::Subscribe),
    (&["protocol", "port"], |kind| kind.opens_connection() && !carries_messages(kind) && kind != EdgeKind::Data),
    (&["path", "host", "methods", "strip_prefix"], |kind| kind == EdgeKind::Call),
    (
        &["timeout_ms", "retries", "circuit_breaker", "calls_per_request", "tls", "auth", "rate_limit"],
        EdgeKind::opens_connection,
    ),
];

fn runs(kind: NodeKind) -> bool {
    kind.is_workload() || kind == NodeKind::Gateway
}

fn carries_messages(kind: EdgeKind) -> bool {
    matches!(kind, EdgeKind::Publish | EdgeKind::Subscribe)
}

fn note(schema: &mut Value, definition: &str, fields: &[&str], kinds: &[&str]) {
    for field in fields {
        let property = schema.pointer_mut(&format!("/$defs/{definition}/properties/{field}"));
        if let Some(property) = property.and_then(Value::as_object_mut) {
            property.insert("x-kinds".to_owned(), kinds.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds<'a>(schema: &'a Value, definition: &str, field: &str) -> Vec<&'a str> {
        let kinds = &schema["$defs"][definition]["properties"][field]["x-kinds"];
        kinds.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }

    #[test]
    fn a_field_of_some_kinds_names_them() {
        let schema = document_schema();
        assert_eq!(kinds(&schema, "Node", "runs_in"), ["frontend"]);
        assert_eq!(kinds(&schema, "Node", "storage"), ["database", "cache", "queue", "object-store"]);
        assert_eq!(kinds(&schema, "Edge", "access"), ["data"]);
        assert_eq!(kinds(&schema, "Edge", "protocol"), ["call", "config", "discovery", "telemetry"]);
        assert!(kinds(&schema, "Node", "title").is_empty() && kinds(&schema, "Edge", "env").is_empty());
    }

    #[test]
    fn every_field_of_the_tables_is_a_field_once() {
        let schema = document_schema();
        let node = NODE.iter().flat_map(|(fields, _)| *fields).map(|field| ("Node", field));
        let edge = EDGE.iter().flat_map(|(fields, _)| *fields).map(|field| ("Edge", field));
        let mut seen = crate::collections::BTreeSet::new();
        for (definition, field) in node.chain(edge) {
            assert!(schema["$defs"][definition]["properties"][field].is_object(), "{definition} has no {field}");
            assert!(!kinds(&schema, definition, field).is_empty(), "{definition}.{field} is of no kind");
            assert!(seen.insert((definition, field)), "{definition}.{field} is there twice");
        }
    }
}
