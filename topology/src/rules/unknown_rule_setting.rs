//! # A setting of no rule
//!
//! ## What it finds
//! Settings under `rules` for an id that no rule has: one finding a setting.
//!
//! ## Why it matters
//! It sets nothing, and the rule that was meant judges as before.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: settings
//! rules:
//!   high-fan-outt: { threshold: 9 }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: settings
//! rules:
//!   high-fan-out: { threshold: 9 }
//! ```
//!
//! ## How to fix
//! Correct the id. The fix takes the setting away.
//!
//! ## When not to
//! Never.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! The catalogue of rules.

use super::catalogue::{is_known, known_ids};
use super::mend::Mend;
use super::reach::Reach;
use super::{Check, Findings, Group, Rule, RuleError, Whole, source};
use crate::document::Pointer;
use crate::edit::Edit;
use crate::finding::{Severity, Subject};
use crate::structure::nearest;

pub(super) static RULE: Rule = Rule {
    id: "unknown-rule-setting",
    title: "A setting of no rule",
    severity: Severity::Error,
    fix: true,
    group: Group::Housekeeping,
    may_introduce: &[],
    source: source!("unknown_rule_setting.rs"),
    reach: Reach::Anything,
    check: Check::Once(check),
};

fn check(whole: &Whole<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for id in whole.document.rules.keys().filter(|id| !is_known(id.as_str())) {
        let hint = match nearest(id.as_str(), known_ids().into_iter()) {
            Some(near) => format!("Did you mean {near}?"),
            None => "Take it away, or look up the id in the catalogue.".to_owned(),
        };
        findings
            .at(
                Severity::Error,
                Subject::Rule(id.clone()),
                format!("There is no rule {id}, so its setting sets nothing. {hint}"),
            )
            .fix(|| {
                let mut mend = Mend::new(whole.document);
                mend.push(Edit::Delete { path: Pointer::of(["rules", id.as_str()]) });
                [mend.done(format!("Take the setting of {id} away"))]
            });
    }
    Ok(())
}
