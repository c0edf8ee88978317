//! # A way around the gateway
//!
//! ## What it finds
//! A gateway stands in front, and yet a client calls a service directly (an error), or the service is published on a host port or to the outside (a warning: in development that is handy). One finding a service. A page of its own beside the gateway is no way around it: only services and functions count.
//!
//! ## Why it matters
//! Whatever the gateway checks, this way does not: log-in, limits, certificates and logs are missing for whoever takes it.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: around
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public }
//!   orders: { kind: service }
//!   web: { kind: client }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//!   web--edge: { kind: call }
//!   web--orders: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: around
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public }
//!   orders: { kind: service }
//!   web: { kind: client }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//!   web--edge: { kind: call }
//! ```
//!
//! ## How to fix
//! Lead the call through the gateway and take the service off the host port, as the fix does.
//!
//! ## When not to
//! Receivers of webhooks and identity providers that must be reached directly: tag the node or the edge `public-by-design`. Redirects are `callback` edges.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Publicly accessible microservices in Ponce et al. (2022).

use super::entries::Entry;
use super::mend::{Mend, Rerouting, gateway_for};
use super::reach::{ENTRIES, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{Id, NodeKind};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "gateway-bypass",
    title: "A way around the gateway",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "async-cycle",
        "deep-sync-chain",
        "host-port-collision",
        "internal-call-through-gateway",
        "missing-description",
        "nano-service",
        "orphan-node",
        "retry-amplification",
        "single-point-of-failure",
        "unauthenticated-entry",
        "unencrypted-edge",
        "unreachable-service",
        "unversioned-api",
    ],
    source: source!("gateway_bypass.rs"),
    reach: Reach::Parts(&[ENTRIES]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let entries = context.entries();
    if entries.gateways.is_empty() {
        return Ok(());
    }
    let trial = context.trial(RULES);
    for (id, entry) in &entries.direct {
        if !matches!(entry.node.kind, NodeKind::Service | NodeKind::Function) {
            continue;
        }
        let label = context.label(id);
        let mut clients: Vec<&str> = entry.calls.iter().map(|link| context.label(&link.edge.from)).collect();
        clients.dedup();
        let (severity, message) = if clients.is_empty() {
            let message = format!(
                "{label} is published beside the gateway. Whoever finds the port gets in without the gateway's log-in, limits and logs."
            );
            (Severity::Warning, message)
        } else {
            let message = format!(
                "{} {} {label} directly, around the gateway. The gateway's log-in, limits and logs are missing on that way.",
                listing(&clients),
                if clients.len() == 1 { "calls" } else { "call" },
            );
            (Severity::Error, message)
        };
        findings
            .at(severity, Subject::Node((*id).clone()), message)
            .also(entry.calls.iter().map(|link| Subject::Edge(link.id.clone())))
            .fix(|| fix(context, id, entry).and_then(|fix| trial.mends(RULE.id, id, fix)));
    }
    Ok(())
}

fn fix<'a>(context: &Context<'a>, id: &'a Id, entry: &Entry<'a>) -> Option<Fix> {
    let label = context.label(id);
    let mut mend = Mend::new(context.declared);
    if let Some(first) = entry.calls.first() {
        let gateway = gateway_for(context, Some(&first.edge.from), id)?;
        let mut routes = Rerouting::new(&mut mend, gateway);
        entry.calls.iter().for_each(|link| routes.take(link));
        if entry.published && !routes.close(id) {
            return None;
        }
        return Some(mend.done(format!("Lead it to {label} through {}", context.label(gateway))));
    }
    mend.close(id).then(|| mend.done(format!("Take {label} off the outside")))
}
