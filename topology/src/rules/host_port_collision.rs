//! # One host port, wanted twice
//!
//! ## What it finds
//! Two nodes that want the same port of the host, over the same protocol and on the same interface: ports that themselves say `expose: host` or `loopback`, and what is written for compose under `extra.compose.ports`. One finding for each port of a host. Where one of them is open only because its node is, it is an information: the one or the other comes out under the next free number.
//!
//! ## Why it matters
//! A port can be taken once. The second program does not start, or answers under another number than the one that is written down.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: crowd
//! nodes:
//!   orders: { kind: service, ports: { http: { number: 8080, expose: host } } }
//!   stock: { kind: service, ports: { http: { number: 8080, expose: host } } }
//! edges:
//!   orders--stock: { kind: call }
//! ```
//! ```yaml bad
//! groundplan: 1
//! name: crowd
//! nodes:
//!   orders: { kind: service, extra: { compose: { ports: ["8080:80"] } } }
//!   stock: { kind: service, extra: { compose: { ports: ["8080:3000"] } } }
//! edges:
//!   orders--stock: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: crowd
//! nodes:
//!   orders: { kind: service, ports: { http: { number: 8080, expose: host } } }
//!   stock: { kind: service, ports: { http: { number: 8080 } } }
//! edges:
//!   orders--stock: { kind: call }
//! ```
//!
//! ## How to fix
//! Take another number, or take one of them off the host. Where the numbers stand under `extra.compose.ports` the fix takes the next free one; a port of the node itself is where its program listens, so there the fix leaves the host to the first and takes the others off it.
//!
//! ## When not to
//! What is never started together may share a port: compose profiles that have nothing in common (`extra.compose.profiles`) are not compared. What is `public` is reached through a load balancer by name, not by a port of the host.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use crate::collections::{BTreeMap, BTreeSet};

use super::everywhere::{default_of, overrides};
use super::harmless::harmless;
use super::host_ports::{Claim, Transport, claims};
use super::mend::Mend;
use super::reach::{OPEN, Part, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Expose, Id};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "host-port-collision",
    title: "One host port, wanted twice",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "deep-sync-chain",
        "empty-gateway",
        "host-port-collision",
        "missing-description",
        "missing-gateway",
        "nano-service",
        "orphan-node",
        "single-point-of-failure",
        "unauthenticated-entry",
        "unencrypted-edge",
        "unreachable-service",
    ],
    source: source!("host_port_collision.rs"),
    reach: Reach::Parts(&[OPEN, &[Part::Field("extra")]]),
    check: Check::Each(check),
};

/// Who wants a port.
type Wanted<'d> = Vec<(&'d Id, Claim<'d>)>;

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut ports: BTreeMap<(u16, Transport), Wanted<'_>> = BTreeMap::new();
    for (id, node) in context.graph.nodes() {
        for claim in claims(node) {
            ports.entry((claim.port, claim.transport)).or_default().push((id, claim));
        }
    }
    for ((port, transport), wanted) in ports.iter().filter(|(_, wanted)| wanted.len() > 1) {
        let firm = colliding(&wanted.iter().filter(|(_, claim)| claim.firm).collect::<Vec<_>>());
        let (severity, ids) = if firm.is_empty() {
            (Severity::Info, colliding(&wanted.iter().collect::<Vec<_>>()))
        } else {
            (Severity::Error, firm)
        };
        let Some(first) = ids.first() else { continue };
        let labels: Vec<&str> = ids.iter().map(|id| context.label(id)).collect();
        let all = if ids.len() == 2 { "both want" } else { "all want" };
        let then = match severity {
            Severity::Error => "It can be taken once; the others don't start.",
            _ => "It can be taken once; the others come out under the next free number.",
        };
        let message = format!("{} {all} port {port} of the host ({}). {then}", listing(&labels), transport.word());
        findings
            .at(severity, Subject::Node((*first).clone()), message)
            .also(ids.iter().map(|id| Subject::Node((*id).clone())))
            .discriminator(format!("{port}/{}", transport.word()))
            .fix(|| {
                let fix = if severity == Severity::Error { fix(context, *port, wanted, &ids) } else { None };
                harmless(context, &RULE, fix)
            });
    }
    Ok(())
}

/// Those that collide with somebody else, by id.
fn colliding<'d>(wanted: &[&(&'d Id, Claim<'d>)]) -> BTreeSet<&'d Id> {
    let all: BTreeSet<&Id> = wanted.iter().map(|(id, _)| *id).collect();
    if all.len() < 2 {
        return BTreeSet::new();
    }
    // Whoever takes all interfaces at all times is in everybody's way; only without such a one are pairs compared.
    if wanted.iter().any(|(_, claim)| claim.takes_all()) {
        return all;
    }
    let mut ids = BTreeSet::new();
    for (index, (id, claim)) in wanted.iter().enumerate() {
        for (other, held) in &wanted[index + 1..] {
            if id != other && claim.meets(held) {
                ids.extend([*id, *other]);
            }
        }
    }
    ids
}

/// All but the first give way.
fn fix(context: &Context<'_>, port: u16, wanted: &Wanted<'_>, ids: &BTreeSet<&Id>) -> Option<Fix> {
    let declared = context.declared;
    let mut taken: BTreeSet<u16> = BTreeSet::new();
    for (_, node) in context.graph.nodes() {
        taken.extend(claims(node).map(|claim| claim.port));
    }
    let mut mend = Mend::new(declared);
    let mut said = Vec::new();
    for id in ids.iter().skip(1) {
        // What another environment says of it may want a port of its own.
        let elsewhere =
            overrides(declared, id).any(|(_, over)| over.contains_key("ports") || over.contains_key("extra"));
        if elsewhere || default_of(declared, id, "ports").is_some() || default_of(declared, id, "extra").is_some() {
            return None;
        }
        let label = context.label(id);
        for (_, claim) in wanted.iter().filter(|(held, _)| held == id) {
            if let Some((index, entry)) = claim.written {
                let free = (port..=u16::MAX).find(|number| !taken.contains(number))?;
                taken.insert(free);
                let index = index.to_string();
                let path = ["nodes", id.as_str(), "extra", "compose", "ports", index.as_str()];
                mend.set(path, super::host_ports::moved(entry, free)?);
                said.push(format!("{label} port {free}"));
            } else if let Some(name) = claim.declared {
                let path = ["nodes", id.as_str(), "ports", name.as_str(), "expose"];
                mend.set(path, serde_json::json!(Expose::None));
                said.push(format!("{label} no port of the host"));
            }
        }
    }
    Some(mend.done(format!("Give {}", listing(&said))))
}
