//! # A waiver that nobody needs
//!
//! ## What it finds
//! A waiver that covers no finding: one finding a waiver. Waivers of rules that failed, or that this version does not judge, are left alone.
//!
//! ## Why it matters
//! The fault is gone, and the next one of its kind would be waived unseen.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: waived
//! nodes:
//!   db: { kind: database, engine: postgres }
//! waivers:
//!   w1: { rule: publicly-exposed-datastore, node: db, reason: until the move, author: ana, expires: 2099-01-01 }
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
//! Delete it, as the fix does.
//!
//! ## When not to
//! Where the finding comes and goes while you work on it.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! How waivers work.

use super::catalogue::is_built;
use super::draft::covers;
use super::mend::Mend;
use super::reach::Reach;
use super::waiver_unknown::is_sound;
use super::{Check, Findings, Group, Rule, RuleError, Whole, source};
use crate::document::Pointer;
use crate::edit::Edit;
use crate::finding::{Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "waiver-unused",
    title: "A waiver that nobody needs",
    severity: Severity::Info,
    fix: true,
    group: Group::Housekeeping,
    may_introduce: &[],
    source: source!("waiver_unused.rs"),
    reach: Reach::Anything,
    check: Check::Once(check),
};

fn check(whole: &Whole<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, waiver) in &whole.document.waivers {
        let expired = whole.today.is_some_and(|today| waiver.expires <= *today);
        let judged = is_built(waiver.rule.as_str()) && !whole.failed.contains_key(waiver.rule.as_str());
        let used = || whole.findings.iter().any(|finding| covers(waiver, finding));
        if expired || !judged || !is_sound(whole, waiver) || used() {
            continue;
        }
        let message = format!(
            "The waiver {id} for {} covers no finding. Delete it, or the next such finding is waived unseen.",
            waiver.rule
        );
        findings.at(Severity::Info, Subject::Waiver(id.clone()), message).fix(|| {
            let mut mend = Mend::new(whole.document);
            mend.push(Edit::Delete { path: Pointer::of(["waivers", id.as_str()]) });
            [mend.done(format!("Delete the waiver {id}"))]
        });
    }
    Ok(())
}
