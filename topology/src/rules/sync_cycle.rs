//! # Calls in a circle
//!
//! ## What it finds
//! Services, frontends and gateways that wait for one another: each group of nodes that can reach one another over calls is one finding, shown by its shortest round. Callbacks, discovery, configuration, telemetry and start order are no calls. A gateway between two services is looked through, route by route where paths are drawn.
//!
//! ## Why it matters
//! One slow answer stops every node of the circle, a deployment of one needs the others, and a retry anywhere comes back to where it began.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: circle
//! nodes:
//!   orders: { kind: service }
//!   payments: { kind: service }
//! edges:
//!   orders--payments: { kind: call }
//!   payments--orders: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: circle
//! nodes:
//!   events: { kind: queue, engine: rabbitmq }
//!   orders: { kind: service }
//!   payments: { kind: service }
//! edges:
//!   orders--events: { kind: subscribe, topic: payments }
//!   orders--payments: { kind: call }
//!   payments--events: { kind: publish, topic: payments }
//! ```
//!
//! ## How to fix
//! Let one of the nodes answer with an event instead of a call: the fix replaces the fewest calls that break every round by a queue. Or merge nodes that cannot live without each other. Where more than three calls would have to go no fix is offered: the cut is a design decision then.
//!
//! ## When not to
//! Redirects and webhooks by address are `callback` edges and never counted.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Cyclic dependency in Taibi and Lenarduzzi (2018), Walker, Das and Cerny (2020), Cerny et al. (2023).

use std::collections::BTreeSet;

use serde_json::json;

use super::{Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeId, EdgeKind, Id, NodeKind, Pointer};
use crate::edit::Edit;
use crate::finding::{Confidence, Fix, Severity, Subject};
use crate::graph::{CallGraph, Link};

pub(super) static RULE: Rule = Rule {
    id: "sync-cycle",
    title: "Calls in a circle",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &["async-cycle"],
    source: source!("sync_cycle.rs"),
    check,
};

/// More calls than this are not replaced with one click: choosing them is a design decision.
const MOST_EDGES_TO_REPLACE: usize = 3;

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let calls = context.graph.calls();
    for ring in calls.rings() {
        let round = calls.shortest_round(&ring);
        let labels: Vec<&str> = round.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "{} wait for one another: {}. One slow answer stops them all, and none can be released alone.",
            listing(&ring.iter().map(|id| context.label(id)).collect::<Vec<_>>()),
            labels.join(" → "),
        );
        let steps: Vec<_> = round.windows(2).filter_map(|pair| calls.step(pair[0], pair[1])).collect();
        let certain = steps.iter().all(|step| step.certain);
        let edges = steps.iter().flat_map(|step| &step.links).map(|link| Subject::Edge(link.id.clone()));
        let draft = findings.at(Severity::Error, Subject::Node(ring[0].clone()), message);
        draft
            .also(ring.iter().map(|id| Subject::Node((*id).clone())))
            .also(edges)
            .confidence(if certain { Confidence::High } else { Confidence::Low })
            .path(round.iter().copied())
            .members(context.document, ring.iter().copied());
        if let Some(fix) = fix(context, &calls, &ring) {
            draft.fix(fix);
        }
    }
    Ok(())
}

/// `a`, `a and b`, `a, b and c`.
fn listing(labels: &[&str]) -> String {
    match labels {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// One batch that makes the fewest calls asynchronous which break every round.
fn fix(context: &Context<'_>, calls: &CallGraph<'_>, ring: &[&Id]) -> Option<Fix> {
    let pairs = feedback(calls, ring);
    if pairs.len() > MOST_EDGES_TO_REPLACE {
        return None;
    }
    let mut document = context.document.clone();
    let mut edits = Vec::new();
    let mut said = Vec::new();
    for (from, to) in pairs {
        let step = calls.step(from, to)?;
        // A call through a gateway is several people's edge: which of them to cut is not ours to choose.
        let [_] = step.links.as_slice() else { return None };
        let parallel: Vec<&Link<'_>> = step.links.iter().collect();
        let queue = document.free_id(&Id::propose(&format!("{from}-events"), "events"));
        let topic = format!("{from}.answered");
        edits.push(Edit::Create {
            path: Pointer::of(["nodes", queue.as_str()]),
            value: json!({ "kind": NodeKind::Queue, "engine": "rabbitmq", "title": format!("{} events", title(context, from)) }),
        });
        document.nodes.insert(queue.clone(), crate::document::Node::of_kind(NodeKind::Queue));
        for link in
            parallel.into_iter().map(|link| link.id).chain(siblings(context, from, to)).collect::<BTreeSet<&EdgeId>>()
        {
            edits.push(Edit::Delete { path: Pointer::of(["edges", link.as_str()]) });
        }
        for (end, kind) in [(from, EdgeKind::Publish), (to, EdgeKind::Subscribe)] {
            let id = document.free_edge_id(end, &queue);
            edits.push(Edit::Create {
                path: Pointer::of(["edges", id.as_str()]),
                value: json!({ "from": end, "to": queue, "kind": kind, "topic": topic }),
            });
        }
        said.push(format!("{} tell {} with an event", title(context, from), title(context, to)));
    }
    Some(Fix { title: format!("Let {}", said.join(", and ")), edits })
}

fn title<'a>(context: &'a Context<'_>, id: &'a Id) -> &'a str {
    context.document.node_label(id.as_str())
}

/// Every call edge between the two, since each alone would keep the circle.
fn siblings<'a>(context: &'a Context<'_>, from: &'a Id, to: &'a Id) -> impl Iterator<Item = &'a EdgeId> {
    context
        .document
        .edges
        .iter()
        .filter(move |(_, edge)| edge.kind == EdgeKind::Call && edge.from == *from && edge.to == *to)
        .map(|(id, _)| id)
}

/// A feedback arc set of the ring: Eades' greedy order, ties by id; the pairs that point backwards in it.
fn feedback<'d>(calls: &CallGraph<'d>, ring: &[&'d Id]) -> Vec<(&'d Id, &'d Id)> {
    let mut left: BTreeSet<&'d Id> = ring.iter().copied().collect();
    let pairs: Vec<(&'d Id, &'d Id)> =
        calls.pairs().filter(|(a, b)| a != b && left.contains(a) && left.contains(b)).collect();
    let (mut first, mut last): (Vec<&'d Id>, Vec<&'d Id>) = (Vec::new(), Vec::new());
    while !left.is_empty() {
        let degree = |id: &Id, out: bool| {
            pairs
                .iter()
                .filter(|(a, b)| left.contains(a) && left.contains(b) && if out { *a == id } else { *b == id })
                .count()
        };
        if let Some(sink) = left.iter().copied().find(|id| degree(id, true) == 0) {
            left.remove(sink);
            last.push(sink);
        } else if let Some(next) = left.iter().copied().max_by_key(|id| {
            let (out, into) = (degree(id, true), degree(id, false));
            (into == 0, out as i64 - into as i64, std::cmp::Reverse(*id))
        }) {
            left.remove(next);
            first.push(next);
        }
    }
    first.extend(last.into_iter().rev());
    let place = |id: &Id| first.iter().position(|held| *held == id);
    pairs.iter().copied().filter(|(a, b)| place(a) > place(b)).collect()
}
