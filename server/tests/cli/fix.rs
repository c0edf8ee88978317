//! `fix`: the fixes that findings offer, applied.

use std::fs;

use serde_json::Value;

use crate::binary::{CIRCLE, folder, run};

fn findings(file: &str) -> Vec<Value> {
    let report = run(&["check", file, "--format", "json", "--fail-on", "never"]).code(0).json();
    report["findings"].as_array().unwrap().clone()
}

#[test]
fn fixes_are_applied_and_what_is_left_is_told() {
    let (_folder, file) = folder(CIRCLE);
    let said = run(&["fix", &file, "--rule", "sync-cycle"]).code(0);
    assert!(said.err.ends_with("\n1 fixed, 0 left\n"), "{}", said.err);
    assert!(fs::read_to_string(&file).unwrap().contains("kind: publish"));
    assert!(findings(&file).iter().all(|finding| finding["rule"] != "sync-cycle"));
}

#[test]
fn what_is_not_there_is_refused() {
    let (_folder, file) = folder(CIRCLE);
    let said = run(&["fix", &file, "--rule", "sync-cycel"]).code(2);
    assert!(said.err.contains("--rule: there is no rule `sync-cycel`: did you mean `sync-cycle`?"), "{}", said.err);
    assert!(run(&["fix", &file, "--key", "sync-cycle:x:0000"]).code(2).err.contains("no finding"));
    let key = findings(&file).iter().find(|finding| finding["rule"] == "sync-cycle").unwrap()["key"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        run(&["fix", &file, "--key", &key, "--option", "9"]).code(2).err.contains("--option 9: the finding offers")
    );
    run(&["fix", &file, "--key", &key, "--option", "0"]).code(2);
    run(&["fix", &file, "--option", "2"]).code(2);
    assert_eq!(fs::read_to_string(&file).unwrap(), CIRCLE);
}

#[test]
fn another_fix_than_the_first_can_be_chosen() {
    // A node alone can be deleted, or drawn to somebody: what is offered is up to the rules, that there are two is not.
    let text = "groundplan: 1\nname: two\nnodes:\n  a: { kind: service, owner: x }\n  b: { kind: service, owner: y }\n  db: { kind: database, engine: postgres }\nedges:\n  a--db: { kind: data, access: write }\n  b--db: { kind: data, access: write }\n";
    let mut results = Vec::new();
    for option in ["1", "2"] {
        let (_folder, file) = folder(text);
        let finding =
            findings(&file).into_iter().find(|finding| finding["fixes"].as_array().unwrap().len() > 1).unwrap();
        let title = finding["fixes"][option.parse::<usize>().unwrap() - 1]["title"].as_str().unwrap().to_owned();
        let said = run(&["fix", &file, "--key", finding["key"].as_str().unwrap(), "--option", option]).code(0);
        assert!(said.err.contains(&title), "{title}: {}", said.err);
        results.push(fs::read_to_string(&file).unwrap());
    }
    assert_ne!(results[0], results[1]);
}

#[test]
fn a_dry_run_shows_and_writes_nothing() {
    let (_folder, file) = folder(CIRCLE);
    let said = run(&["fix", &file, "--rule", "sync-cycle", "--dry-run"]).code(0);
    assert!(
        said.out.lines().all(|line| ["+ /", "- /", "~ /"].iter().any(|start| line.starts_with(start))),
        "{}",
        said.out
    );
    assert!(said.out.contains("publish"), "{}", said.out);
    assert!(said.err.ends_with("1 would be fixed, 0 left\n"), "{}", said.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), CIRCLE);
}
