//! What need not be done before something is seen.

use std::time::Duration;

use leptos::prelude::*;

/// Does something once the next frame is painted.
pub fn after_paint(task: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(task, Duration::ZERO));
}

/// Lets a number grow by `step` after each paint until it is `most`: what is drawn by it comes by and by, so that no key waits for all of it. It ends with its owner.
pub fn grow(number: RwSignal<usize>, step: usize, most: usize) {
    after_paint(move || {
        // What it counts may be closed by then.
        let grown = number.try_update(|number| {
            *number = (*number + step).min(most).max(*number);
            *number
        });
        if grown.is_some_and(|grown| grown < most) {
            grow(number, step, most);
        }
    });
}
