//! Transitions: what a new bundle does to what the one before it made, told from the two Plans.
//!
//! Each node of each environment gets the gravest of four words, with the reasons: *safe*, *restarts*, *migrates* (a person has to carry data over, or to help a tool that refuses), *destroys data*.

mod instance;
mod workload;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;
use topology::document::Id;

use crate::plan::{Plan, Plans};

/// How grave a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nobody notices.
    Safe,
    /// Programs are started anew.
    Restarts,
    /// What is stored stays, and a person has to carry it over or to help a tool that refuses.
    Migrates,
    /// What is stored is lost.
    DestroysData,
}

impl Effect {
    /// In words.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Restarts => "restarts",
            Self::Migrates => "migrates",
            Self::DestroysData => "destroys data",
        }
    }
}

/// What happens to one node in one environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// The environment; `base` for the base.
    pub environment: String,
    /// The node, by the id that it has now, or had last.
    pub node: Id,
    /// The gravest of its changes.
    pub effect: Effect,
    /// Each change with its own word, gravest first.
    pub changes: Vec<Change>,
}

/// One change of a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// How grave it is.
    pub effect: Effect,
    /// What changes, why that is so grave, and what to do.
    pub reason: String,
}

/// The changes of one node while they are found.
#[derive(Debug, Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn add(&mut self, effect: Effect, reason: impl Into<String>) {
        self.0.push(Change { effect, reason: reason.into() });
    }

    fn add_if(&mut self, differs: bool, effect: Effect, reason: &str) {
        if differs {
            self.add(effect, reason);
        }
    }
}

/// What the new Plans do to the former ones, by environment (`base` for the base) and node; nodes that stay as they are are left out. Of the new Plans those count whose name `wanted` takes.
#[must_use]
pub fn compare(former: &BTreeMap<String, Plan>, plans: &Plans, wanted: impl Fn(&str) -> bool) -> Vec<Transition> {
    let now: BTreeMap<&str, &Plan> = plans.all().filter(|(name, _)| wanted(name)).collect();
    let mut all = Vec::new();
    for (name, before) in former.iter().filter(|(name, _)| wanted(name)) {
        // An environment that is gone is one in which nothing exists.
        let nothing = Plan::empty(&before.topology);
        let after = now.get(name.as_str()).copied().unwrap_or(&nothing);
        let mut nodes: BTreeMap<Id, Changes> = BTreeMap::new();
        workload::compare(before, after, &mut nodes);
        instance::compare(before, after, &mut nodes);
        for (node, Changes(mut changes)) in nodes {
            changes.sort_by(|a, b| b.effect.cmp(&a.effect));
            if let Some(effect) = changes.first().map(|change| change.effect) {
                all.push(Transition { environment: name.clone(), node, effect, changes });
            }
        }
    }
    all
}

/// The transitions that lose data of nodes that nobody has given up.
#[must_use]
pub fn refused<'t>(transitions: &'t [Transition], given_up: &[String]) -> Vec<&'t Transition> {
    let lost = transitions.iter().filter(|transition| transition.effect == Effect::DestroysData);
    lost.filter(|transition| !given_up.iter().any(|node| node == transition.node.as_str())).collect()
}

/// A thing by its id; nothing where there is none.
type Held<'p, T> = Option<(&'p Id, &'p T)>;

/// What has become of each thing: pairs of before and after, matched by id or by an id that it had before.
fn matched<'p, T>(
    before: &'p BTreeMap<Id, T>,
    after: &'p BTreeMap<Id, T>,
    was: impl Fn(&T) -> &[Id],
) -> Vec<(Held<'p, T>, Held<'p, T>)> {
    let mut pairs = Vec::new();
    let mut taken = Vec::new();
    for (id, new) in after {
        let old = before.get_key_value(id).or_else(|| {
            // The newest of its former ids that stood in the former bundle.
            was(new).iter().rev().find_map(|id| before.get_key_value(id)).filter(|(id, _)| !after.contains_key(*id))
        });
        taken.extend(old.map(|(id, _)| id));
        pairs.push((old, Some((id, new))));
    }
    pairs.extend(before.iter().filter(|(id, _)| !taken.contains(id)).map(|old| (Some(old), None)));
    pairs
}
