//! Boundaries as containers: what drawing one, dragging cards in and out, folding and naming it put into the document.

use topology::collections::BTreeMap;

use serde_json::json;
use topology::Document;
use topology::document::{BoundaryKind, Id, Node, Pointer};
use topology::edit::Edit;

use super::draft::with_view;
use super::picture::view_id;
use crate::canvas::geometry::Rect;

/// The title of a boundary that nobody has named.
const UNNAMED: &str = "Boundary";

/// Every sort of boundary.
pub const SORTS: [BoundaryKind; 3] = [BoundaryKind::Domain, BoundaryKind::Team, BoundaryKind::Network];

/// What people read for a boundary: its title, else its id.
#[must_use]
pub fn label<'a>(document: &'a Document, id: &'a str) -> &'a str {
    document.boundaries.get(id).and_then(|boundary| boundary.title.as_ref()).map_or(id, |title| title.as_str())
}

/// The boundary of one sort that a node lies in.
#[must_use]
pub fn held(node: &Node, sort: BoundaryKind) -> Option<&Id> {
    match sort {
        BoundaryKind::Domain => node.member.domain.as_ref(),
        BoundaryKind::Team => node.member.team.as_ref(),
        BoundaryKind::Network => node.member.network.as_ref(),
    }
}

/// The ids of a boundary's members.
#[must_use]
pub fn members<'a>(document: &'a Document, boundary: &str) -> Vec<&'a Id> {
    let Some(sort) = document.boundaries.get(boundary).map(|boundary| boundary.kind) else { return Vec::new() };
    let inside = |node: &Node| held(node, sort).is_some_and(|id| id.as_str() == boundary);
    document.nodes.iter().filter(|(_, node)| inside(node)).map(|(id, _)| id).collect()
}

/// For each node that a collapsed boundary hides, that boundary: a team's before a network's before a domain's.
#[must_use]
pub fn folded(document: &Document) -> BTreeMap<&str, &str> {
    let Some(view) = document.views.get(view_id(document)).filter(|view| !view.collapsed.is_empty()) else {
        return BTreeMap::new();
    };
    let hides = |node| {
        let sorts = [BoundaryKind::Team, BoundaryKind::Network, BoundaryKind::Domain];
        sorts.into_iter().filter_map(move |sort| held(node, sort)).find(|id| view.collapsed.contains(*id))
    };
    document.nodes.iter().filter_map(|(id, node)| Some((id.as_str(), hides(node)?.as_str()))).collect()
}

/// Puts a node into a boundary of a sort, or out of any.
#[must_use]
pub fn put_into(node: &str, sort: BoundaryKind, boundary: Option<&str>) -> Edit {
    let path = Pointer::of(["nodes", node, "in", sort.word()]);
    match boundary {
        Some(id) => Edit::Set { path, value: json!(id) },
        None => Edit::Unset { path },
    }
}

/// A new boundary around nodes, with room of its own where it was drawn: its id and the edit.
#[must_use]
pub fn group(document: &Document, nodes: &[&str], area: Option<Rect>) -> (Id, Edit) {
    let id = document.free_id(&Id::propose(UNNAMED, "boundary"));
    let sort = BoundaryKind::Domain;
    let mut edits = with_view(document);
    edits.push(Edit::Create {
        path: Pointer::of(["boundaries", id.as_str()]),
        value: json!({ "kind": sort, "title": UNNAMED }),
    });
    edits.extend(area.map(|area| set_area(document, id.as_str(), &area)));
    edits.extend(nodes.iter().map(|node| put_into(node, sort, Some(id.as_str()))));
    (id, Edit::Batch { edits })
}

/// Makes a boundary one of another sort, and takes its members along. Those that lie in another boundary of that sort come out of it.
#[must_use]
pub fn turn_into(document: &Document, id: &str, to: BoundaryKind) -> Edit {
    let Some(from) = document.boundaries.get(id).map(|boundary| boundary.kind).filter(|from| *from != to) else {
        return Edit::Batch { edits: Vec::new() };
    };
    let inside: Vec<String> = members(document, id).into_iter().map(ToString::to_string).collect();
    // A member names a boundary of its sort: it leaves before the sort changes and comes back after.
    let mut edits: Vec<Edit> = inside.iter().map(|node| put_into(node, from, None)).collect();
    edits.push(Edit::Set { path: Pointer::of(["boundaries", id, "kind"]), value: json!(to) });
    edits.extend(inside.iter().map(|node| put_into(node, to, Some(id))));
    Edit::Batch { edits }
}

/// Gives a boundary room of its own. The view is there: what is drawn in one has places.
#[must_use]
#[allow(clippy::cast_possible_truncation, reason = "the canvas ends long before")]
pub fn set_area(document: &Document, id: &str, area: &Rect) -> Edit {
    let value = json!([area.min.x, area.min.y, area.width(), area.height()].map(|length| length.round() as i32));
    Edit::Set { path: Pointer::of(["views", view_id(document), "areas", id]), value }
}

/// The room of its own that a boundary has.
#[must_use]
pub fn area(document: &Document, id: &str) -> Option<Rect> {
    let [x, y, width, height] = document.views.get(view_id(document))?.areas.get(id)?.map(f64::from);
    Some(Rect::at(crate::canvas::geometry::Point::new(x, y), width.max(1.0), height.max(1.0)))
}

/// Draws a boundary as one card, or opens it again.
#[must_use]
pub fn fold(document: &Document, id: &str) -> Edit {
    let view = view_id(document);
    let path = Pointer::of(["views", view, "collapsed"]);
    let mut edits = with_view(document);
    edits.push(if document.views.get(view).is_some_and(|view| view.collapsed.contains(id)) {
        Edit::Remove { path, member: json!(id) }
    } else {
        Edit::Add { path, member: json!(id) }
    });
    Edit::Batch { edits }
}

/// Gives a boundary a title, and with the first one its id. Returns the id that it has then.
#[must_use]
pub fn retitle(document: &Document, id: &str, title: &str) -> Option<(String, Edit)> {
    let (id, boundary) = document.boundaries.get_key_value(id)?;
    let title = title.trim();
    if title.is_empty() || boundary.title.as_ref().is_some_and(|old| old.as_str() == title) {
        return None;
    }
    let unnamed = boundary.was.is_empty() && boundary.title.as_ref().is_some_and(|title| title.as_str() == UNNAMED);
    let wanted = Id::propose(title, id.as_str());
    let to = if unnamed && wanted != *id { document.free_id(&wanted) } else { id.clone() };
    let mut edits = Vec::new();
    if to != *id {
        edits.push(Edit::Rename { id: id.clone(), to: to.clone() });
        edits.push(Edit::Unset { path: Pointer::of(["boundaries", to.as_str(), "was"]) });
    }
    edits.push(Edit::Set { path: Pointer::of(["boundaries", to.as_str(), "title"]), value: title.into() });
    Some((to.to_string(), Edit::Batch { edits }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::geometry::Point;
    use topology::edit::apply;

    fn shop() -> Document {
        topology::json::read(json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "a": { "kind": "service" }, "b": { "kind": "service", "in": { "team": "red" } } },
            "boundaries": { "red": { "kind": "team" } }
        }))
        .unwrap()
    }

    #[test]
    fn a_boundary_is_drawn_named_folded_and_opened() {
        let mut document = shop();
        let room = Rect::at(Point::new(8.0, 16.0), 400.0, 300.0);
        let (id, edit) = group(&document, &["a", "b"], Some(room));
        apply(&mut document, &edit).unwrap();
        assert_eq!(members(&document, id.as_str()).len(), 2);
        let (named, edit) = retitle(&document, id.as_str(), "Order handling").unwrap();
        apply(&mut document, &edit).unwrap();
        assert_eq!((named.as_str(), label(&document, &named)), ("order-handling", "Order handling"));
        assert_eq!((members(&document, &named).len(), area(&document, &named)), (2, Some(room)));
        assert!(document.boundaries[named.as_str()].was.is_empty(), "it was never called otherwise");
        let edit = fold(&document, &named);
        apply(&mut document, &edit).unwrap();
        assert_eq!(folded(&document).get("a"), Some(&"order-handling"));
        let edit = fold(&document, &named);
        apply(&mut document, &edit).unwrap();
        assert!(folded(&document).is_empty());
        let (same, _) = retitle(&document, &named, "Orders").unwrap();
        assert_eq!(same, named, "later titles leave the id alone");
    }

    #[test]
    fn a_boundary_of_another_sort_keeps_its_members() {
        let mut document = shop();
        let (id, edit) = group(&document, &["a", "b"], None);
        apply(&mut document, &edit).unwrap();
        let edit = turn_into(&document, id.as_str(), BoundaryKind::Team);
        apply(&mut document, &edit).unwrap();
        assert_eq!(document.boundaries[id.as_str()].kind, BoundaryKind::Team);
        assert_eq!((members(&document, id.as_str()).len(), members(&document, "red").len()), (2, 0));
        assert!(document.nodes["a"].member.domain.is_none());
    }

    #[test]
    fn a_node_leaves_one_sort_and_stays_in_the_others() {
        let mut document = shop();
        let (id, edit) = group(&document, &["b"], None);
        apply(&mut document, &edit).unwrap();
        apply(&mut document, &put_into("b", BoundaryKind::Domain, None)).unwrap();
        assert!(members(&document, id.as_str()).is_empty());
        assert_eq!(members(&document, "red").len(), 1);
    }
}
