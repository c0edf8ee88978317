//! What turns an engine's state into metrics: a service in the profile `metrics`.

use topology::yaml::Item;

use super::instance::runs_here;
use super::service::{condition, env_file, harden, literal, words};
use crate::catalogue;
use crate::engines;
use crate::items::{Entries, put, put_some};
use crate::plan::{Instance, Plan};

/// The name of the service, and of its env file.
pub(super) fn name(instance: &Instance) -> String {
    format!("{}-exporter", instance.name.value)
}

/// The service, for an engine whose exporter is a program of its own.
pub(super) fn service(plan: &Plan, instance: &Instance) -> Option<Item> {
    let exporter = catalogue::engine(&instance.engine.value)?.exporter.as_ref()?;
    let image = exporter.image.as_ref()?;
    if !runs_here(instance) || !engines::is_watched(instance) {
        return None;
    }
    let joined = plan.networks.values().any(|network| network.members.contains(&instance.id));
    let mut entries = Entries::new();
    put(&mut entries, "image", Item::text(image.image().reference()));
    put(&mut entries, "profiles", Item::list(["metrics"]).flow());
    put(&mut entries, "user", Item::text(format!("{0}:{0}", image.user)));
    if !exporter.args.is_empty() {
        put(&mut entries, "command", words(&exporter.args));
    }
    let variables = exporter.variables.iter().map(|(name, value)| (name.clone(), literal(value)));
    put_some(&mut entries, "environment", Item::map(variables));
    if engines::watcher(instance).is_some() {
        put(&mut entries, "env_file", Item::list([env_file(&name(instance))]));
    }
    let reason = format!("in the engine's own network: metrics are on its port {}", exporter.port);
    put(&mut entries, "network_mode", Item::text(format!("service:{}", instance.name.value)).comment(reason));
    put(&mut entries, "depends_on", Item::map([(instance.name.as_str(), condition("service_healthy"))]));
    put(&mut entries, "restart", "unless-stopped");
    harden(&mut entries, &[]);
    let node = instance.nodes.first().unwrap_or(&instance.id);
    Some(Item::from(entries).subject(format!("node:{node}"))).filter(|_| joined)
}
