//! Pieces that every target which writes YAML shares: entries in order, values with their origin, host names, merging and overlays.

use serde_json::Value;
use topology::document::Id;
use topology::yaml::{Item, Tree};

use crate::plan::{Note, Plan, Sourced, Verdict};

/// Keys and values in the order in which they are written.
pub type Entries = Vec<(String, Item)>;

/// Adds an entry.
pub fn put(entries: &mut Entries, key: &str, item: impl Into<Item>) {
    entries.push((key.to_owned(), item.into()));
}

/// Adds a map or list, unless it is empty.
pub fn put_some(entries: &mut Entries, key: &str, item: impl Into<Item>) {
    let item = item.into();
    let empty = match &item.value {
        Tree::Map(inner) => inner.is_empty(),
        Tree::List(inner) => inner.is_empty(),
        _ => false,
    };
    if !empty {
        put(entries, key, item);
    }
}

/// An item that knows where its value comes from: lines of a declared value carry its place, those of a decision its reason.
pub fn sourced<T>(item: impl Into<Item>, value: &Sourced<T>) -> Item {
    let item = item.into();
    match value.decision() {
        Some(reason) => item.comment(reason),
        None => item.subject(value.subject()),
    }
}

/// The same without the reason of a decision, for one-line maps and for values whose reason stands elsewhere.
pub fn placed<T>(item: impl Into<Item>, value: &Sourced<T>) -> Item {
    let subject = value.subject();
    if subject.is_empty() { item.into() } else { item.into().subject(subject) }
}

/// What people call a node, where they do, and what they say about it, under these two keys.
pub fn called(id: &Id, title: &str, description: &str, keys: [&str; 2], text: impl Fn(&str) -> Item) -> Entries {
    let mut entries = Entries::new();
    if title != id.as_str() {
        put(&mut entries, keys[0], text(title).subject(format!("/nodes/{id}/title")));
    }
    if !description.is_empty() {
        put(&mut entries, keys[1], text(description).subject(format!("/nodes/{id}/description")));
    }
    entries
}

/// One note for each place that a value comes from; none for a decision.
pub fn note<T>(value: &Sourced<T>, verdict: Verdict, reason: &str, notes: &mut Vec<Note>) {
    let subject = value.subject();
    notes.extend(subject.split_whitespace().map(|path| Note {
        path: path.to_owned(),
        verdict,
        reason: reason.to_owned(),
    }));
}

/// The same also for a decision: then about the place where a person would have declared it.
pub fn note_at<T>(value: &Sourced<T>, place: String, verdict: Verdict, reason: &str, notes: &mut Vec<Note>) {
    if value.decision().is_some() {
        notes.push(Note { path: place, verdict, reason: reason.to_owned() });
    } else {
        note(value, verdict, reason, notes);
    }
}

/// The name under which a node is reached where everything runs side by side: its deployed name, or its address where it is there already.
#[must_use]
pub fn host(node: &Id, plan: &Plan) -> String {
    if let Some(instance) = plan.instance_of(node).or_else(|| plan.instances.get(node)) {
        return instance.host.as_ref().map_or_else(|| instance.name.to_string(), |host| host.value.clone());
    }
    let workload = plan.workloads.get(node).map(|workload| workload.name.to_string());
    workload
        .or_else(|| plan.externals.get(node).map(|external| external.host.value.clone()))
        .unwrap_or_else(|| node.to_string())
}

/// Puts a person's own data over an item: maps merge deep, everything else replaces. The lines that it sets carry `place`.
pub fn merge(values: &mut Item, key: &str, value: &Value, place: &str) {
    let Tree::Map(entries) = &mut values.value else {
        values.value = Tree::Map(vec![(key.to_owned(), Item::from(value.clone()).subject(place))]);
        return;
    };
    let at = entries.iter().position(|(name, _)| name == key);
    match (at, value) {
        (Some(at), Value::Object(inner)) if matches!(entries[at].1.value, Tree::Map(_)) => {
            for (key, value) in inner {
                merge(&mut entries[at].1, key, value, place);
            }
        }
        (Some(at), value) => entries[at].1 = Item::from(value.clone()).subject(place),
        (None, value) => entries.push((key.to_owned(), Item::from(value.clone()).subject(place))),
    }
}

/// Whether two values are the same, whatever their comments and subjects.
#[must_use]
pub fn same(a: &Tree, b: &Tree) -> bool {
    match (a, b) {
        (Tree::Map(a), Tree::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, item)| b.iter().any(|(other, held)| other == key && same(&item.value, &held.value)))
        }
        (Tree::List(a), Tree::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(&a.value, &b.value)),
        _ => a == b,
    }
}
