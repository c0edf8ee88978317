//! # The gateway opens a database
//!
//! ## What it finds
//! A data edge from a gateway to a database: one finding an edge. A cache, such as one that counts requests for a rate limit, is all right.
//!
//! ## Why it matters
//! The gateway stands in the open. Whoever breaks into it has the database too, and nothing in between checks what may be read or written.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: short-cut
//! nodes:
//!   db: { kind: database, engine: mongodb }
//!   edge: { kind: gateway, engine: nginx, expose: public }
//! edges:
//!   edge--db: { kind: data, access: read }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: short-cut
//! nodes:
//!   db: { kind: database, engine: mongodb }
//!   edge: { kind: gateway, engine: nginx, expose: public }
//!   media: { kind: service }
//! edges:
//!   edge--media: { kind: call, path: /media }
//!   media--db: { kind: data, access: read }
//! ```
//!
//! ## How to fix
//! Put a service between them; the fix takes one that uses the database already, or draws one.
//!
//! ## When not to
//! Some gateways keep their own configuration in a database: tag the database or the edge `gateway-config`.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! Operating practice.

use super::between::put_a_service_between;
use super::harmless::harmless;
use super::reach::Reach;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, NodeKind};
use crate::finding::{Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "gateway-to-datastore",
    title: "The gateway opens a database",
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
        "shared-database-read",
        "shared-database-server",
        "shared-database-unknown",
        "single-point-of-failure",
        "unauthenticated-entry",
        "unencrypted-edge",
        "unreachable-service",
        "unversioned-api",
        "wobbly-interaction",
    ],
    source: source!("gateway_to_datastore.rs"),
    reach: Reach::Near,
    check: Check::Each(check),
};

/// The tag of a database in which a gateway keeps its own configuration.
const OWN: &str = "gateway-config";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let links = context.graph.links().filter(|link| {
        link.edge.kind == EdgeKind::Data
            && link.from.kind == NodeKind::Gateway
            && link.to.kind == NodeKind::Database
            && !link.edge.has_tag(OWN)
            && !link.to.has_tag(OWN)
    });
    for link in links {
        let (gateway, store) = (&link.edge.from, &link.edge.to);
        let message = format!(
            "{} opens {} itself. It stands in the open: whoever breaks into it has the data too, with no service in between that checks.",
            context.label(gateway),
            context.label(store)
        );
        findings
            .at(Severity::Error, Subject::Edge(link.id.clone()), message)
            .also([Subject::Node(gateway.clone()), Subject::Node(store.clone())])
            .fix(|| harmless(context, &RULE, put_a_service_between(context, &link)));
    }
    Ok(())
}
