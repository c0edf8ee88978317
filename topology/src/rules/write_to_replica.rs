//! # Writing to a replica
//!
//! ## What it finds
//! A data edge that writes (`access: write` or `read-write`) to a node with `role: replica`: one finding an edge. Where nobody said what an edge to a replica does, one information asks for it.
//!
//! ## Why it matters
//! A replica repeats what its primary says. It refuses writes, or it takes them and loses them at the next turn.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: replica
//! nodes:
//!   db: { kind: database, engine: postgres, storage: 10Gi }
//!   db-replica: { kind: database, engine: postgres, role: replica, of: db }
//!   orders: { kind: service }
//! edges:
//!   orders--db-replica: { kind: data, access: read-write }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: replica
//! nodes:
//!   db: { kind: database, engine: postgres, storage: 10Gi }
//!   db-replica: { kind: database, engine: postgres, role: replica, of: db }
//!   orders: { kind: service }
//! edges:
//!   orders--db: { kind: data, access: read-write }
//!   orders--db-replica: { kind: data, access: read }
//! ```
//!
//! ## How to fix
//! Say `read` where the program only reads. Else let it write to the primary: the fix moves the edge, where no other service writes there and no other team owns it.
//!
//! ## When not to
//! Where every member takes writes, tag the replica or the edge `multi-primary`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use serde_json::json;

use super::everywhere::set_on_edge;
use super::mend::{Mend, can_be_told};
use super::reach::{Part, Reach, TAGS};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Access, EdgeKind, NodeKind, Role};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Link;

pub(super) static RULE: Rule = Rule {
    id: "write-to-replica",
    title: "Writing to a replica",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "cache-as-primary-store",
        "cross-owner-database-access",
        "dual-write",
        "flat-network",
        "missing-description",
        "shared-cache",
        "shared-credentials",
        "shared-database-read",
        "shared-database-server",
        "shared-database-unknown",
        "unencrypted-edge",
        "unused-datastore",
    ],
    source: source!("write_to_replica.rs"),
    reach: Reach::Parts(&[TAGS, &[Part::Edges(EdgeKind::Data), Part::Field("role")]]),
    check: Check::Each(check),
};

/// The tag of replicas that take writes.
const MULTI_PRIMARY: &str = "multi-primary";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut silent: Vec<Link<'_>> = Vec::new();
    let links = context.graph.links().filter(|link| {
        link.edge.kind == EdgeKind::Data
            && link.to.role == Some(Role::Replica)
            && link.to.kind.is_data()
            && !link.to.has_tag(MULTI_PRIMARY)
            && !link.edge.has_tag(MULTI_PRIMARY)
    });
    for link in links {
        match link.edge.access {
            None => silent.push(link),
            Some(access) if access.writes() => report(context, findings, &link),
            Some(_) => {}
        }
    }
    if !silent.is_empty() {
        let labels: Vec<&str> = silent.iter().map(|link| context.label(&link.edge.from)).collect();
        let message = format!(
            "It is not said what {} at a replica. Say access: read on the edge, so that nothing has to be guessed.",
            if labels.len() == 1 { format!("{} does", labels[0]) } else { format!("{} do", listing(&labels)) }
        );
        findings.declare(context, "access", silent.iter().map(|link| Subject::Edge(link.id.clone())), message);
    }
    Ok(())
}

fn report(context: &Context<'_>, findings: &mut Findings, link: &Link<'_>) {
    let message = format!(
        "{} writes to {}, a replica. It repeats what its primary says, so the write is refused or lost.",
        context.label(&link.edge.from),
        context.label(&link.edge.to)
    );
    findings
        .at(Severity::Error, Subject::Edge(link.id.clone()), message)
        .also([Subject::Node(link.edge.from.clone()), Subject::Node(link.edge.to.clone())])
        .fix(|| [Some(only_read(context, link)), move_to_primary(context, link)].into_iter().flatten());
}

fn only_read(context: &Context<'_>, link: &Link<'_>) -> Fix {
    let mut mend = Mend::new(context.declared);
    set_on_edge(&mut mend, context.declared, link.id, "access", Some(json!(Access::Read)));
    mend.done(format!("Let {} only read {}", context.label(&link.edge.from), context.label(&link.edge.to)))
}

fn move_to_primary(context: &Context<'_>, link: &Link<'_>) -> Option<Fix> {
    let from = &link.edge.from;
    let (id, primary) = context.document.nodes.get_key_value(link.to.of.as_ref()?)?;
    let fits = primary.kind == link.to.kind && primary.role != Some(Role::Replica) && link.from.kind.is_workload();
    // Who logs in as somebody else there is not ours to say.
    if !fits || link.edge.credential.is_some() || !can_be_told(context, from, id) {
        return None;
    }
    let (ours, theirs) = (context.document.owner_of(link.from), context.document.owner_of(primary));
    if ours.is_some() && theirs.is_some() && ours != theirs {
        return None;
    }
    if primary.kind == NodeKind::Database {
        let server = primary.server.as_ref().unwrap_or(id).as_str();
        let uses = context.stores().servers.get(server);
        if uses.into_iter().flatten().any(|held| held.consumer() != from && !held.only_reads()) {
            return None;
        }
    }
    let mut mend = Mend::new(context.declared);
    mend.reconnect(link.id, "to", id);
    Some(mend.done(format!("Let {} write to {}", context.label(from), context.label(id))))
}
