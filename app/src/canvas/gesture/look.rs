//! The view that follows wheel and fingers.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::super::camera::Camera;
use super::super::geometry::Point;
use super::super::stage::Stage;
use super::{Gesture, cancel, closest, start};

/// Notes a finger that was put down. Returns whether it is the second one, which zooms.
pub(super) fn finger(stage: Stage, event: &ev::PointerEvent, at: Point) -> bool {
    if event.pointer_type() != "touch" {
        return false;
    }
    stage.fingers.update_value(|fingers| {
        fingers.retain(|(finger, _)| *finger != event.pointer_id());
        fingers.push((event.pointer_id(), at));
    });
    let [(_, a), (_, b)] = stage.fingers.get_value()[..] else { return false };
    cancel(stage);
    start(stage, Gesture::Pinch { start: (a, b), camera: stage.camera.get_untracked() }, "panning", event);
    true
}

/// The view in which what lay under two fingers lies there still.
pub(super) fn pinched(camera: &Camera, from: (Point, Point), to: (Point, Point)) -> Camera {
    let middle = |(a, b): (Point, Point)| Point::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y));
    let spread = |(a, b): (Point, Point)| (b - a).length().max(1.0);
    camera.panned(middle(to) - middle(from)).zoomed(spread(to) / spread(from), middle(to))
}

/// Takes the wheel: with Ctrl (and the pinch of a touchpad) it zooms at the pointer, else it pans.
pub fn wheel(stage: Stage, event: &ev::WheelEvent) {
    if event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()).is_some_and(|t| closest(&t, "[data-ui]")) {
        return;
    }
    event.prevent_default();
    // Lines and pages, as some mice report, in pixels.
    let unit = match event.delta_mode() {
        1 => 18.0,
        2 => stage.size().y,
        _ => 1.0,
    };
    let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
    let camera = stage.camera.get_untracked();
    // The pinch of a touchpad comes with Ctrl and always zooms, in the small steps of fingers.
    let pinch = event.ctrl_key() && dy.abs() < 40.0 && event.delta_mode() == 0;
    // A wheel that the map turns means what it says.
    let turned = stage.wheel_zooms.get_untracked() && event.is_trusted();
    let zooms = pinch || (event.ctrl_key() || event.meta_key()) != turned;
    if zooms {
        let at = stage.local(event.client_x(), event.client_y());
        // The browser's function: the standard library's would be downloaded.
        stage.look(camera.zoomed(js_sys::Math::exp(-dy.clamp(-120.0, 120.0) * 0.004), at));
    } else {
        let way = if event.shift_key() && dx == 0.0 { Point::new(-dy, 0.0) } else { Point::new(-dx, -dy) };
        stage.look(camera.panned(way));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_under_two_fingers_stays_under_them() {
        let camera = Camera { offset: Point::new(30.0, -20.0), zoom: 0.8 };
        let from = (Point::new(100.0, 100.0), Point::new(300.0, 100.0));
        let to = (Point::new(80.0, 150.0), Point::new(380.0, 150.0));
        let after = pinched(&camera, from, to);
        assert!((after.zoom - 1.2).abs() < 1e-9);
        for (before, now) in [(from.0, to.0), (from.1, to.1)] {
            assert!((camera.picture(before) - after.picture(now)).length() < 1e-6);
        }
    }
}
