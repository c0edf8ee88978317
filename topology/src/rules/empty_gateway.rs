//! # A gateway that leads nowhere
//!
//! ## What it finds
//! A gateway that calls nobody, or that nobody calls and that is not open to the outside. One finding a gateway.
//!
//! ## Why it matters
//! It runs, it is looked after, and nothing goes through it. Usually an edge is missing, and then the way that was meant is closed.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: door
//! nodes:
//!   edge: { kind: gateway, engine: nginx }
//!   orders: { kind: service }
//!   web: { kind: client }
//! edges:
//!   web--edge: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: door
//! nodes:
//!   edge: { kind: gateway, engine: nginx }
//!   orders: { kind: service }
//!   web: { kind: client }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//!   web--edge: { kind: call }
//! ```
//!
//! ## How to fix
//! Connect it. Where it leads nowhere the fix draws routes to the frontends and services that nobody calls yet; where nobody comes in it lets the first client call it, and draws one where there is none.
//!
//! ## When not to
//! While a drawing is in progress; the profile `sketch` is quiet about it.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use serde_json::{Value, json};

use super::entries::reach;
use super::mend::{Mend, Rerouting, is_safe_behind};
use super::reach::Reach;
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{EdgeKind, Expose, Id, Node, NodeKind};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "empty-gateway",
    title: "A gateway that leads nowhere",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "deep-sync-chain",
        "hub-service",
        "internal-call-through-gateway",
        "no-tracing",
        "retry-amplification",
        "single-point-of-failure",
        "unauthenticated-entry",
        "unversioned-api",
    ],
    source: source!("empty_gateway.rs"),
    reach: Reach::Near,
    check: Check::Each(check),
};

/// More routes than this are not drawn with one click.
const MOST_ROUTES: usize = 8;

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, node) in context.graph.of_kind(NodeKind::Gateway) {
        let elsewhere = |link: &Link<'_>| link.edge.from != link.edge.to;
        let leads = context.graph.outgoing_of(id.as_str(), EdgeKind::Call).any(|link| elsewhere(&link));
        let called = || context.graph.incoming_of(id.as_str(), EdgeKind::Call).any(|link| elsewhere(&link));
        let entered = reach(node) >= Expose::Host || called();
        let label = context.label(id);
        let message = match (entered, leads) {
            (true, true) => continue,
            (true, false) => format!("{label} calls nobody: whoever gets in there gets no further."),
            (false, true) => {
                format!("Nobody calls {label}, and it is not open to the outside: nothing goes through it.")
            }
            (false, false) => format!("{label} calls nobody, and nobody calls it: nothing goes through it."),
        };
        findings.at(Severity::Warning, Subject::Node(id.clone()), message).fix(|| fix(context, id, entered, leads));
    }
    Ok(())
}

fn fix<'a>(context: &Context<'a>, id: &'a Id, entered: bool, leads: bool) -> Option<Fix> {
    let mut mend = Mend::new(context.declared);
    let label = context.label(id);
    let mut said = Vec::new();
    if !leads {
        let waiting = waiting(context, id);
        if waiting.is_empty() || waiting.len() > MOST_ROUTES {
            return None;
        }
        let mut routes = Rerouting::new(&mut mend, id);
        waiting.iter().for_each(|(target, kind)| routes.lead_to(target, *kind));
        said.push(format!("lead {label} to what nobody calls yet"));
    }
    if !entered {
        let clients = || context.graph.nodes().filter(|(_, node)| Graph::is_client(node));
        let client = clients().next().map(|(client, _)| client.clone());
        let client = client
            .unwrap_or_else(|| mend.node("people", &json!({ "kind": NodeKind::Client, "title": "People" }), &[id]));
        mend.edge(&client, id, EdgeKind::Call, Value::Null);
        said.push(format!("let {} call {label}", context.label(&client)));
    }
    let mut title = said.join(" and ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let fix = mend.done(title);
    context.trial(RULES).mends(RULE.id, id, fix)
}

/// Frontends and services that nobody calls and nothing else starts, and to which a route closes no circle.
fn waiting<'a>(context: &Context<'a>, gateway: &'a Id) -> Vec<(&'a Id, NodeKind)> {
    let open = |id: &Id, node: &Node| {
        let called = context.graph.incoming_of(id.as_str(), EdgeKind::Call).next().is_some();
        let reads = context.graph.outgoing_of(id.as_str(), EdgeKind::Subscribe).next().is_some();
        !called && !reads && node.schedule.is_none() && !Graph::is_client(node)
    };
    context
        .graph
        .nodes()
        .filter(|(id, node)| matches!(node.kind, NodeKind::Frontend | NodeKind::Service) && open(id, node))
        .filter(|(id, _)| is_safe_behind(context, gateway, id))
        .map(|(id, node)| (id, node.kind))
        .collect()
}
