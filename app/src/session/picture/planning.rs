//! The ways of the lines: found with a view to all cards and to one another. In a large picture that takes a while, so only those that lost theirs get another one at once.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use topology::collections::BTreeMap;
use topology::drawing::label_width;

use super::{EdgeHandle, NodeHandle, Picture, put};
use crate::canvas::geometry::{Point, Rect};
use crate::canvas::route::Route;
use crate::canvas::routing::{Wire, disturbs, plan, plan_around};
use crate::canvas::{CARD_HEIGHT, CARD_WIDTH};

/// So many lines are all planned anew in the same moment.
const SMALL: usize = 120;
/// Of more than that, so many are planned in the moment in which they need it.
const AT_ONCE: usize = 60;
/// When nothing has changed for so long, the lines of a large picture are planned anew, all with a view to all others.
const CALM: Duration = Duration::from_millis(800);

/// A way, with the places of the cards at its ends and the width of the label for which it was found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Planned {
    pub(super) ends: (Point, Point),
    label: f64,
    pub(super) route: Route,
}

/// What lines were planned for, and the places where cards stood then.
#[derive(Debug, Default)]
pub(super) struct PlannedFor {
    cards: Vec<Rect>,
    wires: Vec<Wire>,
    stood: BTreeMap<Arc<str>, Point>,
}

impl Picture {
    /// Says whether somebody holds cards: lines are not planned around these.
    pub fn hold(&self, held: bool) {
        self.held.set_value(held);
    }

    /// Finds ways for the lines, where cards or lines are others than the last time. In a large picture only those get one at once that have lost theirs, and where even these are many they follow their ends until there is calm.
    pub(super) fn plan_lines(&self) {
        let next = self.wanted();
        let same = |last: &PlannedFor| last.cards == next.cards && last.wires == next.wires;
        if self.planned_for.with_value(same) {
            return;
        }
        let (cards, wires) = (&next.cards, &next.wires);
        if wires.len() <= SMALL {
            self.lead(cards, wires, plan(cards, wires));
        } else {
            let moved: Vec<Rect> = self.planned_for.with_value(|last| {
                let new = next.stood.iter().filter(|(id, place)| last.stood.get(*id) != Some(place));
                new.map(|(_, place)| Rect::at(*place, CARD_WIDTH, CARD_HEIGHT)).collect()
            });
            let kept: Vec<Option<Route>> = self.edges.with_untracked(|edges| {
                let still = |(edge, wire): (&EdgeHandle, &Wire)| {
                    edge.planned.with_untracked(|planned| {
                        let planned = planned.as_ref()?;
                        let ends = (cards.get(wire.from)?.min, cards.get(wire.to)?.min);
                        let fits = planned.ends == ends && same_width(planned.label, wire.label);
                        let free = fits && !moved.iter().any(|card| disturbs(card, &planned.route));
                        free.then(|| planned.route.clone())
                    })
                };
                edges.iter().zip(wires).map(still).collect()
            });
            let lost = kept.iter().filter(|route| route.is_none()).count();
            if (1..=AT_ONCE).contains(&lost) {
                self.lead(cards, wires, plan_around(cards, wires, kept));
            }
            self.plan_when_calm();
        }
        self.planned_for.set_value(next);
    }

    /// Plans all lines anew once nothing has changed for a while.
    fn plan_when_calm(&self) {
        if let Some(timer) = self.calm.get_value() {
            timer.clear();
        }
        let picture = *self;
        let look = move || match picture.held.try_get_value() {
            // The page was left.
            None => {}
            Some(true) => picture.plan_when_calm(),
            Some(false) => {
                let PlannedFor { cards, wires, .. } = picture.wanted();
                picture.lead(&cards, &wires, plan(&cards, &wires));
            }
        };
        self.calm.set_value(set_timeout_with_handle(look, CALM).ok());
    }

    /// What there is to plan now.
    fn wanted(&self) -> PlannedFor {
        let (cards, places, stood) = self.nodes.with_untracked(|nodes| {
            let cards: Vec<Rect> = nodes.iter().map(NodeHandle::rect).collect();
            let places: BTreeMap<Arc<str>, usize> =
                nodes.iter().enumerate().map(|(index, node)| (node.id.clone(), index)).collect();
            let stood = nodes.iter().zip(&cards).map(|(node, card)| (node.id.clone(), card.min)).collect();
            (cards, places, stood)
        });
        let index = |id: &Arc<str>| places.get(id).copied().unwrap_or(usize::MAX);
        let wire = |edge: &EdgeHandle| Wire {
            from: index(&edge.ends.0),
            to: index(&edge.ends.1),
            label: edge.face.with_untracked(|face| label_width(face.label.as_deref())),
        };
        let wires = self.edges.with_untracked(|edges| edges.iter().map(wire).collect());
        PlannedFor { cards, wires, stood }
    }

    /// Leads the lines along the ways that were found for them.
    fn lead(&self, cards: &[Rect], wires: &[Wire], routes: Vec<Option<Route>>) {
        self.edges.with_untracked(|edges| {
            for ((edge, wire), route) in edges.iter().zip(wires).zip(routes) {
                let planned = route.and_then(|route| {
                    let ends = (cards.get(wire.from)?.min, cards.get(wire.to)?.min);
                    Some(Planned { ends, label: wire.label, route })
                });
                put(&edge.planned, planned);
            }
        });
    }
}

fn same_width(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.5
}
