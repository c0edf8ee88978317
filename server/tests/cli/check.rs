use serde_json::json;

use crate::binary::{CIRCLE, TODAY, WAIVED, folder, run, run_with, shop};

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
    assert_eq!(report["report"], 1, "the format's version");
    assert_eq!(finding["subjects"][0], json!({ "node": "a" }));
    assert_eq!(finding["path"], json!(["a", "b", "a"]));
    assert_eq!(finding["waived"], json!(null));
    assert!(finding["key"].as_str().unwrap().starts_with("sync-cycle:a:"));
    assert!(finding["fixes"][0]["edits"].is_array());
    assert!(report["summary"]["error"].as_u64().unwrap() >= 1);
    assert!(said.err.is_empty(), "{}", said.err);
}

/// The rules of the findings that are told.
fn told(arguments: &[&str], text: &str) -> Vec<String> {
    let said = run_with(&[&["check", "-", "--format", "json", "--fail-on", "never"], arguments].concat(), text).code(0);
    let report = said.json();
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn text_shows_the_place() {
    let (_folder, file) = folder(CIRCLE);
    let said = run(&["check", &file, "--only", "sync-cycle"]).code(1);
    let key = "sync-cycle:a:";
    let excerpt = format!(
        "error[sync-cycle]: Calls in a circle\n  --> {file}:5:3\n   |\n 5 |   a: {{ kind: service }}\n   |   ^\n"
    );
    assert!(said.out.starts_with(&excerpt), "{}", said.out);
    for part in [
        "\n  path: a → b → a\n",
        "\n  fix: ",
        &format!("\n    groundplan fix {file} --key {key}"),
        &format!("\n  key: {key}"),
    ] {
        assert!(said.out.contains(part), "{part}\n{}", said.out);
    }
    for edge in ["a--b: { from: a", "b--a: { from: b"] {
        assert!(said.out.contains(edge), "every subject is shown: {}", said.out);
    }
    assert!(said.out.ends_with("\n1 error, 0 warnings, 0 infos, 0 waived\n"), "{}", said.out);
    assert!(!said.out.contains('\u{1b}'), "no colours in a pipe");
}

#[test]
fn the_command_beside_a_fix_applies_it() {
    let (folder, _) = folder(CIRCLE);
    let file = folder.path().join("my shop.yaml").display().to_string();
    std::fs::write(&file, CIRCLE).unwrap();
    let said = run(&["check", &file, "--only", "sync-cycle"]).code(1);
    let command = said.out.lines().find(|line| line.trim_start().starts_with("groundplan fix")).unwrap().trim();
    let words = shlex::split(command).unwrap();
    run(&words[1..].iter().map(String::as_str).collect::<Vec<_>>()).code(0);
    run(&["check", &file, "--only", "sync-cycle"]).code(0);
}

/// A database that only production opens to the outside.
const OPEN: &str = "groundplan: 1\nname: open\n\nenvironments:\n  production: { nodes: { db: { expose: public } } }\n  test: {}\n\nnodes:\n  a: { kind: service }\n  db: { kind: database, engine: postgres }\n\nedges:\n  a--db: { kind: data, access: write }\n  a--a: { kind: call }\n";

#[test]
fn text_says_where_a_finding_holds_unless_it_is_everywhere() {
    let said = run_with(&["check", "-", "--fail-on", "never"], OPEN).code(0);
    let of = |rule: &str| said.out.split("\n\n").find(|part| part.contains(rule)).unwrap().to_owned();
    assert!(of("[publicly-exposed-datastore]").contains("\n  only in: production\n"), "{}", said.out);
    assert!(!of("[self-call]").contains("only in"), "{}", said.out);
}

#[test]
fn waived_findings_are_counted_apart() {
    let report =
        run_with(&["check", "-", "--format", "json", "--today", TODAY, "--only", "orphan-node"], WAIVED).code(0).json();
    assert_eq!(report["summary"], json!({ "error": 0, "warning": 0, "info": 0, "waived": 1 }));
    let said = run_with(&["check", "-", "--today", TODAY, "--only", "orphan-node"], WAIVED).code(0);
    assert!(said.out.contains("waived[orphan-node]: "), "{}", said.out);
    assert!(said.out.contains("waived until 2027-04-01 by ana: used <soon>"), "{}", said.out);
    assert!(said.out.ends_with("0 errors, 0 warnings, 0 infos, 1 waived\n"), "{}", said.out);
    run_with(&["check", "-", "--today", TODAY, "--only", "orphan-node", "--fail-on", "info"], WAIVED).code(0);
    run_with(&["check", "-", "--today", "2027-04-01", "--only", "orphan-node", "--fail-on", "info"], WAIVED).code(1);
    run_with(&["check", "-", "--today", "2027-02-30"], WAIVED).code(2);
}

#[test]
fn only_and_exclude_choose_rules() {
    let all = told(&["--today", TODAY], WAIVED);
    assert!(all.contains(&"sync-cycle".to_owned()) && all.contains(&"orphan-node".to_owned()), "{all:?}");
    assert_eq!(told(&["--only", "orphan-node"], WAIVED), ["orphan-node"]);
    assert_eq!(told(&["--only", "orphan-node,sync-cycle"], WAIVED), ["sync-cycle", "orphan-node"]);
    assert_eq!(told(&["--only", "orphan-node", "--only", "sync-cycle"], WAIVED).len(), 2);
    let without = told(&["--exclude", "sync-cycle,no-image"], WAIVED);
    let rest: Vec<&String> = all.iter().filter(|rule| !["sync-cycle", "no-image"].contains(&rule.as_str())).collect();
    assert_eq!(without.iter().collect::<Vec<_>>(), rest);
    assert!(told(&["--only", "orphan-node", "--exclude", "orphan-node"], WAIVED).is_empty());
    // What is not told does not fail either.
    run_with(&["check", "-", "--exclude", "sync-cycle"], WAIVED).code(0);
    for option in ["--only", "--exclude"] {
        let said = run_with(&["check", "-", option, "orphan-node,sync-cycel"], WAIVED).code(2);
        assert!(
            said.err.contains(&format!("{option}: there is no rule `sync-cycel`: did you mean `sync-cycle`?")),
            "{}",
            said.err
        );
        assert!(said.out.is_empty());
    }
}

#[test]
fn an_environment_is_judged_alone() {
    let exposed = |names: &str| told(&["--only", "publicly-exposed-datastore", "--environment", names], OPEN).len();
    assert_eq!((exposed("production"), exposed("base"), exposed("test"), exposed("test,production")), (1, 0, 0, 1));
    assert_eq!(told(&["--only", "self-call", "--environment", "test"], OPEN).len(), 1);
    let said = run_with(&["check", "-", "--environment", "prodution"], OPEN).code(2);
    assert!(said.err.contains("did you mean `production`?"), "{}", said.err);
}
