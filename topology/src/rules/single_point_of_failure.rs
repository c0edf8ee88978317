//! # One that must not fail
//!
//! ## What it finds
//! A gateway or workload of which only one runs (`replicas: { min: 1 }`), and without which requests from outside no longer reach some other workload: every way there leads through it. And a workload or store of which only one runs and that at least half of all services and frontends use directly, three or more. One finding a node. Where it is not said how many run, one information for the whole topology asks for it. Where an environment is production, only production is judged.
//!
//! ## Why it matters
//! One crash, one full disk, one restart for an update, and everything behind it is gone with it.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: alone
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public, replicas: { min: 1 } }
//!   orders: { kind: service, replicas: { min: 2 } }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: alone
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public, replicas: { min: 2 } }
//!   orders: { kind: service, replicas: { min: 2 } }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//! ```
//!
//! ## How to fix
//! Let at least two run; the fix says so, in every environment. It is not offered for stores, which need a replica or a managed service instead, nor for what keeps data in volumes.
//!
//! ## When not to
//! What must be alone by design, such as a scheduler or a leader, carries the tag `singleton`. Functions are scaled by their platform.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Cerny et al. (2023).

use crate::collections::BTreeSet;

use serde_json::json;

use super::entries::reach;
use super::hub_service::least;
use super::mend::Mend;
use super::reach::{OPEN, Part, Reach, TAGS, TRAFFIC};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, Expose, Id, Node, NodeKind};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Cuts, Graph, Link, Relation};

pub(super) static RULE: Rule = Rule {
    id: "single-point-of-failure",
    title: "One that must not fail",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[],
    source: source!("single_point_of_failure.rs"),
    reach: Reach::Parts(&[TRAFFIC, OPEN, TAGS, &[Part::Field("replicas"), Part::Settings]]),
    check: Check::Each(check),
};

/// The tag of what must be alone.
const SINGLETON: &str = "singleton";
/// So many of the lost are looked at and named; so many steps of the way are shown.
const SHOWN: usize = 9;

/// Why a node must not fail.
struct Point<'a> {
    others: Vec<&'a Id>,
    count: usize,
    path: Vec<&'a Id>,
    cut: bool,
}

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    if !is_judged(context) {
        return Ok(());
    }
    let cuts = cuts(context);
    let users = context.graph.places_of(|kind| matches!(kind, NodeKind::Service | NodeKind::Frontend));
    let population = users.filter(|at| is_user(context.graph.at(*at).1) && context.is_connected(*at)).count();
    let many = least(context.document, population);
    let mut unsaid = Vec::new();
    for place in context.graph.places() {
        let (id, node) = context.graph.at(place);
        if !may_fail(node) {
            continue;
        }
        let alone = is_alone(node);
        if alone == Some(false) || node.has_tag(SINGLETON) {
            continue;
        }
        let cut =
            Some(cuts.count(place)).filter(|count| *count > 0).and_then(|count| cut(context, &cuts, place, count));
        let Some(point) = cut.or_else(|| needed(context, place, many)) else { continue };
        if alone.is_none() {
            // How many of a store run is nothing that a document has to say.
            if !node.kind.is_data() {
                unsaid.push(id);
            }
            continue;
        }
        let label = context.label(id);
        let names: Vec<&str> = point.others.iter().map(|other| context.label(other)).collect();
        let why = if point.cut {
            format!("without it no request from outside reaches {}", said(&names, point.count))
        } else {
            format!("{} of {population} services and frontends need it", point.count)
        };
        findings
            .at(Severity::Warning, Subject::Node(id.clone()), format!("Only one {label} runs, and {why}."))
            .also(point.others.iter().map(|other| Subject::Node((*other).clone())))
            .path(point.path)
            .fix(|| fix(context, id, node));
    }
    if !unsaid.is_empty() {
        let names: Vec<&str> = unsaid.iter().map(|id| context.label(id)).collect();
        let message = format!("Others depend on {}. Declare how many run (`replicas`).", listing(&names));
        findings.declare(context, "replicas", unsaid.iter().map(|id| Subject::Node((*id).clone())), message);
    }
    Ok(())
}

fn said(names: &[&str], count: usize) -> String {
    match count.checked_sub(names.len()) {
        None | Some(0) => listing(names),
        Some(more) => format!("{} and {more} more", names.join(", ")),
    }
}

/// One that runs alone is fine where nobody depends on it: where there is a production environment, only that counts.
fn is_judged(context: &Context<'_>) -> bool {
    let mut environments = context.declared.environments.iter();
    let production = environments.find(|(_, environment)| environment.settings.production == Some(true));
    match production {
        None => true,
        // An environment that changes no node is judged with the base.
        Some((name, _)) if !context.declared.differs_in(name) => true,
        Some(_) => context.document.settings.production == Some(true),
    }
}

fn may_fail(node: &Node) -> bool {
    let runs = node.kind == NodeKind::Gateway || node.kind.is_data() || node.kind.is_workload();
    let elsewhere = matches!(node.kind, NodeKind::Function | NodeKind::Job | NodeKind::ObjectStore);
    runs && !elsewhere && !Graph::is_client(node)
}

/// Whether only one runs; `None` where it is not said.
fn is_alone(node: &Node) -> Option<bool> {
    let replicas = node.replicas.as_ref()?;
    match (replicas.min, replicas.max) {
        (Some(min), _) => Some(min == 1),
        (None, Some(max)) if max <= 1 => Some(max == 1),
        (None, _) => None,
    }
}

/// What requests from outside reach, and through what; nodes by place.
fn cuts(context: &Context<'_>) -> Cuts<usize> {
    let graph = context.graph;
    let runs = |node: &Node| node.kind.is_workload() || node.kind == NodeKind::Gateway;
    let steps = graph.links().filter(|link| link.edge.kind == EdgeKind::Call && runs(link.to)).map(|link| link.places);
    let outside = |place: usize| {
        let (_, node) = graph.at(place);
        let open = runs(node) && reach(node) >= Expose::Host;
        let called = |link: &Link<'_>| link.edge.kind == EdgeKind::Call && link.places.0 != place;
        let first = || node.kind == NodeKind::Gateway && !graph.incoming_at(place).iter().any(called);
        open || Graph::is_client(node) || node.kind == NodeKind::External || first()
    };
    let relation = Relation::of_places((0..graph.ids().len()).collect(), steps.collect());
    Cuts::new(&relation, graph.places().filter(|place| outside(*place)))
}

/// What a node cuts off, where that is any workload.
fn cut<'a>(context: &Context<'a>, cuts: &Cuts<usize>, place: usize, count: usize) -> Option<Point<'a>> {
    let is_workload = |place: &usize| context.graph.at(*place).1.kind.is_workload();
    let others: Vec<usize> = cuts.lost_without(place).take(SHOWN).filter(is_workload).collect();
    let mut path = cuts.way(*others.first()?);
    let shown = path.len().saturating_sub(SHOWN);
    path.drain(..shown);
    let ids = |places: Vec<usize>| places.into_iter().map(|place| context.graph.at(place).0).collect();
    Some(Point { others: ids(others), count, path: ids(path), cut: true })
}

/// Who uses a node directly, where that is at least half of all.
fn needed<'a>(context: &Context<'a>, place: usize, many: f64) -> Option<Point<'a>> {
    let links = context.graph.incoming_at(place);
    if (links.len() as f64) < many {
        return None;
    }
    let uses = links.iter().filter(|link| {
        matches!(link.edge.kind, EdgeKind::Call | EdgeKind::Data) && is_user(link.from) && link.places.0 != place
    });
    let users: BTreeSet<&Id> = uses.map(|link| &link.edge.from).collect();
    let path = users.first().map_or_else(Vec::new, |first| vec![*first, context.graph.at(place).0]);
    let count = users.len();
    (count as f64 >= many).then(|| Point { others: users.into_iter().collect(), count, path, cut: false })
}

fn is_user(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Service | NodeKind::Frontend) && !Graph::is_client(node)
}

fn fix(context: &Context<'_>, id: &Id, node: &Node) -> Option<Fix> {
    if node.kind.is_data() || !node.volumes.is_empty() {
        return None;
    }
    let declared = context.declared;
    let mut mend = Mend::new(declared);
    mend.set(["nodes", id.as_str(), "replicas", "min"], json!(2));
    let base = declared.nodes.get(id)?.replicas.as_ref();
    if base.and_then(|replicas| replicas.max).is_some_and(|max| max < 2) {
        mend.unset(["nodes", id.as_str(), "replicas", "max"]);
    }
    for (name, environment) in &declared.environments {
        let over = environment.nodes.get(id).and_then(|over| over.get("replicas")).and_then(|value| value.as_object());
        for field in ["min", "max"] {
            let few = over.and_then(|over| over.get(field)).and_then(serde_json::Value::as_u64).is_some_and(|n| n < 2);
            if few {
                mend.unset(["environments", name.as_str(), "nodes", id.as_str(), "replicas", field]);
            }
        }
    }
    let fix = mend.done(format!("Let two of {} run", context.label(id)));
    context.trial(&[&RULE]).mends(RULE.id, id, fix)
}
