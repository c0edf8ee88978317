//! # A service too small to stand alone
//!
//! ## What it finds
//! A service that one other workload calls, that calls at most one itself, that has neither data nor messages of its own, cannot be reached from outside, and belongs to the same owner as its caller. One finding a node.
//!
//! ## Why it matters
//! What could be a function call is a request that can fail, with a deployment, a pipeline and a dashboard of its own to look after.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: crumbs
//! owner: team-shop
//! rules: { nano-service: { severity: info } }
//! nodes:
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: postgres }
//!   rounding: { kind: service }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write }
//!   orders--rounding: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: crumbs
//! owner: team-shop
//! rules: { nano-service: { severity: info } }
//! nodes:
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: postgres }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write }
//! ```
//!
//! ## How to fix
//! Make it a part of its caller. The fix leads what it calls to the caller and deletes it; its program has to go into the caller's.
//!
//! ## When not to
//! What stands before an external system or a platform is an adapter, and meant to be small; so is a service with the tag `adapter`, `sidecar` or `identity`.
//!
//! ## Settings
//! `severity`: the rule is off until one is set, or until the profile is `strict`. `tags`.
//!
//! ## References
//! Nano service in Bogner et al. (2019), microservice greedy in Taibi and Lenarduzzi (2018).

use crate::collections::BTreeSet;

use super::entries::reach;
use super::hub_service::IDENTITY;
use super::mend::Mend;
use super::merge::merge;
use super::reach::{OPEN, OWNERS, Part, Reach, TAGS, TRAFFIC};
use super::trial::Trial;
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{EdgeKind, Expose, Id, Node, NodeKind};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Graph;

pub(super) static RULE: Rule = Rule {
    id: "nano-service",
    title: "A service too small to stand alone",
    severity: Severity::Info,
    fix: true,
    group: Group::Optional,
    may_introduce: &["orphan-node", "waiver-unused"],
    source: source!("nano_service.rs"),
    reach: Reach::Parts(&[TRAFFIC, OPEN, OWNERS, TAGS, &[Part::Field("volumes"), Part::Field("triggers")]]),
    check: Check::Each(check),
};

/// Tags of services that are meant to be small.
const SMALL_BY_DESIGN: [&str; 3] = ["adapter", "sidecar", IDENTITY];

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let trial = context.trial(RULES);
    let mut unowned = Vec::new();
    for (id, node) in context.graph.of_kind(NodeKind::Service) {
        let Some(caller) = caller_of_small(context, id, node) else { continue };
        let Some(called_by) = context.document.nodes.get(caller) else { continue };
        match (context.document.owner_of(node), context.document.owner_of(called_by)) {
            (Some(own), Some(callers)) if own == callers => {}
            (Some(_), Some(_)) => continue,
            _ => {
                unowned.push(id);
                continue;
            }
        }
        let (label, by) = (context.label(id), context.label(caller));
        let message = format!(
            "Only {by} calls {label}, and {label} keeps nothing of its own. A part of {by} would do the same without a request that can fail."
        );
        findings
            .at(Severity::Info, Subject::Node(id.clone()), message)
            .also([Subject::Node(caller.clone())])
            .path([caller, id])
            .fix(|| fix(context, &trial, id, caller));
    }
    if let Some(first) = unowned.first() {
        let message = format!(
            "{}{} could be a part of its caller. Declare who owns the two, then it can be judged.",
            context.label(first),
            if unowned.len() > 1 { format!(" and {} more services: each", unowned.len() - 1) } else { String::new() }
        );
        let subjects = unowned.iter().map(|id| Subject::Node((*id).clone()));
        findings.declare(context, "owner", subjects, message);
    }
    Ok(())
}

/// The only caller of a service that is small in all respects.
fn caller_of_small<'a>(context: &Context<'a>, id: &'a Id, node: &Node) -> Option<&'a Id> {
    let by_design = SMALL_BY_DESIGN.iter().any(|tag| node.has_tag(tag));
    let keeps = !node.volumes.is_empty() || !node.triggers.is_empty();
    if by_design || keeps || reach(node) >= Expose::Host {
        return None;
    }
    let mut callees = BTreeSet::new();
    for link in context.graph.outgoing(id.as_str()) {
        match link.edge.kind {
            EdgeKind::Data | EdgeKind::Publish | EdgeKind::Subscribe => return None,
            EdgeKind::Call if matches!(link.to.kind, NodeKind::External | NodeKind::Platform) => return None,
            EdgeKind::Call if link.edge.to != *id => {
                callees.insert(&link.edge.to);
            }
            _ => {}
        }
    }
    let mut callers = BTreeSet::new();
    for link in context.graph.incoming(id.as_str()) {
        match link.edge.kind {
            EdgeKind::Call if link.edge.from == *id => {}
            EdgeKind::Call if link.from.kind.is_workload() && !Graph::is_client(link.from) => {
                callers.insert(&link.edge.from);
            }
            EdgeKind::Call | EdgeKind::Callback => return None,
            _ => {}
        }
    }
    let only = callers.pop_first()?;
    (callers.is_empty() && callees.len() <= 1).then_some(only)
}

fn fix(context: &Context<'_>, trial: &Trial<'_>, id: &Id, caller: &Id) -> Option<Fix> {
    let mut mend = Mend::new(context.declared);
    merge(context, &mut mend, caller, &[id])?;
    let fix = mend.done(format!("Make {} a part of {}", context.label(id), context.label(caller)));
    trial.mends(RULE.id, id, fix)
}
