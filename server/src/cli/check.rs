//! `groundplan check`: what is wrong with a topology.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use topology::document::Date;
use topology::finding::{Finding, Report, Severity, Subject};
use topology::rules::{self, BASE, Options};
use topology::yaml::Positions;

use super::input::Source;
use super::{Failure, Outcome, day, output, place, sarif};
use crate::clock;

/// Find what is wrong with a topology
#[derive(Args)]
pub struct Check {
    /// The topology file; - is standard input
    file: PathBuf,
    /// How findings are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The severity from which on the exit code is 1
    #[arg(long, value_enum, default_value = "error")]
    fail_on: FailOn,
    /// The day on which waivers are judged; today by default
    #[arg(long, value_parser = day, value_name = "DATE")]
    today: Option<Date>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people, with excerpts of the file
    Text,
    /// For programs
    Json,
    /// For code scanning
    Sarif,
    /// Annotations of a workflow run
    Github,
}

#[derive(Clone, Copy, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    fn fails(self, report: &Report) -> bool {
        let summary = &report.summary;
        match self {
            Self::Error => summary.error > 0,
            Self::Warning => summary.error + summary.warning > 0,
            Self::Info => summary.error + summary.warning + summary.info > 0,
            Self::Never => false,
        }
    }
}

impl Check {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let source = Source::read(&self.file)?;
        let (document, positions) = source.document()?;
        let options = Options { today: self.today.clone().or_else(clock::today), ..Options::default() };
        let report = rules::check(&document, &options).map_err(Failure::of)?;
        match self.format {
            Format::Json => output::print_json(&report)?,
            Format::Text => output::print(&text(&source, &positions, &report))?,
            Format::Github => output::print(&github(&source, &positions, &report))?,
            Format::Sarif => output::print_json(&sarif::log(&source, &positions, &report))?,
        }
        for (rule, message) in &report.failed {
            output::note(&format!("error: the rule {rule} failed: {message}. The findings of the others stand"));
        }
        if !report.failed.is_empty() {
            return Err(Failure("not every rule could judge".to_owned()));
        }
        Ok(if self.fail_on.fails(&report) { Outcome::Findings } else { Outcome::Well })
    }
}

/// Line and column of what a finding is about.
pub fn position(positions: &Positions, finding: &Finding) -> (u32, u32) {
    positions.of(&finding.subjects.first().map(Subject::pointer).unwrap_or_default())
}

fn text(source: &Source, positions: &Positions, report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let (line, column) = position(positions, finding);
        let severity = if finding.waived.is_some() { "waived" } else { finding.severity.word() };
        text.push_str(&format!("{severity}[{}]: {}\n", finding.rule, finding.message));
        text.push_str(&format!("  --> {}:{line}:{column}", source.name()));
        if finding.environments.iter().any(|name| name != BASE) && !finding.environments.iter().any(|name| name == BASE)
        {
            text.push_str(&format!(" in {}", finding.environments.join(", ")));
        }
        text.push('\n');
        if let Some(excerpt) = place::excerpt(&source.text, line, column) {
            text.push_str(&excerpt);
            text.push('\n');
        }
        if let Some(waived) = &finding.waived {
            text.push_str(&format!("  waived by {} until {}: {}\n", waived.author, waived.expires, waived.reason));
        }
        for fix in &finding.fixes {
            text.push_str(&format!("  fix: {}\n", fix.title));
        }
        text.push_str(&format!("  key: {}\n\n", finding.key));
    }
    let summary = report.summary;
    let count = |n: u32, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    text.push_str(&format!(
        "{}, {}, {}, {} waived\n",
        count(summary.error, "error"),
        count(summary.warning, "warning"),
        count(summary.info, "info"),
        summary.waived
    ));
    text
}

fn github(source: &Source, positions: &Positions, report: &Report) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let line = |finding: &Finding| {
        let (line, column) = position(positions, finding);
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let file = property(&source.name());
        let title = property(&finding.rule);
        format!("::{level} file={file},line={line},col={column},title={title}::{}\n", data(&finding.message))
    };
    report.findings.iter().filter(|finding| finding.waived.is_none()).map(line).collect()
}
