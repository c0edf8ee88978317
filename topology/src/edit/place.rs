//! Reading and writing one place of a document by its pointer.
//!
//! Values pass through JSON only for the record that the pointer leads into, so an edit costs the same however large the document is.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::document::{Document, Pointer};
use crate::problem::Problem;
use crate::structure::nearest;

/// The fields that hold members by id; everything else is one value.
pub(super) const COLLECTIONS: [&str; 9] =
    ["defaults", "environments", "nodes", "edges", "boundaries", "rules", "waivers", "views", "comments"];
const FIELDS: [&str; 8] = ["name", "title", "owner", "description", "tags", "conventions", "settings", "extra"];

/// What stands at a place, as JSON; `None` where nothing does.
#[must_use]
pub fn get(document: &Document, path: &Pointer) -> Option<Value> {
    let [field, rest @ ..] = path.segments() else { return serde_json::to_value(document).ok() };
    macro_rules! field {
        ($value:expr) => {
            look(serde_json::to_value(&$value).ok()?, rest)
        };
    }
    macro_rules! collection {
        ($map:expr) => {
            match rest {
                [] => field!($map),
                [id, rest @ ..] => look(member(&$map, id)?, rest),
            }
        };
    }
    match field.as_str() {
        "groundplan" => field!(document.groundplan),
        "name" => field!(document.name),
        "title" => field!(document.title),
        "owner" => field!(document.owner),
        "description" => field!(document.description),
        "tags" => field!(document.tags),
        "conventions" => field!(document.conventions),
        "settings" => field!(document.settings),
        "extra" => field!(document.extra),
        "defaults" => collection!(document.defaults),
        "environments" => collection!(document.environments),
        "nodes" => collection!(document.nodes),
        "edges" => collection!(document.edges),
        "boundaries" => collection!(document.boundaries),
        "rules" => collection!(document.rules),
        "waivers" => collection!(document.waivers),
        "views" => collection!(document.views),
        "comments" => collection!(document.comments),
        _ => None,
    }
}

/// Puts a value, or nothing, at a place. Maps on the way that are missing are made.
pub(super) fn put(document: &mut Document, path: &Pointer, value: Option<Value>) -> Result<(), Problem> {
    let refuse = |message: String| Problem::at(path.to_string(), message);
    let [field, rest @ ..] = path.segments() else {
        return Err(refuse("the whole document is not one value".to_owned()));
    };
    macro_rules! field {
        ($slot:expr) => {
            put_value(&mut $slot, rest, value).map_err(refuse)
        };
    }
    macro_rules! collection {
        ($map:expr) => {
            match rest {
                [] => Err(refuse(format!("`{field}` is a collection")).hint("name one of its members")),
                [id, rest @ ..] => put_member(&mut $map, id, rest, value).map_err(refuse),
            }
        };
    }
    match field.as_str() {
        "name" => field!(document.name),
        "title" => field!(document.title),
        "owner" => field!(document.owner),
        "description" => field!(document.description),
        "tags" => field!(document.tags),
        "conventions" => field!(document.conventions),
        "settings" => field!(document.settings),
        "extra" => field!(document.extra),
        "defaults" => collection!(document.defaults),
        "environments" => collection!(document.environments),
        "nodes" => collection!(document.nodes),
        "edges" => collection!(document.edges),
        "boundaries" => collection!(document.boundaries),
        "rules" => collection!(document.rules),
        "waivers" => collection!(document.waivers),
        "views" => collection!(document.views),
        "comments" => collection!(document.comments),
        "groundplan" => Err(refuse("the format is not edited".to_owned())),
        other => {
            let known = COLLECTIONS.iter().chain(&FIELDS).copied();
            let hint = nearest(other, known).map(|near| format!("did you mean `{near}`?"));
            let problem = refuse(format!("a document has no field `{other}`"));
            Err(match hint {
                Some(hint) => problem.hint(hint),
                None => problem,
            })
        }
    }
}

/// The place whose value an edit at `path` changes: the path itself, or the first map on the way that is missing and so comes and goes with it.
pub(super) fn settle(document: &Document, path: &Pointer) -> Pointer {
    let segments = path.segments();
    // A member as a whole is never an intermediate map: setting a field of a missing member is refused.
    let shortest = if segments.first().is_some_and(|s| COLLECTIONS.contains(&s.as_str())) { 2 } else { 1 };
    (shortest..segments.len())
        .map(|len| Pointer::of(&segments[..len]))
        .find(|prefix| get(document, prefix).is_none())
        .unwrap_or_else(|| path.clone())
}

fn key<K: DeserializeOwned>(id: &str) -> Result<K, String> {
    serde_json::from_value(Value::String(id.to_owned())).map_err(|error| error.to_string())
}

fn member<K: DeserializeOwned + Ord, V: Serialize>(map: &BTreeMap<K, V>, id: &str) -> Option<Value> {
    serde_json::to_value(map.get(&key(id).ok()?)?).ok()
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

fn put_member<K, V>(map: &mut BTreeMap<K, V>, id: &str, rest: &[String], value: Option<Value>) -> Result<(), String>
where
    K: DeserializeOwned + Ord,
    V: Serialize + DeserializeOwned,
{
    let key: K = key(id)?;
    if rest.is_empty() {
        match value {
            None => map.remove(&key),
            Some(value) => map.insert(key, serde_json::from_value(value).map_err(|error| error.to_string())?),
        };
        return Ok(());
    }
    match map.get_mut(&key) {
        Some(member) => put_value(member, rest, value),
        None => Err(format!("there is no `{id}` to change")),
    }
}

fn put_value<T: Serialize + DeserializeOwned>(
    slot: &mut T,
    rest: &[String],
    value: Option<Value>,
) -> Result<(), String> {
    let mut json = serde_json::to_value(&*slot).map_err(|error| error.to_string())?;
    insert(&mut json, rest, value)?;
    // Nothing is `null` where a field is optional, and the empty map or list where it always is there.
    let empty = if json.is_null() { vec![Value::Object(Map::new()), Value::Array(Vec::new())] } else { Vec::new() };
    *slot = serde_json::from_value(json)
        .or_else(|error| empty.into_iter().find_map(|empty| serde_json::from_value(empty).ok()).ok_or(error))
        .map_err(|error| error.to_string())?;
    Ok(())
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
