//! Findings as a JUnit report, which test reports of continuous integration show.
//!
//! A case for each finding, named by its key, so that a report can follow it from run to run; and one for each rule that judged and found nothing. A finding below the severity that fails is a case that passed and says so; a waived one was skipped; a rule that failed is an error.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite, XmlString};
use topology::finding::Finding;

use super::judged::{Judged, waived};
use super::{FailOn, Failure};

pub fn report(judged: &Judged<'_>, fail_on: FailOn) -> Result<String, Failure> {
    let mut suite = TestSuite::new(judged.source.name());
    for finding in &judged.report.findings {
        suite.add_test_case(case(judged, finding, fail_on));
    }
    for (rule, why) in &judged.report.failed {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(format!("the rule failed: {why}")).set_type("rule-failed");
        suite.add_test_case(named(rule, rule, status));
    }
    for rule in &judged.rules {
        let found = judged.report.findings.iter().any(|finding| finding.rule == rule.id);
        if !found && !judged.report.failed.contains_key(rule.id) {
            suite.add_test_case(named(rule.id, rule.id, TestCaseStatus::success()));
        }
    }
    let mut report = Report::new("groundplan");
    report.add_test_suite(suite);
    report.to_string().map_err(Failure::of)
}

fn named(rule: &str, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(format!("groundplan.{rule}"));
    case
}

fn case(judged: &Judged<'_>, finding: &Finding, fail_on: FailOn) -> TestCase {
    let (line, column) = judged.place_of(finding);
    let name = judged.source.name();
    let mut lines = vec![format!("{name}:{line}:{column}"), finding.message.clone()];
    lines.extend(Judged::way(finding).map(|way| format!("path: {way}")));
    lines.extend(judged.only_in(finding).map(|names| format!("only in: {names}")));
    for (index, fix) in finding.fixes.iter().enumerate() {
        lines.push(format!("fix: {}\n  {}", fix.title, judged.command(finding, index)));
    }
    let text = lines.join("\n");
    let title = Judged::title(finding);
    let (status, told) = match &finding.waived {
        Some(why) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(waived(why));
            (status, Some(text))
        }
        None if fail_on.fails(finding.severity) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status
                .set_message(format!("{title}: {}", finding.message))
                .set_type(finding.severity.word())
                .set_description(text);
            (status, None)
        }
        None => (TestCaseStatus::success(), Some(format!("{}: {title}\n{text}", finding.severity.word()))),
    };
    let mut case = named(&finding.rule, &finding.key, status);
    case.extra.insert(XmlString::new("file"), XmlString::new(&name));
    case.extra.insert(XmlString::new("line"), XmlString::new(line.to_string()));
    if let Some(text) = told {
        case.set_system_out(text);
    }
    case
}
