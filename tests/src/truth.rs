//! What a reader of a real system found in it: the expected findings of `tests/corpus/<system>/truth.json`.

use std::collections::BTreeSet;

use serde::Deserialize;

/// One truth file.
#[derive(Debug, Deserialize)]
pub struct Truth {
    /// Name of the system.
    pub system: String,
    /// The nodes that its files deploy.
    pub nodes: Vec<Node>,
    /// Who opens connections to whom.
    pub edges: Vec<Edge>,
    /// The findings that are right.
    pub expected: Vec<Expected>,
    /// The findings that would be wrong.
    #[serde(rename = "expectedAbsent")]
    pub expected_absent: Vec<Absent>,
    /// The rules for which `expected` is all there is.
    #[serde(rename = "exhaustiveFor")]
    pub exhaustive_for: BTreeSet<String>,
    /// Where this copy differs from what its reader wrote.
    #[serde(default)]
    pub corrections: Vec<Correction>,
}

/// A node of a truth.
#[derive(Debug, Deserialize)]
pub struct Node {
    /// Its id.
    pub id: String,
    /// Its kind, as in documents.
    pub kind: String,
    /// How far it can be reached, where the files say so.
    pub expose: Option<String>,
    /// Where a frontend runs.
    pub runs_in: Option<String>,
    /// Words that its files justify.
    #[serde(default)]
    pub tags: BTreeSet<String>,
}

/// An edge of a truth.
#[derive(Debug, Deserialize)]
pub struct Edge {
    /// Who opens the connection.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Its kind, as in documents.
    pub kind: String,
    /// What a data edge does.
    pub access: Option<String>,
    /// The broker in between, where the files show only the two ends: the edge stands for a publisher's and a subscriber's.
    pub through: Option<String>,
}

/// An expected finding; one entry may stand for several findings of one rule.
#[derive(Debug, Deserialize)]
pub struct Expected {
    /// The rule's id.
    pub rule: String,
    /// error, warning or info.
    pub severity: String,
    /// The nodes that the findings touch, all of them.
    pub nodes: BTreeSet<String>,
    /// The reason, for people.
    pub why: String,
}

/// A finding that must not be there.
#[derive(Debug, Deserialize)]
pub struct Absent {
    /// The rule's id.
    pub rule: String,
    /// The reason, for people.
    pub why: String,
}

/// A change of a truth, with its reason.
#[derive(Debug, Deserialize)]
pub struct Correction {
    /// What the reader wrote.
    pub was: String,
    /// What stands here instead.
    pub is: String,
    /// Why.
    pub why: String,
}

impl Truth {
    /// Reads a truth.
    ///
    /// # Panics
    /// Where the file is none.
    #[must_use]
    pub fn read(folder: &std::path::Path) -> Self {
        let path = folder.join("truth.json");
        serde_json::from_str(&crate::place::read(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}
