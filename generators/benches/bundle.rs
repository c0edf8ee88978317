//! How long a bundle takes: every target, zip included.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use generators::bundle::{Options, build};
use serde_json::{Map, Value, json};
use topology::Document;

/// A gateway in front of `services` services in a chain of calls, the first `databases` of them with a database.
fn system(services: usize, databases: usize) -> Document {
    let mut nodes = Map::new();
    let mut edges = Map::new();
    nodes.insert("web".to_owned(), json!({ "kind": "client" }));
    nodes.insert("edge".to_owned(), json!({ "kind": "gateway", "expose": "public" }));
    nodes.insert("events".to_owned(), json!({ "kind": "queue", "engine": "rabbitmq" }));
    let mut link = |from: &str, to: &str, mut edge: Value| {
        edge["from"] = json!(from);
        edge["to"] = json!(to);
        edges.insert(format!("{from}--{to}"), edge);
    };
    link("web", "edge", json!({ "kind": "call", "protocol": "https" }));
    for number in 0..services {
        let id = format!("service-{number}");
        nodes.insert(
            id.clone(),
            json!({ "kind": "service", "image": format!("ghcr.io/acme/{id}:1.0.{number}"), "ports": { "http": { "number": 8080 } },
                "health": { "path": "/health" }, "variables": { "LEVEL": "info" }, "secrets": ["API_KEY"], "replicas": { "min": 2, "max": 4 } }),
        );
        link(
            "edge",
            &id,
            json!({ "kind": "call", "protocol": "http", "path": format!("/api/{number}"), "timeout_ms": 2000 }),
        );
        if number > 0 {
            link(&format!("service-{}", number - 1), &id, json!({ "kind": "call", "protocol": "http" }));
        }
        if number < databases {
            let database = format!("database-{number}");
            nodes.insert(database.clone(), json!({ "kind": "database", "engine": "postgres", "storage": "20Gi" }));
            link(&id, &database, json!({ "kind": "data", "access": "read-write" }));
            link(&id, "events", json!({ "kind": "publish", "topic": format!("topic.{number}") }));
        }
    }
    let document = json!({ "groundplan": 1, "name": "bench", "nodes": nodes, "edges": edges });
    match serde_json::from_value(document) {
        Ok(document) => document,
        Err(error) => panic!("the system of the benchmark is no document: {error}"),
    }
}

fn bundles(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bundle, all targets, with zip");
    group.sample_size(10);
    // The first is the reference: growth shows as the ratio to it.
    for (services, databases) in [(10, 4), (100, 40)] {
        let document = system(services, databases);
        group.bench_function(format!("{services} services, {databases} databases"), |bencher| {
            bencher.iter(|| {
                let bundle = build(black_box(&document), &Options::default());
                bundle.and_then(|bundle| bundle.zip()).map(|zip| zip.len())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, bundles);
criterion_main!(benches);
