//! The menu: right click, the menu key, or a finger that stays.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;

use super::commands::{self, Command};
use super::geometry::Point;
use super::stage::Stage;
use super::{CARD_HEIGHT, CARD_WIDTH};
use crate::number::px;
use crate::session::selection::Item;
use crate::widgets::icon::Icon;

/// Opens it at a point of the canvas.
pub fn open(stage: Stage, at: Point) {
    stage.menu.set(Some(at));
}

/// Opens it beside what is selected, or in the middle.
pub fn open_by_key(stage: Stage) {
    let items = stage.session.selection.now();
    let card = items.first().and_then(|item| match item {
        Item::Node(id) | Item::Boundary(id) => {
            let picture = stage.session.picture;
            picture
                .card(id)
                .map(|card| card.rect())
                .or_else(|| picture.boundary(id).map(|one| one.area.get_untracked()))
        }
        Item::Edge(id) => stage.session.picture.edge(id).map(|edge| {
            let label = edge.route.with_untracked(|route| route.label);
            super::geometry::Rect::between(label, label)
        }),
    });
    let at = card.map(|card| card.min + Point::new(CARD_WIDTH.min(card.width()) / 2.0, CARD_HEIGHT.min(card.height())));
    open(stage, stage.camera.get_untracked().screen(at.unwrap_or_else(|| stage.middle())));
}

/// The menu, while it is open.
#[component]
pub fn Menu() -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! { {move || stage.menu.get().map(|at| view! { <Open at /> }.into_any())} }
}

#[component]
fn Open(at: Point) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let root: NodeRef<html::Div> = NodeRef::new();
    let commands = commands::menu(stage);
    let parts = commands.windows(2).filter(|pair| pair[0].part != pair[1].part).count();
    #[allow(clippy::cast_precision_loss, reason = "a handful of rows")]
    let height = commands.len() as f64 * 30.0 + parts as f64 * 9.0 + 10.0;
    let size = stage.size();
    let (x, y) = (at.x.min(size.x - 288.0).max(8.0), at.y.min(size.y - height - 8.0).max(8.0));
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            focus(&root, 0);
        }
    });
    let close = move || {
        stage.menu.set(None);
        stage.focus();
    };
    let keys = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        let Some(root) = root.get_untracked() else { return };
        let all = items(&root);
        let active = document().active_element();
        let here =
            all.iter().position(|item| active.as_ref().is_some_and(|active| active == item.as_ref())).unwrap_or(0);
        match event.key().as_str() {
            "ArrowDown" => focus(&root, (here + 1) % all.len().max(1)),
            "ArrowUp" => focus(&root, (here + all.len().saturating_sub(1)) % all.len().max(1)),
            "Home" => focus(&root, 0),
            "End" => focus(&root, all.len().saturating_sub(1)),
            "Escape" | "Tab" => close(),
            _ => return,
        }
        event.prevent_default();
    };
    let mut before = None;
    let rows = commands
        .into_iter()
        .map(|command| {
            let first = before.replace(command.part).is_some_and(|part| part != command.part);
            view! {
                {first.then(|| view! { <hr role="separator" /> }.into_any())}
                <Row command />
            }
        })
        .collect_view();
    view! {
        <div class="menu canvas-menu" data-ui="" data-testid="menu" role="menu" aria-label="What to do" tabindex="-1" node_ref=root style:left=px(x) style:top=px(y) on:keydown=keys on:contextmenu=move |event: ev::MouseEvent| event.prevent_default()>
            {rows}
        </div>
    }
}

#[component]
fn Row(command: &'static Command) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let run = move |_| {
        // What is done here is done where the menu was asked for.
        if let Some(at) = stage.menu.get_untracked() {
            stage.pointer.set_value(at);
        }
        stage.menu.set(None);
        stage.focus();
        (command.run)(stage);
    };
    view! {
        <button class="menu-item" role="menuitem" tabindex="-1" data-command=command.title class:danger=command.title == "Delete" on:click=run>
            <Icon name=command.icon />
            <span class="grow">{command.title}</span>
            {command.keys.first().map(|keys| view! { <kbd>{shown(keys)}</kbd> }.into_any())}
        </button>
    }
}

/// A key as people read it.
#[must_use]
pub fn shown(keys: &str) -> String {
    let keys = keys.replace("Arrow", "");
    // The last one may be the plus itself.
    match keys.strip_suffix('+') {
        Some(rest) => rest.replace('+', " ") + "+",
        None => keys.replace('+', " "),
    }
}

fn items(root: &web_sys::HtmlDivElement) -> Vec<web_sys::HtmlElement> {
    let Ok(list) = root.query_selector_all("[role=menuitem]") else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)?.dyn_into().ok()).collect()
}

fn focus(root: &web_sys::HtmlDivElement, index: usize) {
    if let Some(item) = items(root).get(index) {
        let _ = item.focus();
    }
}
