//! Edits of a node that hold in the base and in every environment.

use serde_json::{Map, Value, json};

use super::mend::Mend;
use crate::document::{Document, Id, Overrides, Pointer};
use crate::edit::Edit;

/// The overrides of a node, by environment.
pub(super) fn overrides<'a>(declared: &'a Document, id: &'a Id) -> impl Iterator<Item = (&'a Id, &'a Overrides)> {
    declared.environments.iter().filter_map(move |(name, environment)| Some((name, environment.nodes.get(id)?)))
}

/// What the defaults of a node's kind say of a field.
pub(super) fn default_of<'a>(declared: &'a Document, id: &Id, field: &str) -> Option<&'a Value> {
    let node = declared.nodes.get(id)?;
    declared.defaults.get(&node.kind)?.get(field)
}

/// Takes tags off a node. `false` where the defaults of its kind hold one of them, which one node can't take back.
pub(super) fn drop_tags(mend: &mut Mend<'_>, declared: &Document, id: &Id, tags: &[&str]) -> bool {
    let holds = |value: Option<&Value>, tag: &str| {
        value.and_then(Value::as_array).is_some_and(|held| held.iter().any(|held| held.as_str() == Some(tag)))
    };
    for tag in tags {
        if holds(default_of(declared, id, "tags"), tag) {
            return false;
        }
        let mut remove = |base: &[&str]| {
            let path = Pointer::of(base.iter().copied().chain(["tags"]));
            mend.push(Edit::Remove { path, member: json!(tag) });
        };
        if declared.nodes.get(id).is_some_and(|node| node.has_tag(tag)) {
            remove(&["nodes", id.as_str()]);
        }
        for (environment, over) in overrides(declared, id) {
            if holds(over.get("tags"), tag) {
                remove(&["environments", environment.as_str(), "nodes", id.as_str()]);
            }
        }
    }
    true
}

/// Every place where data for one target (`compose`, `helm`, `terraform`) are merged into a node's outputs: the path of the data, and the data.
pub(super) fn extras<'a>(
    declared: &'a Document,
    id: &'a Id,
    target: &str,
) -> Vec<(Vec<String>, &'a Map<String, Value>)> {
    let mut all = Vec::new();
    let place =
        |base: &[&str]| -> Vec<String> { base.iter().copied().chain(["extra", target]).map(str::to_owned).collect() };
    if let Some(node) = declared.nodes.get(id) {
        all.push((place(&["nodes", id.as_str()]), of_target(&node.extra, target)));
    }
    for (environment, over) in overrides(declared, id) {
        if let Some(extra) = over.get("extra").and_then(|extra| extra.get(target)).and_then(Value::as_object) {
            all.push((place(&["environments", environment.as_str(), "nodes", id.as_str()]), extra));
        }
    }
    all
}

/// The data for one target.
pub(super) fn of_target<'a>(extra: &'a crate::document::Extra, target: &str) -> &'a Map<String, Value> {
    match target {
        "compose" => &extra.compose,
        "helm" => &extra.helm,
        _ => &extra.terraform,
    }
}
