//! What holds for every synthesis, over HTTP and on the command line.

use topology::document::Id;
use topology::finding::{Finding, Report, Severity};
use topology::rules::BASE;

/// The unwaived errors that hold in what is emitted: the base is part of every bundle.
#[must_use]
pub fn in_the_way<'r>(report: &'r Report, environment: Option<&Id>) -> Vec<&'r Finding> {
    let emitted = |finding: &Finding| {
        environment.is_none_or(|wanted| finding.environments.iter().any(|name| name == BASE || name == wanted.as_str()))
    };
    report.findings.iter().filter(|f| f.severity == Severity::Error && f.waived.is_none() && emitted(f)).collect()
}
