//! # Messages that nobody sends
//!
//! ## What it finds
//! A queue that somebody subscribes to, or that starts a function, and to which nobody publishes: one finding a queue.
//!
//! ## Why it matters
//! The consumer waits for ever. Either the sender is missing in the picture, and then the network forbids it, or the consumer is left over.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: silent
//! nodes:
//!   events: { kind: queue, engine: rabbitmq, storage: 10Gi }
//!   mailer: { kind: worker }
//! edges:
//!   mailer--events: { kind: subscribe, topic: order.created }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: silent
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
//! Draw who sends; the fix draws a worker.
//!
//! ## When not to
//! Who sends from outside is drawn as an external system or a client that publishes, or the queue is tagged `external-producer`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use super::harmless::harmless;
use super::queue_without_consumer::{DRAWN, draw};
use super::reach::{MESSAGES, Part, Reach, TAGS};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::EdgeKind;
use crate::finding::{Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "queue-without-producer",
    title: "Messages that nobody sends",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: DRAWN,
    source: source!("queue_without_producer.rs"),
    reach: Reach::Parts(&[MESSAGES, TAGS, &[Part::Field("triggers")]]),
    check: Check::Each(check),
};

/// The tag of a queue that is filled from outside.
const FED: &str = "external-producer";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, traffic) in context.traffic() {
        let id = *id;
        let excused = context.graph.node(id.as_str()).is_none_or(|node| node.has_tag(FED));
        let read = !traffic.subscribers.is_empty() || !traffic.started.is_empty();
        if excused || !read || !traffic.publishers.is_empty() {
            continue;
        }
        let mut who: Vec<&str> = traffic.subscribers.iter().map(|link| context.label(&link.edge.from)).collect();
        who.extend(traffic.started.iter().map(|id| context.label(id)));
        who.dedup();
        let label = context.label(id);
        let message = format!(
            "{} for messages of {label}, and nobody sends any there. Either the sender is missing or the consumer is left over.",
            if who.len() == 1 { format!("{} waits", who[0]) } else { format!("{} wait", listing(&who)) }
        );
        findings
            .at(Severity::Warning, Subject::Node(id.clone()), message)
            .also(traffic.subscribers.iter().map(|link| Subject::Edge(link.id.clone())))
            .also(traffic.started.iter().map(|id| Subject::Node((*id).clone())))
            .fix(|| harmless(context, &RULE, [draw(context, id, &traffic.subscribers, EdgeKind::Publish)]));
    }
    Ok(())
}
