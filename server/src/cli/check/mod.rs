//! `groundplan check`: what is wrong with a topology, in the words of whoever reads it.

mod baseline;
mod choice;
mod github;
mod json;
mod judged;
mod junit;
mod sarif;
mod text;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use topology::document::Date;
use topology::finding::{Report, Severity};
use topology::rules::{self, Options};

use self::baseline::Baseline;
use self::choice::Choice;
use self::judged::Judged;
use super::input::Source;
use super::terminal::Look;
use super::{Failure, Outcome, day, output};
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
    #[command(flatten)]
    choice: Choice,
    /// Report only what an earlier check did not find: its output with --format json
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// The day on which waivers are judged; today by default
    #[arg(long, value_parser = day, value_name = "DATE")]
    today: Option<Date>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people, with excerpts of the file
    Text,
    /// For programs, and as a baseline
    Json,
    /// For code scanning
    Sarif,
    /// Annotations and a summary of a workflow run
    Github,
    /// For test reports: a case for each finding, and one for each rule that found nothing
    Junit,
}

/// The severity from which on findings are a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    /// Whether an unwaived finding of this severity is a failure.
    fn fails(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity == Severity::Error,
            Self::Warning => severity != Severity::Info,
            Self::Info => true,
            Self::Never => false,
        }
    }
}

impl Check {
    pub fn run(&self) -> Result<Outcome, Failure> {
        self.choice.known()?;
        let baseline = self.baseline.as_deref().map(Baseline::read).transpose()?;
        let source = Source::read(&self.file)?;
        let (document, positions) = source.document()?;
        let options = Options { today: self.today.clone().or_else(clock::today), ..Options::default() };
        let mut report = rules::check(&document, &options).map_err(Failure::of)?;
        self.choice.apply(&document, &mut report)?;
        if let Some(baseline) = &baseline {
            let known = baseline.leave_out(&mut report);
            let were = if known == 1 { "finding that was" } else { "findings that were" };
            output::note(&format!("{known} {were} in the baseline left out"));
        }
        let judged = Judged {
            source: &source,
            document: &document,
            positions: &positions,
            report: &report,
            rules: self.choice.rules(&document),
            compared: baseline.is_some(),
        };
        match self.format {
            Format::Text => output::print(&text::text(&judged, Look::of_output()))?,
            Format::Json => output::print_json(&json::report(&judged))?,
            Format::Sarif => output::print_json(&sarif::log(&judged))?,
            Format::Github => {
                output::print(&github::annotations(&judged))?;
                github::write_summary(&judged)?;
            }
            Format::Junit => output::print(&junit::report(&judged, self.fail_on)?)?,
        }
        outcome(&report, self.fail_on)
    }
}

/// How the check ended. Where a rule failed nobody knows what it would have found: that is neither well nor a finding.
fn outcome(report: &Report, fail_on: FailOn) -> Result<Outcome, Failure> {
    if !report.failed.is_empty() {
        let each = |(rule, why): (&String, &String)| format!("the rule {rule} failed: {why}");
        let told: Vec<String> = report.failed.iter().map(each).collect();
        let hint = "the findings of the others stand; `--exclude RULE` goes on without it";
        return Err(Failure(format!("{}\n  hint: {hint}", told.join("\nerror: "))));
    }
    let fails = report.findings.iter().any(|finding| finding.waived.is_none() && fail_on.fails(finding.severity));
    Ok(if fails { Outcome::Findings } else { Outcome::Well })
}

#[cfg(test)]
mod tests;
