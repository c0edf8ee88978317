//! # Calls that nobody can follow
//!
//! ## What it finds
//! A topology of four services and workers or more, with a chain of calls over three of them, in which nothing takes in traces: one finding for the whole, shown by one such chain.
//!
//! ## Why it matters
//! When the first of the chain is slow, nobody can say which of those behind it took the time.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: chain
//! rules: { no-tracing: { severity: info } }
//! nodes:
//!   mails: { kind: worker }
//!   orders: { kind: service }
//!   payments: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   orders--payments: { kind: call }
//!   payments--stock: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: chain
//! rules: { no-tracing: { severity: info } }
//! nodes:
//!   mails: { kind: worker }
//!   orders: { kind: service }
//!   payments: { kind: service }
//!   stock: { kind: service }
//!   traces: { kind: platform, provides: [traces] }
//! edges:
//!   orders--payments: { kind: call }
//!   payments--stock: { kind: call }
//! ```
//!
//! ## How to fix
//! Draw what takes in traces, such as an OpenTelemetry collector, as a platform that provides `traces`. The fix draws it, and a telemetry edge from every service.
//!
//! ## When not to
//! A service mesh traces what it carries: draw it as a platform that provides `mesh`, or tag the topology `mesh`. Where something else outside the picture traces, tag the topology `traces`; a service of somebody else, drawn as `external`, takes them in if it carries that tag.
//!
//! ## Settings
//! `severity`, `threshold`: from how many services and workers on it speaks.
//!
//! ## References
//! Operating practice.

use super::reach::{CALLS, Part, Reach, TAGS};
use super::telemetry::{draw, is_taken_in, watched};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Capability, Id};
use crate::finding::{Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "no-tracing",
    title: "Calls that nobody can follow",
    severity: Severity::Info,
    fix: true,
    group: Group::Optional,
    may_introduce: &["missing-description"],
    source: source!("no_tracing.rs"),
    reach: Reach::Parts(&[CALLS, TAGS, &[Part::Field("provides")]]),
    check: Check::Each(check),
};

/// Fewer are followed by hand.
const FEWEST: f64 = 4.0;

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let count = u32::try_from(watched(context.graph).count()).unwrap_or(u32::MAX);
    let few = f64::from(count) < context.threshold(RULE.id, FEWEST);
    if few || is_taken_in(context, Capability::Traces) || context.has_mesh() {
        return Ok(());
    }
    let Some(chain) = chain(context) else { return Ok(()) };
    let labels: Vec<&str> = chain.iter().map(|id| context.label(id)).collect();
    let message = format!(
        "{count} services run here, with calls such as {}, and nothing takes in traces. When the first is slow, nobody can say which of them took the time.",
        labels.join(" → ")
    );
    findings
        .at(Severity::Info, Subject::Topology(context.document.name.clone()), message)
        .also(chain.iter().map(|id| Subject::Node((*id).clone())))
        .path(chain)
        .fix(|| [draw(context, Capability::Traces, "Traces", "Takes in the way that requests go.")]);
    Ok(())
}

/// Three that wait one for the next, the first by id.
fn chain<'a>(context: &Context<'a>) -> Option<[&'a Id; 3]> {
    let calls = context.calls();
    calls.pairs().find_map(|(first, second)| {
        calls.callees(second).find(|third| *third != first && *third != second).map(|third| [first, second, third])
    })
}
