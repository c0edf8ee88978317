//! # One bus that does everything
//!
//! ## What it finds
//! One queue that at least 80 % of the services use, five or more of them: one finding a queue. Where the queue is tagged `routing`, `transformation` or `orchestration` it decides or rewrites what passes, and that is a warning; else it only passes messages on, an information. Services, workers and functions count.
//!
//! ## Why it matters
//! Logic in the bus belongs to nobody: every team has to change it, and every change may break all others. Even without logic, everything stands still with it.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: bus
//! settings: { profile: strict }
//! nodes:
//!   billing: { kind: service }
//!   bus: { kind: queue, engine: rabbitmq, storage: 10Gi, tags: [routing] }
//!   mailer: { kind: worker }
//!   orders: { kind: service }
//!   shipping: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   billing--bus: { kind: subscribe, topic: order.created }
//!   mailer--bus: { kind: subscribe, topic: parcel.sent }
//!   orders--bus: { kind: publish, topic: order.created }
//!   shipping--bus: { kind: publish, topic: parcel.sent }
//!   stock--bus: { kind: subscribe, topic: order.created }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: bus
//! settings: { profile: strict }
//! nodes:
//!   billing: { kind: service }
//!   mailer: { kind: worker }
//!   orders: { kind: service }
//!   order-events: { kind: queue, engine: rabbitmq, storage: 10Gi }
//!   parcel-events: { kind: queue, engine: rabbitmq, storage: 10Gi }
//!   shipping: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   billing--order-events: { kind: subscribe, topic: order.created }
//!   mailer--parcel-events: { kind: subscribe, topic: parcel.sent }
//!   orders--order-events: { kind: publish, topic: order.created }
//!   shipping--parcel-events: { kind: publish, topic: parcel.sent }
//!   stock--order-events: { kind: subscribe, topic: order.created }
//! ```
//!
//! ## How to fix
//! Move the logic into the services, and give each topic a queue of its own: the fix splits the queue where every edge names a topic without wildcards and no topic alone is used by so many.
//!
//! ## When not to
//! A bus that only passes messages on is a sound design; it is an information.
//!
//! ## Settings
//! `severity`, `tags`, `threshold`: the share of services (0.8). Off unless a setting or the profile `strict` turns it on.
//!
//! ## References
//! ESB misuse in Neri et al. (2020); ESB usage in Taibi and Lenarduzzi (2018).

use crate::collections::{BTreeMap, BTreeSet};

use super::everywhere::title_of;
use super::harmless::harmless;
use super::mend::{Mend, NOT_COPIED, data_node_like};
use super::messages::Traffic;
use super::reach::{MESSAGES, Part, Reach, TAGS};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Id, Node, NodeKind};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Link;

pub(super) static RULE: Rule = Rule {
    id: "central-bus-misuse",
    title: "One bus that does everything",
    severity: Severity::Warning,
    fix: true,
    group: Group::Optional,
    may_introduce: &[
        "async-cycle",
        "flat-network",
        "missing-description",
        "missing-healthcheck",
        "missing-persistence",
        "nano-service",
        "no-dead-letter-queue",
        "orphan-node",
        "queue-without-consumer",
        "queue-without-producer",
        "single-point-of-failure",
        "unencrypted-edge",
        "unused-datastore",
    ],
    source: source!("central_bus_misuse.rs"),
    reach: Reach::Parts(&[MESSAGES, TAGS, &[Part::Field("triggers")]]),
    check: Check::Each(check),
};

/// Fewer users than this are no bus.
const FEWEST: usize = 5;
/// Tags of a queue that decides or rewrites what passes.
const LOGIC: [&str; 3] = ["routing", "transformation", "orchestration"];

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let all = context.graph.nodes().filter(|(_, node)| is_service(node)).count();
    let share = context.threshold(RULE.id, 0.8);
    if all < FEWEST {
        return Ok(());
    }
    for (id, traffic) in context.traffic() {
        let id = *id;
        if traffic.publishers.len() + traffic.subscribers.len() + traffic.started.len() < FEWEST {
            continue;
        }
        let users = users(traffic.publishers.iter().chain(&traffic.subscribers), &traffic.started);
        if !is_bus(users.len(), all, share) {
            continue;
        }
        let Some(node) = context.graph.node(id.as_str()) else { continue };
        let logic = LOGIC.iter().any(|tag| node.has_tag(tag));
        let label = context.label(id);
        let message = if logic {
            format!(
                "{} of {all} services talk over {label}, and it decides or rewrites what passes. Every team has to change it, and every change may break the others.",
                users.len()
            )
        } else {
            format!(
                "{} of {all} services talk over {label}. It only passes messages on, which is sound; all of them stand still with it.",
                users.len()
            )
        };
        let severity = if logic { Severity::Warning } else { Severity::Info };
        findings
            .at(severity, Subject::Node(id.clone()), message)
            .also(users.iter().map(|id| Subject::Node((*id).clone())))
            .fix(|| harmless(context, &RULE, a_queue_each(context, id, traffic, all, share)));
    }
    Ok(())
}

fn is_service(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Service | NodeKind::Worker | NodeKind::Function)
}

fn users<'g, 'd: 'g>(links: impl Iterator<Item = &'g Link<'d>>, started: &BTreeSet<&'d Id>) -> BTreeSet<&'d Id> {
    let services = links.filter(|link| is_service(link.from));
    services.map(|link| &link.edge.from).chain(started.iter().copied()).collect()
}

fn is_bus(users: usize, all: usize, share: f64) -> bool {
    let of = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    users >= FEWEST && of(users) >= share * of(all)
}

/// A queue for every topic but the first, which stays.
fn a_queue_each(context: &Context<'_>, id: &Id, traffic: &Traffic<'_>, all: usize, share: f64) -> Option<Fix> {
    let declared = context.declared.nodes.get(id)?;
    let mut topics: BTreeMap<&str, Vec<&Link<'_>>> = BTreeMap::new();
    for link in traffic.publishers.iter().chain(&traffic.subscribers) {
        let topic = link.edge.topic.as_ref()?.as_str();
        if topic.contains(['*', '#']) {
            return None;
        }
        topics.entry(topic).or_default().push(link);
    }
    let none = BTreeSet::new();
    let still = |links: &[&Link<'_>]| is_bus(users(links.iter().copied(), &none).len(), all, share);
    if topics.len() < 2 || !traffic.started.is_empty() || topics.values().any(|links| still(links)) {
        return None;
    }
    let mut mend = Mend::new(context.declared);
    for (topic, links) in topics.iter().skip(1) {
        let value = data_node_like(context.declared, declared, Some(declared), &title_of(topic, "queue"));
        let new = mend.node(&format!("{}-queue", topic.replace(['.', '/', '_'], "-")), &value, &[id]);
        mend.copy_overrides(id, &new, &NOT_COPIED);
        links.iter().for_each(|link| mend.reconnect(link.id, "to", &new));
    }
    Some(mend.done("Give each topic a queue of its own"))
}
