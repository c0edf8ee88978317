//! Two topologies side by side: what differs in meaning, in what the rules say, in every generated file, and what would be gone. Command line, API and the review page show the same.

pub mod html;
mod losses;
mod markdown;
mod text;

use generators::bundle::{self, Bundle};
use generators::difference::{FileChange, files};
use generators::transition::Transition;
use serde::Serialize;
use serde_json::{Value, json};
use topology::Document;
use topology::diff::{Diff, Findings, Sentence, between, findings, words};
use topology::document::Date;
use topology::finding::Report;
use topology::rules::{self, Fixes, Options};

use crate::live::WorkError;

use losses::losses;
pub use losses::{Loss, transitions};
pub use markdown::markdown;
pub use text::text;

/// What two topologies say differently.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// What differs in meaning.
    #[serde(flatten)]
    pub diff: Diff,
    /// The same as sentences.
    pub words: Vec<Sentence>,
    /// What the rules say differently.
    pub findings: Findings,
    /// The generated files that differ.
    pub files: Files,
    /// What is stored and would be lost, or has to be carried over by a person.
    pub losses: Vec<Loss>,
    /// What happens to each node in each environment: safe, restarts, migrates, destroys data. None where no bundles are compared.
    pub transitions: Vec<Transition>,
}

/// The generated files of both.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Files {
    /// The files that differ.
    Changed(Vec<FileChange>),
    /// Why there is nothing to compare.
    Unknown(String),
    /// Nobody asked.
    Skipped,
}

impl Files {
    /// The files that differ.
    #[must_use]
    pub fn changed(&self) -> &[FileChange] {
        match self {
            Self::Changed(files) => files,
            Self::Unknown(_) | Self::Skipped => &[],
        }
    }

    /// How many lines came and went.
    #[must_use]
    pub fn lines(&self) -> (usize, usize) {
        self.changed().iter().fold((0, 0), |(added, removed), file| (added + file.added, removed + file.removed))
    }
}

/// One side of a comparison, and what was computed of it.
pub struct Side {
    /// The document.
    pub document: Document,
    report: Report,
    bundle: Option<Result<Bundle, String>>,
}

impl Side {
    /// Judges a document and, with `files`, makes its bundle.
    ///
    /// # Errors
    /// [`WorkError::Document`] where an override does not fit.
    pub fn of(document: Document, today: Option<Date>, files: bool) -> Result<Self, WorkError> {
        let options = Options { today, fixes: Fixes::None, ..Options::default() };
        let report = rules::check(&document, &options)?;
        let build = || bundle::build(&document, &bundle::Options::default()).map_err(|error| error.to_string());
        let bundle = files.then(build);
        Ok(Self { document, report, bundle })
    }
}

/// Compares two topologies.
#[must_use]
pub fn compare(before: &Side, after: &Side) -> Comparison {
    let diff = between(&before.document, &after.document);
    let words = words(&before.document, &after.document, &diff);
    let mut stored = (Vec::new(), Vec::new());
    let files = match (&before.bundle, &after.bundle) {
        (Some(Ok(before)), Some(Ok(after))) => {
            let transitions = transitions(&before.plans, &after.plans, None);
            stored = (losses(before, after, &transitions), transitions);
            Files::Changed(files(before, after))
        }
        (Some(Err(error)), _) => Files::Unknown(format!("the first can't be synthesized: {error}")),
        (_, Some(Err(error))) => Files::Unknown(format!("the second can't be synthesized: {error}")),
        _ => Files::Skipped,
    };
    let (losses, transitions) = stored;
    Comparison { diff, words, findings: findings(&before.report, &after.report), files, losses, transitions }
}

/// The comparison for programs, with counts and the sentences as plain text.
#[must_use]
pub fn json(comparison: &Comparison) -> Value {
    let mut value = serde_json::to_value(comparison).unwrap_or_default();
    let [added, removed, changed] = comparison.diff.counts();
    let (lines_added, lines_removed) = comparison.files.lines();
    let summary = json!({
        "added": added, "removed": removed, "changed": changed, "moved": comparison.diff.moved.len(),
        "introduced": comparison.findings.introduced.len(), "resolved": comparison.findings.resolved.len(),
        "files": comparison.files.changed().len(), "lines_added": lines_added, "lines_removed": lines_removed,
        "losses": comparison.losses.len(), "transitions": comparison.transitions.len(),
    });
    if let Value::Object(map) = &mut value {
        map.shift_insert(0, "summary".to_owned(), summary);
    }
    value
}
