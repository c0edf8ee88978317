//! # Nobody measures
//!
//! ## What it finds
//! A topology of three services and workers or more in which nothing takes in metrics: one finding for the whole. Below six it is an information.
//!
//! ## Why it matters
//! That a service is slow, full or gone is then told by its users. Without numbers from before nobody can say since when, or how much is left.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: blind
//! nodes:
//!   billing: { kind: service }
//!   mails: { kind: worker }
//!   orders: { kind: service }
//!   payments: { kind: service }
//!   stock: { kind: service }
//!   users: { kind: service }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: blind
//! nodes:
//!   billing: { kind: service }
//!   mails: { kind: worker }
//!   metrics: { kind: platform, provides: [metrics] }
//!   orders: { kind: service }
//!   payments: { kind: service }
//!   stock: { kind: service }
//!   users: { kind: service }
//! ```
//!
//! ## How to fix
//! Draw what takes in metrics, such as Prometheus, as a platform that provides `metrics`. The fix draws it, and a telemetry edge from every service.
//!
//! ## When not to
//! Where something outside the picture measures, such as an agent of the cloud, tag the topology `metrics`. A service of somebody else, drawn as `external`, takes them in if it carries that tag.
//!
//! ## Settings
//! `severity`, `threshold`: from how many services and workers on it speaks. It is a warning from twice as many on.
//!
//! ## References
//! No monitoring in Cerny et al. (2023).

use super::reach::{Part, Reach, TAGS};
use super::telemetry::{draw, is_taken_in, watched};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::Capability;
use crate::finding::{Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "no-monitoring",
    title: "Nobody measures",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &["missing-description"],
    source: source!("no_monitoring.rs"),
    reach: Reach::Parts(&[TAGS, &[Part::Field("provides")]]),
    check: Check::Each(check),
};

/// Fewer are watched by looking at them.
const FEWEST: f64 = 3.0;

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let fewest = context.threshold(RULE.id, FEWEST);
    let count = u32::try_from(watched(context.graph).count()).unwrap_or(u32::MAX);
    if f64::from(count) < fewest || is_taken_in(context, Capability::Metrics) {
        return Ok(());
    }
    let severity = if f64::from(count) < 2.0 * fewest { Severity::Info } else { Severity::Warning };
    let message = format!(
        "{count} services run here, and nothing takes in their metrics. That one of them is slow or full is told by its users."
    );
    findings.at(severity, Subject::Topology(context.document.name.clone()), message).fix(|| {
        [draw(context, Capability::Metrics, "Metrics", "Takes in the numbers that services tell of themselves.")]
    });
    Ok(())
}
