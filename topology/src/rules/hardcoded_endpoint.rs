//! # An address written down by hand
//!
//! ## What it finds
//! A variable that leads to another program by something else than its name: by `localhost`, by a number (`10.0.0.7`), or over the machine's own name (`host.docker.internal`), which takes the host port of another container. One finding a variable. Names that somebody looks up are what should stand there and are never found.
//!
//! ## Why it matters
//! Inside a container `localhost` is the container itself, so nothing answers. Numbers and host ports change with the next start or the next machine, and every copy of the address has to be found and changed.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: by-hand
//! nodes:
//!   orders: { kind: service, variables: { PAYMENTS_URL: "http://localhost:8080" } }
//!   payments: { kind: service, ports: { http: { number: 8080 } } }
//! edges:
//!   orders--payments: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: by-hand
//! nodes:
//!   orders: { kind: service, variables: { PAYMENTS_URL: "http://payments:8080" } }
//!   payments: { kind: service, ports: { http: { number: 8080 } } }
//! edges:
//!   orders--payments: { kind: call }
//! ```
//!
//! ## How to fix
//! Use the node's name. The fix does, where the port or the variable's name says which neighbour is meant. Or leave the variable out: every edge gives its consumer one.
//!
//! ## When not to
//! Where a program listens (`0.0.0.0`, `LISTEN`, `BIND`, its own ports), what browsers use (`PUBLIC_URL`, redirects, allowed origins), ranges of addresses, a cloud's metadata, and programs in the browser are not meant. A program beside another in one pod is tagged `sidecar`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Endpoint-based service interaction in Neri et al. (2020); hard-coded endpoints in Taibi and Lenarduzzi (2018).

use crate::collections::BTreeSet;

use super::address::{Address, Place, addresses, place};
use super::engines::engine_of;
use super::everywhere::change_variable;
use super::harmless::harmless;
use super::mend::Mend;
use super::reach::Reach;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Id, Node, NodeKind, VariableName};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Graph;

pub(super) static RULE: Rule = Rule {
    id: "hardcoded-endpoint",
    title: "An address written down by hand",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &["dangling-edge"],
    source: source!("hardcoded_endpoint.rs"),
    reach: Reach::Near,
    check: Check::Each(check),
};

/// The tag of a program that shares its machine with another.
const SIDECAR: &str = "sidecar";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, node) in context.graph.nodes() {
        if Graph::is_client(node) {
            continue;
        }
        for (name, value) in &node.variables {
            let worst = found(node, name.as_str(), value.as_str()).min_by_key(|(_, place)| severity(*place));
            let Some((address, place)) = worst else { continue };
            let label = context.label(id);
            let why = match place {
                Place::Own => format!("Inside a container that is {label} itself, and nothing else answers there."),
                Place::Machine => {
                    "That is the host port of another container, which other machines have not got.".to_owned()
                }
                _ => "Numbers change with the next start; names stay.".to_owned(),
            };
            let message = format!("{name} of {label} leads to {}. {why}", address.host);
            findings
                .at(severity(place), Subject::Node(id.clone()), message)
                .discriminator(format!("variables.{name}"))
                .fix(|| harmless(context, &RULE, use_the_name(context, id, node, name)));
        }
    }
    Ok(())
}

fn severity(place: Place) -> Severity {
    if place == Place::Own { Severity::Error } else { Severity::Warning }
}

/// The addresses in a variable that lead to others by something else than a name.
fn found<'v>(node: &'v Node, name: &'v str, value: &'v str) -> impl Iterator<Item = (Address<'v>, Place)> {
    // Most values are words, and need no second look.
    let suspicious = value.contains(['.', ':']) || value.contains("localhost");
    let words = suspicious.then(|| Words::of(name)).filter(|words| !words.speak_of_itself());
    let named = words.as_ref().is_some_and(Words::say_address);
    words.map(|_| addresses(value)).into_iter().flatten().filter_map(move |address| {
        let place = place(address.host);
        let elsewhere = match place {
            Place::Name | Place::Nowhere => false,
            Place::Own => {
                let own_port = node.ports.values().any(|port| Some(port.number.get()) == address.port);
                !own_port && !node.has_tag(SIDECAR)
            }
            Place::Machine | Place::Number => true,
        };
        (elsewhere && (address.certain || named)).then_some((address, place))
    })
}

/// The words of a variable's name, in capitals.
struct Words(Vec<String>);

impl Words {
    fn of(name: &str) -> Self {
        let words = name.split(['_', '.', '-']).filter(|word| !word.is_empty());
        Self(words.map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_uppercase()).collect())
    }

    fn has(&self, words: &[&str]) -> bool {
        self.0.iter().any(|held| words.contains(&held.as_str()))
    }

    /// Whether the value is where the program itself is, or how others reach it from outside.
    fn speak_of_itself(&self) -> bool {
        const ANYWHERE: [&str; 27] = [
            "LISTEN",
            "LISTENER",
            "LISTENERS",
            "BIND",
            "ADVERTISE",
            "ADVERTISED",
            "ORIGIN",
            "ORIGINS",
            "CORS",
            "ALLOWED",
            "TRUSTED",
            "REDIRECT",
            "CALLBACK",
            "PUBLIC",
            "EXTERNAL",
            "BROWSER",
            "HEALTHCHECK",
            "DNS",
            "RESOLVER",
            "NAMESERVER",
            "NAMESERVERS",
            "SELF",
            "NOPROXY",
            "CIDR",
            "SUBNET",
            "VERSION",
            "WHITELIST",
        ];
        const ALONE: [&str; 12] =
            ["APP", "BASE", "ROOT", "SITE", "HTTP", "HTTPS", "GRPC", "WEB", "NODE", "SERVICE", "SERVER", "MY"];
        let before = self.0.split_last().map_or(&[][..], |(_, before)| before);
        let about_nobody = before.iter().all(|word| ALONE.contains(&word.as_str()));
        let no_proxy = self.has(&["NO"]) && self.has(&["PROXY"]);
        self.has(&ANYWHERE) || no_proxy || about_nobody
    }

    /// Whether the name alone says that the value is an address.
    fn say_address(&self) -> bool {
        const LAST: [&str; 18] = [
            "HOST",
            "HOSTS",
            "HOSTNAME",
            "ADDR",
            "ADDRS",
            "ADDRESS",
            "ADDRESSES",
            "URL",
            "URLS",
            "URI",
            "ENDPOINT",
            "ENDPOINTS",
            "SERVER",
            "SERVERS",
            "BROKER",
            "BROKERS",
            "UPSTREAM",
            "TARGET",
        ];
        self.0.last().is_some_and(|word| LAST.contains(&word.as_str()))
    }
}

/// Every such address of the variable becomes the name of the neighbour that is meant.
fn use_the_name(context: &Context<'_>, id: &Id, node: &Node, name: &VariableName) -> Option<Fix> {
    let renamed = |value: &str| -> Option<String> {
        let mut text = value.to_owned();
        let mut found: Vec<_> = found(node, name.as_str(), value).collect();
        found.reverse();
        if found.is_empty() {
            return None;
        }
        for (address, _) in found {
            let (host, port) = meant(context, id, name.as_str(), address.port)?;
            let port = address.port.and(port).map_or_else(String::new, |port| format!(":{port}"));
            text.replace_range(address.at, &format!("{host}{port}"));
        }
        Some(text)
    };
    let value = node.variables.get(name)?.as_str();
    let new = renamed(value)?;
    let mut mend = Mend::new(context.declared);
    // A value that only defaults of the kind give is not this node's to change.
    let changed = change_variable(&mut mend, context.declared, id, name, renamed);
    changed.then(|| mend.done(format!("Let {name} of {} say {new}", context.label(id))))
}

/// The neighbour that an address of this port in this variable means, by its name and port.
fn meant<'a>(context: &Context<'a>, id: &Id, variable: &str, port: Option<u16>) -> Option<(&'a str, Option<u16>)> {
    let mut seen = BTreeSet::new();
    let neighbours: Vec<(&'a str, Vec<u16>)> = context
        .graph
        .outgoing(id.as_str())
        .iter()
        .filter(|link| link.edge.kind.opens_connection() && link.edge.to != *id && seen.insert(&link.edge.to))
        .filter(|link| !matches!(link.to.kind, NodeKind::Client | NodeKind::External) && link.to.existing.is_none())
        .map(|link| (link.to.name.as_ref().unwrap_or(&link.edge.to).as_str(), listens_on(link.to)))
        .collect();
    let says = |name: &str| {
        let variable = variable.to_ascii_uppercase().replace(['.', '-'], "_");
        variable.contains(&name.to_ascii_uppercase().replace('-', "_"))
    };
    let listens = |ports: &[u16]| port.is_some_and(|port| ports.contains(&port));
    let (name, ports) = only(&neighbours, |(name, ports)| says(name) && listens(ports))
        .or_else(|| only(&neighbours, |(_, ports)| listens(ports)))
        .or_else(|| only(&neighbours, |(name, ports)| says(name) && !ports.is_empty()))?;
    let kept = port.filter(|port| ports.contains(port)).or(ports.first().copied());
    Some((*name, kept))
}

/// The one that fits, where no other does.
fn only<T>(all: &[T], fits: impl Fn(&T) -> bool) -> Option<&T> {
    let mut fitting = all.iter().filter(|one| fits(one));
    fitting.next().filter(|_| fitting.next().is_none())
}

/// The ports that a node is known to listen on.
pub(super) fn listens_on(node: &Node) -> Vec<u16> {
    if !node.ports.is_empty() {
        return node.ports.values().map(|port| port.number.get()).collect();
    }
    if let Some(port) = node.existing.as_ref().and_then(|existing| existing.port) {
        return vec![port.get()];
    }
    let known = engine_of(node).filter(|_| node.kind.is_data() && node.existing.is_none());
    known.map_or_else(Vec::new, |engine| engine.ports.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_others_are_told_from_other_values() {
        let node = Node { ports: [].into(), ..Node::of_kind(NodeKind::Service) };
        for (name, value) in [
            ("PAYMENTS_URL", "http://localhost:8080"),
            ("REDIS_HOST", "127.0.0.1"),
            ("KAFKA_BROKERS", "localhost:9092,localhost:9093"),
            ("DB_DSN", "app@tcp(10.0.0.7:3306)/shop"),
            ("spring.datasource.url", "jdbc:mysql://host.docker.internal:3306/shop"),
            ("PAYMENTS_BASE_URL", "http://10.1.2.3/api"),
        ] {
            assert!(found(&node, name, value).next().is_some(), "{name}={value}");
        }
        for (name, value) in [
            ("PAYMENTS_URL", "http://payments:8080"),
            ("API", "https://api.example.com"),
            ("LISTEN_ADDR", "127.0.0.1:8080"),
            ("HOST", "0.0.0.0"),
            ("HOST", "localhost"),
            ("PUBLIC_URL", "http://localhost:3000"),
            ("ALLOWED_ORIGINS", "http://localhost:3000"),
            ("OIDC_REDIRECT_URI", "http://localhost:3000/callback"),
            ("NO_PROXY", "localhost,127.0.0.1"),
            ("POD_RANGE", "10.0.0.0/8"),
            ("RELEASE", "1.2.3.4"),
            ("METADATA_URL", "http://169.254.169.254/latest"),
            ("LOG_LEVEL", "info"),
        ] {
            assert!(found(&node, name, value).next().is_none(), "{name}={value}");
        }
    }
}
