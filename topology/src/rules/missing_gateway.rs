//! # No gateway in front
//!
//! ## What it finds
//! A topology without a gateway into which several ways lead from outside: calls of clients (a frontend that runs in the browser is one), host ports, public entries. Two services make it an error; where at most one service is among them, and the rest are user interfaces, it is a warning. One entry alone is a front for the others and fine.
//!
//! ## Why it matters
//! Certificates, log-in, limits and logging have to be right in every service that stands outside, and each of them can be attacked on its own.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: doors
//! nodes:
//!   orders: { kind: service }
//!   users: { kind: service }
//!   web: { kind: client }
//! edges:
//!   web--orders: { kind: call }
//!   web--users: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: doors
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public }
//!   orders: { kind: service }
//!   users: { kind: service }
//!   web: { kind: client }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//!   edge--users: { kind: call, path: /users }
//!   web--edge: { kind: call }
//! ```
//!
//! ## How to fix
//! Put a gateway in front. The fix draws one, leads the clients' calls through it and takes what was published off the outside.
//!
//! ## When not to
//! Identity providers, static hosts and receivers of webhooks are public by design: tag the node or the edge `public-by-design`.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! No API gateway in Taibi and Lenarduzzi (2018) and Neri et al. (2020).

use serde_json::json;

use super::entries::Entries;
use super::harmless::harmless;
use super::mend::{Mend, Rerouting};
use super::reach::{ENTRIES, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Expose, Id, NodeKind};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "missing-gateway",
    title: "No gateway in front",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "deep-sync-chain",
        "flat-network",
        "gateway-bypass",
        "host-port-collision",
        "missing-description",
        "no-tracing",
        "retry-amplification",
        "single-point-of-failure",
        "unauthenticated-entry",
        "unencrypted-edge",
        "unreachable-service",
        "unversioned-api",
    ],
    source: source!("missing_gateway.rs"),
    reach: Reach::Parts(&[ENTRIES]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let entries = context.entries();
    if !entries.gateways.is_empty() || entries.direct.len() < 2 {
        return Ok(());
    }
    let severity = if services(entries) > 1 { Severity::Error } else { Severity::Warning };
    let labels: Vec<&str> = entries.direct.keys().map(|id| context.label(id)).collect();
    let message = format!(
        "{} are each reached from outside, and no gateway stands in front of them. Certificates, log-in and limits have to be right in every one of them.",
        listing(&labels)
    );
    findings
        .at(severity, Subject::Topology(context.document.name.clone()), message)
        .also(entries.direct.keys().map(|id| Subject::Node((*id).clone())))
        .also(entries.direct.values().flat_map(|entry| &entry.calls).map(|link| Subject::Edge(link.id.clone())))
        .fix(|| harmless(context, &RULE, fix(context)));
    Ok(())
}

/// How many services are entered directly.
pub(super) fn services(entries: &Entries<'_>) -> usize {
    entries.direct.values().filter(|entry| entry.node.kind == NodeKind::Service).count()
}

fn fix(context: &Context<'_>) -> Option<Fix> {
    let direct = &context.entries().direct;
    let calls = || direct.values().flat_map(|entry| &entry.calls);
    let mut near: Vec<&Id> = calls().take(1).map(|link| &link.edge.from).collect();
    near.extend(direct.keys().take(1));
    let mut mend = Mend::new(context.declared);
    let gateway = mend.node(
        "gateway",
        &json!({ "kind": NodeKind::Gateway, "title": "Gateway", "engine": "nginx", "expose": Expose::Public }),
        &near,
    );
    let mut routes = Rerouting::new(&mut mend, &gateway);
    calls().for_each(|link| routes.take(link));
    for (id, entry) in direct {
        if entry.published {
            routes.lead_to(id, entry.node.kind);
            if !routes.close(id) {
                return None;
            }
        }
    }
    Some(mend.done("Put a gateway in front"))
}
