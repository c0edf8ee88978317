//! # One cache, several owners
//!
//! ## What it finds
//! A cache that services of different owners use under the same keys: one finding for each cache and key space. What tells key spaces apart is `database` (a numbered or named part of the cache) or `schema` (a prefix of the keys) on the edge or the cache. Services about whose owner nothing is said count as different. Copies of one image or build count as one service.
//!
//! ## Why it matters
//! One service overwrites or evicts what another relies on, and when the cache is flushed or full, both stand still. Nobody can change a key or its contents alone.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: sessions
//! nodes:
//!   cache: { kind: cache, engine: valkey }
//!   cart: { kind: service, owner: team-cart }
//!   cart-db: { kind: database, engine: postgres, storage: 10Gi }
//!   user: { kind: service, owner: team-user }
//!   user-db: { kind: database, engine: postgres, storage: 10Gi }
//! edges:
//!   cart--cache: { kind: data, access: read-write }
//!   cart--cart-db: { kind: data, access: read-write }
//!   user--cache: { kind: data, access: read-write }
//!   user--user-db: { kind: data, access: read-write }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: sessions
//! nodes:
//!   cache: { kind: cache, engine: valkey }
//!   cart: { kind: service, owner: team-cart }
//!   cart-db: { kind: database, engine: postgres, storage: 10Gi }
//!   user: { kind: service, owner: team-user }
//!   user-db: { kind: database, engine: postgres, storage: 10Gi }
//! edges:
//!   cart--cache: { kind: data, access: read-write, schema: cart }
//!   cart--cart-db: { kind: data, access: read-write }
//!   user--cache: { kind: data, access: read-write, schema: user }
//!   user--user-db: { kind: data, access: read-write }
//! ```
//!
//! ## How to fix
//! Give each service a cache of its own: it is filled again by itself. Or let each put a prefix before its keys and say so on its edge; the programs have to do it.
//!
//! ## When not to
//! A gateway's sessions in the same cache are not counted. Migration, backup and admin tools are tagged `migration`, `backup`, `cdc`, `outbox`, `admin` or `exporter`; what everybody may read is tagged `read-view`. Services of one declared owner may share.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice; the shared persistency of Neri et al. (2020), for caches.

use crate::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::everywhere::{set_on_edge, title_of};
use super::harmless::harmless;
use super::mend::{Mend, NOT_COPIED, data_node_like};
use super::reach::{CLIENTS, PLACES, PROGRAMS, Reach, TIMED};
use super::speech::listing;
use super::store::{Part, Service, Stores, Use, discriminator, one_owner};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, Id, NodeKind};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "shared-cache",
    title: "One cache, several owners",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "cache-as-primary-store",
        "flat-network",
        "missing-description",
        "missing-healthcheck",
        "missing-persistence",
        "missing-resource-limits",
        "nano-service",
        "orphan-node",
        "single-point-of-failure",
        "unencrypted-edge",
        "unused-datastore",
    ],
    source: source!("shared_cache.rs"),
    reach: Reach::Parts(&[CLIENTS, PROGRAMS, PLACES, TIMED]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    // Two caches may be one server, so it is their uses together that count.
    let caches = context.graph.of_kind(NodeKind::Cache);
    if caches.map(|(id, _)| context.graph.incoming_of(id.as_str(), EdgeKind::Data).count()).sum::<usize>() < 2 {
        return Ok(());
    }
    let mut unclear: Vec<Use<'_>> = Vec::new();
    for uses in Stores::of(context.graph, NodeKind::Cache, context.origins()).servers.values() {
        if !several(uses) {
            continue;
        }
        let mut spaces: BTreeMap<_, Vec<&Use<'_>>> = BTreeMap::new();
        for held in uses {
            match held.key() {
                Some(key) => spaces.entry(key).or_default().push(held),
                None => unclear.push(*held),
            }
        }
        for (key, uses) in spaces.into_iter().filter(|(_, uses)| several(uses.iter().copied())) {
            report(context, findings, key, &uses);
        }
    }
    if !unclear.is_empty() {
        let who: BTreeSet<&Id> = unclear.iter().map(Use::consumer).collect();
        let labels: Vec<&str> = who.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "It is not said under which keys {} use a cache that others divide by database or schema. Set both on the edges, so that it can be judged.",
            listing(&labels)
        );
        let edges = unclear.iter().map(|held| Subject::Edge(held.link.id.clone()));
        findings.declare(context, "keys", edges, message);
    }
    Ok(())
}

/// Whether several services use it, and not all for one declared owner.
fn several<'g, 'd: 'g>(uses: impl IntoIterator<Item = &'g Use<'d>>) -> bool {
    let uses: Vec<&Use<'d>> = uses.into_iter().collect();
    uses.iter().any(|held| held.service != uses[0].service) && !one_owner(&uses)
}

fn report(context: &Context<'_>, findings: &mut Findings, key: (Part<'_>, Part<'_>), uses: &[&Use<'_>]) {
    let stores: BTreeSet<&Id> = uses.iter().map(|held| held.store()).collect();
    let consumers: BTreeSet<&Id> = uses.iter().map(|held| held.consumer()).collect();
    let Some(primary) = stores.first() else { return };
    let who: Vec<&str> = consumers.iter().map(|id| context.label(id)).collect();
    let undeclared = uses.iter().any(|held| held.owner.is_none());
    let message = format!(
        "{} keep their data in {} under the same keys{}. One can overwrite or evict what another relies on.",
        listing(&who),
        context.label(primary),
        if undeclared { ", and no one owner is declared for them" } else { ", and different people own them" }
    );
    let draft = findings.at(Severity::Warning, Subject::Node((*primary).clone()), message);
    draft
        .also(stores.iter().chain(&consumers).map(|id| Subject::Node((*id).clone())))
        .also(uses.iter().map(|held| Subject::Edge(held.link.id.clone())))
        .fix(|| {
            let ways = [Some(a_cache_each(context, uses)), a_prefix_each(context, key, uses)];
            harmless(context, &RULE, ways.into_iter().flatten())
        });
    if let Some(part) = discriminator(key) {
        draft.discriminator(part);
    }
}

fn by_service<'g, 'd>(uses: &[&'g Use<'d>]) -> BTreeMap<Service<'d>, Vec<&'g Use<'d>>> {
    let mut services: BTreeMap<Service<'d>, Vec<&Use<'d>>> = BTreeMap::new();
    for held in uses {
        services.entry(held.service).or_default().push(held);
    }
    services
}

/// Every service but one gets a cache like this one; the one whose owner has the cache keeps it.
fn a_cache_each(context: &Context<'_>, uses: &[&Use<'_>]) -> Fix {
    let services = by_service(uses);
    let has_it = |uses: &[&Use<'_>]| {
        uses.iter().all(|held| held.owner.is_some() && held.owner == context.document.owner_of(held.link.to))
    };
    let keeper = services.iter().find(|(_, uses)| has_it(uses)).or(services.iter().next()).map(|(service, _)| *service);
    let mut mend = Mend::new(context.declared);
    let mut moved = Vec::new();
    for (_, uses) in services.iter().filter(|(service, _)| Some(**service) != keeper) {
        let (consumer, store) = (uses[0].consumer(), uses[0].store());
        let Some(declared) = context.declared.nodes.get(store) else { continue };
        let label = context.label(consumer);
        let title = title_of(label, "cache");
        let value = data_node_like(context.declared, declared, context.declared.nodes.get(consumer), &title);
        let new = mend.node(&format!("{consumer}-cache"), &value, &[consumer, store]);
        mend.copy_overrides(store, &new, &NOT_COPIED);
        for held in uses {
            mend.reconnect(held.link.id, "to", &new);
        }
        moved.push(label);
    }
    mend.done(format!("Give {} a cache of {} own", listing(&moved), if moved.len() == 1 { "its" } else { "their" }))
}

/// Every service says a prefix of its own, where none is said yet.
fn a_prefix_each(context: &Context<'_>, (_, schema): (Part<'_>, Part<'_>), uses: &[&Use<'_>]) -> Option<Fix> {
    if !matches!(schema, Part::Own(_)) {
        return None;
    }
    let mut mend = Mend::new(context.declared);
    for uses in by_service(uses).values() {
        let prefix = json!(uses[0].consumer().as_str().replace('-', "_"));
        for held in uses {
            set_on_edge(&mut mend, context.declared, held.link.id, "schema", Some(prefix.clone()));
        }
    }
    Some(mend.done("Let each put a prefix of its own before its keys"))
}
