//! Gestures put into edits. Nothing here touches the document; what it says is what the gesture would do.

mod connecting;
mod naming;
mod placing;
mod settling;

use topology::collections::BTreeSet;

use serde_json::Value;
use topology::Document;
use topology::document::{Id, Pointer};
use topology::edit::Edit;

use super::selection::Item;

pub use connecting::{connect, connection, joined, place_connected, rather_reads, reads, reconnect};
pub use naming::{retitle, small};
pub use placing::{Preset, is_locked, lock, move_to, place, place_of};
pub(super) use placing::{set_place, with_view};
pub use settling::settled;

/// Everything that another document says, put into an empty one; its own names stay.
#[must_use]
pub fn begin_with(other: &Value) -> Edit {
    const OWN: [&str; 4] = ["groundplan", "name", "title", "comments"];
    // Ends before what leads to them, so that each edit alone leaves nothing dangling.
    const MEMBERS: [&str; 7] = ["boundaries", "nodes", "edges", "environments", "rules", "waivers", "views"];
    let whole = other
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(field, _)| !OWN.contains(&field.as_str()) && !MEMBERS.contains(&field.as_str()));
    let set = |path: Pointer, value: &Value| Edit::Set { path, value: value.clone() };
    let mut edits: Vec<Edit> = Vec::new();
    for (field, value) in whole {
        match value.as_object().filter(|_| field == "defaults") {
            Some(members) => edits.extend(members.iter().map(|(id, value)| set(Pointer::of([field, id]), value))),
            None => edits.push(set(Pointer::of([field]), value)),
        }
    }
    for field in MEMBERS {
        let members = other[field].as_object().into_iter().flatten();
        edits.extend(members.map(|(id, value)| set(Pointer::of([field, id.as_str()]), value)));
    }
    Edit::Batch { edits }
}

/// Takes nodes and edges away. Edges of a deleted node go with it.
#[must_use]
pub fn delete(document: &Document, items: &BTreeSet<Item>) -> Edit {
    let gone = |id: &Id| items.iter().any(|item| matches!(item, Item::Node(node) if **node == *id.as_str()));
    let edits = items
        .iter()
        .filter_map(|item| match item {
            Item::Node(id) => {
                document.nodes.contains_key(&**id).then(|| Edit::Delete { path: Pointer::of(["nodes", &**id]) })
            }
            Item::Edge(id) => document
                .edges
                .get(&**id)
                .filter(|edge| !gone(&edge.from) && !gone(&edge.to))
                .map(|_| Edit::Delete { path: Pointer::of(["edges", &**id]) }),
            Item::Boundary(id) => document
                .boundaries
                .contains_key(&**id)
                .then(|| Edit::Delete { path: Pointer::of(["boundaries", &**id]) }),
        })
        .collect();
    Edit::Batch { edits }
}

/// Presets and documents that the tests of this room begin with.
#[cfg(test)]
mod sample {
    use topology::document::NodeKind;
    use topology::edit::apply;

    use super::*;
    use crate::canvas::geometry::Point;

    pub(super) const SERVICE: Preset =
        Preset { title: "Service", icon: "box", kind: NodeKind::Service, engine: None, provides: &[] };
    pub(super) const CLIENT: Preset =
        Preset { title: "Client", icon: "user", kind: NodeKind::Client, engine: None, provides: &[] };
    pub(super) const QUEUE: Preset =
        Preset { title: "Queue", icon: "list-ordered", kind: NodeKind::Queue, engine: Some("rabbitmq"), provides: &[] };

    pub(super) fn drawn(presets: &[&Preset]) -> Document {
        let mut document = Document::new(Id::parse("shop").unwrap());
        for preset in presets {
            let (_, edit) = place(&document, preset, Point::new(10.2, 20.0));
            apply(&mut document, &edit).unwrap();
        }
        document
    }
}

#[cfg(test)]
mod tests {
    use topology::document::EdgeKind;
    use topology::edit::apply;

    use super::sample::{QUEUE, SERVICE, drawn};
    use super::*;

    #[test]
    fn every_preset_and_gesture_makes_a_valid_document() {
        let mut document = drawn(&[&SERVICE, &SERVICE, &QUEUE]);
        assert_eq!(document.nodes.keys().map(Id::as_str).collect::<Vec<_>>(), ["queue", "service", "service-2"]);
        assert_eq!(document.node_label("service-2"), "Service 2");
        let (id, edit) = connect(&document, "service", "queue").unwrap();
        apply(&mut document, &edit).unwrap();
        assert_eq!(document.edges[id.as_str()].kind, EdgeKind::Publish);
    }

    #[test]
    fn an_empty_document_begins_with_another_and_keeps_its_names() {
        let mut other = drawn(&[&SERVICE, &QUEUE]);
        let (_, edit) = connect(&other, "service", "queue").unwrap();
        apply(&mut other, &edit).unwrap();
        apply(&mut other, &Edit::Set { path: Pointer::of(["settings", "domain"]), value: "shop.example.com".into() })
            .unwrap();
        let mut document = Document::new(Id::parse("mine").unwrap());
        apply(&mut document, &begin_with(&topology::json::write(&other))).unwrap();
        assert_eq!(document.name.as_str(), "mine");
        assert_eq!((&document.nodes, &document.edges, &document.views), (&other.nodes, &other.edges, &other.views));
        assert_eq!(document.settings, other.settings);
    }

    #[test]
    fn deleting_a_node_and_its_edge_together_is_one_edit() {
        let mut document = drawn(&[&SERVICE, &QUEUE]);
        let (edge, edit) = connect(&document, "service", "queue").unwrap();
        apply(&mut document, &edit).unwrap();
        let items = BTreeSet::from([Item::Node("service".into()), Item::Edge(edge.as_str().into())]);
        let edit = delete(&document, &items);
        apply(&mut document, &edit).unwrap();
        assert_eq!((document.nodes.len(), document.edges.len()), (1, 0));
    }
}
