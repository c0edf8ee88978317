//! What an output can't take is a finding or an entry of the translation report before files are written: it names the node and says what to do, and no file is broken.

use generators::bundle::{Bundle, Carriage, Options, build};
use journeys::scalars;
use serde_json::{Value, json};
use topology::Document;
use topology::finding::Subject;
use topology::rules;

fn document(nodes: Value, edges: Value) -> Document {
    let value = json!({ "groundplan": 1, "name": "lab", "environments": { "production": { "settings": { "production": true } } }, "nodes": nodes, "edges": edges });
    serde_json::from_value(value).unwrap_or_else(|error| panic!("{error}"))
}

/// The bundle, whose files are read by a parser of their format.
fn made(document: &Document) -> Bundle {
    let bundle = build(document, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    // Where nothing has a secret, the table of secrets has no row.
    for (path, file) in bundle.files.iter().filter(|(_, file)| !file.text.is_empty()) {
        scalars::of(path, &file.text).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    bundle
}

/// What the report of a target says of a place, where it is not carried as declared.
#[track_caller]
fn said(bundle: &Bundle, target: &str, place: &str) -> String {
    match bundle.translation.0[target].get(place) {
        Some(Carriage::Approximated { reason } | Carriage::Unsupported { reason }) => reason.clone(),
        other => panic!("{target} says of {place}: {other:?}"),
    }
}

#[track_caller]
fn has(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "no `{word}` in: {text}");
    }
}

/// The message of a rule about a node.
#[track_caller]
fn found(document: &Document, rule: &str, node: &str) -> String {
    let report = rules::check(document, &rules::Options::default()).unwrap();
    let mine = report.findings.iter().filter(|finding| finding.rule == rule);
    let about = mine.into_iter().find(|finding| {
        finding.subjects.iter().any(|subject| matches!(subject, Subject::Node(id) if id.as_str() == node))
    });
    about.unwrap_or_else(|| panic!("no {rule} about {node}: {:?}", report.findings)).message.clone()
}

#[test]
fn an_engine_without_a_managed_equivalent() {
    let drawn = document(
        json!({ "a": { "kind": "service" }, "log": { "kind": "queue", "engine": "nats" } }),
        json!({ "a--log": { "from": "a", "to": "log", "kind": "publish", "topic": "t" } }),
    );
    has(&said(&made(&drawn), "terraform", "/nodes/log/engine"), &["log", "AWS", "existing"]);
}

#[test]
fn an_engine_that_nobody_knows() {
    let drawn = document(json!({ "store": { "kind": "database", "engine": "teapot" } }), json!({}));
    let bundle = made(&drawn);
    for target in ["compose", "helm", "terraform"] {
        has(&said(&bundle, target, "/nodes/store/engine"), &["teapot", "store", "existing"]);
    }
}

#[test]
fn a_version_past_its_end_of_life() {
    let drawn = document(json!({ "ledger": { "kind": "database", "engine": "mysql", "version": "8.0" } }), json!({}));
    let bundle = made(&drawn);
    for target in ["compose", "helm", "terraform"] {
        let place = "/nodes/ledger/version";
        let reason = said(&bundle, target, place);
        assert!(reason.contains("stopped mending 8.0") && reason.contains("Take"), "{target}: {reason}");
    }
}

#[test]
fn a_size_that_no_instance_class_carries() {
    let huge = json!({ "cpu": "500", "memory": "4000Gi" });
    let drawn = document(
        json!({ "giant": { "kind": "service", "resources": huge }, "store": { "kind": "database", "resources": huge } }),
        json!({}),
    );
    let bundle = made(&drawn);
    for node in ["giant", "store"] {
        let places = bundle.translation.0["terraform"].keys();
        let place = places.into_iter().find(|place| place.starts_with(&format!("/nodes/{node}/resources"))).unwrap();
        let reason = said(&bundle, "terraform", place);
        assert!(reason.contains("largest") || reason.contains("Fargate has steps"), "{node}: {reason}");
    }
}

#[test]
fn a_name_too_long_for_a_target_after_prefixing() {
    let long = "a-name-of-forty-characters-no-less-no-mo";
    assert_eq!(long.len(), 40);
    let value = json!({
        "groundplan": 1, "name": long, "environments": { long: {} },
        "nodes": { "web": { "kind": "client" }, "edge": { "kind": "gateway" }, long: { "kind": "database" }, "memory": { "kind": "cache" }, "line": { "kind": "queue" } },
        "edges": { "web--edge": { "from": "web", "to": "edge", "kind": "call" } }
    });
    let drawn: Document = serde_json::from_value(value).unwrap();
    let bundle = made(&drawn);
    has(&said(&bundle, "terraform", "/name"), &["32 characters", "Shorter"]);
    has(&said(&bundle, "terraform", &format!("/nodes/{long}/name")), &["63 characters", "Shorter"]);
    has(&said(&bundle, "terraform", "/nodes/memory/name"), &["40 characters"]);
    has(&said(&bundle, "terraform", "/nodes/line/name"), &["50 characters"]);
    // Kubernetes takes 63 characters, and every name that a chart makes of an id fits.
    let ports = document(
        json!({ "a": { "kind": "service", "ports": { "administration-http": { "number": 8080 } } } }),
        json!({}),
    );
    has(&found(&ports, "invalid-name", "a"), &["administration-http", "15 characters"]);
}

#[test]
fn two_names_that_are_one_after_normalisation() {
    let drawn = document(
        json!({ "orders-db": { "kind": "database" }, "purchases": { "kind": "database", "name": "orders-db" } }),
        json!({}),
    );
    has(&found(&drawn, "name-collision", "purchases"), &["orders-db"]);
}

#[test]
fn ports_that_collide() {
    let port = json!({ "kind": "service", "expose": "host", "ports": { "http": { "number": 8080 } } });
    let drawn = document(json!({ "a": port, "b": port }), json!({}));
    has(&found(&drawn, "host-port-collision", "a"), &["8080"]);
}

#[test]
fn a_domain_missing_for_tls() {
    let drawn = document(
        json!({ "web": { "kind": "client" }, "edge": { "kind": "gateway", "expose": "public" } }),
        json!({ "web--edge": { "from": "web", "to": "edge", "kind": "call" } }),
    );
    has(&said(&made(&drawn), "terraform", "/nodes/edge/expose"), &["no domain is declared", "plain HTTP"]);
}

#[test]
fn pools_that_want_more_connections_than_there_are() {
    let drawn = |most: u32, database: Value| {
        document(
            json!({ "a": { "kind": "service", "replicas": { "min": 2, "max": most } }, "db": database }),
            json!({ "a--db": { "from": "a", "to": "db", "kind": "data", "access": "read" } }),
        )
    };
    let plain = json!({ "kind": "database" });
    let without = json!({ "kind": "database", "engine": "postgres", "pooler": false });
    let mysql = json!({ "kind": "database", "engine": "mysql" });
    for target in ["compose", "helm", "terraform"] {
        let told = |most: u32, database: &Value| {
            let bundle = made(&drawn(most, database.clone()));
            let place = "/nodes/db/connections";
            bundle.translation.0[target].contains_key(place).then(|| said(&bundle, target, place))
        };
        has(&told(40, &without).unwrap(), &["connections", "400", "`pooler: false`"]);
        has(&told(40, &mysql).unwrap(), &["connections", "400", "no pooler"]);
        // A pooler shares them out; few need none.
        assert_eq!((told(40, &plain), told(2, &without)), (None, None), "{target}");
    }
}

#[test]
fn a_schema_where_the_engine_has_none() {
    let drawn = document(
        json!({ "a": { "kind": "service" }, "ledger": { "kind": "database", "engine": "mysql", "schema": "books" } }),
        json!({ "a--ledger": { "from": "a", "to": "ledger", "kind": "data", "access": "read" } }),
    );
    for target in ["compose", "helm"] {
        has(&said(&made(&drawn), target, "/nodes/ledger/schema"), &["MySQL", "`database`"]);
    }
}
