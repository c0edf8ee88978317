//! # Speaking what the other does not understand
//!
//! ## What it finds
//! An edge whose protocol its target does not offer: one finding an edge. A target offers the protocols of its ports; a port without one offers anything, and GraphQL and WebSocket are spoken over HTTP. HTTP, gRPC and mail to a database, cache or queue whose engine does not speak them are found too, and gRPC from a page in the browser. Where the engine, the ports or what a client is would have to be known, one information asks for it.
//!
//! ## Why it matters
//! The connection opens and every request fails. No test of one side alone shows it.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: babel
//! nodes:
//!   orders: { kind: service }
//!   stock: { kind: service, ports: { grpc: { number: 50051 } } }
//! edges:
//!   orders--stock: { kind: call, protocol: http }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: babel
//! nodes:
//!   orders: { kind: service }
//!   stock: { kind: service, ports: { grpc: { number: 50051 } } }
//! edges:
//!   orders--stock: { kind: call, protocol: grpc }
//! ```
//!
//! ## How to fix
//! Take the port that speaks the protocol, or the protocol that the port speaks. Between a browser and gRPC put a gateway that translates, or offer HTTP too; no fix draws that gateway, because those whose configuration is generated pass gRPC on as it is.
//!
//! ## When not to
//! HTTPS to a port that speaks HTTP is no mismatch: TLS ends before it. Where a proxy translates for browsers, tag the edge or the target `grpc-web`. A client that is a browser is tagged `browser`, another one `native`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use crate::collections::BTreeSet;

use serde_json::json;

use super::engines::engine_of;
use super::everywhere::set_on_edge;
use super::harmless::harmless;
use super::mend::Mend;
use super::reach::{CONNECTIONS, Part, Reach, TAGS};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Id, Node, NodeKind, Port, Protocol};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "protocol-mismatch",
    title: "Speaking what the other does not understand",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    // What is changed to HTTP may ask for the ports of a target, or for a version.
    may_introduce: &[
        "chatty-pair",
        "missing-description",
        "nano-service",
        "orphan-node",
        "port-mismatch",
        "protocol-mismatch",
        "single-point-of-failure",
        "too-many-standards",
        "unencrypted-edge",
        "unversioned-api",
        "wobbly-interaction",
    ],
    source: source!("protocol_mismatch.rs"),
    reach: Reach::Parts(&[CONNECTIONS, TAGS, &[Part::Field("engine"), Part::Field("ports")]]),
    check: Check::Each(check),
};

/// The tag of what is translated for browsers.
const GRPC_WEB: &str = "grpc-web";

/// What is wrong with an edge.
enum Fault {
    /// The engine does not speak it.
    Engine(Protocol),
    /// None of the ports does.
    Ports(Protocol),
    /// A browser can't.
    Browser,
}

/// What would have to be known.
#[derive(Default)]
struct Open<'a> {
    engines: BTreeSet<&'a Id>,
    clients: BTreeSet<&'a Id>,
    ports: BTreeSet<&'a Id>,
}

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut open = Open::default();
    for link in context.graph.links().filter(|link| link.edge.kind.opens_connection()) {
        let Some(fault) = fault(context, &link, &mut open) else { continue };
        let (from, to) = (context.label(&link.edge.from), context.label(&link.edge.to));
        let message = match fault {
            Fault::Engine(asked) => {
                let engine = link.to.engine.as_ref().map_or(link.to.kind.word(), |engine| engine.as_str());
                format!("{from} speaks {asked} to {to}, and {engine} does not understand it. Every request fails.")
            }
            Fault::Ports(asked) => {
                format!("{from} speaks {asked} to {to}, which offers {}. Every request fails.", offers(&link))
            }
            Fault::Browser => format!(
                "{from} runs in a browser and speaks gRPC to {to}. Browsers can't; something has to translate in between."
            ),
        };
        findings
            .at(Severity::Error, Subject::Edge(link.id.clone()), message)
            .also([Subject::Node(link.edge.from.clone()), Subject::Node(link.edge.to.clone())])
            .fix(|| harmless(context, &RULE, fixes(context, &link, &fault)));
    }
    declare(context, findings, &open);
    Ok(())
}

fn fault<'a>(context: &Context<'a>, link: &Link<'a>, open: &mut Open<'a>) -> Option<Fault> {
    if link.to.kind.is_data() {
        let asked = link.edge.protocol.filter(|asked| *asked != Protocol::Tcp)?;
        return match engine_of(link.to) {
            // What is called an object store here speaks S3, which is HTTP.
            _ if link.to.kind == NodeKind::ObjectStore => (asked == Protocol::Smtp).then_some(Fault::Engine(asked)),
            Some(engine) => (!engine.web || asked == Protocol::Smtp).then_some(Fault::Engine(asked)),
            None => {
                open.engines.insert(&link.edge.to);
                None
            }
        };
    }
    let translated = link.edge.has_tag(GRPC_WEB) || link.to.has_tag(GRPC_WEB);
    if Graph::is_client(link.from) && !translated {
        let browser = link.from.kind == NodeKind::Frontend || link.from.has_tag("browser");
        match link.edge.protocol {
            Some(Protocol::Grpc) if browser => return Some(Fault::Browser),
            Some(Protocol::Grpc) if !link.from.has_tag("native") => {
                open.clients.insert(&link.edge.from);
            }
            // What is not said is what the target offers.
            None if browser && link.to.kind != NodeKind::Gateway && offers_grpc_alone(link) => {
                return Some(Fault::Browser);
            }
            _ => {}
        }
    }
    let asked = link.edge.protocol?;
    if link.to.ports.is_empty() {
        let differs = |other: &Link<'_>| {
            let other = other.edge.protocol.filter(|_| other.edge.kind.opens_connection());
            other.is_some_and(|other| family(other) != family(asked) && ![other, asked].contains(&Protocol::Tcp))
        };
        // The first edge is enough to ask the others.
        let around = context.graph.incoming(link.edge.to.as_str());
        let first = around.iter().find(|other| other.edge.protocol.is_some() && other.edge.kind.opens_connection());
        let judged = link.to.kind.is_workload() && !translated;
        if judged && first.is_some_and(|first| first.id == link.id) && around.iter().any(differs) {
            open.ports.insert(&link.edge.to);
        }
        return None;
    }
    if translated && asked == Protocol::Grpc {
        return None;
    }
    let understood = match &link.edge.port {
        // A port that is not there is another rule's.
        Some(name) => link.to.ports.get_key_value(name).is_none_or(|(name, port)| speaks(name, port, asked)),
        None => link.to.ports.iter().any(|(name, port)| speaks(name, port, asked)),
    };
    (!understood).then_some(Fault::Ports(asked))
}

/// What a port offers, where that is said.
pub(super) fn offered(name: &Id, port: &Port) -> Option<Protocol> {
    port.protocol.or_else(|| Protocol::ALL.iter().copied().find(|protocol| protocol.word() == name.as_str()))
}

/// Whether a port understands a protocol.
pub(super) fn speaks(name: &Id, port: &Port, asked: Protocol) -> bool {
    offered(name, port).is_none_or(|offered| match (asked, offered) {
        (Protocol::Tcp, _) | (_, Protocol::Tcp) => true,
        (Protocol::Http, Protocol::Https) => false,
        (asked, offered) => family(asked) == family(offered),
    })
}

/// Protocols that one port speaks together.
fn family(protocol: Protocol) -> Protocol {
    match protocol {
        Protocol::Https | Protocol::Graphql | Protocol::Websocket => Protocol::Http,
        other => other,
    }
}

/// Whether nothing but gRPC is spoken where an edge leads.
fn offers_grpc_alone(link: &Link<'_>) -> bool {
    let named = link.edge.port.as_ref().and_then(|name| link.to.ports.get_key_value(name));
    match named {
        Some((name, port)) => offered(name, port) == Some(Protocol::Grpc),
        None => speaks_grpc_alone(link.to),
    }
}

/// Whether all ports of a node speak gRPC.
pub(super) fn speaks_grpc_alone(node: &Node) -> bool {
    let mut ports = node.ports.iter();
    !node.ports.is_empty() && ports.all(|(name, port)| offered(name, port) == Some(Protocol::Grpc))
}

fn offers(link: &Link<'_>) -> String {
    let named = link.edge.port.as_ref().and_then(|name| link.to.ports.get_key_value(name));
    let ports: Vec<(&Id, &Port)> = named.map_or_else(|| link.to.ports.iter().collect(), |port| vec![port]);
    let words: BTreeSet<&str> =
        ports.into_iter().filter_map(|(name, port)| offered(name, port)).map(Protocol::word).collect();
    listing(&words.into_iter().collect::<Vec<_>>())
}

fn declare(context: &Context<'_>, findings: &mut Findings, open: &Open<'_>) {
    let mut ask = |word: &str, ids: &BTreeSet<&Id>, what: &str| {
        if !ids.is_empty() {
            let labels: Vec<&str> = ids.iter().map(|id| context.label(id)).collect();
            let subjects = ids.iter().map(|id| Subject::Node((*id).clone()));
            findings.declare(context, word, subjects, format!("{what} {}.", listing(&labels)));
        }
    };
    ask("engine", &open.engines, "Whether what is spoken is understood depends on the engine. Declare it for");
    ask(
        "ports",
        &open.ports,
        "Different protocols are spoken to one program. Declare the ports, each with its protocol, of",
    );
    ask("browser", &open.clients, "A browser can't speak gRPC, an app can. Tag `browser` or `native`:");
}

fn fixes(context: &Context<'_>, link: &Link<'_>, fault: &Fault) -> Vec<Fix> {
    let (from, to) = (context.label(&link.edge.from), context.label(&link.edge.to));
    let set = |fields: &[(&str, Option<serde_json::Value>)], title: String| {
        let mut mend = Mend::new(context.declared);
        for (field, value) in fields {
            set_on_edge(&mut mend, context.declared, link.id, field, value.clone());
        }
        mend.done(title)
    };
    let port_for = |asked: Protocol| {
        let fits = |(name, port): &(&Id, &Port)| offered(name, port).is_some() && speaks(name, port, asked);
        link.to.ports.iter().find(fits).map(|(name, _)| name)
    };
    match fault {
        Fault::Engine(_) => vec![set(&[("protocol", None)], format!("Let {from} speak to {to} as its engine does"))],
        Fault::Browser => {
            let http = ("protocol", Some(json!(Protocol::Http)));
            let title = format!("Let {from} speak HTTP to {to}");
            match port_for(Protocol::Http) {
                Some(name) => vec![set(&[http, ("port", Some(json!(name)))], title)],
                None if link.to.ports.is_empty() => vec![set(&[http], title)],
                None => Vec::new(),
            }
        }
        Fault::Ports(asked) => {
            let mut fixes = Vec::new();
            if let Some(name) = port_for(*asked) {
                fixes.push(set(&[("port", Some(json!(name)))], format!("Let {from} use the port {name} of {to}")));
            }
            let port = match &link.edge.port {
                Some(name) => link.to.ports.get_key_value(name),
                None => link.to.ports.iter().next(),
            };
            // A client that gets gRPC instead would have to be another program.
            let instead = port.and_then(|(name, port)| offered(name, port));
            if let Some(instead) = instead.filter(|instead| *instead != Protocol::Grpc || !Graph::is_client(link.from))
            {
                let title = format!("Let {from} speak {instead} to {to}");
                fixes.push(set(&[("protocol", Some(json!(instead)))], title));
            }
            fixes
        }
    }
}
