//! What AWS runs in the place of engines, and how what is drawn reaches it: read by the targets that speak of it.

pub(crate) mod entry;

use std::collections::BTreeSet;

use topology::document::{Id, NodeKind, Provision, Runtime};

use crate::catalogue::{self, Offer};
use crate::plan::{Flow, Instance, Part, Peer, Plan, SecretRef, Source, Workload};

/// The name with which grants jobs sign in; RDS keeps some others for itself.
pub(crate) const ADMINISTRATOR: &str = "groundplan_admin";

/// What runs an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
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

/// Whether the programs of a Plan run on EKS.
pub(crate) fn on_eks(plan: &Plan) -> bool {
    plan.settings.platform.value == Runtime::Eks
}

/// Whether Lambda runs a workload; on EKS functions are pods like the others.
pub(crate) fn is_function(plan: &Plan, workload: &Workload) -> bool {
    workload.kind == NodeKind::Function && !on_eks(plan)
}

/// Whether a node is a queue of SQS that we make.
pub(crate) fn messages(plan: &Plan, id: &Id) -> bool {
    let cloud = plan.externals.get(id).and_then(|external| external.cloud.as_ref());
    let clouds = || catalogue::catalogue().ok().map(|catalogue| &catalogue.clouds);
    cloud.is_some_and(|engine| clouds().and_then(|clouds| clouds.get(&engine.value)?.aws.as_deref()) == Some("sqs"))
}

/// The port that a flow reaches at AWS, where the engine in a container has another one.
pub(crate) fn port(plan: &Plan, flow: &Flow) -> u16 {
    let service = |id: &Id| plan.instances.get(id).map_or(Service::Elsewhere, |instance| service(plan, instance));
    match (&flow.from, &flow.to) {
        (Peer::Grants(_), Peer::Instance(id)) => service(id).grants_port(flow.port),
        (_, Peer::Instance(id)) => service(id).port(flow.port),
        (_, Peer::External(id)) if messages(plan, id) => 443,
        _ => flow.port,
    }
}

/// Secrets that nobody needs: what they would sign in to asks for roles.
pub(crate) fn needless(plan: &Plan) -> BTreeSet<SecretRef> {
    let asks_for_roles = |instance: &&Instance| service(plan, instance) == Service::Store;
    let users = plan.instances.values().filter(asks_for_roles).flat_map(|instance| instance.users.values());
    let mut found: BTreeSet<SecretRef> = users.map(|user| user.password.clone()).collect();
    if found.is_empty() {
        return found;
    }
    let mut around = Vec::new();
    for (name, secret) in &plan.secrets {
        for (key, entry) in &secret.entries {
            let holds = |part: &Part| matches!(part, Part::Secret(inner) if found.contains(inner));
            if matches!(&entry.source, Source::Composed(text) if text.0.iter().any(holds)) {
                around.push(SecretRef { secret: name.clone(), key: key.clone() });
            }
        }
    }
    found.extend(around);
    found
}

/// What the grants job of a service is told beside its address, by variable.
pub(crate) fn grants_variables(service: Service) -> &'static [(&'static str, &'static str)] {
    match service {
        Service::Database => &[("PGSSLMODE", "require")],
        // MSK reads users from their secrets by itself; the job gives them rights.
        Service::Stream => &[("INSTANCE_PROTOCOL", "SASL_SSL"), ("PASSWORDS", "elsewhere")],
        _ => &[("INSTANCE_SCHEME", "https")],
    }
}

/// Whether AWS runs an instance whose users a job makes.
pub(crate) fn wants_grants(plan: &Plan, instance: &Instance) -> bool {
    service(plan, instance).has_grants_job() && !instance.users.is_empty()
}

/// Whether the charts run an instance on EKS: what exists already and what AWS runs are elsewhere.
pub(crate) fn runs_in_cluster(plan: &Plan, instance: &Instance) -> bool {
    let existing = instance.provision.value == Provision::Existing;
    on_eks(plan) && !existing && service(plan, instance) == Service::Elsewhere
}

/// What runs an instance. On EKS, what is to run in a container does.
pub(crate) fn service(plan: &Plan, instance: &Instance) -> Service {
    let contained = on_eks(plan) && instance.provision.value == Provision::Container;
    if instance.provision.value == Provision::Existing || contained {
        return Service::Elsewhere;
    }
    let named = catalogue::engine(&instance.engine).and_then(|engine| engine.managed.aws.as_deref());
    let known = Service::WORDS.iter().find(|(word, _)| Some(*word) == named);
    known.map_or(Service::Elsewhere, |(_, service)| *service)
}

/// The version of an instance as its service names it, with the one that people write.
/// Redis is carried by Valkey, which ElastiCache offers in its place, in the newest version.
pub(crate) fn version(service: Service, engine: &str, wished: &str) -> Option<(&'static str, &'static str)> {
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
