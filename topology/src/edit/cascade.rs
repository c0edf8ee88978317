//! Deleting a member, and everything that refers to it.

use crate::document::{Document, Pointer};
use crate::problem::Problem;

use super::{Work, get, place};

impl Work<'_> {
    pub(super) fn delete(&mut self, path: &Pointer) -> Result<(), Problem> {
        let [collection, id] = path.segments() else {
            return Err(Problem::at(path.to_string(), "only members of a collection are deleted").hint("use `unset`"));
        };
        if !place::COLLECTIONS.contains(&collection.as_str()) || get(self.document, path).is_none() {
            return Err(Problem::at(path.to_string(), format!("there is no `{id}` in {collection}")));
        }
        let dependents = match collection.as_str() {
            "nodes" => of_node(self.document, id),
            "edges" => of_edge(self.document, id),
            "boundaries" => of_boundary(self.document, id),
            _ => Vec::new(),
        };
        for dependent in &dependents {
            match dependent {
                Dependent::Member(path) => self.delete(path)?,
                Dependent::Field(path) => self.put(path, None)?,
                Dependent::InSet(path) => self.member(path, &id.as_str().into(), false)?,
            }
        }
        self.comments_within(path)?;
        self.put(path, None)
    }

    fn comments_within(&mut self, path: &Pointer) -> Result<(), Problem> {
        let gone: Vec<String> = self
            .document
            .comments
            .keys()
            .filter(|at| Pointer::try_from((*at).clone()).is_ok_and(|at| at.is_within(path)))
            .cloned()
            .collect();
        gone.into_iter().try_for_each(|at| self.put(&Pointer::of(["comments".to_owned(), at]), None))
    }
}

/// What goes, or loses a field, together with something else.
enum Dependent {
    Member(Pointer),
    Field(Pointer),
    InSet(Pointer),
}

fn of_node(document: &Document, id: &str) -> Vec<Dependent> {
    let mut gone = Vec::new();
    for (edge_id, edge) in &document.edges {
        if edge.from == *id || edge.to == *id {
            gone.push(Dependent::Member(Pointer::of(["edges", edge_id.as_str()])));
        }
    }
    for (other_id, other) in &document.nodes {
        if other.of.as_ref().is_some_and(|of| of == id) {
            gone.push(Dependent::Field(Pointer::of(["nodes", other_id.as_str(), "of"])));
        }
        for (name, trigger) in &other.triggers {
            if [&trigger.queue, &trigger.bucket].into_iter().flatten().any(|source| source == id) {
                gone.push(Dependent::Field(Pointer::of(["nodes", other_id.as_str(), "triggers", name.as_str()])));
            }
        }
    }
    for (name, environment) in &document.environments {
        if environment.nodes.contains_key(id) {
            gone.push(Dependent::Field(Pointer::of(["environments", name.as_str(), "nodes", id])));
        }
    }
    for (name, waiver) in &document.waivers {
        if waiver.node.as_ref().is_some_and(|node| node == id) {
            gone.push(Dependent::Member(Pointer::of(["waivers", name.as_str()])));
        }
    }
    for (name, view) in &document.views {
        if view.layout.contains_key(id) {
            gone.push(Dependent::Field(Pointer::of(["views", name.as_str(), "layout", id])));
        }
        if view.locked.contains(id) {
            gone.push(Dependent::InSet(Pointer::of(["views", name.as_str(), "locked"])));
        }
    }
    gone
}

fn of_edge(document: &Document, id: &str) -> Vec<Dependent> {
    let mut gone = Vec::new();
    for (name, environment) in &document.environments {
        if environment.edges.contains_key(id) {
            gone.push(Dependent::Field(Pointer::of(["environments", name.as_str(), "edges", id])));
        }
    }
    for (name, waiver) in &document.waivers {
        if waiver.edge.as_ref().is_some_and(|edge| edge == id) {
            gone.push(Dependent::Member(Pointer::of(["waivers", name.as_str()])));
        }
    }
    gone
}

fn of_boundary(document: &Document, id: &str) -> Vec<Dependent> {
    let mut gone = Vec::new();
    for (node_id, node) in &document.nodes {
        let member = &node.member;
        for (sort, held) in [("domain", &member.domain), ("team", &member.team), ("network", &member.network)] {
            if held.as_ref().is_some_and(|held| held == id) {
                gone.push(Dependent::Field(Pointer::of(["nodes", node_id.as_str(), "in", sort])));
            }
        }
    }
    for (name, view) in &document.views {
        if view.collapsed.contains(id) {
            gone.push(Dependent::InSet(Pointer::of(["views", name.as_str(), "collapsed"])));
        }
        if view.areas.contains_key(id) {
            gone.push(Dependent::Field(Pointer::of(["views", name.as_str(), "areas", id])));
        }
    }
    gone
}
