//! # A port that nobody listens on
//!
//! ## What it finds
//! A port that its target has not got: one that an edge names (one finding an edge), one in a variable that holds a neighbour's address (one a variable), and a published port of a database, cache or queue whose engine listens elsewhere (one a port, a warning). Where no ports are declared for the target, one information asks for them.
//!
//! ## Why it matters
//! The connection is refused. Published ports are mixed up with the container's own easily: neighbours use the container's.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: closed
//! nodes:
//!   orders: { kind: service }
//!   stock: { kind: service, ports: { http: { number: 8080 } } }
//! edges:
//!   orders--stock: { kind: call, port: web }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: closed
//! nodes:
//!   orders: { kind: service }
//!   stock: { kind: service, ports: { http: { number: 8080 } } }
//! edges:
//!   orders--stock: { kind: call, port: http }
//! ```
//!
//! ## How to fix
//! Name the port that the target has; the fix does, where only one fits.
//!
//! ## When not to
//! Engines whose listeners people move, such as Kafka, are not judged by their usual ports.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use crate::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::address::addresses;
use super::engines::engine_of;
use super::everywhere::{change_variable, set_on_edge};
use super::hardcoded_endpoint::listens_on;
use super::harmless::harmless;
use super::mend::Mend;
use super::protocol_mismatch::{offered, speaks};
use super::reach::{CONNECTIONS, OPEN, Part, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Expose, Id, Node, Port, Protocol, VariableName};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "port-mismatch",
    title: "A port that nobody listens on",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &["dangling-edge", "host-port-collision", "protocol-mismatch"],
    source: source!("port_mismatch.rs"),
    reach: Reach::Parts(&[
        CONNECTIONS,
        OPEN,
        &[Part::Field("name"), Part::Field("variables"), Part::Field("existing"), Part::Field("engine")],
    ]),
    check: Check::Each(check),
};

/// Nodes by the name that they are deployed under, where it is not their id.
type Names<'a> = BTreeMap<&'a str, Vec<&'a Id>>;

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    edges(context, findings);
    let mut names: Names<'_> = BTreeMap::new();
    for (id, node) in context.graph.nodes() {
        if let Some(name) = &node.name {
            names.entry(name.as_str()).or_default().push(id);
        }
    }
    for (id, node) in context.graph.nodes() {
        for (name, value) in &node.variables {
            if let Some((target, port)) = wrong_port(context, &names, value.as_str()) {
                let (label, to) = (context.label(id), context.label(target));
                let message = format!(
                    "{name} of {label} leads to port {port} of {to}, which does not listen there. Neighbours use the container's own port, not a published one."
                );
                findings
                    .at(Severity::Error, Subject::Node(id.clone()), message)
                    .also([Subject::Node(target.clone())])
                    .discriminator(format!("variables.{name}"))
                    .fix(|| harmless(context, &RULE, right_port(context, &names, id, name)));
            }
        }
        if node.kind.is_data() {
            published(context, findings, id, node);
        }
    }
    Ok(())
}

fn edges(context: &Context<'_>, findings: &mut Findings) {
    let mut unclear: BTreeSet<&Id> = BTreeSet::new();
    for link in context.graph.links().filter(|link| link.edge.kind.opens_connection()) {
        let Some(port) = link.edge.port.as_ref().filter(|port| !link.to.ports.contains_key(*port)) else { continue };
        if link.to.ports.is_empty() {
            unclear.insert(&link.edge.to);
            continue;
        }
        let (from, to) = (context.label(&link.edge.from), context.label(&link.edge.to));
        let held: Vec<&str> = link.to.ports.keys().map(Id::as_str).collect();
        let message =
            format!("{from} calls the port {port} of {to}, which only has {}. Nothing answers there.", listing(&held));
        findings
            .at(Severity::Error, Subject::Edge(link.id.clone()), message)
            .also([Subject::Node(link.edge.from.clone()), Subject::Node(link.edge.to.clone())])
            .fix(|| harmless(context, &RULE, the_one_that_fits(context, &link)));
    }
    if !unclear.is_empty() {
        let labels: Vec<&str> = unclear.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "Edges name a port of {}, for which none is declared. Declare the ports, so that it can be judged.",
            listing(&labels)
        );
        findings.declare(context, "ports", unclear.iter().map(|id| Subject::Node((*id).clone())), message);
    }
}

fn the_one_that_fits(context: &Context<'_>, link: &Link<'_>) -> Option<Fix> {
    let outside = Graph::is_client(link.from);
    let fits = |(name, port): &(&Id, &Port)| match link.edge.protocol {
        Some(asked) => speaks(name, port, asked),
        // Browsers can't speak gRPC.
        None => !outside || offered(name, port) != Some(Protocol::Grpc),
    };
    let mut fitting = link.to.ports.iter().filter(fits);
    let (name, _) = fitting.next().filter(|_| fitting.next().is_none())?;
    let mut mend = Mend::new(context.declared);
    set_on_edge(&mut mend, context.declared, link.id, "port", Some(json!(name)));
    let (from, to) = (context.label(&link.edge.from), context.label(&link.edge.to));
    Some(mend.done(format!("Let {from} call the port {name} of {to}")))
}

/// The first address of a node in a value whose port the node is known not to have.
fn wrong_port<'a>(context: &Context<'a>, names: &Names<'a>, value: &str) -> Option<(&'a Id, u16)> {
    if !value.contains(':') {
        return None;
    }
    addresses(value).find_map(|address| {
        let port = address.port?;
        let by_id = context.document.nodes.get_key_value(address.host).filter(|(_, node)| node.name.is_none());
        let by_name = names.get(address.host).into_iter().flatten();
        // Where two nodes have one name, either may be meant.
        by_name.copied().chain(by_id.map(|(id, _)| id)).find_map(|id| {
            let ports = context.graph.node(id.as_str()).map(listens_on).unwrap_or_default();
            (!ports.is_empty() && !ports.contains(&port)).then_some((id, port))
        })
    })
}

fn right_port<'a>(context: &Context<'a>, names: &Names<'a>, id: &Id, name: &VariableName) -> Option<Fix> {
    let change = |value: &str| {
        let mut text = value.to_owned();
        // One after the other, since each may have another length than before.
        for _ in 0..addresses(value).count() {
            let Some((target, wrong)) = wrong_port(context, names, &text) else { break };
            let ports = listens_on(context.document.nodes.get(target)?);
            let right = *ports.first().filter(|_| ports.len() == 1 || context.document.nodes[target].kind.is_data())?;
            let address = addresses(&text)
                .find(|address| address.port == Some(wrong) && is_of(context, target, address.host))
                .map(|address| address.at)?;
            let colon = text[address.clone()].rfind(':')?;
            text.replace_range(address.start + colon + 1..address.end, &right.to_string());
        }
        (text != value && wrong_port(context, names, &text).is_none()).then_some(text)
    };
    change(context.document.nodes.get(id)?.variables.get(name)?.as_str())?;
    let mut mend = Mend::new(context.declared);
    let changed = change_variable(&mut mend, context.declared, id, name, change);
    changed.then(|| mend.done(format!("Let {name} of {} use the port that is there", context.label(id))))
}

fn is_of(context: &Context<'_>, id: &Id, host: &str) -> bool {
    context.document.nodes.get(id).is_some_and(|node| node.name.as_ref().unwrap_or(id).as_str() == host)
}

/// Published ports on which the engine does not listen.
fn published(context: &Context<'_>, findings: &mut Findings, id: &Id, node: &Node) {
    let Some(engine) = engine_of(node).filter(|engine| !engine.ports.is_empty() && node.existing.is_none()) else {
        return;
    };
    for (name, port) in &node.ports {
        let open = port.expose.or(node.expose).is_some_and(|expose| expose >= Expose::Loopback);
        if !open || engine.ports.contains(&port.number.get()) {
            continue;
        }
        let message = format!(
            "{} publishes port {}, and its engine listens on {}. Nothing answers there.",
            context.label(id),
            port.number,
            engine.ports[0]
        );
        findings
            .at(Severity::Warning, Subject::Node(id.clone()), message)
            .discriminator(format!("ports.{name}"))
            .fix(|| harmless(context, &RULE, publish_the_engines(context, id, name, engine.ports[0])));
    }
}

fn publish_the_engines(context: &Context<'_>, id: &Id, name: &Id, right: u16) -> Option<Fix> {
    // Two nodes can't publish one port.
    let taken =
        context.declared.nodes.values().flat_map(|node| node.ports.values()).any(|port| port.number.get() == right);
    let said = context.declared.nodes.get(id).is_some_and(|node| node.ports.contains_key(name));
    let elsewhere = context
        .declared
        .environments
        .values()
        .any(|environment| environment.nodes.values().any(|over| over.contains_key("ports")));
    (said && !taken && !elsewhere).then(|| {
        let mut mend = Mend::new(context.declared);
        mend.set(["nodes", id.as_str(), "ports", name.as_str(), "number"], json!(right));
        mend.done(format!("Publish port {right} of {}", context.label(id)))
    })
}
