//! Where labels stand: on their line, off the cards and off each other.

use super::grid::Grid;
use super::{Found, Wire, distance};
use crate::canvas::geometry::{Point, Rect};
use crate::canvas::route::Route;

const HEIGHT: f64 = 20.0;
const ROOM: f64 = 3.0;
/// How far a label may lean off its line.
const ASIDE: f64 = 9.0;

/// The routes with a place for each label: those that are kept have theirs, and of the others the earlier wires' come first. `placed` is a grid for them.
pub fn place(cards: &Grid, mut placed: Grid, wires: &[Wire], found: Vec<Found>) -> Vec<Option<Route>> {
    let area = |at: Point, wire: &Wire| {
        // A line without a label may get the sign of a finding.
        let width = wire.label.max(24.0);
        (width, Rect::at(at - Point::new(width / 2.0, HEIGHT / 2.0), width, HEIGHT).grown(ROOM))
    };
    for (found, wire) in found.iter().zip(wires) {
        if let Found::Kept(route) = found
            && wire.label > 0.0
        {
            placed.add(area(route.label, wire).1);
        }
    }
    found
        .into_iter()
        .zip(wires)
        .map(|(found, wire)| {
            let points = match found {
                Found::Kept(route) => return Some(route),
                Found::New(points) => points,
                Found::Nowhere => return None,
            };
            let (width, _) = area(Point::default(), wire);
            let area = |at: Point| area(at, wire).1;
            let mut best: Option<(f64, Point)> = None;
            for (wish, at) in candidates(&points, width) {
                let area = area(at);
                let covered = cards.meeting(&area).count() + placed.meeting(&area).count();
                #[allow(clippy::cast_precision_loss, reason = "a handful of rectangles")]
                let cost = wish + covered as f64 * 1000.0;
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, at));
                }
            }
            let label = best.map_or_else(Point::default, |(_, at)| at);
            if wire.label > 0.0 {
                placed.add(area(label));
            }
            Some(Route { points, label })
        })
        .collect()
}

/// Places along the line, each with how little it is wished for.
fn candidates(points: &[Point], width: f64) -> Vec<(f64, Point)> {
    let whole: f64 = points.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
    let mut out = Vec::new();
    for (index, pair) in points.windows(2).enumerate() {
        let (a, b) = (pair[0], pair[1]);
        let length = distance(a, b);
        let level = (a.y - b.y).abs() < 0.5;
        let needed = if level { width + 8.0 } else { HEIGHT + 8.0 };
        // Stretches at the cards are shared with neighbours; a stretch that the label covers whole says nothing.
        let inner = index > 0 && index + 2 < points.len();
        let wish = if inner || points.len() == 2 { 0.0 } else { 60.0 };
        let tight = if length < needed { 200.0 } else { 0.0 };
        for share in [0.5, 0.65, 0.35, 0.8, 0.2] {
            let at = Point::new(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share);
            let off = (share - 0.5f64).abs() * 20.0 + (1.0 - length / whole.max(1.0)) * 20.0;
            out.push((wish + tight + off, at));
            if level {
                // Two labels on lines side by side have room where each leans away from the other; it still touches its own.
                out.extend([-ASIDE, ASIDE].map(|aside| (wish + tight + off + 40.0, at + Point::new(0.0, aside))));
            }
        }
    }
    out
}
