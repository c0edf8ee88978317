//! What the pointer does on the canvas. Moves are gathered and shown once a frame; the document changes once, at the end.

use std::sync::Arc;
use topology::collections::{BTreeMap, BTreeSet};

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::camera::Camera;
use super::geometry::{Point, Rect};
use super::route::reach;
use super::stage::{Ghost, Stage, Tool};
use super::{STEP, keys};
use crate::session::draft;
use crate::session::picture::NodeHandle;
use crate::session::selection::Item;

/// A press becomes a drag after so many pixels on the screen.
const THRESHOLD: f64 = 4.0;

/// What is going on between press and release.
#[derive(Debug, Clone, Default)]
pub enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// A press that may become a drag.
    Press {
        /// Where, on the screen.
        start: Point,
        /// What was pressed.
        item: Option<Item>,
        /// Whether it adds to the selection.
        adding: bool,
    },
    /// The view follows the pointer.
    Pan {
        /// Where it began, on the screen.
        start: Point,
        /// The view at that moment.
        camera: Camera,
    },
    /// Cards follow the pointer.
    Drag {
        /// Where it began, in the picture.
        start: Point,
        /// The cards and where they stood; the pressed one first.
        cards: Vec<(NodeHandle, Point)>,
    },
    /// A rectangle is dragged open.
    Marquee {
        /// Where it began, on the screen.
        start: Point,
        /// What was selected before.
        base: BTreeSet<Item>,
    },
    /// A line is drawn from a card.
    Connect {
        /// Where it began, on the screen.
        start: Point,
        /// The card.
        from: NodeHandle,
        /// For each other node: the reason why it can't be the end, if it can't.
        ends: BTreeMap<Arc<str>, Option<String>>,
    },
}

/// Takes a press.
pub fn press(stage: Stage, event: &ev::PointerEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
    if closest(&target, "[data-ui], input") {
        return;
    }
    let at = stage.local(event.client_x(), event.client_y());
    if let Gesture::Connect { from, ends, .. } = stage.gesture.get_value() {
        finish_connection(stage, &from, &ends);
        return;
    }
    stage.choosing.set(None);
    stage.renaming.set(None);
    stage.focus();
    // What a fix would do is there to be looked at, not to be drawn on.
    let looking = stage.session.trial.with_untracked(Option::is_some);
    let hand = looking || stage.tool.get_untracked() == Tool::Hand || stage.space.get_untracked();
    match (event.button(), hand) {
        (1, _) | (0, true) => {
            event.prevent_default();
            start(stage, Gesture::Pan { start: at, camera: stage.camera.get_untracked() }, "panning", event);
        }
        (0, false) => press_main(stage, event, &target, at),
        _ => {}
    }
}

fn press_main(stage: Stage, event: &ev::PointerEvent, target: &web_sys::Element, at: Point) {
    let node = data(target, "[data-node]", "data-node");
    if let Some(id) = &node
        && (closest(target, ".handle") || stage.tool.get_untracked() == Tool::Connect)
    {
        connect_from(stage, id, at);
        capture(stage, event);
        return;
    }
    let picture = stage.camera.get_untracked().picture(at);
    let item = node
        .map(|id| Item::Node(id.into()))
        .or_else(|| data(target, "[data-edge]", "data-edge").map(|id| Item::Edge(id.into())))
        .or_else(|| stage.edge_at(picture).map(Item::Edge));
    if closest(target, "[data-badge]")
        && let Some(key) = item.as_ref().and_then(|item| stage.session.worst_of(item))
    {
        stage.show(&stage.session.explain(&key));
        return;
    }
    let adding = event.shift_key();
    match &item {
        Some(item) if adding => stage.session.selection.toggle(item.clone()),
        Some(item) if !stage.session.selection.holds(item) => stage.session.selection.only(item.clone()),
        _ => {}
    }
    if stage.tool.get_untracked() == Tool::Connect && item.is_none() {
        stage.tool.set(Tool::Select);
    }
    stage.gesture.set_value(Gesture::Press { start: at, item, adding });
    note(stage, event);
}

/// Begins to draw a line from a node.
pub fn connect_from(stage: Stage, id: &str, at: Point) {
    let Some(from) = stage.session.picture.node(id) else { return };
    let ends: BTreeMap<Arc<str>, Option<String>> = stage.session.peek(|document| {
        stage.session.picture.nodes.with_untracked(|nodes| {
            nodes.iter().map(|node| (node.id.clone(), draft::connection(document, id, &node.id).err())).collect()
        })
    });
    let targets: Vec<Arc<str>> = ends.iter().filter(|(_, reason)| reason.is_none()).map(|(id, _)| id.clone()).collect();
    stage.origin.set(Some(from.id.clone()));
    stage.targets.set(targets.into());
    stage.mode.set("connecting");
    stage.gesture.set_value(Gesture::Connect { start: at, from, ends });
}

fn start(stage: Stage, gesture: Gesture, mode: &'static str, event: &ev::PointerEvent) {
    stage.gesture.set_value(gesture);
    stage.mode.set(mode);
    capture(stage, event);
}

/// Later events come to the canvas wherever the pointer goes. Only once something moves: a plain click keeps its own target.
fn capture(stage: Stage, event: &ev::PointerEvent) {
    note(stage, event);
    if let Some(root) = stage.root.get_untracked() {
        // Refused when the pointer is gone already; then there is nothing to capture.
        let _ = root.set_pointer_capture(event.pointer_id());
    }
}

fn note(stage: Stage, event: &ev::PointerEvent) {
    stage.pointer.set_value(stage.local(event.client_x(), event.client_y()));
}

/// Takes a move: notes it, and shows it with the next frame.
pub fn moved(stage: Stage, event: &ev::PointerEvent) {
    note(stage, event);
    let gesture = stage.gesture.get_value();
    if let Gesture::Press { start, item, adding } = &gesture {
        let at = stage.pointer.get_value();
        if (at - *start).length() < THRESHOLD {
            return;
        }
        begin_drag(stage, *start, item.as_ref(), *adding);
        capture(stage, event);
    }
    if matches!(gesture, Gesture::None) || stage.frame.get_value() {
        return;
    }
    stage.frame.set_value(true);
    request_animation_frame(move || {
        if stage.frame.try_set_value(false).is_none() {
            frame(stage);
        }
    });
}

fn begin_drag(stage: Stage, start: Point, item: Option<&Item>, adding: bool) {
    let selection = stage.session.selection;
    match item {
        Some(item @ Item::Node(id)) if selection.holds(item) => {
            let mut ids = selection.nodes();
            ids.sort_by_key(|other| other != id);
            let cards: Vec<(NodeHandle, Point)> = ids
                .iter()
                .filter_map(|id| stage.session.picture.node(id))
                .map(|node| (node.clone(), node.place.get_untracked()))
                .collect();
            stage.dragged.set(ids.into());
            stage.mode.set("dragging");
            stage.gesture.set_value(Gesture::Drag { start: stage.camera.get_untracked().picture(start), cards });
        }
        Some(_) => stage.gesture.set_value(Gesture::None),
        None => {
            let base = if adding { selection.now() } else { BTreeSet::new() };
            stage.gesture.set_value(Gesture::Marquee { start, base });
        }
    }
}

/// Shows what the pointer has done since the last frame.
fn frame(stage: Stage) {
    let at = stage.pointer.get_value();
    match stage.gesture.get_value() {
        Gesture::Pan { start, camera } => stage.look(camera.panned(at - start)),
        Gesture::Drag { start, cards } => drag(stage, start, &cards, at),
        Gesture::Marquee { start, base } => {
            let screen = Rect::between(start, at);
            stage.marquee.set(Some(screen));
            let camera = stage.camera.get_untracked();
            let area = Rect { min: camera.picture(screen.min), max: camera.picture(screen.max) };
            let mut next = base;
            stage.session.picture.nodes.with_untracked(|nodes| {
                next.extend(
                    nodes.iter().filter(|node| node.rect().meets(&area)).map(|node| Item::Node(node.id.clone())),
                );
            });
            stage.session.selection.set(next);
        }
        Gesture::Connect { from, ends, .. } => aim(stage, &from, &ends, at),
        Gesture::None | Gesture::Press { .. } => {}
    }
}

fn drag(stage: Stage, start: Point, cards: &[(NodeHandle, Point)], at: Point) {
    let Some((_, lead)) = cards.first() else { return };
    let way = stage.camera.get_untracked().picture(at) - start;
    // All move by the same distance, so that what was in line stays in line.
    let step = (*lead + way).snapped(STEP) - *lead;
    for (card, origin) in cards {
        crate::session::picture::put(&card.place, *origin + step);
    }
}

fn aim(stage: Stage, from: &NodeHandle, ends: &BTreeMap<Arc<str>, Option<String>>, at: Point) {
    let point = stage.camera.get_untracked().picture(at);
    let over = stage.node_at(point, 10.0).filter(|id| *id != from.id);
    let reason = over.as_ref().and_then(|id| ends.get(id).cloned().flatten());
    let aimed = over.clone().filter(|_| reason.is_none());
    let end = aimed.as_ref().and_then(|id| stage.session.picture.node(id)).map(|node| node.rect());
    let line = end.map_or_else(
        || reach(&from.rect(), point),
        |end| super::route::route(&from.rect(), &end, super::route::Lane::default()),
    );
    let hint = reason.clone().unwrap_or_default();
    stage.ghost.set(Some(Ghost { path: line.path(), refused: reason.is_some(), hint }));
    if stage.aimed.get_untracked() != aimed {
        stage.aimed.set(aimed);
    }
}

/// Takes a release.
pub fn release(stage: Stage, event: &ev::PointerEvent) {
    note(stage, event);
    match stage.gesture.get_value() {
        Gesture::None => {}
        Gesture::Press { item, adding, .. } => {
            match item {
                Some(item) if !adding => stage.session.selection.only(item),
                None if !adding => {
                    stage.session.selection.clear();
                    stage.session.stop_telling();
                }
                _ => {}
            }
            end(stage);
        }
        Gesture::Pan { .. } | Gesture::Marquee { .. } => {
            frame(stage);
            end(stage);
        }
        Gesture::Drag { cards, .. } => {
            frame(stage);
            end(stage);
            keys::commit_places(stage, &cards.into_iter().map(|(card, _)| card).collect::<Vec<_>>());
        }
        Gesture::Connect { start, from, ends } => {
            frame(stage);
            // A click on a handle instead of a drag: the next click says where the edge ends.
            if (stage.pointer.get_value() - start).length() >= THRESHOLD {
                finish_connection(stage, &from, &ends);
            }
        }
    }
}

fn finish_connection(stage: Stage, from: &NodeHandle, ends: &BTreeMap<Arc<str>, Option<String>>) {
    frame(stage);
    let point = stage.camera.get_untracked().picture(stage.pointer.get_value());
    let over = stage.node_at(point, 10.0).filter(|id| *id != from.id);
    end(stage);
    let Some(over) = over else { return };
    match ends.get(&over) {
        Some(Some(reason)) => stage.session.toasts().refused(reason.clone()),
        _ => keys::connect(stage, &from.id, &over),
    }
}

/// Takes everything back to how it was before the gesture. Returns whether there was one.
pub fn cancel(stage: Stage) -> bool {
    let gesture = stage.gesture.get_value();
    match &gesture {
        Gesture::None => return false,
        Gesture::Drag { cards, .. } => {
            for (card, origin) in cards {
                crate::session::picture::put(&card.place, *origin);
            }
        }
        Gesture::Marquee { base, .. } => stage.session.selection.set(base.clone()),
        Gesture::Pan { camera, .. } => stage.look(*camera),
        Gesture::Press { .. } | Gesture::Connect { .. } => {}
    }
    end(stage);
    true
}

fn end(stage: Stage) {
    stage.gesture.set_value(Gesture::None);
    stage.mode.set("");
    stage.marquee.set(None);
    stage.ghost.set(None);
    stage.origin.set(None);
    stage.aimed.set(None);
    stage.targets.set(Arc::from([]));
    stage.dragged.set(Arc::from([]));
}

/// Takes the wheel: with Ctrl (and the pinch of a touchpad) it zooms at the pointer, else it pans.
pub fn wheel(stage: Stage, event: &ev::WheelEvent) {
    if event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()).is_some_and(|t| closest(&t, "[data-ui]")) {
        return;
    }
    event.prevent_default();
    // Lines and pages, as some mice report, in pixels.
    let unit = match event.delta_mode() {
        1 => 18.0,
        2 => stage.size().y,
        _ => 1.0,
    };
    let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
    let camera = stage.camera.get_untracked();
    if event.ctrl_key() || event.meta_key() {
        let at = stage.local(event.client_x(), event.client_y());
        // The browser's function: the standard library's would be downloaded.
        stage.look(camera.zoomed(js_sys::Math::exp(-dy.clamp(-120.0, 120.0) * 0.004), at));
    } else {
        let way = if event.shift_key() && dx == 0.0 { Point::new(-dy, 0.0) } else { Point::new(-dx, -dy) };
        stage.look(camera.panned(way));
    }
}

/// Takes a double click: on a card it begins to write the title.
pub fn double_click(stage: Stage, event: &ev::MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
    if stage.session.trial.with_untracked(Option::is_some) {
        return;
    }
    if let Some(id) =
        data(&target, "[data-node]", "data-node").filter(|_| !closest(&target, "[data-ui], input, .handle"))
    {
        stage.renaming.set(Some(id.into()));
    }
}

fn closest(element: &web_sys::Element, selector: &str) -> bool {
    element.closest(selector).ok().flatten().is_some()
}

fn data(element: &web_sys::Element, selector: &str, attribute: &str) -> Option<String> {
    element.closest(selector).ok().flatten().and_then(|found| found.get_attribute(attribute))
}
