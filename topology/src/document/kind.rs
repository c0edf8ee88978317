//! What a node, an edge or a boundary is.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every value, in the order of the format.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in documents.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        $crate::json::json_choice!($name);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}
pub(crate) use words;

words!(
    /// The kind of a node.
    NodeKind {
        /// Browser, mobile app, partner: outside, and an entry.
        Client = "client",
        /// A system that we call and don't run.
        External = "external",
        /// The entry that routes to others.
        Gateway = "gateway",
        /// A user interface, running in the browser or on a server.
        Frontend = "frontend",
        /// A long-running program that takes calls.
        Service = "service",
        /// A long-running program that takes no calls.
        Worker = "worker",
        /// A scheduled or one-shot program.
        Job = "job",
        /// An event- or call-triggered program.
        Function = "function",
        /// Stored data with a query engine.
        Database = "database",
        /// Fast, forgettable data.
        Cache = "cache",
        /// A broker or queue.
        Queue = "queue",
        /// An S3-compatible store.
        ObjectStore = "object-store",
        /// Identity, discovery, configuration, telemetry: what the others stand on.
        Platform = "platform",
    }
);

impl NodeKind {
    /// Programs that we run: frontend, service, worker, job, function.
    #[must_use]
    pub fn is_workload(self) -> bool {
        matches!(self, Self::Frontend | Self::Service | Self::Worker | Self::Job | Self::Function)
    }

    /// What holds data: database, cache, queue, object store.
    #[must_use]
    pub fn is_data(self) -> bool {
        matches!(self, Self::Database | Self::Cache | Self::Queue | Self::ObjectStore)
    }
}

words!(
    /// The kind of an edge, named from the one who opens the connection.
    EdgeKind {
        /// A synchronous request.
        Call = "call",
        /// Access to a database, cache or object store.
        Data = "data",
        /// Messages written to a queue.
        Publish = "publish",
        /// Messages read from a queue (the consumer points at the queue).
        Subscribe = "subscribe",
        /// Configuration fetched from a platform.
        Config = "config",
        /// Names looked up at a platform.
        Discovery = "discovery",
        /// Metrics, logs and traces sent to a platform.
        Telemetry = "telemetry",
        /// A redirect or webhook by address; no connection of ours.
        Callback = "callback",
        /// Start order only.
        Boot = "boot",
    }
);

impl EdgeKind {
    /// The kind that an edge has when a person draws it to a node of this kind.
    #[must_use]
    pub fn towards(target: NodeKind) -> Self {
        match target {
            NodeKind::Database | NodeKind::Cache | NodeKind::ObjectStore => Self::Data,
            NodeKind::Queue => Self::Publish,
            _ => Self::Call,
        }
    }

    /// Whether the network has to allow it.
    #[must_use]
    pub fn opens_connection(self) -> bool {
        !matches!(self, Self::Callback | Self::Boot)
    }
}

words!(
    /// The kind of a boundary.
    BoundaryKind {
        /// A part of the business.
        Domain = "domain",
        /// People who own things together.
        Team = "team",
        /// A network segment.
        Network = "network",
    }
);

words!(
    /// How far a port or a node can be reached.
    Expose {
        /// Only by neighbours.
        None = "none",
        /// From the person's own machine.
        Loopback = "loopback",
        /// A published port, as in development.
        Host = "host",
        /// Meant to be reached from outside.
        Public = "public",
    }
);

words!(
    /// What is spoken over a call or on a port.
    Protocol {
        /// HTTP/1.1 or HTTP/2 in the clear.
        Http = "http",
        /// HTTP over TLS.
        Https = "https",
        /// gRPC over HTTP/2.
        Grpc = "grpc",
        /// GraphQL over HTTP.
        Graphql = "graphql",
        /// WebSocket over HTTP.
        Websocket = "websocket",
        /// Bytes over TCP.
        Tcp = "tcp",
        /// Mail.
        Smtp = "smtp",
    }
);

words!(
    /// What a data edge does.
    Access {
        /// Reads only.
        Read = "read",
        /// Writes only.
        Write = "write",
        /// Reads and writes.
        ReadWrite = "read-write",
    }
);

impl Access {
    /// Whether it changes data.
    #[must_use]
    pub fn writes(self) -> bool {
        !matches!(self, Self::Read)
    }
}

words!(
    /// How many resources a node gets, where it does not say so exactly.
    Size {
        /// A quarter core, 256 MiB (databases 1 GiB).
        Small = "small",
        /// Half a core, 512 MiB (databases 2 GiB).
        Medium = "medium",
        /// Two cores, 2 GiB (databases 8 GiB).
        Large = "large",
    }
);

words!(
    /// Where a data node comes from.
    Provision {
        /// A container that we run.
        Container = "container",
        /// The cloud's own service.
        Managed = "managed",
        /// It is there already.
        Existing = "existing",
    }
);

words!(
    /// The role of a database in its group.
    Role {
        /// Takes writes.
        Primary = "primary",
        /// Follows a primary (`of`).
        Replica = "replica",
    }
);

words!(
    /// Where a frontend runs.
    RunsIn {
        /// In the browser: its calls count as a client's.
        Browser = "browser",
        /// On a server.
        Server = "server",
    }
);

words!(
    /// How a new version takes over.
    Release {
        /// Instance by instance.
        Rolling = "rolling",
        /// All at once, the old one kept warm.
        BlueGreen = "blue-green",
        /// A share of the traffic first.
        Canary = "canary",
    }
);

words!(
    /// What a platform node offers.
    Capability {
        /// Log-in and tokens.
        Identity = "identity",
        /// Names of services.
        Discovery = "discovery",
        /// Configuration.
        Configuration = "configuration",
        /// Secrets.
        Secrets = "secrets",
        /// Metrics.
        Metrics = "metrics",
        /// Logs.
        Logs = "logs",
        /// Traces.
        Traces = "traces",
        /// Mail.
        Mail = "mail",
        /// A service mesh: what stays inside is encrypted, timed and traced by it.
        Mesh = "mesh",
    }
);

words!(
    /// How a caller proves who it is.
    Auth {
        /// A signed token.
        Jwt = "jwt",
        /// OpenID Connect.
        Oidc = "oidc",
        /// User and password.
        Basic = "basic",
        /// A key in a header.
        ApiKey = "api-key",
        /// Client certificates.
        Mtls = "mtls",
    }
);

words!(
    /// What a subscriber may rely on.
    Delivery {
        /// May be lost, never twice.
        AtMostOnce = "at-most-once",
        /// Never lost, may come twice.
        AtLeastOnce = "at-least-once",
        /// Exactly once, by the broker's transactions.
        ExactlyOnce = "exactly-once",
    }
);
