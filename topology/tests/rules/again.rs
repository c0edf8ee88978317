//! A judge who remembers says what one says who does not, whatever people change.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};
use topology::Document;
use topology::edit::{Change, Edit, apply};
use topology::finding::Report;
use topology::rules::{Fixes, Judge, Options, check};

use super::documents::document;

/// How many edits are made of each document.
const EDITS: usize = 50;

fn config() -> ProptestConfig {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u32>().expect("a number"));
    let rng_seed = RngSeed::Fixed(number("SOAK_SEED").map_or(50, u64::from));
    ProptestConfig {
        cases: number("SOAK").unwrap_or(150),
        failure_persistence: None,
        rng_seed,
        ..ProptestConfig::default()
    }
}

pub fn options(fixes: Fixes) -> Options {
    Options { fixes, today: topology::document::Date::parse("2026-06-01").ok(), ..Options::default() }
}

/// A sequence of choices that looks like chance.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 40).unwrap()
    }

    pub fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let at = self.next();
        all.get(at.checked_rem(all.len())?)
    }
}

/// What another document says at some place becomes what this one says there.
fn borrowed(now: &Value, other: &Value, chance: &mut Chance) -> Option<Value> {
    let collection = *chance.of(&["nodes", "nodes", "nodes", "edges", "edges", "environments", "rules", "waivers"])?;
    let mut path = format!("/{collection}");
    let (mut here, mut there) = (&now[collection], &other[collection]);
    // As deep as chance wants: a member, one of its fields, or something within it.
    for depth in 0..1 + chance.next() % 5 {
        let keys =
            |value: &Value| value.as_object().map_or_else(Vec::new, |map| map.keys().cloned().collect::<Vec<_>>());
        let mut all = keys(there);
        all.extend(keys(here));
        let Some(key) = chance.of(&all) else { break };
        if depth == 0 && collection == "edges" && chance.next().is_multiple_of(2) && here.get(key).is_some() {
            return Some(json!({ "op": "delete", "path": format!("/edges/{key}") }));
        }
        path = format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
        (here, there) = (&here[key.as_str()], &there[key.as_str()]);
    }
    let edit = if there.is_null() {
        json!({ "op": "unset", "path": path })
    } else {
        json!({ "op": "set", "path": path, "value": there })
    };
    Some(edit)
}

/// Something that people do on the canvas.
fn drawn(now: &Value, chance: &mut Chance) -> Option<Value> {
    let keys = |name: &str| now[name].as_object().map_or_else(Vec::new, |map| map.keys().cloned().collect::<Vec<_>>());
    let (nodes, edges) = (keys("nodes"), keys("edges"));
    let (a, b) = (chance.of(&nodes)?.clone(), chance.of(&nodes)?.clone());
    let kinds = ["call", "data", "publish", "subscribe", "callback", "boot", "config", "telemetry"];
    let kind = chance.of(&kinds)?;
    let word = ["Shop", "n1", "Orders and more", "a", "Payments"];
    Some(match chance.next() % 12 {
        0 => json!({ "op": "delete", "path": format!("/nodes/{a}") }),
        1 => json!({ "op": "rename", "id": a, "to": format!("r{}", chance.next() % 90) }),
        2 | 3 => {
            json!({ "op": "set", "path": format!("/edges/{a}--{b}"), "value": { "from": a, "to": b, "kind": kind } })
        }
        4 => json!({ "op": "delete", "path": format!("/edges/{}", chance.of(&edges)?) }),
        5 => json!({ "op": "set", "path": format!("/edges/{}/to", chance.of(&edges)?), "value": b }),
        6 | 7 => json!({ "op": "set", "path": format!("/nodes/{a}/title"), "value": chance.of(&word)? }),
        8 => {
            let over = chance.of(&[json!(false), json!(true)])?.clone();
            json!({ "op": "set", "path": format!("/environments/production/nodes/{a}/enabled"), "value": over })
        }
        9 => json!({ "op": "set", "path": format!("/nodes/{a}/enabled"), "value": !chance.next().is_multiple_of(3) }),
        10 => {
            json!({ "op": "create", "path": format!("/nodes/c{}", chance.next() % 90), "value": { "kind": "service" } })
        }
        _ => json!({ "op": "set", "path": "/views/main/layout", "value": { a: [1, 2] } }),
    })
}

/// Makes an edit that fits; what it changed.
fn change(document: &mut Document, others: &[Value], chance: &mut Chance) -> Vec<Change> {
    let now = json!(document);
    let edit = if chance.next().is_multiple_of(3) {
        drawn(&now, chance)
    } else {
        chance.of(others).and_then(|other| borrowed(&now, other, chance))
    };
    let edit = edit.and_then(|edit| serde_json::from_value::<Edit>(edit).ok());
    edit.and_then(|edit| apply(document, &edit).ok()).map_or_else(Vec::new, |commit| commit.changes)
}

/// The reports, made comparable: what differs is shown by its keys.
pub fn told(report: &Report) -> Vec<String> {
    report.findings.iter().map(|f| format!("{} {} {:?}", f.severity.word(), f.key, f.environments)).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn after_each_edit_it_is_as_if_all_were_judged(
        document in document(), one in document(), two in document(), seed in any::<u64>()
    ) {
        let mut document = document;
        let others = [json!(one), json!(two)];
        let mut chance = Chance(seed);
        let mut judge = Judge::default();
        judge.check(&document, &options(Fixes::None)).unwrap();
        let mut waiting = Vec::new();
        for step in 0..EDITS {
            let changes = change(&mut document, &others, &mut chance);
            let last = json!(changes).to_string();
            waiting.extend(changes);
            // Sometimes several edits come at once.
            if chance.next().is_multiple_of(4) {
                continue;
            }
            let fixes = match chance.next() % 16 {
                0 => Fixes::Of("orphan-node".to_owned()),
                1 => Fixes::Of("unused-datastore".to_owned()),
                _ => Fixes::None,
            };
            let again = judge.check_again(&document, &waiting, &options(fixes.clone())).unwrap();
            let whole = check(&document, &options(fixes)).unwrap();
            prop_assert_eq!(told(&again), told(&whole), "step {}: {}", step, last);
            prop_assert_eq!(again, whole, "step {}: {}", step, last);
            waiting.clear();
        }
    }
}

#[test]
fn another_question_is_another_judgement() {
    let mut document = super::read(
        "groundplan: 1
name: shop
nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }
  b--a: { kind: call }
waivers:
  w: { rule: sync-cycle, node: a, reason: known, author: kim, expires: 2026-05-01 }
",
    );
    let mut judge = Judge::default();
    judge.check(&document, &options(Fixes::None)).unwrap();
    let mut left_out = options(Fixes::None);
    left_out.left_out.insert("sync-cycle".to_owned(), "it broke off".to_owned());
    for options in [options(Fixes::All), left_out, Options { today: None, ..options(Fixes::None) }] {
        assert_eq!(judge.check_again(&document, &[], &options), check(&document, &options));
    }
    let edit: Edit =
        serde_json::from_value(json!({ "op": "set", "path": "/nodes/a/title", "value": "Orders" })).unwrap();
    let commit = apply(&mut document, &edit).unwrap();
    let options = options(Fixes::All);
    assert_eq!(judge.check_again(&document, &commit.changes, &options), check(&document, &options));
}

#[test]
fn a_rule_that_reads_nothing_of_what_changed_does_not_judge() {
    static SEEN: std::sync::Mutex<Vec<&str>> = std::sync::Mutex::new(Vec::new());
    let mut document = super::read(
        "groundplan: 1
name: shop
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  a--b: { kind: call }
views:
  main: {}
",
    );
    let watched = Options { watch: Some(|rule| SEEN.lock().unwrap().push(rule)), ..options(Fixes::None) };
    let mut judge = Judge::default();
    judge.check(&document, &watched).unwrap();
    for (edit, judging, silent) in [
        (
            json!({ "op": "set", "path": "/views/main/layout/a", "value": [1, 2] }),
            &[][..],
            &["self-call", "sync-cycle"],
        ),
        (
            json!({ "op": "set", "path": "/nodes/a/replicas/min", "value": 2 }),
            &["single-point-of-failure"][..],
            &["sync-cycle", "shared-database-write"],
        ),
        (
            json!({ "op": "set", "path": "/edges/b--c", "value": { "from": "b", "to": "c", "kind": "call" } }),
            &["sync-cycle", "high-fan-out"][..],
            &["boot-order-cycle", "shared-database-write"],
        ),
        (
            json!({ "op": "set", "path": "/nodes/c/title", "value": "Carts" }),
            &["missing-healthcheck"][..],
            &["sync-cycle", "shared-database-write"],
        ),
    ] {
        SEEN.lock().unwrap().clear();
        let commit = apply(&mut document, &serde_json::from_value(edit).unwrap()).unwrap();
        judge.check_again(&document, &commit.changes, &watched).unwrap();
        let seen = SEEN.lock().unwrap();
        assert!(judging.iter().all(|rule| seen.contains(rule)), "{:?}: {seen:?}", commit.changes);
        assert!(silent.iter().all(|rule| !seen.contains(rule)), "{:?}: {seen:?}", commit.changes);
    }
}
