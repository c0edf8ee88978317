//! Where the person looks: offset and zoom of the picture.

use super::geometry::{Point, Rect};
use crate::number::{decimal, translate};

/// The least and the greatest zoom.
pub const ZOOM_MIN: f64 = 0.1;
/// See [`ZOOM_MIN`].
pub const ZOOM_MAX: f64 = 3.0;
/// Below this zoom small text and handles are left out.
pub const FAR: f64 = 0.5;
/// Below this zoom a card is its colour and its marks alone: a title would be four pixels high.
pub const TINY: f64 = 0.3;

/// Screen = offset + zoom × picture, measured from the canvas's top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Where the picture's origin stands on the screen.
    pub offset: Point,
    /// 1 is 100 %.
    pub zoom: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { offset: Point::default(), zoom: 1.0 }
    }
}

impl Camera {
    /// Where a point of the screen lies in the picture.
    #[must_use]
    pub fn picture(&self, screen: Point) -> Point {
        Point::new((screen.x - self.offset.x) / self.zoom, (screen.y - self.offset.y) / self.zoom)
    }

    /// Where a point of the picture lies on the screen.
    #[must_use]
    pub fn screen(&self, picture: Point) -> Point {
        Point::new(picture.x * self.zoom + self.offset.x, picture.y * self.zoom + self.offset.y)
    }

    /// Moved by a distance on the screen.
    #[must_use]
    pub fn panned(&self, by: Point) -> Self {
        Self { offset: self.offset + by, ..*self }
    }

    /// Zoomed by a factor, keeping the picture under a point of the screen where it is.
    #[must_use]
    pub fn zoomed(&self, factor: f64, at: Point) -> Self {
        self.zoomed_to(self.zoom * factor, at)
    }

    /// Zoomed to a value, keeping the picture under a point of the screen where it is.
    #[must_use]
    pub fn zoomed_to(&self, zoom: f64, at: Point) -> Self {
        let zoom = zoom.clamp(ZOOM_MIN, ZOOM_MAX);
        let fixed = self.picture(at);
        Self { offset: Point::new(at.x - fixed.x * zoom, at.y - fixed.y * zoom), zoom }
    }

    /// The view that shows all of `content` in a canvas of this size, never larger than 100 %.
    #[must_use]
    pub fn fitting(content: &Rect, size: Point) -> Self {
        let margin = 32.0;
        let room = Point::new((size.x - 2.0 * margin).max(80.0), (size.y - 2.0 * margin - 32.0).max(80.0));
        let zoom = (room.x / content.width().max(1.0)).min(room.y / content.height().max(1.0)).clamp(ZOOM_MIN, 1.0);
        let middle = content.center();
        // The tools lie over the lower edge, so the picture sits a little higher.
        Self { offset: Point::new(size.x / 2.0 - middle.x * zoom, size.y / 2.0 - 16.0 - middle.y * zoom), zoom }
    }

    /// The view that shows a rectangle: this one if it is in sight already, else moved to its middle.
    #[must_use]
    pub fn showing(&self, target: &Rect, size: Point) -> Self {
        let sight = Rect { min: self.picture(Point::default()), max: self.picture(size) };
        let inner = sight.grown(-24.0 / self.zoom);
        if self.zoom >= FAR && inner.holds(target.min) && inner.holds(target.max) {
            return *self;
        }
        let room = Rect { min: target.min, max: target.max }.grown(120.0);
        let fit = Self::fitting(&room, size);
        let zoom = self.zoom.clamp(FAR, 1.0).min(fit.zoom.max(ZOOM_MIN));
        let middle = target.center();
        Self { offset: Point::new(size.x / 2.0 - middle.x * zoom, size.y / 2.0 - middle.y * zoom), zoom }
    }

    /// The view that has a rectangle in sight at the same zoom: this one if it has, else moved to its middle.
    #[must_use]
    pub fn panned_to(&self, target: &Rect, size: Point) -> Self {
        let sight = Rect { min: self.picture(Point::default()), max: self.picture(size) };
        if sight.holds(target.min) && sight.holds(target.max) {
            return *self;
        }
        self.panned(Point::new(size.x / 2.0, size.y / 2.0) - self.screen(target.center()))
    }

    /// The view that shows all of a rectangle in the middle, as large as a canvas of this size allows.
    #[must_use]
    pub fn framing(view: &Rect, size: Point) -> Self {
        let zoom = (size.x / view.width().max(1.0)).min(size.y / view.height().max(1.0)).clamp(ZOOM_MIN, ZOOM_MAX);
        let middle = view.center();
        Self { offset: Point::new(size.x / 2.0 - middle.x * zoom, size.y / 2.0 - middle.y * zoom), zoom }
    }

    /// The value of the CSS `transform`.
    #[must_use]
    pub fn transform(&self) -> String {
        // Whole pixels keep text crisp; at other zooms there is nothing to keep.
        let (x, y) = if (self.zoom - 1.0).abs() < 1e-9 {
            (self.offset.x.round(), self.offset.y.round())
        } else {
            (self.offset.x, self.offset.y)
        };
        format!("{} scale({})", translate(Point::new(x, y)), decimal(self.zoom))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let camera = Camera { offset: Point::new(13.0, -40.0), zoom: 0.8 };
        let pointer = Point::new(300.0, 200.0);
        let before = camera.picture(pointer);
        let after = camera.zoomed(1.7, pointer).picture(pointer);
        assert!((before - after).length() < 1e-9);
    }

    #[test]
    fn zoom_stays_within_its_limits() {
        let camera = Camera::default().zoomed(1e9, Point::default());
        assert!((camera.zoom - ZOOM_MAX).abs() < 1e-9);
    }

    #[test]
    fn what_fits_lies_inside() {
        let content = Rect::at(Point::new(-500.0, 20.0), 2400.0, 900.0);
        let size = Point::new(856.0, 640.0);
        let camera = Camera::fitting(&content, size);
        let (min, max) = (camera.screen(content.min), camera.screen(content.max));
        assert!(min.x >= 0.0 && min.y >= 0.0 && max.x <= size.x && max.y <= size.y, "{min:?} {max:?}");
    }

    #[test]
    fn what_another_sees_is_framed_in_the_middle() {
        let view = Rect::at(Point::new(-200.0, 100.0), 1600.0, 900.0);
        let camera = Camera::framing(&view, Point::new(800.0, 800.0));
        assert!((camera.zoom - 0.5).abs() < 1e-9);
        assert_eq!(camera.screen(view.center()), Point::new(400.0, 400.0));
        assert!((Camera::framing(&view, Point::new(80_000.0, 80_000.0)).zoom - ZOOM_MAX).abs() < 1e-9);
    }

    #[test]
    fn what_is_out_of_sight_is_gone_to_without_coming_nearer() {
        let (camera, size) = (Camera { offset: Point::new(10.0, 10.0), zoom: 0.25 }, Point::new(800.0, 600.0));
        let target = Rect::at(Point::new(9000.0, -700.0), 182.0, 60.0);
        let there = camera.panned_to(&target, size);
        assert!((there.zoom - 0.25).abs() < 1e-9);
        assert!((there.screen(target.center()) - Point::new(400.0, 300.0)).length() < 1e-6);
        assert_eq!(there.panned_to(&target, size), there);
    }

    #[test]
    fn what_is_in_sight_moves_nothing() {
        let camera = Camera { offset: Point::new(10.0, 10.0), zoom: 1.0 };
        let target = Rect::at(Point::new(100.0, 100.0), 182.0, 60.0);
        assert_eq!(camera.showing(&target, Point::new(800.0, 600.0)), camera);
        assert_ne!(camera.showing(&Rect::at(Point::new(4000.0, 0.0), 182.0, 60.0), Point::new(800.0, 600.0)), camera);
    }
}
