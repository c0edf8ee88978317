//! # Connected to nothing
//!
//! ## What it finds
//! A node without any edge. Jobs and platforms stand alone by nature; a function that has a trigger is connected. Databases, caches, queues and object stores are left to `unused-datastore`. In a document without a single edge it is an information only.
//!
//! ## Why it matters
//! What is not drawn is not allowed: nobody reaches the node, and it reaches nobody. Either an edge is missing, or the node is left over.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: left-over
//! nodes:
//!   orders: { kind: service }
//!   reports: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   orders--stock: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: left-over
//! nodes:
//!   orders: { kind: service }
//!   reports: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   orders--stock: { kind: call }
//!   reports--orders: { kind: call }
//! ```
//!
//! ## How to fix
//! Connect it. Where there is one gateway and no more, a fix lets the gateway lead to a service, frontend or function, and a client call the gateway; whom anything else should talk to is not for a fix to guess. The other fix deletes it. Neither is offered for a gateway, for what some environment connects, or for one of two that have the same deployed name.
//!
//! ## When not to
//! Systems that were imported from files without edges: nobody could see whom the node talks to.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! The disconnected element of Structurizr's inspections.

use crate::collections::{BTreeMap, BTreeSet};
use std::cell::OnceCell;

use super::mend::{Mend, Rerouting, is_safe_behind};
use super::reach::{EDGES, Part, Reach};
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{Document, Id, Node, NodeKind};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Graph;

pub(super) static RULE: Rule = Rule {
    id: "orphan-node",
    title: "Connected to nothing",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "central-bus-misuse",
        "dangling-edge",
        "deep-sync-chain",
        "host-port-collision",
        "missing-description",
        "no-tracing",
        "protocol-mismatch",
        "retry-amplification",
        "single-point-of-failure",
        "too-many-standards",
        "unauthenticated-entry",
        "unencrypted-edge",
        "unversioned-api",
    ],
    source: source!("orphan_node.rs"),
    reach: Reach::Parts(&[EDGES, &[Part::Field("of"), Part::Field("triggers")]]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let named = named(context.document);
    let kept = OnceCell::new();
    // A sketch without any edge has not got that far, and an imported file may have shown none.
    let severity = if context.document.edges.is_empty() { Severity::Info } else { Severity::Warning };
    for (id, node) in context.graph.nodes() {
        // Stored data that nobody uses are found by a rule of their own.
        let alone_by_nature =
            matches!(node.kind, NodeKind::Job | NodeKind::Platform) || node.kind.is_data() || !node.triggers.is_empty();
        let drawn = |id: &Id| {
            let graph = context.graph;
            !graph.outgoing(id.as_str()).is_empty() || !graph.incoming(id.as_str()).is_empty()
        };
        if alone_by_nature || drawn(id) || named.contains(id) {
            continue;
        }
        let label = context.label(id);
        let message =
            format!("{label} is connected to nothing. What is not drawn is not allowed, so nobody can use {label}.");
        let draft = findings.at(severity, Subject::Node(id.clone()), message);
        draft.fix(|| {
            let kept = node.kind == NodeKind::Gateway || kept.get_or_init(|| self::kept(context)).contains(id);
            let delete = || {
                let mut mend = Mend::new(context.declared);
                mend.delete_node(id);
                mend.done(format!("Delete {label}"))
            };
            let connect = if kept { None } else { connect(context, id, node) };
            let connect = connect.and_then(|fix| context.trial(RULES).mends(RULE.id, id, fix));
            connect.into_iter().chain((!kept).then(delete))
        });
    }
    Ok(())
}

/// The way between the node and the gateway, where there is one gateway alone: whom else it should talk to, nobody has said.
fn connect<'a>(context: &Context<'a>, id: &'a Id, node: &Node) -> Option<Fix> {
    let [gateway] = *context.entries().gateways.as_slice() else { return None };
    let (label, door) = (context.label(id), context.label(gateway));
    let mut mend = Mend::new(context.declared);
    let mut routes = Rerouting::new(&mut mend, gateway);
    if Graph::is_client(node) {
        routes.enter(id, None);
        return Some(mend.done(format!("Let {label} call {door}")));
    }
    let served = matches!(node.kind, NodeKind::Service | NodeKind::Frontend | NodeKind::Function);
    if !served || !is_safe_behind(context, gateway, id) {
        return None;
    }
    routes.lead_to(id, node.kind);
    Some(mend.done(format!("Let {door} lead to {label}")))
}

/// What is connected in some other environment, or shares its deployed name with another: deleting it would take more away than it says.
fn kept<'a>(context: &Context<'a>) -> BTreeSet<&'a Id> {
    let mut kept = named(context.declared);
    kept.extend(context.declared.edges.values().flat_map(|edge| [&edge.from, &edge.to]));
    let mut names: BTreeMap<&Id, &Id> = BTreeMap::new();
    for (id, node) in &context.declared.nodes {
        if let Some(other) = names.insert(node.name.as_ref().unwrap_or(id), id) {
            kept.extend([other, id]);
        }
    }
    kept
}

/// What is connected without an edge: replicas and their primaries, and what starts functions.
fn named(document: &Document) -> BTreeSet<&Id> {
    let mut named = BTreeSet::new();
    for (id, node) in &document.nodes {
        if let Some(primary) = &node.of {
            named.extend([id, primary]);
        }
        named.extend(node.triggers.values().flat_map(|trigger| [&trigger.queue, &trigger.bucket]).flatten());
    }
    named
}
