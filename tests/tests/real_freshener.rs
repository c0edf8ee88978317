//! MicroFreshener on the same systems: it and the rules find the same, but for what is listed with its reason.
#![cfg(feature = "real")]

use std::collections::{BTreeMap, BTreeSet};

use journeys::freshener::{Judge, Known, SMELLS, differences, judge, ours};
use journeys::place::{name, read, root, systems};
use topology::Document;
use topology::rules::{Options, check, find};
use topology::yaml::read_document;

/// Both judges' findings: what only MicroFreshener says, and what only the rules say.
fn compared(document: &Document) -> [BTreeSet<String>; 2] {
    let scratch = tempfile::tempdir().unwrap();
    let effective = document.effective(None).unwrap();
    let report = check(document, &Options::default()).unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    differences(&judge(&effective, scratch.path()), &ours(&effective, &report.findings))
}

fn known() -> BTreeMap<String, Vec<Known>> {
    serde_json::from_str(&read(&root().join("tests/freshener/differences.json"))).unwrap()
}

#[test]
fn on_real_systems_the_two_differ_only_where_it_is_known() {
    let mut known = known();
    let mut lines = Vec::new();
    for folder in systems() {
        let system = name(&folder);
        let listed = known.remove(&system).unwrap_or_default();
        let found = compared(&journeys::document::read(&folder));
        println!("{system}: {} known differences", found.iter().map(BTreeSet::len).sum::<usize>());
        for (judge, found) in [Judge::Microfreshener, Judge::Groundplan].into_iter().zip(found) {
            let of_judge = listed.iter().filter(|entry| entry.only == judge);
            let listed: BTreeSet<String> = of_judge
                .flat_map(|entry| entry.about.iter().map(|about| format!("{}: {about}", entry.smell)))
                .collect();
            lines.extend(found.difference(&listed).map(|line| format!("{system}: only {judge:?} says {line}")));
            lines
                .extend(listed.difference(&found).map(|line| format!("{system}: {judge:?} does not say alone {line}")));
        }
    }
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    assert!(known.is_empty(), "differences of systems that are not there: {:?}", known.keys());
}

#[test]
fn every_known_difference_has_its_reason() {
    for (system, entries) in known() {
        for entry in entries {
            assert!(entry.why.len() > 40 && !entry.about.is_empty(), "{system}: {entry:?}");
            assert!(SMELLS.iter().any(|(smell, _)| *smell == entry.smell), "{system}: {}", entry.smell);
        }
    }
    for rule in SMELLS.iter().flat_map(|(_, rules)| *rules) {
        assert!(find(rule).is_some(), "there is no rule {rule}");
    }
}

/// A system with every smell that both know, once each.
const CROWD: &str = "\
groundplan: 1
name: crowd
nodes:
  buyer: { kind: client }
  orders: { kind: service, owner: sales, tags: ['container:app'], variables: { STOCK_URL: 'http://10.0.0.7:8080' } }
  payments: { kind: service, owner: sales, tags: ['container:app'] }
  stock: { kind: service, owner: storage, ports: { http: { number: 8080 } } }
  orders-db: { kind: database, engine: postgres, owner: sales }
  stock-db: { kind: database, engine: postgres, owner: storage }
edges:
  buyer--orders: { kind: call }
  buyer--payments: { kind: call }
  orders--stock: { kind: call, timeout_ms: none, circuit_breaker: none }
  orders--orders-db: { kind: data, access: read-write }
  payments--orders-db: { kind: data, access: read-write }
  payments--stock-db: { kind: data, access: read-write }
";

#[test]
fn each_smell_is_found_by_both_and_a_mended_one_by_neither() {
    let document = |text: &str| read_document(text).unwrap().0;
    let both = |text: &str| {
        let scratch = tempfile::tempdir().unwrap();
        let document = document(text).effective(None).unwrap();
        let report = check(&document, &Options::default()).unwrap();
        (judge(&document, scratch.path()), ours(&document, &report.findings))
    };
    let (theirs, ours) = both(CROWD);
    assert_eq!(theirs, ours);
    assert_eq!(theirs.len(), SMELLS.len(), "{theirs:?}");

    // Mended one after another: a timeout, containers of their own, a gateway, a database of its own.
    let calm = CROWD
        .replace("timeout_ms: none, circuit_breaker: none", "timeout_ms: 2000, circuit_breaker: none")
        .replace(", tags: ['container:app']", "")
        .replace("  orders: {", "  door: { kind: gateway, engine: nginx, expose: public }\n  orders: {")
        .replace(
            "  buyer--orders: { kind: call }\n  buyer--payments: { kind: call }\n",
            "  buyer--door: { kind: call }\n  door--orders: { kind: call }\n  door--payments: { kind: call }\n",
        )
        .replace("  payments--orders-db:", "  payments--payments-db:")
        .replace("  payments--stock-db:", "  stock--stock-db:")
        .replace("  orders-db: {", "  payments-db: { kind: database, engine: postgres, owner: sales }\n  orders-db: {");
    let (theirs, ours) = both(&calm);
    for smell in [
        "multiple-services-in-one-container",
        "no-api-gateway",
        "shared-bounded-context",
        "shared-persistency",
        "wobbly-service-interaction",
    ] {
        assert_eq!((theirs.get(smell), ours.get(smell)), (None, None), "{smell}");
    }
}
