//! What a document says in one environment: defaults, overrides, owners.

use crate::collections::BTreeMap;
use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Comments, Document, Environment, Flows, Id, Node, Overrides, Runtime, Settings};
use crate::json::{self, Json};
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

fn to_map<T: Json>(item: &T) -> Map<String, Value> {
    match json::write(item) {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The item with `defaults` below it and `over` above it.
pub(crate) fn layered<T: Json>(item: &T, defaults: Option<&Overrides>, over: Option<&Overrides>) -> Result<T, String> {
    let mut map = defaults.cloned().unwrap_or_default();
    merge(&mut map, &to_map(item));
    if let Some(over) = over {
        merge(&mut map, over);
    }
    json::read(Value::Object(map))
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
            // Rules ask whether flows are only declared, and whether it is Kubernetes.
            let read = |settings: &Settings| {
                let kubernetes = matches!(settings.platform, Some(Runtime::Kubernetes | Runtime::Eks));
                (settings.flows == Some(Flows::Declared), kubernetes)
            };
            !e.nodes.is_empty() || !e.edges.is_empty() || read(&settings) != read(&self.settings)
        })
    }

    /// The document as it holds in one environment (`None`: the base): defaults and overrides merged in, what is disabled left out, settings merged. Views and comments are left out.
    ///
    /// # Errors
    /// A [`Problem`] that names the override which does not fit its node or edge.
    pub fn effective(&self, environment: Option<&Id>) -> Result<Self, Problem> {
        let declared = environment.and_then(|id| self.environments.get(id));
        let mut nodes = BTreeMap::new();
        for (id, node) in &self.nodes {
            let over = declared.and_then(|e| e.nodes.get(id));
            let defaults = self.defaults.get(&node.kind);
            let node = if over.is_none() && defaults.is_none() {
                node.clone()
            } else {
                layered(node, defaults, over).map_err(|message| {
                    let place = match (over, environment) {
                        (Some(_), Some(environment)) => format!("/environments/{environment}/nodes/{id}"),
                        _ => format!("/defaults/{}", node.kind),
                    };
                    Problem::at(place, message)
                })?
            };
            if node.enabled != Some(false) {
                nodes.insert(id.clone(), node);
            }
        }
        let mut edges = BTreeMap::new();
        for (id, edge) in &self.edges {
            let edge = match declared.and_then(|e| e.edges.get(id)) {
                None => edge.clone(),
                Some(over) => layered(edge, None, Some(over)).map_err(|message| {
                    let environment = environment.map_or("", Id::as_str);
                    Problem::at(format!("/environments/{environment}/edges/{id}"), message)
                })?,
            };
            if edge.enabled != Some(false) && nodes.contains_key(&edge.from) && nodes.contains_key(&edge.to) {
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
        Ok(Self {
            nodes,
            edges,
            settings,
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
        })
    }

    /// The same for rules: the document itself where the base is asked for and nothing in it is left to be merged or left out, which spares a copy. Then views, comments and environments are still there.
    ///
    /// # Errors
    /// As [`Self::effective`].
    pub fn effective_view(&self, environment: Option<&Id>) -> Result<Cow<'_, Self>, Problem> {
        let plain = environment.is_none()
            && self.nodes.values().all(|node| node.enabled != Some(false) && !self.defaults.contains_key(&node.kind))
            && self.edges.values().all(|edge| edge.enabled != Some(false));
        if plain { Ok(Cow::Borrowed(self)) } else { self.effective(environment).map(Cow::Owned) }
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

#[cfg(test)]
mod tests {
    use super::*;
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
    fn none_declared_means_three() {
        let document = Document::new(Id::parse("x").unwrap());
        let names: Vec<String> = document.effective_environments().keys().map(ToString::to_string).collect();
        assert_eq!(names, ["dev", "production", "staging"]);
    }
}
