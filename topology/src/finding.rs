//! Findings: what is wrong, where, why it matters, and what to do.

use crate::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::{Date, EdgeId, Id};
use crate::edit::Edit;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Refuses synthesis until it is mended or waived.
    Error,
    /// Worth a look.
    Warning,
    /// For information.
    Info,
}

impl Severity {
    /// The word in outputs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// How sure a rule is, given what the document says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Proven by what is declared.
    High,
    /// Likely.
    Medium,
    /// Something that it depends on is not declared.
    Low,
}

impl Confidence {
    /// One step less sure.
    #[must_use]
    pub const fn lowered(self) -> Self {
        match self {
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
        }
    }
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A node.
    Node(Id),
    /// An edge.
    Edge(EdgeId),
    /// A boundary.
    Boundary(Id),
    /// A waiver.
    Waiver(Id),
    /// A rule's setting.
    Rule(Id),
    /// An environment.
    Environment(Id),
    /// The whole.
    Topology(Id),
}

impl Subject {
    /// The id of what it is about.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Edge(id) => id.as_str(),
            Self::Node(id)
            | Self::Boundary(id)
            | Self::Waiver(id)
            | Self::Rule(id)
            | Self::Environment(id)
            | Self::Topology(id) => id.as_str(),
        }
    }

    /// Where it stands in the document, as a JSON Pointer.
    #[must_use]
    pub fn pointer(&self) -> String {
        match self {
            Self::Node(id) => format!("/nodes/{id}"),
            Self::Edge(id) => format!("/edges/{id}"),
            Self::Boundary(id) => format!("/boundaries/{id}"),
            Self::Waiver(id) => format!("/waivers/{id}"),
            Self::Rule(id) => format!("/rules/{id}"),
            Self::Environment(id) => format!("/environments/{id}"),
            Self::Topology(_) => String::new(),
        }
    }
}

/// A way to mend a finding: edits like those that the canvas makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, as a button would say it.
    pub title: String,
    /// The edits, in order; applied as one batch.
    pub edits: Vec<Edit>,
}

/// That people live with a finding for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waived {
    /// The waiver's id.
    pub waiver: Id,
    /// Why it is all right.
    pub reason: String,
    /// Who said so.
    pub author: String,
    /// The day on which it stops working.
    pub expires: Date,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// `rule:primary:discriminator`; stable under order, layout, titles and wording.
    pub key: String,
    /// The rule's id.
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// What it is about; the first is the primary subject.
    pub subjects: Vec<Subject>,
    /// Where it holds; the document itself is called `base`.
    pub environments: Vec<String>,
    /// What is wrong, naming the nodes, and why it matters.
    pub message: String,
    /// The nodes of a way through the graph, in order (a cycle ends where it began).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<Id>,
    /// What to do, the safer first.
    pub fixes: Vec<Fix>,
    /// Set where a waiver holds.
    pub waived: Option<Waived>,
}

/// How many findings there are, waived ones counted apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Errors that are not waived.
    pub error: u32,
    /// Warnings that are not waived.
    pub warning: u32,
    /// Infos that are not waived.
    pub info: u32,
    /// Findings of any severity that are waived.
    pub waived: u32,
}

impl Summary {
    /// Counts findings.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let mut summary = Self::default();
        for finding in findings {
            let count = match (&finding.waived, finding.severity) {
                (Some(_), _) => &mut summary.waived,
                (None, Severity::Error) => &mut summary.error,
                (None, Severity::Warning) => &mut summary.warning,
                (None, Severity::Info) => &mut summary.info,
            };
            *count += 1;
        }
        summary
    }
}

/// The result of a check.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// All findings: errors first, then by key.
    pub findings: Vec<Finding>,
    /// Their number.
    pub summary: Summary,
    /// Rules that failed, by id, with what they said. The others' findings stand.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub failed: BTreeMap<String, String>,
}

impl Report {
    /// Unwaived errors that hold in the environment (`base` for the document itself).
    pub fn errors_in<'a>(&'a self, environment: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(move |f| {
            f.severity == Severity::Error && f.waived.is_none() && f.environments.iter().any(|e| e == environment)
        })
    }
}
