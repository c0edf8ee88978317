//! What the pointer does on the canvas. Moves are gathered and shown once a frame; the document changes once, at the end.

mod cards;
pub mod lift;
mod line;
mod look;

use std::sync::Arc;
use std::time::Duration;
use topology::collections::{BTreeMap, BTreeSet};

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::camera::Camera;
use super::geometry::{Point, Rect};
use super::stage::{Asking, Stage, Tool};
use super::{STEP, keys, menu};
use crate::session::picture::{self, BoundaryHandle, NodeHandle};
use crate::session::selection::Item;
use crate::session::{container, put};
use cards::{begin_drag, drag, drop_cards, put_back};
use line::{aim, connect_from, finish_connection, reconnect_from};
use look::{finger, pinched};

pub use look::wheel;

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
        /// Whether a drag moves a copy.
        copying: bool,
    },
    /// The view follows the pointer.
    Pan {
        /// Where it began, on the screen.
        start: Point,
        /// The view at that moment.
        camera: Camera,
    },
    /// Two fingers hold two points of the picture.
    Pinch {
        /// Where they were at first, on the screen.
        start: (Point, Point),
        /// The view at that moment.
        camera: Camera,
    },
    /// Cards follow the pointer.
    Drag {
        /// Where it began, in the picture.
        start: Point,
        /// The cards and where they stood; the pressed one first.
        cards: Vec<(NodeHandle, Point)>,
        /// Every boundary as it was drawn then, and whether it moves along.
        homes: Arc<[(BoundaryHandle, Rect, bool)]>,
        /// Whether copies are dropped and the cards stay.
        copying: bool,
    },
    /// A side of a boundary follows the pointer.
    Resize {
        /// Where it began, in the picture.
        start: Point,
        /// The boundary, and where it was.
        boundary: (BoundaryHandle, Rect),
        /// Which sides: −1 for left or top, 1 for right or bottom, 0 for neither.
        sides: Point,
    },
    /// A rectangle is dragged open.
    Marquee {
        /// Where it began, on the screen.
        start: Point,
        /// What was selected before.
        base: BTreeSet<Item>,
        /// Whether it draws a boundary instead of selecting.
        drawing: bool,
    },
    /// A line is drawn from a card.
    Connect {
        /// Where it began, on the screen.
        start: Point,
        /// The card.
        from: NodeHandle,
        /// For each other node: the reason why it can't be the end, if it can't.
        ends: BTreeMap<Arc<str>, Option<String>>,
        /// The edge that gets another end, and whether that is where its arrow begins.
        edge: Option<(Arc<str>, bool)>,
    },
}

/// Takes a press.
pub fn press(stage: Stage, event: &ev::PointerEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
    if closest(&target, "[data-ui], input") {
        return;
    }
    let at = stage.local(event.client_x(), event.client_y());
    if finger(stage, event, at) {
        return;
    }
    if let Gesture::Connect { from, ends, edge, .. } = stage.gesture.get_value() {
        finish_connection(stage, &from, &ends, edge);
        return;
    }
    put(stage.choosing, None);
    put(stage.menu, None);
    put(stage.renaming, None);
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
    let tool = stage.tool.get_untracked();
    let node = data(target, "[data-node]", "data-node");
    if let Some(id) = &node
        && (closest(target, ".handle") || tool == Tool::Connect)
    {
        connect_from(stage, id, at);
        capture(stage, event);
        return;
    }
    if let Some(end) = data(target, "[data-end]", "data-end") {
        if let Some(Item::Edge(id)) = stage.session.selection.now().first() {
            reconnect_from(stage, id, end == "start", at);
            capture(stage, event);
        }
        return;
    }
    if let Some(side) = data(target, "[data-corner]", "data-corner") {
        let handle =
            data(target, "[data-boundary]", "data-boundary").and_then(|id| stage.session.picture.boundary(&id));
        if let Some(handle) = handle {
            let side =
                |least, most| f64::from(u8::from(side.contains(most))) - f64::from(u8::from(side.contains(least)));
            let boundary = (handle.clone(), handle.area.get_untracked());
            let sides = Point::new(side('w', 'e'), side('n', 's'));
            start(
                stage,
                Gesture::Resize { start: stage.camera.get_untracked().picture(at), boundary, sides },
                "dragging",
                event,
            );
        }
        return;
    }
    let item = item_at(stage, target, at).filter(|_| tool != Tool::Boundary);
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
    stage.gesture.set_value(Gesture::Press { start: at, item, adding, copying: event.alt_key() });
    note(stage, event);
    if event.pointer_type() == "touch" {
        // A finger that stays opens the menu; one that moves on empty canvas moves the view.
        set_timeout(
            move || {
                if stage
                    .gesture
                    .try_with_value(|now| matches!(now, Gesture::Press { start, .. } if *start == at))
                    .unwrap_or(false)
                {
                    end(stage);
                    menu::open(stage, at);
                }
            },
            Duration::from_millis(500),
        );
    }
}

/// What lies under a point of the canvas, of which `target` is the element.
fn item_at(stage: Stage, target: &web_sys::Element, at: Point) -> Option<Item> {
    let edge = || data(target, "[data-edge]", "data-edge").map(|id| Item::Edge(id.into()));
    data(target, "[data-node]", "data-node")
        .map(|id| stage.item_of(&id))
        .or_else(|| data(target, "[data-boundary]", "data-boundary").map(|id| Item::Boundary(id.into())))
        .or_else(edge)
        .or_else(|| stage.edge_at(stage.camera.get_untracked().picture(at)).map(Item::Edge))
}

/// Opens the menu where the pointer is, for what lies there.
pub fn context_menu(stage: Stage, event: &ev::MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
    if closest(&target, "[data-ui], input") {
        return;
    }
    event.prevent_default();
    let at = stage.local(event.client_x(), event.client_y());
    match item_at(stage, &target, at) {
        Some(item) if !stage.session.selection.holds(&item) => stage.session.selection.only(item),
        None => stage.session.selection.clear(),
        Some(_) => {}
    }
    menu::open(stage, at);
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
    let at = stage.local(event.client_x(), event.client_y());
    stage.pointer.set_value(at);
    let id = event.pointer_id();
    stage.fingers.update_value(|fingers| {
        fingers.iter_mut().filter(|(finger, _)| *finger == id).for_each(|(_, place)| *place = at)
    });
}

/// Takes a move: notes it, and shows it with the next frame.
pub fn moved(stage: Stage, event: &ev::PointerEvent) {
    note(stage, event);
    let gesture = stage.gesture.get_value();
    if let Gesture::Press { start, item, adding, copying } = &gesture {
        let at = stage.pointer.get_value();
        if (at - *start).length() < THRESHOLD {
            return;
        }
        if item.is_none() && event.pointer_type() == "touch" {
            stage.gesture.set_value(Gesture::Pan { start: *start, camera: stage.camera.get_untracked() });
        } else {
            begin_drag(stage, *start, item.as_ref(), *adding, *copying);
        }
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

/// Shows what the pointer has done since the last frame.
fn frame(stage: Stage) {
    let at = stage.pointer.get_value();
    match stage.gesture.get_value() {
        Gesture::Pan { start, camera } => stage.look(camera.panned(at - start)),
        Gesture::Pinch { start, camera } => {
            if let [(_, a), (_, b)] = stage.fingers.get_value()[..] {
                stage.look(pinched(&camera, start, (a, b)));
            }
        }
        Gesture::Drag { start, cards, homes, .. } => drag(stage, start, &cards, &homes, at),
        Gesture::Resize { start, boundary: (handle, area), sides } => {
            let way = (stage.camera.get_untracked().picture(at) - start).snapped(STEP);
            let side = |side: f64, held: f64, by: f64, sign: f64| if side == sign { held + by } else { held };
            let wanted = Rect {
                min: Point::new(side(sides.x, area.min.x, way.x, -1.0), side(sides.y, area.min.y, way.y, -1.0)),
                max: Point::new(side(sides.x, area.max.x, way.x, 1.0), side(sides.y, area.max.y, way.y, 1.0)),
            };
            let members = handle.members.get_untracked();
            let cards =
                members.iter().filter_map(|id| stage.session.picture.node(id)).map(|card| card.rect().grown(16.0));
            let least = Rect::at(wanted.min, 96.0, 48.0);
            let area = Rect::around(cards.chain([least, Rect::between(wanted.min, wanted.max)]));
            picture::put(&handle.area, area.unwrap_or(least));
        }
        Gesture::Marquee { start, base, drawing } => {
            let screen = Rect::between(start, at);
            stage.marquee.set(Some(screen));
            let camera = stage.camera.get_untracked();
            let area = Rect { min: camera.picture(screen.min), max: camera.picture(screen.max) };
            let mut next = base;
            next.extend(within(stage, &area, drawing).into_iter().map(|id| stage.item_of(&id)));
            stage.session.selection.set(next);
        }
        Gesture::Connect { from, ends, edge, .. } => {
            aim(stage, &from, &ends, edge.is_some_and(|(_, begin)| begin), at);
        }
        Gesture::None | Gesture::Press { .. } => {}
    }
}

/// The cards that an area touches, or of which it holds the middle.
fn within(stage: Stage, area: &Rect, middle: bool) -> Vec<Arc<str>> {
    let hit = |card: &Rect| if middle { area.holds(card.center()) } else { card.meets(area) };
    stage
        .session
        .picture
        .nodes
        .with_untracked(|nodes| nodes.iter().filter(|node| hit(&node.rect())).map(|node| node.id.clone()).collect())
}

/// Takes a release.
pub fn release(stage: Stage, event: &ev::PointerEvent) {
    note(stage, event);
    let lifted = event.pointer_id();
    stage.fingers.update_value(|fingers| fingers.retain(|(finger, _)| *finger != lifted));
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
        Gesture::Pan { .. } | Gesture::Pinch { .. } | Gesture::Marquee { drawing: false, .. } => {
            frame(stage);
            end(stage);
        }
        Gesture::Marquee { start, .. } => {
            frame(stage);
            end(stage);
            stage.tool.set(Tool::Select);
            let camera = stage.camera.get_untracked();
            let (a, b) = (camera.picture(start).snapped(STEP), camera.picture(stage.pointer.get_value()).snapped(STEP));
            let area = Rect::between(a, b);
            let nodes: Vec<String> = keys::chosen(stage).into_iter().map(|(id, _)| id).collect();
            keys::enclose(stage, &nodes.iter().map(String::as_str).collect::<Vec<_>>(), Some(area));
        }
        Gesture::Drag { cards, homes, copying, .. } => {
            frame(stage);
            drop_cards(stage, &cards, &homes, copying);
        }
        Gesture::Resize { boundary: (handle, _), .. } => {
            frame(stage);
            end(stage);
            let (label, edit) = stage.session.peek(|document| {
                let edit = container::set_area(document, &handle.id, &handle.area.get_untracked());
                (format!("resize {}", container::label(document, &handle.id)), edit)
            });
            keys::commit_places(stage, &[], Some(label), vec![edit]);
        }
        Gesture::Connect { start, from, ends, edge } => {
            frame(stage);
            // A click on a handle instead of a drag: the next click says where the edge ends.
            if (stage.pointer.get_value() - start).length() >= THRESHOLD {
                finish_connection(stage, &from, &ends, edge);
            }
        }
    }
}

/// Takes everything back to how it was before the gesture. Returns whether there was one.
pub fn cancel(stage: Stage) -> bool {
    let gesture = stage.gesture.get_value();
    match &gesture {
        Gesture::None => return false,
        Gesture::Drag { cards, homes, .. } => put_back(cards, homes),
        Gesture::Resize { boundary: (handle, area), .. } => picture::put(&handle.area, *area),
        Gesture::Marquee { base, .. } => stage.session.selection.set(base.clone()),
        Gesture::Pan { camera, .. } | Gesture::Pinch { camera, .. } => stage.look(*camera),
        Gesture::Press { .. } | Gesture::Connect { .. } => {}
    }
    end(stage);
    true
}

fn end(stage: Stage) {
    stage.gesture.set_value(Gesture::None);
    stage.session.picture.hold(false);
    lift::put_down(stage);
    put(stage.mode, "");
    put(stage.marquee, None);
    put(stage.guides, String::new());
    put(stage.ghost, None);
    put(stage.origin, None);
    put(stage.aimed, None);
    put(stage.targets, Arc::from([]));
    put(stage.dragged, Arc::from([]));
}

/// Takes a double click: on a card it begins to write the title, on empty canvas it asks for a new node.
pub fn double_click(stage: Stage, event: &ev::MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
    if stage.session.trial.with_untracked(Option::is_some) {
        return;
    }
    if closest(&target, "[data-ui], input, .handle") {
        return;
    }
    let at = stage.local(event.client_x(), event.client_y());
    match item_at(stage, &target, at) {
        // What is collapsed opens.
        Some(Item::Boundary(id)) if stage.session.picture.boundary(&id).is_none() => keys::fold_one(stage, &id),
        Some(Item::Node(id) | Item::Boundary(id)) => stage.renaming.set(Some(id)),
        Some(Item::Edge(_)) => {}
        None => {
            let at = stage.camera.get_untracked().picture(at);
            stage.choosing.set(Some(Asking::Add { at, link: None }));
        }
    }
}

fn closest(element: &web_sys::Element, selector: &str) -> bool {
    element.closest(selector).ok().flatten().is_some()
}

fn data(element: &web_sys::Element, selector: &str, attribute: &str) -> Option<String> {
    element.closest(selector).ok().flatten().and_then(|found| found.get_attribute(attribute))
}
