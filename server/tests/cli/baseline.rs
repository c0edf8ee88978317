//! `check --baseline`: only what is new counts.

use std::fs;

use serde_json::json;

use crate::binary::{CIRCLE, TODAY, WAIVED, folder, run, run_with};

#[test]
fn what_was_there_before_is_left_out() {
    let (folder, file) = folder(CIRCLE);
    let baseline = folder.path().join("baseline.json").display().to_string();
    let before = run(&["check", &file, "--format", "json"]).code(1);
    fs::write(&baseline, &before.out).unwrap();
    let count = before.json()["findings"].as_array().unwrap().len();

    let said = run(&["check", &file, "--baseline", &baseline, "--fail-on", "info"]).code(0);
    assert_eq!(said.out, "0 errors, 0 warnings, 0 infos, 0 waived\n");
    assert_eq!(said.err, format!("{count} findings that were in the baseline left out\n"));

    fs::write(
        &file,
        CIRCLE
            .replace("  b: {", "  c: { kind: service }\n  b: {")
            .replace("edges:\n", "edges:\n  c--c: { kind: call }\n"),
    )
    .unwrap();
    let said = run(&["check", &file, "--baseline", &baseline, "--format", "json", "--fail-on", "warning"]).code(1);
    let report = said.json();
    let findings = report["findings"].as_array().unwrap();
    assert!(
        !findings.is_empty() && findings.iter().all(|finding| finding["key"].as_str().unwrap().contains(":c")),
        "{findings:#?}"
    );
    let errors = findings.iter().filter(|finding| finding["severity"] == "error").count();
    assert_eq!(report["summary"]["error"], json!(errors), "the summary counts what is told");

    let sarif = run(&["check", &file, "--baseline", &baseline, "--format", "sarif", "--fail-on", "never"]).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.len() == findings.len() && results.iter().all(|result| result["baselineState"] == "new"));
}

#[test]
fn a_waiver_that_ran_out_since_is_new() {
    let (folder, file) = folder(WAIVED);
    let baseline = folder.path().join("baseline.json").display().to_string();
    let before = run(&["check", &file, "--format", "json", "--today", TODAY]);
    fs::write(&baseline, &before.out).unwrap();
    let check = |day| {
        run(&["check", &file, "--baseline", &baseline, "--only", "orphan-node", "--fail-on", "warning", "--today", day])
    };
    check(TODAY).code(0);
    check("2027-04-01").code(1);
}

#[test]
fn what_is_no_baseline_is_refused() {
    let (folder, file) = folder(CIRCLE);
    let baseline = folder.path().join("baseline.json").display().to_string();
    let refused = |part: &str| {
        let said = run(&["check", &file, "--baseline", &baseline]).code(2);
        assert!(said.err.contains(&baseline) && said.err.contains(part), "{}", said.err);
        assert!(said.out.is_empty() && said.err.lines().count() == 1, "{said:?}");
    };
    refused("can't be read");
    for (text, part) in [
        ("", "no JSON"),
        ("[]", "no report of a check"),
        ("{\"findings\":[]}", "`report: 1` is missing"),
        (
            "{\"report\":2,\"findings\":[]}",
            "format 2, and this program reads 1; make it anew with `groundplan check FILE --format json`",
        ),
        ("{\"report\":1,\"findings\":[{\"key\":\"x\",\"severity\":\"fatal\"}]}", "no report of a check"),
    ] {
        fs::write(&baseline, text).unwrap();
        refused(part);
    }
    let sarif = run_with(&["check", "-", "--format", "sarif"], CIRCLE).out;
    fs::write(&baseline, sarif).unwrap();
    refused("`report: 1` is missing");
}
