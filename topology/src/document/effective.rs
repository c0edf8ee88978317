//! What a document says in one environment: defaults, overrides, owners.

use crate::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Comments, Document, Edge, EdgeId, Environment, Flows, Id, Node, Overrides, Runtime, Settings};
use crate::json::{Json, Record, named};
use crate::problem::Problem;

/// The environments that a document has where it declares none; the last is production.
pub const DEFAULT_ENVIRONMENTS: [&str; 3] = ["dev", "staging", "production"];

/// Merges `over` into `base`: maps deep, lists and scalars replace.
pub fn merge(base: &mut Map<String, Value>, over: &Map<String, Value>) {
    for (key, value) in over {
        match (base.get_mut(key), value) {
            (Some(Value::Object(inner)), Value::Object(more)) => merge(inner, more),
            (Some(slot), _) => *slot = value.clone(),
            (None, _) => {
                base.insert(key.clone(), value.clone());
            }
        }
    }
}

/// The item with `defaults` below it and `over` above it. Only the fields that these name pass through JSON.
pub(crate) fn layered<T: Json + Record + Clone>(
    item: &T,
    defaults: Option<&Overrides>,
    over: Option<&Overrides>,
) -> Result<T, String> {
    let mut made = item.clone();
    for (name, value) in defaults.into_iter().flatten() {
        let slot = slot(&mut made, name)?;
        if slot.is_unset() {
            slot.read(value.clone())?;
        } else if let (Value::Object(below), Value::Object(own)) = (value, slot.write()) {
            let mut merged = below.clone();
            merge(&mut merged, &own);
            slot.read(Value::Object(merged))?;
        }
    }
    for (name, value) in over.into_iter().flatten() {
        let slot = slot(&mut made, name)?;
        let own = if slot.is_unset() { Value::Null } else { slot.write() };
        match (own, value) {
            (Value::Object(mut own), Value::Object(more)) => {
                merge(&mut own, more);
                slot.read(Value::Object(own))?;
            }
            _ => slot.read(value.clone())?,
        }
    }
    made.settle();
    Ok(made)
}

/// A field of a record by its name in documents.
fn slot<'r, T: Record>(record: &'r mut T, name: &str) -> Result<&'r mut dyn Json, String> {
    let fields = record.fields();
    let slots = record.slots_mut();
    let mut found = fields.iter().zip(slots).filter(|(field, _)| field.name == name).map(|(_, slot)| slot);
    found.next().ok_or_else(|| {
        format!("unknown field `{name}`, expected one of {}", named(fields.iter().map(|field| field.name)))
    })
}

impl Document {
    /// The declared environments, or dev, staging and production where none is.
    #[must_use]
    pub fn effective_environments(&self) -> BTreeMap<Id, Environment> {
        if !self.environments.is_empty() {
            return self.environments.clone();
        }
        DEFAULT_ENVIRONMENTS
            .iter()
            .filter_map(|name| {
                let mut environment = Environment::default();
                environment.settings.production = (*name == "production").then_some(true);
                Some((Id::parse(name).ok()?, environment))
            })
            .collect()
    }

    /// Whether the environment changes any node or edge, or a setting that rules read, so that they could see something else than in the base.
    #[must_use]
    pub fn differs_in(&self, environment: &Id) -> bool {
        self.environments.get(environment).is_some_and(|e| {
            let settings = e.settings.over(&self.settings);
            // Rules ask whether flows are only declared, whether it is Kubernetes, and where stores come from.
            let read = |settings: &Settings| {
                let kubernetes = matches!(settings.platform, Some(Runtime::Kubernetes | Runtime::Eks));
                (settings.flows == Some(Flows::Declared), kubernetes, settings.provision)
            };
            !e.nodes.is_empty() || !e.edges.is_empty() || read(&settings) != read(&self.settings)
        })
    }

    /// The document as it holds in one environment (`None`: the base): defaults and overrides merged in, what is disabled left out, settings merged. Views and comments are left out.
    ///
    /// # Errors
    /// A [`Problem`] that names the override which does not fit its node or edge.
    pub fn effective(&self, environment: Option<&Id>) -> Result<Self, Problem> {
        let mut nodes = BTreeMap::new();
        for (id, node) in &self.nodes {
            if let Some(node) = self.node_in(id, node, environment)? {
                nodes.insert(id.clone(), node);
            }
        }
        let mut edges = BTreeMap::new();
        for (id, edge) in &self.edges {
            if let Some(edge) = self.edge_in(id, edge, environment)?.filter(|edge| joins(&nodes, edge)) {
                edges.insert(id.clone(), edge);
            }
        }
        let settings = match environment {
            None => self.settings.clone(),
            Some(id) => match self.effective_environments().get(id) {
                Some(environment) => environment.settings.over(&self.settings),
                None => return Err(Problem::at("/environments", format!("there is no environment `{id}`"))),
            },
        };
        Ok(Self { settings, ..self.around(nodes, edges) })
    }

    /// Other nodes and edges with everything else that holds around them in an environment, but for its settings.
    fn around(&self, nodes: BTreeMap<Id, Node>, edges: BTreeMap<EdgeId, Edge>) -> Self {
        Self {
            nodes,
            edges,
            settings: self.settings.clone(),
            defaults: BTreeMap::new(),
            environments: BTreeMap::new(),
            views: BTreeMap::new(),
            comments: Comments::new(),
            groundplan: self.groundplan,
            name: self.name.clone(),
            title: self.title.clone(),
            owner: self.owner.clone(),
            description: self.description.clone(),
            tags: self.tags.clone(),
            conventions: self.conventions.clone(),
            boundaries: self.boundaries.clone(),
            rules: self.rules.clone(),
            waivers: self.waivers.clone(),
            extra: self.extra.clone(),
        }
    }

    /// A node as it holds in an environment; `None` where it is left out there.
    fn node_in(&self, id: &Id, node: &Node, environment: Option<&Id>) -> Result<Option<Node>, Problem> {
        let over = environment.and_then(|name| self.environments.get(name)?.nodes.get(id));
        let defaults = self.defaults.get(&node.kind);
        let node = layered(node, defaults, over).map_err(|message| {
            let place = match (over, environment) {
                (Some(_), Some(environment)) => format!("/environments/{environment}/nodes/{id}"),
                _ => format!("/defaults/{}", node.kind),
            };
            Problem::at(place, message)
        })?;
        Ok(Some(node).filter(|node| node.enabled != Some(false)))
    }

    /// An edge as it holds in an environment, whether its ends are there or not; `None` where it is left out there.
    fn edge_in(&self, id: &EdgeId, edge: &Edge, environment: Option<&Id>) -> Result<Option<Edge>, Problem> {
        let over = environment.and_then(|name| self.environments.get(name)?.edges.get(id));
        let edge = layered(edge, None, over).map_err(|message| {
            let environment = environment.map_or("", Id::as_str);
            Problem::at(format!("/environments/{environment}/edges/{id}"), message)
        })?;
        Ok(Some(edge).filter(|edge| edge.enabled != Some(false)))
    }

    /// The document as it holds in an environment, made from how it holds in the base: only what the environment changes is worked out.
    ///
    /// # Errors
    /// As [`Self::effective`].
    pub(crate) fn effective_over(&self, base: &Self, environment: &Id) -> Result<Self, Problem> {
        let Some(declared) = self.environments.get(environment) else { return self.effective(Some(environment)) };
        let mut held = base.around(base.nodes.clone(), base.edges.clone());
        held.settings = declared.settings.over(&self.settings);
        let (nodes, edges) = (declared.nodes.keys().cloned().collect(), declared.edges.keys().cloned().collect());
        self.refresh(&mut held, Some(environment), &nodes, &edges)?;
        Ok(held)
    }

    /// Brings `held`, the document as it held in an environment, up to date after changes of some nodes and edges. Returns whether a node came or went.
    ///
    /// # Errors
    /// As [`Self::effective`].
    pub(crate) fn refresh(
        &self,
        held: &mut Self,
        environment: Option<&Id>,
        nodes: &BTreeSet<Id>,
        edges: &BTreeSet<EdgeId>,
    ) -> Result<bool, Problem> {
        let mut moved: BTreeSet<&Id> = BTreeSet::new();
        for id in nodes {
            let node = match self.nodes.get(id) {
                Some(node) => self.node_in(id, node, environment)?,
                None => None,
            };
            if node.is_some() != held.nodes.contains_key(id) {
                moved.insert(id);
            }
            match node {
                Some(node) => held.nodes.insert(id.clone(), node),
                None => held.nodes.remove(id),
            };
        }
        // Edges go with their ends and come back with them.
        let touches = |edge: &Edge| moved.contains(&edge.from) || moved.contains(&edge.to);
        let mut missing: Vec<EdgeId> = Vec::new();
        if !moved.is_empty() {
            held.edges.retain(|_, edge| !touches(edge) || joins(&held.nodes, edge));
            let others = self.edges.iter().filter(|(id, edge)| touches(edge) && !held.edges.contains_key(*id));
            missing.extend(others.map(|(id, _)| id.clone()));
        }
        for id in edges.iter().chain(&missing) {
            let edge = match self.edges.get(id) {
                Some(edge) => self.edge_in(id, edge, environment)?.filter(|edge| joins(&held.nodes, edge)),
                None => None,
            };
            match edge {
                Some(edge) => held.edges.insert(id.clone(), edge),
                None => held.edges.remove(id),
            };
        }
        Ok(!moved.is_empty())
    }

    /// Whether nothing has to be merged into the base or left out of it, so that it holds as it is declared.
    #[must_use]
    pub(crate) fn is_plain(&self) -> bool {
        let nodes =
            || self.nodes.values().all(|node| node.enabled != Some(false) && !self.defaults.contains_key(&node.kind));
        nodes() && self.edges.values().all(|edge| edge.enabled != Some(false))
    }

    /// The effective owner: the node's, else its domain's, else its team boundary's id, else the document's, else unknown. Never derived from use.
    #[must_use]
    pub fn owner_of<'a>(&'a self, node: &'a Node) -> Option<&'a str> {
        let domain =
            || node.member.domain.as_ref().and_then(|id| self.boundaries.get(id)).and_then(|b| b.owner.as_ref());
        node.owner
            .as_ref()
            .or_else(domain)
            .map(|owner| owner.as_str())
            .or_else(|| node.member.team.as_ref().map(Id::as_str))
            .or_else(|| self.owner.as_ref().map(|owner| owner.as_str()))
    }

    /// The settings of an environment over the document's.
    #[must_use]
    pub fn settings_in(&self, environment: &Id) -> Settings {
        self.effective_environments()
            .get(environment)
            .map_or_else(|| self.settings.clone(), |e| e.settings.over(&self.settings))
    }
}

fn joins(nodes: &BTreeMap<Id, Node>, edge: &Edge) -> bool {
    nodes.contains_key(&edge.from) && nodes.contains_key(&edge.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use serde_json::json;

    fn document() -> Document {
        serde_json::from_value(json!({
            "groundplan": 1, "name": "shop", "owner": "all",
            "defaults": { "service": { "size": "small", "replicas": { "min": 2, "cpu": 70 } } },
            "environments": { "prod": { "settings": { "production": true }, "nodes": { "a": { "replicas": { "min": 3 } }, "b": { "enabled": false } } } },
            "nodes": { "a": { "kind": "service", "replicas": { "max": 5 }, "in": { "team": "red" } }, "b": { "kind": "service" } },
            "edges": { "a--b": { "from": "a", "to": "b", "kind": "call" } }
        }))
        .unwrap()
    }

    #[test]
    fn defaults_lie_below_and_overrides_above() {
        let document = document();
        let base = document.effective(None).unwrap();
        let a = &base.nodes["a"];
        assert_eq!((a.replicas.clone().unwrap().min, a.replicas.clone().unwrap().max), (Some(2), Some(5)));
        let prod = document.effective(Some(&Id::parse("prod").unwrap())).unwrap();
        assert_eq!(prod.nodes["a"].replicas.clone().unwrap().min, Some(3));
        assert_eq!(prod.nodes["a"].replicas.clone().unwrap().cpu, Some(70));
        assert!(!prod.nodes.contains_key("b") && prod.edges.is_empty());
        assert_eq!(prod.settings.production, Some(true));
        assert_eq!(base.owner_of(a), Some("red"));
        assert_eq!(base.owner_of(&base.nodes["b"]), Some("all"));
    }

    #[test]
    fn field_by_field_is_as_a_whole() {
        let whole = |node: &Node, defaults: &Overrides, over: &Overrides| -> Node {
            let mut map = defaults.clone();
            let Value::Object(own) = json::write(node) else { panic!("a node is a map") };
            merge(&mut map, &own);
            merge(&mut map, over);
            json::read(Value::Object(map)).unwrap()
        };
        let nodes = [
            json!({ "kind": "service" }),
            json!({ "kind": "service", "health": "none", "replicas": { "max": 5 }, "tags": ["a"], "ports": { "http": { "number": 80 } } }),
            json!({ "kind": "service", "health": { "path": "/up" }, "variables": { "A": "1" }, "in": { "team": "red" } }),
        ];
        let layers = [
            json!({}),
            json!({ "health": "none", "replicas": { "min": 2 }, "tags": ["b"] }),
            json!({ "health": { "grpc": "x" }, "ports": { "http": { "expose": "host" }, "admin": { "number": 90 } } }),
            json!({ "variables": { "A": "2", "B": "3" }, "in": { "network": "back" }, "size": "large", "enabled": false }),
        ];
        for node in &nodes {
            let node: Node = json::read(node.clone()).unwrap();
            for (defaults, over) in layers.iter().flat_map(|below| layers.iter().map(move |above| (below, above))) {
                let (Value::Object(defaults), Value::Object(over)) = (defaults, over) else {
                    panic!("layers are maps")
                };
                // A port that is made by an override alone lacks its number, in both ways.
                let fits = |at: &Overrides| !at.contains_key("ports") || node.ports.contains_key("http");
                if fits(defaults) && fits(over) {
                    assert_eq!(layered(&node, Some(defaults), Some(over)), Ok(whole(&node, defaults, over)));
                }
            }
        }
        let odd: Overrides = [("colour".to_owned(), json!("red"))].into_iter().collect();
        let error = layered(&Node::of_kind(super::super::NodeKind::Service), None, Some(&odd)).unwrap_err();
        assert!(error.starts_with("unknown field `colour`, expected one of"), "{error}");
    }

    #[test]
    fn none_declared_means_three() {
        let document = Document::new(Id::parse("x").unwrap());
        let names: Vec<String> = document.effective_environments().keys().map(ToString::to_string).collect();
        assert_eq!(names, ["dev", "production", "staging"]);
    }
}
