//! Which service of AWS stands for an engine, and in which versions.

use topology::document::Provision;

use crate::catalogue;
use crate::plan::Instance;

/// What runs an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    /// RDS.
    Database,
    /// ElastiCache.
    Cache,
    /// Amazon MQ.
    Queue,
    /// Nothing of ours: it is there already, or AWS has no service that we write.
    Elsewhere,
}

impl Service {
    /// The module that makes it; none for what is elsewhere.
    pub fn module(self) -> Option<&'static str> {
        match self {
            Self::Database => Some("database"),
            Self::Cache => Some("cache"),
            Self::Queue => Some("queue"),
            Self::Elsewhere => None,
        }
    }

    /// The port that the service listens on, where the engine in a container has another one.
    pub fn port(self, own: u16) -> u16 {
        if self == Self::Queue { 5671 } else { own }
    }

    /// The port that the grants job talks to.
    pub fn grants_port(self, own: u16) -> u16 {
        if self == Self::Queue { 443 } else { own }
    }

    /// Whether a job makes users and rights; ElastiCache's users are made beside it.
    pub fn has_grants_job(self) -> bool {
        matches!(self, Self::Database | Self::Queue)
    }
}

/// What runs an instance.
pub(super) fn service(instance: &Instance) -> Service {
    if instance.provision.value == Provision::Existing {
        return Service::Elsewhere;
    }
    match catalogue::engine(&instance.engine).and_then(|engine| engine.managed.aws.as_deref()) {
        Some("rds") => Service::Database,
        Some("elasticache") => Service::Cache,
        Some("mq") => Service::Queue,
        _ => Service::Elsewhere,
    }
}

/// Versions that AWS offers, oldest first, by engine; from the services' release notes, August 2026.
const OFFERED: &[(&str, &[&str])] = &[
    ("mariadb", &["10.6", "10.11", "11.4", "11.8"]),
    ("mysql", &["8.4"]),
    ("postgres", &["14", "15", "16", "17", "18"]),
    ("rabbitmq", &["3.13", "4.2"]),
    ("valkey", &["7.2", "8.0", "8.1"]),
];

/// The version as the service names it: the wished one, else the newest below it, else the oldest.
/// Redis is carried by Valkey, which ElastiCache offers in its place, in the newest version.
pub(super) fn version(engine: &str, wished: &str) -> Option<&'static str> {
    let name = if engine == "redis" { "valkey" } else { engine };
    let offered = OFFERED.iter().find(|(there, _)| *there == name).map(|(_, versions)| *versions)?;
    if engine == "redis" {
        return offered.last().copied();
    }
    let wish = numbers(wished);
    let exact = |version: &&&str| {
        let version = numbers(version);
        wish.starts_with(&version) || version.starts_with(&wish)
    };
    offered
        .iter()
        .rev()
        .find(exact)
        .or_else(|| offered.iter().rev().find(|version| numbers(version) <= wish))
        .or_else(|| offered.first())
        .copied()
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_that_aws_offers() {
        assert_eq!(version("postgres", "18"), Some("18"));
        assert_eq!(version("postgres", "17.11"), Some("17"));
        assert_eq!(version("rabbitmq", "4.3"), Some("4.2"));
        assert_eq!(version("valkey", "9.1"), Some("8.1"));
        assert_eq!(version("valkey", "8"), Some("8.1"));
        assert_eq!(version("mysql", "5.7"), Some("8.4"));
        assert_eq!(version("redis", "8.10"), Some("8.1"));
        assert_eq!(version("teapot", "1"), None);
    }
}
