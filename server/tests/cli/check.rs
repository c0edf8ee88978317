use serde_json::json;

use crate::binary::{CIRCLE, folder, run, run_with, shop};

#[test]
fn the_exit_code_says_whether_there_are_findings() {
    run(&["check", &shop()]).code(0);
    let (_folder, file) = folder(CIRCLE);
    for (fail_on, code) in [("error", 1), ("warning", 1), ("info", 1), ("never", 0)] {
        run(&["check", &file, "--fail-on", fail_on]).code(code);
    }
    run_with(&["check", "-"], CIRCLE).code(1);
}

#[test]
fn json_is_as_it_was_promised() {
    let said = run_with(&["check", "-", "--format", "json"], CIRCLE).code(1);
    let report = said.json();
    let finding = report["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "sync-cycle").unwrap();
    let fields: Vec<&str> = finding.as_object().unwrap().keys().map(String::as_str).collect();
    let promised =
        ["key", "rule", "severity", "confidence", "subjects", "environments", "message", "path", "fixes", "waived"];
    assert_eq!(fields, promised);
    assert_eq!(finding["subjects"][0], json!({ "node": "a" }));
    assert_eq!(finding["path"], json!(["a", "b", "a"]));
    assert_eq!(finding["waived"], json!(null));
    assert!(finding["key"].as_str().unwrap().starts_with("sync-cycle:a:"));
    assert!(finding["fixes"][0]["edits"].is_array());
    assert!(report["summary"]["error"].as_u64().unwrap() >= 1);
    assert!(said.err.is_empty(), "{}", said.err);
}

#[test]
fn text_shows_the_place() {
    let (_folder, file) = folder(CIRCLE);
    let said = run(&["check", &file]);
    assert!(said.out.contains(&format!("--> {file}:5:3")), "{}", said.out);
    assert!(said.out.contains("5 |   a: { kind: service }\n    |   ^"), "{}", said.out);
    assert!(said.out.contains("fix: "), "{}", said.out);
}

#[test]
fn annotations_and_scans_name_file_and_line() {
    let (_folder, file) = folder(CIRCLE);
    let github = run(&["check", &file, "--format", "github"]).code(1);
    assert!(github.out.contains(&format!("::error file={file},line=5,col=3,title=sync-cycle::")), "{}", github.out);
    let sarif = run(&["check", &file, "--format", "sarif"]).code(1).json();
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let result = results.iter().find(|result| result["ruleId"] == "sync-cycle").unwrap();
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 5);
    let index = result["ruleIndex"].as_u64().unwrap() as usize;
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][index]["id"], "sync-cycle");
}

#[test]
fn a_waiver_holds_until_its_day() {
    let (_folder, file) = folder(CIRCLE);
    let key = {
        let report = run(&["check", &file, "--format", "json"]).json();
        let findings = report["findings"].as_array().unwrap().clone();
        findings.iter().find(|f| f["rule"] == "sync-cycle").unwrap()["key"].as_str().unwrap().to_owned()
    };
    let waive = ["waive", &file, "--rule", "sync-cycle", "--key", &key, "--reason", "until spring", "--author", "ana"];
    run(&[&waive[..], &["--expires", "2027-04-01"]].concat()).code(0);
    let errors = |day: &str| {
        let report = run(&["check", &file, "--format", "json", "--today", day]).json();
        let findings = report["findings"].as_array().unwrap().clone();
        let finding = findings.iter().find(|f| f["rule"] == "sync-cycle").unwrap().clone();
        finding["waived"].is_null()
    };
    assert!(!errors("2027-03-31"));
    assert!(errors("2027-04-01"), "it stops working on the day it expires");
    run(&["check", &file, "--today", "2027-02-30"]).code(2);
}

#[test]
fn rules_and_their_pages_are_printed() {
    let rules = run(&["rules", "--format", "json"]).code(0).json();
    let first = rules[0].as_object().unwrap();
    for field in ["id", "severity", "fix", "title"] {
        assert!(first.contains_key(field), "{first:?}");
    }
    assert!(run(&["rules"]).code(0).out.contains("sync-cycle"));
    assert!(run(&["explain", "sync-cycle"]).code(0).out.contains("## How to fix"));
    assert!(run(&["explain", "sync-cycel"]).code(2).err.contains("did you mean `sync-cycle`?"));
    assert!(run(&["schema"]).code(0).json()["properties"]["nodes"].is_object());
}
