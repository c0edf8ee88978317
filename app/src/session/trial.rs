//! A fix looked at before it is applied: one document that holds both what goes and what comes, and what becomes of each part.

use topology::collections::{BTreeMap, BTreeSet};

use topology::document::{Document, Edge, Id};
use topology::edit::{Edit, apply};
use topology::problem::Problem;

use super::findings::{Marked, with_ends};
use super::marks::Diff;
use super::picture::view_id;
use super::selection::Item;

/// A fix that is being looked at.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The finding that it mends.
    pub finding: String,
    /// What it does, as its button says it.
    pub title: String,
    /// The edit that applying it makes, with places for what it adds.
    pub edit: Edit,
    /// Before and after in one.
    pub both: Box<Document>,
    /// What becomes of nodes, by id.
    pub nodes: BTreeMap<Id, Diff>,
    /// What becomes of edges, by their id in `both`.
    pub edges: BTreeMap<String, Diff>,
}

impl Trial {
    /// Tries an edit on a copy of the document.
    ///
    /// # Errors
    /// The [`Problem`] for which it can't be applied.
    pub fn new(document: &Document, finding: String, title: String, edit: Edit) -> Result<Self, Problem> {
        let mut after = document.clone();
        apply(&mut after, &edit)?;
        let mut both = after.clone();
        let nodes = join_nodes(document, &after, &mut both);
        let edges = join_edges(document, &after, &mut both);
        Ok(Self { finding, title, edit, both: Box::new(both), nodes, edges })
    }

    /// How many parts are added, go and change.
    #[must_use]
    pub fn counts(&self) -> [(Diff, usize); 3] {
        [Diff::Added, Diff::Removed, Diff::Changed].map(|diff| {
            let all = self.nodes.values().chain(self.edges.values());
            (diff, all.filter(|other| **other == diff).count())
        })
    }

    /// What is to be seen: all that differs, and the ends of its edges.
    #[must_use]
    pub fn items(&self) -> BTreeSet<Item> {
        let nodes = self.nodes.keys().map(|id| Item::Node(id.as_str().into()));
        let edges = self.edges.keys().map(|id| Item::Edge(id.as_str().into()));
        let mut items: BTreeSet<Item> = nodes.chain(edges).collect();
        with_ends(&self.both, &mut items);
        items
    }

    /// Puts the difference onto the picture, in the place of what findings say.
    #[must_use]
    pub fn marks(&self) -> Marked {
        let (mut nodes, mut edges) = Marked::default();
        for item in self.items() {
            match item {
                Item::Node(id) => nodes.entry(id.to_string()).or_default().told = true,
                Item::Edge(id) => edges.entry(id.to_string()).or_default().told = true,
                Item::Boundary(_) => {}
            }
        }
        for (id, diff) in &self.nodes {
            nodes.entry(id.to_string()).or_default().diff = Some(*diff);
        }
        for (id, diff) in &self.edges {
            edges.entry(id.clone()).or_default().diff = Some(*diff);
        }
        (nodes, edges)
    }
}

fn join_nodes(before: &Document, after: &Document, both: &mut Document) -> BTreeMap<Id, Diff> {
    let mut diffs = BTreeMap::new();
    for (id, node) in &after.nodes {
        match before.nodes.get(id) {
            None if node.was.iter().any(|old| before.nodes.contains_key(old)) => {
                diffs.insert(id.clone(), Diff::Changed)
            }
            None => diffs.insert(id.clone(), Diff::Added),
            Some(old) if old != node => diffs.insert(id.clone(), Diff::Changed),
            Some(_) => None,
        };
    }
    let renamed = |id: &Id| after.nodes.values().any(|node| node.was.contains(id));
    let view = view_id(before).to_owned();
    for (id, node) in before.nodes.iter().filter(|(id, _)| !after.nodes.contains_key(*id) && !renamed(id)) {
        both.nodes.insert(id.clone(), node.clone());
        let place = before.views.get(view.as_str()).and_then(|view| view.layout.get(id));
        if let (Some(place), Some(view)) = (place, both.views.get_mut(view.as_str())) {
            view.layout.insert(id.clone(), *place);
        }
        diffs.insert(id.clone(), Diff::Removed);
    }
    diffs
}

fn join_edges(before: &Document, after: &Document, both: &mut Document) -> BTreeMap<String, Diff> {
    let mut diffs = BTreeMap::new();
    let mut gone: Vec<(&str, &Edge)> = Vec::new();
    for (id, edge) in &after.edges {
        let Some(old) = before.edges.get(id) else {
            diffs.insert(id.to_string(), Diff::Added);
            continue;
        };
        if (&old.from, &old.to) == (&edge.from, &edge.to) {
            if old != edge {
                diffs.insert(id.to_string(), Diff::Changed);
            }
        } else if both.nodes.contains_key(&old.from) && both.nodes.contains_key(&old.to) {
            // Led elsewhere: the old line goes, a new one comes.
            diffs.insert(id.to_string(), Diff::Added);
            gone.push((id.as_str(), old));
        }
    }
    gone.extend(
        before.edges.iter().filter(|(id, _)| !after.edges.contains_key(*id)).map(|(id, edge)| (id.as_str(), edge)),
    );
    for (id, edge) in gone {
        let taken = both.edges.contains_key(id);
        let own = before.edges.keys().find(|other| other.as_str() == id).filter(|_| !taken).cloned();
        let id = own.unwrap_or_else(|| both.free_edge_id(&edge.from, &edge.to));
        diffs.insert(id.to_string(), Diff::Removed);
        both.edges.insert(id, edge.clone());
    }
    diffs
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Document {
        serde_json::from_value(json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "web": { "kind": "client" }, "a": { "kind": "service" }, "b": { "kind": "service" } },
            "edges": { "web--a": { "from": "web", "to": "a", "kind": "call" }, "a--b": { "from": "a", "to": "b", "kind": "call" } },
            "views": { "main": { "layout": { "web": [0, 0], "a": [300, 0], "b": [600, 0] } } }
        }))
        .unwrap()
    }

    fn trial(edits: serde_json::Value) -> Trial {
        let edits = serde_json::from_value(edits).unwrap();
        Trial::new(&document(), "k".into(), "t".into(), Edit::Batch { edits }).unwrap()
    }

    #[test]
    fn an_edge_that_is_led_elsewhere_is_seen_twice() {
        let trial = trial(json!([
            { "op": "create", "path": "/nodes/edge", "value": { "kind": "gateway" } },
            { "op": "set", "path": "/edges/web--a/to", "value": "edge" }
        ]));
        assert_eq!(trial.nodes, BTreeMap::from([(Id::parse("edge").unwrap(), Diff::Added)]));
        assert_eq!(trial.edges["web--a"], Diff::Added);
        let (ghost, diff) = trial.edges.iter().find(|(id, _)| *id != "web--a").unwrap();
        assert_eq!(*diff, Diff::Removed);
        assert_eq!(trial.both.edges[ghost.as_str()].to.as_str(), "a");
        assert_eq!(trial.both.edges["web--a"].to.as_str(), "edge");
        let (nodes, _) = trial.marks();
        assert!(nodes["web"].told && nodes["a"].told && !nodes.contains_key("b"));
    }

    #[test]
    fn what_goes_stays_in_its_place_as_a_ghost() {
        let trial = trial(
            json!([{ "op": "delete", "path": "/nodes/b" }, { "op": "set", "path": "/nodes/a/title", "value": "A" }]),
        );
        assert_eq!(
            trial.nodes,
            BTreeMap::from([(Id::parse("a").unwrap(), Diff::Changed), (Id::parse("b").unwrap(), Diff::Removed)])
        );
        assert_eq!(trial.edges, BTreeMap::from([("a--b".to_owned(), Diff::Removed)]));
        assert_eq!(trial.both.views["main"].layout["b"], [600, 0]);
        assert_eq!(trial.counts(), [(Diff::Added, 0), (Diff::Removed, 2), (Diff::Changed, 1)]);
    }

    #[test]
    fn a_renamed_node_is_changed_and_leaves_no_ghost() {
        let trial = trial(json!([{ "op": "rename", "id": "b", "to": "c" }]));
        assert_eq!(trial.nodes.keys().map(Id::as_str).collect::<Vec<_>>(), ["c"]);
        assert_eq!(trial.both.nodes.len(), 3);
        assert!(trial.edges.values().all(|diff| *diff != Diff::Removed), "{:?}", trial.edges);
    }
}
