//! Cards that follow the pointer, and what dropping them means for the boundaries around them.

use std::sync::Arc;
use topology::collections::BTreeSet;

use leptos::prelude::*;
use topology::document::{BoundaryKind, Id};
use topology::edit::Edit;

use super::super::geometry::{Point, Rect};
use super::super::stage::{Stage, Tool};
use super::super::{CARD_HEIGHT, CARD_WIDTH, STEP, guides, keys, line_up};
use super::{Gesture, end, lift};
use crate::session::clip::Clip;
use crate::session::container;
use crate::session::picture::{self, BoundaryHandle, NodeHandle};
use crate::session::selection::Item;

/// How near, on the screen, what a card snaps to has to be, in pixels.
const REACH: f64 = 5.0;

pub(super) fn begin_drag(stage: Stage, start: Point, item: Option<&Item>, adding: bool, copying: bool) {
    let selection = stage.session.selection;
    match item {
        Some(item @ (Item::Node(id) | Item::Boundary(id))) if selection.holds(item) => {
            let mut moved = line_up::moved_along(stage);
            moved.sort_by_key(|card| card.id != *id);
            if moved.is_empty() {
                stage.session.toasts().done("It is locked where it stands. Ctrl Shift L lets it go.");
                return stage.gesture.set_value(Gesture::None);
            }
            lift::lift(stage, &moved);
            let ids: Vec<Arc<str>> = moved.iter().map(|card| card.id.clone()).collect();
            let chosen = selection.boundaries();
            let homes = stage.session.picture.boundaries.with_untracked(|all| {
                let along = |boundary: &BoundaryHandle| {
                    chosen.contains(&boundary.id)
                        || boundary.members.with_untracked(|members| {
                            // A single member may be dragged out.
                            members.len() > 1 && members.iter().all(|member| ids.contains(member))
                        })
                };
                all.iter().map(|one| (one.clone(), one.area.get_untracked(), along(one))).collect()
            });
            let cards = moved.into_iter().map(|card| (card.clone(), card.place.get_untracked())).collect();
            stage.dragged.set(ids.into());
            stage.session.picture.hold(true);
            stage.mode.set(if copying { "copying" } else { "dragging" });
            let start = stage.camera.get_untracked().picture(start);
            stage.gesture.set_value(Gesture::Drag { start, cards, homes, copying });
        }
        Some(_) => stage.gesture.set_value(Gesture::None),
        None => {
            let base = if adding { selection.now() } else { BTreeSet::new() };
            let drawing = stage.tool.get_untracked() == Tool::Boundary;
            stage.gesture.set_value(Gesture::Marquee { start, base, drawing });
        }
    }
}

pub(super) type Homes = [(BoundaryHandle, Rect, bool)];

pub(super) fn drag(stage: Stage, start: Point, cards: &[(NodeHandle, Point)], homes: &Homes, at: Point) {
    let way = stage.camera.get_untracked().picture(at) - start;
    // All move by the same distance, so that what was in line stays in line.
    let lead = cards.first().map_or_else(Point::default, |(_, lead)| *lead);
    let step = snapped(stage, cards, lead + way) - lead;
    for (card, origin) in cards {
        picture::put(&card.place, *origin + step);
    }
    lift::carry(stage);
    for (boundary, area, _) in homes.iter().filter(|(.., along)| *along) {
        picture::put(&boundary.area, Rect { min: area.min + step, max: area.max + step });
    }
    let aimed = cards.first().and_then(|(card, origin)| entered(homes, None, *origin, card.place.get_untracked()));
    let aimed = aimed.map(|(boundary, _)| boundary.id.clone());
    if stage.aimed.get_untracked() != aimed {
        stage.aimed.set(aimed);
    }
}

/// Where the first of the dragged cards comes to stand: in line with others, else on the grid.
fn snapped(stage: Stage, cards: &[(NodeHandle, Point)], to: Point) -> Point {
    let (grid, near) = stage.snaps.get_untracked();
    let mut at = if grid { to.snapped(STEP) } else { Point::new(to.x.round(), to.y.round()) };
    let mut path = String::new();
    if near && let Some((_, lead)) = cards.first() {
        let moved: BTreeSet<&Arc<str>> = cards.iter().map(|(card, _)| &card.id).collect();
        let others: Vec<Rect> = stage.session.picture.nodes.with_untracked(|nodes| {
            nodes.iter().filter(|node| !moved.contains(&node.id)).map(NodeHandle::rect).collect()
        });
        let shifted = |corner: &Point| Rect::at(*corner + (to - *lead), CARD_WIDTH, CARD_HEIGHT);
        if let Some(around) = Rect::around(cards.iter().map(|(_, corner)| shifted(corner))) {
            let found = guides::pull(&around, &others, REACH / stage.camera.get_untracked().zoom);
            at.x = found.x.map_or(at.x, |by| (to.x + by).round());
            at.y = found.y.map_or(at.y, |by| (to.y + by).round());
            path = found.path;
        }
    }
    if stage.guides.with_untracked(|old| *old != path) {
        stage.guides.set(path);
    }
    at
}

/// The smallest boundary, of a sort or of any, whose room a card comes into on its way.
fn entered(homes: &Homes, sort: Option<BoundaryKind>, from: Point, to: Point) -> Option<(&BoundaryHandle, Rect)> {
    let middle = |corner| Rect::at(corner, CARD_WIDTH, CARD_HEIGHT).center();
    let (from, to) = (middle(from), middle(to));
    let size = |area: &Rect| area.width() * area.height();
    homes
        .iter()
        .filter(|(home, area, along)| {
            !along && sort.is_none_or(|sort| home.sort == sort) && area.holds(to) && !area.holds(from)
        })
        .map(|(home, area, _)| (home, *area))
        .min_by(|a, b| size(&a.1).total_cmp(&size(&b.1)))
}

/// What dropping the cards does besides moving them: boundaries that they come into or leave, and the room of those that move along.
fn rehomed(stage: Stage, cards: &[(NodeHandle, Point)], homes: &Homes) -> Vec<Edit> {
    let mut edits = Vec::new();
    stage.session.peek(|document| {
        for (card, origin) in cards {
            let Some(node) = document.nodes.get(&*card.id) else { continue };
            let to = card.place.get_untracked();
            for sort in [BoundaryKind::Domain, BoundaryKind::Team, BoundaryKind::Network] {
                let held = container::held(node, sort).map(Id::as_str);
                let home = homes.iter().find(|(home, ..)| home.sort == sort && Some(&*home.id) == held);
                let middle = Rect::at(to, CARD_WIDTH, CARD_HEIGHT).center();
                if home.is_some_and(|(_, area, along)| *along || area.holds(middle)) {
                    continue;
                }
                // What nobody is left in keeps the room that it had, else it could not be seen any more.
                if let Some((left, area, _)) = home {
                    let last = left.members.with_untracked(|members| members.iter().all(|member| *member == card.id));
                    if last && container::area(document, &left.id).is_none() {
                        edits.push(container::set_area(document, &left.id, area));
                    }
                }
                match entered(homes, Some(sort), *origin, to) {
                    Some((next, _)) => edits.push(container::put_into(&card.id, sort, Some(&next.id))),
                    None if home.is_some() => edits.push(container::put_into(&card.id, sort, None)),
                    None => {}
                }
            }
        }
        for (home, ..) in
            homes.iter().filter(|(home, _, along)| *along && container::area(document, &home.id).is_some())
        {
            if let Some(area) = home.area.try_get_untracked() {
                edits.push(container::set_area(document, &home.id, &area));
            }
        }
    });
    edits
}

pub(super) fn drop_cards(stage: Stage, cards: &[(NodeHandle, Point)], homes: &Homes, copying: bool) {
    let handles: Vec<NodeHandle> = cards.iter().map(|(card, _)| card.clone()).collect();
    if !copying {
        let more = rehomed(stage, cards, homes);
        end(stage);
        let (moved, still) = (handles.len(), more.is_empty());
        let named = stage.session.selection.boundaries();
        let label = match (named.as_slice(), moved) {
            ([boundary], _) => {
                Some(stage.session.peek(|document| format!("move {}", container::label(document, boundary))))
            }
            (_, 1) if !still => Some(
                stage
                    .session
                    .peek(|document| format!("move {} to another place", keys::name(document, &handles[0].id))),
            ),
            _ => None,
        };
        return keys::commit_places(stage, &handles, label, more);
    }
    let way = cards.first().map_or_else(Point::default, |(card, origin)| card.place.get_untracked() - *origin);
    put_back(cards, homes);
    end(stage);
    let clip = stage.session.peek(|document| Clip::of(document, &keys::chosen(stage)));
    if clip.len() > 0 && way != Point::default() {
        keys::paste(stage, "duplicate", &clip, way);
    }
}

pub(super) fn put_back(cards: &[(NodeHandle, Point)], homes: &Homes) {
    for (card, origin) in cards {
        picture::put(&card.place, *origin);
    }
    for (boundary, area, _) in homes.iter() {
        picture::put(&boundary.area, *area);
    }
}
