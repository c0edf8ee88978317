//! `check --format junit`, read by another reader of XML than the one that writes it.

use crate::binary::{TODAY, WAIVED, run_with};

/// What a test report would show: of each case its class, its name and how it ended.
fn cases(xml: &str) -> Vec<(String, String, &'static str)> {
    let document = roxmltree::Document::parse(xml).unwrap();
    let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
    let case = |node: roxmltree::Node<'_, '_>| {
        let ended = ["failure", "error", "skipped"]
            .into_iter()
            .find(|tag| node.children().any(|child| child.has_tag_name(*tag)));
        let attribute = |name| node.attribute(name).unwrap().to_owned();
        (attribute("classname"), attribute("name"), ended.unwrap_or("passed"))
    };
    cases.map(case).collect()
}

fn junit(arguments: &[&str], code: i32) -> String {
    run_with(&[&["check", "-", "--format", "junit", "--today", TODAY], arguments].concat(), WAIVED).code(code).out
}

#[test]
fn each_finding_is_a_case_and_each_rule_that_found_nothing() {
    let cases = cases(&junit(&[], 1));
    let of = |rule: &str| -> Vec<(&str, &str)> {
        let class = format!("groundplan.{rule}");
        cases.iter().filter(|case| case.0 == class).map(|case| (case.1.as_str(), case.2)).collect()
    };
    let cycle = of("sync-cycle");
    assert!(cycle.len() == 1 && cycle[0].0.starts_with("sync-cycle:a:") && cycle[0].1 == "failure", "{cycle:?}");
    assert_eq!(of("orphan-node"), [("orphan-node:lone", "skipped")]);
    assert_eq!(of("self-call"), [("self-call", "passed")]);
}

#[test]
fn what_does_not_fail_passes_and_says_what_it_is() {
    let xml = junit(&["--fail-on", "never", "--only", "sync-cycle"], 0);
    assert!(cases(&xml).iter().all(|case| case.2 == "passed") && cases(&xml).len() == 1);
    let document = roxmltree::Document::parse(&xml).unwrap();
    let said = document.descendants().find(|node| node.has_tag_name("system-out")).unwrap().text().unwrap();
    assert!(said.starts_with("error: Calls in a circle\n"), "{said}");
    assert!(said.contains("\npath: a → b → a\n"), "{said}");
}

#[test]
fn words_come_back_as_they_were() {
    let xml = junit(&[], 1);
    let document = roxmltree::Document::parse(&xml).unwrap();
    let skipped = document.descendants().find(|node| node.has_tag_name("skipped")).unwrap();
    assert_eq!(skipped.attribute("message"), Some("waived until 2027-04-01 by ana: used <soon>, & 100%: \"yes\""));
    let suite = document.descendants().find(|node| node.has_tag_name("testsuite")).unwrap();
    let tests: usize = suite.attribute("tests").unwrap().parse().unwrap();
    assert_eq!(tests, cases(&xml).len());
    assert_eq!((suite.attribute("skipped"), suite.attribute("errors")), (Some("1"), Some("0")));
    let cycle = document.descendants().find(|node| node.has_tag_name("failure")).unwrap();
    assert!(cycle.text().unwrap().starts_with("standard input:8:3\n"), "{cycle:?}");
    let case = cycle.parent().unwrap();
    assert_eq!((case.attribute("file"), case.attribute("line")), (Some("standard input"), Some("8")));
}

#[test]
fn a_rule_that_is_off_has_no_case() {
    let text = WAIVED.replace("waivers:", "rules:\n  self-call: { severity: \"off\" }\n\nwaivers:");
    let xml = run_with(&["check", "-", "--format", "junit", "--fail-on", "never"], &text).code(0).out;
    assert!(!xml.contains("self-call") && xml.contains("async-cycle"));
}
