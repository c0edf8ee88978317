//! # A name that leads nowhere
//!
//! ## What it finds
//! A name inside a value for which there is nothing: a replica's primary, a trigger's queue or bucket, a boundary. And, as an information, a variable that holds the address of a host which is none of the nodes. One finding for each place.
//!
//! ## Why it matters
//! Whoever starts it finds nobody at that name, and it is not on the picture either.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: nowhere
//! nodes:
//!   db: { kind: database, engine: postgres }
//!   db-copy: { kind: database, engine: postgres, role: replica, of: orders-db }
//!   orders: { kind: service }
//! edges:
//!   orders--db: { kind: data, access: read-write }
//!   orders--db-copy: { kind: data, access: read }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: nowhere
//! nodes:
//!   db: { kind: database, engine: postgres }
//!   db-copy: { kind: database, engine: postgres, role: replica, of: db }
//!   orders: { kind: service }
//! edges:
//!   orders--db: { kind: data, access: read-write }
//!   orders--db-copy: { kind: data, access: read }
//! ```
//!
//! ## How to fix
//! Correct the name, draw what it means, or take it away. The fixes draw the boundary or the external system, or take the name away.
//!
//! ## When not to
//! Optional systems outside: draw them as `external`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use std::cell::OnceCell;

use crate::collections::BTreeSet;

use serde_json::json;

use super::harmless::harmless;
use super::mend::Mend;
use super::reach::{Part, Reach};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{BoundaryKind, EdgeKind, Id, Node, NodeKind, Pointer};
use crate::edit::Edit;
use crate::finding::{Confidence, Fix, Severity, Subject};
use crate::structure::{RESERVED, nearest};

pub(super) static RULE: Rule = Rule {
    id: "dangling-edge",
    title: "A name that leads nowhere",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &[
        "async-cycle",
        "flat-network",
        "high-fan-out",
        "missing-description",
        "orphan-node",
        "unencrypted-edge",
        "unreachable-service",
    ],
    source: source!("dangling_edge.rs"),
    reach: Reach::Parts(&[&[
        Part::Field("of"),
        Part::Field("triggers"),
        Part::Field("in"),
        Part::Field("variables"),
        Part::Field("name"),
    ]]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    // Where a node is only disabled here, its name still means something.
    let known = OnceCell::new();
    let is_known = |host: &str| {
        let all = || -> BTreeSet<&str> {
            let declared = context.declared.nodes.iter();
            let names = declared.flat_map(|(id, node)| std::iter::once(id).chain(&node.name).chain(&node.was));
            names.map(Id::as_str).collect()
        };
        known.get_or_init(all).contains(host)
    };
    for (id, node) in context.graph.nodes() {
        for (field, name) in nodes_named(node) {
            if !context.declared.nodes.contains_key(name) {
                report(context, findings, id, &field, name, "node").fix(|| unset(context, id, &field, name));
            }
        }
        for (sort, kind, name) in boundaries_named(node) {
            if !context.declared.boundaries.contains_key(name) {
                let field = ["in".to_owned(), sort.to_owned()];
                report(context, findings, id, &field, name, "boundary").fix(|| {
                    let fixes = [draw_boundary(context, name, kind), unset(context, id, &field, name)];
                    fixes.into_iter().flatten()
                });
            }
        }
        for (variable, value) in &node.variables {
            let Some(host) = host_of(value.as_str()).filter(|host| !is_known(host)) else { continue };
            let message = format!(
                "{variable} of {} holds an address of {host}, and there is no such node. If {host} is a system outside, draw it, so that the way to it is allowed.",
                context.label(id)
            );
            findings
                .at(Severity::Info, Subject::Node(id.clone()), message)
                .confidence(Confidence::Low)
                .discriminator(format!("variables.{variable}"))
                .fix(|| harmless(context, &RULE, draw_external(context, id, host)));
        }
    }
    Ok(())
}

fn report<'f>(
    context: &Context<'_>,
    findings: &'f mut Findings,
    id: &Id,
    field: &[String],
    name: &Id,
    what: &str,
) -> &'f mut super::Draft {
    let near = match what {
        "node" => nearest(name.as_str(), context.declared.nodes.keys().map(Id::as_str)),
        _ => nearest(name.as_str(), context.declared.boundaries.keys().map(Id::as_str)),
    };
    let hint =
        near.map_or_else(|| "Draw it, or take the name away.".to_owned(), |near| format!("Did you mean {near}?"));
    let message =
        format!("{} of {} names {name}, and there is no such {what}. {hint}", field.join("."), context.label(id));
    findings.at(Severity::Error, Subject::Node(id.clone()), message).discriminator(field.join("."))
}

fn nodes_named(node: &Node) -> Vec<(Vec<String>, &Id)> {
    let mut named: Vec<(Vec<String>, &Id)> = node.of.iter().map(|of| (vec!["of".to_owned()], of)).collect();
    for (name, trigger) in &node.triggers {
        for (field, source) in [("queue", &trigger.queue), ("bucket", &trigger.bucket)] {
            named.extend(source.iter().map(|id| (vec!["triggers".to_owned(), name.to_string(), field.to_owned()], id)));
        }
    }
    named
}

fn boundaries_named(node: &Node) -> impl Iterator<Item = (&'static str, BoundaryKind, &Id)> {
    let member = &node.member;
    let network = member.network.iter().map(|id| ("network", BoundaryKind::Network, id));
    let team = member.team.iter().map(|id| ("team", BoundaryKind::Team, id));
    member.domain.iter().map(|id| ("domain", BoundaryKind::Domain, id)).chain(team).chain(network)
}

/// The host that a value is an address of, where it is one of a neighbour: `http://orders:8080/x` or `orders:8080`. Names with dots are somebody else's.
fn host_of(value: &str) -> Option<&str> {
    let (rest, scheme) = match value.split_once("://") {
        Some((_, rest)) => (rest, true),
        None => (value, false),
    };
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit('@').next()?;
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let port_fits = port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    // A bare word is a word; only a scheme or a port makes it an address.
    let is_address = port_fits && (scheme || port.is_some_and(|port| port.len() > 1 && rest == authority));
    let is_host = Id::parse(host).is_ok() && host != "localhost";
    (is_address && is_host).then_some(host)
}

/// Takes the name away, where only the node itself says it.
fn unset(context: &Context<'_>, id: &Id, field: &[String], name: &Id) -> Option<Fix> {
    let path = ["nodes".to_owned(), id.to_string()].into_iter().chain(field.iter().cloned());
    let pointer = Pointer::of(path);
    let says = crate::edit::get(context.declared, &pointer).is_some_and(|value| value == json!(name));
    let first = field.first()?;
    let overridden = context
        .declared
        .environments
        .values()
        .any(|environment| environment.nodes.get(id).is_some_and(|over| over.contains_key(first)));
    let defaults = context.document.nodes.get(id).and_then(|node| context.declared.defaults.get(&node.kind));
    if !says || overridden || defaults.is_some_and(|defaults| defaults.contains_key(first)) {
        return None;
    }
    let mut mend = Mend::new(context.declared);
    mend.push(Edit::Unset { path: pointer });
    Some(mend.done(format!("Take {name} away from {}", context.label(id))))
}

fn is_free(context: &Context<'_>, id: &Id) -> bool {
    context.declared.free_id(id) == *id && !RESERVED.contains(&id.as_str())
}

fn draw_boundary(context: &Context<'_>, name: &Id, kind: BoundaryKind) -> Option<Fix> {
    if !is_free(context, name) {
        return None;
    }
    let mut mend = Mend::new(context.declared);
    mend.push(Edit::Create { path: Pointer::of(["boundaries", name.as_str()]), value: json!({ "kind": kind }) });
    Some(mend.done(format!("Draw the {kind} {name}")))
}

fn draw_external(context: &Context<'_>, id: &Id, host: &str) -> Option<Fix> {
    let host = Id::parse(host).ok().filter(|host| is_free(context, host))?;
    let mut mend = Mend::new(context.declared);
    let made = mend.node(host.as_str(), &json!({ "kind": NodeKind::External }), &[id]);
    mend.edge(id, &made, EdgeKind::Call, json!({}));
    Some(mend.done(format!("Draw {host} as an external system")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_neighbours_are_told_from_other_values() {
        for (value, host) in [
            ("http://orders:8080/x", Some("orders")),
            ("orders:8080", Some("orders")),
            ("http://orders", Some("orders")),
            ("amqp://user@events:5672", Some("events")),
            ("orders", None),
            ("http://shop.example.com", None),
            ("http://localhost:80", None),
            ("127.0.0.1:80", None),
            ("level:info", None),
            ("a:1", None),
            ("", None),
            ("://", None),
        ] {
            assert_eq!(host_of(value), host, "{value}");
        }
    }
}
