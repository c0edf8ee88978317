//! A small picture of what a fix touches: the same nodes before and after, drawn close together so that their names can be read.

use topology::collections::{BTreeMap, BTreeSet};

use topology::Document;
use topology::document::Id;
use topology::edit::Edit;

use super::face::drawn_ends;
use super::marks::Diff;
use super::picture::view_id;
use super::selection::Item;
use super::trial::Trial;
use crate::canvas::geometry::{Point, Rect};
use crate::canvas::route::Route;
use crate::canvas::routing::{Wire, plan};

/// Width and height of a card in the small picture, in its own pixels.
pub const CARD: Point = Point::new(88.0, 28.0);
/// From a card to the next: a line between the two needs some room to be a straight one.
const STEP: Point = Point::new(120.0, 58.0);
/// By how much a card of the canvas is larger.
const LARGER: f64 = 2.0;
/// Cards on the canvas that are nearer than this stand in one column, or in one row.
const NEAR: Point = Point::new(100.0, 40.0);
/// Width and height of the largest picture whose names can still be made out when it is squeezed into the panel.
const LARGEST: Point = Point::new(370.0, 280.0);
/// More cards than these have no room in it.
const MOST: usize = 15;

/// A card.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What people read.
    pub label: String,
    /// The word of its kind.
    pub kind: &'static str,
    /// Its top left corner.
    pub at: Point,
    /// What the fix does to it.
    pub diff: Option<Diff>,
}

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its path.
    pub path: String,
    /// What the fix does to it.
    pub diff: Option<Diff>,
}

/// One of the two pictures.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Small {
    /// The cards.
    pub cards: Vec<Card>,
    /// The lines.
    pub lines: Vec<Line>,
}

/// Before and after, and the size of both.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// How it is.
    pub before: Small,
    /// How it will be.
    pub after: Small,
    /// Width and height.
    pub size: Point,
}

/// The number of the column or row of each length: lengths that lie near each other share one.
fn ranks(mut lengths: Vec<f64>, near: f64) -> impl Fn(f64) -> f64 {
    lengths.sort_by(f64::total_cmp);
    let mut starts: Vec<f64> = Vec::new();
    for length in lengths {
        if starts.last().is_none_or(|start| length - start >= near) {
            starts.push(length);
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "a handful of columns")]
    move |length| starts.iter().filter(|start| **start <= length).count().saturating_sub(1) as f64
}

/// The pictures of what a fix changes; none where that can't be seen, or is more than can be made out.
#[must_use]
pub fn pair(trial: &Trial) -> Option<Pair> {
    let both = &*trial.both;
    let items = trial.items();
    let nodes: Vec<&Id> = both.nodes.keys().filter(|id| items.contains(&Item::Node(id.as_str().into()))).collect();
    if nodes.is_empty() || nodes.len() > MOST {
        return None;
    }
    let corners = corners(both, &nodes);
    let cards = nodes.iter().map(|id| {
        let node = both.nodes.get(*id)?;
        let (label, at) = (both.node_label(id.as_str()).to_owned(), *corners.get(id.as_str())?);
        Some(Card { label, kind: node.kind.word(), at, diff: trial.nodes.get(id.as_str()).copied() })
    });
    let cards: Vec<Card> = cards.flatten().collect();
    let lines = lines_between(both, trial, &corners);
    if lines.is_empty() && cards.iter().all(|card| card.diff.is_none_or(|diff| diff == Diff::Changed)) {
        // The same cards twice say nothing.
        return None;
    }
    // Lines that go around reach beyond the cards.
    let drawn = cards.iter().map(|card| Rect::at(card.at, CARD.x, CARD.y));
    let passed = lines.iter().flat_map(|(points, _)| points).map(|point| Rect::between(*point, *point));
    let all = Rect::around(drawn.chain(passed))?.grown(6.0);
    if all.width() > LARGEST.x || all.height() > LARGEST.y {
        return None;
    }
    let side = |gone: Diff| Small {
        cards: cards
            .iter()
            .filter(|card| card.diff != Some(gone))
            .map(|card| Card { at: card.at - all.min, ..card.clone() })
            .collect(),
        lines: lines
            .iter()
            .filter(|(_, diff)| *diff != Some(gone))
            .map(|(points, diff)| {
                let points = points.iter().map(|point| *point - all.min).collect();
                Line { path: Route { points, label: Point::default() }.path(), diff: *diff }
            })
            .collect(),
    };
    Some(Pair { before: side(Diff::Added), after: side(Diff::Removed), size: all.max - all.min })
}

/// Where the cards stand: in the columns and rows in which they stand on the canvas, without the room between.
fn corners<'d>(both: &Document, nodes: &[&'d Id]) -> BTreeMap<&'d str, Point> {
    let layout = both.views.get(view_id(both)).map(|view| &view.layout);
    let mut loose = 0.0;
    let places: Vec<Point> = nodes
        .iter()
        .map(|id| match layout.and_then(|layout| layout.get(*id)) {
            Some([x, y]) => Point::new(f64::from(*x), f64::from(*y)),
            None => {
                loose += NEAR.x;
                Point::new(loose, 0.0)
            }
        })
        .collect();
    let column = ranks(places.iter().map(|at| at.x).collect(), NEAR.x);
    let row = ranks(places.iter().map(|at| at.y).collect(), NEAR.y);
    let mut cells: Vec<Point> = Vec::new();
    for at in &places {
        let mut cell = Point::new(column(at.x), row(at.y));
        while cells.contains(&cell) {
            cell.y += 1.0;
        }
        cells.push(cell);
    }
    let place = |end: &str| nodes.iter().position(|id| id.as_str() == end);
    let ends = both.edges.values().map(drawn_ends);
    let lines: Vec<(usize, usize)> = ends.filter_map(|(from, to)| Some((place(from)?, place(to)?))).collect();
    step_aside(&mut cells, &lines);
    let corner = |cell: &Point| Point::new(cell.x * STEP.x, cell.y * STEP.y);
    nodes.iter().zip(&cells).map(|(id, cell)| (id.as_str(), corner(cell))).collect()
}

/// The ways of the lines of both pictures, found together: what stays is drawn the same in both.
fn lines_between(both: &Document, trial: &Trial, corners: &BTreeMap<&str, Point>) -> Vec<(Vec<Point>, Option<Diff>)> {
    // Ways are found among cards of the canvas' size, for which the distances between lines are made.
    let large = |at: &Point| Rect::at(Point::new(at.x * LARGER, at.y * LARGER), CARD.x * LARGER, CARD.y * LARGER);
    let rects: Vec<Rect> = corners.values().map(large).collect();
    let index = |end: &str| corners.keys().position(|id| *id == end);
    let wanted = both.edges.iter().filter_map(|(id, edge)| {
        let (from, to) = drawn_ends(edge);
        let wire = Wire { from: index(from)?, to: index(to)?, label: 0.0 };
        (wire.from != wire.to).then_some((wire, trial.edges.get(id.as_str()).copied()))
    });
    let (wires, diffs): (Vec<Wire>, Vec<Option<Diff>>) = wanted.unzip();
    let small = |point: &Point| Point::new(point.x / LARGER, point.y / LARGER);
    let ways = plan(&rects, &wires).into_iter().map(|route| Some(route?.points.iter().map(small).collect()));
    ways.zip(diffs).filter_map(|(points, diff)| Some((points?, diff))).collect()
}

/// Takes cards out of the way of lines: a card between two others of its column or row steps aside if these two are joined.
fn step_aside(cells: &mut [Point], lines: &[(usize, usize)]) {
    let same = |a: f64, b: f64| (a - b).abs() < 0.5;
    let within = |a: f64, middle: f64, b: f64| a.min(b) + 0.5 < middle && middle + 0.5 < a.max(b);
    // Who stepped aside may stand in another's way: each may do so once.
    for _ in 0..cells.len() {
        let between = |at: &usize, from: Point, to: Point| {
            let middle = cells[*at];
            let upright = same(from.x, to.x) && same(from.x, middle.x) && within(from.y, middle.y, to.y);
            let level = same(from.y, to.y) && same(from.y, middle.y) && within(from.x, middle.x, to.x);
            let aside = if upright { Point::new(1.0, 0.0) } else { Point::new(0.0, 1.0) };
            (upright || level).then_some((*at, aside))
        };
        let in_the_way = |&(from, to): &(usize, usize)| {
            (0..cells.len()).find_map(|at| between(&at, *cells.get(from)?, *cells.get(to)?))
        };
        let Some((at, aside)) = lines.iter().find_map(in_the_way) else { return };
        let mut cell = cells[at] + aside;
        while cells.contains(&cell) {
            cell = cell + aside;
        }
        cells[at] = cell;
    }
}

/// Whether edits go through far more nodes and edges than a picture shows, as far as that can be seen without trying them.
#[must_use]
pub fn too_many(edits: &[Edit]) -> bool {
    let item = |edit: &Edit| match edit {
        Edit::Create { path, .. } | Edit::Set { path, .. } | Edit::Unset { path } | Edit::Delete { path } => {
            match path.segments() {
                [collection, id, ..] if collection == "nodes" || collection == "edges" => Some(id.clone()),
                _ => None,
            }
        }
        _ => None,
    };
    edits.iter().filter_map(item).collect::<BTreeSet<_>>().len() > 2 * MOST
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_sides_show_what_is_there_and_no_two_cards_lie_on_each_other() {
        let document: Document = topology::json::read(json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "web": { "kind": "client" }, "a": { "kind": "service" }, "b": { "kind": "service" }, "far": { "kind": "service" } },
            "edges": { "web--a": { "from": "web", "to": "a", "kind": "call" }, "a--b": { "from": "a", "to": "b", "kind": "call" } },
            "views": { "main": { "layout": { "web": [0, 0], "a": [300, 4], "b": [310, 8], "far": [9000, 0] } } }
        }))
        .unwrap();
        let edits: Vec<Edit> = serde_json::from_value(json!([
            { "op": "create", "path": "/nodes/edge", "value": { "kind": "gateway" } },
            { "op": "set", "path": "/edges/web--a/to", "value": "edge" },
            { "op": "delete", "path": "/nodes/b" }
        ]))
        .unwrap();
        let trial = Trial::new(&document, "k".into(), "t".into(), Edit::Batch { edits }).unwrap();
        let pair = pair(&trial).unwrap();
        let labels = |small: &Small| small.cards.iter().map(|card| card.label.clone()).collect::<Vec<_>>();
        assert_eq!(labels(&pair.before), ["a", "b", "web"]);
        assert_eq!(labels(&pair.after), ["a", "edge", "web"]);
        assert_eq!((pair.before.lines.len(), pair.after.lines.len()), (2, 1));
        for small in [&pair.before, &pair.after] {
            for (index, card) in small.cards.iter().enumerate() {
                assert!(small.cards[index + 1..].iter().all(|other| other.at != card.at), "{small:?}");
                assert!(card.at.x + CARD.x < pair.size.x && card.at.y + CARD.y < pair.size.y);
            }
        }
        assert!(pair.size.x < 600.0, "what lies far away and does not change takes no room");
    }

    #[test]
    fn no_line_passes_behind_a_card() {
        let mut column = [Point::new(0.0, 0.0), Point::new(0.0, 1.0), Point::new(0.0, 2.0)];
        step_aside(&mut column, &[(0, 1), (1, 2)]);
        assert_eq!(column[1], Point::new(0.0, 1.0), "neighbours alone are joined");
        step_aside(&mut column, &[(2, 0)]);
        assert_eq!(column, [Point::new(0.0, 0.0), Point::new(1.0, 1.0), Point::new(0.0, 2.0)]);
        let mut row = [Point::new(0.0, 0.0), Point::new(1.0, 0.0), Point::new(2.0, 0.0), Point::new(1.0, 1.0)];
        step_aside(&mut row, &[(0, 2)]);
        assert_eq!(row[1], Point::new(1.0, 2.0), "where another stands there is no room");
    }

    #[test]
    fn what_goes_through_the_whole_system_has_no_picture() {
        let pictured = |columns: usize, count: usize| {
            let node = |n: usize| (format!("n{n}"), json!({ "kind": "service" }));
            let place = |n: usize| (format!("n{n}"), json!([n % columns * 300, n / columns * 200]));
            let nodes: serde_json::Map<_, _> = (0..count).map(node).collect();
            let layout: serde_json::Map<_, _> = (0..count).map(place).collect();
            let views = json!({ "main": { "layout": layout } });
            let edges = json!({ "n0--n1": { "from": "n0", "to": "n1", "kind": "call" } });
            let document: Document = topology::json::read(
                json!({ "groundplan": 1, "name": "shop", "nodes": nodes, "edges": edges, "views": views }),
            )
            .unwrap();
            let set = |n| json!({ "op": "set", "path": format!("/nodes/n{n}/size"), "value": "small" });
            let edits: Vec<Edit> = serde_json::from_value((0..count).map(set).collect()).unwrap();
            let many = too_many(&edits);
            let trial = Trial::new(&document, "k".into(), "t".into(), Edit::Batch { edits }).unwrap();
            (many, pair(&trial).is_some())
        };
        assert_eq!(pictured(3, MOST), (false, true));
        assert_eq!(pictured(3, MOST + 1), (false, false), "too many cards");
        assert_eq!(pictured(4, 4), (false, false), "too wide");
        assert_eq!(pictured(1, 6), (false, false), "too high");
        assert_eq!(pictured(3, 2 * MOST + 1), (true, false));
    }

    #[test]
    fn a_card_that_only_gets_other_fields_has_no_picture_of_its_own() {
        let document: Document =
            topology::json::read(json!({ "groundplan": 1, "name": "shop", "nodes": { "a": { "kind": "service" } } }))
                .unwrap();
        let pictured = |edits| {
            let edits: Vec<Edit> = serde_json::from_value(edits).unwrap();
            pair(&Trial::new(&document, "k".into(), "t".into(), Edit::Batch { edits }).unwrap()).is_some()
        };
        assert!(!pictured(json!([{ "op": "set", "path": "/nodes/a/size", "value": "small" }])));
        assert!(pictured(json!([{ "op": "delete", "path": "/nodes/a" }])));
    }

    #[test]
    fn neighbours_are_joined_by_straight_lines_side_by_side() {
        for (x, y) in [(0, 200), (300, 0)] {
            let document: Document = topology::json::read(json!({
                "groundplan": 1, "name": "shop",
                "nodes": { "a": { "kind": "service" }, "b": { "kind": "service" } },
                "edges": { "a--b": { "from": "a", "to": "b", "kind": "call" }, "b--a": { "from": "b", "to": "a", "kind": "call" } },
                "views": { "main": { "layout": { "a": [0, 0], "b": [x, y] } } }
            }))
            .unwrap();
            let edits = serde_json::from_value(
                json!([{ "op": "delete", "path": "/edges/a--b" }, { "op": "delete", "path": "/edges/b--a" }]),
            )
            .unwrap();
            let trial = Trial::new(&document, "k".into(), "t".into(), Edit::Batch { edits }).unwrap();
            let paths: Vec<String> = pair(&trial).unwrap().before.lines.into_iter().map(|line| line.path).collect();
            assert!(paths.len() == 2 && paths[0] != paths[1], "{paths:?}");
            assert!(paths.iter().all(|path| path.chars().filter(char::is_ascii_alphabetic).count() == 2), "{paths:?}");
        }
    }
}
