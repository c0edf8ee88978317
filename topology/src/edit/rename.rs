//! Giving a node or boundary another id.

use serde_json::{Value, json};

use crate::document::{Document, Id, Pointer};
use crate::problem::Problem;

use super::{Work, get};

impl Work<'_> {
    pub(super) fn rename(&mut self, id: &Id, to: &Id) -> Result<(), Problem> {
        if id == to {
            return Ok(());
        }
        let collection = if self.document.nodes.contains_key(id) {
            "nodes"
        } else if self.document.boundaries.contains_key(id) {
            "boundaries"
        } else {
            return Err(Problem::at(format!("/nodes/{id}"), format!("there is no node or boundary `{id}` to rename")));
        };
        if self.document.nodes.contains_key(to) || self.document.boundaries.contains_key(to) {
            return Err(Problem::at(format!("/{collection}/{to}"), format!("`{to}` is there already"))
                .hint("choose another id"));
        }
        self.record(collection, id, to)?;
        for (path, value) in references(self.document, collection, id, to) {
            self.put(&path, Some(value))?;
        }
        self.keys(id, to)?;
        self.comments(&Pointer::of([collection, id.as_str()]), &Pointer::of([collection, to.as_str()]))
    }

    /// Moves the record itself, remembering the old id.
    fn record(&mut self, collection: &str, id: &Id, to: &Id) -> Result<(), Problem> {
        let old = Pointer::of([collection, id.as_str()]);
        let mut record = get(self.document, &old).unwrap_or_default();
        let mut was = record.get("was").and_then(Value::as_array).cloned().unwrap_or_default();
        if !was.contains(&json!(id)) {
            was.push(json!(id));
        }
        record["was"] = Value::Array(was);
        if let Some(node) = self.document.nodes.get(id) {
            // Compose and Helm know no moves: what holds data keeps its deployed name.
            if node.name.is_none() && (node.kind.is_data() || !node.volumes.is_empty()) {
                record["name"] = json!(id);
            }
        }
        self.put(&old, None)?;
        self.put(&Pointer::of([collection, to.as_str()]), Some(record))
    }

    /// Moves what is kept under the id in environments and views.
    fn keys(&mut self, id: &Id, to: &Id) -> Result<(), Problem> {
        let mut moves = Vec::new();
        for (name, environment) in &self.document.environments {
            if environment.nodes.contains_key(id) {
                moves.push(Pointer::of(["environments", name.as_str(), "nodes"]));
            }
        }
        for (name, view) in &self.document.views {
            if view.layout.contains_key(id) {
                moves.push(Pointer::of(["views", name.as_str(), "layout"]));
            }
            if view.areas.contains_key(id) {
                moves.push(Pointer::of(["views", name.as_str(), "areas"]));
            }
        }
        for path in moves {
            let value = get(self.document, &path.join(id.as_str()));
            self.put(&path.join(id.as_str()), None)?;
            self.put(&path.join(to.as_str()), value)?;
        }
        let mut sets: Vec<Pointer> = Vec::new();
        for (name, view) in &self.document.views {
            for (field, set) in [("collapsed", &view.collapsed), ("locked", &view.locked)] {
                if set.contains(id) {
                    sets.push(Pointer::of(["views", name.as_str(), field]));
                }
            }
        }
        for path in sets {
            self.member(&path, &json!(id), false)?;
            self.member(&path, &json!(to), true)?;
        }
        Ok(())
    }

    fn comments(&mut self, old: &Pointer, new: &Pointer) -> Result<(), Problem> {
        let mut moves = Vec::new();
        for at in self.document.comments.keys() {
            let Ok(pointer) = Pointer::try_from(at.clone()) else { continue };
            if pointer.is_within(old) {
                let rest = &pointer.segments()[old.segments().len()..];
                let moved = rest.iter().fold(new.clone(), |path, segment| path.join(segment.as_str()));
                moves.push((at.clone(), moved.to_string()));
            }
        }
        for (from, to) in moves {
            let comment = get(self.document, &Pointer::of(["comments", &from]));
            self.put(&Pointer::of(["comments", &from]), None)?;
            self.put(&Pointer::of(["comments", &to]), comment)?;
        }
        Ok(())
    }
}

/// Every field that names the id, with the value that it gets.
fn references(document: &Document, collection: &str, id: &Id, to: &Id) -> Vec<(Pointer, Value)> {
    let mut found = Vec::new();
    let mut note = |held: Option<&Id>, path: Pointer| {
        if held == Some(id) {
            found.push((path, json!(to)));
        }
    };
    if collection == "boundaries" {
        for (node_id, node) in &document.nodes {
            let member = &node.member;
            for (sort, held) in [("domain", &member.domain), ("team", &member.team), ("network", &member.network)] {
                note(held.as_ref(), Pointer::of(["nodes", node_id.as_str(), "in", sort]));
            }
        }
        return found;
    }
    for (edge_id, edge) in &document.edges {
        note(Some(&edge.from), Pointer::of(["edges", edge_id.as_str(), "from"]));
        note(Some(&edge.to), Pointer::of(["edges", edge_id.as_str(), "to"]));
    }
    for (node_id, node) in &document.nodes {
        note(node.of.as_ref(), Pointer::of(["nodes", node_id.as_str(), "of"]));
        for (name, trigger) in &node.triggers {
            for (field, held) in [("queue", &trigger.queue), ("bucket", &trigger.bucket)] {
                note(held.as_ref(), Pointer::of(["nodes", node_id.as_str(), "triggers", name.as_str(), field]));
            }
        }
    }
    for (name, waiver) in &document.waivers {
        note(waiver.node.as_ref(), Pointer::of(["waivers", name.as_str(), "node"]));
    }
    found
}
