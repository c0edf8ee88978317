//! Databases on RDS, their read replicas, and copies that are kept for long.

use topology::document::Id;

use crate::engines::aws::{ADMINISTRATOR, Service};
use crate::hcl::Block;
use crate::plan::{Datastore, Instance};

use super::super::foundation::{local, output};
use super::super::root::Root;
use super::super::scope::{Scope, node};
use super::super::{options, schedule, sizes};
use super::{Chosen, class, subject, version};

/// Days for which RDS itself keeps backups, at most.
const RDS_DAYS: u32 = 35;
/// Characters that a vault's name may have at AWS Backup, the hyphen between its two parts among them.
const VAULT_NAME: usize = 50;

/// The arguments of the module `database`.
pub(super) fn database(scope: &mut Scope<'_>, instance: &Instance, block: Block) -> Block {
    let production = &scope.plan.settings.production;
    let storage = sizes::gib(instance.storage_mib.value).max(20);
    if storage * 1024 != instance.storage_mib.value {
        scope.approximated(&instance.storage_mib, format!("RDS has whole GiB from 20 on: {storage} GiB"));
    }
    let version = version(scope, instance, Service::Database);
    let class = class(scope, instance, Service::Database);
    let mut block = block
        .set("name", local("name"))
        .set_of(instance.name.subject(), "database", instance.name.as_str())
        .set_of(instance.engine.subject(), "engine", &instance.engine.value)
        .set_of(instance.version.subject(), "engine_version", version)
        .note(&class.why(instance))
        .set_of(instance.resources.subject(), "instance_class", class.name)
        .set_of(instance.storage_mib.subject(), "storage_gib", storage)
        .set("max_storage_gib", most_storage(storage))
        .set("administrator", ADMINISTRATOR)
        .set_of(production.subject(), "multi_az", production.value)
        .set_of(production.subject(), "deletion_protection", production.value);
    if !keeps_statistics(instance, &class) {
        block = block.set("performance_insights", false);
    }
    let Some(backup) = &instance.backup else { return block.set("backup_days", if production.value { 7 } else { 1 }) };
    let days = backup.keep_days.clamp(1, RDS_DAYS);
    block = block.set_of(backup.subject(), "backup_days", days);
    match schedule::windows(&backup.schedule) {
        Some((window, maintenance)) => {
            block.set_of(backup.subject(), "backup_window", window).set("maintenance_window", maintenance)
        }
        None => {
            scope.approximated(backup, "RDS backs up once a day, and continuously in between");
            block
        }
    }
}

/// Storage up to which RDS lets a database grow, in GiB.
fn most_storage(storage: u64) -> u64 {
    storage.saturating_mul(5).clamp(100, 65_536)
}

/// RDS keeps query statistics of PostgreSQL on every class, of the others on no smaller ones.
fn keeps_statistics(instance: &Instance, class: &Chosen) -> bool {
    instance.engine.value == "postgres" || !matches!(class.name, "db.t4g.micro" | "db.t4g.small")
}

/// A node that is drawn as a replica, as a read replica that follows the instance.
pub(super) fn replica(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance, replica: &Datastore) {
    let id = &replica.id;
    let class = class(scope, instance, Service::Database);
    let drawn = replica.replica_of.as_ref().map(|of| of.subject()).unwrap_or_default();
    let storage = sizes::gib(instance.storage_mib.value).max(20);
    let topics = options::alarm_topics(root);
    let mut block = root
        .module(id.as_str(), "database-replica")
        .set("name", local("name"))
        .set("replica", id.as_str())
        .set_of(drawn, "source_identifier", output(instance.id.as_str(), "identifier"))
        .set("parameter_group_name", output(instance.id.as_str(), "parameter_group_name"))
        .note(&class.why(instance))
        .set("instance_class", class.name)
        .set("max_storage_gib", most_storage(storage));
    if !keeps_statistics(instance, &class) {
        block = block.set("performance_insights", false);
    }
    let block = block
        .set("alarm_topic_arns", topics)
        .set("security_group_id", output(&format!("{}_security_group", instance.id), "id"))
        .subject(format!("{} /nodes/{id}/of", node(id)));
    root.add(block);
    root.hand_over(format!("{id}/host"), output(id.as_str(), "host"));
    root.output_of(
        format!("/nodes/{id}/title"),
        &format!("{id}_host"),
        &format!("DNS name of {}.", replica.title),
        output(id.as_str(), "host"),
    );
}

/// Copies that are kept for longer than RDS keeps its own.
pub(super) fn long_backup(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance) {
    let Some(backup) = instance.backup.as_ref().filter(|backup| backup.keep_days > RDS_DAYS) else { return };
    let fits = scope.name.len() + instance.name.as_str().len() < VAULT_NAME;
    let Some(schedule) = schedule::event_bridge(&backup.schedule).filter(|_| fits) else {
        let reason = if fits { "AWS Backup does not know its time table" } else { "a vault's name would be too long" };
        scope.approximated(backup, format!("copies are kept for the {RDS_DAYS} days of RDS: {reason}"));
        return;
    };
    let block = root
        .module(&format!("{}_backup", instance.id), "backup")
        .set("name", local("name"))
        .set("node", instance.name.as_str())
        .set("resource_arn", output(instance.id.as_str(), "arn"))
        .set_of(backup.subject(), "schedule", schedule)
        .set_of(backup.subject(), "keep_days", backup.keep_days)
        .subject(subject(instance));
    root.add(block);
    root.moved(instance.was.iter().map(Id::as_str), instance.id.as_str(), &["_backup"]);
}
