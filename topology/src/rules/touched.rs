//! What changes touch, so that only those rules judge again to which they can make a difference.

use serde_json::{Map, Value};

use super::reach::Part;
use crate::collections::BTreeSet;
use crate::document::{Document, EdgeId, EdgeKind, Id};
use crate::edit::Change;

/// Fields of nodes by which a node becomes something else, or is known by another name.
const KINDS: [&str; 4] = ["kind", "runs_in", "enabled", "was"];

/// What changes touch of a document as it holds in one place: in the base or in an environment.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// Something that holds for the whole.
    pub everything: bool,
    /// A node came, went or became something else.
    pub kinds: bool,
    /// Settings, or in what environments differ.
    pub settings: bool,
    /// Fields of nodes.
    pub fields: Vec<String>,
    /// Edges of these kinds.
    pub edge_kinds: Vec<EdgeKind>,
    /// Nodes of which something changed.
    pub nodes: BTreeSet<Id>,
    /// Edges of which something changed.
    pub edges: BTreeSet<EdgeId>,
    /// The ends of these edges, before and after.
    pub ends: BTreeSet<Id>,
    /// Labels that nodes may have had before they got another title.
    pub labels: Vec<(Id, String)>,
}

impl Touched {
    /// What changes touch that led to `declared`, as it holds in an environment or (`None`) in the base.
    pub(super) fn of(changes: &[Change], declared: &Document, environment: Option<&Id>) -> Self {
        let mut this = Self::default();
        for change in changes {
            let path: Vec<&str> = change.path.segments().iter().map(String::as_str).collect();
            this.note(&path, &Values::of(change), declared, environment);
        }
        this
    }

    /// What an environment makes different from the base.
    pub(super) fn of_environment(declared: &Document, base: &Document, environment: &Id) -> Self {
        let mut this = Self::default();
        let Some(held) = declared.environments.get(environment) else { return this };
        for (id, over) in &held.nodes {
            this.nodes.insert(id.clone());
            over.keys().for_each(|field| this.field(id, field, None));
            if over.contains_key("title") {
                this.labels.push((id.clone(), base.node_label(id.as_str()).to_owned()));
            }
        }
        held.edges.keys().for_each(|id| this.edge_there(id, declared));
        let settings = held.settings.over(&declared.settings);
        this.settings = settings != declared.settings;
        this.everything |= settings.profile != declared.settings.profile;
        this
    }

    /// Whether nothing is touched that rules read.
    pub(super) fn is_nothing(&self) -> bool {
        !self.everything && !self.kinds && !self.settings && self.nodes.is_empty() && self.edges.is_empty()
    }

    /// Whether any of these parts is touched.
    pub(super) fn touches(&self, parts: &[&[Part]]) -> bool {
        self.kinds
            || parts.iter().copied().flatten().any(|part| match part {
                Part::Edges(kind) => self.edge_kinds.contains(kind),
                Part::Field(name) => self.fields.iter().any(|field| field == name),
                Part::Settings => self.settings,
            })
    }

    fn note(&mut self, path: &[&str], values: &Values<'_>, declared: &Document, environment: Option<&Id>) {
        match path {
            ["views" | "comments" | "title" | "description" | "waivers", ..] | ["environments", _, "title"] => {}
            ["nodes", id, rest @ ..] => self.node(id, rest, values, true),
            ["edges", id, rest @ ..] => self.edge(id, rest, values, declared, true),
            ["environments", name, "nodes" | "edges", ..] => {
                self.settings = true;
                if environment.is_some_and(|id| id.as_str() == *name) {
                    self.overrides(path[2], &path[3..], values, declared);
                }
            }
            _ => self.everything = true,
        }
    }

    /// What an environment says otherwise, by the collection (`nodes` or `edges`) and the path in it.
    fn overrides(&mut self, collection: &str, path: &[&str], values: &Values<'_>, declared: &Document) {
        match path {
            [] => values.differing().iter().for_each(|id| {
                self.overrides(collection, &[id], &values.member(id), declared);
            }),
            [id, rest @ ..] if collection == "nodes" => self.node(id, rest, values, false),
            [id, rest @ ..] => self.edge(id, rest, values, declared, false),
        }
    }

    /// A node, or one of its fields; `own` where it is the node itself and not what an environment says of it.
    fn node(&mut self, id: &str, rest: &[&str], values: &Values<'_>, own: bool) {
        let Ok(id) = Id::parse(id) else {
            self.everything = true;
            return;
        };
        match rest {
            [] => {
                self.kinds |= own && !values.both();
                for field in values.differing() {
                    self.field(&id, field, values.member(field).before.filter(|_| own));
                }
            }
            [field] => self.field(&id, field, values.before.filter(|_| own)),
            [field, ..] => self.field(&id, field, None),
        }
        self.nodes.insert(id);
    }

    fn field(&mut self, id: &Id, name: &str, before: Option<&Value>) {
        self.kinds |= KINDS.contains(&name);
        if name == "title" {
            let label = before.and_then(Value::as_str).unwrap_or(id.as_str());
            self.labels.push((id.clone(), label.to_owned()));
        }
        self.fields.push(name.to_owned());
    }

    fn edge(&mut self, id: &str, rest: &[&str], values: &Values<'_>, declared: &Document, own: bool) {
        let Ok(id) = EdgeId::parse(id) else {
            self.everything = true;
            return;
        };
        self.edge_there(&id, declared);
        match rest {
            [] if own => {
                for field in ["from", "to", "kind"] {
                    self.joined(field, &values.member(field));
                }
            }
            [field] if own => self.joined(field, values),
            // An environment can't lead an edge elsewhere.
            _ => {}
        }
    }

    /// Ends and kind that an edge has, or had in between.
    fn joined(&mut self, field: &str, values: &Values<'_>) {
        for value in [values.before, values.after].into_iter().flatten() {
            match field {
                "from" | "to" => self.ends.extend(value.as_str().and_then(|id| Id::parse(id).ok())),
                "kind" => {
                    let kind = EdgeKind::ALL.iter().find(|kind| value.as_str() == Some(kind.word()));
                    self.edge_kinds.extend(kind);
                }
                _ => {}
            }
        }
    }

    fn edge_there(&mut self, id: &EdgeId, declared: &Document) {
        if let Some(edge) = declared.edges.get(id) {
            self.ends.extend([edge.from.clone(), edge.to.clone()]);
            self.edge_kinds.push(edge.kind);
        }
        self.edges.insert(id.clone());
    }
}

/// What was at a place, and what is there now.
struct Values<'v> {
    before: Option<&'v Value>,
    after: Option<&'v Value>,
}

impl<'v> Values<'v> {
    fn of(change: &'v Change) -> Self {
        Self { before: change.before.as_ref(), after: change.after.as_ref() }
    }

    fn both(&self) -> bool {
        self.before.is_some() && self.after.is_some()
    }

    fn member(&self, name: &str) -> Self {
        let of = |value: Option<&'v Value>| value.and_then(|value| value.get(name));
        Self { before: of(self.before), after: of(self.after) }
    }

    /// The keys under which the two differ, where they are maps.
    fn differing(&self) -> BTreeSet<&'v str> {
        let maps = [self.before, self.after].into_iter().flatten().filter_map(Value::as_object);
        let keys: BTreeSet<&str> = maps.flat_map(Map::keys).map(String::as_str).collect();
        keys.into_iter().filter(|key| self.member(key).before != self.member(key).after).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::edit::{Edit, apply};

    fn touched(edit: Value, environment: Option<&str>) -> Touched {
        let mut document: Document = serde_json::from_value(json!({
            "groundplan": 1, "name": "shop", "views": { "main": {} },
            "environments": { "dev": { "nodes": { "a": { "size": "small" } } }, "test": {} },
            "nodes": { "a": { "kind": "service", "title": "Old" }, "b": { "kind": "database" }, "c": { "kind": "service" } },
            "edges": { "a--b": { "from": "a", "to": "b", "kind": "data" } },
        }))
        .unwrap();
        let edit: Edit = serde_json::from_value(edit).unwrap();
        let commit = apply(&mut document, &edit).unwrap();
        let environment = environment.map(|name| Id::parse(name).unwrap());
        Touched::of(&commit.changes, &document, environment.as_ref())
    }

    fn set(path: &str, value: Value) -> Value {
        json!({ "op": "set", "path": path, "value": value })
    }

    #[test]
    fn a_moved_card_touches_nothing() {
        assert!(touched(set("/views/main/layout/a", json!([1, 2])), None).is_nothing());
        assert!(touched(set("/title", json!("Shop")), Some("dev")).is_nothing());
    }

    #[test]
    fn a_field_touches_its_node_and_a_title_what_shows_it() {
        let field = touched(set("/nodes/a/replicas/min", json!(2)), None);
        assert_eq!(field.fields.iter().map(String::as_str).collect::<Vec<_>>(), ["replicas"]);
        assert_eq!(field.nodes.iter().map(Id::as_str).collect::<Vec<_>>(), ["a"]);
        assert!(!field.kinds && !field.everything && field.labels.is_empty());
        let title = touched(set("/nodes/a/title", json!("New")), None);
        assert_eq!(
            title.labels.iter().map(|(id, old)| (id.as_str(), old.as_str())).collect::<Vec<_>>(),
            [("a", "Old")]
        );
        assert!(touched(set("/nodes/a/kind", json!("worker")), None).kinds);
    }

    #[test]
    fn an_edge_touches_its_kinds_and_both_its_old_and_its_new_ends() {
        let mut moved = touched(set("/edges/a--b", json!({ "from": "c", "to": "b", "kind": "publish" })), None);
        assert_eq!(moved.ends.iter().map(Id::as_str).collect::<Vec<_>>(), ["a", "b", "c"]);
        moved.edge_kinds.sort_unstable();
        moved.edge_kinds.dedup();
        assert_eq!(moved.edge_kinds, [EdgeKind::Data, EdgeKind::Publish]);
        let gone = touched(json!({ "op": "delete", "path": "/edges/a--b" }), None);
        assert_eq!(gone.ends.iter().map(Id::as_str).collect::<Vec<_>>(), ["a", "b"]);
        assert!(touched(json!({ "op": "delete", "path": "/nodes/b" }), None).kinds);
    }

    #[test]
    fn what_an_environment_says_touches_that_environment() {
        for (path, value) in [
            ("/environments/test/nodes/c/owner", json!("kim")),
            ("/environments/dev/nodes/c", json!({ "owner": "kim" })),
        ] {
            let of = |name| touched(set(path, value.clone()), Some(name));
            let here = if path.contains("test") { "test" } else { "dev" };
            assert!(of(here).fields == ["owner"] && of(here).nodes.contains("c"), "{path}");
            let there = of(if here == "dev" { "test" } else { "dev" });
            assert!(there.settings && there.nodes.is_empty() && !there.everything, "{path}");
        }
        assert!(touched(set("/environments/dev/settings/production", json!(true)), None).everything);
        let edge = touched(set("/environments/dev/edges/a--b/access", json!("read")), Some("dev"));
        assert!(edge.edge_kinds == [EdgeKind::Data] && edge.ends.len() == 2 && !edge.everything);
        assert!(touched(set("/boundaries/x", json!({ "kind": "team" })), None).everything);
    }
}
