//! The document: what the person meant, as `docs/format.md` describes it.

pub mod comment;
pub mod edge;
pub mod effective;
pub mod environment;
pub mod extra;
pub mod fact;
pub mod kind;
pub mod node;
mod order;
pub mod pointer;
pub mod review;
pub mod text;
pub mod view;
pub mod word;

use crate::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::json::record;

pub use comment::{Comment, Comments};
pub use edge::{CircuitBreaker, Edge, Method};
pub use environment::{Environment, Flows, Overrides, Profile, Runtime, Settings, Units};
pub use extra::Extra;
pub use fact::Fact;
pub use kind::{
    Access, Auth, BoundaryKind, Capability, Delivery, EdgeKind, Expose, NodeKind, Protocol, Provision, Release, Role,
    RunsIn, Size,
};
pub use node::{
    Backup, Build, Cors, Existing, Health, Membership, Node, Port, RateLimit, Replicas, Resources, SecretsAs, Slo,
    Trigger, Volume,
};
pub use pointer::Pointer;
pub use review::{Level, RuleSetting, Waiver};
pub use text::{Description, Line, Text, Title};
pub use view::View;
pub use word::*;

/// The format that this version reads and writes.
pub const FORMAT: u32 = 1;

/// Whether a value is its type's default, and so left out.
pub(crate) fn unset<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A topology as people declare it.
///
/// The order of the fields is the order of the canonical form. Every value fits its grammar by type; what holds between values is checked by [`crate::structure::check`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The format: 1.
    pub groundplan: u32,
    /// The deployed name of the whole; as stable as an id.
    pub name: Id,
    /// What people read; may change freely.
    #[serde(default, skip_serializing_if = "unset")]
    pub title: Option<Title>,
    /// Who answers for everything that has no other owner.
    #[serde(default, skip_serializing_if = "unset")]
    pub owner: Option<Line>,
    /// What it is for, for people.
    #[serde(default, skip_serializing_if = "unset")]
    pub description: Option<Description>,
    /// Words to sort by.
    #[serde(default, skip_serializing_if = "unset")]
    pub tags: BTreeSet<Tag>,
    /// What holds for everything.
    #[serde(default, skip_serializing_if = "unset")]
    pub conventions: Conventions,
    /// Settings of every environment that does not say otherwise.
    #[serde(default, skip_serializing_if = "unset")]
    pub settings: Settings,
    /// Fields that nodes of a kind have where they don't say otherwise.
    #[serde(default, deserialize_with = "order::of_nodes", skip_serializing_if = "unset")]
    pub defaults: BTreeMap<NodeKind, Overrides>,
    /// Where it runs. None declared means dev, staging and production.
    #[serde(default, skip_serializing_if = "unset")]
    pub environments: BTreeMap<Id, Environment>,
    /// What there is.
    #[serde(default, skip_serializing_if = "unset")]
    pub nodes: BTreeMap<Id, Node>,
    /// Who connects to whom.
    #[serde(default, skip_serializing_if = "unset")]
    pub edges: BTreeMap<EdgeId, Edge>,
    /// Domains, teams and networks.
    #[serde(default, skip_serializing_if = "unset")]
    pub boundaries: BTreeMap<Id, Boundary>,
    /// Settings of rules, by the rule's id.
    #[serde(default, skip_serializing_if = "unset")]
    pub rules: BTreeMap<Id, RuleSetting>,
    /// Findings that people live with for a while.
    #[serde(default, skip_serializing_if = "unset")]
    pub waivers: BTreeMap<Id, Waiver>,
    /// Data merged into the outputs, verbatim: yours, unproven.
    #[serde(default, skip_serializing_if = "unset")]
    pub extra: Extra,
    /// Pictures.
    #[serde(default, skip_serializing_if = "unset")]
    pub views: BTreeMap<Id, View>,
    /// What people wrote beside it. In YAML these are comments, in JSON this field.
    #[serde(default, skip_serializing_if = "unset")]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub comments: Comments,
}

record!(Document {
    groundplan: needed, name: needed, title, owner, description, tags, conventions, settings, defaults, environments,
    nodes, edges, boundaries, rules, waivers, extra, views, comments,
} |document: &mut Document| order::nodes(&mut document.defaults));

impl Document {
    /// An empty document of this name.
    #[must_use]
    pub fn new(name: Id) -> Self {
        Self {
            groundplan: FORMAT,
            name,
            title: None,
            owner: None,
            description: None,
            tags: BTreeSet::new(),
            conventions: Conventions::default(),
            settings: Settings::default(),
            defaults: BTreeMap::new(),
            environments: BTreeMap::new(),
            nodes: BTreeMap::new(),
            edges: BTreeMap::new(),
            boundaries: BTreeMap::new(),
            rules: BTreeMap::new(),
            waivers: BTreeMap::new(),
            extra: Extra::default(),
            views: BTreeMap::new(),
            comments: Comments::new(),
        }
    }

    /// The title, else the name: what people read.
    #[must_use]
    pub fn label(&self) -> &str {
        self.title.as_ref().map_or(self.name.as_str(), Text::as_str)
    }

    /// The view whose layout is drawn: `main`, else the first there is.
    #[must_use]
    pub fn main_view(&self) -> Option<&View> {
        self.views.get("main").or_else(|| self.views.values().next())
    }

    /// What people read for a node: its title, else its id.
    #[must_use]
    pub fn node_label<'a>(&'a self, id: &'a str) -> &'a str {
        self.nodes.get(id).and_then(|node| node.title.as_ref()).map_or(id, Text::as_str)
    }

    /// The id that a new edge between these ends gets: `<from>--<to>`, then `--2`, `--3`.
    #[must_use]
    pub fn free_edge_id(&self, from: &Id, to: &Id) -> EdgeId {
        (1..)
            .map(|n| if n == 1 { format!("{from}--{to}") } else { format!("{from}--{to}--{n}") })
            .filter_map(|id| EdgeId::parse(&id).ok())
            .find(|id| !self.edges.contains_key(id))
            .unwrap_or_else(|| unreachable!("some number is free"))
    }

    /// `wanted`, or `wanted-2`, `wanted-3` …: the first that no node or boundary holds or held.
    #[must_use]
    pub fn free_id(&self, wanted: &Id) -> Id {
        let held: BTreeSet<&Id> = self.nodes.values().flat_map(|node| &node.was).collect();
        let free = |id: &Id| {
            !self.nodes.contains_key(id)
                && !self.boundaries.contains_key(id)
                && !held.contains(id)
                && !crate::structure::RESERVED.contains(&id.as_str())
        };
        if free(wanted) {
            return wanted.clone();
        }
        let stem: String = wanted.as_str().chars().take(34).collect();
        let stem = stem.trim_end_matches('-');
        (2..)
            .filter_map(|n| Id::parse(&format!("{stem}-{n}")).ok())
            .find(free)
            .unwrap_or_else(|| unreachable!("some number is free"))
    }
}

/// What holds for everything in a topology.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Conventions {
    /// Where images lie that only have a name, such as `ghcr.io/acme`.
    #[serde(default, skip_serializing_if = "unset")]
    pub registry: Option<Image>,
    /// Tags of cloud resources and labels.
    #[serde(default, skip_serializing_if = "unset")]
    pub tags: BTreeMap<Tag, Line>,
}

record!(Conventions { registry, tags });

/// A domain, a team or a network. Who belongs to it is said on the node (`in`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Boundary {
    /// What it is.
    pub kind: BoundaryKind,
    /// What people read.
    #[serde(default, skip_serializing_if = "unset")]
    pub title: Option<Title>,
    /// Who answers for what is in it.
    #[serde(default, skip_serializing_if = "unset")]
    pub owner: Option<Line>,
    /// What it is for, for people.
    #[serde(default, skip_serializing_if = "unset")]
    pub description: Option<Description>,
    /// Ids that it had before, oldest first.
    #[serde(default, skip_serializing_if = "unset")]
    pub was: Vec<Id>,
}

record!(Boundary { kind: needed, title, owner, description, was });
