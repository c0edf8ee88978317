//! # No place for messages that fail
//!
//! ## What it finds
//! A queue of work that somebody reads and that has no place for messages which cannot be handled: none of its readers publishes to a queue with the tag `dead-letter`, and it does not carry the tag itself. Kafka, NATS and other logs keep what was read and have strategies of their own. One finding a queue. Where the engine is not said, one information asks for it.
//!
//! ## Why it matters
//! A message that no reader can handle comes back again and again and holds up those behind it, or it is thrown away and nobody knows.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: letters
//! rules: { no-dead-letter-queue: { severity: info } }
//! nodes:
//!   mail: { kind: worker }
//!   orders: { kind: service }
//!   work: { kind: queue, engine: rabbitmq }
//! edges:
//!   mail--work: { kind: subscribe, topic: order.created }
//!   orders--work: { kind: publish, topic: order.created }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: letters
//! rules: { no-dead-letter-queue: { severity: info } }
//! nodes:
//!   mail: { kind: worker }
//!   orders: { kind: service }
//!   undelivered: { kind: queue, engine: rabbitmq, tags: [dead-letter] }
//!   work: { kind: queue, engine: rabbitmq }
//! edges:
//!   mail--undelivered: { kind: publish, topic: order.failed }
//!   mail--work: { kind: subscribe, topic: order.created }
//!   orders--work: { kind: publish, topic: order.created }
//! ```
//!
//! ## How to fix
//! Put what fails aside and look at it. The fix draws a queue for it, to which the readers publish.
//!
//! ## When not to
//! Where the broker puts failed messages aside by its own settings, tag the queue `dead-letter`.
//!
//! ## Settings
//! `severity`: the rule is off until one is set, or until the profile is `strict`. `tags`.
//!
//! ## References
//! Operating practice.

use crate::collections::BTreeSet;

use serde_json::json;

use super::mend::Mend;
use super::reach::{MESSAGES, Part, Reach, TAGS};
use super::speech::listing;
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{EdgeKind, Id, Node, NodeKind};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "no-dead-letter-queue",
    title: "No place for messages that fail",
    severity: Severity::Info,
    fix: true,
    group: Group::Optional,
    may_introduce: &["queue-without-consumer"],
    source: source!("no_dead_letter_queue.rs"),
    reach: Reach::Parts(&[MESSAGES, TAGS, &[Part::Field("engine")]]),
    check: Check::Each(check),
};

/// The tag of a queue that takes what could not be handled, or whose broker does.
pub(super) const DEAD_LETTER: &str = "dead-letter";
/// Engines that keep what was read, so that a reader can go on and come back.
const LOGS: [&str; 8] = ["kafka", "redpanda", "pulsar", "nats", "kinesis", "eventhubs", "redis", "valkey"];

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut unsaid = Vec::new();
    for (id, node) in context.graph.of_kind(NodeKind::Queue) {
        let reads = context.graph.incoming_of(id.as_str(), EdgeKind::Subscribe);
        let readers: BTreeSet<&Id> = reads.map(|link| &link.edge.from).collect();
        if readers.is_empty() || node.has_tag(DEAD_LETTER) || readers.iter().any(|reader| puts_aside(context, reader)) {
            continue;
        }
        match &node.engine {
            None => unsaid.push(id),
            Some(engine) if LOGS.contains(&engine.as_str()) => {}
            Some(_) => {
                let label = context.label(id);
                let message = format!(
                    "A message in {label} that nobody can handle has no place to go: it comes back for ever, or is lost."
                );
                findings
                    .at(Severity::Info, Subject::Node(id.clone()), message)
                    .also(readers.iter().map(|reader| Subject::Node((*reader).clone())))
                    .fix(|| fix(context, id, node, &readers));
            }
        }
    }
    if !unsaid.is_empty() {
        let names: Vec<&str> = unsaid.iter().map(|id| context.label(id)).collect();
        let message =
            format!("Declare the engine of {}: a log needs no place for messages that fail.", listing(&names));
        findings.declare(context, "engine", unsaid.iter().map(|id| Subject::Node((*id).clone())), message);
    }
    Ok(())
}

fn puts_aside(context: &Context<'_>, reader: &Id) -> bool {
    context.graph.outgoing_of(reader.as_str(), EdgeKind::Publish).any(|link| link.to.has_tag(DEAD_LETTER))
}

/// A queue for what fails, to which all readers publish.
fn fix(context: &Context<'_>, id: &Id, queue: &Node, readers: &BTreeSet<&Id>) -> Option<Fix> {
    let mut mend = Mend::new(context.declared);
    let title: String = context.label(id).chars().take(100).collect();
    let value = json!({
        "kind": NodeKind::Queue, "engine": queue.engine, "version": queue.version, "owner": queue.owner,
        "title": format!("{title}, failed"), "tags": [DEAD_LETTER],
    });
    let value = value.as_object().map(|fields| {
        fields.iter().filter(|(_, value)| !value.is_null()).map(|(k, v)| (k.clone(), v.clone())).collect()
    });
    let aside = mend.node(&format!("{id}-failed"), &serde_json::Value::Object(value?), &[id]);
    for reader in readers {
        mend.edge(reader, &aside, EdgeKind::Publish, json!({ "topic": format!("{id}.failed") }));
    }
    let fix = mend.done(format!("Put what fails in {} aside", context.label(id)));
    context.trial(RULES).mends(RULE.id, id, fix)
}
