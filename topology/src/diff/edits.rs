//! The edits that lead from one document to another.

use crate::document::Document;
use crate::edit::{self, Edit};
use crate::problem::Problem;

use super::fields::{Field, Grain, compare};

/// The edits that make `before` say what `after` says.
///
/// # Errors
/// A [`Problem`] where no edit can: the format of the file, or a fault of `after` itself.
pub fn edits(before: &Document, after: &Document) -> Result<Vec<Edit>, Problem> {
    // Field by field keeps what others change beside it. Fields that only fit together (another kind, say) go as whole members.
    let mut refused = None;
    for grain in [Grain::Field, Grain::Member] {
        let edits: Vec<Edit> = compare(before, after, grain).iter().map(Field::edit).collect();
        let mut tried = before.clone();
        match edit::apply(&mut tried, &Edit::Batch { edits: edits.clone() }) {
            Ok(_) if tried == *after => return Ok(edits),
            Ok(_) => {}
            Err(problem) => refused = Some(problem),
        }
    }
    Err(refused.unwrap_or_else(|| Problem::at("", "the file says something that no edit can set")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Pointer;
    use serde_json::{Value, json};

    fn document(value: Value) -> Document {
        serde_json::from_value(value).unwrap()
    }

    fn shop() -> Document {
        document(json!({ "groundplan": 1, "name": "shop",
            "nodes": { "orders": { "kind": "service", "title": "Orders" }, "old": { "kind": "service" }, "db": { "kind": "database", "engine": "postgres" } },
            "edges": { "orders--old": { "from": "orders", "to": "old", "kind": "call" }, "orders--db": { "from": "orders", "to": "db", "kind": "data" } },
            "comments": { "/nodes/orders": { "before": ["the heart"] } } }))
    }

    fn lead(a: &Document, b: &Document) {
        let mut tried = a.clone();
        edit::apply(&mut tried, &Edit::Batch { edits: edits(a, b).unwrap() }).unwrap();
        assert_eq!(tried, *b);
    }

    #[test]
    fn edits_lead_from_one_to_the_other() {
        let after = document(json!({ "groundplan": 1, "name": "shop", "title": "Shop",
            "nodes": { "orders": { "kind": "worker", "owner": "ana" }, "new": { "kind": "service" }, "db": { "kind": "service" } },
            "edges": { "orders--db": { "from": "orders", "to": "db", "kind": "call" }, "new--orders": { "from": "new", "to": "db", "kind": "call" } },
            "comments": { "/nodes/new": { "after": "soon" } } }));
        lead(&shop(), &after);
        lead(&after, &shop());
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
        full.tags.insert(crate::document::Tag::parse("core").unwrap());
        full.conventions.registry = Some(crate::document::Image::parse("ghcr.io/acme").unwrap());
        lead(&full, &empty);
        lead(&empty, &full);
    }
}
