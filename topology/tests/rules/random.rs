//! What holds for any document.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::json;
use topology::Document;
use topology::document::{EdgeKind, NodeKind};
use topology::edit::{Edit, apply, inverse, replay};
use topology::finding::{Report, Subject};
use topology::graph::Graph;
use topology::yaml::{read_document, write_document};

use super::check;
use super::documents::document;
use super::law::broken;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() }
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

/// Groups of services and frontends that can reach one another, by trying every way.
fn circles(document: &Document) -> BTreeSet<BTreeSet<String>> {
    let graph = Graph::new(document);
    let inside = |node| !Graph::is_client(node) && matches!(node.kind, NodeKind::Service | NodeKind::Frontend);
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for link in graph.links().filter(|link| link.edge.kind == EdgeKind::Call && inside(link.from) && inside(link.to)) {
        next.entry(link.edge.from.as_str()).or_default().insert(link.edge.to.as_str());
    }
    let reach = |from: &str| {
        let mut seen = BTreeSet::new();
        let mut left: Vec<&str> = next.get(from).into_iter().flatten().copied().collect();
        while let Some(at) = left.pop() {
            if seen.insert(at) {
                left.extend(next.get(at).into_iter().flatten());
            }
        }
        seen
    };
    let mut groups = BTreeSet::new();
    for a in next.keys() {
        let group: BTreeSet<String> =
            reach(a).into_iter().filter(|b| b == a || reach(b).contains(a)).map(str::to_owned).collect();
        if group.len() > 1 && group.contains(*a) {
            groups.insert(group);
        }
    }
    groups
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_fix_keeps_its_promises(document in document()) {
        let told = broken(&document);
        prop_assert!(told.is_empty(), "{}\n{}", told.join("\n"), write_document(&document));
    }

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
    fn circles_of_calls_are_those_that_trying_finds(mut document in document()) {
        document.nodes.retain(|_, node| node.kind != NodeKind::Gateway && node.enabled != Some(false));
        document.edges.retain(|_, edge| document.nodes.contains_key(&edge.from) && document.nodes.contains_key(&edge.to));
        document.environments.clear();
        let found: BTreeSet<BTreeSet<String>> = check(&document)
            .findings
            .iter()
            .filter(|finding| finding.rule == "sync-cycle")
            .map(|finding| {
                let nodes = finding.subjects.iter().filter(|subject| matches!(subject, Subject::Node(_)));
                nodes.map(|subject| subject.id().to_owned()).collect()
            })
            .collect();
        prop_assert_eq!(found, circles(&document));
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
