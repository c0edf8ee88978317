//! Setting a value for good: in the base, and in no environment otherwise.

use serde_json::Value;

use super::mend::Mend;
use super::overrides::overrides;
use crate::document::{Document, EdgeId, Id, Pointer, VariableName};

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
