//! The tables say what serde's derived code says.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Json, Record, read, write};
use crate::document::{Document, Edge, Environment, Extra, Fact, Node};

/// A document in which every field of every record is set.
fn full() -> Value {
    serde_json::from_str(include_str!("full.json")).unwrap()
}

fn by_serde(value: &Value) -> Option<Document> {
    serde_json::from_value(value.clone()).ok()
}

fn by_table(value: &Value) -> Option<Document> {
    read(value.clone()).ok()
}

/// The pointers of a value and of everything in it.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| places(value, &format!("{at}/{}", escaped(key)), found))
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(key, value)| places(value, &format!("{at}/{key}"), found))
        }
        _ => {}
    }
}

#[test]
fn what_is_full_is_read_and_written_alike() {
    let full = full();
    let document = by_table(&full).unwrap();
    assert_eq!(Some(&document), by_serde(&full).as_ref());
    assert_eq!(write(&document).to_string(), serde_json::to_value(&document).unwrap().to_string());
    assert_eq!(write(&document).to_string(), serde_json::to_string(&document).unwrap());
}

#[test]
fn every_field_is_in_its_table_and_in_the_full_document() {
    let written =
        |record: &dyn Record| -> BTreeSet<&'static str> { record.fields().iter().map(|field| field.name).collect() };
    let held = |value: &Value| -> BTreeSet<String> { value.as_object().unwrap().keys().cloned().collect() };
    let full = full();
    let document = by_table(&full).unwrap();
    let same = |record: &dyn Record, value: &Value| {
        assert_eq!(written(record).into_iter().map(ToOwned::to_owned).collect::<BTreeSet<_>>(), held(value));
    };
    same(&document, &full);
    same(&document.nodes["a"], &full["nodes"]["a"]);
    same(document.edges.values().next().unwrap(), &full["edges"]["a--b"]);
    same(document.environments.values().next().unwrap(), &full["environments"]["prod"]);
    same(document.waivers.values().next().unwrap(), &full["waivers"]["w1"]);
    // Each slot belongs to the field at its place: the order of slots is that of the fields.
    for (index, field) in document.fields().iter().enumerate() {
        assert_eq!(
            document.slots()[index].write(),
            serde_json::to_value(&document).unwrap()[field.name],
            "{}",
            field.name
        );
    }
}

#[test]
fn whatever_is_put_anywhere_is_taken_or_refused_alike() {
    let full = full();
    let mut all = Vec::new();
    places(&full, "", &mut all);
    let strange = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(70000),
        json!(1.5),
        json!(5_000_000_000_u64),
        json!(""),
        json!("none"),
        json!("x"),
        json!("A b"),
        json!({}),
        json!({ "brand_new": 1 }),
        json!([1]),
        json!(["x"]),
        json!([]),
    ];
    let mut refused = 0;
    for at in all.iter().filter(|at| !at.is_empty()) {
        let was_map = full.pointer(at).is_some_and(|value| value.is_object() || value == "none");
        for other in &strange {
            // Derived code takes a list for a record, field by field. Nobody writes that, and here it is refused.
            if was_map && other.is_array() {
                continue;
            }
            let mut changed = full.clone();
            *changed.pointer_mut(at).unwrap() = other.clone();
            let (table, serde) = (by_table(&changed), by_serde(&changed));
            refused += usize::from(table.is_none());
            assert_eq!(table, serde, "{other} at {at}");
        }
        let (map, key) = at.rsplit_once('/').unwrap();
        let mut without = full.clone();
        if let Some(map) = without.pointer_mut(map).and_then(Value::as_object_mut) {
            map.remove(&key.replace("~1", "/"));
            assert_eq!(by_table(&without), by_serde(&without), "without {at}");
        }
    }
    assert!(refused > 500, "{refused}");
}

#[test]
fn records_without_anything_leave_nothing_behind() {
    let node = Node::of_kind(crate::document::NodeKind::Service);
    assert_eq!(write(&node), json!({ "kind": "service" }));
    assert_eq!(read::<Node>(json!({ "kind": "service", "in": {}, "extra": {} })).unwrap(), node);
    let built = read::<Node>(json!({ "kind": "service", "build": {} })).unwrap();
    assert_eq!(write(&built), json!({ "kind": "service", "build": {} }));
    assert_eq!(write(&Extra::default()), json!({}));
    assert_eq!(write(&read::<Environment>(json!({ "nodes": { "a": {} } })).unwrap()), json!({ "nodes": { "a": {} } }));
}

#[test]
fn an_error_names_what_was_found_and_leaves_the_value_as_it_is() {
    let error = |value| read::<Edge>(value).unwrap_err();
    assert_eq!(error(json!({ "from": "a", "to": "b" })), "missing field `kind`");
    assert!(
        error(json!({ "from": "a", "to": "b", "kind": "phone" }))
            .starts_with("unknown variant `phone`, expected one of `call`, ")
    );
    assert!(
        error(json!({ "from": "a", "to": "b", "kind": "call", "x": 1 }))
            .starts_with("unknown field `x`, expected one of `from`, ")
    );
    assert_eq!(
        error(json!({ "from": "a", "to": "b", "kind": "call", "tls": "yes" })),
        "invalid type: string \"yes\", expected a boolean"
    );
    let mut fact: Fact<u32> = Fact::Known(5);
    assert!(fact.read(json!("five")).is_err());
    assert_eq!(fact, Fact::Known(5));
}
