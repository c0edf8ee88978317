//! An edge: who opens a connection to whom, and how.

use crate::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::fact::Fact;
use super::kind::{Access, Auth, Delivery, EdgeKind, Protocol, words};
use super::node::RateLimit;
use super::text::{Description, Line};
use super::unset;
use super::word::{DatabaseName, Host, Id, Name, Tag, Topic, UrlPath, VariableName};
use crate::json::{Json, record};

/// An edge of the topology, from the one who opens the connection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// The node that opens the connection.
    pub from: Id,
    /// The node that it reaches.
    pub to: Id,
    /// What the connection is for.
    pub kind: EdgeKind,
    /// What is spoken; absent: the target's default.
    #[serde(default, skip_serializing_if = "unset")]
    pub protocol: Option<Protocol>,
    /// One of the target's ports by name; absent: the one named like the protocol, else the first.
    #[serde(default, skip_serializing_if = "unset")]
    pub port: Option<Id>,
    /// What a data edge does; absent is unknown.
    #[serde(default, skip_serializing_if = "unset")]
    pub access: Option<Access>,
    /// The database within the server; absent: the target's.
    #[serde(default, skip_serializing_if = "unset")]
    pub database: Option<DatabaseName>,
    /// The schema within the database; absent: the target's.
    #[serde(default, skip_serializing_if = "unset")]
    pub schema: Option<DatabaseName>,
    /// The user that it logs in as; absent: one of its own.
    #[serde(default, skip_serializing_if = "unset")]
    pub credential: Option<DatabaseName>,
    /// The topic that is written or read.
    #[serde(default, skip_serializing_if = "unset")]
    pub topic: Option<Topic>,
    /// The consumer group that a subscriber reads in.
    #[serde(default, skip_serializing_if = "unset")]
    pub group: Option<Name>,
    /// The path prefix that a gateway routes to the target.
    #[serde(default, skip_serializing_if = "unset")]
    pub path: Option<UrlPath>,
    /// The host name that a gateway routes to the target.
    #[serde(default, skip_serializing_if = "unset")]
    pub host: Option<Host>,
    /// The HTTP methods that a gateway lets through; absent: all.
    #[serde(default, skip_serializing_if = "unset")]
    pub methods: BTreeSet<Method>,
    /// Whether the gateway cuts `path` off before it passes the request on.
    #[serde(default, skip_serializing_if = "unset")]
    pub strip_prefix: Option<bool>,
    /// How long the caller waits, in milliseconds, or `none`.
    #[serde(default, skip_serializing_if = "unset")]
    pub timeout_ms: Fact<u32>,
    /// How often the caller tries again, or `none`.
    #[serde(default, skip_serializing_if = "unset")]
    pub retries: Fact<u32>,
    /// When the caller stops asking for a while, or `none`.
    #[serde(default, skip_serializing_if = "unset")]
    pub circuit_breaker: Fact<CircuitBreaker>,
    /// How many calls one request of the caller makes.
    #[serde(default, skip_serializing_if = "unset")]
    pub calls_per_request: Option<u32>,
    /// Whether the connection is encrypted.
    #[serde(default, skip_serializing_if = "unset")]
    pub tls: Option<bool>,
    /// How the caller proves who it is, or `none`.
    #[serde(default, skip_serializing_if = "unset")]
    pub auth: Fact<Auth>,
    /// How often the caller may ask, or `none`.
    #[serde(default, skip_serializing_if = "unset")]
    pub rate_limit: Fact<RateLimit>,
    /// Other names for the variables that tell the caller where the target is: role (`url`, `host`, `port`, `name`, `user`, `password`, `topic`) to name.
    #[serde(default, skip_serializing_if = "unset")]
    pub env: BTreeMap<Id, VariableName>,
    /// What a subscriber may rely on.
    #[serde(default, skip_serializing_if = "unset")]
    pub delivery: Option<Delivery>,
    /// `false` leaves it out (mostly as an environment's override).
    #[serde(default, skip_serializing_if = "unset")]
    pub enabled: Option<bool>,
    /// Where it was seen, if it was imported.
    #[serde(default, skip_serializing_if = "unset")]
    pub evidence: Option<Line>,
    /// What it is for, for people.
    #[serde(default, skip_serializing_if = "unset")]
    pub description: Option<Description>,
    /// Words to sort by; some rules read them.
    #[serde(default, skip_serializing_if = "unset")]
    pub tags: BTreeSet<Tag>,
}

record!(Edge {
    from: needed,
    to: needed,
    kind: needed,
    protocol,
    port,
    access,
    database,
    schema,
    credential,
    topic,
    group,
    path,
    host,
    methods,
    strip_prefix,
    timeout_ms,
    retries,
    circuit_breaker,
    calls_per_request,
    tls,
    auth,
    rate_limit,
    env,
    delivery,
    enabled,
    evidence,
    description,
    tags,
});

impl Edge {
    /// An edge about which only ends and kind are said.
    #[must_use]
    pub fn new(from: Id, to: Id, kind: EdgeKind) -> Self {
        Self { from, to, kind, ..Json::blank() }
    }

    /// Whether it carries the tag.
    #[must_use]
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.contains(tag)
    }
}

/// When a caller stops asking for a while.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CircuitBreaker {
    /// Failures in a row that open it.
    #[serde(default, skip_serializing_if = "unset")]
    pub failures: Option<u32>,
    /// How long it stays open, in milliseconds.
    #[serde(default, skip_serializing_if = "unset")]
    pub reset_ms: Option<u32>,
}

record!(CircuitBreaker { failures, reset_ms });

words!(
    /// An HTTP method.
    #[allow(missing_docs, reason = "the names are the methods")]
    Method {
        Get = "GET",
        Head = "HEAD",
        Post = "POST",
        Put = "PUT",
        Patch = "PATCH",
        Delete = "DELETE",
        Options = "OPTIONS",
    }
);
