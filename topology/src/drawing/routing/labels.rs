//! Where labels stand: on their line, off the cards and off each other.

use super::grid::Grid;
use super::{Found, Wire, distance};
use crate::drawing::geometry::{Point, Rect};
use crate::drawing::route::Route;

const HEIGHT: f64 = 20.0;
const ROOM: f64 = 3.0;
/// How far a label may lean off its line.
const ASIDE: f64 = 9.0;

/// What it costs to cover a card or another label, in the measure of wishes.
const COVERED: f64 = 1000.0;
/// What it costs to cover another line, which might seem to be the one that is meant.
const CROSSED: f64 = 25.0;
/// Along a stretch that is longer than this there are more places to choose from.
const LONG: f64 = 240.0;

/// The routes with a place for each label: those that are kept have theirs, of the others the short lines' come first, which have the least choice. `empty` is a grid for them.
pub fn place(cards: &Grid, empty: &Grid, wires: &[Wire], found: Vec<Found>) -> Vec<Option<Route>> {
    let area = |at: Point, wire: &Wire| {
        // A line without a label may get the sign of a finding.
        let width = wire.label.max(24.0);
        Rect::at(at - Point::new(width / 2.0, HEIGHT / 2.0), width, HEIGHT).grown(ROOM)
    };
    let mut placed = empty.clone();
    let mut lines = Lines { grid: empty.clone(), owners: Vec::new() };
    for (index, (found, wire)) in found.iter().zip(wires).enumerate() {
        match found {
            Found::Kept(route) => {
                lines.add(index, &route.points);
                if wire.label > 0.0 {
                    placed.add(area(route.label, wire));
                }
            }
            Found::New(points) => lines.add(index, points),
            Found::Nowhere => {}
        }
    }
    let length = |index: &usize| match &found[*index] {
        Found::New(points) => points.windows(2).map(|pair| distance(pair[0], pair[1])).sum(),
        Found::Kept(_) | Found::Nowhere => 0.0,
    };
    let mut order: Vec<(f64, usize)> = (0..found.len()).map(|index| (length(&index), index)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut places = vec![Point::default(); found.len()];
    for (_, index) in order {
        let (Found::New(points), wire) = (&found[index], &wires[index]) else { continue };
        let mut wished = candidates(points, wire.label.max(24.0));
        wished.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut best: Option<(f64, Point)> = None;
        for (wish, at) in wished {
            // None that follows can be better.
            if best.is_some_and(|(least, _)| least <= wish) {
                break;
            }
            let area = area(at, wire);
            let covered = cards.meeting(&area).count() + placed.meeting(&area).count();
            let crossed = if wire.label > 0.0 { lines.others(index, &area) } else { 0 };
            #[allow(clippy::cast_precision_loss, reason = "a handful of rectangles")]
            let cost = wish + covered as f64 * COVERED + crossed as f64 * CROSSED;
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, at));
            }
        }
        if let Some((_, at)) = best {
            places[index] = at;
            if wire.label > 0.0 {
                placed.add(area(at, wire));
            }
        }
    }
    let route = |(found, label)| match found {
        Found::Kept(route) => Some(route),
        Found::New(points) => Some(Route { points, label }),
        Found::Nowhere => None,
    };
    found.into_iter().zip(places).map(route).collect()
}

/// The stretches of all lines.
struct Lines {
    grid: Grid,
    /// Whose each stretch is.
    owners: Vec<usize>,
}

impl Lines {
    fn add(&mut self, owner: usize, points: &[Point]) {
        for pair in points.windows(2) {
            self.grid.add(Rect::between(pair[0], pair[1]));
            self.owners.push(owner);
        }
    }

    /// How many lines but this one meet an area.
    fn others(&self, own: usize, area: &Rect) -> usize {
        let mut met: Vec<usize> =
            self.grid.meeting(area).filter_map(|stretch| self.owners.get(stretch).copied()).collect();
        met.sort_unstable();
        met.dedup();
        met.iter().filter(|owner| **owner != own).count()
    }
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
        let shares: &[f64] =
            if length > LONG { &[0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.9, 0.1] } else { &[0.5, 0.65, 0.35, 0.8, 0.2] };
        for share in shares.iter().copied() {
            let at = Point::new(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share);
            let off = (share - 0.5).abs() * 20.0 + (1.0 - length / whole.max(1.0)) * 20.0;
            out.push((wish + tight + off, at));
            if level {
                // Two labels on lines side by side have room where each leans away from the other; it still touches its own.
                out.extend([-ASIDE, ASIDE].map(|aside| (wish + tight + off + 40.0, at + Point::new(0.0, aside))));
            }
        }
    }
    out
}
