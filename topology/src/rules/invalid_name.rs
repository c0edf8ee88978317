//! # A name that an output refuses
//!
//! ## What it finds
//! Names that fit the document but not what is made of them: a port's name of more than 15 characters (Kubernetes), a topic with characters that the broker does not take (Kafka, SQS), a user of more than 32 characters (MySQL). One finding for each name.
//!
//! ## Why it matters
//! The output is refused as a whole, or the program is told another name than the one on the picture.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: long
//! nodes:
//!   orders: { kind: service, ports: { administration-http: { number: 8080 } } }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: long
//! nodes:
//!   orders: { kind: service, ports: { admin-http: { number: 8080 } } }
//! ```
//!
//! ## How to fix
//! Choose another name; the fix makes one that fits.
//!
//! ## When not to
//! Never: what people read is the title, which may be anything.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! RFC 6335 on service names; the brokers' and databases' manuals on identifiers.

use crate::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::mend::Mend;
use super::reach::{MESSAGES, Part, Reach};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, Id, Node, NodeKind, Topic};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Link;

pub(super) static RULE: Rule = Rule {
    id: "invalid-name",
    title: "A name that an output refuses",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &["async-cycle"],
    source: source!("invalid_name.rs"),
    reach: Reach::Parts(&[
        MESSAGES,
        &[Part::Edges(EdgeKind::Data), Part::Field("ports"), Part::Field("engine"), Part::Field("name")],
    ]),
    check: Check::Each(check),
};

/// RFC 6335: the longest name of a service, which Kubernetes takes for ports.
const LONGEST_PORT: usize = 15;
/// MySQL's longest user name.
const LONGEST_MYSQL_USER: usize = 32;

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, node) in context.graph.nodes() {
        for port in node.ports.keys().filter(|port| !fits_port(port.as_str())) {
            let message = format!(
                "The port {port} of {} has a name that Kubernetes refuses: at most {LONGEST_PORT} characters, a letter among them. Everything else about {} would be refused with it.",
                context.label(id),
                context.label(id)
            );
            findings
                .at(Severity::Error, Subject::Node(id.clone()), message)
                .discriminator(format!("port.{port}"))
                .fix(|| shorten_port(context, id, node, port));
        }
    }
    topics(context, findings);
    users(context, findings);
    Ok(())
}

fn fits_port(name: &str) -> bool {
    name.len() <= LONGEST_PORT && name.bytes().any(|b| b.is_ascii_lowercase())
}

fn shorten_port(context: &Context<'_>, id: &Id, node: &Node, port: &Id) -> Option<Fix> {
    let declared = context.declared.nodes.get(id)?;
    let value = declared.ports.get(port)?;
    let said_elsewhere = context.declared.environments.values().any(|environment| {
        environment.nodes.get(id).is_some_and(|over| over.contains_key("ports"))
            || environment.edges.values().any(|over| over.contains_key("port"))
    });
    if said_elsewhere || context.declared.defaults.get(&node.kind).is_some_and(|over| over.contains_key("ports")) {
        return None;
    }
    let stem: String = port.as_str().chars().take(LONGEST_PORT - 2).collect();
    let stem = stem.trim_end_matches('-');
    let name = std::iter::once(stem.to_owned())
        .chain((2..10).map(|n| format!("{stem}{n}")))
        .filter_map(|name| Id::parse(&name).ok())
        .find(|name| !declared.ports.contains_key(name) && fits_port(name.as_str()))?;
    let mut mend = Mend::new(context.declared);
    mend.set(["nodes", id.as_str(), "ports", name.as_str()], json!(value));
    mend.unset(["nodes", id.as_str(), "ports", port.as_str()]);
    for (edge_id, edge) in &context.declared.edges {
        if edge.to == *id && edge.port.as_ref() == Some(port) {
            mend.set(["edges", edge_id.as_str(), "port"], json!(name));
        }
    }
    Some(mend.done(format!("Call the port {name}")))
}

fn topics(context: &Context<'_>, findings: &mut Findings) {
    let mut named: BTreeMap<(&Id, &Topic), Vec<Link<'_>>> = BTreeMap::new();
    let sends = |link: &Link<'_>| matches!(link.edge.kind, EdgeKind::Publish | EdgeKind::Subscribe);
    for link in context.graph.links().filter(|link| link.to.kind == NodeKind::Queue && sends(link)) {
        if let Some(topic) = &link.edge.topic {
            named.entry((&link.edge.to, topic)).or_default().push(link);
        }
    }
    for ((queue, topic), links) in named {
        let engine = links.first().and_then(|link| link.to.engine.as_ref()).map_or("", |engine| engine.as_str());
        let Some(taken) = taken_by(engine) else { continue };
        if topic.as_str().chars().all(taken) && topic.as_str().len() <= longest(engine) {
            continue;
        }
        let message = format!(
            "{} ({engine}) takes no topic {topic}: its names are letters, digits, {} and at most {} characters. Nobody could publish or read it.",
            context.label(queue),
            if engine == "kafka" { ". _ -" } else { "_ -" },
            longest(engine)
        );
        findings
            .at(Severity::Error, Subject::Node(queue.clone()), message)
            .also(links.iter().map(|link| Subject::Edge(link.id.clone())))
            .discriminator(format!("topic.{topic}"))
            .fix(|| rename_topic(context, queue, topic, engine));
    }
}

fn taken_by(engine: &str) -> Option<fn(char) -> bool> {
    match engine {
        "kafka" => Some(|c| c.is_ascii_alphanumeric() || "._-".contains(c)),
        "sqs" => Some(|c| c.is_ascii_alphanumeric() || "_-".contains(c)),
        _ => None,
    }
}

fn longest(engine: &str) -> usize {
    if engine == "sqs" { 80 } else { 249 }
}

fn rename_topic(context: &Context<'_>, queue: &Id, topic: &Topic, engine: &str) -> Option<Fix> {
    let taken = taken_by(engine)?;
    let name: String = topic.as_str().chars().map(|c| if taken(c) { c } else { '-' }).take(longest(engine)).collect();
    let name = Topic::parse(name.trim_end_matches('-')).ok()?;
    let elsewhere = context.declared.environments.values().any(|environment| {
        environment.edges.values().any(|over| over.contains_key("topic"))
            || environment.nodes.values().any(|over| over.contains_key("triggers"))
    });
    let held: BTreeSet<&Topic> = context
        .declared
        .edges
        .values()
        .filter(|edge| edge.to == *queue)
        .filter_map(|edge| edge.topic.as_ref())
        .collect();
    // Two topics that become one would mix their messages.
    if elsewhere || held.contains(&name) {
        return None;
    }
    let mut mend = Mend::new(context.declared);
    for (id, edge) in context.declared.edges.iter().filter(|(_, edge)| edge.to == *queue) {
        if edge.topic.as_ref() == Some(topic) {
            mend.set(["edges", id.as_str(), "topic"], json!(name));
        }
    }
    for (id, node) in &context.declared.nodes {
        for (trigger, what) in &node.triggers {
            if what.queue.as_ref() == Some(queue) && what.topic.as_ref() == Some(topic) {
                mend.set(["nodes", id.as_str(), "triggers", trigger.as_str(), "topic"], json!(name));
            }
        }
    }
    Some(mend.done(format!("Call the topic {name}")))
}

fn users(context: &Context<'_>, findings: &mut Findings) {
    for link in context.graph.links().filter(|link| {
        link.edge.kind == EdgeKind::Data && link.to.engine.as_ref().is_some_and(|engine| engine.as_str() == "mysql")
    }) {
        if !link.from.kind.is_workload() {
            continue;
        }
        let own = link.from.name.as_ref().unwrap_or(&link.edge.from).as_str();
        let user = link.edge.credential.as_ref().map_or(own, |credential| credential.as_str());
        if user.len() <= LONGEST_MYSQL_USER {
            continue;
        }
        let message = format!(
            "{} would log in to {} as {user}. MySQL takes at most {LONGEST_MYSQL_USER} characters: set a shorter credential on the edge.",
            context.label(&link.edge.from),
            context.label(&link.edge.to)
        );
        findings
            .at(Severity::Error, Subject::Edge(link.id.clone()), message)
            .also([Subject::Node(link.edge.from.clone()), Subject::Node(link.edge.to.clone())])
            .discriminator("user");
    }
}
