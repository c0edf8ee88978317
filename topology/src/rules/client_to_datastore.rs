//! # A client opens a database
//!
//! ## What it finds
//! An edge from a client, or from a frontend that runs in the browser, to a database, a cache or a queue: one finding an edge.
//!
//! ## Why it matters
//! What a client knows, everybody knows: its login is public, and every table that it may touch is. Nothing checks what it asks for.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: direct
//! nodes:
//!   app: { kind: client }
//!   db: { kind: database, engine: postgres }
//! edges:
//!   app--db: { kind: data, access: read-write }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: direct
//! nodes:
//!   app: { kind: client }
//!   db: { kind: database, engine: postgres }
//!   notes: { kind: service }
//! edges:
//!   app--notes: { kind: call }
//!   notes--db: { kind: data, access: read-write }
//! ```
//!
//! ## How to fix
//! Put a service between them; the fix takes one that uses the store already, or draws one.
//!
//! ## When not to
//! Hosted back ends whose database checks each row itself are made for this: tag the database or the edge `public-by-design`, and it is a warning. Object stores hand out files to clients by signed addresses and are not meant.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! Operating practice.

use super::between::put_a_service_between;
use super::entries::PUBLIC_BY_DESIGN;
use super::harmless::harmless;
use super::reach::Reach;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::NodeKind;
use crate::finding::{Severity, Subject};
use crate::graph::Graph;

pub(super) static RULE: Rule = Rule {
    id: "client-to-datastore",
    title: "A client opens a database",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "async-cycle",
        "cache-as-primary-store",
        "deep-sync-chain",
        "dual-write",
        "flat-network",
        "high-fan-out",
        "hub-service",
        "internal-call-through-gateway",
        "missing-description",
        "missing-healthcheck",
        "missing-resource-limits",
        "nano-service",
        "no-central-logging",
        "no-image",
        "no-monitoring",
        "no-tracing",
        "orphan-node",
        "published-internal-port",
        "retry-amplification",
        "shared-cache",
        "shared-database-read",
        "shared-database-server",
        "shared-database-unknown",
        "single-point-of-failure",
        "unauthenticated-entry",
        "unencrypted-edge",
        "unreachable-service",
        "unused-datastore",
        "unversioned-api",
        "wobbly-interaction",
    ],
    source: source!("client_to_datastore.rs"),
    reach: Reach::Near,
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let stores = [NodeKind::Database, NodeKind::Cache, NodeKind::Queue];
    let links = context.graph.links().filter(|link| {
        Graph::is_client(link.from) && stores.contains(&link.to.kind) && link.edge.kind.opens_connection()
    });
    for link in links {
        let (client, store) = (&link.edge.from, &link.edge.to);
        let meant = link.edge.has_tag(PUBLIC_BY_DESIGN) || link.to.has_tag(PUBLIC_BY_DESIGN);
        let severity = if meant { Severity::Warning } else { Severity::Error };
        let message = format!(
            "{} opens {} itself. What a client knows everybody knows, so its login is public, and nothing checks what it asks for.",
            context.label(client),
            context.label(store)
        );
        findings
            .at(severity, Subject::Edge(link.id.clone()), message)
            .also([Subject::Node(client.clone()), Subject::Node(store.clone())])
            .fix(|| harmless(context, &RULE, put_a_service_between(context, &link)));
    }
    Ok(())
}
