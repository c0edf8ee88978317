//! Points and rectangles of the picture, in pixels at 100 %.

use std::ops::{Add, Sub};

/// A point or a difference of two points.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The point at these coordinates.
    #[must_use]
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// How far it is from the origin.
    #[must_use]
    pub fn length(self) -> f64 {
        (self.x * self.x + self.y * self.y).sqrt()
    }

    /// The nearest point of a square grid with this step.
    #[must_use]
    pub fn snapped(self, step: f64) -> Self {
        Self::new((self.x / step).round() * step, (self.y / step).round() * step)
    }
}

impl Add for Point {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

/// A rectangle with sides along the axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Top left corner.
    pub min: Point,
    /// Bottom right corner.
    pub max: Point,
}

impl Rect {
    /// The rectangle with this corner and size.
    #[must_use]
    pub fn at(corner: Point, width: f64, height: f64) -> Self {
        Self { min: corner, max: corner + Point::new(width, height) }
    }

    /// The rectangle between two opposite corners, in any order.
    #[must_use]
    pub fn between(a: Point, b: Point) -> Self {
        Self { min: Point::new(a.x.min(b.x), a.y.min(b.y)), max: Point::new(a.x.max(b.x), a.y.max(b.y)) }
    }

    /// The smallest rectangle around all of these, if there is one.
    pub fn around(rects: impl IntoIterator<Item = Self>) -> Option<Self> {
        rects.into_iter().reduce(|a, b| Self {
            min: Point::new(a.min.x.min(b.min.x), a.min.y.min(b.min.y)),
            max: Point::new(a.max.x.max(b.max.x), a.max.y.max(b.max.y)),
        })
    }

    /// From left to right.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.max.x - self.min.x
    }

    /// From top to bottom.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.max.y - self.min.y
    }

    /// The middle.
    #[must_use]
    pub fn center(&self) -> Point {
        Point::new(f64::midpoint(self.min.x, self.max.x), f64::midpoint(self.min.y, self.max.y))
    }

    /// The same with every side moved outwards.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self { min: self.min - Point::new(by, by), max: self.max + Point::new(by, by) }
    }

    /// Whether the point lies in it or on its border.
    #[must_use]
    pub fn holds(&self, point: Point) -> bool {
        point.x >= self.min.x && point.x <= self.max.x && point.y >= self.min.y && point.y <= self.max.y
    }

    /// Whether the two share a point.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.min.x <= other.max.x && other.min.x <= self.max.x && self.min.y <= other.max.y && other.min.y <= self.max.y
    }
}

/// How far a point is from a line between two points.
#[must_use]
pub fn distance_to_segment(point: Point, from: Point, to: Point) -> f64 {
    let along = to - from;
    let length = along.x * along.x + along.y * along.y;
    let share =
        if length == 0.0 { 0.0 } else { ((point.x - from.x) * along.x + (point.y - from.y) * along.y) / length };
    let share = share.clamp(0.0, 1.0);
    (point - Point::new(from.x + share * along.x, from.y + share * along.y)).length()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_between_corners_does_not_depend_on_their_order() {
        let (a, b) = (Point::new(5.0, 1.0), Point::new(2.0, 9.0));
        assert_eq!(Rect::between(a, b), Rect::between(b, a));
        assert!(Rect::between(a, b).holds(Point::new(3.0, 4.0)));
    }

    #[test]
    fn the_distance_ends_at_the_ends() {
        let (from, to) = (Point::new(0.0, 0.0), Point::new(10.0, 0.0));
        assert!((distance_to_segment(Point::new(5.0, 3.0), from, to) - 3.0).abs() < 1e-9);
        assert!((distance_to_segment(Point::new(13.0, 4.0), from, to) - 5.0).abs() < 1e-9);
    }
}
