//! A part of a topology on its own: what is copied, cut, pasted and duplicated, as text that any tab can read.

use topology::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use topology::Document;
use topology::document::{Edge, Id, Node, Pointer};
use topology::edit::Edit;

use super::draft::{set_place, with_view};
use super::selection::Item;
use crate::canvas::geometry::{Point, Rect};
use crate::canvas::{CARD_HEIGHT, CARD_WIDTH};
use crate::net::wire::written;

/// What the text of any version says it is.
pub const FAMILY: &str = "groundplan/clip@";
/// The same with the version that is written.
const FORMAT: &str = "groundplan/clip@1";

/// Nodes with the edges between them, their boundaries, and where they stood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clip {
    nodes: Vec<(Id, Node, Point)>,
    edges: Vec<Edge>,
    boundaries: Map<String, Value>,
}

/// What pasting makes.
#[derive(Debug, Clone)]
pub struct Pasted {
    /// The new items.
    pub items: BTreeSet<Item>,
    /// The edit that makes them.
    pub edit: Edit,
}

impl Clip {
    /// Takes nodes out of a document, each with the place of its card.
    #[must_use]
    pub fn of(document: &Document, nodes: &[(String, Point)]) -> Self {
        let nodes: Vec<(Id, Node, Point)> = nodes
            .iter()
            .filter_map(|(id, at)| {
                document.nodes.get_key_value(id.as_str()).map(|(id, node)| (id.clone(), node.clone(), *at))
            })
            .collect();
        let held = |id: &Id| nodes.iter().any(|(other, ..)| other == id);
        let edges = document.edges.values().filter(|edge| held(&edge.from) && held(&edge.to)).cloned().collect();
        let mut boundaries = Map::new();
        for (_, node, _) in &nodes {
            for id in [&node.member.domain, &node.member.team, &node.member.network].into_iter().flatten() {
                if let Some(boundary) = document.boundaries.get(id) {
                    boundaries.insert(id.to_string(), topology::json::write(boundary));
                }
            }
        }
        Self { nodes, edges, boundaries }
    }

    /// How many nodes it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The text for the clipboard.
    #[must_use]
    pub fn text(&self) -> String {
        let nodes: Map<String, Value> =
            self.nodes.iter().map(|(id, node, _)| (id.to_string(), topology::json::write(node))).collect();
        let layout: Map<String, Value> =
            self.nodes.iter().map(|(id, _, at)| (id.to_string(), json!([at.x.round(), at.y.round()]))).collect();
        let edges: Vec<Value> = self.edges.iter().map(topology::json::write).collect();
        written(
            &json!({ "format": FORMAT, "nodes": nodes, "edges": edges, "boundaries": self.boundaries, "layout": layout }),
        )
    }

    /// Reads the text of a clipboard.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence for the person.
    pub fn read(text: &str) -> Result<Self, String> {
        let foreign = || "What is on the clipboard is no part of a topology.".to_owned();
        let mut value: Value = serde_json::from_str(text).map_err(|_| foreign())?;
        let format = value["format"].as_str().unwrap_or_default();
        if format != FORMAT {
            return Err(match format.strip_prefix(FAMILY) {
                Some(version) => format!(
                    "It was copied by a Groundplan that writes clips of version {version}; this one reads version 1. Reload both pages."
                ),
                None => foreign(),
            });
        }
        let broken = |what: &str, why: String| format!("What is on the clipboard is damaged: {what}: {why}");
        let layout = value["layout"].take();
        let mut nodes = Vec::new();
        for (id, node) in value["nodes"].as_object_mut().map(std::mem::take).unwrap_or_default() {
            let node = topology::json::read(node).map_err(|why| broken(&id, why))?;
            let coordinate =
                |index: usize| layout[id.as_str()][index].as_f64().filter(|n| n.abs() < 1e6).unwrap_or_default();
            let at = Point::new(coordinate(0), coordinate(1));
            nodes.push((Id::parse(&id).map_err(|why| broken(&id, why.to_string()))?, node, at));
        }
        let mut edges = Vec::new();
        for edge in value["edges"].as_array_mut().map(std::mem::take).unwrap_or_default() {
            edges.push(topology::json::read(edge).map_err(|why| broken("a connection", why))?);
        }
        let boundaries = value["boundaries"].as_object_mut().map(std::mem::take).unwrap_or_default();
        if nodes.is_empty() { Err(foreign()) } else { Ok(Self { nodes, edges, boundaries }) }
    }

    /// The middle of the cards.
    #[must_use]
    pub fn middle(&self) -> Point {
        let area = Rect::around(self.nodes.iter().map(|(_, _, at)| Rect::at(*at, CARD_WIDTH, CARD_HEIGHT)));
        area.map_or_else(Point::default, |area| area.center())
    }

    /// The middle of each card.
    pub fn middles(&self) -> impl Iterator<Item = Point> {
        self.nodes.iter().map(|(_, _, at)| Rect::at(*at, CARD_WIDTH, CARD_HEIGHT).center())
    }

    /// The edit that puts it into a document, moved by `way`: with ids, titles and edges of their own where theirs are taken.
    #[must_use]
    pub fn paste(&self, document: &Document, way: Point) -> Pasted {
        let mut scratch = document.clone();
        let mut edits = with_view(document);
        for (id, boundary) in &self.boundaries {
            if !document.boundaries.contains_key(id.as_str()) && !document.nodes.contains_key(id.as_str()) {
                edits.push(Edit::Create { path: Pointer::of(["boundaries", id]), value: boundary.clone() });
                if let (Ok(id), Ok(boundary)) = (Id::parse(id), topology::json::read(boundary.clone())) {
                    scratch.boundaries.insert(id, boundary);
                }
            }
        }
        let mut ids: BTreeMap<&Id, Id> = BTreeMap::new();
        for (id, node, _) in &self.nodes {
            let own = scratch.free_id(id);
            scratch.nodes.insert(own.clone(), node.clone());
            ids.insert(id, own);
        }
        let renamed = |held: &mut Option<Id>| {
            if let Some(own) = held.as_ref().and_then(|id| ids.get(id)) {
                *held = Some(own.clone());
            }
        };
        let mut titles: BTreeSet<String> = document
            .nodes
            .values()
            .filter_map(|node| node.title.as_ref())
            .map(|title| title.as_str().to_owned())
            .collect();
        for (id, node, at) in &self.nodes {
            let own = &ids[id];
            let mut node = node.clone();
            // A copy is another thing: it was never called anything else and runs under a name of its own.
            if document.nodes.contains_key(id) || node.was.iter().any(|was| document.nodes.contains_key(was)) {
                node.was.clear();
                node.name = None;
            }
            renamed(&mut node.of);
            for trigger in node.triggers.values_mut() {
                renamed(&mut trigger.queue);
                renamed(&mut trigger.bucket);
            }
            for held in [&mut node.member.domain, &mut node.member.team, &mut node.member.network] {
                if held.as_ref().is_some_and(|id| !scratch.boundaries.contains_key(id)) {
                    *held = None;
                }
            }
            let mut value = topology::json::write(&node);
            if let (Some(title), Some(fields)) = (&node.title, value.as_object_mut()) {
                let free = free_title(&titles, title.as_str());
                fields.insert("title".into(), free.clone().into());
                titles.insert(free);
            }
            edits.push(Edit::Create { path: Pointer::of(["nodes", own.as_str()]), value });
            edits.push(set_place(document, own, *at + way));
        }
        for edge in &self.edges {
            let (Some(from), Some(to)) = (ids.get(&edge.from), ids.get(&edge.to)) else { continue };
            let id = scratch.free_edge_id(from, to);
            let mut edge = edge.clone();
            (edge.from, edge.to) = (from.clone(), to.clone());
            edits.push(Edit::Create { path: Pointer::of(["edges", id.as_str()]), value: topology::json::write(&edge) });
            scratch.edges.insert(id, edge);
        }
        Pasted { items: ids.values().map(|id| Item::Node(id.as_str().into())).collect(), edit: Edit::Batch { edits } }
    }
}

fn free_title(taken: &BTreeSet<String>, title: &str) -> String {
    if !taken.contains(title) {
        return title.to_owned();
    }
    let stem = title
        .rsplit_once(' ')
        .filter(|(_, end)| end.bytes().all(|b| b.is_ascii_digit()))
        .map_or(title, |(stem, _)| stem);
    (2..)
        .map(|number| format!("{stem} {number}"))
        .find(|text| !taken.contains(text))
        .unwrap_or_else(|| title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use topology::edit::apply;

    fn shop() -> Document {
        topology::json::read(json!({
            "groundplan": 1, "name": "shop",
            "nodes": {
                "orders": { "kind": "service", "title": "Orders", "in": { "domain": "sales" } },
                "books": { "kind": "database", "engine": "postgres", "was": ["ledger"] },
                "web": { "kind": "frontend" }
            },
            "edges": {
                "orders--books": { "from": "orders", "to": "books", "kind": "data", "access": "read" },
                "web--orders": { "from": "web", "to": "orders", "kind": "call" }
            },
            "boundaries": { "sales": { "kind": "domain", "title": "Sales" } }
        }))
        .unwrap()
    }

    fn copied(document: &Document) -> Clip {
        Clip::of(document, &[("orders".into(), Point::new(0.0, 0.0)), ("books".into(), Point::new(300.0, 0.0))])
    }

    #[test]
    fn a_copy_beside_the_original_has_names_of_its_own() {
        let mut document = shop();
        let clip = Clip::read(&copied(&document).text()).unwrap();
        assert_eq!(clip, copied(&document));
        let pasted = clip.paste(&document, Point::new(24.0, 24.0));
        apply(&mut document, &pasted.edit).unwrap();
        assert_eq!(document.node_label("orders-2"), "Orders 2");
        assert_eq!(document.edges["orders-2--books-2"].to.as_str(), "books-2");
        assert_eq!(
            (document.edges.len(), document.nodes["books-2"].was.len()),
            (3, 0),
            "the edge that left the selection stays behind"
        );
        assert_eq!(document.views["main"].layout["books-2"], [324, 24]);
        assert_eq!(document.nodes["orders-2"].member.domain, document.nodes["orders"].member.domain);
    }

    #[test]
    fn in_another_topology_ids_stay_and_boundaries_come_along() {
        let mut other = Document::new(Id::parse("other").unwrap());
        let pasted = copied(&shop()).paste(&other, Point::default());
        apply(&mut other, &pasted.edit).unwrap();
        assert_eq!(other.node_label("orders"), "Orders");
        assert!(other.edges.contains_key("orders--books") && other.boundaries.contains_key("sales"));
        assert_eq!(other.nodes["books"].was.len(), 1, "what is moved keeps its past");
    }

    #[test]
    fn garbage_and_other_versions_are_told_apart() {
        for (text, said) in [
            ("hello", "no part"),
            (r#"{"format":"groundplan/clip@9","nodes":{}}"#, "version 9"),
            (r#"{"format":"groundplan/clip@1","nodes":{}}"#, "no part"),
            (r#"{"format":"groundplan/clip@1","nodes":{"a":{"kind":"sevrice"}}}"#, "damaged: a:"),
            (r#"{"format":"groundplan/clip@1","nodes":{"A B":{"kind":"service"}}}"#, "damaged: A B:"),
            (r#"{"format":"groundplan/clip@1","nodes":[1],"edges":7}"#, "no part"),
        ] {
            let error = Clip::read(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
