//! The drawer's upper edge.

use leptos::{ev, prelude::*};

use crate::number::whole;

/// The least height.
const LEAST: f64 = 120.0;
/// What is left for the canvas.
const CANVAS: f64 = 260.0;

/// The upper edge, which is dragged, or moved with the arrow keys.
#[component]
pub fn Grip(
    /// How high the drawer is, in pixels.
    height: RwSignal<f64>,
) -> impl IntoView {
    let start = StoredValue::new(None::<(f64, f64)>);
    let limit = move |wanted: f64| {
        let most = window().inner_height().ok().and_then(|h| h.as_f64()).unwrap_or(900.0) - CANVAS;
        height.set(wanted.clamp(LEAST, most.max(LEAST)));
    };
    let press = move |event: ev::PointerEvent| {
        start.set_value(Some((f64::from(event.client_y()), height.get_untracked())));
        let grip: web_sys::Element = event_target(&event);
        let _ = grip.set_pointer_capture(event.pointer_id());
        event.prevent_default();
    };
    let moved = move |event: ev::PointerEvent| {
        if let Some((y, from)) = start.get_value() {
            limit(from + y - f64::from(event.client_y()));
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowUp" => limit(height.get_untracked() + 24.0),
            "ArrowDown" => limit(height.get_untracked() - 24.0),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div
            class="drawer-grip"
            role="separator"
            aria-orientation="horizontal"
            aria-label="Height of the preview"
            aria-valuenow=Signal::derive(move || whole(height.get()).to_string())
            tabindex="0"
            on:pointerdown=press
            on:pointermove=moved
            on:pointerup=move |_| start.set_value(None)
            on:pointercancel=move |_| start.set_value(None)
            on:keydown=key
        ></div>
    }
}
