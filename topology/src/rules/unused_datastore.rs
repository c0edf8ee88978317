//! # Stored data that nobody uses
//!
//! ## What it finds
//! A database, cache, queue or object store to which nobody opens a connection: one finding a node. Start order is no use. Where no edge is drawn at all, or all edges were read from files, it is an information: whoever uses it may not have been seen.
//!
//! ## Why it matters
//! It costs money, wants updates and backups, and holds data that nobody remembers. Or an edge is missing, and then the network forbids what is needed.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: unused
//! nodes:
//!   media-cache: { kind: cache, engine: memcached }
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: postgres, storage: 10Gi }
//! edges:
//!   orders--media-cache: { kind: boot }
//!   orders--orders-db: { kind: data, access: read-write }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: unused
//! nodes:
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: postgres, storage: 10Gi }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write }
//! ```
//!
//! ## How to fix
//! Draw the edge of whoever uses it. One fix deletes it; it is not offered for what some environment uses, for what opens connections itself, for what another node names (`of`, `triggers`, the same `server` or deployed name), or for a store that is there already. The other draws the edge where only one can be meant: the one program that waits for it at the start, else the only program of its domain, or of its own owner where it is in no domain. To a queue none is drawn, for nobody has said who sends.
//!
//! ## When not to
//! A replica stands by and is not counted, nor is the primary of a replica that somebody reads. Whoever connects uses it, an exporter or an admin tool too. What is kept on purpose is tagged `kept`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! The disconnected element of Structurizr's inspections.

use crate::collections::BTreeSet;

use serde_json::Value;

use super::mend::{Mend, can_be_told};
use super::reach::{EDGES, Part, Reach, TAGS};
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{Document, EdgeKind, Id, Node, NodeKind, Provision, Role};
use crate::finding::{Confidence, Fix, Severity, Subject};
use crate::graph::{Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "unused-datastore",
    title: "Stored data that nobody uses",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "cache-as-primary-store",
        "central-bus-misuse",
        "dangling-edge",
        "dual-write",
        "host-port-collision",
        "missing-description",
        "nano-service",
        "orphan-node",
        "too-many-standards",
        "unencrypted-edge",
        "unreachable-service",
        "waiver-unknown",
    ],
    source: source!("unused_datastore.rs"),
    reach: Reach::Parts(&[EDGES, TAGS, &[Part::Field("role"), Part::Field("of"), Part::Field("triggers")]]),
    check: Check::Each(check),
};

/// The tag of what is kept though nobody uses it.
const KEPT: &str = "kept";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let opens = |link: &Link<'_>| link.edge.kind.opens_connection() && link.edge.from != link.edge.to;
    let connected = |id: &Id| context.graph.incoming(id.as_str()).iter().any(opens);
    let silent: Vec<_> = context
        .graph
        .nodes()
        .filter(|(id, node)| {
            node.kind.is_data() && node.role != Some(Role::Replica) && !node.has_tag(KEPT) && !connected(id)
        })
        .collect();
    if silent.is_empty() {
        return Ok(());
    }
    let starting = starting(context.document);
    let followed: BTreeSet<&Id> = context
        .graph
        .nodes()
        .filter(|(id, node)| node.of.is_some() && connected(id))
        .filter_map(|(_, node)| node.of.as_ref())
        .collect();
    let imported = context.document.edges.values().all(|edge| edge.evidence.is_some());
    for (id, node) in silent.into_iter().filter(|(id, _)| !starting.contains(id) && !followed.contains(id)) {
        let label = context.label(id);
        let message = format!(
            "Nobody opens a connection to {label}. Either an edge is missing, and then the network forbids it, or {label} costs money for nothing."
        );
        let (severity, confidence) =
            if imported { (Severity::Info, Confidence::Low) } else { (Severity::Warning, Confidence::High) };
        let there_already = node.existing.is_some() || node.provision == Some(Provision::Existing);
        findings.at(severity, Subject::Node(id.clone()), message).confidence(confidence).fix(|| {
            let delete = || {
                let mut mend = Mend::new(context.declared);
                mend.delete_node(id);
                mend.done(format!("Delete {label}"))
            };
            let delete = (!there_already && is_free(context.declared, id)).then(delete);
            let connect = connect(context, id, node).and_then(|fix| context.trial(RULES).mends(RULE.id, id, fix));
            delete.into_iter().chain(connect)
        });
    }
    Ok(())
}

/// The edge of the only one whom it can be meant for: who waits for it at the start, else the only program of its domain or, without one, of its owner.
fn connect<'a>(context: &Context<'a>, id: &'a Id, node: &Node) -> Option<Fix> {
    // Whether somebody would send to a queue or read from it, nobody has said.
    if node.kind == NodeKind::Queue || is_used(context.declared, id) {
        return None;
    }
    let user = user(context, id, node)?;
    if !can_be_told(context, user, id) {
        return None;
    }
    let mut mend = Mend::new(context.declared);
    mend.edge(user, id, EdgeKind::Data, Value::Null);
    Some(mend.done(format!("Let {} use {}", context.label(user), context.label(id))))
}

fn user<'a>(context: &Context<'a>, id: &Id, node: &Node) -> Option<&'a Id> {
    let waiting = context.graph.incoming_of(id.as_str(), EdgeKind::Boot).filter(|link| is_program(link.from));
    let waiting: BTreeSet<&Id> = waiting.map(|link| &link.edge.from).collect();
    if !waiting.is_empty() {
        return waiting.first().copied().filter(|_| waiting.len() == 1);
    }
    let document = context.document;
    let own = node.owner.is_some() || node.member.team.is_some();
    let beside = |other: &Node| match &node.member.domain {
        Some(domain) => other.member.domain.as_ref() == Some(domain),
        None => own && document.owner_of(other) == document.owner_of(node),
    };
    let mut programs = context.graph.nodes().filter(|(_, other)| is_program(other) && beside(other));
    programs.next().filter(|_| programs.next().is_none()).map(|(program, _)| program)
}

fn is_program(node: &Node) -> bool {
    node.kind.is_workload() && !Graph::is_client(node)
}

/// The queues and object stores that start functions.
fn starting(document: &Document) -> BTreeSet<&Id> {
    let triggers = document.nodes.values().flat_map(|node| node.triggers.values());
    triggers.flat_map(|trigger| [&trigger.queue, &trigger.bucket]).flatten().collect()
}

/// Whether it opens a connection or somebody opens one to it, in any environment.
fn is_used(declared: &Document, id: &Id) -> bool {
    declared.edges.values().any(|edge| (edge.to == *id || edge.from == *id) && edge.kind.opens_connection())
}

/// Whether nothing else is taken away with a store: no use in any environment, no name that others rely on.
fn is_free(declared: &Document, id: &Id) -> bool {
    let Some(node) = declared.nodes.get(id) else { return false };
    let name = node.name.as_ref().unwrap_or(id);
    let shared = declared.nodes.iter().any(|(other, held)| {
        other != id
            && (held.name.as_ref().unwrap_or(other) == name
                || held.of.as_ref() == Some(id)
                || held.server.as_ref() == Some(id)
                || (held.server.is_some() && held.server == node.server))
    });
    !is_used(declared, id) && !shared && !starting(declared).contains(id)
}
