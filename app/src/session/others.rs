//! Who else has the topology open, and the way of words about them: from the connection to whoever draws them, once
//! that is there, and back. Nothing of it is ever in the document.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::met::Met;
use super::selection::Item;
use crate::canvas::geometry::{Point, Rect};

/// What the connection tells about people.
#[derive(Debug, Clone)]
pub enum Word {
    /// It is there; this is the person's own id.
    Begun(String),
    /// The server's words about one of the others.
    Said(Value),
    /// Somebody changed what this person had said.
    Met(Met),
    /// It is gone, and whoever was here may be elsewhere.
    Lost,
}

/// One window in which somebody has the topology open.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The server's number for the window.
    pub number: u64,
    /// The person's id.
    pub person: Arc<str>,
    /// What people read.
    pub name: Arc<str>,
    /// Which of the colours of people it has.
    pub colour: usize,
    /// The pointer's place in the picture; none where it is elsewhere.
    pub at: ArcRwSignal<Option<Point>>,
    /// What is selected there.
    pub selected: ArcRwSignal<Vec<Item>>,
    /// What of the picture is seen there.
    pub view: ArcRwSignal<Option<Rect>>,
}

/// The others. Copies are the same.
#[derive(Debug, Clone, Copy)]
pub struct Others {
    /// Their windows, in the order in which they came.
    pub here: RwSignal<Vec<Visitor>>,
    /// What they lately made of this person's changes, with who it was and a number of its own.
    pub met: RwSignal<Vec<(u32, Arc<str>, Met)>>,
    /// The id of the person whom the view follows.
    pub following: RwSignal<Option<Arc<str>>>,
    /// The id of the person who sits here.
    pub own: StoredValue<Arc<str>>,
    /// What was told before anybody was there to take it.
    early: StoredValue<Vec<Word>>,
    hear: StoredValue<Option<Callback<Word>>>,
    say: StoredValue<Option<Callback<Value>>>,
}

impl Others {
    /// Nobody else.
    #[must_use]
    pub fn new() -> Self {
        Self {
            here: RwSignal::new(Vec::new()),
            met: RwSignal::new(Vec::new()),
            following: RwSignal::new(None),
            own: StoredValue::new("".into()),
            early: StoredValue::new(Vec::new()),
            hear: StoredValue::new(None),
            say: StoredValue::new(None),
        }
    }

    /// Hands on what the connection tells.
    pub fn tell(&self, word: Word) {
        match self.hear.get_value() {
            Some(hear) => hear.run(word),
            None => self.early.update_value(|early| early.push(word)),
        }
    }

    /// Takes what is told from now on, and what was told before.
    pub fn listen(&self, hear: Callback<Word>) {
        self.hear.set_value(Some(hear));
        self.early.try_update_value(std::mem::take).unwrap_or_default().into_iter().for_each(|word| hear.run(word));
    }

    /// Sets how the others are told something.
    pub fn on_say(&self, say: Callback<Value>) {
        self.say.set_value(Some(say));
    }

    /// Tells the others something, at once or never.
    pub fn say(&self, word: Value) {
        if let Some(say) = self.say.get_value() {
            say.run(word);
        }
    }
}
