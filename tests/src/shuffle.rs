//! The same document in another order.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use serde_json::{Map, Value};

/// Collections in which people say the members in any order.
const SETS: [&str; 4] = ["tags", "secrets", "methods", "provides"];

/// The value with the keys of every map, and the members of every set, in an order that the seed decides.
#[must_use]
pub fn shuffle(value: &Value, seed: u64) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map
                .iter()
                .map(|(key, value)| match value {
                    Value::Array(list) if SETS.contains(&key.as_str()) => {
                        (key.clone(), Value::Array(order(list.clone(), seed)))
                    }
                    _ => (key.clone(), shuffle(value, seed)),
                })
                .collect();
            entries.sort_by_key(|(key, _)| place(key, seed));
            Value::Object(entries.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(list) => Value::Array(list.iter().map(|item| shuffle(item, seed)).collect()),
        other => other.clone(),
    }
}

fn order(mut list: Vec<Value>, seed: u64) -> Vec<Value> {
    list.sort_by_key(|item| place(&item.to_string(), seed));
    list
}

fn place(key: &str, seed: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, key).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_changes_and_nothing_else() {
        let value = json!({ "a": 1, "b": { "x": [1, 2], "tags": ["p", "q", "r"] }, "c": 3, "d": 4 });
        let texts: std::collections::BTreeSet<String> = (0..20).map(|seed| shuffle(&value, seed).to_string()).collect();
        assert!(texts.len() > 5, "{texts:?}");
        // Maps compare without order; lists that are no sets stay as they are.
        assert!(
            (0..20).all(|seed| shuffle(&value, seed)["b"]["x"] == json!([1, 2]) && shuffle(&value, seed)["a"] == 1)
        );
    }
}
