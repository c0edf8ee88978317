//! Which service of AWS stands for an engine.

use topology::document::Provision;

use crate::catalogue::{self, Offer};
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
    /// MSK.
    Stream,
    /// Amazon OpenSearch Service.
    Search,
    /// S3: a bucket for each node, and no server.
    Store,
    /// Nothing of ours: it is there already, or AWS has no service that we write.
    Elsewhere,
}

impl Service {
    /// The word by which engines' entries name it.
    const WORDS: [(&'static str, Self); 6] = [
        ("elasticache", Self::Cache),
        ("mq", Self::Queue),
        ("msk", Self::Stream),
        ("opensearch", Self::Search),
        ("rds", Self::Database),
        ("s3", Self::Store),
    ];

    /// The module that makes it; none for what is elsewhere.
    pub fn module(self) -> Option<&'static str> {
        match self {
            Self::Database => Some("database"),
            Self::Cache => Some("cache"),
            Self::Queue => Some("queue"),
            Self::Stream => Some("stream"),
            Self::Search => Some("search"),
            Self::Store => Some("object-store"),
            Self::Elsewhere => None,
        }
    }

    /// Whether it stands in the network, with a security group of its own.
    pub fn in_network(self) -> bool {
        !matches!(self, Self::Store | Self::Elsewhere)
    }

    /// Whether programs sign in with a name and a password; else their roles say what they may do.
    pub fn knows_passwords(self) -> bool {
        self.in_network()
    }

    /// The port that the service listens on, where the engine in a container has another one.
    pub fn port(self, own: u16) -> u16 {
        match self {
            Self::Queue => 5671,
            Self::Stream => 9096,
            Self::Search | Self::Store => 443,
            Self::Database | Self::Cache | Self::Elsewhere => own,
        }
    }

    /// The port that the grants job talks to.
    pub fn grants_port(self, own: u16) -> u16 {
        if self == Self::Queue { 443 } else { self.port(own) }
    }

    /// The scheme in the place of an engine's own, where the service speaks TLS alone.
    pub fn scheme(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Cache => Some(("redis://", "rediss://")),
            Self::Queue => Some(("amqp://", "amqps://")),
            Self::Search | Self::Store => Some(("http://", "https://")),
            Self::Database | Self::Stream | Self::Elsewhere => None,
        }
    }

    /// Whether a job makes users and rights; ElastiCache's users are made beside it.
    pub fn has_grants_job(self) -> bool {
        matches!(self, Self::Database | Self::Queue | Self::Search | Self::Stream)
    }

    /// What the catalogue knows of it: versions and instance classes.
    pub fn offer(self) -> Option<&'static Offer> {
        let (word, _) = Self::WORDS.iter().find(|(_, service)| *service == self)?;
        catalogue::catalogue().ok()?.aws.services.get(*word)
    }
}

/// What runs an instance.
pub(super) fn service(instance: &Instance) -> Service {
    if instance.provision.value == Provision::Existing {
        return Service::Elsewhere;
    }
    let named = catalogue::engine(&instance.engine).and_then(|engine| engine.managed.aws.as_deref());
    let known = Service::WORDS.iter().find(|(word, _)| Some(*word) == named);
    known.map_or(Service::Elsewhere, |(_, service)| *service)
}

/// The version of an instance as its service names it, with the one that people write.
/// Redis is carried by Valkey, which ElastiCache offers in its place, in the newest version.
pub(super) fn version(service: Service, engine: &str, wished: &str) -> Option<(&'static str, &'static str)> {
    let offer = service.offer()?;
    match engine {
        "redis" => offer.newest("valkey"),
        _ => offer.version(engine, wished),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_that_an_engine_names_is_known() {
        for (name, engine) in &catalogue::catalogue().unwrap().engines {
            let Some(word) = &engine.managed.aws else {
                assert!(engine.managed.not_on_aws.is_some(), "{name}: neither a service nor a reason");
                continue;
            };
            let (_, service) = Service::WORDS.iter().find(|(known, _)| known == word).expect(word);
            if service.in_network() {
                for wished in engine.versions.keys() {
                    assert!(version(*service, name, wished).is_some(), "{name} {wished}");
                }
            }
        }
    }

    #[test]
    fn redis_becomes_the_newest_valkey() {
        assert_eq!(version(Service::Cache, "redis", "8.10"), Some(("8.1", "8.1")));
        assert_eq!(version(Service::Stream, "kafka", "3.9"), Some(("3.9.x.kraft", "3.9")));
    }
}
