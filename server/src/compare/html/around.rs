//! Boundaries of a comparison's pictures: around their members, as far out as the editor draws them.

use std::collections::BTreeMap;

use topology::Document;
use topology::document::{BoundaryKind, Id};

use super::drawn::{HEIGHT, WIDTH};
use super::picture::FAR;

/// A boundary as it is drawn: its id, what people read, and left, top, width and height.
pub(super) struct Around {
    pub(super) id: Id,
    pub(super) label: String,
    pub(super) area: [i32; 4],
}

/// The boundaries of a document whose nodes stand at `places`, larger ones first. One without members and without room of its own is not drawn.
pub(super) fn around(document: &Document, places: &BTreeMap<Id, [i32; 2]>) -> Vec<Around> {
    let mut boxes: BTreeMap<&Id, [i32; 4]> = BTreeMap::new();
    for (id, node) in &document.nodes {
        let Some([x, y]) = places.get(id) else { continue };
        let member = &node.member;
        let sorts = [
            (BoundaryKind::Domain, &member.domain),
            (BoundaryKind::Network, &member.network),
            (BoundaryKind::Team, &member.team),
        ];
        for (sort, boundary) in sorts {
            let (Some(boundary), room) = (boundary, room(sort)) else { continue };
            let card = [
                x.saturating_sub(room),
                y.saturating_sub(room),
                x.saturating_add(WIDTH + room),
                y.saturating_add(HEIGHT + room),
            ];
            boxes.entry(boundary).and_modify(|area| *area = both(*area, card)).or_insert(card);
        }
    }
    for (id, area) in document.main_view().into_iter().flat_map(|view| &view.areas) {
        let [x, y, width, height] = area.map(|pixels| pixels.clamp(-FAR, FAR));
        let own = [x, y, x.saturating_add(width), y.saturating_add(height)];
        boxes.entry(id).and_modify(|area| *area = both(*area, own)).or_insert(own);
    }
    let mut drawn: Vec<Around> = boxes
        .into_iter()
        .map(|(id, [left, top, right, bottom])| {
            let title = document.boundaries.get(id).and_then(|boundary| boundary.title.as_ref());
            let label = title.map_or(id.as_str(), |title| title.as_str()).to_owned();
            Around { id: id.clone(), label, area: [left, top, right.saturating_sub(left), bottom.saturating_sub(top)] }
        })
        .collect();
    drawn.sort_by_key(|one| std::cmp::Reverse(i64::from(one.area[2]) * i64::from(one.area[3])));
    drawn
}

/// How far a boundary reaches beyond its members, in pixels at 100 %: those of several sorts around the same cards lie inside one another.
const fn room(sort: BoundaryKind) -> i32 {
    match sort {
        BoundaryKind::Team => 36,
        BoundaryKind::Network => 28,
        BoundaryKind::Domain => 20,
    }
}

fn both(a: [i32; 4], b: [i32; 4]) -> [i32; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_boundary_lies_around_its_members_and_the_room_of_its_own() {
        let document: Document = topology::json::read(json!({
            "groundplan": 1, "name": "shop",
            "nodes": {
                "a": { "kind": "service", "in": { "domain": "d", "team": "t" } },
                "b": { "kind": "service", "in": { "domain": "d" } },
                "c": { "kind": "service" }
            },
            "boundaries": { "d": { "kind": "domain", "title": "Sales" }, "n": { "kind": "network" }, "z": { "kind": "network" } },
            "views": { "main": { "areas": { "n": [0, 0, 50, 40] } } }
        }))
        .unwrap();
        let places = document.nodes.keys().cloned().zip([[100, 100], [400, 200], [900, 900]]).collect();
        let drawn = around(&document, &places);
        let found: Vec<_> = drawn.iter().map(|one| (one.id.as_str(), one.label.as_str(), one.area)).collect();
        assert_eq!(
            found,
            [("d", "Sales", [80, 80, 522, 200]), ("t", "t", [64, 64, 254, 132]), ("n", "n", [0, 0, 50, 40])]
        );
    }
}
