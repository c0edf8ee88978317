//! # Nobody asks how it is
//!
//! ## What it finds
//! Services, frontends, workers, gateways, databases, caches and queues that are known to have no health check (`health: none`): one finding for the whole topology. Where nobody has said of services and frontends, one information asks for it.
//!
//! ## Why it matters
//! A process can be there and not answer. Without a check it keeps its share of the requests, and a new version that never starts up replaces the old one.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: pulse
//! nodes:
//!   orders: { kind: service, health: none }
//!   stock: { kind: service, health: { path: /health } }
//! edges:
//!   orders--stock: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: pulse
//! nodes:
//!   orders: { kind: service, health: { path: /health } }
//!   stock: { kind: service, health: { path: /health } }
//! edges:
//!   orders--stock: { kind: call }
//! ```
//!
//! ## How to fix
//! Say how health is asked. The fix asks `/health`, or the gRPC health protocol where a port speaks gRPC, and leaves stores to the check of their own product; see to it that the programs answer. Where a worker without a port is among them only you know which command tells, and no fix is offered.
//!
//! ## When not to
//! Jobs end, functions are looked after by their platform, and managed stores by their provider. Images without a shell that something else asks carry the tag `probed-elsewhere`.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! Taibi, Lenarduzzi and Pahl (2019).

use serde_json::{Value, json};

use super::mend::Mend;
use super::reach::{Part, Reach, TAGS};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Id, Node, NodeKind, Protocol, Provision};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "missing-healthcheck",
    title: "Nobody asks how it is",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[],
    source: source!("missing_healthcheck.rs"),
    reach: Reach::Parts(&[TAGS, &[Part::Field("health"), Part::Field("provision")]]),
    check: Check::Each(check),
};

/// The tag of what something else asks.
const PROBED_ELSEWHERE: &str = "probed-elsewhere";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let (mut none, mut unsaid) = (Vec::new(), Vec::new());
    for (id, node) in context.graph.nodes().filter(|(_, node)| counts(node)) {
        if node.health.is_none() {
            none.push((id, node));
        } else if node.health.is_unknown() && matches!(node.kind, NodeKind::Service | NodeKind::Frontend) {
            unsaid.push((id, node));
        }
    }
    let labels =
        |nodes: &[(&Id, &Node)]| -> Vec<String> { nodes.iter().map(|(id, _)| context.label(id).to_owned()).collect() };
    let topology = &context.document.name;
    if !none.is_empty() {
        let message = format!(
            "Nobody asks {} for their health. What no longer answers keeps its share of the requests.",
            listing(&labels(&none))
        );
        findings
            .at(Severity::Warning, Subject::Topology(topology.clone()), message)
            .also(none.iter().map(|(id, _)| Subject::Node((*id).clone())))
            .fix(|| fix(context, &none, &format!("{}:{topology}", RULE.id)));
    }
    if !unsaid.is_empty() {
        let message = format!("Declare how the health of {} is asked, or `none`.", listing(&labels(&unsaid)));
        let subjects = unsaid.iter().map(|(id, _)| Subject::Node((*id).clone()));
        findings
            .declare(context, "health", subjects, message)
            .fix(|| fix(context, &unsaid, &format!("{}:{topology}:health", RULE.id)));
    }
    Ok(())
}

fn counts(node: &Node) -> bool {
    use NodeKind::{Cache, Database, Frontend, Gateway, Queue, Service, Worker};
    let ours = !matches!(node.provision, Some(Provision::Managed | Provision::Existing));
    let kind = matches!(node.kind, Service | Frontend | Worker | Gateway | Database | Cache | Queue);
    kind && ours && !node.has_tag(PROBED_ELSEWHERE)
}

/// A check for each of them.
fn fix(context: &Context<'_>, nodes: &[(&Id, &Node)], key: &str) -> Option<Fix> {
    let declared = context.declared;
    let mut mend = Mend::new(declared);
    for (id, node) in nodes {
        let place = ["nodes", id.as_str(), "health"];
        match usual(node)? {
            Value::Null => mend.unset(place),
            check => mend.set(place, check),
        }
        for (name, environment) in &declared.environments {
            if environment.nodes.get(*id).is_some_and(|over| over.contains_key("health")) {
                mend.unset(["environments", name.as_str(), "nodes", id.as_str(), "health"]);
            }
        }
    }
    let fix = mend.done("Ask all of them for their health");
    context.trial(&[&RULE]).mends_key(RULE.id, key, fix)
}

/// How such a node is usually asked: null where its product has a check of its own, `None` where only its people know.
fn usual(node: &Node) -> Option<Value> {
    let product =
        node.kind.is_data() || (node.kind == NodeKind::Gateway && node.image.is_none() && node.build.is_none());
    if product {
        return Some(Value::Null);
    }
    let spoken = |name: &Id, protocol: Option<Protocol>| match protocol {
        Some(protocol) => protocol,
        None => Protocol::ALL.iter().copied().find(|word| word.word() == name.as_str()).unwrap_or(Protocol::Tcp),
    };
    let mut spoken = node.ports.iter().map(|(name, port)| spoken(name, port.protocol));
    match node.ports.len() {
        0 if node.kind == NodeKind::Worker => None,
        0 => Some(json!({ "path": "/health" })),
        _ if spoken.clone().any(|word| word == Protocol::Grpc) => Some(json!({ "grpc": "" })),
        _ if spoken.any(|word| !matches!(word, Protocol::Tcp | Protocol::Smtp)) => Some(json!({ "path": "/health" })),
        _ => None,
    }
}
