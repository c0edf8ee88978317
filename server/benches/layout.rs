//! How long it takes to find places for all cards of a topology.

use std::collections::BTreeSet;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use serde_json::{Map, Value, json};
use server::layout::tidy;
use topology::Document;

/// Services and databases with one and a half edges a node, with or without domains of 40.
fn drawn(count: usize, domains: bool) -> Document {
    let (mut nodes, mut edges) = (Map::new(), Map::new());
    for n in 0..count {
        let mut node = json!({ "kind": if n % 4 == 3 { "database" } else { "service" } });
        if domains {
            node["in"] = json!({ "domain": format!("d{}", n / 40) });
        }
        nodes.insert(format!("n{n}"), node);
        for (from, every) in [(n / 3, 1), (n / 2 + 1, 2)] {
            if n % every == 0 && from < n {
                let edge = json!({ "from": format!("n{from}"), "to": format!("n{n}"), "kind": "call" });
                edges.insert(format!("n{from}--n{n}"), edge);
            }
        }
    }
    let value: Value = json!({ "groundplan": 1, "name": "drawn", "nodes": nodes, "edges": edges });
    topology::json::read(value).expect("the drawn topology is one")
}

fn layout(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(10);
    for (count, domains) in [(200, false), (200, true), (1_000, false), (1_000, true)] {
        let document = drawn(count, domains);
        let name = format!("{count} nodes{}", if domains { " in domains" } else { "" });
        group.bench_function(BenchmarkId::from_parameter(name), |bench| {
            bench.iter(|| tidy(black_box(&document), &BTreeSet::new()));
        });
    }
    group.finish();
}

criterion_group!(benches, layout);
criterion_main!(benches);
