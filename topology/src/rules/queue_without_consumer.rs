//! # Messages that nobody reads
//!
//! ## What it finds
//! A queue to which somebody publishes and that nobody subscribes to: one finding a queue. A function that a queue starts reads it.
//!
//! ## Why it matters
//! Messages pile up until the disk is full, or they are thrown away. What was meant to happen then never does.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: unread
//! nodes:
//!   events: { kind: queue, engine: rabbitmq, storage: 10Gi }
//!   orders: { kind: service }
//! edges:
//!   orders--events: { kind: publish, topic: order.created }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: unread
//! nodes:
//!   events: { kind: queue, engine: rabbitmq, storage: 10Gi }
//!   mailer: { kind: worker }
//!   orders: { kind: service }
//! edges:
//!   mailer--events: { kind: subscribe, topic: order.created }
//!   orders--events: { kind: publish, topic: order.created }
//! ```
//!
//! ## How to fix
//! Draw who reads it; the fix draws a worker.
//!
//! ## When not to
//! Who reads from outside is drawn as an external system that subscribes, or the queue is tagged `external-consumer`. A queue for messages that failed is tagged `dead-letter`: people read it.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use serde_json::{Value, json};

use super::everywhere::title_of;
use super::harmless::harmless;
use super::mend::Mend;
use super::messages::topics;
use super::reach::{MESSAGES, Part, Reach, TAGS};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, Id, Node, NodeKind, Text};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Link;

pub(super) static RULE: Rule = Rule {
    id: "queue-without-consumer",
    title: "Messages that nobody reads",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: DRAWN,
    source: source!("queue_without_consumer.rs"),
    reach: Reach::Parts(&[MESSAGES, TAGS, &[Part::Field("triggers")]]),
    check: Check::Each(check),
};

/// What a worker that was only drawn still lacks.
pub(super) const DRAWN: &[&str] = &[
    "async-cycle",
    "central-bus-misuse",
    "deep-sync-chain",
    "missing-description",
    "missing-healthcheck",
    "missing-resource-limits",
    "nano-service",
    "no-central-logging",
    "no-dead-letter-queue",
    "no-image",
    "no-monitoring",
    "no-tracing",
    "orphan-node",
    "queue-without-consumer",
    "queue-without-producer",
    "single-point-of-failure",
    "unencrypted-edge",
    "unreachable-service",
    "unused-datastore",
];

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, traffic) in context.traffic() {
        let id = *id;
        let excused = context
            .graph
            .node(id.as_str())
            .is_none_or(|node| ["external-consumer", "dead-letter"].iter().any(|tag| node.has_tag(tag)));
        if excused || traffic.publishers.is_empty() || !traffic.subscribers.is_empty() || !traffic.started.is_empty() {
            continue;
        }
        let (label, links) = (context.label(id), &traffic.publishers);
        let message = format!(
            "{} to {label}, and nobody reads there. Messages pile up or are thrown away.",
            match links.as_slice() {
                [one] => format!("{} publishes", context.label(&one.edge.from)),
                _ => "Messages are published".to_owned(),
            }
        );
        findings
            .at(Severity::Warning, Subject::Node(id.clone()), message)
            .also(links.iter().map(|link| Subject::Edge(link.id.clone())))
            .fix(|| harmless(context, &RULE, [draw(context, id, links, EdgeKind::Subscribe)]));
    }
    Ok(())
}

/// A worker on the other side of a queue, for the topics that are named on this one.
pub(super) fn draw(context: &Context<'_>, queue: &Id, links: &[Link<'_>], kind: EdgeKind) -> Fix {
    let (word, verb) = if kind == EdgeKind::Subscribe { ("consumer", "reads from") } else { ("producer", "sends to") };
    let label = context.label(queue);
    let title = title_of(label, word);
    let mut worker = Node::of_kind(NodeKind::Worker);
    worker.title = Text::parse(&title).ok();
    if let Some(declared) = context.declared.nodes.get(queue) {
        worker.owner.clone_from(&declared.owner);
        worker.member = super::mend::drawn_membership(context.declared, declared);
    }
    let value = crate::json::write(&worker);
    let mut near = vec![queue];
    near.extend(links.first().map(|link| &link.edge.from));
    let mut mend = Mend::new(context.declared);
    let new = mend.node(&format!("{queue}-{word}"), &value, &near);
    let (named, silent) = topics(links);
    let group = links.iter().find_map(|link| link.edge.group.as_ref()).filter(|_| kind == EdgeKind::Subscribe);
    for topic in &named {
        mend.edge(&new, queue, kind, json!({ "topic": topic, "group": group }));
    }
    if silent || named.is_empty() {
        mend.edge(&new, queue, kind, Value::Null);
    }
    mend.done(format!("Draw a worker that {verb} {label}"))
}
