//! What the person does to the document from the canvas: by key, by button, at the end of a gesture. One way for all of them.

use std::sync::Arc;
use topology::collections::BTreeSet;

use leptos::ev;
use leptos::prelude::*;
use topology::Document;
use topology::document::{BoundaryKind, Pointer};
use topology::edit::Edit;
use wasm_bindgen::JsCast as _;

use super::arrange::place_in_line;
use super::geometry::{Point, Rect};
use super::stage::{Asking, Stage, Tool};
use super::{CARD_HEIGHT, CARD_WIDTH, STEP, commands, gesture, line_up, walk};
use crate::presence::following;
use crate::session::clip::{Clip, Pasted};
use crate::session::draft::{self, Preset};
use crate::session::picture::NodeHandle;
use crate::session::selection::Item;
use crate::session::{Saved, container};

/// Half a card, from its corner to its middle.
pub const HALF: Point = Point::new(CARD_WIDTH / 2.0, CARD_HEIGHT / 2.0);

/// Places a new node. `at` is where its middle goes, in the picture; without it, the middle of what is seen.
/// With `link` it is connected to that node at once; the new one begins the edge where the flag says so.
pub fn place(stage: Stage, preset: &Preset, at: Option<Point>, link: Option<(Arc<str>, bool)>) {
    let session = stage.session;
    let corner = match at {
        Some(at) => (at - HALF).snapped(STEP),
        None => clear_spot(stage, stage.middle()) - HALF,
    };
    let drafted = session.peek(|document| match &link {
        Some((other, into)) => draft::place_connected(document, preset, corner, other, *into),
        None => Ok(draft::place(document, preset, corner)),
    });
    let (id, edit) = match drafted {
        Ok(drafted) => drafted,
        Err(reason) => return session.toasts().refused(reason),
    };
    if session.commit(format!("add {}", preset.title), edit).is_some() {
        let id: Arc<str> = id.as_str().into();
        session.selection.only(Item::Node(id.clone()));
        stage.show([&Item::Node(id.clone())]);
        stage.fresh.set_value(Some(id.clone()));
        stage.renaming.set(Some(id));
    }
}

/// The middle of a new card near a place, where it covers no other.
#[must_use]
pub fn clear_spot(stage: Stage, near: Point) -> Point {
    let taken: Vec<Point> = stage
        .session
        .picture
        .nodes
        .with_untracked(|nodes| nodes.iter().map(|node| node.place.get_untracked()).collect());
    place_in_line(near - HALF, &taken) + HALF
}

/// Opens the list of kinds for a new node: at the pointer where that is over the canvas, else in the middle.
pub fn quick_add(stage: Stage) {
    stage.choosing.set(Some(Asking::Add { at: stage.spot(), link: None }));
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

/// Gives an end of an edge to another node.
pub fn reconnect(stage: Stage, edge: &str, start: bool, to: &str) {
    let session = stage.session;
    match session.peek(|document| draft::reconnect(document, edge, start, to)) {
        Ok(edit) => {
            let label = session.peek(|document| format!("reconnect to {}", document.node_label(to)));
            session.commit(label, edit);
        }
        Err(reason) => session.toasts().refused(reason),
    }
}

/// Where the nodes behind cards stand after the cards were moved: a collapsed boundary takes all of its own along.
fn places(stage: Stage, cards: &[NodeHandle]) -> Vec<(String, Point)> {
    let picture = stage.session.picture;
    let loose = stage.session.loose_places();
    let mut places: Vec<(String, Point)> = loose.iter().map(|(id, at)| (id.clone(), *at)).collect();
    let mut hidden: Vec<(String, Arc<str>)> = Vec::new();
    picture.each_folded(|id, boundary| hidden.push((id.to_owned(), boundary.clone())));
    for card in cards {
        let at = card.place.get_untracked();
        let own: Vec<(String, Point)> = stage.session.peek(|document| {
            let place = |id: &str| loose.get(id).copied().or_else(|| draft::place_of(document, id)).unwrap_or_default();
            hidden.iter().filter(|(_, boundary)| *boundary == card.id).map(|(id, _)| (id.clone(), place(id))).collect()
        });
        match Rect::around(own.iter().map(|(_, place)| Rect::at(*place, 0.0, 0.0))) {
            Some(area) => places.extend(own.into_iter().map(|(id, place)| (id, place + (at - area.min)))),
            None => places.push((card.id.to_string(), at)),
        }
    }
    places
}

/// Writes the places of cards into the document, and with them all those that were only shown. `more` is what the gesture does besides.
pub fn commit_places(stage: Stage, cards: &[NodeHandle], label: Option<String>, more: Vec<Edit>) {
    let session = stage.session;
    let (cards, gone): (Vec<&NodeHandle>, Vec<&NodeHandle>) =
        session.peek(|document| cards.iter().partition(|card| is_there(document, &card.id)));
    if let Some(card) = gone.first() {
        deleted(stage, &card.face.with_untracked(|face| face.title.clone()));
        if cards.is_empty() {
            return;
        }
    }
    let cards: Vec<NodeHandle> = cards.into_iter().cloned().collect();
    let (cards, places) = (cards.as_slice(), places(stage, &cards));
    let label = label.unwrap_or_else(|| match cards {
        [one] => session.peek(|document| format!("move {}", name(document, &one.id))),
        many => format!("move {} nodes", many.len()),
    });
    let edit = session.peek(|document| draft::move_to(document, places.iter().map(|(id, at)| (id.as_str(), *at))));
    let edit = if more.is_empty() { edit } else { Edit::Batch { edits: [vec![edit], more].concat() } };
    session.commit(label, edit);
}

/// Whether a node or a boundary is still in the document. Others may have deleted what a gesture holds.
#[must_use]
pub fn is_there(document: &Document, id: &str) -> bool {
    document.nodes.contains_key(id) || document.boundaries.contains_key(id)
}

/// Says that what somebody was busy with is gone.
pub fn deleted(stage: Stage, title: &str) {
    stage.session.toasts().refused(format!("Somebody deleted {title} meanwhile. What you did to it is left out."));
}

/// What people read for a node or a boundary.
pub fn name<'a>(document: &'a Document, id: &'a str) -> &'a str {
    if document.nodes.contains_key(id) { document.node_label(id) } else { container::label(document, id) }
}

/// Deletes what is selected.
pub fn delete(stage: Stage) {
    let session = stage.session;
    let items = session.selection.now();
    let label = session.peek(|document| match items.first() {
        Some(Item::Node(id) | Item::Boundary(id)) if items.len() == 1 => format!("delete {}", name(document, id)),
        Some(Item::Edge(_)) if items.len() == 1 => "delete a connection".to_owned(),
        _ => format!("delete {} items", items.len()),
    });
    let edit = session.peek(|document| draft::delete(document, &items));
    session.commit(label, edit);
    stage.focus();
}

/// The selected nodes with their places, those in selected boundaries too.
#[must_use]
pub fn chosen(stage: Stage) -> Vec<(String, Point)> {
    let session = stage.session;
    session.peek(|document| {
        let mut ids: BTreeSet<String> = session.selection.nodes().iter().map(ToString::to_string).collect();
        for boundary in session.selection.boundaries() {
            ids.extend(container::members(document, &boundary).into_iter().map(ToString::to_string));
        }
        ids.into_iter()
            .map(|id| {
                let shown = session.picture.node(&id).map(|node| node.place.get_untracked());
                let at = shown.or_else(|| draft::place_of(document, &id)).unwrap_or_default();
                (id, at)
            })
            .collect()
    })
}

/// Puts a part of a topology into this one, moved by `way`, as one step.
pub fn paste(stage: Stage, word: &str, clip: &Clip, way: Point) {
    let count = clip.len();
    let Pasted { items, edit } = stage.session.peek(|document| clip.paste(document, way));
    let label = if count == 1 { format!("{word} a node") } else { format!("{word} {count} nodes") };
    if stage.session.commit(label, edit).is_some() {
        stage.session.selection.set(items);
    }
}

/// Copies the selected nodes a little below.
pub fn duplicate(stage: Stage) {
    let clip = stage.session.peek(|document| Clip::of(document, &chosen(stage)));
    if clip.len() > 0 {
        paste(stage, "duplicate", &clip, Point::new(24.0, CARD_HEIGHT + 24.0));
    }
}

/// Selects all that is drawn.
pub fn select_all(stage: Stage) {
    let cards = stage
        .session
        .picture
        .nodes
        .with_untracked(|nodes| nodes.iter().map(|node| node.id.clone()).collect::<Vec<_>>());
    stage.session.selection.set(cards.iter().map(|id| stage.item_of(id)).collect());
}

/// Draws a boundary around what is selected.
pub fn group(stage: Stage) {
    let nodes = chosen(stage);
    enclose(stage, &nodes.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), None);
}

/// Makes a boundary around nodes and asks for its title.
pub fn enclose(stage: Stage, nodes: &[&str], area: Option<Rect>) {
    let session = stage.session;
    let (id, edit) = session.peek(|document| container::group(document, nodes, area));
    if session.commit("draw a boundary", edit).is_some() {
        let id: Arc<str> = id.as_str().into();
        session.selection.only(Item::Boundary(id.clone()));
        stage.renaming.set(Some(id));
    }
}

/// Takes selected boundaries away, or selected nodes out of theirs.
pub fn ungroup(stage: Stage) {
    let session = stage.session;
    let boundaries = session.selection.boundaries();
    let edits: Vec<Edit> = if boundaries.is_empty() {
        let sorts = [BoundaryKind::Domain, BoundaryKind::Team, BoundaryKind::Network];
        let nodes = session.selection.nodes();
        nodes.iter().flat_map(|id| sorts.map(|sort| container::put_into(id, sort, None))).collect()
    } else {
        boundaries.iter().map(|id| Edit::Delete { path: Pointer::of(["boundaries", &**id]) }).collect()
    };
    session.commit("ungroup", Edit::Batch { edits });
}

/// Draws the selected boundary as one card, or opens it again.
pub fn fold(stage: Stage) {
    for id in stage.session.selection.boundaries() {
        fold_one(stage, &id);
    }
}

/// Draws a boundary as one card, or opens it again.
pub fn fold_one(stage: Stage, id: &str) {
    let session = stage.session;
    let (label, edit) = session.peek(|document| {
        (format!("collapse or open {}", container::label(document, id)), container::fold(document, id))
    });
    session.commit(label, edit);
}

/// Says that everything is on the server, or why it is not.
pub fn save(stage: Stage) {
    let toasts = stage.session.toasts();
    match untrack(|| stage.session.saved()) {
        Saved::All => toasts.done(format!("Saved · r{}", untrack(|| stage.session.revision()))),
        Saved::Saving => toasts.done("Saving: every edit is sent as it is made."),
        Saved::Offline(count) => {
            toasts.refused(format!("The server is out of reach. {count} edits are kept here and sent when it is back."))
        }
    }
}

/// Whether the keyboard belongs to a field just now.
fn writing(event: &ev::KeyboardEvent) -> bool {
    target(event).is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            && !matches!(element.get_attribute("type").as_deref(), Some("checkbox"))
    })
}

fn target(event: &ev::KeyboardEvent) -> Option<web_sys::Element> {
    event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
}

/// Takes a key anywhere in the editor.
pub fn key_down(stage: Stage, event: &ev::KeyboardEvent) {
    stage.last_key.set_value(js_sys::Date::now());
    if writing(event) || event.default_prevented() {
        return;
    }
    let within =
        |selector: &str| target(event).is_some_and(|element| element.closest(selector).ok().flatten().is_some());
    let on_control = within("button, a, summary, [role=dialog]");
    let chord = commands::chord(event);
    let on_canvas = within("[data-testid=canvas]") && !within("[data-ui]");
    let taken = match chord.as_str() {
        "Tab" | "Shift+Tab" if on_canvas => match walk::beside(stage, event.shift_key()) {
            Some(item) => {
                walk::go_to(stage, item);
                true
            }
            None => {
                stage.session.selection.panels_wait();
                stage.session.selection.clear();
                false
            }
        },
        " " if !on_control => {
            stage.space.set(true);
            true
        }
        "Escape" => {
            escape(stage);
            true
        }
        "ContextMenu" | "Shift+F10" => {
            super::menu::open_by_key(stage);
            true
        }
        _ => nudged(stage, &chord) || commands::press(stage, &chord, on_control),
    };
    if taken {
        event.prevent_default();
    }
}

fn nudged(stage: Stage, chord: &str) -> bool {
    let (modifier, key) = chord.rsplit_once('+').unwrap_or(("", chord));
    let step = match modifier {
        "" => STEP,
        "Shift" => STEP * 5.0,
        "Alt" => 1.0,
        _ => return false,
    };
    let way = match key {
        "ArrowLeft" => Point::new(-step, 0.0),
        "ArrowRight" => Point::new(step, 0.0),
        "ArrowUp" => Point::new(0.0, -step),
        "ArrowDown" => Point::new(0.0, step),
        _ => return false,
    };
    line_up::nudge(stage, way)
}

fn escape(stage: Stage) {
    if stage.placing.with_untracked(Option::is_some) {
        return stage.placing.set(None);
    }
    let chosen = stage.choosing.with_untracked(Option::is_some) || stage.menu.with_untracked(Option::is_some);
    if !gesture::cancel(stage) && (chosen || !(stage.session.stop_telling() || following::stop(stage))) {
        stage.choosing.set(None);
        stage.menu.set(None);
        stage.tool.set(Tool::Select);
        let over = stage.sides.iter().any(|side| side.get_untracked());
        if over && !chosen {
            stage.sides.iter().for_each(|side| side.set(false));
        } else if !chosen {
            stage.session.selection.panels_wait();
            stage.session.selection.clear();
        }
    }
}

/// Writes the title of the selected node or boundary.
pub fn rename(stage: Stage) {
    let items = stage.session.selection.now();
    if let (Some(Item::Node(id) | Item::Boundary(id)), 1) = (items.first(), items.len()) {
        stage.renaming.set(Some(id.clone()));
    }
}

/// Opens the list of what the selected node may connect to; without a node, the tool that draws edges.
pub fn choose_target(stage: Stage) {
    match stage.session.selection.nodes().as_slice() {
        [id] => stage.choosing.set(Some(Asking::Connect(id.clone()))),
        _ => stage.tool.set(Tool::Connect),
    }
}

/// Takes the end of a key.
pub fn key_up(stage: Stage, event: &ev::KeyboardEvent) {
    if event.key() == " " {
        stage.space.set(false);
    }
}
