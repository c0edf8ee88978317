//! # Reaching into another team's database
//!
//! ## What it finds
//! A data edge from a workload to a database that has another owner: one finding an edge. A database without an owner is nobody's and makes nothing fire; a workload without an owner cannot be judged, which is said once. Where a finding about a shared database covers the edge, this rule is silent, unless it is more severe.
//!
//! ## Why it matters
//! The other team changes its tables when it wants. What you read or write there is theirs, and they don't know that you do.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: owners
//! nodes:
//!   orders: { kind: service, owner: team-orders }
//!   orders-db: { kind: database, engine: postgres, owner: team-orders }
//!   reports: { kind: service, owner: team-finance }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write }
//!   reports--orders-db: { kind: data, access: read }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: owners
//! nodes:
//!   orders: { kind: service, owner: team-orders }
//!   orders-db: { kind: database, engine: postgres, owner: team-orders }
//!   reports: { kind: service, owner: team-finance }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write }
//!   reports--orders: { kind: call }
//! ```
//!
//! ## How to fix
//! Ask the service that owns the data. The fix replaces the edge by a call, where that closes no circle.
//!
//! ## When not to
//! Replicas and declared read views (tag `read-view`) are meant to be read by others; jobs that run once and whatever is tagged `migration`, `backup`, `cdc`, `outbox`, `admin` or `exporter` work on a database for its owner.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Shared bounded context in Neri et al. (2020); inappropriate service intimacy in Taibi and Lenarduzzi (2018).

use crate::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::harmless::harmless;
use super::mend::{Mend, can_be_told};
use super::reach::{CLIENTS, PLACES, PROGRAMS, Reach, TIMED};
use super::speech::listing;
use super::store::{Stores, is_aside, is_for_readers};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use super::{shared_database_read, shared_database_write};
use crate::document::{EdgeId, EdgeKind, Id, NodeKind};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "cross-owner-database-access",
    title: "Reaching into another team's database",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "async-cycle",
        "cache-as-primary-store",
        "chatty-pair",
        "deep-sync-chain",
        "dual-write",
        "high-fan-out",
        "hub-service",
        "missing-description",
        "nano-service",
        "no-tracing",
        "orphan-node",
        "retry-amplification",
        "shared-database-read",
        "shared-database-write",
        "single-point-of-failure",
        "unencrypted-edge",
        "unreachable-service",
        "unused-datastore",
        "wobbly-interaction",
    ],
    source: source!("cross_owner_database_access.rs"),
    reach: Reach::Parts(&[CLIENTS, PROGRAMS, PLACES, TIMED]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let covered = covered(context);
    let own = context.severity(RULE.id, Severity::Error).unwrap_or(Severity::Error);
    let mut undeclared: BTreeMap<&Id, Vec<Link<'_>>> = BTreeMap::new();
    for link in context.graph.links().filter(counts) {
        let Some(theirs) = context.document.owner_of(link.to) else { continue };
        let (consumer, store) = (&link.edge.from, &link.edge.to);
        match context.document.owner_of(link.from) {
            None => undeclared.entry(consumer).or_default().push(link),
            Some(ours) if ours == theirs => {}
            // Severities are ordered from the worst on.
            Some(_) if covered.get(link.id).is_some_and(|severity| *severity <= own) => {}
            Some(ours) => {
                let message = format!(
                    "{} of {ours} opens {}, which {theirs} owns. {theirs} can change its tables at any time and does not know who depends on them.",
                    context.label(consumer),
                    context.label(store)
                );
                findings
                    .at(Severity::Error, Subject::Edge(link.id.clone()), message)
                    .also([Subject::Node(consumer.clone()), Subject::Node(store.clone())])
                    .fix(|| harmless(context, &RULE, ask_the_owner(context, &link, theirs)));
            }
        }
    }
    if !undeclared.is_empty() {
        let who: Vec<&str> = undeclared.keys().map(|id| context.label(id)).collect();
        let message = format!(
            "{} opened by {}, and nobody has said who answers for {}. Declare the owner, so that it can be judged.",
            if who.len() == 1 { "A database that has an owner is" } else { "Databases that have an owner are" },
            listing(&who),
            if who.len() == 1 { "it" } else { "them" },
        );
        let nodes = undeclared.keys().map(|id| Subject::Node((*id).clone()));
        let edges = undeclared.values().flatten().map(|link| Subject::Edge(link.id.clone()));
        findings.declare(context, "undeclared", nodes.chain(edges), message);
    }
    Ok(())
}

fn counts(link: &Link<'_>) -> bool {
    link.edge.kind == EdgeKind::Data
        && link.to.kind == NodeKind::Database
        && link.from.kind.is_workload()
        && !Graph::is_client(link.from)
        && !is_aside(link)
        && !is_for_readers(link.to, link.edge)
}

/// The edges that findings about shared databases cover, with the severity that these have.
fn covered<'a>(context: &Context<'a>) -> BTreeMap<&'a EdgeId, Severity> {
    let mut covered: BTreeMap<&EdgeId, Severity> = BTreeMap::new();
    let mut cover = |id: &'a EdgeId, rule: &str, own: Severity| {
        if let Some(severity) = context.severity(rule, own) {
            covered.entry(id).and_modify(|held| *held = (*held).min(severity)).or_insert(severity);
        }
    };
    for (_, uses) in context.stores().in_common() {
        for shared in Stores::groups(uses).values() {
            if shared.written_by_several() {
                let severity = shared_database_write::severity(shared);
                shared
                    .writers
                    .values()
                    .flatten()
                    .for_each(|held| cover(held.link.id, "shared-database-write", severity));
            } else if shared.read_by_others() {
                let severity = shared_database_read::severity(shared);
                let all = shared.writers.values().chain(shared.readers.values()).flatten();
                all.for_each(|held| cover(held.link.id, "shared-database-read", severity));
            }
        }
        super::shared_database_unknown::open(uses)
            .iter()
            .for_each(|held| cover(held.link.id, "shared-database-unknown", Severity::Warning));
    }
    covered
}

/// The consumer calls a service that owns and writes the database.
fn ask_the_owner<'a>(context: &Context<'a>, link: &Link<'a>, owner: &str) -> Option<Fix> {
    let (consumer, store) = (&link.edge.from, &link.edge.to);
    let owners: BTreeSet<&Id> = context
        .graph
        .incoming_of(store.as_str(), EdgeKind::Data)
        .filter(|other| other.from.kind == NodeKind::Service && context.document.owner_of(other.from) == Some(owner))
        .map(|other| &other.edge.from)
        .collect();
    let target = owners.into_iter().find(|target| !context.calls().would_close(consumer, target))?;
    let mut mend = Mend::new(context.declared);
    mend.delete_edge(link.id);
    let calls_it = context
        .graph
        .outgoing(consumer.as_str())
        .iter()
        .any(|held| held.edge.kind == EdgeKind::Call && held.edge.to == *target);
    if !calls_it {
        if !can_be_told(context, consumer, target) {
            return None;
        }
        mend.edge(consumer, target, EdgeKind::Call, json!({}));
    }
    let title = format!(
        "Let {} ask {} instead of opening {}",
        context.label(consumer),
        context.label(target),
        context.label(store)
    );
    Some(mend.done(title))
}
