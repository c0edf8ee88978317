//! # Two services that talk all the time
//!
//! ## What it finds
//! A program that has three or more calls to another drawn, or one that is made five or more times for each request (`calls_per_request`): one finding for each pair. Routes of a gateway and calls of clients are not counted.
//!
//! ## Why it matters
//! Every call waits for the network and can fail alone. Many small ones make the answer slow and tie two programs together as if they were one.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: chat
//! nodes:
//!   orders: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   orders--stock: { kind: call, description: reserve }
//!   orders--stock--2: { kind: call, description: weigh }
//!   orders--stock--3: { kind: call, description: price }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: chat
//! nodes:
//!   orders: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   orders--stock: { kind: call, description: "reserve, weigh and price a basket" }
//! ```
//!
//! ## How to fix
//! Ask once for everything that one request needs: the fix leaves one edge and one call. Or merge the two, if neither is anything without the other: where they are services of one owner the second fix does so, and keeps the program of the caller.
//!
//! ## When not to
//! Streams and pages are read in many steps: WebSocket edges and those tagged `streaming` or `paging` are not counted.
//!
//! ## Settings
//! `severity`, `tags`, `threshold`: the number of edges (3). The five calls for each request are fixed.
//!
//! ## References
//! Chatty service in Bogner et al. (2019).

use crate::collections::BTreeMap;

use serde_json::json;

use super::everywhere::set_on_edge;
use super::harmless::harmless;
use super::mend::Mend;
use super::merge::as_one;
use super::reach::Reach;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, Id, NodeKind, Protocol};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "chatty-pair",
    title: "Two services that talk all the time",
    severity: Severity::Warning,
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
        "layered-by-technology",
        "nano-service",
        "no-tracing",
        "orphan-node",
        "retry-amplification",
        "single-point-of-failure",
        "too-many-standards",
        "unreachable-service",
        "waiver-unknown",
        "waiver-unused",
    ],
    source: source!("chatty_pair.rs"),
    reach: Reach::Near,
    check: Check::Each(check),
};

/// Calls for each request from which on one edge is too many.
const MOST_CALLS_PER_REQUEST: u32 = 5;
/// Tags of edges that take many steps by nature.
const MANY_STEPS: [&str; 2] = ["streaming", "paging"];

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let threshold = context.threshold(RULE.id, 3.0);
    for (id, node) in context.graph.nodes() {
        if !node.kind.is_workload() || Graph::is_client(node) {
            continue;
        }
        let around = context.graph.outgoing(id.as_str());
        let often = |link: &Link<'_>| link.edge.calls_per_request.is_some_and(|calls| calls >= MOST_CALLS_PER_REQUEST);
        if !reaches(around.len(), threshold) && !around.iter().any(often) {
            continue;
        }
        let mut pairs: BTreeMap<&Id, Vec<Link<'_>>> = BTreeMap::new();
        for link in around.iter().filter(|link| counts(link)) {
            pairs.entry(&link.edge.to).or_default().push(*link);
        }
        for (to, links) in pairs {
            let many = reaches(links.len(), threshold);
            let most = links.iter().filter_map(|link| link.edge.calls_per_request).max();
            let most = most.filter(|calls| *calls >= MOST_CALLS_PER_REQUEST);
            let how = match (many, most) {
                (true, _) => format!("by {} separate edges", links.len()),
                (false, Some(most)) => format!("{most} times for each request"),
                (false, None) => continue,
            };
            let message = format!(
                "{} calls {} {how}. Every call waits for the network and can fail alone; ask once for everything.",
                context.label(id),
                context.label(to)
            );
            let Some((held, target)) = context.document.nodes.get_key_value(to) else { continue };
            findings
                .at(Severity::Warning, Subject::Node(id.clone()), message)
                .also([Subject::Node(to.clone())])
                .also(links.iter().map(|link| Subject::Edge(link.id.clone())))
                .discriminator(target.first_id(held).as_str())
                .fix(|| {
                    let ways = [one_call(context, &links), as_one(context, &[id, to])];
                    harmless(context, &RULE, ways.into_iter().flatten())
                });
        }
    }
    Ok(())
}

fn reaches(count: usize, threshold: f64) -> bool {
    u32::try_from(count).is_ok_and(|count| f64::from(count) >= threshold)
}

fn counts(link: &Link<'_>) -> bool {
    link.edge.kind == EdgeKind::Call
        && link.edge.from != link.edge.to
        && (link.to.kind.is_workload() || link.to.kind == NodeKind::External)
        && link.edge.protocol != Some(Protocol::Websocket)
        && !MANY_STEPS.iter().any(|tag| link.edge.has_tag(tag))
}

/// The first edge stays and is made once; edges that go elsewhere on the target can't be merged with one click.
fn one_call(context: &Context<'_>, links: &[Link<'_>]) -> Option<Fix> {
    let (first, others) = links.split_first()?;
    let same = |link: &Link<'_>| {
        (link.edge.protocol, &link.edge.port, link.edge.tls) == (first.edge.protocol, &first.edge.port, first.edge.tls)
    };
    if !others.iter().all(same) {
        return None;
    }
    let mut mend = Mend::new(context.declared);
    others.iter().for_each(|link| mend.delete_edge(link.id));
    if first.edge.calls_per_request.is_some_and(|calls| calls > 1) {
        set_on_edge(&mut mend, context.declared, first.id, "calls_per_request", Some(json!(1)));
    }
    if first.edge.path.is_some() && others.iter().any(|link| link.edge.path != first.edge.path) {
        set_on_edge(&mut mend, context.declared, first.id, "path", None);
    }
    let (from, to) = (context.label(&first.edge.from), context.label(&first.edge.to));
    Some(mend.done(format!("Let {from} ask {to} once for everything")))
}
