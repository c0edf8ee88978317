//! What holds for any document.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::json;
use topology::Document;
use topology::edit::{Edit, apply, inverse, replay};
use topology::finding::Report;
use topology::yaml::{read_document, write_document};

use super::check;
use super::documents::document;
use super::law::Tally;

/// A few documents that are the same in every run; as many others as `SOAK` says, drawn from the seed `SOAK_SEED`.
pub fn config() -> ProptestConfig {
    let number = |name| std::env::var(name).ok().map(|text: String| text.parse::<u32>().expect("a number"));
    let rng_seed = RngSeed::Fixed(number("SOAK_SEED").map_or(62, u64::from));
    let cases = number("SOAK").unwrap_or(400);
    ProptestConfig { cases, failure_persistence: None, rng_seed, ..ProptestConfig::default() }
}

#[test]
fn every_fix_keeps_its_promises() {
    let mut tally = Tally::default();
    let config = config();
    let cases = config.cases;
    let mut runner = TestRunner::new(config);
    for _ in 0..cases {
        tally.try_all(&document().new_tree(&mut runner).unwrap().current());
    }
    println!("{cases} documents\n{}", tally.table());
    println!("never found: {:?}", tally.unseen());
    assert!(tally.is_kept(), "{}", tally.told());
    assert!(tally.untried().is_empty(), "no fix of these was tried: {:?}", tally.untried());
}

fn keys(report: &Report) -> Vec<(String, &'static str, Vec<String>)> {
    report.findings.iter().map(|f| (f.key.clone(), f.severity.word(), f.environments.clone())).collect()
}

fn edit(value: serde_json::Value) -> Edit {
    serde_json::from_value(value).unwrap()
}

/// What people change while they draw, as a sequence of edits; some of them are refused.
fn scribbles() -> impl Strategy<Value = Vec<serde_json::Value>> {
    let node = (0..9u8).prop_map(|at| format!("n{at}"));
    let one = (node.clone(), node, 0..8u8).prop_map(|(a, b, what)| match what {
        0 => json!({ "op": "delete", "path": format!("/nodes/{a}") }),
        1 => json!({ "op": "rename", "id": a, "to": format!("{b}-renamed") }),
        2 => {
            json!({ "op": "set", "path": format!("/edges/{a}--{b}"), "value": { "from": a, "to": b, "kind": "call" } })
        }
        3 => json!({ "op": "create", "path": format!("/nodes/{a}-new"), "value": { "kind": "cache" } }),
        4 => json!({ "op": "add", "path": format!("/nodes/{a}/tags"), "member": "hot" }),
        5 => json!({ "op": "set", "path": format!("/environments/production/nodes/{a}/replicas/min"), "value": 2 }),
        6 => json!({ "op": "unset", "path": format!("/nodes/{a}/owner") }),
        _ => json!({ "op": "delete", "path": format!("/edges/{a}--{b}") }),
    });
    prop::collection::vec(one, 1..6)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn titles_places_and_words_change_no_finding(document in document(), x in 0..500, word in "[A-Z][a-z]{1,12}") {
        let mut other = document.clone();
        apply(&mut other, &edit(json!({ "op": "create", "path": "/views/main", "value": {} }))).unwrap();
        for (at, id) in document.nodes.keys().enumerate() {
            for (path, value) in [
                (format!("/nodes/{id}/title"), json!(format!("{word} {at}"))),
                (format!("/nodes/{id}/description"), json!(format!("{word} and more"))),
                (format!("/views/main/layout/{id}"), json!([x, at])),
            ] {
                apply(&mut other, &edit(json!({ "op": "set", "path": path, "value": value }))).unwrap();
            }
        }
        let heard = |document: &Document| {
            let mut keys = keys(&check(document));
            // This one is about descriptions.
            keys.retain(|(key, _, _)| !key.starts_with("missing-description:"));
            keys
        };
        prop_assert_eq!(heard(&document), heard(&other));
    }

    #[test]
    fn keys_are_unique_within_a_severity(document in document()) {
        let report = check(&document);
        let keys: BTreeSet<_> = report.findings.iter().map(|f| (f.severity, &f.key)).collect();
        prop_assert_eq!(keys.len(), report.findings.len());
    }

    #[test]
    fn edits_are_taken_back_and_made_again(document in document(), scribbles in scribbles()) {
        let mut now = document.clone();
        let mut commits = Vec::new();
        for scribble in scribbles {
            let before = now.clone();
            match apply(&mut now, &edit(scribble)) {
                Ok(commit) => commits.push(commit),
                Err(_) => prop_assert_eq!(&now, &before),
            }
        }
        let mut again = document.clone();
        for commit in &commits {
            replay(&mut again, &commit.changes).unwrap();
        }
        prop_assert_eq!(&again, &now);
        for commit in commits.iter().rev() {
            let undone = apply(&mut now, &inverse(&commit.changes)).unwrap();
            prop_assert!(undone.skipped.is_empty());
        }
        prop_assert_eq!(&now, &document);
    }

    #[test]
    fn what_is_written_is_read_back(document in document()) {
        let text = write_document(&document);
        let read = read_document(&text).map(|(document, _)| document);
        prop_assert_eq!(read, Ok(document), "{}", text);
    }
}
