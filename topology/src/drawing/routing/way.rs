//! One line's way: several are tried, and the one that costs least is taken. Crossing a card costs most, then lying on another line, then bends and length.

use crate::collections::BTreeMap;

use super::grid::Grid;
use super::ports::Ends;
use crate::drawing::geometry::{Point, Rect};
use crate::drawing::route::Turn;

/// Room between a line and a card that it passes.
pub const MARGIN: f64 = 8.0;
/// Where a line that passes a card would like to run.
const PASS: f64 = 16.0;
/// How far a line goes out of its card before it turns.
const STUB: f64 = 16.0;
/// Two lines nearer than this lie on each other.
const NEAR: f64 = 6.0;
/// What crossing a card costs, in pixels of detour.
const CARD: f64 = 4000.0;
/// What a bend costs.
const BEND: f64 = 24.0;
/// So many cards in the way are gone around; more make no better line.
const MOST: usize = 6;

/// A stretch of a line: where it lies across, and from where to where it runs.
type Stretch = (f64, f64, f64);

/// The stretches that are drawn already, by where they lie.
#[derive(Debug, Default)]
pub struct Drawn {
    /// Upright stretches by x, level ones by y.
    lanes: [BTreeMap<i32, Vec<Stretch>>; 2],
}

#[allow(clippy::cast_possible_truncation, reason = "the canvas ends long before")]
fn lane(at: f64) -> i32 {
    (at / NEAR).floor() as i32
}

/// A stretch between two points: 0 for upright and 1 for level, its place, from, to.
fn stretch(a: Point, b: Point) -> (usize, f64, f64, f64) {
    if (a.x - b.x).abs() < 0.5 { (0, a.x, a.y.min(b.y), a.y.max(b.y)) } else { (1, a.y, a.x.min(b.x), a.x.max(b.x)) }
}

impl Drawn {
    /// Notes a line.
    pub fn add(&mut self, points: &[Point]) {
        for pair in points.windows(2) {
            let (sort, at, from, to) = stretch(pair[0], pair[1]);
            self.lanes[sort].entry(lane(at)).or_default().push((at, from, to));
        }
    }

    /// How much of a stretch lies on others.
    fn shared(&self, a: Point, b: Point) -> f64 {
        let (sort, at, from, to) = stretch(a, b);
        let near = self.lanes[sort].range(lane(at) - 1..=lane(at) + 1).flat_map(|(_, all)| all);
        near.filter(|(place, ..)| (place - at).abs() < NEAR)
            .map(|(_, low, high)| (to.min(*high) - from.max(*low)).max(0.0))
            .sum()
    }
}

/// What a way is looked for.
pub struct Way<'a> {
    /// Where it begins and ends.
    pub ends: &'a Ends,
    /// The cards at its ends.
    pub own: [usize; 2],
    /// All cards.
    pub cards: &'a [Rect],
    /// The same, by place.
    pub obstacles: &'a Grid,
}

/// A point in the frame in which the line goes to the right, and back.
fn framed(turn: Turn, p: Point) -> Point {
    match turn {
        Turn::Right => p,
        Turn::Left => Point::new(-p.x, p.y),
        Turn::Down => Point::new(p.y, p.x),
        Turn::Up => Point::new(-p.y, p.x),
    }
}

fn unframed(turn: Turn, p: Point) -> Point {
    match turn {
        Turn::Right => p,
        Turn::Left => Point::new(-p.x, p.y),
        Turn::Down => Point::new(p.y, p.x),
        Turn::Up => Point::new(p.y, -p.x),
    }
}

impl Way<'_> {
    /// The best way: its points, start and end included.
    #[must_use]
    pub fn find(&self, drawn: &Drawn) -> Vec<Point> {
        let Some(turn) = self.ends.turn else { return self.around(drawn) };
        let (start, end) = (framed(turn, self.ends.start), framed(turn, self.ends.end));
        let real = |points: Vec<Point>| -> Vec<Point> { points.into_iter().map(|p| unframed(turn, p)).collect() };
        let level = (start.y - end.y).abs() < 0.5;
        let mut best = Best::default();
        if level {
            best.offer(self, drawn, real(vec![start, end]));
        } else {
            let (low, high) = (start.x + STUB.min((end.x - start.x) / 2.0), end.x - STUB.min((end.x - start.x) / 2.0));
            let wished = (f64::midpoint(start.x, end.x) + self.ends.shift).clamp(low, high);
            let one_bend = |x: f64| vec![start, Point::new(x, start.y), Point::new(x, end.y), end];
            best.offer(self, drawn, real(one_bend(wished)));
            for step in 1..6 {
                for x in [wished - f64::from(step) * 10.0, wished + f64::from(step) * 10.0] {
                    if best.troubled() && (low..=high).contains(&x) {
                        best.offer(self, drawn, real(one_bend(x)));
                    }
                }
            }
            for x in self.in_the_way(&best.points).flat_map(|card| beside(turn, &card, |p| p.x)) {
                if best.crosses && (low..=high).contains(&x) {
                    best.offer(self, drawn, real(one_bend(x)));
                }
            }
        }
        if best.crosses {
            self.pass(turn, drawn, &mut best);
        }
        straight(best.points)
    }

    /// Ways that leave the row of both ends to pass what stands there, and, where another card stands in that way, change over beside it.
    fn pass(&self, turn: Turn, drawn: &Drawn, best: &mut Best) {
        let (start, end) = (framed(turn, self.ends.start), framed(turn, self.ends.end));
        let (first, last) = (start.x + STUB, end.x - STUB);
        let way = |y: f64, out: f64, back: f64| -> Vec<Point> {
            let corners = [
                start,
                Point::new(out, start.y),
                Point::new(out, y),
                Point::new(back, y),
                Point::new(back, end.y),
                end,
            ];
            corners.into_iter().map(|p| unframed(turn, p)).collect()
        };
        let rows: Vec<f64> = self.in_the_way(&best.points).flat_map(|card| beside(turn, &card, |p| p.y)).collect();
        for y in rows.iter().flat_map(|y| [*y, *y - 10.0, *y + 10.0]) {
            best.offer(self, drawn, way(y, first, last));
        }
        if !best.crosses {
            return;
        }
        for y in rows {
            for card in self.in_the_way(&way(y, first, last)) {
                let [before, after] = beside(turn, &card, |p| p.x);
                if before > first {
                    best.offer(self, drawn, way(y, first, before.min(last)));
                }
                if after < last {
                    best.offer(self, drawn, way(y, after.max(first), last));
                }
            }
        }
    }

    /// Cards too near for a line between them: out to the right and back in.
    fn around(&self, drawn: &Drawn) -> Vec<Point> {
        let (start, end) = (self.ends.start, self.ends.end);
        let mut best = Best::default();
        for step in 0..6 {
            let x = start.x.max(end.x) + STUB + 8.0 + f64::from(step) * 10.0;
            best.offer(self, drawn, vec![start, Point::new(x, start.y), Point::new(x, end.y), end]);
        }
        best.points
    }

    fn others<'a>(&'a self, area: &'a Rect) -> impl Iterator<Item = usize> + 'a {
        self.obstacles.meeting(area).filter(|index| !self.own.contains(index))
    }

    /// The first cards that a way crosses.
    fn in_the_way(&self, points: &[Point]) -> std::vec::IntoIter<Rect> {
        let mut found: Vec<usize> = Vec::new();
        for pair in points.windows(2) {
            for index in self.others(&Rect::between(pair[0], pair[1]).grown(MARGIN)) {
                if found.len() < MOST && !found.contains(&index) {
                    found.push(index);
                }
            }
        }
        found.into_iter().map(|index| self.cards[index]).collect::<Vec<_>>().into_iter()
    }

    fn cost(&self, drawn: &Drawn, points: &[Point]) -> (f64, bool, bool) {
        let (mut cost, mut crosses, mut lies) =
            (BEND * f64::from(u32::try_from(points.len()).unwrap_or(u32::MAX)), false, false);
        for pair in points.windows(2) {
            let area = Rect::between(pair[0], pair[1]);
            cost += area.width() + area.height();
            let mut cards: Vec<usize> = self.others(&area.grown(MARGIN)).collect();
            cards.sort_unstable();
            cards.dedup();
            crosses |= !cards.is_empty();
            #[allow(clippy::cast_precision_loss, reason = "a handful of cards")]
            let crossed = cards.len() as f64;
            let shared = drawn.shared(pair[0], pair[1]);
            lies |= shared > 4.0;
            cost += crossed * CARD + shared * 2.0;
        }
        (cost, crosses, lies)
    }
}

/// The best way so far.
#[derive(Debug, Default)]
struct Best {
    points: Vec<Point>,
    cost: Option<f64>,
    crosses: bool,
    lies: bool,
}

impl Best {
    fn troubled(&self) -> bool {
        self.crosses || self.lies
    }

    fn offer(&mut self, way: &Way<'_>, drawn: &Drawn, points: Vec<Point>) {
        let (cost, crosses, lies) = way.cost(drawn, &points);
        if self.cost.is_none_or(|best| cost < best) {
            *self = Self { points, cost: Some(cost), crosses, lies };
        }
    }
}

/// The two places at which a line passes a card, in the frame of its turn.
fn beside(turn: Turn, card: &Rect, axis: impl Fn(Point) -> f64) -> [f64; 2] {
    let (a, b) = (axis(framed(turn, card.min)), axis(framed(turn, card.max)));
    [a.min(b) - PASS, a.max(b) + PASS]
}

/// Without points that lie on the way between their neighbours.
fn straight(points: Vec<Point>) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        while let [.., a, b] = out.as_slice() {
            let upright = (a.x - b.x).abs() < 0.5 && (b.x - point.x).abs() < 0.5;
            let level = (a.y - b.y).abs() < 0.5 && (b.y - point.y).abs() < 0.5;
            if !upright && !level {
                break;
            }
            out.pop();
        }
        out.push(point);
    }
    out
}
