//! # Several databases on one server
//!
//! ## What it finds
//! Services that use different databases or schemas of one server: one finding a server.
//!
//! ## Why it matters
//! Their data are apart, which is what counts. But a restart, an upgrade or a full disk hits all of them, and one service's load slows the others.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: server
//! nodes:
//!   billing: { kind: service }
//!   db: { kind: database, engine: postgres }
//!   orders: { kind: service }
//! edges:
//!   billing--db: { kind: data, access: read-write, database: billing }
//!   orders--db: { kind: data, access: read-write, database: orders }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: server
//! nodes:
//!   billing: { kind: service }
//!   billing-db: { kind: database, engine: postgres }
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: postgres }
//! edges:
//!   billing--billing-db: { kind: data, access: read-write }
//!   orders--orders-db: { kind: data, access: read-write }
//! ```
//!
//! ## How to fix
//! Nothing has to be fixed. Split the server where one of them grows: the fix gives each database but the first a server of its own. Data that are there already have to be moved.
//!
//! ## When not to
//! Saving servers is usually the point.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use crate::collections::{BTreeMap, BTreeSet};

use super::mend::{Mend, NOT_COPIED, data_node_like};
use super::reach::{CLIENTS, PLACES, PROGRAMS, Reach, TIMED};
use super::speech::listing;
use super::store::Use;
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{Edge, EdgeId, EdgeKind, Id};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "shared-database-server",
    title: "Several databases on one server",
    severity: Severity::Info,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "flat-network",
        "missing-description",
        "missing-healthcheck",
        "missing-persistence",
        "missing-resource-limits",
        "no-image",
        "single-point-of-failure",
        "unencrypted-edge",
        "unpinned-image",
    ],
    source: source!("shared_database_server.rs"),
    reach: Reach::Parts(&[CLIENTS, PROGRAMS, PLACES, TIMED]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (server, uses) in context.stores().in_common() {
        let mut keys: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for held in uses {
            if let Some(key) = held.key() {
                keys.entry(key).or_default().insert(held.service);
            }
        }
        let services: BTreeSet<_> = keys.values().flatten().collect();
        if keys.len() < 2 || services.len() < 2 {
            continue;
        }
        let stores: BTreeSet<&Id> = uses.iter().map(|held| held.store()).collect();
        let consumers: BTreeSet<&Id> = uses.iter().map(|held| held.consumer()).collect();
        let Some(primary) = stores.first() else { continue };
        let name = if stores.len() == 1 { context.label(primary) } else { server };
        let who: Vec<&str> = consumers.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "{} use {} databases or schemas of one server, {name}. Their data are apart, but a restart or a full disk hits all of them.",
            listing(&who),
            keys.len()
        );
        let draft = findings.at(Severity::Info, Subject::Node((*primary).clone()), message);
        draft
            .also(stores.iter().map(|id| Subject::Node((*id).clone())))
            .also(uses.iter().map(|held| Subject::Edge(held.link.id.clone())))
            .fix(|| split(context, &stores, uses, primary));
    }
    Ok(())
}

/// Every database but the first on a server of its own.
fn split(context: &Context<'_>, stores: &BTreeSet<&Id>, uses: &[Use<'_>], primary: &Id) -> Option<Fix> {
    let mut mend = Mend::new(context.declared);
    if stores.len() > 1 {
        for store in stores.iter().skip(1) {
            context.declared.nodes.get(*store)?.server.as_ref()?;
            mend.unset(["nodes", store.as_str(), "server"]);
        }
    } else {
        part(context, &mut mend, primary, uses)?;
    }
    context.trial(RULES).mends(RULE.id, primary, mend.done("Give each a server of its own"))
}

/// A database of a server, and the schema in it that is meant.
type Part<'a> = (&'a str, Option<&'a str>);

/// The databases of one node as nodes. `None` where it is not said of every edge which of them it means.
fn part(context: &Context<'_>, mend: &mut Mend<'_>, store: &Id, uses: &[Use<'_>]) -> Option<()> {
    let declared = context.declared.nodes.get(store).filter(|node| node.existing.is_none())?;
    let mut parts = BTreeMap::<Part<'_>, Vec<(&EdgeId, &Edge)>>::new();
    for (id, edge) in context.declared.edges.iter().filter(|(_, edge)| edge.to == *store || edge.from == *store) {
        let database = edge.database.as_ref().or(declared.database.as_ref());
        if edge.kind != EdgeKind::Data || edge.from == *store {
            return None;
        }
        let schema = edge.schema.as_ref().or(declared.schema.as_ref()).map(|schema| schema.as_str());
        parts.entry((database?.as_str(), schema)).or_default().push((id, edge));
    }
    for edges in parts.values().skip(1) {
        // A migration alone is no reason for a server.
        let user = edges.iter().find(|(id, _)| uses.iter().any(|held| held.link.id == *id)).or(edges.first())?;
        let consumer = &user.1.from;
        let label: String = context.label(consumer).chars().take(100).collect();
        let owner = context.declared.nodes.get(consumer);
        let value = data_node_like(context.declared, declared, owner, &format!("{label} database"));
        let new = mend.node(&format!("{consumer}-db"), &value, &[consumer, store]);
        mend.copy_overrides(store, &new, &NOT_COPIED);
        edges.iter().for_each(|(id, _)| mend.reconnect(id, "to", &new));
    }
    (parts.len() > 1).then_some(())
}
