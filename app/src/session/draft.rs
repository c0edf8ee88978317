//! Gestures put into edits. Nothing here touches the document; what it says is what the gesture would do.

use topology::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use topology::Document;
use topology::document::{Capability, EdgeKind, Id, NodeKind, Pointer};
use topology::edit::{Edit, apply};

use super::face::{drawn_ends, kind_title};
use super::picture::view_id;
use super::selection::Item;
use crate::canvas::arrange::free_place;
use crate::canvas::geometry::Point;

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

/// A new node at a place, connected to another one: out of it, or into it where `into` says so.
///
/// # Errors
/// The reason why the two can't be connected.
pub fn place_connected(
    document: &Document,
    preset: &Preset,
    at: Point,
    other: &str,
    into: bool,
) -> Result<(Id, Edit), String> {
    let (id, edit) = place(document, preset, at);
    let mut scratch = document.clone();
    apply(&mut scratch, &edit).map_err(|problem| problem.message)?;
    let (from, to) = if into { (id.as_str(), other) } else { (other, id.as_str()) };
    let (_, edge) = connect(&scratch, from, to)?;
    Ok((id, Edit::Batch { edits: vec![edit, edge] }))
}

/// Gives one end of an edge to another node: the arrow's end, or where `start` says so its beginning. The edge keeps its id.
///
/// # Errors
/// The reason why it can't be.
pub fn reconnect(document: &Document, edge: &str, start: bool, to: &str) -> Result<Edit, String> {
    let held = document.edges.get(edge).ok_or("The connection is gone.")?;
    let (from, end) = drawn_ends(held);
    let (from, end) = if start { (to, end) } else { (from, to) };
    let (kind, from, to) = connection(document, from, end)?;
    let path = Pointer::of(["edges", edge]);
    let set = |field: &str, id: Id| Edit::Set { path: path.join(field), value: json!(id) };
    let fits = held.kind == kind
        || (kind == EdgeKind::Call && !matches!(held.kind, EdgeKind::Data | EdgeKind::Publish | EdgeKind::Subscribe));
    Ok(if fits {
        Edit::Batch { edits: vec![set("from", from), set("to", to)] }
    } else {
        // Another kind has other fields.
        Edit::Set { path, value: json!({ "from": from, "to": to, "kind": kind }) }
    })
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

/// Puts cards at places.
#[must_use]
pub fn move_to<'a>(document: &Document, places: impl IntoIterator<Item = (&'a str, Point)>) -> Edit {
    let mut edits = with_view(document);
    edits.extend(places.into_iter().filter_map(|(id, at)| Id::parse(id).ok().map(|id| set_place(document, &id, at))));
    Edit::Batch { edits }
}

/// The edit that makes the view, where there is none yet.
pub(super) fn with_view(document: &Document) -> Vec<Edit> {
    let id = view_id(document);
    if document.views.contains_key(id) {
        Vec::new()
    } else {
        vec![Edit::Create { path: Pointer::of(["views", id]), value: json!({}) }]
    }
}

/// Puts one card at a place of the view that is shown.
#[allow(clippy::cast_possible_truncation, reason = "the canvas ends long before")]
pub(super) fn set_place(document: &Document, id: &Id, at: Point) -> Edit {
    Edit::Set {
        path: Pointer::of(["views", view_id(document), "layout", id.as_str()]),
        value: json!([at.x.round() as i32, at.y.round() as i32]),
    }
}

/// What an edge between two nodes would be, or why there can't be one.
///
/// # Errors
/// The reason, as a sentence for the person.
pub fn connection(document: &Document, from: &str, to: &str) -> Result<(EdgeKind, Id, Id), String> {
    let (Some((from_id, start)), Some((to_id, end))) =
        (document.nodes.get_key_value(from), document.nodes.get_key_value(to))
    else {
        return Err("One of the two is gone.".into());
    };
    if from == to {
        return Err("Drop it on another node.".into());
    }
    let provides: Vec<Capability> = end.provides.iter().copied().collect();
    let (kind, turned) =
        joined((start.kind, document.node_label(from)), (end.kind, document.node_label(to), &provides))?;
    Ok(if turned { (kind, to_id.clone(), from_id.clone()) } else { (kind, from_id.clone(), to_id.clone()) })
}

/// What an edge from a kind to another would be, and whether the one where the arrow ends is the one who connects.
///
/// # Errors
/// The reason why there can't be one, as a sentence for the person.
pub fn joined(
    (start, start_label): (NodeKind, &str),
    (end, end_label, provides): (NodeKind, &str, &[Capability]),
) -> Result<(EdgeKind, bool), String> {
    // The arrow follows the message, the edge names the one who connects: a queue's reader connects to the queue.
    if start == NodeKind::Queue && (end.is_workload() || end == NodeKind::External) {
        return Ok((EdgeKind::Subscribe, true));
    }
    if start.is_data() {
        return Err(format!("{start_label} opens no connections. Draw from the one who uses it."));
    }
    match end {
        NodeKind::Client => Err(format!("{end_label} is outside and takes no connections.")),
        NodeKind::Worker | NodeKind::Job => Err(format!("{end_label} takes no calls. Give it work over a queue.")),
        NodeKind::Platform => Ok((towards_platform(provides), false)),
        kind => Ok((EdgeKind::towards(kind), false)),
    }
}

fn towards_platform(provides: &[Capability]) -> EdgeKind {
    let offers = |word| provides.contains(&word);
    if offers(Capability::Identity) || offers(Capability::Mail) || provides.is_empty() {
        EdgeKind::Call
    } else if offers(Capability::Discovery) {
        EdgeKind::Discovery
    } else if offers(Capability::Configuration) || offers(Capability::Secrets) {
        EdgeKind::Config
    } else {
        EdgeKind::Telemetry
    }
}

/// A new edge: its id and the edit.
///
/// # Errors
/// The reason why there can't be one.
pub fn connect(document: &Document, from: &str, to: &str) -> Result<(String, Edit), String> {
    let (kind, from, to) = connection(document, from, to)?;
    let id = document.free_edge_id(&from, &to).to_string();
    let edit = Edit::Create {
        path: Pointer::of(["edges", id.as_str()]),
        value: json!({ "from": from, "to": to, "kind": kind }),
    };
    Ok((id, edit))
}

/// Everything that another document says, put into an empty one; its own names stay.
#[must_use]
pub fn begin_with(other: &Value) -> Edit {
    const OWN: [&str; 4] = ["groundplan", "name", "title", "comments"];
    // Ends before what leads to them, so that each edit alone leaves nothing dangling.
    const MEMBERS: [&str; 7] = ["boundaries", "nodes", "edges", "environments", "rules", "waivers", "views"];
    let whole = other
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(field, _)| !OWN.contains(&field.as_str()) && !MEMBERS.contains(&field.as_str()));
    let set = |path: Pointer, value: &Value| Edit::Set { path, value: value.clone() };
    let mut edits: Vec<Edit> = Vec::new();
    for (field, value) in whole {
        match value.as_object().filter(|_| field == "defaults") {
            Some(members) => edits.extend(members.iter().map(|(id, value)| set(Pointer::of([field, id]), value))),
            None => edits.push(set(Pointer::of([field]), value)),
        }
    }
    for field in MEMBERS {
        let members = other[field].as_object().into_iter().flatten();
        edits.extend(members.map(|(id, value)| set(Pointer::of([field, id.as_str()]), value)));
    }
    Edit::Batch { edits }
}

/// A title as a label of undo: labels follow “Undo:”, so they begin small.
#[must_use]
pub fn small(title: &str) -> String {
    let mut label = title.to_owned();
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    label
}

/// Takes nodes and edges away. Edges of a deleted node go with it.
#[must_use]
pub fn delete(document: &Document, items: &BTreeSet<Item>) -> Edit {
    let gone = |id: &Id| items.iter().any(|item| matches!(item, Item::Node(node) if **node == *id.as_str()));
    let edits = items
        .iter()
        .filter_map(|item| match item {
            Item::Node(id) => {
                document.nodes.contains_key(&**id).then(|| Edit::Delete { path: Pointer::of(["nodes", &**id]) })
            }
            Item::Edge(id) => document
                .edges
                .get(&**id)
                .filter(|edge| !gone(&edge.from) && !gone(&edge.to))
                .map(|_| Edit::Delete { path: Pointer::of(["edges", &**id]) }),
            Item::Boundary(id) => document
                .boundaries
                .contains_key(&**id)
                .then(|| Edit::Delete { path: Pointer::of(["boundaries", &**id]) }),
        })
        .collect();
    Edit::Batch { edits }
}

/// The edits of a fix, and places for the nodes that it makes: where they meant to stand, but on nobody else's card.
#[must_use]
pub fn settled(document: &Document, edits: &[Edit]) -> Edit {
    let mut scratch = document.clone();
    let mut all = edits.to_vec();
    if apply(&mut scratch, &Edit::Batch { edits: all.clone() }).is_err() {
        // It will be refused with its reason when it is applied.
        return Edit::Batch { edits: all };
    }
    let mut taken: BTreeMap<Id, Point> =
        places(&scratch).into_iter().filter(|(id, _)| document.nodes.contains_key(id)).collect();
    if taken.is_empty() {
        return Edit::Batch { edits: all };
    }
    all.splice(0..0, with_view(document));
    let wanted = places(&scratch);
    for id in scratch.nodes.keys().filter(|id| !document.nodes.contains_key(*id)) {
        let near: Vec<Point> = scratch
            .edges
            .values()
            .filter_map(|edge| {
                if edge.from == *id {
                    Some(&edge.to)
                } else if edge.to == *id {
                    Some(&edge.from)
                } else {
                    None
                }
            })
            .filter_map(|other| taken.get(other).copied())
            .collect();
        let Some(at) = wanted.get(id).copied().or_else(|| middle(&near)) else { continue };
        let others: Vec<Point> = taken.values().copied().collect();
        let at = free_place(at, &others);
        all.push(set_place(document, id, at));
        taken.insert(id.clone(), at);
    }
    Edit::Batch { edits: all }
}

/// Where the view that is shown places a node.
#[must_use]
pub fn place_of(document: &Document, id: &str) -> Option<Point> {
    let [x, y] = document.views.get(view_id(document))?.layout.get(id)?;
    Some(Point::new(f64::from(*x), f64::from(*y)))
}

fn places(document: &Document) -> BTreeMap<Id, Point> {
    let layout = document.views.get(view_id(document)).map(|view| &view.layout);
    layout.into_iter().flatten().map(|(id, [x, y])| (id.clone(), Point::new(f64::from(*x), f64::from(*y)))).collect()
}

#[allow(clippy::cast_precision_loss, reason = "a handful of neighbours")]
fn middle(points: &[Point]) -> Option<Point> {
    let sum = points.iter().copied().reduce(|a, b| a + b)?;
    Some(Point::new(sum.x / points.len() as f64, sum.y / points.len() as f64))
}

/// Gives a node a title, and the id too while it still has the one that the palette gave it and nothing refers to it; nothing but
/// edges, where it is the `first` title right after the node was made.
/// Returns the id that the node has then.
#[must_use]
pub fn retitle(document: &Document, id: &str, title: &str, first: bool) -> Option<(String, Edit)> {
    let (id, node) = document.nodes.get_key_value(id)?;
    let title = title.trim();
    if title.is_empty() || node.title.as_ref().is_some_and(|old| old.as_str() == title) {
        return None;
    }
    let set = Edit::Set { path: Pointer::of(["nodes", id.as_str(), "title"]), value: title.into() };
    let wanted = Id::propose(title, id.as_str());
    if wanted == *id || !is_unnamed(document, id, first) {
        return Some((id.to_string(), set));
    }
    let to = document.free_id(&wanted);
    let mut value = topology::json::write(node);
    value.as_object_mut()?.insert("title".into(), title.into());
    let mut edits = vec![
        Edit::Delete { path: Pointer::of(["nodes", id.as_str()]) },
        Edit::Create { path: Pointer::of(["nodes", to.as_str()]), value },
    ];
    edits.extend(place_of(document, id.as_str()).map(|at| set_place(document, &to, at)));
    // What it was connected with from the first moment is drawn again under its own name.
    let mut scratch = document.clone();
    for edge in document.edges.values().filter(|edge| edge.from == *id || edge.to == *id) {
        let mut edge = edge.clone();
        for end in [&mut edge.from, &mut edge.to] {
            if *end == *id {
                *end = to.clone();
            }
        }
        let own = scratch.free_edge_id(&edge.from, &edge.to);
        edits.push(Edit::Create { path: Pointer::of(["edges", own.as_str()]), value: topology::json::write(&edge) });
        scratch.edges.insert(own, edge);
    }
    Some((to.to_string(), Edit::Batch { edits }))
}

/// Whether a node still has id and title from the palette, and nothing but edges names it.
fn is_unnamed(document: &Document, id: &Id, first: bool) -> bool {
    let Some(node) = document.nodes.get(id) else { return false };
    let Some(title) = node.title.as_ref().map(|title| title.as_str()) else { return false };
    let stem = title.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let from_palette = stem == kind_title(node.kind) || (node.kind == NodeKind::Platform && !node.provides.is_empty());
    from_palette
        && Id::propose(title, node.kind.word()) == *id
        && node.was.is_empty()
        && !document.edges.iter().any(|(name, edge)| {
            (edge.from == *id || edge.to == *id)
                && (!first
                    || document.environments.values().any(|environment| environment.edges.contains_key(name))
                    || document.waivers.values().any(|waiver| waiver.edge.as_ref() == Some(name)))
        })
        && !document.environments.values().any(|environment| environment.nodes.contains_key(id))
        && !document.waivers.values().any(|waiver| waiver.node.as_ref() == Some(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: Preset =
        Preset { title: "Service", icon: "box", kind: NodeKind::Service, engine: None, provides: &[] };
    const CLIENT: Preset =
        Preset { title: "Client", icon: "user", kind: NodeKind::Client, engine: None, provides: &[] };
    const QUEUE: Preset =
        Preset { title: "Queue", icon: "list-ordered", kind: NodeKind::Queue, engine: Some("rabbitmq"), provides: &[] };

    fn drawn(presets: &[&Preset]) -> Document {
        let mut document = Document::new(Id::parse("shop").unwrap());
        for preset in presets {
            let (_, edit) = place(&document, preset, Point::new(10.2, 20.0));
            apply(&mut document, &edit).unwrap();
        }
        document
    }

    #[test]
    fn every_preset_and_gesture_makes_a_valid_document() {
        let mut document = drawn(&[&SERVICE, &SERVICE, &QUEUE]);
        assert_eq!(document.nodes.keys().map(Id::as_str).collect::<Vec<_>>(), ["queue", "service", "service-2"]);
        assert_eq!(document.node_label("service-2"), "Service 2");
        let (id, edit) = connect(&document, "service", "queue").unwrap();
        apply(&mut document, &edit).unwrap();
        assert_eq!(document.edges[id.as_str()].kind, EdgeKind::Publish);
    }

    #[test]
    fn a_node_at_the_end_of_a_new_edge_takes_its_first_title_as_its_id() {
        let mut document = drawn(&[&SERVICE]);
        let (id, edit) = place_connected(&document, &QUEUE, Point::default(), "service", false).unwrap();
        apply(&mut document, &edit).unwrap();
        assert!(document.edges.contains_key("service--queue"));
        let (id, edit) = retitle(&document, id.as_str(), "Orders placed", true).unwrap();
        apply(&mut document, &edit).unwrap();
        assert_eq!(document.edges["service--orders-placed"].to.as_str(), id);
        assert_eq!((document.nodes.len(), document.edges.len()), (2, 1));
        assert!(place_connected(&document, &SERVICE, Point::default(), &id, true).is_ok());
        let refused = place_connected(&document, &CLIENT, Point::default(), "service", false).unwrap_err();
        assert!(refused.contains("takes no connections"), "{refused}");
    }

    #[test]
    fn an_end_moved_to_another_node_keeps_the_edge_and_a_kind_of_another_sort_starts_afresh() {
        let mut document = drawn(&[&SERVICE, &SERVICE, &QUEUE, &SERVICE]);
        let (edge, edit) = connect(&document, "service", "service-2").unwrap();
        apply(&mut document, &edit).unwrap();
        let edit = Edit::Set { path: Pointer::of(["edges", edge.as_str(), "timeout_ms"]), value: json!(900) };
        apply(&mut document, &edit).unwrap();
        let edit = reconnect(&document, &edge, false, "service-3").unwrap();
        apply(&mut document, &edit).unwrap();
        let timeout = topology::edit::get(&document, &Pointer::of(["edges", edge.as_str(), "timeout_ms"]));
        assert_eq!((document.edges[edge.as_str()].to.as_str(), timeout), ("service-3", Some(json!(900))));
        let edit = reconnect(&document, &edge, true, "queue").unwrap();
        apply(&mut document, &edit).unwrap();
        let held = &document.edges[edge.as_str()];
        assert_eq!((held.from.as_str(), held.to.as_str(), held.kind), ("service-3", "queue", EdgeKind::Subscribe));
        assert!(reconnect(&document, &edge, false, "queue").is_err(), "an edge can't end where it begins");
    }

    #[test]
    fn an_empty_document_begins_with_another_and_keeps_its_names() {
        let mut other = drawn(&[&SERVICE, &QUEUE]);
        let (_, edit) = connect(&other, "service", "queue").unwrap();
        apply(&mut other, &edit).unwrap();
        apply(&mut other, &Edit::Set { path: Pointer::of(["settings", "domain"]), value: "shop.example.com".into() })
            .unwrap();
        let mut document = Document::new(Id::parse("mine").unwrap());
        apply(&mut document, &begin_with(&topology::json::write(&other))).unwrap();
        assert_eq!(document.name.as_str(), "mine");
        assert_eq!((&document.nodes, &document.edges, &document.views), (&other.nodes, &other.edges, &other.views));
        assert_eq!(document.settings, other.settings);
    }

    #[test]
    fn an_arrow_out_of_a_queue_is_a_subscription_of_the_reader() {
        let document = drawn(&[&SERVICE, &QUEUE]);
        let (kind, from, to) = connection(&document, "queue", "service").unwrap();
        assert_eq!((kind, from.as_str(), to.as_str()), (EdgeKind::Subscribe, "service", "queue"));
    }

    #[test]
    fn what_a_fix_adds_stands_on_nobody_elses_card() {
        let document = drawn(&[&SERVICE, &QUEUE]);
        let create = |id: &str| Edit::Create { path: Pointer::of(["nodes", id]), value: json!({ "kind": "gateway" }) };
        let link = Edit::Create {
            path: Pointer::of(["edges", "one--service"]),
            value: json!({ "from": "one", "to": "service", "kind": "call" }),
        };
        let place = set_place(&document, &Id::parse("two").unwrap(), Point::new(10.0, 20.0));
        let edit = settled(&document, &[create("one"), create("two"), link, place]);
        let mut after = document.clone();
        apply(&mut after, &edit).unwrap();
        let card = |id: &str| places(&after)[&Id::parse(id).unwrap()];
        for (a, b) in [("one", "two"), ("one", "service"), ("two", "service")] {
            let (a, b) = (card(a), card(b));
            assert!((a.x - b.x).abs() >= 182.0 || (a.y - b.y).abs() >= 60.0, "{a:?} {b:?}");
        }
        assert_eq!(card("service"), places(&document)[&Id::parse("service").unwrap()]);
    }

    #[test]
    fn the_first_title_gives_the_id_and_later_ones_do_not() {
        let mut document = drawn(&[&SERVICE]);
        let (id, edit) = retitle(&document, "service", "Order desk", false).unwrap();
        apply(&mut document, &edit).unwrap();
        assert_eq!(id, "order-desk");
        assert!(document.nodes["order-desk"].was.is_empty());
        assert_eq!(document.views["main"].layout["order-desk"], [10, 20]);
        let (id, edit) = retitle(&document, "order-desk", "Orders", false).unwrap();
        apply(&mut document, &edit).unwrap();
        assert_eq!((id.as_str(), document.node_label("order-desk")), ("order-desk", "Orders"));
    }

    #[test]
    fn deleting_a_node_and_its_edge_together_is_one_edit() {
        let mut document = drawn(&[&SERVICE, &QUEUE]);
        let (edge, edit) = connect(&document, "service", "queue").unwrap();
        apply(&mut document, &edit).unwrap();
        let items = BTreeSet::from([Item::Node("service".into()), Item::Edge(edge.as_str().into())]);
        let edit = delete(&document, &items);
        apply(&mut document, &edit).unwrap();
        assert_eq!((document.nodes.len(), document.edges.len()), (1, 0));
    }
}
