//! What the person does to the document from the canvas: by key, by button, at the end of a gesture. One way for all of them.

use std::sync::Arc;
use topology::collections::BTreeSet;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::arrange::free_place;
use super::geometry::Point;
use super::gesture;
use super::stage::{Stage, Tool};
use super::{CARD_HEIGHT, CARD_WIDTH, STEP};
use crate::session::draft::{self, Preset};
use crate::session::picture::NodeHandle;
use crate::session::selection::Item;

/// Places a new node. `at` is where its middle goes, in the picture; without it, the middle of what is seen.
pub fn place(stage: Stage, preset: &Preset, at: Option<Point>) {
    let session = stage.session;
    let size = stage.size();
    let half = Point::new(CARD_WIDTH / 2.0, CARD_HEIGHT / 2.0);
    let middle = || stage.camera.get_untracked().picture(Point::new(size.x / 2.0, size.y / 2.0));
    let taken: Vec<Point> =
        session.picture.nodes.with_untracked(|nodes| nodes.iter().map(|node| node.place.get_untracked()).collect());
    let corner = match at {
        Some(at) => (at - half).snapped(STEP),
        None => free_place(middle() - half, &taken),
    };
    let (id, edit) = session.peek(|document| draft::place(document, preset, corner));
    if session.commit(format!("add {}", preset.title), edit).is_some() {
        let id: Arc<str> = id.as_str().into();
        session.selection.only(Item::Node(id.clone()));
        stage.show([&Item::Node(id.clone())]);
        stage.renaming.set(Some(id));
    }
}

/// Draws an edge and selects it.
pub fn connect(stage: Stage, from: &str, to: &str) {
    let session = stage.session;
    match session.peek(|document| draft::connect(document, from, to)) {
        Ok((id, edit)) => {
            let label = session
                .peek(|document| format!("connect {} to {}", document.node_label(from), document.node_label(to)));
            if session.commit(label, edit).is_some() {
                session.selection.only(Item::Edge(id.as_str().into()));
            }
        }
        Err(reason) => session.toasts().refused(reason),
    }
}

/// Writes the places of cards into the document, and with them all those that were only shown.
pub fn commit_places(stage: Stage, cards: &[NodeHandle]) {
    let session = stage.session;
    let mut places = session.loose_places();
    places.extend(cards.iter().map(|card| (card.id.to_string(), card.place.get_untracked())));
    let label = match cards {
        [one] => session.peek(|document| format!("move {}", document.node_label(&one.id))),
        many => format!("move {} nodes", many.len()),
    };
    let edit = session.peek(|document| draft::move_to(document, places.iter().map(|(id, at)| (id.as_str(), *at))));
    session.commit(label, edit);
}

/// Deletes what is selected.
pub fn delete(stage: Stage) {
    let session = stage.session;
    let items = session.selection.now();
    if items.is_empty() {
        return;
    }
    let label = match items.first() {
        Some(Item::Node(id)) if items.len() == 1 => {
            session.peek(|document| format!("delete {}", document.node_label(id)))
        }
        Some(Item::Edge(_)) if items.len() == 1 => "delete a connection".to_owned(),
        _ => format!("delete {} items", items.len()),
    };
    let edit = session.peek(|document| draft::delete(document, &items));
    session.commit(label, edit);
}

/// Copies the selected nodes.
pub fn duplicate(stage: Stage) {
    let session = stage.session;
    let nodes: Vec<(String, Point)> = session
        .selection
        .nodes()
        .iter()
        .filter_map(|id| session.picture.node(id))
        .map(|node| (node.id.to_string(), node.place.get_untracked() + Point::new(24.0, CARD_HEIGHT + 24.0)))
        .collect();
    if nodes.is_empty() {
        return;
    }
    let (ids, edit) = session.peek(|document| draft::duplicate(document, &nodes));
    if session
        .commit(
            format!("duplicate {}", if ids.len() == 1 { "a node".to_owned() } else { format!("{} nodes", ids.len()) }),
            edit,
        )
        .is_some()
    {
        session.selection.set(ids.iter().map(|id| Item::Node(id.as_str().into())).collect());
    }
}

fn nudge(stage: Stage, way: Point) -> bool {
    let cards: Vec<NodeHandle> =
        stage.session.selection.nodes().iter().filter_map(|id| stage.session.picture.node(id)).collect();
    if cards.is_empty() {
        return false;
    }
    for card in &cards {
        card.place.update(|place| *place = *place + way);
    }
    commit_places(stage, &cards);
    true
}

/// Whether the keyboard belongs to a field just now.
fn writing(event: &ev::KeyboardEvent) -> bool {
    event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()).is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            && !matches!(element.get_attribute("type").as_deref(), Some("checkbox"))
    })
}

/// Whether Enter and Space belong to the control that has the focus.
fn on_control(event: &ev::KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.closest("button, a, summary, [role=dialog]").ok().flatten().is_some())
}

/// Takes a key anywhere in the editor. `help` opens the sheet of shortcuts, `find` goes to the palette.
pub fn key_down(stage: Stage, event: &ev::KeyboardEvent, help: impl Fn(), find: impl Fn()) {
    let key = event.key();
    if writing(event) || event.default_prevented() {
        return;
    }
    let command = event.ctrl_key() || event.meta_key();
    let taken =
        if command { with_command(stage, &key, event.shift_key()) } else { plain(stage, &key, event, help, find) };
    if taken {
        event.prevent_default();
    }
}

fn with_command(stage: Stage, key: &str, shift: bool) -> bool {
    match (key.to_ascii_lowercase().as_str(), shift) {
        ("z", false) => stage.session.undo(),
        ("z", true) | ("y", false) => stage.session.redo(),
        ("d", false) => duplicate(stage),
        ("a", false) => {
            let all: BTreeSet<Item> = stage
                .session
                .picture
                .nodes
                .with_untracked(|nodes| nodes.iter().map(|node| Item::Node(node.id.clone())).collect());
            stage.session.selection.set(all);
        }
        ("0", _) => stage.zoom_whole(),
        ("=" | "+", _) => stage.zoom(1.25),
        ("-" | "_", _) => stage.zoom(0.8),
        _ => return false,
    }
    true
}

fn plain(stage: Stage, key: &str, event: &ev::KeyboardEvent, help: impl Fn(), find: impl Fn()) -> bool {
    let selection = stage.session.selection;
    let step = if event.alt_key() {
        1.0
    } else if event.shift_key() {
        STEP * 5.0
    } else {
        STEP
    };
    match key {
        "Escape" => {
            let chosen = stage.choosing.with_untracked(Option::is_some);
            if !gesture::cancel(stage) && (chosen || !stage.session.stop_telling()) {
                stage.choosing.set(None);
                stage.tool.set(Tool::Select);
                selection.clear();
            }
        }
        "Delete" | "Backspace" => delete(stage),
        "ArrowLeft" => return nudge(stage, Point::new(-step, 0.0)),
        "ArrowRight" => return nudge(stage, Point::new(step, 0.0)),
        "ArrowUp" => return nudge(stage, Point::new(0.0, -step)),
        "ArrowDown" => return nudge(stage, Point::new(0.0, step)),
        " " if !on_control(event) => stage.space.set(true),
        "F2" => rename(stage),
        "Enter" if !on_control(event) => rename(stage),
        "v" | "V" => stage.tool.set(Tool::Select),
        "h" | "H" => stage.tool.set(Tool::Hand),
        "a" | "A" => choose_target(stage),
        "n" | "N" | "/" => find(),
        "?" => help(),
        "F8" | "." | "," => {
            let back = key == "," || (key == "F8" && event.shift_key());
            stage.show(&stage.session.explain_neighbour(back));
        }
        // Shift and a digit give another character on most keyboards, so the key's place counts here.
        _ if event.shift_key() && event.code() == "Digit1" => stage.fit(),
        _ if event.shift_key() && event.code() == "Digit2" => stage.show(&selection.now()),
        _ if event.shift_key() && event.code() == "Digit0" => stage.zoom_whole(),
        _ => return false,
    }
    true
}

fn rename(stage: Stage) {
    if let [id] = stage.session.selection.nodes().as_slice() {
        stage.renaming.set(Some(id.clone()));
    }
}

/// Opens the list of what the selected node may connect to; without a node, the tool that draws edges.
pub fn choose_target(stage: Stage) {
    match stage.session.selection.nodes().as_slice() {
        [id] => stage.choosing.set(Some(id.clone())),
        _ => stage.tool.set(Tool::Connect),
    }
}

/// Takes the end of a key.
pub fn key_up(stage: Stage, event: &ev::KeyboardEvent) {
    if event.key() == " " {
        stage.space.set(false);
    }
}
