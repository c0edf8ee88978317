//! # Everybody waits for one service
//!
//! ## What it finds
//! A service or frontend that many others call: at least half of all services and frontends, but no fewer than three, or ten in any case. Each caller counts once. Clients, gateways and what runs in the browser are no callers; a call through a gateway counts where its route is drawn. What stands alone is not counted among all. One finding a node.
//!
//! ## Why it matters
//! When the hub is slow, everything is slow, and when it is down, nearly everything is. Each of its changes has many users to ask.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: hub
//! nodes:
//!   billing: { kind: service }
//!   core: { kind: service }
//!   orders: { kind: service }
//!   shipping: { kind: service }
//! edges:
//!   billing--core: { kind: call }
//!   orders--core: { kind: call }
//!   shipping--core: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: hub
//! nodes:
//!   billing: { kind: service }
//!   customers: { kind: service }
//!   orders: { kind: service }
//!   prices: { kind: service }
//!   shipping: { kind: service }
//! edges:
//!   billing--prices: { kind: call }
//!   orders--prices: { kind: call }
//!   shipping--customers: { kind: call }
//! ```
//!
//! ## How to fix
//! Split it by what it can do. The fix draws a second service and deals the callers out between the two, by domain; what each of them does, and which data it needs, is for you to say.
//!
//! ## When not to
//! Everybody asks who a caller is: a service with the tag `identity` is an information only. Configuration, discovery, metrics, logs and traces are platforms, and a platform is never a hub.
//!
//! ## Settings
//! `severity`, `tags`, `threshold`: from so many callers on a node is a hub, whatever the size of the system.
//!
//! ## References
//! Bottleneck service and god component in Bogner et al. (2019) and Cerny et al. (2023).

use serde_json::Value;

use super::mend::Mend;
use super::reach::{Reach, TAGS, TRAFFIC};
use super::speech::listing;
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{Document, EdgeKind, Id, Node, NodeKind, Text};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "hub-service",
    title: "Everybody waits for one service",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &["no-image", "missing-healthcheck"],
    source: source!("hub_service.rs"),
    reach: Reach::Parts(&[TRAFFIC, TAGS]),
    check: Check::Each(check),
};

/// The tag of services that say who somebody is.
pub(super) const IDENTITY: &str = "identity";
/// Fewer callers than this make no hub, however small the system is.
const LEAST: usize = 3;
/// So many callers make a hub, however large the system is.
const MANY: usize = 10;

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut callers: Vec<Vec<&Id>> = vec![Vec::new(); context.graph.ids().len()];
    for (from, to, step) in context.calls().by_place() {
        let ends = step.links.first().zip(step.links.last());
        if step.certain && ends.is_some_and(|(first, last)| counts(first.from.kind) && counts(last.to.kind)) {
            callers[to].push(context.graph.ids()[from]);
        }
    }
    let all = context.graph.places_of(counts).filter(|place| context.is_connected(*place)).count();
    let least = least(context.document, all);
    for (place, callers) in callers.iter().enumerate().filter(|(_, callers)| is_hub(callers.len(), least)) {
        let (id, node) = context.graph.at(place);
        let label = context.label(id);
        let names: Vec<&str> = callers.iter().map(|caller| context.label(caller)).collect();
        let message = format!(
            "{} of {all} services and frontends wait for {label}: {}. When it is slow or down, so are they.",
            callers.len(),
            listing(&names)
        );
        let edges = context.graph.incoming_of(id.as_str(), EdgeKind::Call).filter(|link| counts(link.from.kind));
        let severity = if node.has_tag(IDENTITY) { Severity::Info } else { Severity::Warning };
        let draft = findings
            .at(severity, Subject::Node(id.clone()), message)
            .also(callers.iter().map(|caller| Subject::Node((*caller).clone())))
            .also(edges.map(|link| Subject::Edge(link.id.clone())));
        if severity == Severity::Warning {
            draft.fix(|| split(context, id, callers));
        }
    }
    Ok(())
}

fn counts(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Service | NodeKind::Frontend)
}

/// From how many callers on a node is a hub: what the document says, else what its size says.
pub(super) fn least(document: &Document, all: usize) -> f64 {
    document.threshold_of(RULE.id).unwrap_or_else(|| all.div_ceil(2).clamp(LEAST, MANY) as f64)
}

fn is_hub(callers: usize, least: f64) -> bool {
    callers > 0 && callers as f64 >= least
}

/// A second service, and the later half of the callers led to it.
fn split<'a>(context: &Context<'a>, id: &'a Id, callers: &[&'a Id]) -> Option<Fix> {
    let declared = context.declared;
    let hub = declared.nodes.get(id)?;
    let calls = |caller: &Id| {
        let edges = declared.edges.iter().filter(|(_, edge)| edge.kind == EdgeKind::Call && edge.to == *id);
        edges.filter(|(_, edge)| edge.from == *caller).map(|(edge, _)| edge).collect::<Vec<_>>()
    };
    let domain = |caller: &Id| declared.nodes.get(caller).and_then(|node| node.member.domain.as_ref());
    let mut moved: Vec<&Id> = callers.iter().copied().filter(|caller| !calls(caller).is_empty()).collect();
    moved.sort_by_key(|caller| (domain(caller), *caller));
    let kept = callers.len().div_ceil(2);
    if moved.len() < callers.len() - kept {
        return None;
    }
    let moved = moved.split_off(moved.len() + kept - callers.len());
    let mut mend = Mend::new(declared);
    let near: Vec<&Id> = std::iter::once(id).chain(moved.first().copied()).collect();
    let second = mend.node(&format!("{id}-part"), &like(hub, context.label(id)), &near);
    moved.iter().flat_map(|caller| calls(caller)).for_each(|edge| mend.reconnect(edge, "to", &second));
    let fix = mend.done(format!("Split {} in two", context.label(id)));
    context.trial(RULES).mends(RULE.id, id, fix)
}

/// A service that can be called as the hub is, without its program and its data.
fn like(hub: &Node, label: &str) -> Value {
    let mut node = Node::of_kind(hub.kind);
    let short: String = label.chars().take(100).collect();
    node.title = Text::parse(&format!("{short}, second part")).ok();
    node.owner.clone_from(&hub.owner);
    node.member = hub.member.clone();
    node.runs_in = hub.runs_in;
    node.ports = hub.ports.clone();
    node.ports.values_mut().for_each(|port| port.expose = None);
    node.size = hub.size;
    node.health = hub.health.clone();
    node.replicas.clone_from(&hub.replicas);
    crate::json::write(&node)
}
