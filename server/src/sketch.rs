//! A topology so small that nothing can be read and all the same be recognised: its cards by kind, its lines, as paths that a page draws in its own colours.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use topology::Document;
use topology::document::Id;
use utoipa::ToSchema;

/// Pixels of the canvas at 100 % in one unit of a sketch.
const SCALE: i64 = 4;
/// Width and height of a card, in units: 182 × 60 pixels.
const CARD: [i64; 2] = [46, 15];
/// A sketch of more cards is a grey cloud, and long: there is none.
const MOST_CARDS: usize = 400;
/// Of more lines none is drawn.
const MOST_LINES: usize = 300;

/// A topology drawn small. The top left corner is at 0, 0.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Sketch {
    /// How wide it is, in its own units.
    pub width: i64,
    /// How high it is.
    pub height: i64,
    /// The lines between cards, as the `d` of an SVG path. They run below the cards.
    pub lines: String,
    /// The cards of each kind of node, as the `d` of an SVG path.
    #[schema(value_type = BTreeMap<String, String>)]
    pub cards: BTreeMap<&'static str, String>,
}

impl Sketch {
    /// The sketch of a document as its main view places it; none where it places nothing, or too much.
    #[must_use]
    pub fn of(document: &Document) -> Option<Self> {
        let view = document.main_view()?;
        let placed: Vec<(&Id, [i64; 2])> = view
            .layout
            .iter()
            .filter(|(id, _)| document.nodes.contains_key(*id))
            .map(|(id, at)| (id, at.map(|pixels| i64::from(pixels) / SCALE)))
            .collect();
        let left = placed.iter().map(|(_, at)| at[0]).min()?;
        let top = placed.iter().map(|(_, at)| at[1]).min()?;
        if placed.len() > MOST_CARDS {
            return None;
        }
        let places: BTreeMap<&Id, [i64; 2]> =
            placed.into_iter().map(|(id, [x, y])| (id, [x - left, y - top])).collect();
        let mut cards: BTreeMap<&'static str, String> = BTreeMap::new();
        for (id, [x, y]) in &places {
            let Some(node) = document.nodes.get(*id) else { continue };
            let [width, height] = CARD;
            let _ = write!(cards.entry(node.kind.word()).or_default(), "M{x} {y}h{width}v{height}h-{width}z");
        }
        let mut lines = String::new();
        if document.edges.len() <= MOST_LINES {
            let ends =
                document.edges.values().filter_map(|edge| Some((places.get(&edge.from)?, places.get(&edge.to)?)));
            ends.for_each(|(from, to)| line(&mut lines, *from, *to));
        }
        let extent = |axis: usize| places.values().map(|at| at[axis]).max().unwrap_or_default() + CARD[axis];
        Some(Self { width: extent(0), height: extent(1), lines, cards })
    }
}

/// A line from the middle of a card to the middle of another, along the axes.
fn line(out: &mut String, from: [i64; 2], to: [i64; 2]) {
    let middle = |at: [i64; 2]| [at[0] + CARD[0] / 2, at[1] + CARD[1] / 2];
    let ([x, y], [end, level]) = (middle(from), middle(to));
    let _ = if (end - x).abs() < CARD[0] {
        write!(out, "M{x} {y}V{level}H{end}")
    } else {
        write!(out, "M{x} {y}H{}V{level}H{end}", i64::midpoint(x, end))
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn document(nodes: &Value, layout: &Value) -> Document {
        let document = json!({
            "groundplan": 1, "name": "shop", "nodes": nodes,
            "edges": { "a--b": { "from": "a", "to": "b", "kind": "call" } },
            "views": { "main": { "layout": layout } }
        });
        serde_json::from_value(document).unwrap()
    }

    #[test]
    fn cards_and_lines_begin_at_the_corner() {
        let nodes = json!({ "a": { "kind": "service" }, "b": { "kind": "database" }, "c": { "kind": "service" } });
        let sketch =
            Sketch::of(&document(&nodes, &json!({ "a": [-400, 80], "b": [-112, 80], "c": [-400, 280] }))).unwrap();
        assert_eq!((sketch.width, sketch.height), (72 + 46, 50 + 15));
        assert_eq!(sketch.cards["service"], "M0 0h46v15h-46zM0 50h46v15h-46z");
        assert_eq!(sketch.cards["database"], "M72 0h46v15h-46z");
        assert_eq!(sketch.lines, "M23 7H59V7H95");
    }

    #[test]
    fn nothing_placed_is_no_sketch_and_what_has_no_place_is_left_out() {
        let nodes = json!({ "a": { "kind": "service" }, "b": { "kind": "database" } });
        assert_eq!(Sketch::of(&document(&nodes, &json!({}))), None);
        let sketch = Sketch::of(&document(&nodes, &json!({ "b": [8, 8] }))).unwrap();
        assert_eq!((sketch.cards.len(), sketch.lines.as_str()), (1, ""));
    }

    #[test]
    fn the_farthest_places_are_no_trouble_and_a_cloud_is_not_drawn() {
        let nodes = json!({ "a": { "kind": "service" }, "b": { "kind": "service" } });
        let sketch = Sketch::of(&document(&nodes, &json!({ "a": [i32::MIN, i32::MIN], "b": [i32::MAX, i32::MAX] })));
        assert!(sketch.unwrap().width > i64::from(i32::MAX) / SCALE);
        let many: serde_json::Map<_, _> =
            (0..=MOST_CARDS).map(|n| (format!("n{n}"), json!({ "kind": "service" }))).collect();
        let layout: serde_json::Map<_, _> = many.keys().map(|id| (id.clone(), json!([0, 0]))).collect();
        let mut cloud = document(&json!({ "a": { "kind": "service" }, "b": { "kind": "service" } }), &json!(layout));
        assert_eq!(Sketch::of(&cloud), None, "places of what is not there are none");
        cloud.nodes = serde_json::from_value(Value::Object(many)).unwrap();
        assert_eq!(Sketch::of(&cloud), None);
    }
}
