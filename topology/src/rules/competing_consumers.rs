//! # Teams that take messages from one another
//!
//! ## What it finds
//! Consumers of different owners that share one stream of messages, so that each message reaches only one of them: one finding for each queue and group. They share where they name the same `group` of a topic, or where neither names a group or a topic and the engine hands each message out once (RabbitMQ, SQS …). Where an owner is not declared, one information asks for it.
//!
//! ## Why it matters
//! Each team sees a part of the messages and believes that it sees all. Which part changes with every restart.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: rivals
//! settings: { profile: strict }
//! nodes:
//!   billing: { kind: worker, owner: team-billing }
//!   jobs: { kind: queue, engine: rabbitmq, storage: 10Gi }
//!   mailer: { kind: worker, owner: team-mail }
//!   orders: { kind: service, owner: team-orders }
//! edges:
//!   billing--jobs: { kind: subscribe }
//!   mailer--jobs: { kind: subscribe }
//!   orders--jobs: { kind: publish }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: rivals
//! settings: { profile: strict }
//! nodes:
//!   billing: { kind: worker, owner: team-billing }
//!   jobs: { kind: queue, engine: rabbitmq, storage: 10Gi }
//!   mailer: { kind: worker, owner: team-mail }
//!   orders: { kind: service, owner: team-orders }
//! edges:
//!   billing--jobs: { kind: subscribe, group: billing }
//!   mailer--jobs: { kind: subscribe, group: mailer }
//!   orders--jobs: { kind: publish }
//! ```
//!
//! ## How to fix
//! Give each owner a group, so that each gets every message; or a queue of its own, to which the senders publish too.
//!
//! ## When not to
//! Topics and logs give each group its own copy. Consumers of one owner share the work on purpose. A queue whose consumers all may take any message is tagged `work-sharing`.
//!
//! ## Settings
//! `severity`, `tags`. Off unless a setting or the profile `strict` turns it on.
//!
//! ## References
//! Operating practice.

use crate::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::engines::engine_of;
use super::everywhere::{set_on_edge, title_of};
use super::harmless::harmless;
use super::mend::{Mend, NOT_COPIED, data_node_like};
use super::messages::Traffic;
use super::reach::{OWNERS, Part, Reach, TAGS};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, Id, Name};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Link;

pub(super) static RULE: Rule = Rule {
    id: "competing-consumers",
    title: "Teams that take messages from one another",
    severity: Severity::Warning,
    fix: true,
    group: Group::Optional,
    may_introduce: &[
        "async-cycle",
        "flat-network",
        "missing-description",
        "missing-healthcheck",
        "missing-persistence",
        "missing-resource-limits",
        "nano-service",
        "no-dead-letter-queue",
        "no-image",
        "orphan-node",
        "queue-without-consumer",
        "queue-without-producer",
        "single-point-of-failure",
        "unencrypted-edge",
        "unpinned-image",
        "unused-datastore",
    ],
    source: source!("competing_consumers.rs"),
    reach: Reach::Parts(&[OWNERS, TAGS, &[Part::Edges(EdgeKind::Subscribe), Part::Field("engine")]]),
    check: Check::Each(check),
};

/// The tag of a queue whose consumers share the work on purpose.
const SHARING: &str = "work-sharing";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut undeclared: BTreeSet<&Id> = BTreeSet::new();
    for (id, traffic) in context.traffic() {
        let id = *id;
        let Some(node) = context.graph.node(id.as_str()).filter(|node| !node.has_tag(SHARING)) else { continue };
        let copies = engine_of(node).is_some_and(|engine| engine.copies);
        let mut streams: BTreeMap<(Option<&str>, Option<&str>), Vec<Link<'_>>> = BTreeMap::new();
        for link in &traffic.subscribers {
            let (topic, group) = (link.edge.topic.as_ref(), link.edge.group.as_ref());
            if group.is_some() || (topic.is_none() && !copies) {
                let key = (topic.map(|topic| topic.as_str()), group.map(|group| group.as_str()));
                streams.entry(key).or_default().push(*link);
            }
        }
        for ((topic, group), links) in streams {
            let owners: BTreeSet<&str> = links.iter().filter_map(|link| context.document.owner_of(link.from)).collect();
            let silent = || links.iter().filter(|link| context.document.owner_of(link.from).is_none());
            let consumers: BTreeSet<&Id> = links.iter().map(|link| &link.edge.from).collect();
            if owners.len() < 2 {
                if consumers.len() > 1 {
                    undeclared.extend(silent().map(|link| &link.edge.from));
                }
                continue;
            }
            let who: Vec<&str> = consumers.iter().map(|id| context.label(id)).collect();
            let message = format!(
                "{} belong to different people and take messages of {} from one another: each message reaches only one of them.",
                listing(&who),
                context.label(id)
            );
            let draft = findings.at(Severity::Warning, Subject::Node(id.clone()), message);
            draft
                .also(consumers.iter().map(|id| Subject::Node((*id).clone())))
                .also(links.iter().map(|link| Subject::Edge(link.id.clone())))
                .fix(|| {
                    let ways = [Some(a_group_each(context, &links)), a_queue_each(context, id, traffic, &links)];
                    harmless(context, &RULE, ways.into_iter().flatten())
                });
            let parts: Vec<&str> = [topic, group].into_iter().flatten().collect();
            if !parts.is_empty() {
                draft.discriminator(parts.join("/"));
            }
        }
    }
    if !undeclared.is_empty() {
        let labels: Vec<&str> = undeclared.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "{} read messages that others read too, and nobody has said who owns them. Declare owners, so that it can be judged.",
            listing(&labels)
        );
        findings.declare(context, "owners", undeclared.iter().map(|id| Subject::Node((*id).clone())), message);
    }
    Ok(())
}

/// The consumers by owner; those of nobody each for themselves.
fn by_owner<'g, 'a>(context: &'g Context<'a>, links: &'g [Link<'a>]) -> BTreeMap<&'g str, Vec<&'g Link<'a>>> {
    let mut owners: BTreeMap<&str, Vec<&Link<'a>>> = BTreeMap::new();
    for link in links {
        let owner = context.document.owner_of(link.from).unwrap_or(link.edge.from.as_str());
        owners.entry(owner).or_default().push(link);
    }
    owners
}

fn a_group_each<'a>(context: &Context<'a>, links: &[Link<'a>]) -> Fix {
    let mut mend = Mend::new(context.declared);
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (owner, links) in by_owner(context, links) {
        let wanted = Name::parse(owner).map_or_else(|_| links[0].edge.from.to_string(), |name| name.to_string());
        // Two owners whose names can't be groups are told apart by their consumers.
        let group = if taken.insert(wanted.clone()) { wanted } else { links[0].edge.from.to_string() };
        for link in links {
            set_on_edge(&mut mend, context.declared, link.id, "group", Some(json!(group)));
        }
    }
    mend.done("Give each owner a group of its own")
}

/// Every owner but the first gets a queue, to which all senders publish too.
fn a_queue_each<'a>(context: &Context<'a>, queue: &Id, traffic: &Traffic<'_>, links: &[Link<'a>]) -> Option<Fix> {
    let declared = context.declared.nodes.get(queue)?;
    let mut mend = Mend::new(context.declared);
    for links in by_owner(context, links).values().skip(1) {
        let consumer = &links[0].edge.from;
        let owner = context.declared.nodes.get(consumer);
        let value = data_node_like(context.declared, declared, owner, &title_of(context.label(consumer), "queue"));
        let new = mend.node(&format!("{consumer}-queue"), &value, &[consumer, queue]);
        mend.copy_overrides(queue, &new, &NOT_COPIED);
        links.iter().for_each(|link| mend.reconnect(link.id, "to", &new));
        for link in &traffic.publishers {
            mend.edge(&link.edge.from, &new, EdgeKind::Publish, json!({ "topic": link.edge.topic }));
        }
    }
    Some(mend.done("Give each owner a queue of its own"))
}
