//! `waive`: to live with a finding for a while.

use std::fs;

use serde_json::{Value, json};

use crate::binary::{CIRCLE, TODAY, WAIVED, folder, run, run_with};

/// Arguments of a waiver that is all right but for its subject.
const WHY: [&str; 8] = ["--reason", "until spring", "--author", "ana", "--expires", "2027-04-01", "--today", TODAY];

fn key(file: &str, rule: &str) -> String {
    let report = run(&["check", file, "--format", "json", "--fail-on", "never"]).json();
    let findings = report["findings"].as_array().unwrap().clone();
    findings.iter().find(|finding| finding["rule"] == rule).unwrap()["key"].as_str().unwrap().to_owned()
}

fn waived(file: &str, day: &str) -> Value {
    run(&["check", file, "--format", "json", "--today", day, "--fail-on", "never"]).json()["summary"]["waived"].clone()
}

#[test]
fn a_waiver_holds_until_its_day() {
    let (_folder, file) = folder(CIRCLE);
    let key = key(&file, "sync-cycle");
    let said = run(&[&["waive", &file, "--key", &key], &WHY[..]].concat()).code(0);
    assert_eq!(said.err, "waived as w1 until 2027-04-01: 1 finding\n");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("rule: sync-cycle") && text.contains("reason: until spring"), "{text}");
    assert_eq!(waived(&file, "2027-03-31"), 1);
    assert_eq!(waived(&file, "2027-04-01"), 0, "it stops working on the day it expires");
    let rules = |day| run(&["check", &file, "--today", day, "--only", "waiver-expired", "--fail-on", "warning"]);
    rules("2027-03-31").code(0);
    rules("2027-04-01").code(1);
}

#[test]
fn a_node_and_an_edge_can_be_waived() {
    let (_folder, file) = folder(CIRCLE);
    run(&[&["waive", &file, "--rule", "sync-cycle", "--node", "b"], &WHY[..]].concat()).code(0);
    assert_eq!(waived(&file, TODAY), 1);
    let (_folder, file) = folder(CIRCLE);
    run(&[&["waive", &file, "--rule", "sync-cycle", "--edge", "a--b"], &WHY[..]].concat()).code(0);
    assert_eq!(waived(&file, TODAY), 1);
    let said = run_with(&[&["waive", "-", "--rule", "sync-cycle", "--node", "b"], &WHY[..]].concat(), CIRCLE).code(0);
    assert!(said.out.contains("waivers:") && said.out.contains("node: b"), "{}", said.out);
}

#[test]
fn what_makes_no_sense_is_refused_and_nothing_changes() {
    let (_folder, file) = folder(WAIVED);
    let key = key(&file, "sync-cycle");
    let refused = |subject: &[&str], why: &[&str], part: &str| {
        let said = run(&[&["waive", &file], subject, why].concat()).code(2);
        assert!(said.err.contains(part), "{subject:?}: {}", said.err);
        assert_eq!(fs::read_to_string(&file).unwrap(), WAIVED);
    };
    refused(
        &["--rule", "sync-cycel", "--node", "a"],
        &WHY,
        "--rule: there is no rule `sync-cycel`: did you mean `sync-cycle`?",
    );
    refused(&["--rule", "sync-cycle", "--node", "lonely"], &WHY, "there is no node `lonely`: did you mean `lone`?");
    refused(&["--rule", "sync-cycle", "--edge", "a-b"], &WHY, "there is no edge `a-b`: did you mean `a--b`?");
    refused(&["--key", "sync-cycle:a:0000"], &WHY, "there is no finding `sync-cycle:a:0000`");
    refused(&["--key", "nonsense"], &WHY, "--key: there is no rule `nonsense`");
    refused(&["--rule", "self-call", "--key", &key], &WHY, "the key is one of the rule `sync-cycle`");
    refused(&["--rule", "self-call", "--node", "a"], &WHY, "self-call finds nothing about the node `a`");
    refused(&["--rule", "orphan-node", "--node", "lone"], &WHY, "waived already, as w1 until 2027-04-01 by ana");
    refused(&["--node", "a"], &WHY, "--rule");
    refused(&["--rule", "sync-cycle"], &WHY, "--key");
    refused(&["--rule", "sync-cycle", "--node", "a", "--edge", "a--b"], &WHY, "cannot be used with");

    let subject = ["--rule", "sync-cycle", "--node", "a"];
    for missing in 0..3 {
        let mut why = WHY.to_vec();
        let name = why.remove(missing * 2);
        why.remove(missing * 2);
        refused(&subject, &why, name);
    }
    for (at, value, part) in [
        (1, " ", "--reason is empty"),
        (3, "", "--author is empty"),
        (5, "2027-01-01", "a waiver stops working on that day"),
        (5, "2026-12-31", "a waiver stops working on that day"),
        (5, "next week", "--expires"),
        (1, "bell\u{7}", "U+0007"),
    ] {
        let mut why = WHY;
        why[at] = value;
        refused(&subject, &why, part);
    }
}

#[test]
fn waivers_are_listed_with_what_they_do() {
    let more = "  w2: { rule: self-call, node: a, reason: r, author: bo, expires: 2027-04-01 }\n  w3: { rule: sync-cycle, node: a, reason: r, author: bo, expires: 2026-01-01 }\n  w4: { rule: no-such-rule, node: a, reason: r, author: bo, expires: 2027-04-01 }\n";
    let text = format!("{WAIVED}{more}");
    let said = run_with(&["waive", "-", "--list", "--format", "json", "--today", TODAY], &text).code(0).json();
    let told: Vec<(&Value, &Value)> =
        said.as_array().unwrap().iter().map(|waiver| (&waiver["id"], &waiver["state"])).collect();
    let wanted = [
        json!("w1"),
        json!("holds"),
        json!("w2"),
        json!("unused"),
        json!("w3"),
        json!("expired"),
        json!("w4"),
        json!("unknown"),
    ];
    assert_eq!(told.iter().flat_map(|(a, b)| [(*a).clone(), (*b).clone()]).collect::<Vec<_>>(), wanted);
    assert_eq!(said[0]["findings"], json!(["orphan-node:lone"]));
    assert_eq!((&said[0]["author"], &said[0]["expires"]), (&json!("ana"), &json!("2027-04-01")));
    let said = run_with(&["waive", "-", "--list", "--today", TODAY], &text).code(0);
    assert!(
        said.out.contains("w1: orphan-node at node lone, until 2027-04-01 by ana: holds 1 finding\n  used <soon>"),
        "{}",
        said.out
    );
    assert!(said.out.contains("w3: sync-cycle at node a, until 2026-01-01 by bo: has run out\n"), "{}", said.out);
    assert!(said.out.ends_with("4 waivers\n"), "{}", said.out);
    run_with(&["waive", "-", "--list", "--rule", "x"], &text).code(2);
}

#[test]
fn a_waiver_can_be_taken_away() {
    let (_folder, file) = folder(WAIVED);
    assert!(run(&["waive", &file, "--remove", "w11"]).code(2).err.contains("there is no waiver `w11`"));
    assert_eq!(run(&["waive", &file, "--remove", "w1"]).code(0).err, "w1 for orphan-node is gone\n");
    assert_eq!(waived(&file, TODAY), 0);
    assert!(!fs::read_to_string(&file).unwrap().contains("waivers"));
}
