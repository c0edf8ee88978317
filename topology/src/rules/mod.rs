//! The rules: one file each. **Adding a rule is one file and one line in [`RULES`]** (and its `mod` line above it).

mod context;
mod run;
mod sync_cycle;

pub use context::{Context, Draft, Findings, RuleError};
pub use run::{Options, check};

use crate::finding::Severity;

/// One architecture rule.
pub struct Rule {
    /// Its id, as in the catalogue; the file has the same name.
    pub id: &'static str,
    /// What a colleague would say: the title of its findings.
    pub title: &'static str,
    /// The severity of its plainest case; the catalogue's exemptions may lower it.
    pub severity: Severity,
    /// Whether it offers a fix.
    pub fix: bool,
    /// What it is on by default for.
    pub group: Group,
    /// The rules whose findings its fixes may cause.
    pub may_introduce: &'static [&'static str],
    /// The rule's file: its page is the doc comment at the top. Empty where the feature `rule-text` is off.
    pub source: &'static str,
    /// Judges one document.
    pub check: fn(&Context<'_>, &mut Findings) -> Result<(), RuleError>,
}

/// Which part of the catalogue a rule belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// On by default.
    Core,
    /// Off by default.
    Optional,
    /// About the document rather than the architecture.
    Housekeeping,
}

/// The text of a rule's file, for programs that print rule pages.
macro_rules! source {
    ($file:literal) => {{
        #[cfg(feature = "rule-text")]
        {
            include_str!($file)
        }
        #[cfg(not(feature = "rule-text"))]
        {
            ""
        }
    }};
}
pub(crate) use source;

/// Every rule there is, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&sync_cycle::RULE];

/// The rule of this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}
