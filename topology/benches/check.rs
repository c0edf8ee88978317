//! How long a check takes, and how long it takes after an edit to know the findings again, all rules on, those included that are off by default. People wait after every edit for the findings without their fixes; the fixes come after. The limits of usual topologies are those of a check without fixes.
//!
//! `cargo bench -p topology --bench check` prints every figure beside the wanted one at its end.

mod drawn;
mod figures;

use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion};
use topology::Document;
use topology::edit::{Edit, apply, inverse};
use topology::rules::{self, Fixes, Judge, Options};

/// The allocator of the `groundplan` program, so that what is measured is what people wait for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Nodes, and the most milliseconds that a check without fixes may take.
const SIZES: [(usize, f64); 3] = [(200, 1.0), (1_000, 10.0), (5_000, 60.0)];
/// The most milliseconds after one edit of 1,000 nodes.
const AFTER_AN_EDIT: f64 = 5.0;
/// The most milliseconds where everything hangs together with everything.
const DENSE: f64 = 100.0;
/// What counts as close to linear: a tenth of a power is what caches and sorting cost.
const NEARLY_LINEAR: f64 = 1.2;
/// The most findings for each node of a dense topology: what is wrong with a node is said a few times, not once for each of its edges.
const FINDINGS_A_NODE: usize = 4;

fn options(fixes: Fixes) -> Options {
    Options { fixes, ..Options::default() }
}

/// Measures something from beginning to end: the median in milliseconds.
fn measure(criterion: &mut Criterion, mode: &str, name: &str, limit: Option<f64>, mut run: impl FnMut()) -> f64 {
    measure_part(criterion, mode, name, limit, || {
        let start = Instant::now();
        run();
        start.elapsed()
    })
}

/// The same for something that says itself how long the part took that counts.
fn measure_part(
    criterion: &mut Criterion,
    mode: &str,
    name: &str,
    limit: Option<f64>,
    mut run: impl FnMut() -> Duration,
) -> f64 {
    let samples = RefCell::new(Vec::new());
    let mut group = criterion.benchmark_group(mode);
    group.sample_size(20);
    group.bench_function(BenchmarkId::from_parameter(name), |bench| {
        bench.iter_custom(|times| {
            let spent: Duration = (0..times).map(|_| run()).sum();
            samples.borrow_mut().push(spent.as_secs_f64() * 1e3 / f64::from(u32::try_from(times).unwrap_or(u32::MAX)));
            spent
        });
    });
    group.finish();
    let mut samples = samples.into_inner();
    samples.sort_by(f64::total_cmp);
    // Where a name on the command line chooses others, nothing was measured.
    if let Some(median) = samples.get(samples.len() / 2) {
        figures::time(&format!("{mode} · {name}"), *median, limit);
        return *median;
    }
    f64::NAN
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
        for pair in points.windows(2).filter(|pair| limited && !(pair[0].1.is_nan() || pair[1].1.is_nan())) {
            let exponent = (pair[1].1 / pair[0].1).ln() / (pair[1].0 / pair[0].0).ln();
            figures::growth(
                &format!("{mode} · growth from {} to {} nodes", pair[0].0, pair[1].0),
                exponent,
                NEARLY_LINEAR,
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
            measure(criterion, mode, name, Some(DENSE), || {
                let _ = black_box(rules::check(black_box(&document), &options));
            });
        }
        figures::findings(&format!("findings · {name}"), found(&document), FINDINGS_A_NODE * document.nodes.len());
    }
}

/// What people do most, where there are nodes of these numbers.
fn edits() -> Vec<(&'static str, serde_json::Value)> {
    let set = |path: &str, value: serde_json::Value| serde_json::json!({ "op": "set", "path": path, "value": value });
    let create =
        |path: &str, value: serde_json::Value| serde_json::json!({ "op": "create", "path": path, "value": value });
    let call = serde_json::json!({ "from": "n0002", "to": "n0194", "kind": "call" });
    vec![
        ("a moved card", set("/views/main/layout/n0002", serde_json::json!([10, 20]))),
        ("a title", set("/nodes/n0002/title", serde_json::json!("Orders"))),
        ("a description", set("/nodes/n0002/description", serde_json::json!("Takes orders."))),
        ("an image", set("/nodes/n0002/image", serde_json::json!("example/orders:2"))),
        ("a variable", set("/nodes/n0002/variables/LOG_LEVEL", serde_json::json!("debug"))),
        ("the number of instances", set("/nodes/n0002/replicas/min", serde_json::json!(4))),
        ("an owner", set("/nodes/n0002/owner", serde_json::json!("team-9"))),
        ("a tag", serde_json::json!({ "op": "add", "path": "/nodes/n0002/tags", "member": "old" })),
        ("a new call", create("/edges/n0002--n0194", call)),
        ("a new node", create("/nodes/new", serde_json::json!({ "kind": "service" }))),
        ("a deleted node with its edges", serde_json::json!({ "op": "delete", "path": "/nodes/n0013" })),
    ]
}

/// One edit, and findings again. The edit itself counts too. With `--quick` only where a figure is wanted.
fn edit(criterion: &mut Criterion) {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let plain = SIZES.map(|(nodes, _)| (format!("{nodes} nodes"), nodes, drawn::usual(nodes, nodes * 3 / 2)));
    let with = ("1000 nodes, defaults and two environments".to_owned(), 0, drawn::in_environments(1_000, 1_500));
    let wanted = |nodes: usize| !quick || nodes == 1_000;
    for (name, nodes, mut document) in plain.into_iter().chain([with]).filter(|(_, nodes, _)| wanted(*nodes)) {
        let main = serde_json::json!({ "op": "create", "path": "/views/main", "value": {} });
        make(&mut document, main);
        let options = options(Fixes::None);
        let limit = (nodes == 1_000).then_some(AFTER_AN_EDIT);
        for (what, edit) in edits() {
            let edit: Edit = serde_json::from_value(edit).unwrap_or_else(|error| panic!("{what}: {error}"));
            let mut judge = Judge::default();
            let _ = judge.check(&document, &options);
            measure_part(criterion, &format!("after an edit of {name}"), what, limit, || {
                let start = Instant::now();
                let commit = apply(&mut document, &edit).unwrap_or_else(|problem| panic!("{what}: {problem}"));
                let _ = black_box(judge.check_again(&document, &commit.changes, &options));
                let spent = start.elapsed();
                let back = apply(&mut document, &inverse(&commit.changes));
                let back = back.unwrap_or_else(|problem| panic!("{what} is taken back: {problem}"));
                let _ = judge.check_again(&document, &back.changes, &options);
                spent
            });
        }
    }
}

fn make(document: &mut Document, edit: serde_json::Value) {
    let edit: Edit = serde_json::from_value(edit).unwrap_or_else(|error| panic!("{error}"));
    apply(document, &edit).unwrap_or_else(|problem| panic!("{problem}"));
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    sizes(&mut criterion);
    dense(&mut criterion);
    edit(&mut criterion);
    criterion.final_summary();
    figures::print();
}
