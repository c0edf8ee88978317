//! What becomes of stored data: what would be lost, and what a person has to carry over.

use std::collections::BTreeMap;

use generators::bundle::Bundle;
use generators::plan::Plans;
use generators::transition::{Effect, Transition, compare};
use serde::Serialize;
use topology::document::Id;
use topology::rules::BASE;

/// A node whose stored data don't simply stay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Loss {
    /// The node, by the id that it has now, or had last.
    pub node: Id,
    /// What people read.
    pub title: String,
    /// Where: environments by name, the base as `base`.
    pub environments: Vec<String>,
    /// Whether the data are lost, or have to be carried over.
    pub effect: Effect,
    /// Why, and what to do.
    pub message: String,
}

/// What happens to each node in each environment, or in one of them and the base, when a bundle of some Plans takes the place of another's.
#[must_use]
pub fn transitions(before: &Plans, after: &Plans, environment: Option<&Id>) -> Vec<Transition> {
    let former = before.all().map(|(name, plan)| (name.to_owned(), plan.clone())).collect();
    compare(&former, after, |name| name == BASE || environment.is_none_or(|only| only.as_str() == name))
}

/// The nodes whose data are destroyed or have to be carried over, the graver first, then by node.
pub(super) fn losses(before: &Bundle, after: &Bundle, transitions: &[Transition]) -> Vec<Loss> {
    let mut grouped: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for transition in transitions.iter().cloned() {
        let grave = transition.changes.iter().filter(|change| change.effect >= Effect::Migrates);
        let message = grave.map(|change| change.reason.as_str()).collect::<Vec<_>>().join("; ");
        if !message.is_empty() {
            let key = (std::cmp::Reverse(transition.effect), transition.node, message);
            grouped.entry(key).or_default().push(transition.environment);
        }
    }
    let label = |node: &Id| {
        let there = [&after.plans.base, &before.plans.base].map(|plan| plan.label(node).to_owned());
        there.into_iter().find(|label| label != node.as_str()).unwrap_or_else(|| node.to_string())
    };
    grouped
        .into_iter()
        .map(|((effect, node, message), environments)| Loss {
            title: label(&node),
            node,
            environments,
            effect: effect.0,
            message,
        })
        .collect()
}
