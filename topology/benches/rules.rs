//! The time that each rule takes alone, with everything that it shares with others worked out for it: where to look when `check` gets slower.
//!
//! `cargo bench -p topology --bench rules -- 5000` draws that many nodes.

mod drawn;

use std::hint::black_box;
use std::time::{Duration, Instant};

use topology::Document;
use topology::rules::{self, Fixes, Options, RULES, Rule};

/// The allocator of the `groundplan` program, so that what is measured is what people wait for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The median of a few runs.
fn time(rules: &[&Rule], document: &Document, fixes: &Fixes) -> Duration {
    let options = Options { fixes: fixes.clone(), ..Options::default() };
    let mut runs: Vec<Duration> = (0..15)
        .map(|_| {
            let start = Instant::now();
            let _ = black_box(rules::check_by(rules, black_box(document), &options));
            start.elapsed()
        })
        .collect();
    runs.sort_unstable();
    runs[runs.len() / 2]
}

fn table(name: &str, document: &Document) {
    println!("\n{name}: {} nodes, {} edges", document.nodes.len(), document.edges.len());
    println!("{:32} {:>9} {:>12} {:>12}", "rule", "findings", "without fixes", "with fixes");
    let frame = time(&[], document, &Fixes::None);
    let line = |id: &str, rules: &[&Rule]| {
        let options = Options { fixes: Fixes::None, ..Options::default() };
        let found = rules::check_by(rules, document, &options).map_or(0, |report| report.findings.len());
        let micros = |fixes: &Fixes| time(rules, document, fixes).saturating_sub(frame).as_micros();
        println!("{id:32} {found:>9} {:>9} µs {:>9} µs", micros(&Fixes::None), micros(&Fixes::All));
    };
    println!("{:32} {:>9} {:>9} µs", "(the graph alone)", "", frame.as_micros());
    for rule in RULES {
        line(rule.id, &[rule]);
    }
    line("(all)", RULES);
}

fn main() {
    let nodes = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1_000);
    table("usual", &drawn::usual(nodes, nodes * 3 / 2));
    table("complete", &drawn::complete(60));
    table("interlocked", &drawn::interlocked(10));
    table("crowded", &drawn::crowded(100));
}
