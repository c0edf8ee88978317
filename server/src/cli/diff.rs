//! `groundplan diff`: what two topologies mean differently.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::Value;
use topology::Document;

use super::input::Source;
use super::markdown::code;
use super::{Failure, Outcome, output};
use crate::difference::{Difference, between};

/// Show where two topologies differ in meaning
#[derive(Args)]
pub struct Diff {
    /// The first topology file
    a: PathBuf,
    /// The second
    b: PathBuf,
    /// How differences are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A line a difference
    Text,
    /// For programs
    Json,
    /// A table for a review
    Md,
}

impl Diff {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let (a, b) = (meaning(&self.a)?, meaning(&self.b)?);
        let differences = between(&a, &b);
        match self.format {
            Format::Json => output::print_json(&differences)?,
            Format::Text => output::print(&told(&differences))?,
            Format::Md => output::print(&table(&differences))?,
        }
        Ok(Outcome::Well)
    }
}

/// The document without pictures and comments.
fn meaning(path: &Path) -> Result<Document, Failure> {
    let (mut document, _) = Source::read(path)?.document()?;
    document.views.clear();
    document.comments.clear();
    Ok(document)
}

/// The differences, a line each.
pub fn told(differences: &[Difference]) -> String {
    differences.iter().map(line).collect()
}

fn line(difference: &Difference) -> String {
    let path = &difference.path;
    match (&difference.before, &difference.after) {
        (None, Some(after)) => format!("+ {path} {after}\n"),
        (Some(before), None) => format!("- {path} {before}\n"),
        (before, after) => format!("~ {path} {} → {}\n", shown(before.as_ref()), shown(after.as_ref())),
    }
}

fn table(differences: &[Difference]) -> String {
    if differences.is_empty() {
        return "The two topologies mean the same.\n".to_owned();
    }
    let mut text = "| where | before | after |\n|---|---|---|\n".to_owned();
    for Difference { path, before, after } in differences {
        text.push_str(&format!(
            "| {} | {} | {} |\n",
            code(&path.to_string()),
            cell(before.as_ref()),
            cell(after.as_ref())
        ));
    }
    text
}

fn cell(value: Option<&Value>) -> String {
    value.map_or_else(String::new, |value| code(&value.to_string()))
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(String::new, Value::to_string)
}
