//! Reading and writing one place of a document by its pointer.
//!
//! Values pass through JSON only for the record that the pointer leads into, so an edit costs the same however large the document is. A view's places and areas grow with the document, so each of them is read and written by itself.

use serde_json::{Map, Value};

use crate::document::{Document, Pointer};
use crate::json::{self, Json, Members, Record};
use crate::problem::Problem;
use crate::structure::nearest;

macro_rules! collections {
    ($count:literal: $($field:ident),+) => {
        /// The fields that hold members by id; everything else is one value.
        pub(super) const COLLECTIONS: [&str; $count] = [$(stringify!($field)),+];

        fn collection<'d>(document: &'d Document, field: &str) -> Option<&'d dyn Members> {
            match field {
                $(stringify!($field) => Some(&document.$field),)+
                _ => None,
            }
        }

        fn collection_mut<'d>(document: &'d mut Document, field: &str) -> Option<&'d mut dyn Members> {
            match field {
                $(stringify!($field) => Some(&mut document.$field),)+
                _ => None,
            }
        }
    };
}

collections!(9: defaults, environments, nodes, edges, boundaries, rules, waivers, views, comments);

/// The maps of a view that have an entry for each thing drawn.
fn drawn<'d>(document: &'d Document, path: &[String]) -> Option<(&'d dyn Members, &'d dyn Json)> {
    let [views, view, field] = path else { return None };
    let view = document.views.get(view.as_str()).filter(|_| views == "views")?;
    match field.as_str() {
        "layout" => Some((&view.layout, &view.layout)),
        "areas" => Some((&view.areas, &view.areas)),
        _ => None,
    }
}

/// The same, to be changed.
fn drawn_mut<'d>(document: &'d mut Document, path: &[String]) -> Option<&'d mut dyn Members> {
    let [views, view, field] = path else { return None };
    let view = document.views.get_mut(view.as_str()).filter(|_| views == "views")?;
    match field.as_str() {
        "layout" => Some(&mut view.layout),
        "areas" => Some(&mut view.areas),
        _ => None,
    }
}

/// What stands at a place, as JSON; `None` where nothing does.
#[must_use]
pub fn get(document: &Document, path: &Pointer) -> Option<Value> {
    let [field, rest @ ..] = path.segments() else { return Some(json::write(document)) };
    if let [map @ .., key] = path.segments()
        && let Some((members, _)) = drawn(document, map)
    {
        return Some(members.member(key)?.write());
    }
    if let ([id, rest @ ..], Some(members)) = (rest, collection(document, field)) {
        return look(members.member(id)?.write(), rest);
    }
    let slot = document.slots().into_iter().nth(position(document, field)?)?;
    look(slot.write(), rest)
}

/// Puts a value, or nothing, at a place. Maps on the way that are missing are made.
pub(super) fn put(document: &mut Document, path: &Pointer, value: Option<Value>) -> Result<(), Problem> {
    let refuse = |message: String| Problem::at(path.to_string(), message);
    let [field, rest @ ..] = path.segments() else {
        return Err(refuse("the whole document is not one value".to_owned()));
    };
    if field == "groundplan" {
        return Err(refuse("the format is not edited".to_owned()));
    }
    if let [map @ .., key] = path.segments()
        && let Some(members) = drawn_mut(document, map)
    {
        return members.put_member(key, value).map_err(refuse);
    }
    if let Some(members) = collection_mut(document, field) {
        return match rest {
            [] => Err(refuse(format!("`{field}` is a collection")).hint("name one of its members")),
            [id] => members.put_member(id, value).map_err(refuse),
            [id, rest @ ..] => match members.member_mut(id) {
                Some(member) => put_value(member, rest, value).map_err(refuse),
                None => Err(refuse(format!("there is no `{id}` to change"))),
            },
        };
    }
    let position = position(document, field);
    let Some(slot) = position.and_then(|position| document.slots_mut().into_iter().nth(position)) else {
        let problem = refuse(format!("a document has no field `{field}`"));
        return Err(match nearest(field, document.fields().iter().map(|field| field.name)) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem,
        });
    };
    put_value(slot, rest, value).map_err(refuse)
}

fn position(document: &Document, name: &str) -> Option<usize> {
    document.fields().iter().position(|field| field.name == name)
}

/// The place whose value an edit at `path` changes: the path itself, or the first map on the way that is missing and so comes and goes with it.
pub(super) fn settle(document: &Document, path: &Pointer) -> Pointer {
    let segments = path.segments();
    // A member as a whole is never an intermediate map: setting a field of a missing member is refused.
    let shortest = if segments.first().is_some_and(|s| COLLECTIONS.contains(&s.as_str())) { 2 } else { 1 };
    (shortest..segments.len())
        .map(|len| Pointer::of(&segments[..len]))
        .find(|prefix| !holds(document, prefix))
        .unwrap_or_else(|| path.clone())
}

/// Whether anything stands at a place.
fn holds(document: &Document, path: &Pointer) -> bool {
    if let Some((_, map)) = drawn(document, path.segments()) {
        return !map.is_unset();
    }
    match path.segments() {
        [field, id] => match collection(document, field) {
            Some(members) => members.member(id).is_some(),
            None => get(document, path).is_some(),
        },
        _ => get(document, path).is_some(),
    }
}

fn look(mut value: Value, rest: &[String]) -> Option<Value> {
    for segment in rest {
        value = match value {
            Value::Object(mut map) => map.shift_remove(segment)?,
            Value::Array(mut list) => {
                let index: usize = segment.parse().ok()?;
                if index < list.len() { list.swap_remove(index) } else { return None }
            }
            _ => return None,
        };
    }
    (!value.is_null()).then_some(value)
}

fn put_value(slot: &mut dyn Json, rest: &[String], value: Option<Value>) -> Result<(), String> {
    let mut json = slot.write();
    insert(&mut json, rest, value)?;
    // Nothing is `null` where a field is optional, and the empty map or list where it always is there.
    let empty = if json.is_null() { vec![Value::Object(Map::new()), Value::Array(Vec::new())] } else { Vec::new() };
    slot.read(json).or_else(|error| empty.into_iter().find_map(|empty| slot.read(empty).ok()).ok_or(error))
}

fn insert(slot: &mut Value, rest: &[String], value: Option<Value>) -> Result<(), String> {
    let [segment, rest @ ..] = rest else {
        *slot = value.unwrap_or_default();
        return Ok(());
    };
    match slot {
        Value::Null if value.is_some() => {
            *slot = Value::Object(Map::new());
            let Value::Object(map) = slot else { return Ok(()) };
            insert(map.entry(segment.clone()).or_insert(Value::Null), rest, value)
        }
        Value::Null => Ok(()),
        Value::Object(map) if rest.is_empty() && value.is_none() => {
            map.shift_remove(segment);
            Ok(())
        }
        Value::Object(map) => insert(map.entry(segment.clone()).or_insert(Value::Null), rest, value),
        Value::Array(list) => {
            let index: usize = segment.parse().map_err(|_| format!("`{segment}` is no index of a list"))?;
            let length = list.len();
            match list.get_mut(index) {
                Some(item) if value.is_some() || !rest.is_empty() => insert(item, rest, value),
                Some(_) => Err("an item is not taken out by its index: use `remove`, or set the whole list".to_owned()),
                None => Err(format!("the list has {length} items, so no item {index}")),
            }
        }
        Value::String(word) if word == "none" && value.is_some() => {
            *slot = Value::Object(Map::new());
            insert(slot, std::slice::from_ref(segment), None)?;
            let mut path = vec![segment.clone()];
            path.extend_from_slice(rest);
            insert(slot, &path, value)
        }
        _ => Err(format!("there is no `{segment}` inside a single value")),
    }
}
