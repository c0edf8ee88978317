//! What an environment changes in the base values, and nothing more.

use std::collections::{BTreeMap, BTreeSet};

use topology::yaml::{Item, Tree};

use crate::items::same;

/// The overlay that turns the values `base` of a node into `wanted`: maps merge deep, lists and scalars replace, `null` takes an entry away. `None` where they are equal.
pub(super) fn overlay(base: &Item, wanted: &Item) -> Option<Item> {
    between(base, wanted, true)
}

fn between(base: &Item, wanted: &Item, top: bool) -> Option<Item> {
    let (Tree::Map(old), Tree::Map(new)) = (&base.value, &wanted.value) else {
        return (!same(&base.value, &wanted.value)).then(|| wanted.clone());
    };
    let old_by_key: BTreeMap<&str, &Item> = old.iter().map(|(key, item)| (key.as_str(), item)).collect();
    let mut entries: Vec<(String, Item)> = Vec::new();
    for (key, item) in new {
        let changed = match old_by_key.get(key.as_str()) {
            Some(before) => between(before, item, false),
            None => Some(item.clone()),
        };
        entries.extend(changed.map(|item| (key.clone(), item)));
    }
    if !is_off(new) {
        let new_keys: BTreeSet<&str> = new.iter().map(|(key, _)| key.as_str()).collect();
        let gone = old.iter().filter(|(key, item)| !new_keys.contains(key.as_str()) && item.value != Tree::Null);
        entries.extend(gone.map(|(key, item)| (key.clone(), removed(item, top))));
    }
    (!entries.is_empty()).then(|| Item { value: Tree::Map(entries), ..wanted.clone() })
}

/// Whether a block says nothing but that it is off: then the rest of it does not matter.
fn is_off(entries: &[(String, Item)]) -> bool {
    matches!(entries, [(key, item)] if key == "enabled" && item.value == Tree::Bool(false))
}

/// Takes an entry away. A node's own maps (`env`, `ports`) lose their entries one by one: the charts let entries be `null`, but not the maps.
fn removed(item: &Item, top: bool) -> Item {
    match &item.value {
        Tree::Map(entries) if top => Item::map(entries.iter().map(|(key, _)| (key.clone(), Item::null()))),
        _ => Item::null(),
    }
}

/// Lets the lines of the base speak for an environment where both say the same, so that what an overlay need not repeat is found, too.
pub(super) fn speak_for(base: &mut Item, wanted: &Item) {
    if same(&base.value, &wanted.value)
        && let Some(subject) = &wanted.subject
    {
        let held = base.subject.take().unwrap_or_default();
        let words: BTreeSet<&str> = held.split_whitespace().chain(subject.split_whitespace()).collect();
        base.subject = Some(words.into_iter().collect::<Vec<_>>().join(" "));
    }
    if let (Tree::Map(old), Tree::Map(new)) = (&mut base.value, &wanted.value) {
        let new: BTreeMap<&str, &Item> = new.iter().map(|(key, item)| (key.as_str(), item)).collect();
        for (key, item) in old {
            if let Some(wanted) = new.get(key.as_str()) {
                speak_for(item, wanted);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use topology::yaml::write;

    use super::*;

    fn text(base: Value, wanted: Value) -> Option<String> {
        overlay(&Item::from(base), &Item::from(wanted)).map(|item| write(&item).text)
    }

    #[test]
    fn only_what_differs_is_written() {
        let base = json!({"replicas": 1, "env": {"A": "1", "B": "2"}, "args": ["x"], "user": {"uid": 1}});
        let wanted = json!({"user": {"uid": 1}, "replicas": 3, "env": {"A": "1", "C": "3"}, "args": ["x", "y"]});
        let expected = "replicas: 3\nenv:\n  C: \"3\"\n  B: null\nargs:\n  - x\n  - \"y\"\n";
        assert_eq!(text(base, wanted).as_deref(), Some(expected));
    }

    #[test]
    fn a_map_that_is_gone_loses_its_entries_and_an_entry_is_gone_whole() {
        let base = json!({"env": {"A": "1"}, "policy": {"egress": {"a--b": {"ports": [1]}}}, "args": ["x"]});
        let expected = "policy:\n  egress:\n    a--b: null\nenv:\n  A: null\nargs: null\n";
        assert_eq!(text(base, json!({"policy": {"egress": {}}})).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_off_needs_no_more_words() {
        let base = json!({"autoscaling": {"enabled": true, "min": 2, "max": 4}});
        let off = json!({"autoscaling": {"enabled": false}});
        assert_eq!(text(base.clone(), off.clone()).as_deref(), Some("autoscaling:\n  enabled: false\n"));
        assert_eq!(text(off, base).as_deref(), Some("autoscaling:\n  enabled: true\n  min: 2\n  max: 4\n"));
    }

    #[test]
    fn equal_values_need_no_overlay_whatever_their_comments() {
        let base = Item::map([("a", Item::from(1).comment("one")), ("b", Item::list([1]))]);
        let wanted = Item::map([("b", Item::list([1]).subject("x")), ("a", Item::from(1))]);
        assert_eq!(overlay(&base, &wanted), None);
    }

    #[test]
    fn the_base_speaks_for_what_need_not_be_repeated() {
        let item = |number: i32, subject: &str| Item::map([("a", Item::from(number).subject(subject))]);
        let mut base = item(1, "/x");
        speak_for(&mut base, &item(1, "/y"));
        speak_for(&mut base, &item(2, "/z"));
        let subjects: Vec<_> = write(&base).spans.into_iter().map(|span| span.subject).collect();
        assert_eq!(subjects, ["/x /y"]);
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
