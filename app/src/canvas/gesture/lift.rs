//! What is dragged is lifted off the drawing: its cards and their lines get layers of their own, so that the browser draws them anew in each frame and nothing else.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::super::geometry::Point;
use super::super::stage::Stage;
use crate::number::translate;
use crate::session::picture::NodeHandle;

/// More cards, or more lines at them, stay where they are drawn: so many layers would cost more than they save.
const CARDS: usize = 12;
const LINES: usize = 80;

/// What is lifted, and where it belongs.
#[derive(Debug)]
pub struct Lifted {
    cards: Vec<(NodeHandle, web_sys::HtmlElement)>,
    /// Each line with what it was drawn before.
    lines: Vec<(web_sys::Element, Option<web_sys::Node>)>,
}

/// Lifts cards and their lines.
pub(super) fn lift(stage: Stage, cards: &[NodeHandle]) {
    let (Some(root), Some(layer)) = (stage.root.get_untracked(), stage.lifted_lines.get_untracked()) else { return };
    let held = |id: &str| cards.iter().any(|card| &*card.id == id);
    let lines: Vec<String> = stage.session.picture.edges.with_untracked(|edges| {
        let at = edges.iter().filter(|edge| held(&edge.ends.0) || held(&edge.ends.1));
        at.map(|edge| format!("edge-{}", edge.id)).collect()
    });
    if cards.len() > CARDS || lines.len() > LINES {
        return;
    }
    let found = |id: &str| document().get_element_by_id(id).filter(|element| root.contains(Some(element)));
    let card = |handle: &NodeHandle| Some((handle.clone(), found(&format!("card-{}", handle.id))?.dyn_into().ok()?));
    let cards: Vec<(NodeHandle, web_sys::HtmlElement)> = cards.iter().filter_map(card).collect();
    for (handle, element) in &cards {
        handle.lifted.set(Some(handle.place.get_untracked()));
        let _ = element.style().set_property("will-change", "transform");
    }
    let moved = |id: &String| {
        let line = found(id)?;
        let before = line.next_sibling();
        layer.append_child(&line).ok().map(|_| (line, before))
    };
    let lines = lines.iter().filter_map(moved).collect();
    stage.lifted.set_value(Some(Lifted { cards, lines }));
}

/// Shows lifted cards where they are held now.
pub(super) fn carry(stage: Stage) {
    stage.lifted.with_value(|lifted| {
        for (handle, element) in lifted.iter().flat_map(|lifted| &lifted.cards) {
            let from = handle.lifted.get_untracked().unwrap_or_default();
            let way: Point = handle.place.get_untracked() - from;
            let _ = element.style().set_property("transform", &translate(way));
        }
    });
}

/// Puts everything back into the drawing, cards where they are held now.
pub fn put_down(stage: Stage) {
    let Some(Lifted { cards, lines }) = stage.lifted.try_update_value(Option::take).flatten() else { return };
    for (handle, element) in cards {
        handle.lifted.set(None);
        for property in ["transform", "will-change"] {
            let _ = element.style().remove_property(property);
        }
    }
    let root = stage.root.get_untracked();
    let drawing = root.and_then(|root| root.query_selector("svg.edges").ok().flatten());
    // The last one first: it may stand behind the one before it.
    for (line, before) in lines.into_iter().rev() {
        if let Some(drawing) = &drawing {
            let before = before.filter(|before| before.parent_node().as_ref() == Some(drawing));
            let _ = drawing.insert_before(&line, before.as_ref());
        }
    }
}
