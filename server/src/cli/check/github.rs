//! Findings as annotations of a GitHub workflow run, and as its summary.

use std::fs::OpenOptions;
use std::io::Write;

use topology::finding::{Finding, Severity};

use super::Failure;
use super::judged::{Judged, waived};
use crate::cli::markdown::{cell, code};

/// Where a workflow run takes the summary of a step.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// One annotation for each finding that nobody waived and each rule that failed, and a line with their number.
pub fn annotations(judged: &Judged<'_>) -> String {
    let mut text = String::new();
    for finding in judged.report.findings.iter().filter(|finding| finding.waived.is_none()) {
        let (line, column) = judged.place_of(finding);
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let file = property(&judged.source.name());
        let title = property(&format!("{} [{}]", Judged::title(finding), finding.rule));
        let mut message = finding.message.clone();
        if let Some(way) = Judged::way(finding) {
            message.push_str(&format!("\npath: {way}"));
        }
        if let Some(names) = judged.only_in(finding) {
            message.push_str(&format!("\nonly in: {names}"));
        }
        if !finding.fixes.is_empty() {
            message.push_str(&format!("\nfix: {}", judged.command(finding, 0)));
        }
        let message = data(&message);
        text.push_str(&format!("::{level} file={file},line={line},col={column},title={title}::{message}\n"));
    }
    for (rule, why) in &judged.report.failed {
        let title = property(&format!("The rule {rule} failed"));
        text.push_str(&format!("::error title={title}::{}\n", data(why)));
    }
    text.push_str(&judged.counts());
    text.push('\n');
    text
}

/// A message as a workflow command takes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Adds the summary to the run's, where there is a run. A run shows ten annotations of a sort at most; here is everything.
pub fn write_summary(judged: &Judged<'_>) -> Result<(), Failure> {
    let Some(path) = std::env::var_os(SUMMARY).filter(|path| !path.is_empty()) else { return Ok(()) };
    let written = OpenOptions::new().append(true).create(true).open(&path);
    written
        .and_then(|mut file| file.write_all(summary(judged).as_bytes()))
        .map_err(|error| Failure(format!("can't write the summary to {SUMMARY} ({}): {error}", path.display())))
}

/// Everything that was found, as Markdown.
fn summary(judged: &Judged<'_>) -> String {
    let mut text = format!("### {}\n\n{}\n", code(&judged.source.name()), judged.counts());
    let row = |finding: &Finding, last: &str| {
        let (line, _) = judged.place_of(finding);
        let rule = code(&finding.rule);
        format!("| {} | {rule} | {line} | {} | {} |\n", finding.severity.word(), cell(&finding.message), cell(last))
    };
    let table = |waived: bool, last: &str, of: &dyn Fn(&Finding) -> String| {
        let rows: String = judged
            .report
            .findings
            .iter()
            .filter(|finding| finding.waived.is_some() == waived)
            .map(|finding| row(finding, &of(finding)))
            .collect();
        if rows.is_empty() {
            rows
        } else {
            format!("\n| severity | rule | line | what | {last} |\n|---|---|---|---|---|\n{rows}")
        }
    };
    text.push_str(&table(false, "fix", &|finding| {
        finding.fixes.first().map_or(String::new(), |fix| fix.title.clone())
    }));
    text.push_str(&table(true, "why it stands", &|finding| finding.waived.as_ref().map_or(String::new(), waived)));
    for (rule, why) in &judged.report.failed {
        text.push_str(&format!("\nThe rule {} failed: {}\n", code(rule), cell(why)));
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn what_steers_the_runner_is_escaped() {
        assert_eq!(data("100%\r\n::error::x, y: z"), "100%25%0D%0A::error::x, y: z");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
        assert_eq!(data("%0A"), "%250A", "what looks escaped already stays as it was");
    }
}
