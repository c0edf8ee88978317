//! `groundplan fix`: the fixes that findings offer, applied.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use topology::Document;
use topology::document::Date;
use topology::edit::{self, Edit};
use topology::finding::Finding;
use topology::rules::{self, Options};

use super::input::Source;
use super::{Failure, Outcome, day, output};
use crate::clock;

/// Apply the fixes that findings offer, the safest of each
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
    /// The day on which waivers are judged; today by default
    #[arg(long, value_parser = day, value_name = "DATE")]
    today: Option<Date>,
}

impl Fix {
    pub fn run(&self) -> Result<Outcome, Failure> {
        if let Some(rule) = self.rule.as_deref().filter(|id| rules::find(id).is_none()) {
            return Err(Failure(format!("there is no rule `{rule}`: `groundplan rules` lists them")));
        }
        let source = Source::read(&self.file)?;
        let (mut document, _) = source.document()?;
        let options = Options { today: self.today.clone().or_else(clock::today), ..Options::default() };
        let findings = self.wanted(&document, &options)?;
        if let Some(key) = self.key.as_deref().filter(|_| findings.is_empty()) {
            return Err(Failure(format!("there is no finding `{key}`: `groundplan check` prints their keys")));
        }
        let fixed = self.mend(&mut document, &options)?;
        if fixed > 0 {
            output::write_back(&source, &document)?;
        } else if super::input::is_stream(&source.path) {
            output::print(&source.text)?;
        }
        let left = self.wanted(&document, &options)?.len();
        output::note(&format!("{fixed} fixed, {left} left"));
        Ok(if left > 0 { Outcome::Findings } else { Outcome::Well })
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
            let Some(fix) = finding.fixes.into_iter().next() else { continue };
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
