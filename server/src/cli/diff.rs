//! `groundplan diff`: what a change of a topology means, before it is made.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use generators::transition::Effect;
use topology::document::Date;

use super::input::Source;
use super::terminal::clean;
use super::{Failure, Outcome, day, output};
use crate::clock;
use crate::compare::{self, Comparison, Side, compare};

/// Show what two topologies mean differently, what the rules say of it, and what it does to the generated files
#[derive(Args)]
pub struct Diff {
    /// The topology file as it was; - is standard input
    a: PathBuf,
    /// The topology file as it would be
    b: PathBuf,
    /// How the difference is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// When the exit code is 1
    #[arg(long, value_enum, default_value = "never")]
    fail_on: FailOn,
    /// Compare the topologies and their findings alone, not the generated files
    #[arg(long)]
    no_files: bool,
    /// The day on which waivers are judged; today by default
    #[arg(long, value_parser = day, value_name = "DATE")]
    today: Option<Date>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A line a difference
    Text,
    /// For programs
    Json,
    /// For a comment on a pull request
    Md,
    /// One page with a picture, for people without an account; needs nothing else
    Html,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Where a finding of any severity is introduced
    Introduced,
    /// Where an error is introduced
    Error,
    /// Where data would be lost
    Loss,
    /// Where they mean something different
    Difference,
    /// Never
    Never,
}

impl Diff {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let (before, after) = (self.side(&self.a)?, self.side(&self.b)?);
        let comparison = compare(&before, &after);
        match self.format {
            Format::Text => output::print(&clean(&compare::text(&comparison)))?,
            Format::Json => output::print_json(&compare::json(&comparison))?,
            Format::Md => output::print(&compare::markdown(&comparison))?,
            Format::Html => output::print(&compare::html::page(&before, &after, &comparison))?,
        }
        self.outcome(&comparison)
    }

    fn side(&self, path: &Path) -> Result<Side, Failure> {
        let (document, _) = Source::read(path)?.document()?;
        Side::of(document, self.today.clone().or_else(clock::today), !self.no_files).map_err(Failure::of)
    }

    /// How it ended. Where a rule failed nobody knows what it would have found.
    fn outcome(&self, comparison: &Comparison) -> Result<Outcome, Failure> {
        let findings = &comparison.findings;
        let gates = matches!(self.fail_on, FailOn::Introduced | FailOn::Error);
        if let Some((rule, why)) = findings.failed.iter().next().filter(|_| gates) {
            return Err(Failure(format!("the rule {rule} failed: {why}")));
        }
        let fails = match self.fail_on {
            FailOn::Introduced => !findings.introduced.is_empty(),
            FailOn::Error => findings.errors().next().is_some(),
            FailOn::Loss => comparison.losses.iter().any(|loss| loss.effect == Effect::DestroysData),
            FailOn::Difference => !comparison.diff.is_same_meaning(),
            FailOn::Never => false,
        };
        Ok(if fails { Outcome::Findings } else { Outcome::Well })
    }
}
