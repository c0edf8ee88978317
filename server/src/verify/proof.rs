//! What the tools said, as it is kept beside the bundle.

use serde::{Deserialize, Serialize};

/// The file's name. It lies beside the bundle's files and outside its manifest.
pub const PROOF: &str = "PROOF.json";

/// What the tools said about a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The version of this shape: 1.
    pub proof: u32,
    /// The version of Groundplan.
    pub groundplan: String,
    /// The topology's name.
    pub topology: String,
    /// Its semantic hash.
    pub hash: String,
    /// Each check.
    pub checks: Vec<Checked>,
    /// What none of them says.
    pub unproven: Vec<String>,
}

impl Proof {
    /// How many checks ended so.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.checks.iter().filter(|checked| checked.verdict == verdict).count()
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What was checked.
    pub name: String,
    /// Which tool judged.
    pub tool: String,
    /// Its version; absent where it is not installed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What it read, relative to the bundle.
    pub files: Vec<String>,
    /// What it said.
    pub verdict: Verdict,
    /// Why it did not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How long it took.
    pub duration_ms: u64,
    /// The end of what it printed, where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The tool ran and found nothing.
    Passed,
    /// The tool ran and refused.
    Failed,
    /// The tool did not run: this says nothing about the bundle.
    NotRun,
}

impl Verdict {
    /// The word in outputs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotRun => "not run",
        }
    }
}
