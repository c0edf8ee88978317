//! Where this person is, told to the others: at most 20 times a second, only what changed, and only while others are
//! here.

use std::time::Duration;

use leptos::{ev, prelude::*};
use serde_json::{Value, json};
use wasm_bindgen::JsCast as _;

use crate::canvas::geometry::Point;
use crate::canvas::stage::Stage;
use crate::number::whole;
use crate::session::link::word;

/// The time between two words, in milliseconds; the server passes on no more.
const EVERY: f64 = 50.0;
/// What may be selected of all that is told.
const MOST_SELECTED: usize = 200;

/// What is said, and when it may be said next.
#[derive(Debug, Clone, Copy)]
struct Voice {
    stage: Stage,
    /// The pointer's place on the canvas: in the picture it is another one after the view moved under it.
    at: StoredValue<Option<Point>>,
    /// What was said last.
    last: StoredValue<Option<Value>>,
    /// When, in milliseconds since 1970.
    said: StoredValue<f64>,
    waiting: StoredValue<bool>,
}

/// Tells the others where this person is, for as long as the caller's owner lives.
pub fn start(stage: Stage) {
    let voice = Voice {
        stage,
        at: StoredValue::new(None),
        last: StoredValue::new(None),
        said: StoredValue::new(0.0),
        waiting: StoredValue::new(false),
    };
    let others = stage.session.others;
    Effect::new(move |_| {
        others.here.track();
        others.following.track();
        let _followed = stage.session.selection.items();
        stage.camera.track();
        voice.ask();
    });
    let moved = window_event_listener(ev::pointermove, move |event| {
        if !voice.is_alone() {
            let over = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let over = over.is_some_and(|target| target.closest("[data-testid=canvas]").ok().flatten().is_some());
            voice.points_at(over.then(|| stage.local(event.client_x(), event.client_y())));
        }
    });
    let gone = window_event_listener(ev::mouseout, move |event| {
        // Out of the page, and not from one thing in it to another.
        if event.related_target().is_none() {
            voice.points_at(None);
        }
    });
    on_cleanup(move || {
        moved.remove();
        gone.remove();
    });
}

impl Voice {
    fn is_alone(self) -> bool {
        self.stage.session.others.here.with_untracked(Vec::is_empty)
    }

    fn points_at(self, at: Option<Point>) {
        self.at.set_value(at);
        self.ask();
    }

    /// Says it at once, or as soon as it may be said.
    fn ask(self) {
        if self.is_alone() {
            // Whoever comes next is told all of it.
            self.last.set_value(None);
            return;
        }
        if self.waiting.get_value() {
            return;
        }
        let wait = self.said.get_value() + EVERY - js_sys::Date::now();
        if wait <= 0.0 {
            return self.say();
        }
        self.waiting.set_value(true);
        let wait = Duration::from_millis(u64::try_from(whole(wait.min(EVERY)).max(1)).unwrap_or(1));
        set_timeout(
            move || {
                // The page may have gone to another topology meanwhile.
                if self.waiting.try_set_value(false).is_none() && !self.is_alone() {
                    self.say();
                }
            },
            wait,
        );
    }

    fn say(self) {
        let word = self.word();
        if self.last.with_value(|last| last.as_ref() == Some(&word)) {
            return;
        }
        self.said.set_value(js_sys::Date::now());
        self.stage.session.others.say(word.clone());
        self.last.set_value(Some(word));
    }

    fn word(self) -> Value {
        let stage = self.stage;
        let selected: Vec<String> = stage.session.selection.now().iter().take(MOST_SELECTED).map(word).collect();
        let mut said = json!({ "type": "presence", "selected": selected });
        if let Some(at) = self.at.get_value().map(|at| stage.camera.get_untracked().picture(at)) {
            said["at"] = json!([whole(at.x), whole(at.y)]);
        }
        // Whoever follows somebody leads nobody: two who follow each other would chase their views for ever.
        if stage.session.others.following.with_untracked(Option::is_none) {
            let camera = stage.camera.get_untracked();
            let (corner, end) = (camera.picture(Point::default()), camera.picture(stage.size()));
            said["view"] = json!([corner.x, corner.y, end.x - corner.x, end.y - corner.y].map(whole));
        }
        said
    }
}
