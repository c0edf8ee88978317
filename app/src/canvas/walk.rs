//! From item to item by key.

use std::sync::Arc;
use std::time::Duration;

use topology::collections::BTreeMap;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::camera::FAR;
use super::geometry::Point;
use super::line_up::cards;
use super::stage::Stage;
use crate::number::whole;
use crate::session::picture::NodeHandle;
use crate::session::selection::Item;
use crate::widgets::later::after_paint;

/// Goes to the nearest card in a direction.
pub fn neighbour(stage: Stage, way: Point) {
    let picture = stage.session.picture;
    let Some(here) = cards(stage).first().map(|card| card.place.get_untracked()) else { return step(stage, false) };
    let next = picture.nodes.with_untracked(|nodes| {
        let far = |node: &NodeHandle| {
            let by = node.place.get_untracked() - here;
            let (along, aside) = (by.x * way.x + by.y * way.y, by.x * way.y + by.y * way.x);
            (along > 1.0).then(|| along + 2.0 * aside.abs())
        };
        let reached = nodes.iter().filter_map(|node| Some((far(node)?, node.id.clone())));
        reached.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
    });
    if let Some(id) = next {
        go_to(stage, stage.item_of(&id));
    }
}

/// Goes to the next item in reading order, or the one before: cards from left to right and top to bottom, each followed by its edges.
pub fn step(stage: Stage, back: bool) {
    if let Some(item) = beside(stage, back) {
        go_to(stage, item);
    }
}

/// All that is drawn in reading order: cards from left to right and top to bottom, each followed by the lines that begin at it.
#[must_use]
pub fn reading_order(stage: Stage) -> Vec<Item> {
    let picture = stage.session.picture;
    let mut cards: Vec<(f64, f64, Arc<str>)> = picture.nodes.with_untracked(|nodes| {
        let card = |node: &NodeHandle| {
            let at = node.place.get_untracked();
            // Cards of one column rarely stand exactly below each other.
            ((at.x / 96.0).floor(), at.y, node.id.clone())
        };
        nodes.iter().map(card).collect()
    });
    cards.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut lines: BTreeMap<Arc<str>, Vec<Item>> = BTreeMap::new();
    picture.edges.with_untracked(|edges| {
        for edge in edges {
            lines.entry(edge.ends.0.clone()).or_default().push(Item::Edge(edge.id.clone()));
        }
    });
    let mut order = Vec::new();
    for (_, _, id) in cards {
        order.push(stage.item_of(&id));
        order.extend(lines.remove(&id).unwrap_or_default());
    }
    order
}

/// The id that an item has in the page, by which the canvas names its order.
#[must_use]
pub fn page_id(item: &Item) -> String {
    match item {
        Item::Edge(id) => format!("edge-{id}"),
        Item::Node(id) | Item::Boundary(id) => format!("card-{id}"),
    }
}

/// The next item in reading order, or the one before.
#[must_use]
pub fn beside(stage: Stage, back: bool) -> Option<Item> {
    let order = reading_order(stage);
    let selection = stage.session.selection;
    let now = order.iter().position(|item| selection.holds(item));
    let next = match (now, back) {
        (None, false) => 0,
        (None, true) => return None,
        (Some(at), false) => at + 1,
        (Some(at), true) => at.checked_sub(1)?,
    };
    order.get(next).cloned()
}

/// So long no key has to come before the view comes nearer.
const RESTS: f64 = 250.0;

/// Selects the item that somebody came to by key, and brings it into sight once it is seen to be selected.
pub fn arrive(stage: Stage, item: Item) {
    stage.session.selection.panels_wait();
    stage.session.selection.only(item.clone());
    after_paint(move || follow(stage, item));
}

/// Brings an item into sight. Where cards are too small to be read it comes nearer as well, once the keys rest: that draws every card anew, and who goes on does not wait for it.
fn follow(stage: Stage, item: Item) {
    // The page may be another by then, and the person may have gone on.
    let Some(camera) = stage.camera.try_get_untracked().filter(|_| stage.session.selection.holds(&item)) else {
        return;
    };
    if camera.zoom >= FAR {
        return stage.show([&item]);
    }
    stage.pan_to(&item);
    let left = stage.last_key.get_value() + RESTS - js_sys::Date::now();
    if left <= 0.0 {
        return stage.show([&item]);
    }
    set_timeout(move || follow(stage, item), Duration::from_millis(whole(left.max(20.0)).unsigned_abs()));
}

/// Selects an item and gives it the focus, so that it is read aloud.
pub fn go_to(stage: Stage, item: Item) {
    let selector = match &item {
        Item::Node(id) => format!("[data-node=\"{id}\"]"),
        Item::Edge(id) => format!("path[data-edge=\"{id}\"]"),
        Item::Boundary(id) => format!("[data-node=\"{id}\"],[data-boundary=\"{id}\"]"),
    };
    arrive(stage, item);
    let Some(root) = stage.root.get_untracked() else { return };
    if let Ok(Some(element)) = root.query_selector(&selector) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.unchecked_into::<web_sys::HtmlElement>().focus_with_options(&options);
    }
}
