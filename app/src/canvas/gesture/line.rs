//! Lines that are drawn from card to card, and ends of lines that are moved.

use std::sync::Arc;
use topology::collections::BTreeMap;

use leptos::prelude::*;

use super::super::geometry::Point;
use super::super::keys;
use super::super::route::{self, reach};
use super::super::stage::{Asking, Ghost, Stage};
use super::{Gesture, end, frame};
use crate::session::draft;
use crate::session::picture::NodeHandle;

/// Begins to draw a line from a node.
pub fn connect_from(stage: Stage, id: &str, at: Point) {
    aim_from(stage, id, at, None);
}

/// Begins to move an end of an edge to another node.
pub(super) fn reconnect_from(stage: Stage, id: &Arc<str>, begin: bool, at: Point) {
    if let Some(edge) = stage.session.picture.edge(id) {
        let fixed = if begin { edge.ends.1 } else { edge.ends.0 };
        aim_from(stage, &fixed, at, Some((id.clone(), begin)));
    }
}

fn aim_from(stage: Stage, id: &str, at: Point, edge: Option<(Arc<str>, bool)>) {
    let Some(from) = stage.session.picture.node(id) else { return };
    let begin = edge.as_ref().is_some_and(|(_, begin)| *begin);
    let ends: BTreeMap<Arc<str>, Option<String>> = stage.session.peek(|document| {
        stage.session.picture.nodes.with_untracked(|nodes| {
            let refused = |other: &str| {
                let (start, end) = if begin { (other, id) } else { (id, other) };
                draft::connection(document, start, end).err()
            };
            nodes.iter().map(|node| (node.id.clone(), refused(&node.id))).collect()
        })
    });
    let targets: Vec<Arc<str>> = ends.iter().filter(|(_, reason)| reason.is_none()).map(|(id, _)| id.clone()).collect();
    stage.origin.set(Some(from.id.clone()));
    stage.targets.set(targets.into());
    stage.mode.set("connecting");
    stage.gesture.set_value(Gesture::Connect { start: at, from, ends, edge });
}

pub(super) fn aim(stage: Stage, from: &NodeHandle, ends: &BTreeMap<Arc<str>, Option<String>>, begin: bool, at: Point) {
    let point = stage.camera.get_untracked().picture(at);
    let over = stage.node_at(point, 10.0).filter(|id| *id != from.id);
    let reason = over.as_ref().and_then(|id| ends.get(id).cloned().flatten());
    let aimed = over.clone().filter(|_| reason.is_none());
    let end = aimed.as_ref().and_then(|id| stage.session.picture.node(id)).map(|node| node.rect());
    let mut line =
        end.map_or_else(|| reach(&from.rect(), point), |end| route::route(&from.rect(), &end, route::Lane::default()));
    if begin {
        line.points.reverse();
    }
    let hint = reason.clone().unwrap_or_default();
    stage.ghost.set(Some(Ghost { path: line.path(), refused: reason.is_some(), hint }));
    if stage.aimed.get_untracked() != aimed {
        stage.aimed.set(aimed);
    }
}

pub(super) fn finish_connection(
    stage: Stage,
    from: &NodeHandle,
    ends: &BTreeMap<Arc<str>, Option<String>>,
    edge: Option<(Arc<str>, bool)>,
) {
    frame(stage);
    let point = stage.camera.get_untracked().picture(stage.pointer.get_value());
    let over = stage.node_at(point, 10.0).filter(|id| *id != from.id);
    end(stage);
    match (over, edge) {
        // On empty canvas a line asks what should be at its end.
        (None, None) if !from.rect().grown(10.0).holds(point) => {
            // The line stays while its end is chosen.
            stage.ghost.set(Some(Ghost {
                path: reach(&from.rect(), point).path(),
                refused: false,
                hint: String::new(),
            }));
            stage.choosing.set(Some(Asking::Add { at: point, link: Some((from.id.clone(), false)) }));
        }
        (None, _) => {}
        (Some(over), edge) => match (ends.get(&over), edge) {
            (Some(Some(reason)), _) => stage.session.toasts().refused(reason.clone()),
            (_, Some((edge, begin))) => keys::reconnect(stage, &edge, begin, &over),
            (_, None) => keys::connect(stage, &from.id, &over),
        },
    }
}
