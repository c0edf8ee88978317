//! # Data that a restart loses
//!
//! ## What it finds
//! A database or queue of ours without a volume (`persistence: false`): one finding a node. Where nobody said whether it keeps its data, one information asks for it; `storage`, `volumes`, `backup` and `persistence: true` say that it does.
//!
//! ## Why it matters
//! Containers are replaced with every release and every failure of a machine. Data without a volume go with them.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: volatile
//! nodes:
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: postgres, persistence: false }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: volatile
//! nodes:
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: postgres, storage: 10Gi }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write }
//! ```
//!
//! ## How to fix
//! Let it keep its data on a volume.
//!
//! ## When not to
//! What a cloud runs (`provision: managed`, or an engine that only a cloud has and that no `image` stands in for) and what is there already keep their data. Replicas get theirs from the primary. An environment that is not production may go without a volume where the base has one, as tests do. What may be lost is tagged `ephemeral-ok`. A forgetful cache that is somebody's only store is found by `cache-as-primary-store`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use serde_json::json;

use super::cache_as_primary_store::{EPHEMERAL_OK, is_primary_store, keeps};
use super::engines::engine_of;
use super::everywhere::set_on_node;
use super::mend::Mend;
use super::reach::{CLIENTS, KEPT, Part, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Id, Node, NodeKind, Provision, Role};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "missing-persistence",
    title: "Data that a restart loses",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[],
    source: source!("missing_persistence.rs"),
    reach: Reach::Parts(&[CLIENTS, KEPT, &[Part::Field("existing"), Part::Field("image"), Part::Settings]]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut unclear: Vec<&Id> = Vec::new();
    for (id, node) in context.graph.nodes() {
        if !matches!(node.kind, NodeKind::Database | NodeKind::Queue) || is_excused(context, node) {
            continue;
        }
        match keeps(node) {
            Some(true) => {}
            None => unclear.push(id),
            Some(false) if only_here(context, id, node) || is_primary_store(context, id, node) => {}
            Some(false) => {
                let label = context.label(id);
                let message = format!(
                    "{label} has no volume. Every release and every failure of a machine replaces its container, and its data with it."
                );
                findings.at(Severity::Warning, Subject::Node(id.clone()), message).fix(|| [keep_data(context, id)]);
            }
        }
    }
    if !unclear.is_empty() {
        let labels: Vec<&str> = unclear.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "It is not said whether {} {} data over a restart. Set storage or persistence there.",
            listing(&labels),
            if labels.len() == 1 { "keeps its" } else { "keep their" }
        );
        findings.declare(context, "persistence", unclear.iter().map(|id| Subject::Node((*id).clone())), message);
    }
    Ok(())
}

fn is_excused(context: &Context<'_>, node: &Node) -> bool {
    let provision = node.provision.or(context.document.settings.provision);
    node.existing.is_some()
        || matches!(provision, Some(Provision::Managed | Provision::Existing))
        || node.role == Some(Role::Replica)
        || node.has_tag(EPHEMERAL_OK)
        || (engine_of(node).is_some_and(|engine| engine.hosted) && !runs_here(node))
}

/// Whether a container of ours stands in for what only a cloud has.
fn runs_here(node: &Node) -> bool {
    node.image.is_some() || node.provision == Some(Provision::Container)
}

/// Whether only this environment, and not production, goes without a volume.
fn only_here(context: &Context<'_>, id: &Id, node: &Node) -> bool {
    let declared = context.declared.nodes.get(id).and_then(|node| node.persistence);
    let by_default = || context.declared.defaults.get(&node.kind)?.get("persistence")?.as_bool();
    declared.or_else(by_default) != Some(false) && context.document.settings.production != Some(true)
}

fn keep_data(context: &Context<'_>, id: &Id) -> Fix {
    let mut mend = Mend::new(context.declared);
    set_on_node(&mut mend, context.declared, id, "persistence", json!(true));
    mend.done(format!("Let {} keep its data on a volume", context.label(id)))
}
