//! # A long chain of calls
//!
//! ## What it finds
//! A chain of more than four services, each waiting for the next, that a request from outside sets going. Frontends, gateways and proxies (`proxy`) are passed and not counted, and services that call one another in a circle count as one. Where no client, gateway or public entry is drawn, a chain begins at whatever nobody calls. Of several chains with one end only the longest is told. One finding for each node where such a chain begins.
//!
//! ## Why it matters
//! The waits add up, and so do the failures: the last one takes all before it along. Each link holds a connection open until the end has answered.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: chain
//! nodes:
//!   carts: { kind: service }
//!   edge: { kind: gateway, engine: nginx, expose: public }
//!   orders: { kind: service }
//!   prices: { kind: service }
//!   stock: { kind: service }
//!   taxes: { kind: service }
//! edges:
//!   carts--prices: { kind: call }
//!   edge--orders: { kind: call, path: /orders }
//!   orders--stock: { kind: call }
//!   prices--taxes: { kind: call }
//!   stock--carts: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: chain
//! nodes:
//!   carts: { kind: service }
//!   edge: { kind: gateway, engine: nginx, expose: public }
//!   orders: { kind: service }
//!   prices: { kind: service }
//!   stock: { kind: service }
//!   taxes: { kind: service }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//!   orders--carts: { kind: call }
//!   orders--prices: { kind: call }
//!   orders--stock: { kind: call }
//!   prices--taxes: { kind: call }
//! ```
//!
//! ## How to fix
//! Cut the chain where the answer is not needed at once. The fix makes one call an event, as far back as it takes no other: the request then waits for those before it only.
//!
//! ## When not to
//! A chain that a queue sets going keeps nobody waiting, and is not counted.
//!
//! ## Settings
//! `severity`, `tags`, `threshold`: the most services that a chain may have.
//!
//! ## References
//! Cerny et al. (2023).

use crate::collections::{BTreeMap, BTreeSet};

use super::events::tell;
use super::mend::Mend;
use super::reach::{CALLS, OPEN, Reach, TAGS};
use super::ways_in::{any_way_in, first_workloads};
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{Id, Node, NodeKind};
use crate::finding::{Confidence, Fix, Severity, Subject};
use crate::graph::{CallStep, Graph, Longest};

pub(super) static RULE: Rule = Rule {
    id: "deep-sync-chain",
    title: "A long chain of calls",
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
    source: source!("deep_sync_chain.rs"),
    reach: Reach::Parts(&[CALLS, OPEN, TAGS]),
    check: Check::Each(check),
};

/// The catalogue's value.
const MOST: f64 = 4.0;
/// The tag of what only passes requests on.
const PROXY: &str = "proxy";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let most = context.threshold(RULE.id, MOST);
    let calls = context.calls_of_workloads();
    let counted = |id: &Id| context.graph.node(id.as_str()).is_some_and(counts);
    let longest = Longest::new(calls.relation(), |id| u32::from(counted(id)), |own, _, rest| own + rest);
    let firsts = if any_way_in(context) { first_workloads(context) } else { uncalled(context) };
    let mut deep: Vec<(u32, &Id, Option<&Id>)> = firsts
        .into_iter()
        .filter_map(|(first, lead)| longest.worth(first).map(|count| (count, first, lead)))
        .filter(|(count, _, _)| f64::from(*count) > most)
        .collect();
    deep.sort_by_key(|(count, first, _)| (std::cmp::Reverse(*count), *first));
    let mut ends = BTreeSet::new();
    for (count, first, lead) in deep {
        let way = longest.way(first);
        if !way.last().is_some_and(|end| ends.insert(*end)) {
            continue;
        }
        let steps: Vec<&CallStep<'_>> = way.windows(2).filter_map(|hop| calls.step(hop[0], hop[1])).collect();
        let names: Vec<&str> = way.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "A request waits for {count} services in a row: {}. Their waits add up, and when the last one fails all before it do.",
            names.join(" → ")
        );
        let certain = steps.iter().all(|step| step.certain);
        findings
            .at(Severity::Warning, Subject::Node(first.clone()), message)
            .also(way.iter().map(|id| Subject::Node((*id).clone())))
            .also(steps.iter().flat_map(|step| &step.links).map(|link| Subject::Edge(link.id.clone())))
            .confidence(if certain { Confidence::High } else { Confidence::Low })
            .path(lead.into_iter().chain(way.iter().copied()))
            .fix(|| cut(context, first, &way));
    }
    Ok(())
}

fn counts(node: &Node) -> bool {
    node.kind.is_workload() && node.kind != NodeKind::Frontend && !node.has_tag(PROXY)
}

/// The workloads that call and are not called: where chains begin in a sketch without an entry.
fn uncalled<'a>(context: &Context<'a>) -> BTreeMap<&'a Id, Option<&'a Id>> {
    let pairs = || context.calls_of_workloads().pairs();
    let called: BTreeSet<&Id> = pairs().map(|(_, to)| to).collect();
    pairs().filter(|(from, _)| !called.contains(from)).map(|(from, _)| (from, None)).collect()
}

/// An event instead of the last call of the chain that can be one.
fn cut<'a>(context: &Context<'a>, first: &Id, way: &[&'a Id]) -> Option<Fix> {
    let (alone, all) = (context.trial(&[&RULE]), context.trial(RULES));
    way.windows(2).rev().find_map(|hop| {
        let (from, to) = (hop[0], hop[1]);
        let step = context.calls_of_workloads().step(from, to)?;
        let able = step
            .links
            .iter()
            .all(|link| !Graph::is_client(link.from) && matches!(link.to.kind, NodeKind::Service | NodeKind::Worker));
        if !able || step.through_gateway {
            return None;
        }
        let mut mend = Mend::new(context.declared);
        tell(context, &mut mend, from, &[to]);
        let title = format!("Let {} tell {} with an event", context.label(from), context.label(to));
        let fix = alone.mends(RULE.id, first, mend.done(title))?;
        all.mends(RULE.id, first, fix)
    })
}
