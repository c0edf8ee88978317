//! # A threshold that makes no sense
//!
//! ## What it finds
//! A `threshold` outside the range of its rule, or of a rule that has none: one finding a setting.
//!
//! ## Why it matters
//! The rule would find everything or nothing, so it goes on with the value of the catalogue instead of the one that was meant.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: settings
//! rules:
//!   high-fan-out: { threshold: 0 }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: settings
//! rules:
//!   high-fan-out: { threshold: 9 }
//! ```
//!
//! ## How to fix
//! Choose a value in the range. The fix goes back to the catalogue's value.
//!
//! ## When not to
//! Never; to silence a rule, set its severity to off.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! The catalogue of rules.

use super::catalogue::{entry_of, is_known};
use super::mend::Mend;
use super::reach::Reach;
use super::{Check, Findings, Group, Rule, RuleError, Whole, source};
use crate::document::Document;
use crate::finding::{Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "threshold-out-of-range",
    title: "A threshold that makes no sense",
    severity: Severity::Error,
    fix: true,
    group: Group::Housekeeping,
    may_introduce: &[],
    source: source!("threshold_out_of_range.rs"),
    reach: Reach::Anything,
    check: Check::Once(check),
};

impl Document {
    /// The threshold that the document sets for a rule. One out of range is reported and sets nothing.
    pub(super) fn threshold_of(&self, rule: &str) -> Option<f64> {
        let said = self.rules.get(rule)?.threshold?;
        let range = entry_of(rule)?.threshold?;
        (range.min..=range.max).contains(&said).then_some(said)
    }
}

fn check(whole: &Whole<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, setting) in whole.document.rules.iter().filter(|(id, _)| is_known(id.as_str())) {
        let Some(value) = setting.threshold else { continue };
        let message = match entry_of(id.as_str()).and_then(|entry| entry.threshold) {
            Some(range) if (range.min..=range.max).contains(&value) => continue,
            Some(range) => format!(
                "The threshold {value} of {id} is out of range: expected {} to {}. The catalogue's value holds instead, {}.",
                range.min, range.max, range.default
            ),
            None => {
                format!("The rule {id} has no threshold, so {value} sets nothing. To silence it set severity to off.")
            }
        };
        findings.at(Severity::Error, Subject::Rule(id.clone()), message).fix(|| {
            let mut mend = Mend::new(whole.document);
            mend.unset(["rules", id.as_str(), "threshold"]);
            [mend.done("Go back to the catalogue's value")]
        });
    }
    Ok(())
}
