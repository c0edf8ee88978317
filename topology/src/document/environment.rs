//! Environments, settings and overrides.

use crate::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::kind::{Provision, words};
use super::text::Title;
use super::word::{EdgeId, Host, Id, Name};
use super::{order, unset};
use crate::json::record;

/// Where the topology runs, and what is different there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// What people read.
    #[serde(default, skip_serializing_if = "unset")]
    pub title: Option<Title>,
    /// Settings that differ from the document's.
    #[serde(default, skip_serializing_if = "unset")]
    pub settings: Settings,
    /// Fields of nodes that differ here, by the same names.
    #[serde(default, deserialize_with = "order::of_nodes", skip_serializing_if = "unset")]
    pub nodes: BTreeMap<Id, Overrides>,
    /// Fields of edges that differ here, by the same names.
    #[serde(default, deserialize_with = "order::of_edges", skip_serializing_if = "unset")]
    pub edges: BTreeMap<EdgeId, Overrides>,
}

record!(Environment {
    title, settings, nodes, edges,
} |environment: &mut Environment| {
    order::nodes(&mut environment.nodes);
    order::edges(&mut environment.edges);
});

/// Fields that differ, by the names of the node or edge: maps merge deep, lists and scalars replace, `null` is not allowed.
pub type Overrides = Map<String, Value>;

/// How the whole is built and run. The document's settings hold for every environment that does not say otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whether real users depend on it; at most one environment.
    #[serde(default, skip_serializing_if = "unset")]
    pub production: Option<bool>,
    /// Where it runs; chooses Terraform's runtime.
    #[serde(default, skip_serializing_if = "unset")]
    pub platform: Option<Runtime>,
    /// The cloud region.
    #[serde(default, skip_serializing_if = "unset")]
    pub region: Option<Name>,
    /// The domain that the gateway answers under.
    #[serde(default, skip_serializing_if = "unset")]
    pub domain: Option<Host>,
    /// Whether the network enforces the drawn flows.
    #[serde(default, skip_serializing_if = "unset")]
    pub flows: Option<Flows>,
    /// Where data nodes come from that don't say.
    #[serde(default, skip_serializing_if = "unset")]
    pub provision: Option<Provision>,
    /// What is released together; a setting of the document only.
    #[serde(default, skip_serializing_if = "unset")]
    pub units: Option<Units>,
    /// The range that compose networks and cloud networks are cut from, such as `10.40.0.0/16`.
    #[serde(default, skip_serializing_if = "unset")]
    pub network: Option<super::word::Tag>,
    /// How strictly the rules judge; a setting of the document only.
    #[serde(default, skip_serializing_if = "unset")]
    pub profile: Option<Profile>,
}

record!(Settings { production, platform, region, domain, flows, provision, units, network, profile });

impl Settings {
    /// These settings, with those of `base` where nothing is said here.
    #[must_use]
    pub fn over(&self, base: &Self) -> Self {
        Self {
            production: self.production.or(base.production),
            platform: self.platform.or(base.platform),
            region: self.region.clone().or_else(|| base.region.clone()),
            domain: self.domain.clone().or_else(|| base.domain.clone()),
            flows: self.flows.or(base.flows),
            provision: self.provision.or(base.provision),
            units: self.units.or(base.units),
            network: self.network.clone().or_else(|| base.network.clone()),
            profile: self.profile.or(base.profile),
        }
    }
}

words!(
    /// Where an environment runs.
    Runtime {
        /// Docker compose on one machine.
        Compose = "compose",
        /// AWS ECS on Fargate.
        Ecs = "ecs",
        /// Any Kubernetes.
        Kubernetes = "kubernetes",
        /// AWS EKS.
        Eks = "eks",
    }
);

words!(
    /// What the drawn flows do to the network.
    Flows {
        /// Documented only.
        Declared = "declared",
        /// Policies and security groups allow nothing else.
        Enforced = "enforced",
    }
);

words!(
    /// What is released together.
    Units {
        /// Everything.
        Topology = "topology",
        /// Each domain.
        Domain = "domain",
        /// Each node.
        Node = "node",
    }
);

words!(
    /// How strictly the rules judge.
    Profile {
        /// Quiet while drawing.
        Sketch = "sketch",
        /// The catalogue's severities.
        Default = "default",
        /// Optional rules too.
        Strict = "strict",
    }
);
