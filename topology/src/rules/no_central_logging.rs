//! # Logs in many places
//!
//! ## What it finds
//! A topology of three services and workers or more in which nothing takes in logs: one finding for the whole.
//!
//! ## Why it matters
//! What happened to one request stands in as many places as it passed, and is gone with the container that wrote it.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: scattered
//! rules: { no-central-logging: { severity: info } }
//! nodes:
//!   orders: { kind: service }
//!   payments: { kind: service }
//!   stock: { kind: service }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: scattered
//! rules: { no-central-logging: { severity: info } }
//! nodes:
//!   logs: { kind: platform, provides: [logs] }
//!   orders: { kind: service }
//!   payments: { kind: service }
//!   stock: { kind: service }
//! ```
//!
//! ## How to fix
//! Draw what takes in logs, such as Loki, as a platform that provides `logs`. The fix draws it, and a telemetry edge from every service.
//!
//! ## When not to
//! Where the platform collects what containers print, as clouds do, tag the topology `logs`. A service of somebody else, drawn as `external`, takes them in if it carries that tag.
//!
//! ## Settings
//! `severity`, `threshold`: from how many services and workers on it speaks.
//!
//! ## References
//! Operating practice.

use super::reach::{Part, Reach, TAGS};
use super::telemetry::{draw, is_taken_in, watched};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::Capability;
use crate::finding::{Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "no-central-logging",
    title: "Logs in many places",
    severity: Severity::Info,
    fix: true,
    group: Group::Optional,
    may_introduce: &["missing-description"],
    source: source!("no_central_logging.rs"),
    reach: Reach::Parts(&[TAGS, &[Part::Field("provides")]]),
    check: Check::Each(check),
};

/// The logs of fewer are read side by side.
const FEWEST: f64 = 3.0;

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let count = u32::try_from(watched(context.graph).count()).unwrap_or(u32::MAX);
    if f64::from(count) < context.threshold(RULE.id, FEWEST) || is_taken_in(context, Capability::Logs) {
        return Ok(());
    }
    let message = format!(
        "{count} services run here, and nothing takes in their logs. What happened to one request stands in many places, and is gone with its container."
    );
    findings
        .at(Severity::Info, Subject::Topology(context.document.name.clone()), message)
        .fix(|| [draw(context, Capability::Logs, "Logs", "Takes in what services write down.")]);
    Ok(())
}
