//! Small graphs drawn by chance, and what one rule says of them.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use topology::Document;
use topology::document::{Edge, EdgeId, EdgeKind, Id, Node, NodeKind};
use topology::finding::Finding;
use topology::rules::{Fixes, Options, check_by, find};

/// Calls between nodes, by number.
pub type Calls = BTreeSet<(usize, usize)>;

/// How many graphs are tried.
pub const GRAPHS: u32 = 10_000;
/// The most nodes that a graph has.
pub const MOST: usize = 8;

/// The same graphs in every run; as many others as `SOAK` says, where that is set.
fn config() -> ProptestConfig {
    let soak = std::env::var("SOAK").ok().map(|cases| cases.parse().expect("SOAK is a number of graphs"));
    let rng_seed = if soak.is_some() { RngSeed::Random } else { RngSeed::Fixed(8) };
    ProptestConfig {
        cases: soak.unwrap_or(0).max(GRAPHS),
        failure_persistence: None,
        rng_seed,
        ..ProptestConfig::default()
    }
}

/// Tries graphs of up to [`MOST`] nodes, from hardly any calls to nearly all.
pub fn for_each_graph(try_one: impl Fn(usize, &Calls) -> Result<(), String>) {
    let graphs = (1..=MOST, 1..=24_usize).prop_flat_map(|(nodes, calls)| {
        (Just(nodes), prop::collection::btree_set((0..nodes, 0..nodes), 0..=calls.min(nodes * nodes)))
    });
    let mut runner = TestRunner::new(config());
    let result = runner.run(&graphs, |(nodes, calls)| {
        try_one(nodes, &calls).map_err(|what| TestCaseError::fail(format!("{what}\n{nodes} nodes, calls {calls:?}")))
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// The id of a node.
pub fn id(at: usize) -> Id {
    Id::parse(&format!("n{at}")).unwrap()
}

/// The number of a node.
pub fn at(id: &Id) -> usize {
    id.as_str()[1..].parse().unwrap()
}

/// The calls as a document; `draw` says what a node is.
pub fn drawn(nodes: usize, calls: &Calls, draw: impl Fn(usize) -> Node) -> Document {
    let mut document = Document::new(Id::parse("small").unwrap());
    document.nodes = (0..nodes).map(|at| (id(at), draw(at))).collect();
    for (from, to) in calls {
        let edge = Edge::new(id(*from), id(*to), EdgeKind::Call);
        document.edges.insert(EdgeId::parse(&format!("n{from}--n{to}")).unwrap(), edge);
    }
    document
}

/// A service about which nothing is said.
pub fn service() -> Node {
    Node::of_kind(NodeKind::Service)
}

/// What one rule finds.
pub fn found(document: &Document, rule: &str) -> Vec<Finding> {
    let rule = find(rule).expect("the rule is there");
    let options = Options { fixes: Fixes::None, ..Options::default() };
    let report = check_by(&[rule], document, &options).unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    report.findings
}

/// Refuses where two answers differ.
pub fn same<T: PartialEq + std::fmt::Debug>(what: &str, slow: &T, found: &T) -> Result<(), String> {
    if slow == found { Ok(()) } else { Err(format!("{what}: expected {slow:?}, found {found:?}")) }
}
