//! `groundplan fix`: the fixes that findings offer, applied.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use serde_json::Value;
use topology::Document;
use topology::diff::{Field, fields};
use topology::document::Date;
use topology::edit::{self, Edit};
use topology::finding::Finding;
use topology::rules::{self, Fixes, Options};

use super::input::{Source, is_stream};
use super::{Failure, Outcome, day, output};
use crate::api::rules::named;
use crate::clock;

/// Apply the fixes that findings offer, the safest of each unless another is asked for
#[derive(Args)]
pub struct Fix {
    /// The topology file; - is standard input, and then the result goes to standard output
    file: PathBuf,
    /// Only findings of this rule
    #[arg(long)]
    rule: Option<String>,
    /// Only the finding with this key
    #[arg(long)]
    key: Option<String>,
    /// Which of the finding's fixes: 1 is the first and safest
    #[arg(long, requires = "key", default_value = "1", value_parser = clap::value_parser!(u16).range(1..), value_name = "N")]
    option: u16,
    /// Write nothing, show what would be different
    #[arg(long)]
    dry_run: bool,
    /// The day on which waivers are judged; today by default
    #[arg(long, value_parser = day, value_name = "DATE")]
    today: Option<Date>,
}

impl Fix {
    pub fn run(&self) -> Result<Outcome, Failure> {
        if let Some(rule) = &self.rule {
            named(rule).map_err(|error| Failure(format!("--rule: {error}")))?;
        }
        let source = Source::read(&self.file)?;
        let (mut document, _) = source.document()?;
        let options = self.options();
        self.there(&document, &options)?;
        let before = document.clone();
        let fixed = self.mend(&mut document, &options)?;
        if self.dry_run {
            output::print(&fields(&before, &document).iter().map(line).collect::<String>())?;
        } else if fixed > 0 {
            output::write_back(&source, &document)?;
        } else if is_stream(&source.path) {
            output::print(&source.text)?;
        }
        let left = self.wanted(&document, &options)?.len();
        let fixed = format!("{fixed} {}", if self.dry_run { "would be fixed" } else { "fixed" });
        output::note(&format!("{fixed}, {left} left"));
        Ok(if left > 0 { Outcome::Findings } else { Outcome::Well })
    }

    /// Only the fixes that are looked at are worked out.
    fn options(&self) -> Options {
        let of_key = self.key.as_deref().and_then(|key| key.split(':').next());
        let rule = self.rule.as_deref().or(of_key);
        let fixes = rule.map_or(Fixes::All, |rule| Fixes::Of(rule.to_owned()));
        Options { today: self.today.clone().or_else(clock::today), fixes, ..Options::default() }
    }

    /// That there is the finding, and the fix, that are asked for.
    fn there(&self, document: &Document, options: &Options) -> Result<(), Failure> {
        let Some(key) = &self.key else { return Ok(()) };
        let findings = self.wanted(document, options)?;
        let Some(finding) = findings.first() else {
            return Err(Failure(format!("there is no finding `{key}`: `groundplan check` prints their keys")));
        };
        let offered = finding.fixes.len();
        if usize::from(self.option) > offered.max(1) {
            return Err(Failure(format!("--option {}: the finding offers {offered}", self.option)));
        }
        Ok(())
    }

    fn wanted(&self, document: &Document, options: &Options) -> Result<Vec<Finding>, Failure> {
        let report = rules::check(document, options).map_err(Failure::of)?;
        let wanted = |finding: &Finding| {
            finding.waived.is_none()
                && self.rule.as_ref().is_none_or(|rule| finding.rule == *rule)
                && self.key.as_ref().is_none_or(|key| finding.key == *key)
        };
        Ok(report.findings.into_iter().filter(wanted).collect())
    }

    /// Applies one fix after another, each computed on what the one before left, since a fix may mend several findings.
    fn mend(&self, document: &mut Document, options: &Options) -> Result<usize, Failure> {
        let mut tried = BTreeSet::new();
        let mut fixed = 0;
        loop {
            let findings = self.wanted(document, options)?;
            let next = findings.into_iter().find(|f| !f.fixes.is_empty() && !tried.contains(&f.key));
            let Some(finding) = next else { return Ok(fixed) };
            // A fix that brings its finding back would go round for ever.
            tried.insert(finding.key.clone());
            let Some(fix) = finding.fixes.into_iter().nth(usize::from(self.option) - 1) else { continue };
            match edit::apply(document, &Edit::Batch { edits: fix.edits }) {
                Ok(_) => {
                    fixed += 1;
                    output::note(&format!("{}: {}", finding.key, fix.title));
                }
                Err(problem) => output::note(&format!("{}: the fix does not fit: {problem}", finding.key)),
            }
        }
    }
}

/// A place that would be different, on a line.
fn line(field: &Field) -> String {
    let path = &field.path;
    let shown = |value: &Option<Value>| value.as_ref().map_or_else(String::new, Value::to_string);
    match (&field.before, &field.after) {
        (None, Some(after)) => format!("+ {path} {after}\n"),
        (Some(before), None) => format!("- {path} {before}\n"),
        (before, after) => format!("~ {path} {} → {}\n", shown(before), shown(after)),
    }
}
