//! A rule that fails, a waived finding and a finding that stands, in every format. No rule fails of itself, so the report is made by hand.

use serde_json::{Value, json};
use topology::document::Date;
use topology::finding::Report;
use topology::rules::{self, Options, RULES};
use topology::yaml::read_document;

use super::*;

const TEXT: &str = "\
groundplan: 1
name: circle
nodes:
  a: { kind: service }
  b: { kind: service }
  lone: { kind: service }
edges:
  a--b: { kind: call }
  b--a: { kind: call }
environments:
  production: {}
waivers:
  w1: { rule: orphan-node, node: lone, reason: 'soon <gone> & \"done\"', author: ana, expires: 2027-01-01 }
";

/// The report of the text in a format, after a change.
fn told<T>(change: impl FnOnce(&mut Report), tell: impl FnOnce(&Judged<'_>) -> T) -> T {
    let source = Source { path: "my shop.yaml".into(), text: TEXT.to_owned(), tag: None };
    let (document, positions) = read_document(TEXT).unwrap();
    let options = Options { today: Date::parse("2026-12-01").ok(), ..Options::default() };
    let mut report = rules::check(&document, &options).unwrap();
    report.findings.retain(|finding| ["sync-cycle", "orphan-node"].contains(&finding.rule.as_str()));
    report.summary = topology::finding::Summary::of(&report.findings);
    assert_eq!((report.summary.error, report.summary.waived), (1, 1));
    change(&mut report);
    let judged = Judged {
        source: &source,
        document: &document,
        positions: &positions,
        report: &report,
        rules: RULES.to_vec(),
        compared: false,
    };
    tell(&judged)
}

fn fail(report: &mut Report) {
    report.failed.insert("self-call".to_owned(), "it broke off: 100%\nof it".to_owned());
}

#[test]
fn a_rule_that_failed_is_neither_well_nor_a_finding() {
    let mut report = Report::default();
    assert_eq!(outcome(&report, FailOn::Error).unwrap(), Outcome::Well);
    fail(&mut report);
    for fail_on in [FailOn::Error, FailOn::Info, FailOn::Never] {
        let Failure(told) = outcome(&report, fail_on).unwrap_err();
        assert!(told.starts_with("the rule self-call failed: it broke off"), "{told}");
    }
}

#[test]
fn text_names_what_failed_and_counts_it() {
    let text = told(fail, |judged| text::text(judged, Look::PLAIN));
    assert!(text.contains("\nfailed[self-call]: it broke off: 100%"), "{text}");
    assert!(text.ends_with("1 error, 0 warnings, 0 infos, 1 waived, 1 rule failed\n"), "{text}");
    assert!(
        told(|_| (), |judged| text::text(judged, Look::PLAIN)).ends_with("1 error, 0 warnings, 0 infos, 1 waived\n")
    );
}

#[test]
fn colours_are_those_of_the_severity() {
    let text = told(|_| (), |judged| text::text(judged, Look::screen(60, true)));
    assert!(text.starts_with("\u{1b}[1m\u{1b}[31merror[sync-cycle]\u{1b}[0m: "), "{text:?}");
    let longest = anstream::adapter::strip_str(&text).to_string().lines().map(|line| line.chars().count()).max();
    // Commands stay whole.
    assert!(longest.unwrap() < 90, "{longest:?}");
}

#[test]
fn json_names_what_failed() {
    let json: Value = told(fail, |judged| serde_json::to_value(json::report(judged)).unwrap());
    assert_eq!(json["failed"], json!({ "self-call": "it broke off: 100%\nof it" }));
    assert_eq!(json["report"], 1);
    assert_eq!(json["summary"], json!({ "error": 1, "warning": 0, "info": 0, "waived": 1 }));
}

#[test]
fn sarif_says_that_the_run_did_not_succeed() {
    let log = told(fail, sarif::log);
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["associatedRule"]["id"], "self-call");
    assert!(notification["message"]["text"].as_str().unwrap().contains("it broke off"));
    let log = told(|_| (), sarif::log);
    assert_eq!(log["runs"][0]["invocations"], json!([{ "executionSuccessful": true }]));
}

#[test]
fn sarif_fits_its_schema_whatever_it_tells() {
    // A bracket alone is itself in JavaScript and a fault in other dialects.
    let text = include_str!("../../../tests/data/sarif-schema-2.1.0.json").replace("{2}]?$", "{2}\\\\]?$");
    let schema: Value = serde_json::from_str(&text).unwrap();
    let schema = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let logs = [told(|_| (), sarif::log), told(fail, sarif::log), told(|report| report.findings.clear(), sarif::log)];
    for log in &logs {
        let errors: Vec<String> =
            schema.iter_errors(log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    // The schema does look.
    let mut broken = logs[0].clone();
    broken["runs"][0]["results"][0]["level"] = json!("severe");
    assert!(!schema.is_valid(&broken));
}

#[test]
fn a_failed_rule_is_an_error_of_a_test_report() {
    let xml = told(fail, |judged| junit::report(judged, FailOn::Error).unwrap());
    let xml = roxmltree::Document::parse(&xml).unwrap();
    let case = xml.descendants().find(|node| node.attribute("classname") == Some("groundplan.self-call")).unwrap();
    let error = case.children().find(|node| node.has_tag_name("error")).unwrap();
    assert_eq!(
        error.attribute("message"),
        Some("the rule failed: it broke off: 100% of it"),
        "in an attribute of XML a line's end is a space"
    );
    let suite = xml.descendants().find(|node| node.has_tag_name("testsuite")).unwrap();
    let count = |name| suite.attribute(name).unwrap();
    assert_eq!((count("failures"), count("errors"), count("skipped")), ("1", "1", "1"));
}

#[test]
fn an_annotation_names_what_failed() {
    let text = told(fail, github::annotations);
    assert!(text.contains("\n::error title=The rule self-call failed::it broke off: 100%25%0Aof it\n"), "{text}");
}
