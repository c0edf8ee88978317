//! # One service calls very many
//!
//! ## What it finds
//! A service, worker, job or function that calls seven or more others: workloads, gateways and external systems, each counted once. One finding a node.
//!
//! ## Why it matters
//! The caller is as slow as the slowest of them and as reliable as all of them together: seven that each answer 999 of 1,000 requests make one that answers 993. It has to be touched whenever one of them changes.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: fan
//! nodes:
//!   audit: { kind: service }
//!   carts: { kind: service }
//!   checkout: { kind: service }
//!   fraud: { kind: service }
//!   mail: { kind: service }
//!   payment: { kind: service }
//!   shipping: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   checkout--audit: { kind: call }
//!   checkout--carts: { kind: call }
//!   checkout--fraud: { kind: call }
//!   checkout--mail: { kind: call, tags: [non-critical] }
//!   checkout--payment: { kind: call }
//!   checkout--shipping: { kind: call }
//!   checkout--stock: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: fan
//! nodes:
//!   audit: { kind: service }
//!   carts: { kind: service }
//!   checkout: { kind: service }
//!   checkout-events: { kind: queue, engine: rabbitmq }
//!   fraud: { kind: service }
//!   mail: { kind: service }
//!   payment: { kind: service }
//!   shipping: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   audit--checkout-events: { kind: subscribe, topic: checkout.events }
//!   checkout--carts: { kind: call }
//!   checkout--checkout-events: { kind: publish, topic: checkout.events }
//!   checkout--fraud: { kind: call }
//!   checkout--payment: { kind: call }
//!   checkout--shipping: { kind: call }
//!   checkout--stock: { kind: call }
//!   mail--checkout-events: { kind: subscribe, topic: checkout.events }
//! ```
//!
//! ## How to fix
//! Whoever need not answer before the work is done can be told with an event. The fix does so for as many as are too many: first those whose node or edge carries the tag `non-critical`, then those that call nobody themselves. Where more than three would have to change none is offered: that is a design decision then.
//!
//! ## When not to
//! Gateways and frontends put pages together from many parts; so does a service with the tag `bff`. A service that conducts a saga (`orchestrator`) is an information only.
//!
//! ## Settings
//! `severity`, `tags`, `threshold`: from so many callees on.
//!
//! ## References
//! Cerny et al. (2023).

use crate::collections::BTreeSet;

use super::events::tell;
use super::mend::Mend;
use super::reach::Reach;
use super::speech::listing;
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{EdgeKind, Id, NodeKind};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Link;

pub(super) static RULE: Rule = Rule {
    id: "high-fan-out",
    title: "One service calls very many",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "async-cycle",
        "dual-write",
        "orphan-node",
        "queue-without-consumer",
        "queue-without-producer",
        "unused-datastore",
        "unversioned-api",
    ],
    source: source!("high_fan_out.rs"),
    reach: Reach::Near,
    check: Check::Each(check),
};

/// The catalogue's value.
const CALLEES: f64 = 7.0;
/// The tag of a service that puts answers together for one user interface.
const BFF: &str = "bff";
/// The tag of a service that conducts a saga.
const ORCHESTRATOR: &str = "orchestrator";
/// The tag of what need not have answered when the work is done.
const NON_CRITICAL: &str = "non-critical";
/// More calls than this are not replaced with one click.
const MOST_CALLS_TO_REPLACE: usize = 3;

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let least = context.threshold(RULE.id, CALLEES);
    for (id, node) in context.graph.nodes() {
        let kind = matches!(node.kind, NodeKind::Service | NodeKind::Worker | NodeKind::Job | NodeKind::Function);
        if !kind || node.has_tag(BFF) || (context.graph.outgoing(id.as_str()).len() as f64) < least {
            continue;
        }
        let links: Vec<Link<'_>> = context.graph.outgoing_of(id.as_str(), EdgeKind::Call).filter(counts).collect();
        let callees: BTreeSet<&Id> = links.iter().map(|link| &link.edge.to).collect();
        if callees.is_empty() || (callees.len() as f64) < least {
            continue;
        }
        let label = context.label(id);
        let names: Vec<&str> = callees.iter().map(|callee| context.label(callee)).collect();
        let message = format!(
            "{label} calls {} {}: {}. It is as slow as the slowest of them, and fails when any of them does.",
            callees.len(),
            if callees.len() == 1 { "other" } else { "others" },
            listing(&names)
        );
        let severity = if node.has_tag(ORCHESTRATOR) { Severity::Info } else { Severity::Warning };
        findings
            .at(severity, Subject::Node(id.clone()), message)
            .also(callees.iter().map(|callee| Subject::Node((*callee).clone())))
            .also(links.iter().map(|link| Subject::Edge(link.id.clone())))
            .fix(|| {
                let above = callees.len() as f64 - least;
                fix(context, id, &links, above)
            });
    }
    Ok(())
}

fn counts(link: &Link<'_>) -> bool {
    let waited_for = link.to.kind.is_workload() || matches!(link.to.kind, NodeKind::Gateway | NodeKind::External);
    waited_for && link.edge.from != link.edge.to
}

/// Events for as many callees as are too many.
fn fix<'a>(context: &Context<'a>, id: &'a Id, links: &[Link<'a>], above: f64) -> Option<Fix> {
    let tagged = |callee: &Id| {
        links
            .iter()
            .any(|link| link.edge.to == *callee && (link.edge.has_tag(NON_CRITICAL) || link.to.has_tag(NON_CRITICAL)))
    };
    let calls = |callee: &Id| context.graph.outgoing_of(callee.as_str(), EdgeKind::Call).next().is_some();
    let able: BTreeSet<&Id> = links
        .iter()
        .filter(|link| matches!(link.to.kind, NodeKind::Service | NodeKind::Worker))
        .map(|link| &link.edge.to)
        .collect();
    let mut able: Vec<&Id> = able.into_iter().collect();
    able.sort_by_key(|callee| (!tagged(callee), calls(callee), *callee));
    let wanted = (1..=MOST_CALLS_TO_REPLACE).find(|count| *count as f64 > above)?;
    let told = able.get(..wanted)?;
    let mut mend = Mend::new(context.declared);
    tell(context, &mut mend, id, told);
    let names: Vec<&str> = told.iter().map(|callee| context.label(callee)).collect();
    let fix = mend.done(format!("Let {} tell {} with an event", context.label(id), listing(&names)));
    context.trial(RULES).mends(RULE.id, id, fix)
}
