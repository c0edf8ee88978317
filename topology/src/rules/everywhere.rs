//! Edits that hold for good: in the base and in every environment.

use serde_json::{Map, Value, json};

use super::mend::Mend;
use crate::document::{Document, EdgeId, Extra, Id, Overrides, Pointer, VariableName};
use crate::edit::Edit;

/// Sets a field of a node, and takes back what environments say instead.
pub(super) fn set_on_node(mend: &mut Mend<'_>, declared: &Document, id: &Id, field: &str, value: Value) {
    mend.set(["nodes", id.as_str(), field], value);
    for (name, over) in overrides(declared, id) {
        if over.contains_key(field) {
            mend.unset(["environments", name.as_str(), "nodes", id.as_str(), field]);
        }
    }
}

/// Sets a field of an edge, and takes back what environments say instead; `None` takes the field away.
pub(super) fn set_on_edge(mend: &mut Mend<'_>, declared: &Document, id: &EdgeId, field: &str, value: Option<Value>) {
    match value {
        Some(value) => mend.set(["edges", id.as_str(), field], value),
        None if crate::edit::get(declared, &Pointer::of(["edges", id.as_str(), field])).is_some() => {
            mend.unset(["edges", id.as_str(), field]);
        }
        None => {}
    }
    for (name, environment) in &declared.environments {
        if environment.edges.get(id).is_some_and(|over| over.contains_key(field)) {
            mend.unset(["environments", name.as_str(), "edges", id.as_str(), field]);
        }
    }
}

/// Changes a variable of a node wherever a value is given: in the base and in environments. `false` where nothing there has to change.
pub(super) fn change_variable(
    mend: &mut Mend<'_>,
    declared: &Document,
    id: &Id,
    name: &VariableName,
    change: impl Fn(&str) -> Option<String>,
) -> bool {
    let mut changed = false;
    let own = declared.nodes.get(id).and_then(|node| node.variables.get(name));
    if let Some(value) = own.and_then(|value| change(value.as_str())) {
        mend.set(["nodes", id.as_str(), "variables", name.as_str()], Value::String(value));
        changed = true;
    }
    for (environment, declared) in &declared.environments {
        let over = declared.nodes.get(id).and_then(|over| over.get("variables")?.get(name.as_str())?.as_str());
        if let Some(value) = over.and_then(&change) {
            let path = ["environments", environment.as_str(), "nodes", id.as_str(), "variables", name.as_str()];
            mend.set(path, Value::String(value));
            changed = true;
        }
    }
    changed
}

/// A title for something drawn beside a node: the node's label, shortened so that the words fit behind it.
pub(super) fn title_of(label: &str, words: &str) -> String {
    let short: String = label.chars().take(90).collect();
    format!("{short} {words}")
}

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
pub(super) fn of_target<'a>(extra: &'a Extra, target: &str) -> &'a Map<String, Value> {
    match target {
        "compose" => &extra.compose,
        "helm" => &extra.helm,
        _ => &extra.terraform,
    }
}
