//! What every format tells: a report, and the file that it is about.

use topology::Document;
use topology::document::Id;
use topology::finding::{Finding, Report, Subject, Waived};
use topology::rules::{BASE, Rule};
use topology::yaml::Positions;

use crate::cli::input::Source;
use crate::cli::place::Place;

/// A report with what it is about.
pub struct Judged<'a> {
    /// The file.
    pub source: &'a Source,
    /// What it holds.
    pub document: &'a Document,
    /// Where.
    pub positions: &'a Positions,
    /// What was found.
    pub report: &'a Report,
    /// The rules that are reported.
    pub rules: Vec<&'static Rule>,
    /// Whether only what is new is reported.
    pub compared: bool,
}

impl Judged<'_> {
    /// Where a subject is written.
    pub fn place(&self, subject: &Subject) -> Place {
        self.positions.of(&subject.pointer())
    }

    /// Where what a finding is about is written.
    pub fn place_of(&self, finding: &Finding) -> Place {
        self.positions.of(&finding.subjects.first().map(Subject::pointer).unwrap_or_default())
    }

    /// Where a node is written.
    pub fn place_of_node(&self, id: &Id) -> Place {
        self.positions.of(&format!("/nodes/{id}"))
    }

    /// Where a waiver is written.
    pub fn place_of_waiver(&self, waived: &Waived) -> Place {
        self.positions.of(&format!("/waivers/{}", waived.waiver))
    }

    /// What a colleague would say: the rule's title.
    pub fn title(finding: &Finding) -> &str {
        topology::rules::find(&finding.rule).map_or(finding.rule.as_str(), |rule| rule.title)
    }

    /// The environments where a finding holds, unless it holds everywhere.
    pub fn only_in(&self, finding: &Finding) -> Option<String> {
        let everywhere = self.document.environments.keys().map(Id::as_str).chain([BASE]);
        let missing = everywhere.into_iter().any(|name| !finding.environments.iter().any(|held| held == name));
        missing.then(|| finding.environments.join(", "))
    }

    /// The way through the graph that shows it, as `a → b → a`.
    pub fn way(finding: &Finding) -> Option<String> {
        (!finding.path.is_empty()).then(|| finding.path.iter().map(Id::as_str).collect::<Vec<_>>().join(" → "))
    }

    /// The arguments of the command that applies a finding's fix (from 0).
    pub fn command(&self, finding: &Finding, fix: usize) -> String {
        let file = self.source.path.display().to_string();
        let option = (fix + 1).to_string();
        let mut words = vec!["groundplan", "fix", &file, "--key", &finding.key];
        if fix > 0 {
            words.extend(["--option", &option]);
        }
        crate::cli::terminal::command(&words)
    }

    /// How many findings of each severity there are, waived ones apart.
    pub fn counts(&self) -> String {
        let summary = self.report.summary;
        let count = |n: u32, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        format!(
            "{}, {}, {}, {} waived",
            count(summary.error, "error"),
            count(summary.warning, "warning"),
            count(summary.info, "info"),
            summary.waived
        )
    }
}

/// Until when, by whom and why people live with a finding.
pub fn waived(waived: &Waived) -> String {
    format!("waived until {} by {}: {}", waived.expires, waived.author, waived.reason)
}
