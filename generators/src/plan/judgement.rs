//! What the rules say of the document, for pages that people read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use topology::document::Id;
use topology::finding::{Severity, Subject};

/// What the rules found, and what people live with. Judged without a date, so that the same document gives the same words on every day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// All findings: errors first, then by key.
    pub findings: Vec<FindingLine>,
    /// All waivers, by id.
    pub waivers: Vec<WaiverLine>,
    /// Rules that failed, by id, with what they said.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub failed: BTreeMap<String, String>,
}

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingLine {
    /// How bad it is.
    pub severity: Severity,
    /// The rule's id.
    pub rule: String,
    /// The rule's title.
    pub title: String,
    /// What is wrong, and why it matters.
    pub message: String,
    /// What it is about; the first is the primary subject.
    pub subjects: Vec<Subject>,
    /// Where it holds; the document itself is called `base`.
    pub environments: Vec<String>,
    /// The waiver that holds it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<Id>,
}

/// A waiver in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverLine {
    /// The waiver's id.
    pub id: Id,
    /// The rule that it silences.
    pub rule: String,
    /// What it is about: a node, an edge, or a finding's key.
    pub subject: String,
    /// Why it is all right.
    pub reason: String,
    /// Who says so.
    pub author: String,
    /// The day on which it stops working, as `YYYY-MM-DD`.
    pub expires: String,
}
