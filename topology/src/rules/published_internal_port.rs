//! # An internal port on the outside
//!
//! ## What it finds
//! Ports that are for those who run the system, and yet can be reached on the host or from outside without a log-in: a platform (metrics, discovery, configuration …), and any port for administration, metrics or debugging, told by its name (`admin`, `management`, `metrics`, `debug` …) or by the number that debuggers and broker pages use. Where no gateway stands in front, also a service on a host port that only other services call, while clients come in elsewhere. One finding a node. On loopback alone it is an information.
//!
//! ## Why it matters
//! Such pages show how the system works inside, and many of them change it: a debugger runs any code, a management page deletes queues, a registry sends traffic elsewhere.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: ports
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public }
//!   metrics: { kind: platform, provides: [metrics], expose: host }
//!   orders:
//!     kind: service
//!     ports: { debug: { number: 9229, expose: host }, http: { number: 8080 } }
//! edges:
//!   edge--orders: { kind: call, port: http }
//!   orders--metrics: { kind: telemetry }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: ports
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public }
//!   metrics: { kind: platform, provides: [metrics], auth: oidc, expose: host }
//!   orders:
//!     kind: service
//!     ports: { debug: { number: 9229 }, http: { number: 8080 } }
//! edges:
//!   edge--orders: { kind: call, port: http }
//!   orders--metrics: { kind: telemetry }
//! ```
//!
//! ## How to fix
//! Take it off the outside, or leave it to the machine that it runs on (`expose: loopback`); the fixes do the one or the other. Or put a log-in in front and say so with `auth`.
//!
//! ## When not to
//! What asks for a log-in (`auth`) is not counted, nor is a platform that provides identity: people log in there. What is meant to be read by everybody carries the tag `public-by-design`. A service beside a gateway is `gateway-bypass`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Publicly accessible microservices in Ponce et al. (2022).

use serde_json::{Value, json};

use super::entries::{PUBLIC_BY_DESIGN, reach};
use super::everywhere::overrides;
use super::mend::Mend;
use super::ports::open_internal;
use super::reach::{ENTRIES, Part, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Capability, Document, EdgeKind, Expose, Id, Node, NodeKind};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Graph;

pub(super) static RULE: Rule = Rule {
    id: "published-internal-port",
    title: "An internal port on the outside",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "deep-sync-chain",
        "host-port-collision",
        "nano-service",
        "single-point-of-failure",
        "unreachable-service",
    ],
    source: source!("published_internal_port.rs"),
    reach: Reach::Parts(&[ENTRIES, &[Part::Field("auth"), Part::Field("provides")]]),
    check: Check::Each(check),
};

/// What of a node is open that should not be.
enum Open<'d> {
    /// All of it: it is a platform.
    Platform(Expose),
    /// All of it: only other services call it.
    Inner,
    /// Some ports.
    Ports(Vec<(&'d Id, Expose)>),
}

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, node) in context.graph.nodes() {
        let Some(open) = open(context, id, node) else { continue };
        let label = context.label(id);
        let (expose, message) = match &open {
            Open::Platform(expose) => (
                *expose,
                match expose {
                    Expose::Loopback => format!(
                        "{label} can be reached from the machine that it runs on. That is handy while developing; others can't get in."
                    ),
                    _ => format!(
                        "{label} can be reached from outside, and no log-in is declared. Whoever finds the port sees how the system works inside, and may change it."
                    ),
                },
            ),
            Open::Inner => (
                Expose::Host,
                format!(
                    "{label} is published, though only other services call it. Whoever finds the port gets around every check that its callers make."
                ),
            ),
            Open::Ports(ports) => {
                let names: Vec<&str> = ports.iter().map(|(name, _)| name.as_str()).collect();
                let expose = ports.iter().map(|(_, expose)| *expose).max().unwrap_or(Expose::None);
                let one = names.len() == 1;
                (
                    expose,
                    format!(
                        "{label} publishes its {} {}, which {} meant for those who run it. {}",
                        if one { "port" } else { "ports" },
                        listing(&names),
                        if one { "is" } else { "are" },
                        if expose == Expose::Loopback {
                            "On this machine alone that is handy; others can't get in."
                        } else {
                            "Whoever finds it can look into the program or steer it."
                        },
                    ),
                )
            }
        };
        let severity = if expose == Expose::Loopback { Severity::Info } else { Severity::Warning };
        let draft = findings.at(severity, Subject::Node(id.clone()), message);
        if severity == Severity::Warning {
            draft.fix(|| {
                let outside = format!("Take {label} off the outside");
                let machine = format!("Leave {label} to the machine that it runs on");
                let ways = [(Expose::None, outside), (Expose::Loopback, machine)];
                ways.into_iter()
                    .filter_map(|(to, title)| fix(context.declared, id, &open, to, title))
                    .collect::<Vec<_>>()
            });
        }
    }
    Ok(())
}

fn open<'d>(context: &Context<'d>, id: &Id, node: &'d Node) -> Option<Open<'d>> {
    let outside = matches!(node.kind, NodeKind::Client | NodeKind::External) || Graph::is_client(node);
    if outside || node.auth.known().is_some() || node.has_tag(PUBLIC_BY_DESIGN) {
        return None;
    }
    if node.kind == NodeKind::Platform && !node.provides.contains(&Capability::Identity) {
        return Some(reach(node)).filter(|expose| *expose >= Expose::Loopback).map(Open::Platform);
    }
    let mut ports = open_internal(node).peekable();
    if ports.peek().is_some() {
        return Some(Open::Ports(ports.collect()));
    }
    is_inner(context, id, node).then_some(Open::Inner)
}

/// Whether only other services call what is published, and clients come in elsewhere.
fn is_inner(context: &Context<'_>, id: &Id, node: &Node) -> bool {
    // What is meant to be public is an entry, and beside a gateway another rule speaks.
    if !matches!(node.kind, NodeKind::Service | NodeKind::Worker | NodeKind::Function) || reach(node) != Expose::Host {
        return false;
    }
    let entries = context.entries();
    let called_from_inside = || {
        let mut calls = context.graph.incoming_of(id.as_str(), EdgeKind::Call);
        calls.any(|link| link.from.kind.is_workload() && !Graph::is_client(link.from) && link.edge.from != *id)
    };
    entries.gateways.is_empty()
        && entries.direct.get(id).is_some_and(|entry| entry.calls.is_empty())
        && entries.direct.values().any(|entry| !entry.calls.is_empty())
        && called_from_inside()
}

fn fix(declared: &Document, id: &Id, open: &Open<'_>, to: Expose, title: String) -> Option<Fix> {
    let mut mend = Mend::new(declared);
    match open {
        Open::Ports(ports) => {
            for (port, _) in ports.iter().filter(|(_, expose)| *expose > to) {
                close_port(&mut mend, declared, id, port, to)?;
            }
        }
        Open::Platform(_) | Open::Inner => {
            if !mend.close(id) {
                return None;
            }
            if to != Expose::None {
                mend.set(["nodes", id.as_str(), "expose"], json!(to));
            }
        }
    }
    Some(mend.done(title))
}

/// Says how far one port can be reached, in the base and in every environment; `None` where only the defaults of its kind declare it.
fn close_port(mend: &mut Mend<'_>, declared: &Document, id: &Id, port: &Id, to: Expose) -> Option<()> {
    let node = declared.nodes.get(id)?;
    let in_base = node.ports.contains_key(port);
    let mut said = in_base;
    for (environment, over) in overrides(declared, id) {
        let Some(held) = over.get("ports").and_then(|ports| ports.get(port.as_str())) else { continue };
        let path = ["environments", environment.as_str(), "nodes", id.as_str(), "ports", port.as_str(), "expose"];
        if !in_base {
            mend.set(path, json!(to));
            said = true;
        } else if held.get("expose").is_some_and(Value::is_string) {
            mend.unset(path);
        }
    }
    if in_base {
        mend.set(["nodes", id.as_str(), "ports", port.as_str(), "expose"], json!(to));
    }
    said.then_some(())
}
