//! The edits of a fix, with room for what it makes.

use topology::Document;
use topology::collections::BTreeMap;
use topology::document::Id;
use topology::edit::{Edit, apply};

use super::placing::{places, set_place, with_view};
use crate::canvas::arrange::free_place;
use crate::canvas::geometry::Point;

/// The edits of a fix, and places for the nodes that it makes: where they meant to stand, but on nobody else's card.
#[must_use]
pub fn settled(document: &Document, edits: &[Edit]) -> Edit {
    let mut scratch = document.clone();
    let mut all = edits.to_vec();
    if apply(&mut scratch, &Edit::Batch { edits: all.clone() }).is_err() {
        // It will be refused with its reason when it is applied.
        return Edit::Batch { edits: all };
    }
    let mut taken: BTreeMap<Id, Point> =
        places(&scratch).into_iter().filter(|(id, _)| document.nodes.contains_key(id)).collect();
    if taken.is_empty() {
        return Edit::Batch { edits: all };
    }
    all.splice(0..0, with_view(document));
    let wanted = places(&scratch);
    for id in scratch.nodes.keys().filter(|id| !document.nodes.contains_key(*id)) {
        let near: Vec<Point> = scratch
            .edges
            .values()
            .filter_map(|edge| {
                if edge.from == *id {
                    Some(&edge.to)
                } else if edge.to == *id {
                    Some(&edge.from)
                } else {
                    None
                }
            })
            .filter_map(|other| taken.get(other).copied())
            .collect();
        let Some(at) = wanted.get(id).copied().or_else(|| middle(&near)) else { continue };
        let others: Vec<Point> = taken.values().copied().collect();
        let at = free_place(at, &others);
        all.push(set_place(document, id, at));
        taken.insert(id.clone(), at);
    }
    Edit::Batch { edits: all }
}

#[allow(clippy::cast_precision_loss, reason = "a handful of neighbours")]
fn middle(points: &[Point]) -> Option<Point> {
    let sum = points.iter().copied().reduce(|a, b| a + b)?;
    Some(Point::new(sum.x / points.len() as f64, sum.y / points.len() as f64))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use topology::document::Pointer;

    use super::super::sample::{QUEUE, SERVICE, drawn};
    use super::*;

    #[test]
    fn what_a_fix_adds_stands_on_nobody_elses_card() {
        let document = drawn(&[&SERVICE, &QUEUE]);
        let create = |id: &str| Edit::Create { path: Pointer::of(["nodes", id]), value: json!({ "kind": "gateway" }) };
        let link = Edit::Create {
            path: Pointer::of(["edges", "one--service"]),
            value: json!({ "from": "one", "to": "service", "kind": "call" }),
        };
        let place = set_place(&document, &Id::parse("two").unwrap(), Point::new(10.0, 20.0));
        let edit = settled(&document, &[create("one"), create("two"), link, place]);
        let mut after = document.clone();
        apply(&mut after, &edit).unwrap();
        let card = |id: &str| places(&after)[&Id::parse(id).unwrap()];
        for (a, b) in [("one", "two"), ("one", "service"), ("two", "service")] {
            let (a, b) = (card(a), card(b));
            assert!((a.x - b.x).abs() >= 182.0 || (a.y - b.y).abs() >= 60.0, "{a:?} {b:?}");
        }
        assert_eq!(card("service"), places(&document)[&Id::parse("service").unwrap()]);
    }
}
