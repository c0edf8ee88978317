//! Where two documents say something different, field by field.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document::{Document, Pointer};
use crate::edit::Edit;
use crate::json;

/// One place where two documents differ: a whole member that came or went, or a field of one that stayed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Where.
    pub path: Pointer,
    /// What the first says; absent where it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What the second says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

impl Field {
    /// The edit that makes the first say what the second does.
    #[must_use]
    pub fn edit(&self) -> Edit {
        match &self.after {
            Some(value) => Edit::Set { path: self.path.clone(), value: value.clone() },
            None => Edit::Unset { path: self.path.clone() },
        }
    }
}

/// How far differences are taken apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    /// Members whole: fields that only fit together come and go as one.
    Member,
    /// Members that stay are read field by field, so that what others change beside it is kept.
    Field,
}

/// What a map is to a comparison.
enum Part {
    /// It is there whether it has entries or not: only its entries come and go.
    Container,
    /// Somebody made it: it comes and goes as one, and is taken apart while it stays.
    Member,
    /// One value.
    Whole,
}

/// Fields of nodes and edges whose entries are independent of one another.
const OPEN: [&str; 6] = ["env", "in", "ports", "triggers", "variables", "volumes"];

fn part(path: &[String], grain: Grain) -> Part {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match (path.as_slice(), grain) {
        ([] | [_] | ["conventions", "tags"], _) => Part::Container,
        (_, Grain::Member) => Part::Whole,
        (["nodes" | "edges" | "boundaries" | "environments" | "rules" | "waivers" | "views" | "defaults", _], _)
        | (["environments", _, "nodes" | "edges", _], _) => Part::Member,
        (["environments", _, "settings" | "nodes" | "edges"] | ["views", _, "layout" | "areas"], _)
        | (["rules", _, "tags"], _) => Part::Container,
        (["nodes" | "edges", _, field], _) if OPEN.contains(field) => Part::Container,
        // Overrides are maps without types: an empty one differs from none.
        (["environments", _, "nodes" | "edges", _, field] | ["defaults", _, field], _) if OPEN.contains(field) => {
            Part::Member
        }
        _ => Part::Whole,
    }
}

/// Every place where two documents differ, pictures and comments among them, in the order of the format; at each level what goes comes first.
#[must_use]
pub fn fields(before: &Document, after: &Document) -> Vec<Field> {
    compare(before, after, Grain::Field)
}

pub(super) fn compare(before: &Document, after: &Document, grain: Grain) -> Vec<Field> {
    let mut found = Vec::new();
    if let (Value::Object(before), Value::Object(after)) = (json::write(before), json::write(after)) {
        maps(&Pointer::default(), &before, &after, grain, &mut found);
    }
    found
}

fn maps(at: &Pointer, before: &Map<String, Value>, after: &Map<String, Value>, grain: Grain, found: &mut Vec<Field>) {
    // An edge goes before its ends come back under another kind.
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    let none = Map::new();
    for key in gone.chain(after.keys()) {
        let (a, b) = (before.get(key), after.get(key));
        if a == b {
            continue;
        }
        let path = at.join(key.as_str());
        match (part(path.segments(), grain), a, b) {
            (Part::Container | Part::Member, Some(Value::Object(a)), Some(Value::Object(b))) => {
                maps(&path, a, b, grain, found);
            }
            (Part::Container, None, Some(Value::Object(b))) => maps(&path, &none, b, grain, found),
            (Part::Container, Some(Value::Object(a)), None) => maps(&path, a, &none, grain, found),
            _ => found.push(Field { path, before: a.cloned(), after: b.cloned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document(value: Value) -> Document {
        serde_json::from_value(value).unwrap()
    }

    fn paths(before: &Value, after: &Value) -> Vec<String> {
        let whole = |rest: &Value| {
            let mut value = json!({ "groundplan": 1, "name": "shop" });
            value.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            document(value)
        };
        fields(&whole(before), &whole(after)).iter().map(|field| field.path.to_string()).collect()
    }

    #[test]
    fn a_field_is_as_much_as_means_something_alone() {
        let node = |more: Value| {
            let mut node = json!({ "kind": "service" });
            node.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!({ "nodes": { "a": node } })
        };
        assert_eq!(
            paths(&node(json!({})), &node(json!({ "replicas": { "min": 2, "max": 3 } }))),
            ["/nodes/a/replicas"]
        );
        assert_eq!(
            paths(&node(json!({})), &node(json!({ "ports": { "http": { "number": 80 }, "admin": { "number": 81 } } }))),
            ["/nodes/a/ports/admin", "/nodes/a/ports/http"]
        );
        assert_eq!(
            paths(&node(json!({ "in": { "team": "x", "unit": "u" } })), &node(json!({ "in": { "unit": "u" } }))),
            ["/nodes/a/in/team"]
        );
    }

    #[test]
    fn members_come_and_go_whole() {
        let full = json!({ "nodes": { "a": { "kind": "service", "title": "A" } }, "conventions": { "tags": { "x": "1" } },
            "environments": { "dev": { "nodes": { "a": { "replicas": { "min": 1 } } }, "settings": { "region": "x" } } } });
        assert_eq!(paths(&full, &json!({})), ["/conventions/tags/x", "/environments/dev", "/nodes/a"]);
        let bare = json!({ "nodes": { "a": { "kind": "service", "title": "A" } }, "conventions": { "tags": { "x": "1" } },
            "environments": { "dev": {} } });
        assert_eq!(paths(&bare, &full), ["/environments/dev/settings/region", "/environments/dev/nodes/a"]);
    }
}
