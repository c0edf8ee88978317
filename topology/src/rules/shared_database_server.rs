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
//! Nothing has to be fixed. Split the server where one of them grows.
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

use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::Id;
use crate::finding::{Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "shared-database-server",
    title: "Several databases on one server",
    severity: Severity::Info,
    fix: false,
    group: Group::Core,
    may_introduce: &[],
    source: source!("shared_database_server.rs"),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (server, uses) in &context.stores().servers {
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
        let name = if stores.len() == 1 { context.label(primary) } else { *server };
        let who: Vec<&str> = consumers.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "{} use {} databases or schemas of one server, {name}. Their data are apart, but a restart or a full disk hits all of them.",
            listing(&who),
            keys.len()
        );
        let draft = findings.at(Severity::Info, Subject::Node((*primary).clone()), message);
        draft
            .also(stores.iter().map(|id| Subject::Node((*id).clone())))
            .also(uses.iter().map(|held| Subject::Edge(held.link.id.clone())));
    }
    Ok(())
}
