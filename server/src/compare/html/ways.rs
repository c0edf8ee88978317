//! The lines of a picture: what each says, and its way among the cards and the other lines.

use std::collections::BTreeMap;

use topology::Document;
use topology::document::{Edge, EdgeId, Id};
use topology::drawing::face::{drawn_ends, edge_face};
use topology::drawing::geometry::{Point, Rect};
use topology::drawing::route::{Lane, Route, route};
use topology::drawing::routing::{Wire, plan};
use topology::drawing::{CARD_HEIGHT, CARD_WIDTH, label_width};

/// Of more lines than these each goes its own way: to look at all of them would take seconds.
const MANY: usize = 2000;
/// How far the line of a node that calls itself goes out of its card.
const LOOP: f64 = 22.0;

/// A line as it is drawn.
pub(super) struct Way<'d> {
    /// The edge's id.
    pub(super) id: &'d EdgeId,
    /// What it connects.
    pub(super) name: String,
    /// What it says, if anything.
    pub(super) label: Option<String>,
    /// Whether nobody waits at it.
    pub(super) dashed: bool,
    /// From card to card.
    pub(super) route: Route,
}

/// The lines of edges between cards that stand at `places`. An edge whose ends have no place has none.
pub(super) fn ways<'d>(
    places: &BTreeMap<Id, [i32; 2]>,
    edges: impl Iterator<Item = (&'d EdgeId, &'d Edge, &'d Document)>,
) -> Vec<Way<'d>> {
    let index: BTreeMap<&str, usize> = places.keys().enumerate().map(|(index, id)| (id.as_str(), index)).collect();
    let card = |[x, y]: &[i32; 2]| Rect::at(Point::new(f64::from(*x), f64::from(*y)), CARD_WIDTH, CARD_HEIGHT);
    let cards: Vec<Rect> = places.values().map(card).collect();
    let drawn = edges.filter_map(|(id, edge, document)| {
        let ends = drawn_ends(edge);
        let face = edge_face(document, edge, ends);
        let wire =
            Wire { from: *index.get(ends.0)?, to: *index.get(ends.1)?, label: label_width(face.label.as_deref()) };
        let name = format!("{} → {}", document.node_label(edge.from.as_str()), document.node_label(edge.to.as_str()));
        let straight = Route { points: Vec::new(), label: Point::default() };
        Some((wire, Way { id, name, label: face.label, dashed: face.dashed, route: straight }))
    });
    let (wires, mut drawn): (Vec<Wire>, Vec<Way>) = drawn.unzip();
    let mut routes = if wires.len() <= MANY { plan(&cards, &wires) } else { vec![None; wires.len()] };
    for ((way, wire), planned) in drawn.iter_mut().zip(&wires).zip(&mut routes) {
        let (from, to) = (&cards[wire.from], &cards[wire.to]);
        way.route = match planned.take() {
            _ if wire.from == wire.to => around(from),
            Some(route) => route,
            None => route(from, to, Lane::default()),
        };
    }
    drawn
}

/// Out of a card and back.
fn around(card: &Rect) -> Route {
    let (x, y) = (card.max.x, card.center().y);
    let corner = |out: f64, down: f64| Point::new(x + out, y + down);
    Route {
        points: vec![corner(0.0, -12.0), corner(LOOP, -12.0), corner(LOOP, 12.0), corner(0.0, 12.0)],
        label: corner(LOOP, 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn places(all: &[(&str, [i32; 2])]) -> BTreeMap<Id, [i32; 2]> {
        all.iter().map(|(id, at)| (Id::parse(id).unwrap(), *at)).collect()
    }

    #[test]
    fn lines_go_with_the_flow_and_say_what_the_canvas_says() {
        let document: Document = serde_json::from_value(json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "a": { "kind": "service" }, "q": { "kind": "queue", "engine": "rabbitmq" } },
            "edges": {
                "a--q": { "from": "a", "to": "q", "kind": "subscribe", "topic": "order.paid" },
                "a--a": { "from": "a", "to": "a", "kind": "call", "protocol": "http" }
            }
        }))
        .unwrap();
        let edges = || document.edges.iter().map(|(id, edge)| (id, edge, &document));
        let all = ways(&places(&[("a", [0, 0]), ("q", [300, 0])]), edges());
        let [own, subscribed] = all.as_slice() else { panic!("two lines") };
        assert_eq!(own.route.points.first().unwrap().x, own.route.points.last().unwrap().x, "it comes back");
        assert_eq!((subscribed.label.as_deref(), subscribed.dashed), (Some("order.paid"), true));
        let (start, end) = (subscribed.route.points.first().unwrap(), subscribed.route.points.last().unwrap());
        assert!(start.x > end.x, "what is subscribed to comes out of the queue");
        assert_eq!(ways(&places(&[("a", [0, 0])]), edges()).len(), 1, "what has no place has no line");
    }
}
