//! Flows: the connections that the network allows.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use topology::document::{EdgeId, Id};

/// One allowed connection. Flows are unique by their first four fields and sorted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Flow {
    /// Who opens it.
    pub from: Peer,
    /// Who is reached.
    pub to: Peer,
    /// The port that is reached.
    pub port: u16,
    /// TCP or UDP.
    pub transport: Transport,
    /// What it exists for.
    pub kind: FlowKind,
    /// The edges that it carries; none for an implied flow.
    pub edges: BTreeSet<EdgeId>,
    /// Why, for people and for comments in outputs.
    pub reason: String,
}

/// An end of a flow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Peer {
    /// A workload, by node id.
    Workload(Id),
    /// An instance, by instance id.
    Instance(Id),
    /// An external, by node id: somewhere on the internet.
    External(Id),
    /// The job that makes databases, users and rights on an instance, by instance id.
    Grants(Id),
    /// The job that copies what an instance stores, by instance id.
    Backup(Id),
    /// Anybody.
    Internet,
    /// The resolver of names.
    Resolver,
}

/// Transport protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

/// What a flow exists for: a drawn edge, or one of a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlowKind {
    /// Drawn.
    Edge,
    /// Names are looked up.
    Dns,
    /// The load balancer reaches what is public.
    LoadBalancer,
    /// The grants job reaches its instance.
    Grants,
    /// The backup job reaches its instance.
    Backup,
    /// The pooler reaches its instance.
    Pooler,
    /// Metrics are fetched.
    Exporter,
    /// Endpoints of the cloud itself.
    CloudEndpoint,
}
