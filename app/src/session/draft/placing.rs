//! Where cards stand: new ones, moved ones and those that are locked.

use serde_json::{Map, json};
use topology::Document;
use topology::collections::BTreeMap;
use topology::document::{Capability, Id, NodeKind, Pointer};
use topology::edit::Edit;

use crate::canvas::geometry::Point;
use crate::session::picture::view_id;

/// What the palette offers: a kind, under a name, with first fields.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preset {
    /// What the palette and a new card say.
    pub title: &'static str,
    /// The symbol.
    pub icon: &'static str,
    /// The kind.
    pub kind: NodeKind,
    /// The product that most begin with, if the kind has products.
    pub engine: Option<&'static str>,
    /// What a platform offers.
    pub provides: &'static [Capability],
}

/// A new node at a place: its id and the edit.
#[must_use]
pub fn place(document: &Document, preset: &Preset, at: Point) -> (Id, Edit) {
    let id = document.free_id(&Id::propose(preset.title, preset.kind.word()));
    let number = id
        .as_str()
        .rsplit_once('-')
        .map(|(_, number)| number)
        .filter(|number| number.bytes().all(|b| b.is_ascii_digit()));
    let title = number.map_or_else(|| preset.title.to_owned(), |number| format!("{} {number}", preset.title));
    let mut node = Map::new();
    node.insert("kind".into(), json!(preset.kind));
    node.insert("title".into(), title.into());
    if let Some(engine) = preset.engine {
        node.insert("engine".into(), engine.into());
    }
    if !preset.provides.is_empty() {
        node.insert("provides".into(), json!(preset.provides));
    }
    let mut edits = with_view(document);
    edits.push(Edit::Create { path: Pointer::of(["nodes", id.as_str()]), value: node.into() });
    edits.push(set_place(document, &id, at));
    (id, Edit::Batch { edits })
}

/// Puts cards at places.
#[must_use]
pub fn move_to<'a>(document: &Document, places: impl IntoIterator<Item = (&'a str, Point)>) -> Edit {
    let mut edits = with_view(document);
    edits.extend(places.into_iter().filter_map(|(id, at)| Id::parse(id).ok().map(|id| set_place(document, &id, at))));
    Edit::Batch { edits }
}

/// Whether a node stays where it is.
#[must_use]
pub fn is_locked(document: &Document, id: &str) -> bool {
    document.views.get(view_id(document)).is_some_and(|view| view.locked.contains(id))
}

/// Locks nodes where they stand, or lets them go. `placed` puts them there first.
#[must_use]
pub fn lock(document: &Document, ids: &[String], on: bool, placed: Edit) -> Edit {
    let path = Pointer::of(["views", view_id(document), "locked"]);
    let held = |id: &&String| is_locked(document, id) != on;
    let one = |id: &String| match on {
        true => Edit::Add { path: path.clone(), member: json!(id) },
        false => Edit::Remove { path: path.clone(), member: json!(id) },
    };
    Edit::Batch { edits: std::iter::once(placed).chain(ids.iter().filter(held).map(one)).collect() }
}

/// The edit that makes the view, where there is none yet.
pub fn with_view(document: &Document) -> Vec<Edit> {
    let id = view_id(document);
    if document.views.contains_key(id) {
        Vec::new()
    } else {
        vec![Edit::Create { path: Pointer::of(["views", id]), value: json!({}) }]
    }
}

/// Puts one card at a place of the view that is shown.
#[allow(clippy::cast_possible_truncation, reason = "the canvas ends long before")]
pub fn set_place(document: &Document, id: &Id, at: Point) -> Edit {
    Edit::Set {
        path: Pointer::of(["views", view_id(document), "layout", id.as_str()]),
        value: json!([at.x.round() as i32, at.y.round() as i32]),
    }
}

/// Where the view that is shown places a node.
#[must_use]
pub fn place_of(document: &Document, id: &str) -> Option<Point> {
    let [x, y] = document.views.get(view_id(document))?.layout.get(id)?;
    Some(Point::new(f64::from(*x), f64::from(*y)))
}

/// All places of the view that is shown.
pub(super) fn places(document: &Document) -> BTreeMap<Id, Point> {
    let layout = document.views.get(view_id(document)).map(|view| &view.layout);
    layout.into_iter().flatten().map(|(id, [x, y])| (id.clone(), Point::new(f64::from(*x), f64::from(*y)))).collect()
}
