//! # Calls in a circle
//!
//! ## What it finds
//! Services, frontends and gateways that wait for one another: each group of nodes that can reach one another over calls is one finding, shown by its shortest round. Callbacks, discovery, configuration, telemetry and start order are no calls. A gateway between two services is looked through, route by route where paths are drawn; where they are not, the finding is of low confidence, and where every call of a circle may as well take another route, one information asks for the paths. What runs in the browser stands outside.
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
//! Let one of the nodes answer with an event instead of a call: the fix replaces the fewest calls that break every round by a queue. Or merge nodes that cannot live without each other: where two services of one owner call each other the second fix does so, and keeps the program of the first. Where more than three calls would have to go no fix is offered: the cut is a design decision then.
//!
//! ## When not to
//! Redirects and webhooks by address are `callback` edges and never counted.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Cyclic dependency in Taibi and Lenarduzzi (2018), Walker, Das and Cerny (2020), Cerny et al. (2023).

use std::cell::OnceCell;

use super::events::{lead_over, queue_of};
use super::harmless::harmless;
use super::mend::Mend;
use super::merge::as_one;
use super::reach::{CALLS, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeId, EdgeKind, Id, NodeKind};
use crate::finding::{Confidence, Fix, Severity, Subject};
use crate::graph::{CallGraph, Graph};

pub(super) static RULE: Rule = Rule {
    id: "sync-cycle",
    title: "Calls in a circle",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "async-cycle",
        "chatty-pair",
        "deep-sync-chain",
        "dual-write",
        "empty-gateway",
        "high-fan-out",
        "hub-service",
        "missing-description",
        "nano-service",
        "no-dead-letter-queue",
        "no-tracing",
        "orphan-node",
        "queue-without-consumer",
        "queue-without-producer",
        "retry-amplification",
        "shared-database-read",
        "single-point-of-failure",
        "too-many-standards",
        "unencrypted-edge",
        "unreachable-service",
        "unused-datastore",
        "unversioned-api",
        "wobbly-interaction",
    ],
    source: source!("sync_cycle.rs"),
    reach: Reach::Parts(&[CALLS]),
    check: Check::Each(check),
};

/// More calls than this are not replaced with one click: choosing them is a design decision.
const MOST_CALLS_TO_REPLACE: usize = 3;

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let calls = context.calls();
    let everywhere = OnceCell::new();
    let (sure, guessed): (Vec<_>, Vec<_>) = calls.rings().iter().partition(|ring| is_sure(calls, ring));
    for ring in sure {
        let round = calls.relation().shortest_round(ring);
        let labels: Vec<&str> = ring.iter().map(|id| context.label(id)).collect();
        let way: Vec<&str> = round.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "{} wait for one another: {}. One slow answer stops them all, and none can be released alone.",
            listing(&labels),
            way.join(" → "),
        );
        let steps: Vec<_> = round.windows(2).filter_map(|pair| calls.step(pair[0], pair[1])).collect();
        let certain = steps.iter().all(|step| step.certain);
        let edges = steps.iter().flat_map(|step| &step.links).map(|link| Subject::Edge(link.id.clone()));
        findings
            .at(Severity::Error, Subject::Node(ring[0].clone()), message)
            .also(ring.iter().map(|id| Subject::Node((*id).clone())))
            .also(edges)
            .confidence(if certain { Confidence::High } else { Confidence::Low })
            .path(round.iter().copied())
            .members(context.document, ring.iter().copied())
            .fix(|| {
                let everywhere = everywhere.get_or_init(|| Everywhere::new(context));
                let ways = [fix(context, everywhere, ring), merged(context, ring)];
                harmless(context, &RULE, ways.into_iter().flatten())
            });
    }
    let members: Vec<&Id> = guessed.into_iter().flatten().copied().collect();
    if !members.is_empty() {
        let labels: Vec<&str> = members.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "It is not said which routes of a gateway {} call. If those lead from one to the other, they wait for one another: set path on the calls and the routes, so that it can be judged.",
            listing(&labels)
        );
        findings.declare(context, "path", members.iter().map(|id| Subject::Node((*id).clone())), message);
    }
    Ok(())
}

/// Whether some call of a circle is certain to be one. Where all of them only may lead there, over a route of a gateway that nobody named, the circle is a guess.
pub(super) fn is_sure(calls: &CallGraph<'_>, ring: &[&Id]) -> bool {
    let inside = |id: &Id| ring.binary_search(&id).is_ok();
    ring.iter().any(|from| calls.steps_of(from).any(|(to, step)| step.certain && inside(to)))
}

/// The calls of all environments at once: what breaks every round there breaks those of each.
struct Everywhere<'a> {
    graph: Graph<'a>,
    calls: CallGraph<'a>,
    rings: Vec<Vec<&'a Id>>,
}

impl<'a> Everywhere<'a> {
    fn new(context: &Context<'a>) -> Self {
        // Without environments nothing that is left out here comes back elsewhere.
        let alone = context.declared.environments.is_empty();
        let graph = Graph::new(if alone { context.document } else { context.declared });
        let calls = graph.calls();
        let rings = calls.relation().rings();
        Self { graph, calls, rings }
    }
}

/// One batch that makes the fewest calls asynchronous which break every round.
fn fix<'a>(context: &Context<'a>, everywhere: &Everywhere<'a>, ring: &[&'a Id]) -> Option<Fix> {
    let whole = everywhere.rings.iter().find(|whole| ring.iter().all(|id| whole.contains(id)))?;
    let pairs = everywhere.calls.relation().feedback(whole);
    if pairs.len() > MOST_CALLS_TO_REPLACE {
        return None;
    }
    let mut mend = Mend::new(context.declared);
    let mut said = Vec::new();
    for (from, to) in pairs {
        let step = everywhere.calls.step(from, to)?;
        // A call through a gateway is several people's edge: which of them to cut is not ours to choose.
        if step.through_gateway || step.links.iter().any(|link| link.from.kind == NodeKind::Gateway) {
            return None;
        }
        let queue = queue_of(context, &mut mend, from, &[from, to]);
        calls_between(&everywhere.graph, from, to).for_each(|id| mend.delete_edge(id));
        lead_over(&mut mend, from, &queue, &[to]);
        said.push(format!("{} tell {} with an event", context.label(from), context.label(to)));
    }
    Some(mend.done(format!("Let {}", listing(&said))))
}

/// Two that can't live without each other as one.
fn merged(context: &Context<'_>, ring: &[&Id]) -> Option<Fix> {
    if ring.len() == 2 { as_one(context, ring) } else { None }
}

/// Every call edge between the two, since each alone would keep the circle.
fn calls_between<'a>(graph: &Graph<'a>, from: &Id, to: &Id) -> impl Iterator<Item = &'a EdgeId> {
    let links = graph.outgoing(from.as_str()).iter();
    links.filter(move |link| link.edge.kind == EdgeKind::Call && link.edge.to == *to).map(|link| link.id)
}
