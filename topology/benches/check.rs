//! How long a check takes. People wait after every edit for the findings without their fixes; the fixes come after. The limits are those of a check without fixes.

mod drawn;

use std::cell::RefCell;
use std::hint::black_box;
use std::time::Instant;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use topology::Document;
use topology::edit::{Edit, apply};
use topology::rules::{self, Fixes, Options};

/// Nodes, and the most milliseconds that a check without fixes may take.
const SIZES: [(usize, f64); 3] = [(200, 1.0), (1_000, 10.0), (5_000, 60.0)];

fn options(fixes: Fixes) -> Options {
    Options { fixes, ..Options::default() }
}

/// Measures and says what the median was in milliseconds.
fn measure(criterion: &mut Criterion, mode: &str, name: &str, limit: Option<f64>, mut run: impl FnMut()) -> f64 {
    let samples = RefCell::new(Vec::new());
    let mut group = criterion.benchmark_group(mode);
    group.sample_size(20);
    group.bench_function(BenchmarkId::from_parameter(name), |bench| {
        bench.iter_custom(|times| {
            let start = Instant::now();
            (0..times).for_each(|_| run());
            let spent = start.elapsed();
            samples.borrow_mut().push(spent.as_secs_f64() * 1e3 / f64::from(u32::try_from(times).unwrap_or(u32::MAX)));
            spent
        });
    });
    group.finish();
    let mut samples = samples.into_inner();
    samples.sort_by(f64::total_cmp);
    let median = samples.get(samples.len() / 2).copied().unwrap_or(f64::NAN);
    let verdict = match limit {
        Some(limit) if median > limit => format!(" · MORE than the limit of {limit} ms"),
        Some(limit) => format!(" · within {limit} ms"),
        None => String::new(),
    };
    println!(">> {mode} · {name}: {median:.3} ms{verdict}");
    median
}

fn found(document: &Document) -> usize {
    rules::check(document, &options(Fixes::None)).map_or(0, |report| report.findings.len())
}

/// Checks of usual topologies, and how the time grows with their size.
fn sizes(criterion: &mut Criterion) {
    for (mode, fixes, limited) in [("without fixes", Fixes::None, true), ("with fixes", Fixes::All, false)] {
        let options = options(fixes);
        let mut points = Vec::new();
        for (nodes, limit) in SIZES {
            let document = drawn::usual(nodes, nodes * 3 / 2);
            let name = format!("{nodes} nodes, {} edges, {} findings", document.edges.len(), found(&document));
            let median = measure(criterion, mode, &name, limited.then_some(limit), || {
                let _ = black_box(rules::check(black_box(&document), &options));
            });
            points.push((f64::from(u32::try_from(nodes).unwrap_or(u32::MAX)), median));
        }
        for pair in points.windows(2) {
            let exponent = (pair[1].1 / pair[0].1).ln() / (pair[1].0 / pair[0].0).ln();
            println!(
                ">> {mode} · from {} to {} nodes the time grows with the power {exponent:.2}",
                pair[0].0, pair[1].0
            );
        }
    }
    for (nodes, _) in SIZES {
        let document = drawn::in_environments(nodes, nodes * 3 / 2);
        let name = format!("{nodes} nodes, defaults and two environments, {} findings", found(&document));
        measure(criterion, "without fixes", &name, None, || {
            let _ = black_box(rules::check(black_box(&document), &options(Fixes::None)));
        });
    }
}

/// Where everything hangs together with everything.
fn dense(criterion: &mut Criterion) {
    let drawn = [
        ("complete graph of 60", drawn::complete(60)),
        ("10 interlocked cycles", drawn::interlocked(10)),
        ("100 writers of one database", drawn::crowded(100)),
    ];
    for (name, document) in drawn {
        for (mode, fixes) in [("without fixes", Fixes::None), ("with fixes", Fixes::All)] {
            let options = options(fixes);
            let name = format!("{name}, {} findings", found(&document));
            measure(criterion, mode, &name, Some(100.0), || {
                let _ = black_box(rules::check(black_box(&document), &options));
            });
        }
    }
}

/// One edit of 1,000 nodes, and findings again.
fn edit(criterion: &mut Criterion) {
    let document = drawn::usual(1_000, 1_500);
    let edits = [
        ("a title", serde_json::json!({ "op": "set", "path": "/nodes/n0002/title", "value": "Orders" })),
        ("a moved node", serde_json::json!({ "op": "set", "path": "/views/main/layout/n0002", "value": [10, 20] })),
        (
            "a new call",
            serde_json::json!({ "op": "create", "path": "/edges/n0002--n0994", "value": { "from": "n0002", "to": "n0994", "kind": "call" } }),
        ),
        ("a deleted node", serde_json::json!({ "op": "delete", "path": "/nodes/n0013" })),
    ];
    for (name, edit) in edits {
        let edit: Edit = serde_json::from_value(edit).unwrap_or_else(|error| panic!("{name}: {error}"));
        let options = options(Fixes::None);
        let mut changed = document.clone();
        if name == "a moved node" {
            changed.views.entry(topology::document::Id::parse("main").unwrap_or_else(|e| panic!("{e}"))).or_default();
        }
        let mut group = criterion.benchmark_group("after an edit, without fixes");
        group.sample_size(20);
        group.bench_function(BenchmarkId::from_parameter(name), |bench| {
            bench.iter_batched_ref(
                || changed.clone(),
                |document| {
                    let _ = black_box(apply(document, &edit));
                    let _ = black_box(rules::check(document, &options));
                },
                BatchSize::SmallInput,
            );
        });
        group.finish();
    }
}

criterion_group!(benches, sizes, dense, edit);
criterion_main!(benches);
