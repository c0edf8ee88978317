//! # Database and queue written side by side
//!
//! ## What it finds
//! A program that writes to a database and publishes to a queue, while nothing says that the two are kept together: one finding a node. Where nobody said what the program does with its database, one information asks for it.
//!
//! ## Why it matters
//! No transaction spans both. When the program dies between the two, the data say one thing and the events another, and nobody notices.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: side-by-side
//! nodes:
//!   events: { kind: queue, engine: rabbitmq, storage: 10Gi }
//!   mailer: { kind: worker }
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: postgres, storage: 10Gi }
//! edges:
//!   mailer--events: { kind: subscribe, topic: order.created }
//!   orders--events: { kind: publish, topic: order.created }
//!   orders--orders-db: { kind: data, access: read-write }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: side-by-side
//! nodes:
//!   events: { kind: queue, engine: rabbitmq, storage: 10Gi }
//!   mailer: { kind: worker }
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: postgres, storage: 10Gi }
//!   orders-db-relay: { kind: worker, tags: [cdc] }
//! edges:
//!   mailer--events: { kind: subscribe, topic: order.created }
//!   orders--orders-db: { kind: data, access: read-write }
//!   orders-db-relay--events: { kind: publish, topic: order.created }
//!   orders-db-relay--orders-db: { kind: data, access: read }
//! ```
//!
//! ## How to fix
//! Write the event into a table in the same transaction (an outbox), and let a relay publish what is there, or read the database's log (change data capture). The fix draws the relay where the program writes one database.
//!
//! ## When not to
//! Where an outbox or change data capture is there already, tag the program, the edge, the database or the queue `outbox` or `cdc`. Events that may be lost say so by `delivery: at-most-once` on the publishing edge.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! The outbox pattern; operating practice.

use serde_json::json;

use super::everywhere::title_of;
use super::harmless::harmless;
use super::mend::Mend;
use super::reach::{Part, Reach, TAGS};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Access, Delivery, EdgeKind, Id, Node, NodeKind, Text};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "dual-write",
    title: "Database and queue written side by side",
    severity: Severity::Info,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "central-bus-misuse",
        "missing-description",
        "missing-healthcheck",
        "missing-resource-limits",
        "nano-service",
        "no-central-logging",
        "no-image",
        "no-monitoring",
        "no-tracing",
        "orphan-node",
        "queue-without-producer",
        "single-point-of-failure",
        "unencrypted-edge",
        "unreachable-service",
        "unused-datastore",
    ],
    source: source!("dual_write.rs"),
    reach: Reach::Parts(&[TAGS, &[Part::Edges(EdgeKind::Data), Part::Edges(EdgeKind::Publish)]]),
    check: Check::Each(check),
};

/// Tags of what keeps a database and a queue together.
const TOGETHER: [&str; 2] = ["outbox", "cdc"];

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut silent: Vec<&Id> = Vec::new();
    for (id, node) in context.graph.nodes() {
        if !node.kind.is_workload() || Graph::is_client(node) || has(&TOGETHER, |tag| node.has_tag(tag)) {
            continue;
        }
        let publishes: Vec<Link<'_>> = context
            .graph
            .outgoing_of(id.as_str(), EdgeKind::Publish)
            .filter(|link| !is_together(link) && link.edge.delivery != Some(Delivery::AtMostOnce))
            .collect();
        if publishes.is_empty() {
            continue;
        }
        let opens: Vec<Link<'_>> = context
            .graph
            .outgoing_of(id.as_str(), EdgeKind::Data)
            .filter(|link| link.to.kind == NodeKind::Database && !is_together(link))
            .collect();
        let writes: Vec<Link<'_>> =
            opens.iter().filter(|link| link.edge.access.is_some_and(Access::writes)).copied().collect();
        if writes.is_empty() {
            if opens.iter().any(|link| link.edge.access.is_none()) {
                silent.push(id);
            }
            continue;
        }
        let label = context.label(id);
        let message = format!(
            "{label} writes to {} and publishes to {}, and no transaction spans both. If it dies in between, data and events say different things.",
            context.label(&writes[0].edge.to),
            context.label(&publishes[0].edge.to)
        );
        let edges = writes.iter().chain(&publishes).map(|link| Subject::Edge(link.id.clone()));
        findings
            .at(Severity::Info, Subject::Node(id.clone()), message)
            .also(edges)
            .fix(|| harmless(context, &RULE, relay(context, id, &writes, &publishes)));
    }
    if !silent.is_empty() {
        let labels: Vec<&str> = silent.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "{} and use a database; it is not said whether they write there. Set access on the edges, so that it can be judged.",
            if labels.len() == 1 {
                format!("{} publishes events", labels[0])
            } else {
                format!("{} publish events", listing(&labels))
            }
        );
        findings.declare(context, "access", silent.iter().map(|id| Subject::Node((*id).clone())), message);
    }
    Ok(())
}

fn has(tags: &[&str], held: impl Fn(&str) -> bool) -> bool {
    tags.iter().any(|tag| held(tag))
}

fn is_together(link: &Link<'_>) -> bool {
    has(&TOGETHER, |tag| link.edge.has_tag(tag) || link.to.has_tag(tag))
}

/// A relay that reads the database and publishes in the program's place.
fn relay(context: &Context<'_>, id: &Id, writes: &[Link<'_>], publishes: &[Link<'_>]) -> Option<Fix> {
    let store = &writes.first()?.edge.to;
    // From which of several databases an event comes is not ours to say.
    if writes.iter().any(|link| link.edge.to != *store) {
        return None;
    }
    let mut relay = Node::of_kind(NodeKind::Worker);
    let title = title_of(context.label(store), "relay");
    relay.title = Text::parse(&title).ok();
    relay.tags.extend(crate::document::Tag::parse(TOGETHER[1]).ok());
    if let Some(declared) = context.declared.nodes.get(store) {
        relay.owner.clone_from(&declared.owner);
        relay.member = super::mend::drawn_membership(context.declared, declared);
    }
    let value = crate::json::write(&relay);
    let mut mend = Mend::new(context.declared);
    let new = mend.node(&format!("{store}-relay"), &value, &[id, store]);
    let first = writes.first()?.edge;
    let fields = json!({ "access": Access::Read, "database": first.database, "schema": first.schema });
    mend.edge(&new, store, EdgeKind::Data, fields);
    for link in publishes {
        mend.reconnect(link.id, "from", &new);
    }
    Some(mend.done(format!("Let a relay publish what {} writes to {}", context.label(id), context.label(store))))
}
