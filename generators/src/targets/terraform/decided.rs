//! What comes out otherwise on AWS although nobody declared it: the other targets keep to the decision.

use crate::engines::aws::{self, Service};
use crate::plan::{Instance, Origin, Sourced, Verdict};

use super::scope::Scope;
use super::sizes;

/// The most characters of a load balancer's name.
const BALANCER: usize = 32;

/// Says it of an instance that AWS runs.
pub(super) fn instance(scope: &mut Scope<'_>, instance: &Instance, service: Service) {
    let node = instance.nodes.first().unwrap_or(&instance.id);
    let mut say = |field: &str, verdict, reason: String| scope.note(format!("/nodes/{node}/{field}"), verdict, reason);
    if undeclared(&instance.provision) {
        let reason = "AWS runs it as a service of its own: image, settings and health are the service's";
        say("provision", Verdict::Approximated, reason.to_owned());
    }
    if undeclared(&instance.engine) && service != Service::Database {
        let reason = "AWS's service stands for it, speaks TLS alone and may make its users itself";
        say("engine", Verdict::Approximated, reason.to_owned());
    }
    let (_, offered) = aws::version(service, &instance.engine, &instance.version).unwrap_or_default();
    if undeclared(&instance.version) && offered != instance.version.value {
        let reason = format!("AWS offers {offered} in the place of {}", instance.version.value);
        say("version", Verdict::Approximated, reason);
    }
    if undeclared(&instance.storage_mib) {
        let storage = sizes::gib(instance.storage_mib.value);
        match service {
            Service::Database if storage < 20 => {
                say("storage", Verdict::Approximated, "RDS has whole GiB from 20 on: 20 GiB".to_owned());
            }
            Service::Database | Service::Search | Service::Stream => {}
            _ => say("storage", Verdict::Unsupported, "AWS sizes it by the class of its machines".to_owned()),
        }
    }
    if instance.backup.is_none() && service == Service::Database {
        let reason = "RDS always keeps copies: of the last day, or of the last week where production is";
        say("backup", Verdict::Approximated, reason.to_owned());
    }
}

/// Says it of the copies of a cache, which are taken when AWS likes.
pub(super) fn snapshots(scope: &mut Scope<'_>, instance: &Instance, service: Service) {
    let Some(backup) = instance.backup.as_ref().filter(|_| service == Service::Cache) else { return };
    let node = instance.nodes.first().unwrap_or(&instance.id);
    let declared = backup.subject();
    let place = declared.split_whitespace().next().map_or_else(|| format!("/nodes/{node}/backup"), str::to_owned);
    let reason = "ElastiCache takes a snapshot each day, at a time that AWS chooses";
    scope.note(format!("{place}/schedule"), Verdict::Approximated, reason);
}

/// Says which names AWS takes no longer than so: the modules cut them and add a part of their hash, so that they stay apart.
pub(super) fn names(scope: &mut Scope<'_>) {
    let mut long = Vec::new();
    if scope.name.len() > BALANCER && !scope.entries.is_empty() {
        long.push(("/name".to_owned(), BALANCER, "the load balancer of the environment"));
    }
    for instance in scope.plan.instances.values() {
        let (most, what) = match scope.service(&instance.id) {
            Service::Database => (63, "RDS"),
            Service::Cache => (40, "ElastiCache"),
            Service::Queue => (50, "Amazon MQ"),
            Service::Stream => (64, "MSK"),
            Service::Search => (28, "OpenSearch"),
            _ => continue,
        };
        if scope.name.len() + 1 + instance.name.as_str().len() > most {
            long.push((format!("/nodes/{}/name", instance.nodes.first().unwrap_or(&instance.id)), most, what));
        }
    }
    for (path, most, what) in long {
        let reason = format!(
            "{what} takes {most} characters: what `{}-…` is called there is cut and ends in a part of its hash. Shorter names of the topology, the environment or the node are kept whole",
            scope.name
        );
        scope.note(path, Verdict::Approximated, reason);
    }
}

fn undeclared<T>(value: &Sourced<T>) -> bool {
    matches!(value.origin, Origin::Decision(_))
}
