//! # Two services write one database
//!
//! ## What it finds
//! Services that write to the same database and schema of one server: one finding for each. What counts is server, database and schema; another database on the same server is not shared. Copies of one image or build count as one service, unless different owners run them, or several that take calls are run from it, each by a command of its own.
//!
//! ## Why it matters
//! Nobody can change a table without asking the other, and neither can promise what the data look like. It is the tightest coupling that there is, and it does not show in any interface.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: shared
//! nodes:
//!   billing: { kind: service }
//!   db: { kind: database, engine: postgres }
//!   orders: { kind: service }
//! edges:
//!   billing--db: { kind: data, access: read-write }
//!   orders--db: { kind: data, access: read-write }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: shared
//! nodes:
//!   billing: { kind: service }
//!   billing-db: { kind: database, engine: postgres }
//!   db: { kind: database, engine: postgres }
//!   orders: { kind: service }
//! edges:
//!   billing--billing-db: { kind: data, access: read-write }
//!   orders--db: { kind: data, access: read-write }
//! ```
//!
//! ## How to fix
//! Give each service a database of its own (the data have to be moved once), or let the second one ask the first. Where both are one team's, say so: with one declared owner it is an information.
//!
//! ## When not to
//! Migration and backup jobs, change data capture, admin interfaces and exporters work on a database without being its clients: a job without a schedule counts as one, other nodes or edges say so by the tags `migration`, `backup`, `cdc`, `outbox`, `admin` or `exporter`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Shared persistency in Taibi and Lenarduzzi (2018) and Neri et al. (2020).

use crate::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::harmless::harmless;
use super::mend::{Mend, NOT_COPIED, can_be_told, data_node_like};
use super::reach::{CLIENTS, PLACES, PROGRAMS, Reach, TIMED};
use super::speech::listing;
use super::store::{Shared, Stores, Use, discriminator, one_owner};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, Id, NodeKind};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "shared-database-write",
    title: "Two services write one database",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "async-cycle",
        "cache-as-primary-store",
        "chatty-pair",
        "cross-owner-database-access",
        "deep-sync-chain",
        "dual-write",
        "flat-network",
        "high-fan-out",
        "hub-service",
        "missing-description",
        "missing-healthcheck",
        "missing-persistence",
        "missing-resource-limits",
        "nano-service",
        "no-tracing",
        "orphan-node",
        "retry-amplification",
        "shared-credentials",
        "shared-database-read",
        "shared-database-server",
        "shared-database-unknown",
        "single-point-of-failure",
        "unencrypted-edge",
        "unreachable-service",
        "unused-datastore",
        "wobbly-interaction",
    ],
    source: source!("shared_database_write.rs"),
    reach: Reach::Parts(&[CLIENTS, PROGRAMS, PLACES, TIMED]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (_, uses) in context.stores().in_common() {
        for (key, shared) in Stores::groups(uses) {
            if !shared.written_by_several() {
                continue;
            }
            let writes: Vec<&Use<'_>> = shared.writers.values().flatten().copied().collect();
            let stores: BTreeSet<&Id> = writes.iter().map(|held| held.store()).collect();
            let consumers: BTreeSet<&Id> = writes.iter().map(|held| held.consumer()).collect();
            let Some(primary) = stores.first() else { continue };
            let who: Vec<&str> = consumers.iter().map(|id| context.label(id)).collect();
            let what = context.label(primary);
            let severity = severity(&shared);
            let message = match severity {
                Severity::Info => format!(
                    "{} write to {what}. They have one owner, so one team can change its tables; they still have to be changed together.",
                    listing(&who)
                ),
                _ if writes.iter().any(|held| held.owner.is_none()) => format!(
                    "{} write to {what}. None of them can change a table without the others; declare one owner for them if one team answers for all.",
                    listing(&who)
                ),
                _ => format!(
                    "{} write to {what}, and different people own them. None of them can change a table without the others.",
                    listing(&who)
                ),
            };
            let draft = findings.at(severity, Subject::Node((*primary).clone()), message);
            draft
                .also(stores.iter().chain(&consumers).map(|id| Subject::Node((*id).clone())))
                .also(writes.iter().map(|held| Subject::Edge(held.link.id.clone())))
                .fix(|| {
                    let fixes = if severity == Severity::Info { Vec::new() } else { fixes(context, &shared, primary) };
                    harmless(context, &RULE, fixes)
                });
            if let Some(part) = discriminator(key) {
                draft.discriminator(part);
            }
        }
    }
    Ok(())
}

/// How bad it is that several write: an error, unless one declared owner answers for all.
pub(super) fn severity(shared: &Shared<'_, '_>) -> Severity {
    if one_owner(shared.writers.values().flatten()) { Severity::Info } else { Severity::Error }
}

fn fixes<'a>(context: &Context<'a>, shared: &Shared<'_, 'a>, primary: &'a Id) -> Vec<Fix> {
    let keeper = keeper(context, shared);
    let mut fixes = vec![a_database_each(context, shared, keeper)];
    fixes.extend(one_owner_for_all(context, shared));
    fixes.extend(keeper.and_then(|keeper| ask_the_owner(context, shared, keeper, primary)));
    fixes
}

type Clash<'g, 'a> = (&'g Use<'a>, &'g [&'g Use<'a>]);

/// The service that keeps the database: one whom its owner does not forbid to. None where all of them are foreign.
fn keeper<'g, 'a>(context: &Context<'a>, shared: &'g Shared<'_, 'a>) -> Option<Clash<'g, 'a>> {
    let fits = |held: &Use<'a>| {
        let theirs = context.document.owner_of(held.link.to);
        theirs.is_none() || held.owner.is_none() || theirs == held.owner
    };
    let all = || shared.writers.values().filter_map(|uses| Some((*uses.first()?, uses.as_slice())));
    let same = |held: &Use<'a>| held.owner.is_some() && context.document.owner_of(held.link.to) == held.owner;
    all()
        .find(|(_, uses)| uses.iter().all(|held| same(held)))
        .or_else(|| all().find(|(_, uses)| uses.iter().all(|held| fits(held))))
}

/// Every other service gets a database like this one.
fn a_database_each<'a>(context: &Context<'a>, shared: &Shared<'_, 'a>, keeper: Option<Clash<'_, 'a>>) -> Fix {
    let mut mend = Mend::new(context.declared);
    let mut moved = Vec::new();
    for (service, uses) in &shared.writers {
        let Some(first) = uses.first() else { continue };
        if keeper.is_some_and(|(kept, _)| kept.service == *service) {
            continue;
        }
        let (consumer, store) = (first.consumer(), first.store());
        let Some(declared) = context.declared.nodes.get(store) else { continue };
        let label: String = context.label(consumer).chars().take(100).collect();
        let value = data_node_like(
            context.declared,
            declared,
            context.declared.nodes.get(consumer),
            &format!("{label} database"),
        );
        let new = mend.node(&format!("{consumer}-db"), &value, &[consumer, store]);
        mend.copy_overrides(store, &new, &NOT_COPIED);
        for held in all_uses(context, service, uses) {
            mend.reconnect(held.link.id, "to", &new);
        }
        moved.push(label);
    }
    mend.done(format!("Give {} a database of {} own", listing(&moved), if moved.len() == 1 { "its" } else { "their" }))
}

/// Everything that a service does with the stores it writes to: what reads there goes where it writes.
fn all_uses<'g, 'a>(
    context: &'g Context<'a>,
    service: &super::store::Service<'a>,
    uses: &[&Use<'a>],
) -> impl Iterator<Item = &'g Use<'a>> {
    let keys: BTreeMap<_, _> = uses.iter().map(|held| ((held.store(), held.key()), ())).collect();
    let service = *service;
    let server = uses.first().map(|held| held.link.to.server.as_ref().unwrap_or(held.store()).as_str());
    let held = server.and_then(|server| context.stores().servers.get(server)).into_iter().flatten();
    held.filter(move |held| held.service == service && keys.contains_key(&(held.store(), held.key())))
}

/// All writers get one owner, where one has been declared for some of them or none at all.
fn one_owner_for_all(context: &Context<'_>, shared: &Shared<'_, '_>) -> Option<Fix> {
    let uses: Vec<&Use<'_>> = shared.writers.values().flatten().copied().collect();
    let owners: BTreeSet<&str> = uses.iter().filter_map(|held| held.owner).collect();
    let stores: BTreeSet<Option<&str>> = uses.iter().map(|held| context.document.owner_of(held.link.to)).collect();
    let owner = match owners.iter().collect::<Vec<_>>().as_slice() {
        [] => match stores.iter().flatten().collect::<Vec<_>>().as_slice() {
            [] => format!("team-{}", context.document.name),
            [one] => (**one).to_owned(),
            _ => return None,
        },
        [one] if stores.iter().flatten().all(|held| **held == ***one) => (**one).to_owned(),
        // Who gives a service to whom is not ours to say.
        _ => return None,
    };
    let mut mend = Mend::new(context.declared);
    for id in uses.iter().filter(|held| held.owner.is_none()).map(|held| held.consumer()).collect::<BTreeSet<_>>() {
        // Whom it reaches already and may not reach as somebody's would be a new error.
        let foreign = context.graph.outgoing(id.as_str()).iter().any(|link| {
            link.to.kind == NodeKind::Database && context.document.owner_of(link.to).is_some_and(|held| held != owner)
        });
        if foreign {
            return None;
        }
        mend.set(["nodes", id.as_str(), "owner"], Value::String(owner.clone()));
    }
    Some(mend.done(format!("Declare {owner} the owner of all that write")))
}

/// The others ask the keeper instead of opening its database.
fn ask_the_owner<'a>(
    context: &Context<'a>,
    shared: &Shared<'_, 'a>,
    (keeper, _): Clash<'_, 'a>,
    primary: &'a Id,
) -> Option<Fix> {
    if keeper.link.from.kind != NodeKind::Service {
        return None;
    }
    let owner = keeper.consumer();
    let mut mend = Mend::new(context.declared);
    let mut callers = Vec::new();
    for (service, uses) in shared.writers.iter().filter(|(service, _)| **service != keeper.service) {
        let mut consumers = BTreeSet::new();
        for held in all_uses(context, service, uses) {
            mend.delete_edge(held.link.id);
            consumers.insert(held.consumer());
        }
        for consumer in consumers {
            if context.calls().would_close(consumer, owner) {
                return None;
            }
            let outgoing = context.graph.outgoing(consumer.as_str());
            if !outgoing.iter().any(|link| link.edge.kind == EdgeKind::Call && link.edge.to == *owner) {
                if !can_be_told(context, consumer, owner) {
                    return None;
                }
                mend.edge(consumer, owner, EdgeKind::Call, json!({}));
            }
            callers.push(context.label(consumer));
        }
    }
    // Two new calls may close a circle that neither closes alone, but only over the keeper, which would then have to call one of them.
    let title =
        format!("Let {} ask {} instead of opening {}", listing(&callers), context.label(owner), context.label(primary));
    Some(mend.done(title))
}
