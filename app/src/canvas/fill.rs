//! The insides of cards and the labels of lines in a large picture. They can't be read from afar, so they are drawn once the picture stands: what is in sight first, the rest bit by bit.

use std::time::Duration;

use leptos::prelude::*;

use super::camera::TINY;
use super::geometry::{Point, Rect};
use super::stage::Stage;

/// When the picture has stood for so long, and what else belongs to the editor is on its way.
const FIRST: Duration = Duration::from_millis(250);
/// Between one bit and the next, so that gestures are not held up.
const PAUSE: Duration = Duration::from_millis(20);
/// So much at a time.
const BIT: usize = 40;

/// Begins: what is in sight and large enough to be read comes at once.
pub fn begin(stage: Stage) {
    if stage.camera.get_untracked().zoom >= TINY {
        let seen = in_sight(stage);
        let nodes = stage.session.picture.nodes;
        let count = nodes.with_untracked(|nodes| nodes.iter().filter(|node| seen(&node.rect())).count());
        stage.session.picture.fill(count, seen);
    }
    later(stage, FIRST);
}

/// Draws all that is left.
pub fn finish(stage: Stage) {
    while stage.session.picture.fill(usize::MAX, |_| true) {}
}

fn in_sight(stage: Stage) -> impl Fn(&Rect) -> bool {
    let camera = stage.camera.get_untracked();
    let sight = Rect { min: camera.picture(Point::default()), max: camera.picture(stage.size()) };
    move |card| card.meets(&sight)
}

fn later(stage: Stage, wait: Duration) {
    let fill = move || {
        // The page may have been left.
        if stage.moving.try_get_untracked().is_some() && stage.session.picture.fill(BIT, in_sight(stage)) {
            later(stage, PAUSE);
        }
    };
    set_timeout(fill, wait);
}
