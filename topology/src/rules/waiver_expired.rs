//! # A waiver that has run out
//!
//! ## What it finds
//! A waiver whose day has come: one finding a waiver. Without a day to judge by none has.
//!
//! ## Why it matters
//! It no longer waives anything. Either the reason still holds and somebody has to say so again, or the fault has to be mended now.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: waived
//! nodes:
//!   db: { kind: database, engine: postgres, expose: host }
//! waivers:
//!   w1: { rule: publicly-exposed-datastore, node: db, reason: until the move, author: ana, expires: 2020-01-01 }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: waived
//! nodes:
//!   db: { kind: database, engine: postgres, expose: host }
//! waivers:
//!   w1: { rule: publicly-exposed-datastore, node: db, reason: until the move, author: ana, expires: 2099-01-01 }
//! ```
//!
//! ## How to fix
//! Mend the fault and delete the waiver, or set another day. The fix deletes it.
//!
//! ## When not to
//! Never.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! How waivers work.

use super::mend::Mend;
use super::reach::Reach;
use super::{Check, Findings, Group, Rule, RuleError, Whole, source};
use crate::document::Pointer;
use crate::edit::Edit;
use crate::finding::{Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "waiver-expired",
    title: "A waiver that has run out",
    severity: Severity::Warning,
    fix: true,
    group: Group::Housekeeping,
    may_introduce: &[],
    source: source!("waiver_expired.rs"),
    reach: Reach::Anything,
    check: Check::Once(check),
};

fn check(whole: &Whole<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let Some(today) = whole.today else { return Ok(()) };
    for (id, waiver) in whole.document.waivers.iter().filter(|(_, waiver)| waiver.expires <= *today) {
        let message = format!(
            "The waiver {id} for {} by {} ran out on {}. What it covered counts again.",
            waiver.rule, waiver.author, waiver.expires
        );
        findings.at(Severity::Warning, Subject::Waiver(id.clone()), message).fix(|| {
            let mut mend = Mend::new(whole.document);
            mend.push(Edit::Delete { path: Pointer::of(["waivers", id.as_str()]) });
            [mend.done(format!("Delete the waiver {id}"))]
        });
    }
    Ok(())
}
