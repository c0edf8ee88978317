//! The picture: one handle per node and edge with a signal for each thing that changes on its own.
//!
//! After each change of the document the handles are brought up to date; what is the same as before tells nobody.

mod filling;
mod planning;

use std::sync::Arc;
use topology::collections::BTreeMap;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use topology::document::{BoundaryKind, Document, Id};

use super::container::{area, folded, held, label};
use super::draft::is_locked;
use super::face::{EdgeFace, NodeFace, drawn_ends, edge_face, folded_face, node_face};
use super::marks::Marks;
use crate::canvas::arrange::arrange;
use crate::canvas::geometry::{Point, Rect};
use crate::canvas::route::{Lane, Route, route};
use crate::canvas::{CARD_HEIGHT, CARD_WIDTH};
use planning::{Planned, PlannedFor};

/// The insides of so many cards are drawn with them; of more, once the picture stands.
const FEW: usize = 120;

/// The view whose layout the canvas shows and writes: `main`, else the first there is.
#[must_use]
pub fn view_id(document: &Document) -> &str {
    let main = "main";
    if document.views.contains_key(main) { main } else { document.views.keys().next().map_or(main, Id::as_str) }
}

/// A node on the canvas.
#[derive(Debug, Clone)]
pub struct NodeHandle {
    /// The node's id.
    pub id: Arc<str>,
    /// Its top left corner.
    pub place: ArcRwSignal<Point>,
    /// What its card says.
    pub face: ArcRwSignal<NodeFace>,
    /// What findings say about it.
    pub marks: ArcRwSignal<Marks>,
    /// Whether it is selected.
    pub selected: ArcRwSignal<bool>,
    /// Whether its icon and its words are drawn.
    pub inside: ArcRwSignal<bool>,
    /// Where it stood when it was lifted off the drawing; nothing where it was not.
    pub lifted: ArcRwSignal<Option<Point>>,
}

impl NodeHandle {
    /// The card's rectangle now, without following it.
    #[must_use]
    pub fn rect(&self) -> Rect {
        Rect::at(self.place.get_untracked(), CARD_WIDTH, CARD_HEIGHT)
    }
}

/// An edge on the canvas.
#[derive(Debug, Clone)]
pub struct EdgeHandle {
    /// The edge's id.
    pub id: Arc<str>,
    /// Where the arrow begins, and where it ends.
    pub ends: (Arc<str>, Arc<str>),
    /// Its line, following both ends.
    pub route: ArcMemo<Route>,
    /// What its line and label show.
    pub face: ArcRwSignal<EdgeFace>,
    /// What findings say about it.
    pub marks: ArcRwSignal<Marks>,
    /// Whether it is selected.
    pub selected: ArcRwSignal<bool>,
    lane: ArcRwSignal<Lane>,
    /// The way that was found for it among all others, for as long as both cards stand where they stood then.
    planned: ArcRwSignal<Option<Planned>>,
}

/// A boundary on the canvas.
#[derive(Debug, Clone)]
pub struct BoundaryHandle {
    /// The boundary's id.
    pub id: Arc<str>,
    /// Of which a node lies in one at most.
    pub sort: BoundaryKind,
    /// Title and owner.
    pub label: ArcRwSignal<String>,
    /// The cards that are drawn in it.
    pub members: ArcRwSignal<Vec<Arc<str>>>,
    /// Where it is drawn. It follows its members once they are dropped, so that they can be dragged out.
    pub area: ArcRwSignal<Rect>,
    /// Whether it is selected.
    pub selected: ArcRwSignal<bool>,
}

/// All handles, by id.
#[derive(Debug, Clone, Copy)]
pub struct Picture {
    /// Nodes by id.
    pub nodes: RwSignal<Vec<NodeHandle>>,
    /// Edges by id.
    pub edges: RwSignal<Vec<EdgeHandle>>,
    /// Boundaries that take room, by id.
    pub boundaries: RwSignal<Vec<BoundaryHandle>>,
    /// The labels of so many lines, the first ones, are drawn.
    pub labelled: RwSignal<usize>,
    /// Whether the insides of all cards are drawn, and of every new one at once.
    filled: StoredValue<bool>,
    /// Places of nodes that the document does not place; they stay until somebody moves something.
    unplaced: StoredValue<BTreeMap<String, Point>>,
    /// The nodes that collapsed boundaries hide, with these.
    folded: StoredValue<BTreeMap<String, Arc<str>>>,
    /// What the lines were planned for the last time.
    planned_for: StoredValue<PlannedFor>,
    /// Waits until nothing has changed for a while.
    calm: StoredValue<Option<TimeoutHandle>>,
    /// Whether somebody holds cards, which do not stand where they are then.
    held: StoredValue<bool>,
    /// Called before cards or lines come or go.
    relist: StoredValue<Option<Callback<()>>>,
}

impl Picture {
    /// An empty picture.
    #[must_use]
    pub fn new() -> Self {
        Self {
            nodes: RwSignal::new(Vec::new()),
            edges: RwSignal::new(Vec::new()),
            boundaries: RwSignal::new(Vec::new()),
            labelled: RwSignal::new(0),
            filled: StoredValue::new(false),
            unplaced: StoredValue::new(BTreeMap::new()),
            folded: StoredValue::new(BTreeMap::new()),
            planned_for: StoredValue::new(PlannedFor::default()),
            calm: StoredValue::new(None),
            held: StoredValue::new(false),
            relist: StoredValue::new(None),
        }
    }

    /// Brings the handles up to date with a document.
    pub fn show(&self, document: &Document) {
        let places = self.places(document);
        let folded = folded(document);
        self.show_nodes(document, &places, &folded);
        self.show_edges(document, &folded);
        self.show_boundaries(document, &folded);
        self.folded.set_value(folded.into_iter().map(|(id, boundary)| (id.to_owned(), boundary.into())).collect());
        self.plan_lines();
    }

    /// Calls back before cards or lines come or go.
    pub fn on_relist(&self, relist: Callback<()>) {
        self.relist.set_value(Some(relist));
    }

    fn relists(&self) {
        if let Some(relist) = self.relist.get_value() {
            relist.run(());
        }
    }

    /// The places that the document does not hold but the canvas shows.
    #[must_use]
    pub fn unplaced(&self) -> BTreeMap<String, Point> {
        self.unplaced.get_value()
    }

    /// The handle of a node.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<NodeHandle> {
        self.nodes.with_untracked(|nodes| nodes.iter().find(|node| &*node.id == id).cloned())
    }

    /// The handle of an edge.
    #[must_use]
    pub fn edge(&self, id: &str) -> Option<EdgeHandle> {
        self.edges.with_untracked(|edges| edges.iter().find(|edge| &*edge.id == id).cloned())
    }

    /// The handle of a boundary that is not collapsed.
    #[must_use]
    pub fn boundary(&self, id: &str) -> Option<BoundaryHandle> {
        self.boundaries.with_untracked(|all| all.iter().find(|boundary| &*boundary.id == id).cloned())
    }

    /// Hands each node that a collapsed boundary hides over, with that boundary.
    pub fn each_folded(&self, mut each: impl FnMut(&str, &Arc<str>)) {
        self.folded.with_value(|folded| folded.iter().for_each(|(id, boundary)| each(id, boundary)));
    }

    /// The card of a node: its own, or that of the collapsed boundary that hides it.
    #[must_use]
    pub fn card(&self, id: &str) -> Option<NodeHandle> {
        self.node(id).or_else(|| self.folded.with_value(|folded| folded.get(id).cloned()).and_then(|id| self.node(&id)))
    }

    /// The rectangle around everything.
    #[must_use]
    pub fn extent(&self) -> Option<Rect> {
        let boundaries = self
            .boundaries
            .with_untracked(|all| Rect::around(all.iter().map(|boundary| boundary.area.get_untracked())));
        self.nodes.with_untracked(|nodes| Rect::around(nodes.iter().map(NodeHandle::rect).chain(boundaries)))
    }

    fn places(&self, document: &Document) -> BTreeMap<String, Point> {
        let layout = document.views.get(view_id(document)).map(|view| &view.layout);
        let mut places: BTreeMap<String, Point> = layout
            .into_iter()
            .flatten()
            .filter(|(id, _)| document.nodes.contains_key(id.as_str()))
            .map(|(id, [x, y])| (id.to_string(), Point::new(f64::from(*x), f64::from(*y))))
            .collect();
        let mut loose = self.unplaced.get_value();
        loose.retain(|id, _| document.nodes.contains_key(id.as_str()) && !places.contains_key(id));
        places.extend(loose.clone());
        if places.len() < document.nodes.len() {
            let ids: Vec<&str> = document.nodes.keys().map(Id::as_str).collect();
            let pairs: Vec<(&str, &str)> = document.edges.values().map(drawn_ends).collect();
            let known: BTreeMap<&str, Point> = places.iter().map(|(id, place)| (id.as_str(), *place)).collect();
            let found: Vec<(String, Point)> =
                arrange(&ids, &pairs, &known).into_iter().map(|(id, p)| (id.to_owned(), p)).collect();
            loose.extend(found.iter().cloned());
            places.extend(found);
        }
        self.unplaced.set_value(loose);
        places
    }

    fn show_nodes(&self, document: &Document, places: &BTreeMap<String, Point>, folded: &BTreeMap<&str, &str>) {
        let old: BTreeMap<Arc<str>, NodeHandle> =
            self.nodes.with_untracked(|nodes| nodes.iter().map(|node| (node.id.clone(), node.clone())).collect());
        let mut same = true;
        let inside = document.nodes.len() <= FEW || self.filled.get_value();
        if inside && self.labelled.get_untracked() != usize::MAX {
            self.labelled.set(usize::MAX);
        }
        let mut next = Vec::with_capacity(document.nodes.len());
        let mut links: BTreeMap<&str, usize> = BTreeMap::new();
        for end in document.edges.values().flat_map(|edge| [edge.from.as_str(), edge.to.as_str()]) {
            *links.entry(folded.get(end).copied().unwrap_or(end)).or_default() += 1;
        }
        let mut show = |id: &str, place: Point, mut face: NodeFace| {
            face.links = links.get(id).copied().unwrap_or_default();
            face.locked = is_locked(document, id);
            if let Some(handle) = old.get(id) {
                put(&handle.place, place);
                put(&handle.face, face);
                next.push(handle.clone());
            } else {
                same = false;
                next.push(NodeHandle {
                    id: id.into(),
                    place: ArcRwSignal::new(place),
                    face: ArcRwSignal::new(face),
                    marks: ArcRwSignal::default(),
                    selected: ArcRwSignal::new(false),
                    inside: ArcRwSignal::new(inside),
                    lifted: ArcRwSignal::new(None),
                });
            }
        };
        let mut cards: BTreeMap<&str, (Point, usize)> = BTreeMap::new();
        for (id, node) in &document.nodes {
            let place = places.get(id.as_str()).copied().unwrap_or_default();
            match folded.get(id.as_str()) {
                // The card of a collapsed boundary stands where its members begin.
                Some(boundary) => {
                    let (corner, count) = cards.entry(boundary).or_insert((place, 0));
                    *corner = Point::new(corner.x.min(place.x), corner.y.min(place.y));
                    *count += 1;
                }
                None => show(id.as_str(), place, node_face(id.as_str(), node)),
            }
        }
        for (id, (place, count)) in cards {
            show(id, place, folded_face(label(document, id), count));
        }
        if !same || old.len() != next.len() {
            self.relists();
            self.nodes.set(next);
        }
    }

    fn show_edges(&self, document: &Document, folded: &BTreeMap<&str, &str>) {
        let old: BTreeMap<Arc<str>, EdgeHandle> =
            self.edges.with_untracked(|edges| edges.iter().map(|edge| (edge.id.clone(), edge.clone())).collect());
        let nodes: BTreeMap<Arc<str>, NodeHandle> =
            self.nodes.with_untracked(|nodes| nodes.iter().map(|node| (node.id.clone(), node.clone())).collect());
        let mut beside: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
        // A collapsed boundary has one line to each neighbour, however many lie behind it.
        let mut behind: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let ends = |edge| {
            let (from, to) = drawn_ends(edge);
            let ends = (folded.get(from).copied().unwrap_or(from), folded.get(to).copied().unwrap_or(to));
            (ends, ends != (from, to))
        };
        for edge in document.edges.values() {
            let (ends, hidden) = ends(edge);
            let count = if hidden { behind.entry(ends).or_default() } else { &mut 0 };
            *count += 1;
            if ends.0 != ends.1 && *count == 1 {
                beside.entry(pair(ends)).or_default().1 += 1;
            }
        }
        let mut same = true;
        let mut next = Vec::with_capacity(document.edges.len());
        for (id, edge) in &document.edges {
            let ((from, to), hidden) = ends(edge);
            let count = if hidden { behind.insert((from, to), 0).unwrap_or_default() } else { 1 };
            let (Some(start), Some(end), true) = (nodes.get(from), nodes.get(to), count > 0 && from != to) else {
                continue;
            };
            let lane = beside.get_mut(&pair((from, to))).map_or_else(Lane::default, |(index, count)| {
                *index += 1;
                Lane::of(*index - 1, *count)
            });
            let mut face = edge_face(document, edge, (from, to));
            if count > 1 {
                face.label = Some(format!("{count} connections"));
            }
            // A reconnected edge, or an end that was deleted and came back, needs a line that follows the new cards.
            let kept = old
                .get(id.as_str())
                .filter(|handle| Arc::ptr_eq(&handle.ends.0, &start.id) && Arc::ptr_eq(&handle.ends.1, &end.id));
            if let Some(handle) = kept {
                put(&handle.face, face);
                put(&handle.lane, lane);
                next.push(handle.clone());
            } else {
                same = false;
                next.push(edge_handle(id.as_str(), start, end, face, lane));
            }
        }
        let same = same && old.len() == next.len();
        if !same {
            self.relists();
            self.edges.set(next);
        }
    }

    fn show_boundaries(&self, document: &Document, folded: &BTreeMap<&str, &str>) {
        let view = document.views.get(view_id(document));
        let nodes: BTreeMap<Arc<str>, NodeHandle> =
            self.nodes.with_untracked(|nodes| nodes.iter().map(|node| (node.id.clone(), node.clone())).collect());
        let mut members: BTreeMap<(&str, BoundaryKind), Vec<Arc<str>>> = BTreeMap::new();
        for (id, node) in &document.nodes {
            let card = folded.get(id.as_str()).copied().unwrap_or(id.as_str());
            for sort in [BoundaryKind::Domain, BoundaryKind::Network, BoundaryKind::Team] {
                let Some(boundary) = held(node, sort).filter(|boundary| boundary.as_str() != card) else { continue };
                let inside = members.entry((boundary.as_str(), sort)).or_default();
                match nodes.get(card) {
                    Some(handle) if !inside.contains(&handle.id) => inside.push(handle.id.clone()),
                    _ => {}
                }
            }
        }
        for (id, boundary) in &document.boundaries {
            if view.is_some_and(|view| view.areas.contains_key(id) && !view.collapsed.contains(id)) {
                members.entry((id.as_str(), boundary.kind)).or_default();
            }
        }
        let old = self.boundaries.get_untracked();
        let mut next: Vec<BoundaryHandle> = Vec::new();
        for ((id, sort), inside) in members {
            let boundary = document.boundaries.get(id);
            let title = label(document, id);
            let title = match boundary.and_then(|b| b.owner.as_ref()) {
                Some(owner) => format!("{title} · {}", owner.as_str()),
                None => title.to_owned(),
            };
            let cards = inside.iter().filter_map(|id| nodes.get(id)).map(NodeHandle::rect);
            let around = Rect::around(cards).map(|area| area.grown(room(sort)));
            let Some(drawn) = Rect::around(around.into_iter().chain(area(document, id))) else { continue };
            if let Some(handle) = old.iter().find(|handle| &*handle.id == id && handle.sort == sort) {
                put(&handle.label, title);
                put(&handle.area, drawn);
                put(&handle.members, inside);
                next.push(handle.clone());
            } else {
                next.push(BoundaryHandle {
                    id: id.into(),
                    sort,
                    label: ArcRwSignal::new(title),
                    members: ArcRwSignal::new(inside),
                    area: ArcRwSignal::new(drawn),
                    selected: ArcRwSignal::new(false),
                });
            }
        }
        let same = |a: &[BoundaryHandle], b: &[BoundaryHandle]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(&a.id, &b.id))
        };
        if !same(&old, &next) {
            self.boundaries.set(next);
        }
    }
}

/// How far a boundary reaches beyond its members: those of several sorts around the same cards lie inside one another.
fn room(sort: BoundaryKind) -> f64 {
    match sort {
        BoundaryKind::Team => 36.0,
        BoundaryKind::Network => 28.0,
        BoundaryKind::Domain => 20.0,
    }
}

fn edge_handle(id: &str, start: &NodeHandle, end: &NodeHandle, face: EdgeFace, lane: Lane) -> EdgeHandle {
    let lane = ArcRwSignal::new(lane);
    let (from, to, beside) = (start.place.clone(), end.place.clone(), lane.clone());
    let planned: ArcRwSignal<Option<Planned>> = ArcRwSignal::new(None);
    let found = planned.clone();
    EdgeHandle {
        id: id.into(),
        ends: (start.id.clone(), end.id.clone()),
        route: ArcMemo::new(move |_| {
            let (from, to, beside) = (from.get(), to.get(), beside.get());
            let planned = found.with(|planned| {
                planned.as_ref().filter(|planned| planned.ends == (from, to)).map(|planned| planned.route.clone())
            });
            // While a card moves, its lines follow it by their ends alone.
            planned.unwrap_or_else(|| {
                let card = |place| Rect::at(place, CARD_WIDTH, CARD_HEIGHT);
                route(&card(from), &card(to), beside)
            })
        }),
        face: ArcRwSignal::new(face),
        marks: ArcRwSignal::default(),
        selected: ArcRwSignal::new(false),
        lane,
        planned,
    }
}

fn pair<'a>((from, to): (&'a str, &'a str)) -> (&'a str, &'a str) {
    if from <= to { (from, to) } else { (to, from) }
}

/// Sets a signal only where the value is another one.
pub fn put<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}
