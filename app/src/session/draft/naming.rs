//! Titles, and the ids that follow them while nobody refers to them yet.

use topology::Document;
use topology::document::{Id, NodeKind, Pointer};
use topology::edit::Edit;

use super::placing::{place_of, set_place};
use crate::session::face::kind_title;

/// A title as a label of undo: labels follow “Undo:”, so they begin small.
#[must_use]
pub fn small(title: &str) -> String {
    let mut label = title.to_owned();
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    label
}

/// Gives a node a title, and the id too while it still has the one that the palette gave it and nothing refers to it; nothing but
/// edges, where it is the `first` title right after the node was made.
/// Returns the id that the node has then.
#[must_use]
pub fn retitle(document: &Document, id: &str, title: &str, first: bool) -> Option<(String, Edit)> {
    let (id, node) = document.nodes.get_key_value(id)?;
    let title = title.trim();
    if title.is_empty() || node.title.as_ref().is_some_and(|old| old.as_str() == title) {
        return None;
    }
    let set = Edit::Set { path: Pointer::of(["nodes", id.as_str(), "title"]), value: title.into() };
    let wanted = Id::propose(title, id.as_str());
    if wanted == *id || !is_unnamed(document, id, first) {
        return Some((id.to_string(), set));
    }
    let to = document.free_id(&wanted);
    let mut value = topology::json::write(node);
    value.as_object_mut()?.insert("title".into(), title.into());
    let mut edits = vec![
        Edit::Delete { path: Pointer::of(["nodes", id.as_str()]) },
        Edit::Create { path: Pointer::of(["nodes", to.as_str()]), value },
    ];
    edits.extend(place_of(document, id.as_str()).map(|at| set_place(document, &to, at)));
    // What it was connected with from the first moment is drawn again under its own name.
    let mut scratch = document.clone();
    for edge in document.edges.values().filter(|edge| edge.from == *id || edge.to == *id) {
        let mut edge = edge.clone();
        for end in [&mut edge.from, &mut edge.to] {
            if *end == *id {
                *end = to.clone();
            }
        }
        let own = scratch.free_edge_id(&edge.from, &edge.to);
        edits.push(Edit::Create { path: Pointer::of(["edges", own.as_str()]), value: topology::json::write(&edge) });
        scratch.edges.insert(own, edge);
    }
    Some((to.to_string(), Edit::Batch { edits }))
}

/// Whether a node still has id and title from the palette, and nothing but edges names it.
fn is_unnamed(document: &Document, id: &Id, first: bool) -> bool {
    let Some(node) = document.nodes.get(id) else { return false };
    let Some(title) = node.title.as_ref().map(|title| title.as_str()) else { return false };
    let stem = title.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let from_palette = stem == kind_title(node.kind) || (node.kind == NodeKind::Platform && !node.provides.is_empty());
    from_palette
        && Id::propose(title, node.kind.word()) == *id
        && node.was.is_empty()
        && !document.edges.iter().any(|(name, edge)| {
            (edge.from == *id || edge.to == *id)
                && (!first
                    || document.environments.values().any(|environment| environment.edges.contains_key(name))
                    || document.waivers.values().any(|waiver| waiver.edge.as_ref() == Some(name)))
        })
        && !document.environments.values().any(|environment| environment.nodes.contains_key(id))
        && !document.waivers.values().any(|waiver| waiver.node.as_ref() == Some(id))
}

#[cfg(test)]
mod tests {
    use topology::edit::apply;

    use super::super::place_connected;
    use super::super::sample::{CLIENT, QUEUE, SERVICE, drawn};
    use super::*;
    use crate::canvas::geometry::Point;

    #[test]
    fn a_node_at_the_end_of_a_new_edge_takes_its_first_title_as_its_id() {
        let mut document = drawn(&[&SERVICE]);
        let (id, edit) = place_connected(&document, &QUEUE, Point::default(), "service", false).unwrap();
        apply(&mut document, &edit).unwrap();
        assert!(document.edges.contains_key("service--queue"));
        let (id, edit) = retitle(&document, id.as_str(), "Orders placed", true).unwrap();
        apply(&mut document, &edit).unwrap();
        assert_eq!(document.edges["service--orders-placed"].to.as_str(), id);
        assert_eq!((document.nodes.len(), document.edges.len()), (2, 1));
        assert!(place_connected(&document, &SERVICE, Point::default(), &id, true).is_ok());
        let refused = place_connected(&document, &CLIENT, Point::default(), "service", false).unwrap_err();
        assert!(refused.contains("takes no connections"), "{refused}");
    }

    #[test]
    fn the_first_title_gives_the_id_and_later_ones_do_not() {
        let mut document = drawn(&[&SERVICE]);
        let (id, edit) = retitle(&document, "service", "Order desk", false).unwrap();
        apply(&mut document, &edit).unwrap();
        assert_eq!(id, "order-desk");
        assert!(document.nodes["order-desk"].was.is_empty());
        assert_eq!(document.views["main"].layout["order-desk"], [10, 20]);
        let (id, edit) = retitle(&document, "order-desk", "Orders", false).unwrap();
        apply(&mut document, &edit).unwrap();
        assert_eq!((id.as_str(), document.node_label("order-desk")), ("order-desk", "Orders"));
    }
}
