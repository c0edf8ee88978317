//! A node: something drawn.

use crate::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::extra::Extra;
use super::fact::Fact;
use super::kind::{Auth, Capability, Expose, NodeKind, Protocol, Provision, Release, Role, RunsIn, Size, words};
use super::text::{Description, Line, Title, VariableValue};
use super::unset;
use super::word::{
    Cpu, DatabaseName, FilePath, Host, Id, Image, Name, Period, Quantity, Schedule, Tag, Topic, UrlPath, VariableName,
    Version,
};
use crate::json::{Json, record};

/// A node of the topology. Which fields mean something depends on the kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// What people read; may change freely.
    #[serde(default, skip_serializing_if = "unset")]
    pub title: Option<Title>,
    /// The deployed name, where it must differ from the id.
    #[serde(default, skip_serializing_if = "unset")]
    pub name: Option<Id>,
    /// Ids that this node had before, oldest first, so that its infrastructure moves instead of being destroyed.
    #[serde(default, skip_serializing_if = "unset")]
    pub was: Vec<Id>,
    /// Who answers for it; absent: the domain's owner, else its team, else the document's owner.
    #[serde(default, skip_serializing_if = "unset")]
    pub owner: Option<Line>,
    /// What it does, for people.
    #[serde(default, skip_serializing_if = "unset")]
    pub description: Option<Description>,
    /// Words to sort by; some rules read them.
    #[serde(default, skip_serializing_if = "unset")]
    pub tags: BTreeSet<Tag>,
    /// The boundaries and the unit that it belongs to.
    #[serde(default, rename = "in", skip_serializing_if = "unset")]
    pub member: Membership,
    /// `false` leaves it out (mostly as an environment's override).
    #[serde(default, skip_serializing_if = "unset")]
    pub enabled: Option<bool>,

    /// Which product: `nginx`, `postgres`, `valkey`, `rabbitmq` …
    #[serde(default, skip_serializing_if = "unset")]
    pub engine: Option<Name>,
    /// The product's version, as a text.
    #[serde(default, skip_serializing_if = "unset")]
    pub version: Option<Version>,
    /// Where a frontend runs; in the browser its calls count as a client's.
    #[serde(default, skip_serializing_if = "unset")]
    pub runs_in: Option<RunsIn>,
    /// What a platform offers.
    #[serde(default, skip_serializing_if = "unset")]
    pub provides: BTreeSet<Capability>,

    /// The container image.
    #[serde(default, skip_serializing_if = "unset")]
    pub image: Option<Image>,
    /// How the image is built, instead of `image`.
    #[serde(default, skip_serializing_if = "unset")]
    pub build: Option<Build>,
    /// The program, instead of the image's entry point.
    #[serde(default, skip_serializing_if = "unset")]
    pub command: Vec<Line>,
    /// The program's arguments.
    #[serde(default, skip_serializing_if = "unset")]
    pub args: Vec<Line>,
    /// Language and version, such as `node-24` or `go`.
    #[serde(default, skip_serializing_if = "unset")]
    pub runtime: Option<Name>,
    /// The ports that it listens on, by name.
    #[serde(default, skip_serializing_if = "unset")]
    pub ports: BTreeMap<Id, Port>,
    /// How far it can be reached; absent: `none` (a gateway reached by a client: `public`).
    #[serde(default, skip_serializing_if = "unset")]
    pub expose: Option<Expose>,
    /// Plain variables; never secrets.
    #[serde(default, skip_serializing_if = "unset")]
    pub variables: BTreeMap<VariableName, VariableValue>,
    /// Names of variables whose values are secrets.
    #[serde(default, skip_serializing_if = "unset")]
    pub secrets: BTreeSet<VariableName>,
    /// How a secret reaches the process: as a variable, or as a file.
    #[serde(default, rename = "as", skip_serializing_if = "unset")]
    pub secrets_as: Option<SecretsAs>,
    /// How many run.
    #[serde(default, skip_serializing_if = "unset")]
    pub replicas: Option<Replicas>,
    /// How many resources, in words.
    #[serde(default, skip_serializing_if = "unset")]
    pub size: Option<Size>,
    /// How many resources, exactly; wins over `size`.
    #[serde(default, skip_serializing_if = "unset")]
    pub resources: Option<Resources>,
    /// How its health is asked, or `none`.
    #[serde(default, skip_serializing_if = "unset")]
    pub health: Fact<Health>,
    /// Directories that outlive a restart, by name.
    #[serde(default, skip_serializing_if = "unset")]
    pub volumes: BTreeMap<Id, Volume>,
    /// What it promises, or `none`.
    #[serde(default, skip_serializing_if = "unset")]
    pub slo: Fact<Slo>,
    /// How a new version takes over.
    #[serde(default, skip_serializing_if = "unset")]
    pub release: Option<Release>,
    /// When a job runs; absent: once.
    #[serde(default, skip_serializing_if = "unset")]
    pub schedule: Option<Schedule>,
    /// What starts a function, by name.
    #[serde(default, skip_serializing_if = "unset")]
    pub triggers: BTreeMap<Id, Trigger>,
    /// How its callers prove who they are, or `none`.
    #[serde(default, skip_serializing_if = "unset")]
    pub auth: Fact<Auth>,
    /// Which other origins a browser may call it from, or `none`.
    #[serde(default, skip_serializing_if = "unset")]
    pub cors: Fact<Cors>,
    /// How often one caller may ask, or `none`.
    #[serde(default, skip_serializing_if = "unset")]
    pub rate_limit: Fact<RateLimit>,

    /// How much it stores.
    #[serde(default, skip_serializing_if = "unset")]
    pub storage: Option<Quantity>,
    /// Primary or replica.
    #[serde(default, skip_serializing_if = "unset")]
    pub role: Option<Role>,
    /// The primary that a replica follows.
    #[serde(default, skip_serializing_if = "unset")]
    pub of: Option<Id>,
    /// Data nodes with the same server are one instance with several databases.
    #[serde(default, skip_serializing_if = "unset")]
    pub server: Option<Id>,
    /// The database within the server; absent: the node's own.
    #[serde(default, skip_serializing_if = "unset")]
    pub database: Option<DatabaseName>,
    /// The schema within the database.
    #[serde(default, skip_serializing_if = "unset")]
    pub schema: Option<DatabaseName>,
    /// Whether callers share its connections through a pooler before it; absent: where they may want more than it carries.
    #[serde(default, skip_serializing_if = "unset")]
    pub pooler: Option<bool>,
    /// When it is backed up and how long copies are kept, or `none`.
    #[serde(default, skip_serializing_if = "unset")]
    pub backup: Fact<Backup>,
    /// Whether its data outlive a restart.
    #[serde(default, skip_serializing_if = "unset")]
    pub persistence: Option<bool>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "unset")]
    pub provision: Option<Provision>,
    /// Where it is, if it is there already.
    #[serde(default, skip_serializing_if = "unset")]
    pub existing: Option<Existing>,
    /// Data merged into the outputs, verbatim: yours, unproven.
    #[serde(default, skip_serializing_if = "unset")]
    pub extra: Extra,
}

record!(Node {
    kind: needed, title, name, was, owner, description, tags, member as "in", enabled, engine, version, runs_in,
    provides, image, build, command, args, runtime, ports, expose, variables, secrets, secrets_as as "as", replicas,
    size, resources, health, volumes, slo, release, schedule, triggers, auth, cors, rate_limit, storage, role, of,
    server, database, schema, pooler, backup, persistence, provision, existing, extra,
});

impl Node {
    /// A node of this kind about which nothing else is said.
    #[must_use]
    pub fn of_kind(kind: NodeKind) -> Self {
        Self { kind, ..Json::blank() }
    }

    /// Whether it carries the tag.
    #[must_use]
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.contains(tag)
    }

    /// The first id that it held: what finding keys are made of.
    #[must_use]
    pub fn first_id<'a>(&'a self, id: &'a Id) -> &'a Id {
        self.was.first().unwrap_or(id)
    }
}

/// The boundaries that a node belongs to, one of each sort, and the unit that it is released with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// Part of the business.
    #[serde(default, skip_serializing_if = "unset")]
    pub domain: Option<Id>,
    /// Team that works on it.
    #[serde(default, skip_serializing_if = "unset")]
    pub team: Option<Id>,
    /// Network segment.
    #[serde(default, skip_serializing_if = "unset")]
    pub network: Option<Id>,
    /// What it is released together with.
    #[serde(default, skip_serializing_if = "unset")]
    pub unit: Option<Id>,
}

record!(Membership { domain, team, network, unit });

/// How an image is built.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// Directory of the build, relative to the bundle's root; absent: `.`.
    #[serde(default, skip_serializing_if = "unset")]
    pub context: Option<FilePath>,
    /// The Dockerfile, relative to the context; absent: `Dockerfile`.
    #[serde(default, skip_serializing_if = "unset")]
    pub dockerfile: Option<FilePath>,
}

record!(Build { context, dockerfile });

/// A port that a workload listens on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Port {
    /// 1 to 65535.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub number: std::num::NonZeroU16,
    /// What is spoken there; absent: the port's name if that is a protocol, else `tcp`.
    #[serde(default, skip_serializing_if = "unset")]
    pub protocol: Option<Protocol>,
    /// How far it can be reached; absent: as the node.
    #[serde(default, skip_serializing_if = "unset")]
    pub expose: Option<Expose>,
}

record!(Port { number: needed, protocol, expose });

/// How many instances run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Replicas {
    /// At least so many, 0 to 1000.
    #[cfg_attr(feature = "schema", schemars(range(max = 1000)))]
    #[serde(default, skip_serializing_if = "unset")]
    pub min: Option<u32>,
    /// At most so many; more than `min` scales by load.
    #[cfg_attr(feature = "schema", schemars(range(max = 1000)))]
    #[serde(default, skip_serializing_if = "unset")]
    pub max: Option<u32>,
    /// Scales out above this share of the requested CPU, in percent.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100)))]
    #[serde(default, skip_serializing_if = "unset")]
    pub cpu: Option<u32>,
}

record!(Replicas { min, max, cpu });

/// CPU and memory, exactly.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Resources {
    /// Processor time: `250m` or `1.5`.
    #[serde(default, skip_serializing_if = "unset")]
    pub cpu: Option<Cpu>,
    /// Memory: `512Mi`.
    #[serde(default, skip_serializing_if = "unset")]
    pub memory: Option<Quantity>,
}

record!(Resources { cpu, memory });

/// How health is asked: one of the three.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Health {
    /// A path that answers 2xx or 3xx on the workload's main port.
    #[serde(default, skip_serializing_if = "unset")]
    pub path: Option<UrlPath>,
    /// A command that ends with 0, as program and arguments.
    #[serde(default, skip_serializing_if = "unset")]
    pub command: Vec<Line>,
    /// Name of the service in the gRPC health protocol; empty for the whole server.
    #[serde(default, skip_serializing_if = "unset")]
    pub grpc: Option<Line>,
}

record!(Health { path, command, grpc });

/// A directory that outlives a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Where the process sees it.
    pub path: FilePath,
    /// How much it holds.
    #[serde(default, skip_serializing_if = "unset")]
    pub size: Option<Quantity>,
}

record!(Volume { path: needed, size });

/// What a workload promises.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Slo {
    /// Share of good answers over 30 days, in percent, such as 99.9.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 100)))]
    #[serde(default, skip_serializing_if = "unset")]
    pub availability: Option<f64>,
    /// 95 of 100 answers are quicker, in milliseconds.
    #[serde(default, skip_serializing_if = "unset")]
    pub latency_p95_ms: Option<u32>,
}

record!(Slo { availability, latency_p95_ms });

/// What starts a function; one of the four.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// An HTTP route.
    #[serde(default, skip_serializing_if = "unset")]
    pub path: Option<UrlPath>,
    /// A queue node.
    #[serde(default, skip_serializing_if = "unset")]
    pub queue: Option<Id>,
    /// The topic within that queue.
    #[serde(default, skip_serializing_if = "unset")]
    pub topic: Option<Topic>,
    /// A time table.
    #[serde(default, skip_serializing_if = "unset")]
    pub schedule: Option<Schedule>,
    /// An object store node whose new objects start it.
    #[serde(default, skip_serializing_if = "unset")]
    pub bucket: Option<Id>,
}

record!(Trigger { path, queue, topic, schedule, bucket });

/// Which other origins a browser may call from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cors {
    /// Host names that pages may come from.
    #[serde(default, skip_serializing_if = "unset")]
    pub origins: BTreeSet<Host>,
}

record!(Cors { origins });

/// How often one caller may ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Requests a second.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub per_second: std::num::NonZeroU32,
    /// Requests above that which may come at once.
    #[serde(default, skip_serializing_if = "unset")]
    pub burst: Option<u32>,
}

record!(RateLimit { per_second: needed, burst });

/// Backups of a data node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Backup {
    /// When.
    #[serde(default, skip_serializing_if = "unset")]
    pub schedule: Option<Schedule>,
    /// How long a copy is kept.
    #[serde(default, skip_serializing_if = "unset")]
    pub keep: Option<Period>,
}

record!(Backup { schedule, keep });

/// Where a data node is, if it is there already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Existing {
    /// Its DNS name.
    #[serde(default, skip_serializing_if = "unset")]
    pub host: Option<Host>,
    /// Its port.
    #[serde(default, skip_serializing_if = "unset")]
    pub port: Option<std::num::NonZeroU16>,
    /// The name of the secret that holds its credentials.
    #[serde(default, skip_serializing_if = "unset")]
    pub secret: Option<Name>,
}

record!(Existing { host, port, secret });

words!(
    /// How a secret reaches a process.
    SecretsAs {
        /// As environment variables, in every target.
        Variable = "variable",
        /// As files, where the target can.
        File = "file",
    }
);
