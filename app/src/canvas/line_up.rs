//! Where selected cards stand: in line, evenly, a step further, or locked.

use std::sync::Arc;
use topology::collections::BTreeSet;

use leptos::prelude::*;

use super::geometry::{Point, Rect};
use super::keys::{self, HALF};
use super::stage::Stage;
use super::{CARD_HEIGHT, CARD_WIDTH};
use crate::session::draft;
use crate::session::picture::NodeHandle;
use crate::session::selection::Item;

/// Sides and middles that cards are aligned by.
#[derive(Debug, Clone, Copy)]
pub enum Edge {
    /// Their left sides.
    Left,
    /// Their middles, across.
    Center,
    /// Their right sides.
    Right,
    /// Their upper sides.
    Top,
    /// Their middles, down.
    Middle,
    /// Their lower sides.
    Bottom,
}

/// The cards of what is selected.
#[must_use]
pub fn cards(stage: Stage) -> Vec<NodeHandle> {
    stage
        .session
        .selection
        .now()
        .iter()
        .filter_map(|item| match item {
            Item::Node(id) | Item::Boundary(id) => stage.session.picture.node(id),
            Item::Edge(_) => None,
        })
        .collect()
}

/// Those that are not locked.
fn loose(stage: Stage) -> Vec<NodeHandle> {
    let mut cards = cards(stage);
    stage.session.peek(|document| cards.retain(|card| !draft::is_locked(document, &card.id)));
    cards
}

fn settle(stage: Stage, word: &str, cards: &[NodeHandle]) {
    keys::commit_places(stage, cards, Some(format!("{word} {} nodes", cards.len())), Vec::new());
}

/// Puts the selected cards into one line, by their sides or middles.
pub fn align(stage: Stage, by: Edge) {
    let cards = loose(stage);
    let Some(area) = Rect::around(cards.iter().map(NodeHandle::rect)) else { return };
    let middle = area.center() - HALF;
    for card in &cards {
        card.place.update(|at| match by {
            Edge::Left => at.x = area.min.x,
            Edge::Center => at.x = middle.x.round(),
            Edge::Right => at.x = area.max.x - CARD_WIDTH,
            Edge::Top => at.y = area.min.y,
            Edge::Middle => at.y = middle.y.round(),
            Edge::Bottom => at.y = area.max.y - CARD_HEIGHT,
        });
    }
    settle(stage, "align", &cards);
}

/// Gives the selected cards equal distances, across or down; the outermost stay.
pub fn distribute(stage: Stage, down: bool) {
    let mut cards = loose(stage);
    let along = |card: &NodeHandle| {
        let at = card.place.get_untracked();
        if down { at.y } else { at.x }
    };
    cards.sort_by(|a, b| along(a).total_cmp(&along(b)));
    let (Some(first), Some(last)) = (cards.first().map(along), cards.last().map(along)) else { return };
    #[allow(clippy::cast_precision_loss, reason = "counts of cards")]
    for (index, card) in cards.iter().enumerate() {
        let to = (first + (last - first) * index as f64 / (cards.len() - 1).max(1) as f64).round();
        card.place.update(|at| if down { at.y = to } else { at.x = to });
    }
    settle(stage, "distribute", &cards);
}

/// Moves what is selected. Returns whether anything moved.
pub fn nudge(stage: Stage, way: Point) -> bool {
    let cards = moved_along(stage);
    for card in &cards {
        card.place.update(|place| *place = *place + way);
    }
    if !cards.is_empty() {
        keys::commit_places(stage, &cards, None, Vec::new());
    }
    !cards.is_empty()
}

/// The cards that move with the selection: selected ones, and those in selected boundaries, but for locked ones.
#[must_use]
pub fn moved_along(stage: Stage) -> Vec<NodeHandle> {
    let picture = stage.session.picture;
    let selection = stage.session.selection;
    let mut ids: BTreeSet<Arc<str>> = selection.nodes().into_iter().collect();
    for boundary in selection.boundaries() {
        match picture.boundary(&boundary) {
            Some(handle) => ids.extend(handle.members.get_untracked()),
            None => {
                ids.insert(boundary);
            }
        }
    }
    stage.session.peek(|document| {
        ids.iter().filter(|id| !draft::is_locked(document, id)).filter_map(|id| picture.node(id)).collect()
    })
}

/// Locks the selected cards where they stand, or lets them go where all of them are locked.
pub fn lock(stage: Stage) {
    let session = stage.session;
    let ids: Vec<String> = keys::chosen(stage).into_iter().map(|(id, _)| id).collect();
    let (label, edit) = session.peek(|document| {
        let all = ids.iter().all(|id| draft::is_locked(document, id));
        let verb = if all { "unlock" } else { "lock" };
        let what = match ids.as_slice() {
            [one] => keys::name(document, one).to_owned(),
            many => format!("{} nodes", many.len()),
        };
        // A card that nobody placed yet is kept where it is shown.
        let places = keys::chosen(stage);
        let placed = draft::move_to(document, places.iter().map(|(id, at)| (id.as_str(), *at)));
        (format!("{verb} {what}"), draft::lock(document, &ids, !all, placed))
    });
    session.commit(label, edit);
}
