//! How long a check takes. A person waits for it after every edit, so 200 nodes should take at most 1 ms and 1,000 nodes at most 10 ms.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Map, Value, json};
use topology::Document;
use topology::rules::{self, Options};

/// A topology such as people draw: for every ten nodes six services, two databases, a cache and a queue; calls run forward and now and then back.
fn document(nodes: usize, edges: usize) -> Document {
    let kind = |at: usize| match at % 10 {
        6 | 7 => "database",
        8 => "cache",
        9 => "queue",
        _ if at == 0 => "gateway",
        _ => "service",
    };
    let all: Map<String, Value> = (0..nodes)
        .map(|at| {
            let kind = kind(at);
            let mut node = json!({ "kind": kind, "owner": format!("team-{}", at / 10 % 7) });
            if kind == "service" {
                node["image"] = json!(format!("example/program-{at}:1"));
            }
            (format!("n{at:04}"), node)
        })
        .collect();
    let mut held = Map::new();
    // A fixed walk instead of chance: the same document on every machine.
    let mut walk = 1_usize;
    while held.len() < edges {
        walk = (walk * 1_103_515_245 + 12_345) % 2_147_483_648;
        let from = (walk >> 8) % nodes;
        if matches!(kind(from), "database" | "cache" | "queue") {
            continue;
        }
        // Near neighbours mostly, the next team now and then; back once in sixteen.
        let step = 1 + (walk >> 4) % 24;
        let to = if walk.is_multiple_of(16) { (from + nodes - step) % nodes } else { (from + step) % nodes };
        let edge = match kind(to) {
            "gateway" => continue,
            "database" => {
                json!({ "kind": "data", "access": if walk.is_multiple_of(3) { "read" } else { "read-write" } })
            }
            "cache" => json!({ "kind": "data", "access": "read-write" }),
            "queue" => {
                json!({ "kind": if walk.is_multiple_of(2) { "publish" } else { "subscribe" }, "topic": format!("topic.{}", walk % 5) })
            }
            _ => json!({ "kind": "call" }),
        };
        let (from, to) = (format!("n{from:04}"), format!("n{to:04}"));
        let mut edge = edge;
        edge["from"] = json!(from);
        edge["to"] = json!(to);
        held.entry(format!("{from}--{to}")).or_insert(edge);
    }
    let value = json!({ "groundplan": 1, "name": "large", "nodes": all, "edges": held });
    serde_json::from_value(value).unwrap_or_else(|error| panic!("the bench's document does not fit: {error}"))
}

fn check(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    for (nodes, edges) in [(200, 300), (1_000, 1_500)] {
        let document = document(nodes, edges);
        let report = rules::check(&document, &Options::default()).map(|report| report.findings.len());
        println!("{nodes} nodes, {edges} edges: {report:?} findings");
        group.bench_function(format!("{nodes} nodes {edges} edges"), |bench| {
            bench.iter(|| rules::check(black_box(&document), &Options::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, check);
criterion_main!(benches);
