//! # One deployed name, twice
//!
//! ## What it finds
//! Two nodes that are deployed under the same name: the `name` where one is set, else the id. One finding for each name.
//!
//! ## Why it matters
//! One of them would replace the other: its containers, its volumes and its address.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: twice
//! nodes:
//!   basket: { kind: service, name: cart }
//!   cart: { kind: service }
//! edges:
//!   basket--cart: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: twice
//! nodes:
//!   basket: { kind: service }
//!   cart: { kind: service }
//! edges:
//!   basket--cart: { kind: call }
//! ```
//!
//! ## How to fix
//! Give one of them another `name`. The fix takes the name away where the id is free.
//!
//! ## When not to
//! Never.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! How deployed names are made.

use crate::collections::BTreeMap;

use super::harmless::harmless;
use super::mend::Mend;
use super::reach::{Part, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Id, NodeKind};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "name-collision",
    title: "One deployed name, twice",
    severity: Severity::Error,
    fix: true,
    group: Group::Housekeeping,
    may_introduce: &["dangling-edge", "missing-description", "unencrypted-edge"],
    source: source!("name_collision.rs"),
    reach: Reach::Parts(&[&[Part::Field("name")]]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    // Ids differ, so only a name can be that of another.
    let given =
        context.graph.nodes().filter(|(_, node)| is_deployed(node.kind)).filter_map(|(_, node)| node.name.as_ref());
    let mut names: BTreeMap<&Id, Vec<&Id>> = given.map(|name| (name, Vec::new())).collect();
    if names.is_empty() {
        return Ok(());
    }
    for (id, node) in context.graph.nodes().filter(|(_, node)| is_deployed(node.kind)) {
        if let Some(ids) = names.get_mut(node.name.as_ref().unwrap_or(id)) {
            ids.push(id);
        }
    }
    for (name, ids) in names.iter().filter(|(_, ids)| ids.len() > 1) {
        let labels: Vec<&str> = ids.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "{} would all be deployed as {name}. One would replace the other, with its volumes and its address.",
            listing(&labels)
        );
        findings
            .at(Severity::Error, Subject::Node(ids[0].clone()), message)
            .also(ids.iter().map(|id| Subject::Node((*id).clone())))
            .discriminator(name.as_str())
            .fix(|| harmless(context, &RULE, fix(context, name, ids)));
    }
    Ok(())
}

fn is_deployed(kind: NodeKind) -> bool {
    kind.is_workload() || kind.is_data() || matches!(kind, NodeKind::Gateway | NodeKind::Platform)
}

/// All but one go back to their ids, where those are free.
fn fix(context: &Context<'_>, name: &Id, ids: &[&Id]) -> Option<Fix> {
    let taken = |wanted: &Id| {
        let mut deployed = context.graph.nodes().filter(|(_, node)| is_deployed(node.kind));
        deployed.any(|(id, node)| node.name.as_ref().unwrap_or(id) == wanted)
    };
    let keeper = if ids.contains(&name) { name } else { ids.first()? };
    let mut mend = Mend::new(context.declared);
    for id in ids.iter().filter(|id| **id != keeper) {
        let declared = context.declared.nodes.get(*id)?;
        let elsewhere = context
            .declared
            .environments
            .values()
            .any(|environment| environment.nodes.get(*id).is_some_and(|over| over.contains_key("name")));
        if declared.name.is_none() || elsewhere || taken(id) {
            return None;
        }
        mend.unset(["nodes", id.as_str(), "name"]);
    }
    Some(mend.done(format!("Leave the name {name} to {}", context.label(keeper))))
}
