//! Parts of the program that are fetched when the canvas is there already, so that people wait for less.
//! A part is a table of functions, and only its table is known here: what nothing but these functions need is not
//! downloaded before. What stands between them, `xtask/glue` works out from the compiled program.

use std::sync::OnceLock;

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_split::{self, SplitLoaderError};
use wasm_bindgen_futures::spawn_local;

use crate::canvas::stage::Stage;
use crate::canvas::{clipboard, desk, dropped, keys, talk};
use crate::pages::home::HomePage;
use crate::panels::drawer::Drawer;
use crate::panels::outline::outline;
use crate::panels::right::RightPanel;
use crate::presence;
use crate::widgets::icon::Icon;

/// The first page.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    /// Draws it.
    pub page: fn() -> AnyView,
}

/// What stands around the canvas, and what is done by key and by name.
#[derive(Debug, Clone, Copy)]
pub struct Desk {
    /// Draws what lies over the canvas: tools, lists to choose from, the menu, what is told.
    pub over: fn() -> AnyView,
    /// Draws where the others are, among what they work on.
    pub others: fn() -> AnyView,
    /// Draws who else is here.
    pub people: fn() -> AnyView,
    /// Draws the outline.
    pub outline: fn() -> AnyView,
    /// Draws fields and findings.
    pub right: fn() -> AnyView,
    /// Draws the preview.
    pub drawer: fn() -> AnyView,
    /// Draws the dialog that is open.
    pub dialogs: fn() -> AnyView,
    /// Takes a key anywhere in the editor.
    pub key: fn(Stage, &ev::KeyboardEvent),
    /// Listens to the clipboard, to files that are dropped and to the others, for as long as the caller's owner lives.
    pub listen: fn(Stage),
}

#[wasm_split::wasm_split(start, fallible, wasm_split_path = leptos::wasm_split)]
fn fetch_start() -> Result<Start, SplitLoaderError> {
    Ok(Start { page: || view! { <HomePage /> }.into_any() })
}

#[wasm_split::wasm_split(desk, fallible, wasm_split_path = leptos::wasm_split)]
fn fetch_desk() -> Result<Desk, SplitLoaderError> {
    Ok(Desk {
        over: desk::over,
        others: presence::others,
        people: presence::people,
        outline,
        right: || view! { <RightPanel /> }.into_any(),
        drawer: || view! { <Drawer /> }.into_any(),
        dialogs: desk::dialogs,
        key: keys::key_down,
        listen: |stage| {
            clipboard::listen(stage);
            dropped::listen(stage);
            presence::start(stage);
            talk::start(stage);
        },
    })
}

static START: OnceLock<Start> = OnceLock::new();
static DESK: OnceLock<Desk> = OnceLock::new();

/// The first page, once it is fetched.
#[must_use]
pub fn start() -> Option<&'static Start> {
    START.get()
}

/// What stands around the canvas, once it is fetched.
#[must_use]
pub fn desk() -> Option<&'static Desk> {
    DESK.get()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Start,
    Desk,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nobody asked for it.
    Absent,
    Coming,
    Here,
    /// It could not be had.
    Lost,
}

/// A part and what has become of it. Copies are the same part.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    which: Which,
    state: RwSignal<State>,
}

/// All parts. A context of the page.
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    /// The first page.
    pub start: Part,
    /// What stands around the canvas.
    pub desk: Part,
}

impl Parts {
    /// Parts that nobody has asked for.
    #[must_use]
    pub fn new() -> Self {
        let part = |which| Part { which, state: RwSignal::new(State::Absent) };
        Self { start: part(Which::Start), desk: part(Which::Desk) }
    }
}

impl Part {
    /// Fetches it, unless it is there or on its way.
    pub fn fetch(self) {
        if matches!(self.state.get_untracked(), State::Coming | State::Here) {
            return;
        }
        self.state.set(State::Coming);
        spawn_local(async move {
            let here = match self.which {
                Which::Start => fetch_start().await.map(|start| START.get_or_init(|| start)).is_ok(),
                Which::Desk => fetch_desk().await.map(|desk| DESK.get_or_init(|| desk)).is_ok(),
            };
            self.state.set(if here { State::Here } else { State::Lost });
        });
    }

    /// Whether it is there, followed.
    #[must_use]
    pub fn is_here(self) -> bool {
        self.state.get() == State::Here
    }

    /// What a function of it draws; `waiting` until it is there; why it is not, with a way to try again, where it can't be had.
    #[must_use]
    pub fn view(self, draw: fn() -> Option<AnyView>, waiting: fn() -> AnyView, lost: fn(Part) -> AnyView) -> AnyView {
        (move || match self.state.get() {
            State::Absent | State::Coming => waiting(),
            State::Here => draw().unwrap_or_else(waiting),
            State::Lost => lost(self),
        })
        .into_any()
    }
}

/// Says that a part can't be had, and tries again.
#[component]
pub fn Lost(part: Part) -> impl IntoView {
    view! {
        <div class="panel-empty" role="alert" data-testid="part-lost">
            <Icon name="cloud-off" />
            <b>"A part of the editor can't be fetched"</b>
            <p>"The server does not answer, or has become another version. What you drew is kept. If trying again does not help, reload the page."</p>
            <button class="button compact" on:click=move |_| part.fetch()>"Try again"</button>
        </div>
    }
}
