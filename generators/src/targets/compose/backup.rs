//! Copies of an instance's data: a service that takes them by the time table, or by hand where there is none.

use topology::yaml::Item;

use super::instance::{has_grants, runs_here};
use super::service::{condition, connect, env_file, harden, image};
use crate::catalogue;
use crate::engines;
use crate::items::{Entries, put};
use crate::plan::{Instance, Plan};

/// Where the copies lie in the container.
const FOLDER: &str = "/copies";

/// Whether copies can be taken of it here.
pub(super) fn is_copied(instance: &Instance) -> bool {
    runs_here(instance) && engines::backup_scripts(instance).is_some()
}

/// The instances of which copies can be taken.
pub(super) fn copied(plan: &Plan) -> impl Iterator<Item = &Instance> {
    plan.instances.values().filter(|instance| is_copied(instance))
}

/// The name of the service, and of its env file.
pub(super) fn name(instance: &Instance) -> String {
    format!("{}-backup", instance.name.value)
}

/// The named volume with the copies.
pub(super) fn volume(instance: &Instance) -> String {
    format!("{}-copies", instance.name.value)
}

/// The service. Without a time table it is defined, so that a person can run it, and never started by itself.
pub(super) fn service(plan: &Plan, instance: &Instance) -> Option<Item> {
    let engine = catalogue::engine(&instance.engine.value)?;
    let (scripts, ..) = engines::backup_scripts(instance).filter(|_| runs_here(instance))?;
    let (job_image, _) = engine.job_image(scripts.image.as_ref(), &instance.image.value);
    let mut entries = Entries::new();
    let reference =
        if job_image == instance.image.value { image(&instance.name.value, &job_image) } else { job_image.reference() };
    put(&mut entries, "image", Item::text(reference));
    put(&mut entries, "user", Item::text("0:0").comment("a fresh volume belongs to root; no capability is left to it"));
    put(&mut entries, "entrypoint", Item::list(["sh", "/groundplan/copies.sh"]).flow());
    put(&mut entries, "command", Item::list(["watch"]).flow());
    let mut variables = vec![
        ("INSTANCE_HOST", Item::text(instance.name.as_str())),
        ("INSTANCE_PORT", Item::text(scripts.port.to_string())),
        ("BACKUP_USER", Item::text(engines::copier(instance).0)),
        // Who puts a copy back brings the password.
        ("ADMIN_USER", Item::text(instance.admin_user.as_str())),
        ("COPIES", Item::text(FOLDER)),
    ];
    let days = instance.backup.as_ref().map_or(7, |backup| backup.keep_days);
    let schedule = instance.backup.as_ref().map_or("0 3 * * *", |backup| backup.schedule.as_str());
    for (name, field, text) in [("SCHEDULE", "schedule", schedule.to_owned()), ("KEEP_DAYS", "keep", days.to_string())]
    {
        let places = instance.backup.as_ref().map(|backup| backup.subject()).unwrap_or_default();
        let places: Vec<String> = places.split_whitespace().map(|place| format!("{place}/{field}")).collect();
        let item = Item::text(text);
        variables.push((name, if places.is_empty() { item } else { item.subject(places.join(" ")) }));
    }
    put(&mut entries, "environment", Item::map(variables));
    put(&mut entries, "env_file", Item::list([env_file(&name(instance))]));
    let scripts = format!("./backup/{}", instance.engine.value);
    let mounts = [
        "./backup/copies.sh:/groundplan/copies.sh:ro".to_owned(),
        format!("{scripts}/backup.sh:/groundplan/backup.sh:ro"),
        format!("{scripts}/restore.sh:/groundplan/restore.sh:ro"),
        format!("{}:{FOLDER}", volume(instance)),
    ];
    put(&mut entries, "volumes", Item::list(mounts.map(Item::text)));
    connect(plan, &instance.id, &mut entries, false);
    // Who owns what in a copy must be there when it is put back.
    let after = if has_grants(instance) {
        (format!("{}-grants", instance.name.value), condition("service_completed_successfully"))
    } else {
        (instance.name.to_string(), condition("service_healthy"))
    };
    put(&mut entries, "depends_on", Item::map([after]));
    let test = ["CMD", "test", "!", "-e", "/tmp/copies-failed"];
    let health = [("test", Item::list(test).flow()), ("interval", Item::text("60s"))];
    put(&mut entries, "healthcheck", Item::map(health).comment("ill from a copy that failed until one that did not"));
    put(&mut entries, "restart", "unless-stopped");
    let (count, reason): (u32, &str) = match &instance.backup {
        Some(backup) => (1, backup.decision().unwrap_or_default()),
        None => (0, "no time table is declared: just backup, or docker compose run"),
    };
    let count = Item::from(count);
    let count = if reason.is_empty() { count } else { count.comment(reason) };
    put(&mut entries, "deploy", Item::map([("replicas", count)]));
    harden(&mut entries, &["/tmp".to_owned()]);
    let node = instance.nodes.first().unwrap_or(&instance.id);
    Some(Item::from(entries).subject(format!("node:{node}")))
}
