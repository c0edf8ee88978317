//! # Out and in again through the gateway
//!
//! ## What it finds
//! A workload that calls a gateway which leads on to another of our workloads. Where the call and the routes carry paths they have to agree; where they do not, the finding is of low confidence. One finding an edge.
//!
//! ## Why it matters
//! The way is twice as long, the gateway carries traffic that it was not made for, and when it is down the services cannot even reach one another.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: detour
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public }
//!   orders: { kind: service }
//!   prices: { kind: service }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//!   edge--prices: { kind: call, path: /prices }
//!   orders--edge: { kind: call, path: /prices }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: detour
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public }
//!   orders: { kind: service }
//!   prices: { kind: service }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//!   edge--prices: { kind: call, path: /prices }
//!   orders--prices: { kind: call }
//! ```
//!
//! ## How to fix
//! Call the service itself. The fix does so where the call can only mean one.
//!
//! ## When not to
//! A gateway that stands between services on purpose carries the tag `mesh` or `tenant-isolation`; so may the edge.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use super::mend::{Mend, can_be_told};
use super::reach::{CALLS, Reach, TAGS};
use super::speech::listing;
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{EdgeKind, Id, NodeKind};
use crate::finding::{Confidence, Fix, Severity, Subject};
use crate::graph::{CallStep, Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "internal-call-through-gateway",
    title: "Out and in again through the gateway",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "async-cycle",
        "chatty-pair",
        "deep-sync-chain",
        "empty-gateway",
        "high-fan-out",
        "hub-service",
        "missing-description",
        "nano-service",
        "no-tracing",
        "orphan-node",
        "retry-amplification",
        "single-point-of-failure",
        "unencrypted-edge",
        "unreachable-service",
        "unversioned-api",
        "wobbly-interaction",
    ],
    source: source!("internal_call_through_gateway.rs"),
    reach: Reach::Parts(&[CALLS, TAGS]),
    check: Check::Each(check),
};

/// Tags of gateways, and of calls, that stand between services on purpose.
const ON_PURPOSE: [&str; 2] = ["mesh", "tenant-isolation"];

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (gateway, node) in context.graph.of_kind(NodeKind::Gateway) {
        for link in context.graph.incoming_of(gateway.as_str(), EdgeKind::Call) {
            let on_purpose = ON_PURPOSE.iter().any(|tag| node.has_tag(tag) || link.edge.has_tag(tag));
            if on_purpose || !link.from.kind.is_workload() || Graph::is_client(link.from) {
                continue;
            }
            let targets = targets(context, &link);
            if targets.is_empty() {
                continue;
            }
            let (caller, door) = (context.label(&link.edge.from), context.label(gateway));
            let names: Vec<&str> = targets.iter().map(|(id, _)| context.label(id)).collect();
            let certain = targets.iter().any(|(_, step)| step.certain);
            let message = format!(
                "{caller} calls {} through {door}. The way is twice as long, and when {door} is down they cannot reach each other.",
                listing(&names)
            );
            let mut path = vec![&link.edge.from, gateway];
            path.extend(targets.first().map(|(id, _)| *id));
            findings
                .at(Severity::Warning, Subject::Edge(link.id.clone()), message)
                .also([Subject::Node(link.edge.from.clone()), Subject::Node(gateway.clone())])
                .also(targets.iter().map(|(id, _)| Subject::Node((*id).clone())))
                .confidence(if certain { Confidence::High } else { Confidence::Low })
                .path(path)
                .fix(|| fix(context, &link, &targets));
        }
    }
    Ok(())
}

/// The workloads that a call ends at, with the way there.
fn targets<'c, 'a>(context: &'c Context<'a>, link: &Link<'a>) -> Vec<(&'a Id, &'c CallStep<'a>)> {
    let calls = context.calls_of_workloads();
    let through = |step: &CallStep<'_>| step.links.first().is_some_and(|first| first.id == link.id);
    let from = &link.edge.from;
    calls.steps_of(from).filter(|(to, step)| *to != from && through(step)).collect()
}

/// The same call to the one service that it can mean.
fn fix<'a>(context: &Context<'a>, link: &Link<'a>, targets: &[(&'a Id, &CallStep<'a>)]) -> Option<Fix> {
    let [(target, step)] = targets else { return None };
    let from = &link.edge.from;
    let route = step.links.last()?;
    if !step.certain || !can_be_told(context, from, target) {
        return None;
    }
    let mut mend = Mend::new(context.declared);
    let id = link.id.as_str();
    let direct = context.declared.edges.values();
    if direct.into_iter().any(|edge| edge.kind == EdgeKind::Call && edge.from == *from && edge.to == **target) {
        mend.delete_edge(link.id);
    } else {
        mend.reconnect(link.id, "to", target);
        for field in ["path", "host", "port", "strip_prefix", "protocol"] {
            mend.unset(["edges", id, field]);
        }
        if let Some(protocol) = route.edge.protocol {
            mend.set(["edges", id, "protocol"], serde_json::json!(protocol));
        }
        if let Some(port) = &route.edge.port {
            mend.set(["edges", id, "port"], serde_json::json!(port));
        }
    }
    let fix = mend.done(format!("Let {} call {} itself", context.label(from), context.label(target)));
    context.trial(RULES).mends_key(RULE.id, &format!("{}:{}", RULE.id, link.id), fix)
}
