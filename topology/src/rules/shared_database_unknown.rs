//! # A database used by several, and nobody said how
//!
//! ## What it finds
//! Several services reach one server, and for one of them it is not said whether it writes, or which database or schema it uses: one finding a server. It stands with low confidence until somebody says so.
//!
//! ## Why it matters
//! Two services that write to one database are a fault, two that use different databases are none. As long as it is open nobody can tell.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: unsaid
//! nodes:
//!   db: { kind: database, engine: postgres }
//!   orders: { kind: service }
//!   reports: { kind: service }
//! edges:
//!   orders--db: { kind: data, access: read-write }
//!   reports--db: { kind: data }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: unsaid
//! nodes:
//!   db: { kind: database, engine: postgres }
//!   orders: { kind: service }
//!   reports: { kind: service }
//! edges:
//!   orders--db: { kind: data, access: read-write, database: orders }
//!   reports--db: { kind: data, access: read-write, database: reports }
//! ```
//!
//! ## How to fix
//! Set `access` and, where the server holds several, `database` and `schema` on the edges. Only people know what is true: the fixes say that the silent ones only read, or that each has a database of its own on that server.
//!
//! ## When not to
//! Where one declared owner answers for all of them nothing is found.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use crate::collections::BTreeSet;

use serde_json::json;

use super::everywhere::set_on_edge;
use super::mend::Mend;
use super::reach::{CLIENTS, PLACES, PROGRAMS, Reach, TIMED};
use super::speech::listing;
use super::store::{Part, Stores, Use};
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{Access, DatabaseName, EdgeId, Id};
use crate::finding::{Confidence, Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "shared-database-unknown",
    title: "A database used by several, and nobody said how",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &["shared-credentials", "shared-database-read", "shared-database-server", "unused-datastore"],
    source: source!("shared_database_unknown.rs"),
    reach: Reach::Parts(&[CLIENTS, PROGRAMS, PLACES, TIMED]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (_, uses) in context.stores().in_common() {
        let open = open(uses);
        if open.is_empty() {
            continue;
        }
        let stores: BTreeSet<&Id> = open.iter().map(|held| held.store()).collect();
        let consumers: BTreeSet<&Id> = open.iter().map(|held| held.consumer()).collect();
        let silent: BTreeSet<&Id> = open.iter().filter(|held| is_silent(held)).map(|held| held.consumer()).collect();
        let Some(primary) = stores.first() else { continue };
        let says = |ids: &BTreeSet<&Id>| listing(&ids.iter().map(|id| context.label(id)).collect::<Vec<_>>());
        let message = format!(
            "{} use {}, and it is not said what {} there. If two of them write the same tables, none can change them alone: set access, database and schema on the edges.",
            says(&consumers),
            context.label(primary),
            if silent.len() == 1 { format!("{} does", says(&silent)) } else { format!("{} do", says(&silent)) },
        );
        findings
            .at(Severity::Warning, Subject::Node((*primary).clone()), message)
            .also(stores.iter().chain(&consumers).map(|id| Subject::Node((*id).clone())))
            .also(open.iter().map(|held| Subject::Edge(held.link.id.clone())))
            .confidence(Confidence::Low)
            .fix(|| {
                let trial = context.trial(RULES);
                let ways = [only_read(context, &open), a_database_each(context, &open)];
                ways.into_iter().flatten().filter_map(|fix| trial.mends(RULE.id, primary, fix)).collect::<Vec<_>>()
            });
    }
    Ok(())
}

/// Those of whom nothing is said only read.
fn only_read(context: &Context<'_>, open: &[&Use<'_>]) -> Option<Fix> {
    let mut mend = Mend::new(context.declared);
    let mut who = Vec::new();
    for held in open.iter().filter(|held| held.link.edge.access.is_none()) {
        set_on_edge(&mut mend, context.declared, held.link.id, "access", Some(json!(Access::Read)));
        who.push(context.label(held.consumer()));
    }
    who.dedup();
    let reads = if who.len() == 1 { "only reads" } else { "only read" };
    (!who.is_empty()).then(|| mend.done(format!("Say that {} {reads}", listing(&who))))
}

/// Each has a database of its own on the server, and what is not said to read only may write there.
fn a_database_each(context: &Context<'_>, open: &[&Use<'_>]) -> Option<Fix> {
    let mut mend = Mend::new(context.declared);
    for held in open {
        let name = held.consumer().as_str().replace('-', "_");
        set_on_edge(
            &mut mend,
            context.declared,
            held.link.id,
            "database",
            Some(json!(DatabaseName::parse(&name).ok()?)),
        );
        if held.link.edge.access.is_none() {
            set_on_edge(&mut mend, context.declared, held.link.id, "access", Some(json!(Access::ReadWrite)));
        }
    }
    Some(mend.done("Say that each has a database of its own there"))
}

fn is_silent(held: &Use<'_>) -> bool {
    held.link.edge.access.is_none() || held.key().is_none()
}

/// The uses of a server about which the open question is: the silent ones, and those that they may share with.
pub(super) fn open<'g, 'd>(uses: &'g [Use<'d>]) -> Vec<&'g Use<'d>> {
    let silent: Vec<&Use<'d>> = uses.iter().filter(|held| is_silent(held)).collect();
    if silent.is_empty() || one_voice(uses) {
        return Vec::new();
    }
    let proven = proven(uses);
    let mut open: BTreeSet<&EdgeId> = BTreeSet::new();
    for held in &silent {
        for other in uses.iter().filter(|other| may_share(held, other)) {
            // Where sharing is proven it is reported as such.
            if !(proven.contains(held.link.id) && proven.contains(other.link.id)) {
                open.extend([held.link.id, other.link.id]);
            }
        }
    }
    uses.iter().filter(|held| open.contains(held.link.id)).collect()
}

/// Whether nothing can be shared, since one service or one declared owner is behind all.
fn one_voice(uses: &[Use<'_>]) -> bool {
    let services: BTreeSet<_> = uses.iter().map(|held| held.service).collect();
    let owners: BTreeSet<_> = uses.iter().map(|held| held.owner).collect();
    services.len() < 2 || (owners.len() == 1 && !owners.contains(&None))
}

fn may_share(held: &Use<'_>, other: &Use<'_>) -> bool {
    let same_owner = held.owner.is_some() && held.owner == other.owner;
    let somebody_may_write = !(held.only_reads() && other.only_reads());
    held.service != other.service && !same_owner && somebody_may_write && held.may_meet(other)
}

/// The edges of databases that several are proven to write.
fn proven<'d>(uses: &[Use<'d>]) -> BTreeSet<&'d EdgeId> {
    let shared: BTreeSet<(Part<'_>, Part<'_>)> = Stores::groups(uses)
        .into_iter()
        .filter(|(_, shared)| shared.written_by_several())
        .map(|(key, _)| key)
        .collect();
    uses.iter().filter(|held| held.key().is_some_and(|key| shared.contains(&key))).map(|held| held.link.id).collect()
}
