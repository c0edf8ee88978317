//! The order of data without a type of its own: overrides by the fields of what they override, the rest by name.
//!
//! Maps mean the same in every order, so what is written from them must not depend on it.

use crate::collections::BTreeMap;

use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::{Map, Value, json};

use super::{Edge, Node, Overrides};
use crate::json::{self, Json};

/// Overrides of nodes, each in the order of a node's fields.
pub(super) fn of_nodes<'de, D: Deserializer<'de>, K: Deserialize<'de> + Ord>(
    deserializer: D,
) -> Result<BTreeMap<K, Overrides>, D::Error> {
    let mut all = BTreeMap::deserialize(deserializer)?;
    nodes(&mut all);
    Ok(all)
}

/// Overrides of edges, each in the order of an edge's fields.
pub(super) fn of_edges<'de, D: Deserializer<'de>, K: Deserialize<'de> + Ord>(
    deserializer: D,
) -> Result<BTreeMap<K, Overrides>, D::Error> {
    let mut all = BTreeMap::deserialize(deserializer)?;
    edges(&mut all);
    Ok(all)
}

/// A map by name, and every map within it.
pub(super) fn by_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    let mut map = Map::deserialize(deserializer)?;
    arrange(&mut map, None);
    Ok(map)
}

/// Puts overrides of nodes into the order of a node's fields.
pub(super) fn nodes<K>(all: &mut BTreeMap<K, Overrides>) {
    for over in all.values_mut() {
        like::<Node>(over, &json!({ "kind": "service" }));
    }
}

/// Puts overrides of edges into the order of an edge's fields.
pub(super) fn edges<K>(all: &mut BTreeMap<K, Overrides>) {
    for over in all.values_mut() {
        like::<Edge>(over, &json!({ "from": "a", "to": "b", "kind": "call" }));
    }
}

fn like<T: Json>(over: &mut Overrides, least: &Value) {
    let mut item = least.as_object().cloned().unwrap_or_default();
    item.extend(over.iter().map(|(key, value)| (key.clone(), value.clone())));
    // What does not fit has no order of its own; that it does not fit is told elsewhere.
    let model = json::read::<T>(Value::Object(item)).ok().map(|item| json::write(&item));
    arrange(over, model.as_ref());
}

/// Puts a map, and every map within it, into the order of a model, and what that does not have by name.
pub(super) fn arrange(map: &mut Map<String, Value>, model: Option<&Value>) {
    let model = model.and_then(Value::as_object);
    let place = |key: &str| model.and_then(|model| model.keys().position(|field| field == key)).unwrap_or(usize::MAX);
    let mut entries: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
    entries.sort_by(|(a, _), (b, _)| (place(a), a).cmp(&(place(b), b)));
    for (key, value) in &mut entries {
        within(value, model.and_then(|model| model.get(key)));
    }
    map.extend(entries);
}

fn within(value: &mut Value, model: Option<&Value>) {
    match value {
        Value::Object(map) => arrange(map, model),
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                within(item, model.and_then(|model| model.get(at)));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Environment, Extra};

    #[test]
    fn overrides_stand_in_the_order_of_fields_and_extras_by_name() {
        let environment = |nodes: Value| -> String {
            let environment: Environment = serde_json::from_value(json!({
                "nodes": nodes,
                "edges": { "a--b": { "retries": 1, "path": "/x" } }
            }))
            .unwrap();
            serde_json::to_string(&environment).unwrap()
        };
        let given =
            json!({ "a": { "storage": "1Gi", "replicas": { "max": 3, "min": 1 }, "command": [], "image": "x" } });
        let other =
            json!({ "a": { "image": "x", "command": [], "replicas": { "min": 1, "max": 3 }, "storage": "1Gi" } });
        assert_eq!(environment(given.clone()), environment(other));
        assert!(
            environment(given).contains(r#"{"image":"x","replicas":{"min":1,"max":3},"storage":"1Gi","command":[]}"#)
        );
        let extra: Extra = serde_json::from_value(json!({ "compose": { "b": 1, "a": [{ "y": 1, "x": 2 }] } })).unwrap();
        assert_eq!(serde_json::to_string(&extra).unwrap(), r#"{"compose":{"a":[{"x":2,"y":1}],"b":1}}"#);
    }
}
