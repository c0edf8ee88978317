//! # A cache as the only store
//!
//! ## What it finds
//! A service, worker or function that writes to a cache and has no other store, while the cache forgets with a restart: one finding for each cache. A cache is a node of kind `cache`, or a database whose engine holds its data in memory (Redis, Valkey, Memcached …). It forgets where `persistence` is `false`; where nobody said whether it does, one information asks for it.
//!
//! ## Why it matters
//! A cache may be emptied at any time, and everybody who runs it counts on that. What is nowhere else is lost then: baskets, sessions, counters.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: carts
//! nodes:
//!   cart: { kind: service }
//!   carts: { kind: cache, engine: valkey, persistence: false }
//! edges:
//!   cart--carts: { kind: data, access: read-write }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: carts
//! nodes:
//!   cart: { kind: service }
//!   carts: { kind: cache, engine: valkey, persistence: true }
//! edges:
//!   cart--carts: { kind: data, access: read-write }
//! ```
//!
//! ## How to fix
//! Let the cache keep its data on a volume, or give the service a database and let the cache repeat what is in there.
//!
//! ## When not to
//! What may be lost at any time, such as sessions, is tagged `ephemeral-ok` on the cache, the service or the edge. Gateways and frontends are not counted.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use crate::collections::BTreeSet;

use serde_json::json;

use super::engines::engine_of;
use super::everywhere::{set_on_node, title_of};
use super::harmless::harmless;
use super::mend::{Mend, drawn_membership};
use super::reach::{CLIENTS, KEPT, Reach};
use super::speech::listing;
use super::store::is_aside;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Access, EdgeKind, Fact, Id, Node, NodeKind, Provision, Role};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Link;

pub(super) static RULE: Rule = Rule {
    id: "cache-as-primary-store",
    title: "A cache as the only store",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "cache-as-primary-store",
        "dual-write",
        "flat-network",
        "missing-description",
        "missing-healthcheck",
        "missing-persistence",
        "missing-resource-limits",
        "nano-service",
        "orphan-node",
        "single-point-of-failure",
        "too-many-standards",
        "unencrypted-edge",
        "unused-datastore",
    ],
    source: source!("cache_as_primary_store.rs"),
    reach: Reach::Parts(&[CLIENTS, KEPT]),
    check: Check::Each(check),
};

/// The tag of what may be lost at any time.
pub(super) const EPHEMERAL_OK: &str = "ephemeral-ok";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut unclear: BTreeSet<&Id> = BTreeSet::new();
    for (id, node) in context.graph.nodes().filter(|(_, node)| is_cache(node)) {
        let keeps = keeps(node);
        if keeps == Some(true) {
            continue;
        }
        let users = only_store_of(context, id);
        let (sure, unsure): (Vec<_>, Vec<_>) = users.into_iter().partition(|link| link.edge.access.is_some());
        if sure.is_empty() || keeps.is_none() {
            if !sure.is_empty() || !unsure.is_empty() {
                unclear.insert(id);
            }
            continue;
        }
        let who: BTreeSet<&Id> = sure.iter().map(|link| &link.edge.from).collect();
        let labels: Vec<&str> = who.iter().map(|id| context.label(id)).collect();
        let label = context.label(id);
        let message = format!(
            "{} nothing but {label} to keep {} data in, and {label} forgets everything with a restart.",
            if labels.len() == 1 { format!("{} has", labels[0]) } else { format!("{} have", listing(&labels)) },
            if labels.len() == 1 { "its" } else { "their" }
        );
        findings
            .at(Severity::Warning, Subject::Node(id.clone()), message)
            .also(who.iter().map(|id| Subject::Node((*id).clone())))
            .also(sure.iter().map(|link| Subject::Edge(link.id.clone())))
            .fix(|| harmless(context, &RULE, [keep_data(context, id), a_database_each(context, id, &who)]));
    }
    if !unclear.is_empty() {
        let labels: Vec<&str> = unclear.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "Some services have no other store than {}. Set persistence there and access on the edges, so that it can be judged whether a restart loses data.",
            listing(&labels)
        );
        findings.declare(context, "persistence", unclear.iter().map(|id| Subject::Node((*id).clone())), message);
    }
    Ok(())
}

/// Whether a node holds its data in memory first.
fn is_cache(node: &Node) -> bool {
    match node.kind {
        NodeKind::Cache => true,
        NodeKind::Database => engine_of(node).is_some_and(|engine| engine.memory),
        _ => false,
    }
}

/// Whether a store keeps its data over a restart; `None` where that is not said.
pub(super) fn keeps(node: &Node) -> Option<bool> {
    let said = node.storage.is_some() || !node.volumes.is_empty() || matches!(node.backup, Fact::Known(_));
    node.persistence.or(said.then_some(true)).or((node.provision == Some(Provision::Existing)).then_some(true))
}

/// Whether a forgetful store is somebody's only one, so that this rule speaks of it.
pub(super) fn is_primary_store(context: &Context<'_>, id: &Id, node: &Node) -> bool {
    is_cache(node) && only_store_of(context, id).iter().any(|link| link.edge.access.is_some())
}

/// The edges of those who write to a cache, or may, and have nowhere else to keep data.
fn only_store_of<'a>(context: &Context<'a>, id: &Id) -> Vec<Link<'a>> {
    let mut links: Vec<Link<'a>> = Vec::new();
    for link in context.graph.incoming_of(id.as_str(), EdgeKind::Data) {
        let stateful = matches!(link.from.kind, NodeKind::Service | NodeKind::Worker | NodeKind::Function);
        let writes = link.edge.access.is_none_or(Access::writes);
        let excused = [link.from.has_tag(EPHEMERAL_OK), link.to.has_tag(EPHEMERAL_OK), link.edge.has_tag(EPHEMERAL_OK)];
        let repeats = link.to.role == Some(Role::Replica);
        if stateful
            && writes
            && !repeats
            && !excused.contains(&true)
            && !is_aside(&link)
            && !has_another(context, &link)
        {
            links.push(link);
        }
    }
    links
}

/// Whether a consumer has a store that keeps what it is given.
fn has_another(context: &Context<'_>, held: &Link<'_>) -> bool {
    let others = context.graph.outgoing_of(held.edge.from.as_str(), EdgeKind::Data);
    let keeps = |node: &Node| if is_cache(node) { keeps(node) == Some(true) } else { true };
    let volumes = !held.from.volumes.is_empty();
    volumes || others.filter(|link| link.edge.to != held.edge.to).any(|link| keeps(link.to))
}

fn keep_data(context: &Context<'_>, id: &Id) -> Fix {
    let mut mend = Mend::new(context.declared);
    set_on_node(&mut mend, context.declared, id, "persistence", json!(true));
    mend.done(format!("Let {} keep its data on a volume", context.label(id)))
}

fn a_database_each(context: &Context<'_>, cache: &Id, users: &BTreeSet<&Id>) -> Fix {
    let mut mend = Mend::new(context.declared);
    for user in users {
        let mut database = Node::of_kind(NodeKind::Database);
        database.title = crate::document::Text::parse(&title_of(context.label(user), "database")).ok();
        database.persistence = Some(true);
        if let Some(declared) = context.declared.nodes.get(*user) {
            database.owner.clone_from(&declared.owner);
            database.member = drawn_membership(context.declared, declared);
        }
        let value = crate::json::write(&database);
        let id = mend.node(&format!("{user}-db"), &value, &[user, cache]);
        mend.edge(user, &id, EdgeKind::Data, json!({ "access": Access::ReadWrite }));
    }
    let labels: Vec<&str> = users.iter().map(|id| context.label(id)).collect();
    mend.done(format!("Give {} a database beside the cache", listing(&labels)))
}
