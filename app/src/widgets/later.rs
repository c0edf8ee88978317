//! What need not be done before something is seen.

use std::time::Duration;

use leptos::prelude::*;

/// Does something once the next frame is painted.
pub fn after_paint(task: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(task, Duration::ZERO));
}
