//! `check --format github`.

use std::fs;

use crate::binary::{TODAY, WAIVED, folder, run_in};

const NAME: &str = "a,b: 100%.yaml";

#[test]
fn annotations_are_escaped_and_name_the_place() {
    let (folder, _) = folder(WAIVED);
    let file = folder.path().join(NAME);
    fs::write(&file, WAIVED).unwrap();
    let said = run_in(&[], &["check", file.to_str().unwrap(), "--format", "github", "--today", TODAY], "").code(1);
    let line = said.out.lines().find(|line| line.contains("[sync-cycle]")).unwrap();
    let (head, message) = line.strip_prefix("::error file=").unwrap().split_once("::").unwrap();
    assert!(head.ends_with("/a%2Cb%3A 100%25.yaml,line=8,col=3,title=Calls in a circle [sync-cycle]"), "{head}");
    assert!(message.contains("%0Apath: a → b → a%0Afix: groundplan fix "), "{message}");
    assert!(!said.out.contains("orphan-node"), "a waived finding is no annotation: {}", said.out);
    assert!(said.out.ends_with(", 1 waived\n"), "{}", said.out);
    for line in said.out.lines().rev().skip(1) {
        assert!(["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start)), "{line}");
    }
}

#[test]
fn the_summary_of_a_run_tells_everything() {
    let (folder, file) = folder(WAIVED);
    let summary = folder.path().join("summary.md");
    fs::write(&summary, "# Before\n\n").unwrap();
    let variables = [("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
    run_in(&variables, &["check", &file, "--format", "github", "--today", TODAY], "").code(1);
    let text = fs::read_to_string(&summary).unwrap();
    assert!(text.starts_with("# Before\n\n### ` "), "what was there stays: {text}");
    assert!(text.contains("\n| error | ` sync-cycle ` | 8 | "), "{text}");
    assert!(text.contains("| waived until 2027-04-01 by ana: used &lt;soon>, &amp; 100%: \"yes\" |"), "{text}");

    // Only this format speaks to a run.
    run_in(&variables, &["check", &file, "--today", TODAY], "").code(1);
    assert_eq!(fs::read_to_string(&summary).unwrap(), text);
    let nowhere = [("GITHUB_STEP_SUMMARY", folder.path().join("no/such/file").display().to_string())];
    let nowhere = nowhere.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>();
    assert!(run_in(&nowhere, &["check", &file, "--format", "github"], "").code(2).err.contains("GITHUB_STEP_SUMMARY"));
}
