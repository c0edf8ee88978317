//! What an environment changes in the base values, and nothing more.

use std::collections::BTreeMap;

use topology::yaml::{Item, Tree};

/// The overlay that turns `base` into `wanted`: maps merge deep, lists and scalars replace, `null` takes an entry away. `None` where they are equal.
pub(super) fn overlay(base: &Item, wanted: &Item) -> Option<Item> {
    let (Tree::Map(old), Tree::Map(new)) = (&base.value, &wanted.value) else {
        return (!same(&base.value, &wanted.value)).then(|| wanted.clone());
    };
    let old_by_key: BTreeMap<&str, &Item> = old.iter().map(|(key, item)| (key.as_str(), item)).collect();
    let new_by_key: BTreeMap<&str, &Item> = new.iter().map(|(key, item)| (key.as_str(), item)).collect();
    let mut entries: Vec<(String, Item)> = Vec::new();
    for (key, item) in new {
        let changed = match old_by_key.get(key.as_str()) {
            Some(before) => overlay(before, item),
            None => Some(item.clone()),
        };
        entries.extend(changed.map(|item| (key.clone(), item)));
    }
    let gone = old.iter().filter(|(key, item)| !new_by_key.contains_key(key.as_str()) && item.value != Tree::Null);
    entries.extend(gone.map(|(key, item)| (key.clone(), removed(item))));
    (!entries.is_empty()).then(|| Item { value: Tree::Map(entries), ..wanted.clone() })
}

/// Takes an entry away; of a map, its entries one by one, for the charts' own maps have no `null`.
fn removed(item: &Item) -> Item {
    match &item.value {
        Tree::Map(entries) => Item::map(entries.iter().map(|(key, _)| (key.clone(), Item::null()))),
        _ => Item::null(),
    }
}

/// Equality of what a reader of the file gets: comments, subjects and order of keys don't count.
fn same(a: &Tree, b: &Tree) -> bool {
    match (a, b) {
        (Tree::List(a), Tree::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(&a.value, &b.value)),
        (Tree::Map(a), Tree::Map(b)) => {
            let b: BTreeMap<&str, &Item> = b.iter().map(|(key, item)| (key.as_str(), item)).collect();
            a.len() == b.len()
                && a.iter().all(|(key, item)| b.get(key.as_str()).is_some_and(|other| same(&item.value, &other.value)))
        }
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use topology::yaml::write;

    use super::*;

    fn between(base: Value, wanted: Value) -> Option<String> {
        overlay(&Item::from(base), &Item::from(wanted)).map(|item| write(&item).text)
    }

    #[test]
    fn only_what_differs_is_written() {
        let base =
            json!({"orders": {"replicas": 1, "env": {"A": "1", "B": "2"}, "args": ["x"]}, "web": {"replicas": 1}});
        let wanted =
            json!({"web": {"replicas": 1}, "orders": {"replicas": 3, "env": {"A": "1", "C": "3"}, "args": ["x", "y"]}});
        let expected = "orders:\n  replicas: 3\n  env:\n    C: \"3\"\n    B: null\n  args:\n    - x\n    - \"y\"\n";
        assert_eq!(between(base, wanted).as_deref(), Some(expected));
    }

    #[test]
    fn a_map_that_is_gone_loses_its_entries() {
        let base = json!({"orders": {"env": {"A": "1"}, "args": ["x"]}});
        let expected = "orders:\n  env:\n    A: null\n  args: null\n";
        assert_eq!(between(base, json!({"orders": {}})).as_deref(), Some(expected));
    }

    #[test]
    fn equal_values_need_no_overlay_whatever_their_comments() {
        let base = Item::map([("a", Item::from(1).comment("one")), ("b", Item::list([1]))]);
        let wanted = Item::map([("b", Item::list([1]).subject("x")), ("a", Item::from(1))]);
        assert_eq!(overlay(&base, &wanted), None);
    }

    #[test]
    fn subjects_come_along() {
        let base = Item::map([("orders", Item::map([("replicas", 1)]))]);
        let wanted =
            Item::map([("orders", Item::map([("replicas", Item::from(2).subject("/x"))]).subject("node:orders"))]);
        let subjects: Vec<_> =
            overlay(&base, &wanted).map(|item| write(&item).spans).into_iter().flatten().map(|s| s.subject).collect();
        assert_eq!(subjects, ["node:orders", "/x"]);
    }
}
