//! # Reading another service's database
//!
//! ## What it finds
//! One service writes a database and schema, others read it: one finding for each database and schema. Replicas and declared read views (tag `read-view` on the database or the edge) are there for that and not counted.
//!
//! ## Why it matters
//! The readers depend on tables that were never meant as an interface: a renamed column breaks them, and their long queries slow the writer down.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: readers
//! nodes:
//!   db: { kind: database, engine: postgres }
//!   orders: { kind: service }
//!   reports: { kind: service }
//! edges:
//!   orders--db: { kind: data, access: read-write }
//!   reports--db: { kind: data, access: read }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: readers
//! nodes:
//!   db: { kind: database, engine: postgres }
//!   db-replica: { kind: database, engine: postgres, role: replica, of: db }
//!   orders: { kind: service }
//!   reports: { kind: service }
//! edges:
//!   orders--db: { kind: data, access: read-write }
//!   reports--db-replica: { kind: data, access: read }
//! ```
//!
//! ## How to fix
//! Let them read a replica, as the fix does, or a view that the writer promises to keep; or ask the writer.
//!
//! ## When not to
//! Where one declared owner answers for all of them it is an information.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Shared persistency in Taibi and Lenarduzzi (2018) and Neri et al. (2020).

use crate::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::harmless::harmless;
use super::mend::{Mend, NOT_COPIED, data_node_like};
use super::reach::{CLIENTS, PLACES, PROGRAMS, Reach, TIMED};
use super::speech::listing;
use super::store::{Shared, Stores, Use, discriminator, one_owner};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Id, Role};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "shared-database-read",
    title: "Reading another service's database",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "flat-network",
        "missing-description",
        "missing-healthcheck",
        "missing-persistence",
        "missing-resource-limits",
        "nano-service",
        "orphan-node",
        "shared-credentials",
        "shared-database-server",
        "single-point-of-failure",
        "unencrypted-edge",
        "unused-datastore",
    ],
    source: source!("shared_database_read.rs"),
    reach: Reach::Parts(&[CLIENTS, PROGRAMS, PLACES, TIMED]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (_, uses) in context.stores().in_common() {
        for (key, shared) in Stores::groups(uses) {
            if !shared.read_by_others() {
                continue;
            }
            let (writes, reads): (Vec<_>, Vec<_>) = (flat(&shared.writers), flat(&shared.readers));
            let all: Vec<&Use<'_>> = writes.iter().chain(&reads).copied().collect();
            let stores: BTreeSet<&Id> = all.iter().map(|held| held.store()).collect();
            let writers: BTreeSet<&Id> = writes.iter().map(|held| held.consumer()).collect();
            let readers: BTreeSet<&Id> = reads.iter().map(|held| held.consumer()).collect();
            let Some(primary) = stores.first() else { continue };
            let says = |ids: &BTreeSet<&Id>| listing(&ids.iter().map(|id| context.label(id)).collect::<Vec<_>>());
            let message = format!(
                "{} of {} in {}, to which {}. A change of its tables breaks the readers, and their queries slow the writer down.",
                if readers.len() == 1 {
                    format!("{} reads the data", says(&readers))
                } else {
                    format!("{} read the data", says(&readers))
                },
                says(&writers),
                context.label(primary),
                if writers.len() == 1 { "it writes" } else { "they write" },
            );
            let draft = findings.at(severity(&shared), Subject::Node((*primary).clone()), message);
            draft
                .also(stores.iter().chain(&writers).chain(&readers).map(|id| Subject::Node((*id).clone())))
                .also(all.iter().map(|held| Subject::Edge(held.link.id.clone())))
                .fix(|| harmless(context, &RULE, read_a_replica(context, &reads)));
            if let Some(part) = discriminator(key) {
                draft.discriminator(part);
            }
        }
    }
    Ok(())
}

/// How bad it is that others read: a warning, unless one declared owner answers for all.
pub(super) fn severity(shared: &Shared<'_, '_>) -> Severity {
    if one_owner(shared.writers.values().chain(shared.readers.values()).flatten()) {
        Severity::Info
    } else {
        Severity::Warning
    }
}

fn flat<'g, 'd, S>(groups: &BTreeMap<S, Vec<&'g Use<'d>>>) -> Vec<&'g Use<'d>> {
    groups.values().flatten().copied().collect()
}

fn read_a_replica<'a>(context: &Context<'a>, reads: &[&Use<'a>]) -> Option<Fix> {
    let mut mend = Mend::new(context.declared);
    let mut replicas: BTreeMap<&Id, Id> = BTreeMap::new();
    for held in reads {
        let store = held.store();
        if !replicas.contains_key(store) {
            let label: String = context.label(store).chars().take(100).collect();
            let declared = context.declared.nodes.get(store)?;
            let mut value = data_node_like(context.declared, declared, Some(declared), &format!("{label} replica"));
            value["role"] = json!(Role::Replica);
            value["of"] = json!(store);
            let id = mend.node(&format!("{store}-replica"), &value, &[store, held.consumer()]);
            mend.copy_overrides(store, &id, &[&NOT_COPIED[..], &["role", "of", "backup"]].concat());
            replicas.insert(store, id);
        }
        if let Some(replica) = replicas.get(store) {
            mend.reconnect(held.link.id, "to", replica);
        }
    }
    Some(mend.done("Let those who only read use a replica"))
}
