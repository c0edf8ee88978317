//! Workloads: the programs that run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use topology::document::{Capability, Expose, Extra, Id, NodeKind, Protocol, Release};

use super::{Composed, SecretRef, Sourced};

/// A program that runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workload {
    /// The node's id.
    pub id: Id,
    /// Ids that the node had before, oldest first.
    pub was: Vec<Id>,
    /// The deployed name.
    pub name: Sourced<Id>,
    /// What people read.
    pub title: String,
    /// What it does, for people.
    pub description: String,
    /// The node's kind.
    pub kind: NodeKind,
    /// How it runs.
    pub runs_as: Sourced<RunsAs>,
    /// What it is released with.
    pub unit: Sourced<Id>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The image.
    pub image: Sourced<ImageRef>,
    /// Whether the image only stands in for one that does not exist yet.
    pub stand_in: bool,
    /// How the image is built, where it is: context and Dockerfile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<Sourced<(String, String)>>,
    /// The program, instead of the image's entry point; empty: the image's own.
    pub command: Sourced<Vec<String>>,
    /// The program's arguments; empty: the image's own.
    pub args: Sourced<Vec<String>>,
    /// Ports, by name.
    pub ports: BTreeMap<Id, Sourced<PlanPort>>,
    /// The port that health and routes mean where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main_port: Option<Id>,
    /// How far it can be reached.
    pub expose: Sourced<Expose>,
    /// How a cluster lets the outside in; absent: it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Sourced<Entry>>,
    /// Ports published on the person's own machine (compose).
    pub published: Vec<Published>,
    /// Plain variables, the neighbours' addresses among them.
    pub variables: BTreeMap<String, Sourced<Composed>>,
    /// Variables whose values are secrets.
    pub secrets: BTreeMap<String, Sourced<SecretRef>>,
    /// Whether secrets are wanted as files.
    pub secrets_as_files: bool,
    /// How many run.
    pub replicas: Sourced<ReplicaPlan>,
    /// CPU and memory.
    pub resources: Sourced<ResourcePlan>,
    /// How its health is asked; absent: nobody has said how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<Sourced<Probe>>,
    /// Directories that outlive a restart, by name.
    pub volumes: BTreeMap<Id, Sourced<VolumePlan>>,
    /// Directories that may be written to and are lost.
    pub writable: Vec<String>,
    /// The user that it runs as; absent: the image's own, which must not be root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Sourced<u32>>,
    /// What a gateway with a configuration of ours routes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<Gateway>,
    /// What a collector of ours takes in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collector: Option<Collector>,
    /// The image that asks whether its ports answer; absent: nobody asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tester: Option<Sourced<ImageRef>>,
    /// When a job runs, as five cron fields; absent: once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Sourced<String>>,
    /// What starts a function, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub triggers: BTreeMap<Id, Sourced<TriggerPlan>>,
    /// How a new version takes over.
    pub release: Sourced<Release>,
    /// The workloads and instances that must be up before it starts, with the reason: those that it waits for, and boot edges.
    pub starts_after: BTreeMap<Id, String>,
    /// Data merged into its part of the outputs, verbatim.
    pub extra: Extra,
}

impl Workload {
    /// The main port's number.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.ports.get(self.main_port.as_ref()?).map(|port| port.number)
    }
}

/// How a program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunsAs {
    /// All the time.
    Service,
    /// Once per release.
    Job,
    /// By a time table.
    CronJob,
}

/// What starts a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TriggerPlan {
    /// A request to a path, or below it.
    Http {
        /// The path.
        path: String,
    },
    /// A message in a queue.
    Queue {
        /// The queue's node.
        queue: Id,
    },
    /// A time table.
    Schedule {
        /// Five cron fields.
        cron: String,
    },
    /// A new object in a store.
    Bucket {
        /// The store's node.
        store: Id,
    },
}

/// How a cluster lets the outside in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// A route of the Gateway API.
    Route,
    /// A load balancer of its own.
    LoadBalancer,
}

impl Entry {
    /// As it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::LoadBalancer => "load-balancer",
        }
    }
}

/// A container image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRef {
    /// Registry and name.
    pub repository: String,
    /// The tag; empty where there is a digest.
    pub tag: String,
    /// `sha256:…`, or empty.
    pub digest: String,
}

impl ImageRef {
    /// `repository:tag` or `repository@digest`.
    #[must_use]
    pub fn reference(&self) -> String {
        if self.digest.is_empty() {
            format!("{}:{}", self.repository, self.tag)
        } else {
            format!("{}@{}", self.repository, self.digest)
        }
    }
}

/// A port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPort {
    /// 1 to 65535.
    pub number: u16,
    /// What is spoken there.
    pub protocol: Protocol,
}

/// A port published on the person's own machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The port's name.
    pub port: Id,
    /// The port inside.
    pub target: u16,
    /// The port outside.
    pub host_port: Sourced<u16>,
    /// Whether only the machine itself reaches it.
    pub loopback: bool,
}

/// How many run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplicaPlan {
    /// At least.
    pub min: u32,
    /// At most; equal to `min`: no scaling.
    pub max: u32,
    /// Scales out above this share of the requested CPU, in percent.
    pub cpu: u32,
}

/// CPU and memory of one instance: requested and the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourcePlan {
    /// Thousandths of a core.
    pub cpu_milli: u32,
    /// MiB.
    pub memory_mib: u32,
}

/// How health is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// What is asked.
    pub kind: ProbeKind,
    /// Seconds between two questions.
    pub interval_s: u32,
    /// Seconds until an answer counts as none.
    pub timeout_s: u32,
    /// Failures in a row until it counts as ill.
    pub failures: u32,
    /// Seconds that it may take to start.
    pub start_s: u32,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeKind {
    /// `GET path` answers 2xx or 3xx.
    Http {
        /// The path.
        path: String,
        /// The port.
        port: u16,
    },
    /// A program in the container ends with 0.
    Command(Vec<String>),
    /// The gRPC health protocol.
    Grpc {
        /// The service asked for; empty for the server.
        service: String,
        /// The port.
        port: u16,
    },
    /// The port accepts a connection.
    Tcp {
        /// The port.
        port: u16,
    },
}

/// A directory that outlives a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumePlan {
    /// Where the process sees it.
    pub path: String,
    /// MiB.
    pub size_mib: u64,
}

/// A gateway whose configuration is ours to write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gateway {
    /// The product: an entry of the catalogue.
    pub engine: String,
    /// Routes, longest path first.
    pub routes: Vec<Route>,
    /// The largest request body, in MiB.
    pub body_limit_mib: Sourced<u32>,
    /// Requests a second and burst per client address, for the whole gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<Sourced<(u32, u32)>>,
    /// Pages of other origins that may call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cors: Option<Sourced<CrossOrigin>>,
}

/// A collector of telemetry whose configuration is ours to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collector {
    /// What it takes in: metrics, logs, traces.
    pub signals: Vec<Capability>,
    /// The port that hands out the metrics it was sent.
    pub metrics_port: u16,
    /// The port that says whether it is well.
    pub health_port: u16,
}

/// Pages of other origins that may call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossOrigin {
    /// Host names, each with `https`.
    pub origins: Vec<String>,
}

/// A route of a gateway.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// The edge that draws it.
    pub edge: topology::document::EdgeId,
    /// The path prefix.
    pub path: Sourced<String>,
    /// The host name; absent: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<Sourced<String>>,
    /// The methods let through; empty: all.
    pub methods: Vec<String>,
    /// Whether `path` is cut off.
    pub strip_prefix: Sourced<bool>,
    /// The node that it leads to.
    pub to: Id,
    /// The port there.
    pub port: u16,
    /// What is spoken there.
    pub protocol: Protocol,
    /// How long an answer may take, in milliseconds.
    pub timeout_ms: Sourced<u32>,
    /// How often an idempotent request is tried again.
    pub retries: Sourced<u32>,
    /// Requests a second and burst per client address, on this route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<Sourced<(u32, u32)>>,
}
