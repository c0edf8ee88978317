//! # A call without timeout or breaker
//!
//! ## What it finds
//! A call from a workload to another, or to a gateway, that is known to have neither a timeout nor a circuit breaker: both `none`, one finding an edge. Where nobody has said, one information for the whole topology asks for it.
//!
//! ## Why it matters
//! When the callee hangs, the caller hangs with it, and so does whoever called that. Soon every thread waits for one slow answer.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: wobbly
//! nodes:
//!   orders: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   orders--stock: { kind: call, timeout_ms: none, circuit_breaker: none }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: wobbly
//! nodes:
//!   orders: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   orders--stock: { kind: call, timeout_ms: 2000, circuit_breaker: { failures: 5, reset_ms: 10000 } }
//! ```
//!
//! ## How to fix
//! Wait no longer than your own caller does, and stop asking for a while when answers fail. The first fix sets two seconds and a breaker that opens after five failures; the second says that a mesh does both for all.
//!
//! ## When not to
//! A service mesh sets them for everybody: draw the platform that provides `mesh`, or give the document the tag `mesh`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Wobbly service interaction in Neri et al. (2020), no timeout in Taibi, Lenarduzzi and Pahl (2019).

use serde_json::json;

use super::mend::Mend;
use super::reach::{CALLS, Part, Reach};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Capability, EdgeId, EdgeKind, NodeKind, Pointer};
use crate::edit::Edit;
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "wobbly-interaction",
    title: "A call without timeout or breaker",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[],
    source: source!("wobbly_interaction.rs"),
    reach: Reach::Parts(&[CALLS, &[Part::Field("provides")]]),
    check: Check::Each(check),
};

/// What the fix sets: long enough for nearly every answer, short enough for a person who waits.
const TIMEOUT_MS: u32 = 2000;

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    if context.has_mesh() {
        return Ok(());
    }
    let mut unsaid: Vec<Link<'_>> = Vec::new();
    for link in context.graph.links().filter(counts) {
        let (timeout, breaker) = (&link.edge.timeout_ms, &link.edge.circuit_breaker);
        if timeout.known().is_some() || breaker.known().is_some() {
            continue;
        }
        if timeout.is_unknown() || breaker.is_unknown() {
            unsaid.push(link);
            continue;
        }
        let (from, to) = (context.label(&link.edge.from), context.label(&link.edge.to));
        let message = format!(
            "{from} calls {to} with neither a timeout nor a circuit breaker. When {to} hangs, {from} hangs with it."
        );
        findings
            .at(Severity::Warning, Subject::Edge(link.id.clone()), message)
            .also([Subject::Node(link.edge.from.clone()), Subject::Node(link.edge.to.clone())])
            .fix(|| {
                let title = format!("Let {from} wait {TIMEOUT_MS} ms for {to}, and open a breaker after five failures");
                let key = format!("{}:{}", RULE.id, link.id);
                fixes(context, &[link.id], title, &key)
            });
    }
    if !unsaid.is_empty() {
        let calls = if unsaid.len() == 1 { "One call says".to_owned() } else { format!("{} calls say", unsaid.len()) };
        let message = format!(
            "{calls} neither how long the caller waits nor when it stops asking. Declare `timeout_ms` and `circuit_breaker`, or `none`."
        );
        let subjects = unsaid.iter().map(|link| Subject::Edge(link.id.clone()));
        findings.declare(context, "timeout", subjects, message).fix(|| {
            let edges: Vec<&EdgeId> = unsaid.iter().map(|link| link.id).collect();
            let title = format!("Set a timeout of {TIMEOUT_MS} ms and a breaker on all of them");
            fixes(context, &edges, title, &format!("{}:{}:timeout", RULE.id, context.document.name))
        });
    }
    Ok(())
}

fn counts(link: &Link<'_>) -> bool {
    link.edge.kind == EdgeKind::Call
        && link.from.kind.is_workload()
        && !Graph::is_client(link.from)
        && (link.to.kind.is_workload() || link.to.kind == NodeKind::Gateway)
        && link.edge.from != link.edge.to
}

fn fixes(context: &Context<'_>, edges: &[&EdgeId], title: String, key: &str) -> Vec<Fix> {
    let mut set = Mend::new(context.declared);
    for edge in edges {
        let id = edge.as_str();
        let held = context.declared.edges.get(*edge);
        if held.is_none_or(|held| held.timeout_ms.known().is_none()) {
            set.set(["edges", id, "timeout_ms"], json!(TIMEOUT_MS));
        }
        if held.is_none_or(|held| held.circuit_breaker.known().is_none()) {
            set.set(["edges", id, "circuit_breaker"], json!({ "failures": 5, "reset_ms": 10000 }));
        }
        // What an environment says to the contrary would keep it as it is there.
        for (name, environment) in &context.declared.environments {
            let Some(over) = environment.edges.get(*edge) else { continue };
            for field in ["timeout_ms", "circuit_breaker"] {
                if over.get(field).is_some_and(|value| value == "none") {
                    set.unset(["environments", name.as_str(), "edges", id, field]);
                }
            }
        }
    }
    let mut mesh = Mend::new(context.declared);
    mesh.push(Edit::Add { path: Pointer::of(["tags"]), member: json!(Capability::Mesh) });
    let both = [set.done(title), mesh.done("Say that a mesh does this for all calls")];
    // Only environments could say something to the contrary.
    if context.declared.environments.is_empty() {
        return both.to_vec();
    }
    let trial = context.trial(&[&RULE]);
    both.into_iter().filter_map(|fix| trial.mends_key(RULE.id, key, fix)).collect()
}
