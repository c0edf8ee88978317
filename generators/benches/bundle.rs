//! How long a bundle takes: every target, zip included.

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use generators::bundle::{Options, build};
use serde_json::{Map, Value, json};
use topology::Document;

/// The allocator of the `groundplan` program, so that what is measured is what people wait for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    // Before all else: what the process has held once, it may keep.
    if black_box(made(&system(100, 40))).is_some() {
        print_peak("one bundle of 100 services, 40 databases");
    }
    let mut group = criterion.benchmark_group("bundle, all targets, with zip");
    group.sample_size(10);
    // The first is the reference: growth shows as the ratio to it.
    for (services, databases) in [(10, 4), (100, 40)] {
        let document = system(services, databases);
        group.bench_function(format!("{services} services, {databases} databases"), |bencher| {
            bencher.iter(|| made(black_box(&document)));
        });
    }
    group.finish();
    growth();
}

/// A bundle as people get it: how long its zip is.
fn made(document: &Document) -> Option<usize> {
    let bundle = build(document, &Options::default()).ok()?;
    bundle.zip().ok().map(|zip| zip.len())
}

/// Prints how the time grows up to 1,000 services.
fn growth() {
    print_peak("one bundle of them after the other");
    let best = |services: usize, databases: usize| {
        let document = system(services, databases);
        let once = || {
            let start = Instant::now();
            black_box(made(black_box(&document))).map(|_| start.elapsed())
        };
        (0..3).filter_map(|_| once()).min().unwrap_or_default().as_secs_f64()
    };
    let (small, large) = (best(100, 40), best(1_000, 400));
    println!(
        "growth: {:.0} ms with 100 services, {:.0} ms with 1,000: {:.1} times for ten times as many, exponent {:.2}",
        small * 1e3,
        large * 1e3,
        large / small,
        (large / small).log10()
    );
}

/// Prints the most memory that this process has held so far, where the system tells.
fn print_peak(what: &str) {
    if let Some(peak) = peak_mib() {
        println!("memory: at most {peak} MiB with {what}");
    }
}

/// The most memory that this process has held, in MiB; nothing where the system does not say.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}

criterion_group!(benches, bundles);
criterion_main!(benches);
