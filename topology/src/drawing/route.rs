//! The way of an edge from card to card: along the axes, corners rounded, with a place for the label.
//!
//! A route depends on its two ends and its lane alone, so that moving a card redraws its own edges and no others.

use super::geometry::{Point, Rect, distance_to_segment};

/// Radius of a rounded corner.
const RADIUS: f64 = 10.0;
/// The least room between two cards for a bend between them.
const GAP: f64 = 28.0;
/// How far a line goes out of a card before it turns, where it has to go around.
const STUB: f64 = 24.0;
/// Distance between two lines that connect the same cards sideways, and upright.
const LANE_BESIDE: f64 = 22.0;
const LANE_UPRIGHT: f64 = 44.0;

/// A line with corners, and where its label stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Start, corners, end.
    pub points: Vec<Point>,
    /// The middle of the label.
    pub label: Point,
}

/// Which of several edges between the same two cards this is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Lane {
    /// Distance from the middle in lanes: 0 for a single edge, −0.5 and 0.5 for two.
    pub offset: f64,
}

impl Lane {
    /// The place of number `index` among `count` edges. It is the same seen from both ends.
    #[must_use]
    pub fn of(index: usize, count: usize) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "a handful of parallel edges")]
        let offset = index as f64 - (count.saturating_sub(1)) as f64 / 2.0;
        Self { offset }
    }

    fn within(self, spacing: f64, room: f64) -> f64 {
        (self.offset * spacing).clamp(-room, room)
    }
}

/// The way in which a line leaves its card; it reaches the other from the opposite side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// To the right.
    Right,
    /// To the left.
    Left,
    /// Downwards.
    Down,
    /// Upwards.
    Up,
}

/// Which way a line from one card to another goes; none where they are too near for a line between them.
#[must_use]
pub fn turn(from: &Rect, to: &Rect) -> Option<Turn> {
    let (a, b) = (from.center(), to.center());
    let (right, left) = (to.min.x - from.max.x, from.min.x - to.max.x);
    let (below, above) = (to.min.y - from.max.y, from.min.y - to.max.y);
    let nearest = right >= below && right >= above || below.max(above) < GAP || (b.y - a.y).abs() < from.height();
    if right >= GAP && (nearest || right >= GAP * 2.0) {
        Some(Turn::Right)
    } else if below >= GAP {
        Some(Turn::Down)
    } else if above >= GAP {
        Some(Turn::Up)
    } else if left >= GAP {
        Some(Turn::Left)
    } else {
        None
    }
}

/// The route from one card to another.
#[must_use]
pub fn route(from: &Rect, to: &Rect, lane: Lane) -> Route {
    let beside = lane.within(LANE_BESIDE, from.height() / 2.0 - 12.0);
    let upright = lane.within(LANE_UPRIGHT, from.width() / 2.0 - 20.0);
    let (a, b) = (from.center(), to.center());
    match turn(from, to) {
        Some(Turn::Right) => across(Point::new(from.max.x, a.y + beside), Point::new(to.min.x, b.y + beside), lane),
        Some(Turn::Left) => across(Point::new(from.min.x, a.y + beside), Point::new(to.max.x, b.y + beside), lane),
        Some(Turn::Down) => down(Point::new(a.x + upright, from.max.y), Point::new(b.x + upright, to.min.y), lane),
        Some(Turn::Up) => down(Point::new(a.x + upright, from.min.y), Point::new(b.x + upright, to.max.y), lane),
        None => around(from, to),
    }
}

/// The line that follows the pointer while an edge is drawn.
#[must_use]
pub fn reach(from: &Rect, pointer: Point) -> Route {
    if from.grown(8.0).holds(pointer) {
        return Route { points: vec![from.center(), pointer], label: pointer };
    }
    route(from, &Rect::at(pointer, 0.0, 0.0), Lane::default())
}

fn across(start: Point, end: Point, lane: Lane) -> Route {
    if (start.y - end.y).abs() < 0.5 {
        let label = Point::new(f64::midpoint(start.x, end.x), start.y);
        return Route { points: vec![start, end], label };
    }
    let x = f64::midpoint(start.x, end.x) + lane.offset * 12.0;
    Route {
        points: vec![start, Point::new(x, start.y), Point::new(x, end.y), end],
        label: Point::new(x, on_the_way(start.y, end.y)),
    }
}

fn down(start: Point, end: Point, lane: Lane) -> Route {
    if (start.x - end.x).abs() < 0.5 {
        let label = Point::new(start.x, f64::midpoint(start.y, end.y));
        return Route { points: vec![start, end], label };
    }
    let y = f64::midpoint(start.y, end.y) + lane.offset * 12.0;
    Route {
        points: vec![start, Point::new(start.x, y), Point::new(end.x, y), end],
        label: Point::new(on_the_way(start.x, end.x), y),
    }
}

/// Where the label stands on the middle stretch: nearer the target, since lines that leave one card share their beginning.
fn on_the_way(start: f64, end: f64) -> f64 {
    start + (end - start) * 0.7
}

/// Cards too near for a line between them: out to the right and back in.
fn around(from: &Rect, to: &Rect) -> Route {
    let x = from.max.x.max(to.max.x) + STUB;
    let (start, end) = (Point::new(from.max.x, from.center().y - 8.0), Point::new(to.max.x, to.center().y + 8.0));
    Route {
        points: vec![start, Point::new(x, start.y), Point::new(x, end.y), end],
        label: Point::new(x, f64::midpoint(start.y, end.y)),
    }
}

impl Route {
    /// The value of an SVG path's `d`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut out = String::with_capacity(96);
        let Some(first) = self.points.first() else { return out };
        push(&mut out, 'M', *first);
        for window in self.points.windows(3) {
            let (before, corner, after) = (window[0], window[1], window[2]);
            let radius = RADIUS.min((corner - before).length() / 2.0).min((after - corner).length() / 2.0);
            push(&mut out, 'L', towards(corner, before, radius));
            push(&mut out, 'Q', corner);
            push(&mut out, ' ', towards(corner, after, radius));
        }
        if let Some(last) = self.points.last() {
            push(&mut out, 'L', *last);
        }
        out
    }

    /// How far a point is from the line.
    #[must_use]
    pub fn distance(&self, point: Point) -> f64 {
        self.points.windows(2).map(|pair| distance_to_segment(point, pair[0], pair[1])).fold(f64::INFINITY, f64::min)
    }
}

fn towards(from: Point, to: Point, length: f64) -> Point {
    let way = to - from;
    let whole = way.length();
    if whole == 0.0 {
        return from;
    }
    Point::new(from.x + way.x / whole * length, from.y + way.y / whole * length)
}

fn push(out: &mut String, command: char, point: Point) {
    out.push(command);
    push_number(out, point.x);
    out.push(',');
    push_number(out, point.y);
}

/// Half pixels are as exact as lines of 1.5 pixels need it.
fn push_number(out: &mut String, value: f64) {
    use std::fmt::Write as _;
    #[allow(clippy::cast_possible_truncation, reason = "the canvas ends long before")]
    let halves = (value * 2.0).round() as i64;
    let _ = write!(out, "{}{}", if halves < 0 && halves / 2 == 0 { "-" } else { "" }, halves / 2);
    if halves % 2 != 0 {
        out.push_str(".5");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(x: f64, y: f64) -> Rect {
        Rect::at(Point::new(x, y), 182.0, 60.0)
    }

    fn along_the_axes(route: &Route) -> bool {
        route.points.windows(2).all(|p| (p[0].x - p[1].x).abs() < 1e-9 || (p[0].y - p[1].y).abs() < 1e-9)
    }

    #[test]
    fn level_cards_are_joined_by_a_straight_line() {
        let way = route(&card(0.0, 0.0), &card(300.0, 0.0), Lane::default());
        assert_eq!(way.points, [Point::new(182.0, 30.0), Point::new(300.0, 30.0)]);
        assert_eq!(way.label, Point::new(241.0, 30.0));
    }

    #[test]
    fn every_route_runs_along_the_axes_and_touches_both_cards() {
        let from = card(0.0, 0.0);
        for x in -8..8 {
            for y in -8..8 {
                let to = card(f64::from(x) * 53.0, f64::from(y) * 31.0);
                let way = route(&from, &to, Lane::default());
                assert!(along_the_axes(&way), "{way:?}");
                assert!(from.holds(way.points[0]), "{way:?}");
                assert!(to.holds(*way.points.last().unwrap()), "{way:?}");
            }
        }
    }

    #[test]
    fn two_edges_between_the_same_cards_keep_apart() {
        let (a, b) = (card(0.0, 0.0), card(0.0, 200.0));
        let there = route(&a, &b, Lane::of(0, 2));
        let back = route(&b, &a, Lane::of(1, 2));
        assert!((there.points[0].x - back.points[0].x).abs() >= 24.0, "{there:?} {back:?}");
    }

    #[test]
    fn corners_are_rounded_and_numbers_short() {
        let way = Route {
            points: vec![Point::new(-0.5, 0.0), Point::new(40.0, 0.0), Point::new(40.0, 40.0)],
            label: Point::default(),
        };
        assert_eq!(way.path(), "M-0.5,0L30,0Q40,0 40,10L40,40");
    }
}
