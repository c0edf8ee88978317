//! # Nobody ever gets here
//!
//! ## What it finds
//! A service or function that no call leads to from outside, and that nothing else starts: no subscription, no trigger, no schedule. Calls of clients, gateways, frontends, workers, jobs, external systems and platforms lead somewhere, and so do callbacks. Services that are only called by such a one belong to its finding. One finding a node; nothing is said in a document without a client, a gateway or a public entry.
//!
//! ## Why it matters
//! Either an edge is missing, and then its way is neither open nor documented, or the service runs for nobody.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: nobody
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public }
//!   orders: { kind: service }
//!   prices: { kind: service }
//!   reports: { kind: service }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//!   orders--prices: { kind: call }
//!   reports--prices: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: nobody
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public }
//!   orders: { kind: service }
//!   prices: { kind: service }
//!   reports: { kind: service, tags: [scheduled] }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//!   orders--prices: { kind: call }
//!   reports--prices: { kind: call }
//! ```
//!
//! ## How to fix
//! Draw who calls it, or delete it. The fixes say that it starts by the clock (`scheduled`), or lead a gateway's route to it.
//!
//! ## When not to
//! A service that works by the clock carries the tag `scheduled`; better, draw it as a job or a worker. What neither calls nor is called, and has no data and no messages, is left to `orphan-node`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use std::collections::VecDeque;

use serde_json::json;

use super::entries::reach;
use super::mend::{Mend, Rerouting, gateway_for};
use super::reach::{OPEN, Part, Reach, TAGS, TRAFFIC};
use super::speech::listing;
use super::trial::Trial;
use super::ways_in::any_way_in;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, Expose, Id, NodeKind, Pointer};
use crate::edit::Edit;
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Relation;

pub(super) static RULE: Rule = Rule {
    id: "unreachable-service",
    title: "Nobody ever gets here",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "async-cycle",
        "deep-sync-chain",
        "hub-service",
        "internal-call-through-gateway",
        "no-tracing",
        "retry-amplification",
        "single-point-of-failure",
        "unauthenticated-entry",
        "unencrypted-edge",
        "unversioned-api",
    ],
    source: source!("unreachable_service.rs"),
    reach: Reach::Parts(&[TRAFFIC, OPEN, TAGS, &[Part::Field("schedule"), Part::Field("triggers")]]),
    check: Check::Each(check),
};

/// The tag of a service that works by the clock.
const SCHEDULED: &str = "scheduled";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    if !any_way_in(context) {
        return Ok(());
    }
    let reached = reached(context);
    let missed: Vec<bool> =
        reached.iter().enumerate().map(|(place, reached)| !reached && context.is_connected(place)).collect();
    let trial = context.trial(&[&RULE]);
    for group in groups(context, &missed) {
        let group: Vec<&Id> = group.into_iter().map(|place| context.graph.at(place).0).collect();
        let Some(first) = group.first() else { continue };
        let label = context.label(first);
        let behind: Vec<&str> = group.iter().skip(1).map(|id| context.label(id)).collect();
        let message = if behind.is_empty() {
            format!(
                "No call from outside ever leads to {label}, and nothing else starts it. Its way in is missing, or it runs for nobody."
            )
        } else {
            format!(
                "No call from outside ever leads to {label}, and nothing else starts it; {} {} only reached from there. The way in is missing, or they run for nobody.",
                listing(&behind),
                if behind.len() == 1 { "is" } else { "are" }
            )
        };
        findings
            .at(Severity::Warning, Subject::Node((*first).clone()), message)
            .also(group.iter().map(|id| Subject::Node((*id).clone())))
            .fix(|| fixes(context, &trial, first));
    }
    Ok(())
}

/// Whether a node works without being called from inside.
fn starts(context: &Context<'_>, place: usize) -> bool {
    let (_, node) = context.graph.at(place);
    let waits = matches!(node.kind, NodeKind::Service | NodeKind::Function);
    let started = || {
        node.schedule.is_some()
            || !node.triggers.is_empty()
            || node.has_tag(SCHEDULED)
            || reach(node) >= Expose::Host
            || context.graph.outgoing_at(place).iter().any(|link| link.edge.kind == EdgeKind::Subscribe)
    };
    !waits || started()
}

/// The nodes that a node's calls and callbacks lead to, by place.
fn led_to(context: &Context<'_>, place: usize) -> impl Iterator<Item = usize> {
    let leads = |kind| matches!(kind, EdgeKind::Call | EdgeKind::Callback);
    context.graph.outgoing_at(place).iter().filter(move |link| leads(link.edge.kind)).map(|link| link.places.1)
}

/// Everything that calls and callbacks lead to, by place.
fn reached(context: &Context<'_>) -> Vec<bool> {
    let mut reached = vec![false; context.graph.ids().len()];
    let mut left: Vec<usize> = context.graph.places().filter(|place| starts(context, *place)).collect();
    while let Some(at) = left.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            left.extend(led_to(context, at));
        }
    }
    reached
}

/// What is missed, by where it would have to begin: a node that no other of them leads to, or the first of a circle; then what hangs on it. All by place.
fn groups(context: &Context<'_>, missed: &[bool]) -> Vec<Vec<usize>> {
    let all = || (0..missed.len()).filter(|place| missed[*place]);
    let next = |at: usize| led_to(context, at).filter(|to| missed[*to]);
    let steps = all().flat_map(|at| next(at).map(move |to| (at, to))).collect();
    let rings = Relation::of_places((0..missed.len()).collect(), steps).rings();
    let mut ring_of: Vec<Option<usize>> = vec![None; missed.len()];
    for (at, ring) in rings.iter().enumerate() {
        ring.iter().for_each(|place| ring_of[*place] = Some(at));
    }
    let mut entered = vec![false; rings.len()];
    let mut entered_alone = vec![false; missed.len()];
    for from in all() {
        for to in next(from).filter(|to| *to != from) {
            match ring_of[to] {
                Some(ring) if ring_of[from] != Some(ring) => entered[ring] = true,
                Some(_) => {}
                None => entered_alone[to] = true,
            }
        }
    }
    let mut begins: Vec<usize> = all().filter(|at| !entered_alone[*at] && ring_of[*at].is_none()).collect();
    begins.extend(rings.iter().zip(&entered).filter(|(_, entered)| !**entered).filter_map(|(ring, _)| ring.first()));
    begins.sort_unstable();
    let mut told = vec![false; missed.len()];
    let mut groups = Vec::new();
    for begin in begins {
        let mut group = Vec::new();
        let mut queue = VecDeque::from([begin]);
        while let Some(at) = queue.pop_front() {
            if !std::mem::replace(&mut told[at], true) {
                group.push(at);
                queue.extend(next(at));
            }
        }
        groups.push(group);
    }
    groups
}

fn fixes<'a>(context: &Context<'a>, trial: &Trial<'_>, id: &'a Id) -> Vec<Fix> {
    let label = context.label(id);
    let mut clock = Mend::new(context.declared);
    clock.push(Edit::Add { path: Pointer::of(["nodes", id.as_str(), "tags"]), member: json!(SCHEDULED) });
    let clock = clock.done(format!("Say that {label} works by the clock"));
    let routed = gateway_for(context, None, id).zip(context.document.nodes.get(id)).map(|(gateway, node)| {
        let mut mend = Mend::new(context.declared);
        Rerouting::new(&mut mend, gateway).lead_to(id, node.kind);
        mend.done(format!("Let {} lead to {label}", context.label(gateway)))
    });
    let all = std::iter::once(clock).chain(routed);
    all.filter_map(|fix| trial.mends(RULE.id, id, fix)).collect()
}
