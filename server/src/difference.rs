//! What makes one document another: edits, and words for people.

use serde::Serialize;
use serde_json::{Map, Value};
use topology::document::Pointer;
use topology::edit::{self, Edit};
use topology::{Document, Problem};

/// One place where two documents differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Where.
    pub path: Pointer,
    /// What the first says; absent where it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What the second says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

impl Difference {
    fn edit(&self) -> Edit {
        match &self.after {
            Some(value) => Edit::Set { path: self.path.clone(), value: value.clone() },
            None => Edit::Unset { path: self.path.clone() },
        }
    }
}

/// Where two documents differ: whole members that come or go, and the fields of members that stay.
#[must_use]
pub fn between(before: &Document, after: &Document) -> Vec<Difference> {
    compare(before, after, 3)
}

/// The edits that make `before` say what `after` says.
///
/// # Errors
/// A [`Problem`] where no edit can: the format of the file, or a fault of `after` itself.
pub fn edits(before: &Document, after: &Document) -> Result<Vec<Edit>, Problem> {
    // Field by field keeps what others change beside it. Fields that only fit together (another kind, say) go as whole members.
    let mut refused = None;
    for depth in [3, 2] {
        let edits: Vec<Edit> = compare(before, after, depth).iter().map(Difference::edit).collect();
        let mut tried = before.clone();
        match edit::apply(&mut tried, &Edit::Batch { edits: edits.clone() }) {
            Ok(_) if tried == *after => return Ok(edits),
            Ok(_) => {}
            Err(problem) => refused = Some(problem),
        }
    }
    Err(refused.unwrap_or_else(|| Problem::at("", "the file says something that no edit can set")))
}

fn compare(before: &Document, after: &Document, depth: usize) -> Vec<Difference> {
    let mut found = Vec::new();
    if let (Ok(Value::Object(before)), Ok(Value::Object(after))) =
        (serde_json::to_value(before), serde_json::to_value(after))
    {
        maps(&Pointer::default(), &before, &after, depth, &mut found);
    }
    found
}

fn maps(
    at: &Pointer,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    depth: usize,
    found: &mut Vec<Difference>,
) {
    // What goes comes first: an edge goes before its ends come back under another kind.
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    for key in gone.chain(after.keys()) {
        let path = at.join(key.as_str());
        match (before.get(key), after.get(key)) {
            (Some(a), Some(b)) if a == b => {}
            (Some(Value::Object(a)), Some(Value::Object(b))) if depth > 1 => maps(&path, a, b, depth - 1, found),
            // What the document itself holds is always there, be it without members: only members come and go.
            (None, Some(Value::Object(b))) if at.segments().is_empty() => maps(&path, &Map::new(), b, 1, found),
            (Some(Value::Object(a)), None) if at.segments().is_empty() => maps(&path, a, &Map::new(), 1, found),
            (Some(a @ Value::Array(_)), None) if at.segments().is_empty() => {
                found.push(Difference { path, before: Some(a.clone()), after: Some(Value::Array(Vec::new())) });
            }
            (a, b) => found.push(Difference { path, before: a.cloned(), after: b.cloned() }),
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

    fn shop() -> Document {
        document(json!({ "groundplan": 1, "name": "shop",
            "nodes": { "orders": { "kind": "service", "title": "Orders" }, "old": { "kind": "service" }, "db": { "kind": "database", "engine": "postgres" } },
            "edges": { "orders--old": { "from": "orders", "to": "old", "kind": "call" }, "orders--db": { "from": "orders", "to": "db", "kind": "data" } },
            "comments": { "/nodes/orders": { "before": ["the heart"] } } }))
    }

    #[test]
    fn edits_lead_from_one_to_the_other() {
        let after = document(json!({ "groundplan": 1, "name": "shop", "title": "Shop",
            "nodes": { "orders": { "kind": "worker", "owner": "ana" }, "new": { "kind": "service" }, "db": { "kind": "service" } },
            "edges": { "orders--db": { "from": "orders", "to": "db", "kind": "call" }, "new--orders": { "from": "new", "to": "db", "kind": "call" } },
            "comments": { "/nodes/new": { "after": "soon" } } }));
        for (a, b) in [(shop(), after.clone()), (after, shop())] {
            let mut tried = a.clone();
            let edits = edits(&a, &b).unwrap();
            edit::apply(&mut tried, &Edit::Batch { edits }).unwrap();
            assert_eq!(tried, b);
        }
    }

    #[test]
    fn a_changed_field_touches_nothing_beside_it() {
        let mut after = shop();
        after.nodes.get_mut("orders").unwrap().title = None;
        let edits = edits(&shop(), &after).unwrap();
        assert_eq!(edits, [Edit::Unset { path: Pointer::of(["nodes", "orders", "title"]) }]);
    }

    #[test]
    fn collections_come_and_go() {
        let empty = document(json!({ "groundplan": 1, "name": "shop" }));
        let mut full = shop();
        full.tags.insert(topology::document::Tag::parse("core").unwrap());
        full.conventions.registry = Some(topology::document::Image::parse("ghcr.io/acme").unwrap());
        for (a, b) in [(full.clone(), empty.clone()), (empty, full)] {
            let mut tried = a.clone();
            edit::apply(&mut tried, &Edit::Batch { edits: edits(&a, &b).unwrap() }).unwrap();
            assert_eq!(tried, b);
        }
    }

    #[test]
    fn nothing_differs_from_itself() {
        assert!(between(&shop(), &shop()).is_empty());
    }
}
