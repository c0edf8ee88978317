//! The data root: what must not be lost, who may use it, and the jobs that see to that.

use topology::document::{Access, Id, Provision};

use crate::error::Error;
use crate::hcl::{Block, Entry, Expression, Value};
use crate::plan::{Instance, Peer};

use super::foundation::{local, output};
use super::grants::ADMINISTRATOR;
use super::managed::{self, Service};
use super::root::Root;
use super::scope::{Scope, node};
use super::{decided, extra, flows, grants, options, proofs, schedule, secrets, sizes};

/// Days for which RDS itself keeps backups, at most.
const RDS_DAYS: u32 = 35;
/// Characters that a vault's name may have at AWS Backup, the hyphen between its two parts among them.
const VAULT_NAME: usize = 50;

/// The data root of an environment.
pub(super) fn data(scope: &mut Scope<'_>) -> Result<Root, Error> {
    let mut root = Root::new("data");
    let plan = scope.plan;
    decided::names(scope);
    for instance in plan.instances.values() {
        let service = scope.service(&instance.id);
        let Some(module) = service.module() else {
            elsewhere(scope, instance);
            continue;
        };
        if instance.provision.value == Provision::Container {
            scope
                .approximated(&instance.provision, "Terraform takes AWS's managed service in the place of a container");
        }
        decided::instance(scope, instance, service);
        decided::snapshots(scope, instance, service);
        passwords(scope, &mut root, instance);
        group(scope, &mut root, instance);
        let block = root.module(instance.id.as_str(), module);
        let block = match service {
            Service::Database => database(scope, instance, block),
            Service::Cache => cache(scope, &mut root, instance, block),
            Service::Queue => queue(scope, &mut root, instance, block),
            Service::Elsewhere => continue,
        };
        let subnets = root.read_list("foundation", "private_subnet_ids");
        let topics = options::alarm_topics(&mut root);
        let mut block = block
            .set("alarm_topic_arns", topics)
            .set("subnet_ids", subnets)
            .set("security_group_id", output(&format!("{}_security_group", instance.id), "id"))
            .subject(subject(instance));
        extra::merge(scope, &instance.extra, instance.nodes.first().unwrap_or(&instance.id), module, &mut block);
        root.add(block);
        extra::report(scope, &instance.extra, instance.nodes.first().unwrap_or(&instance.id), &[module]);
        root.moved(instance.was.iter().map(Id::as_str), instance.id.as_str(), &["_security_group", ""]);
        root.hand_over(format!("{}/host", instance.id), output(instance.id.as_str(), "host"));
        root.hand_over(
            format!("{}/security_group_id", instance.id),
            output(&format!("{}_security_group", instance.id), "id"),
        );
        root.output_of(
            instance.nodes.first().map(|id| format!("/nodes/{id}/title")).unwrap_or_default(),
            &format!("{}_host", instance.id),
            &format!("DNS name of {}.", instance.title),
            output(instance.id.as_str(), "host"),
        );
        if service == Service::Database {
            long_backup(scope, &mut root, instance);
        }
        if service.has_grants_job() && !instance.users.is_empty() {
            grants::grants(scope, &mut root, instance, service)?;
        }
    }
    for id in plan.instances.keys() {
        flows::flows(scope, &mut root, &Peer::Instance(id.clone()));
    }
    options::dashboard(&mut root, seen(scope));
    proofs::data(scope, &mut root);
    Ok(root)
}

/// What the dashboard of the data root shows, by the names that CloudWatch knows.
fn seen(scope: &Scope<'_>) -> Vec<Entry> {
    let of = |wanted: Service, name: &str| -> Vec<Expression> {
        let ids = scope.plan.instances.keys().filter(|id| scope.service(id) == wanted);
        ids.map(|id| output(id.as_str(), name)).collect()
    };
    let mut lists = Vec::new();
    let databases = of(Service::Database, "identifier");
    if !databases.is_empty() {
        lists.push(Entry::new("databases", Value::list(databases)));
    }
    // A cache has several nodes.
    let caches = of(Service::Cache, "nodes");
    if !caches.is_empty() {
        lists.push(Entry::new("caches", Expression::call("concat", caches)));
    }
    let queues = of(Service::Queue, "name");
    if !queues.is_empty() {
        lists.push(Entry::new("queues", Value::list(queues)));
    }
    lists
}

/// The nodes of an instance, and what the choice of a managed service carries.
fn subject(instance: &Instance) -> String {
    let mut words: Vec<String> = instance.nodes.iter().map(node).collect();
    if instance.provision.value == Provision::Managed {
        words.push(instance.provision.subject());
    }
    if instance.persistence.value {
        words.push(instance.persistence.subject());
    }
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// Says what is not made here and how it is reached.
fn elsewhere(scope: &mut Scope<'_>, instance: &Instance) {
    if instance.host.is_none() {
        scope.unsupported(
            &instance.engine,
            "no managed service is written for this engine yet; run it yourself and declare `provision: existing` with its host",
        );
    }
}

/// The passwords of an instance's users.
fn passwords(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance) {
    let mut written = std::collections::BTreeSet::new();
    for user in instance.users.values() {
        let Some((reader, _)) = secrets::find(scope, &user.password) else { continue };
        if written.insert(&user.password) {
            secrets::write(scope, root, &user.password);
            root.hand_over(
                secrets::handover_key(scope, reader, &user.password),
                output(&secrets::label(scope, reader, &user.password), "arn"),
            );
        }
    }
}

fn group(scope: &Scope<'_>, root: &mut Root, instance: &Instance) {
    let vpc = root.read("foundation", "vpc_id");
    let mut block = root
        .module(&format!("{}_security_group", instance.id), "security-group")
        .set("name", local("name"))
        .set("node", instance.name.as_str())
        .set("vpc_id", vpc)
        .subject(instance.nodes.iter().map(node).collect::<Vec<_>>().join(" "));
    if !scope.enforces() {
        let range = root.read("foundation", "vpc_cidr");
        block = block.set_of(scope.plan.settings.flows.subject(), "open_to_cidr", range);
    }
    root.add(block);
}

/// The version as the service has it, said where it is another one.
fn version(scope: &mut Scope<'_>, instance: &Instance) -> &'static str {
    let offered = managed::version(&instance.engine, &instance.version).unwrap_or_default();
    // `18` stands for whatever `18.x` the service offers.
    if offered != instance.version.value && !offered.starts_with(&format!("{}.", instance.version.value)) {
        scope.approximated(
            &instance.version,
            format!("AWS offers {offered} in the place of {}", instance.version.value),
        );
    }
    offered
}

/// The instance class, said where none is large enough.
fn class(scope: &mut Scope<'_>, instance: &Instance, classes: &'static [(&'static str, u32, u32)]) -> &'static str {
    let (class, carries) = sizes::class(classes, instance.resources.value);
    if !carries {
        scope.approximated(
            &instance.resources,
            format!("no instance class is so large; {class} is the largest written"),
        );
    }
    class
}

fn database(scope: &mut Scope<'_>, instance: &Instance, block: Block) -> Block {
    let production = &scope.plan.settings.production;
    let storage = sizes::gib(instance.storage_mib.value).max(20);
    if storage * 1024 != instance.storage_mib.value {
        scope.approximated(&instance.storage_mib, format!("RDS has whole GiB from 20 on: {storage} GiB"));
    }
    let version = version(scope, instance);
    let class = class(scope, instance, sizes::DATABASE);
    let mut block = block
        .set("name", local("name"))
        .set_of(instance.name.subject(), "database", instance.name.as_str())
        .set_of(instance.engine.subject(), "engine", &instance.engine.value)
        .set_of(instance.version.subject(), "engine_version", version)
        .set_of(instance.resources.subject(), "instance_class", class)
        .set_of(instance.storage_mib.subject(), "storage_gib", storage)
        .set("max_storage_gib", storage.saturating_mul(5).clamp(100, 65_536))
        .set("administrator", ADMINISTRATOR)
        .set_of(production.subject(), "multi_az", production.value)
        .set_of(production.subject(), "deletion_protection", production.value);
    // RDS keeps query statistics of PostgreSQL on every class, of the others on no smaller ones.
    if instance.engine.value != "postgres" && matches!(class, "db.t4g.micro" | "db.t4g.small") {
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

/// Copies that are kept for longer than RDS keeps its own.
fn long_backup(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance) {
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

fn cache(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance, block: Block) -> Block {
    let production = &scope.plan.settings.production;
    scope.approximated(
        &instance.engine,
        "ElastiCache for Valkey stands for it and speaks TLS alone: programs open TLS, addresses begin with rediss. \
         Its users are made by Terraform itself, so there is no grants job, nor a way through the network for one",
    );
    scope.unsupported(&instance.storage_mib, "ElastiCache keeps what fits into the memory of its nodes");
    if instance.persistence.value {
        scope.approximated(
            &instance.persistence,
            "ElastiCache keeps replicas and daily snapshots, no log of every write",
        );
    }
    let version = version(scope, instance);
    let family = format!("valkey{}", version.split('.').next().unwrap_or_default());
    let class = class(scope, instance, sizes::CACHE);
    let users: Vec<Entry> = instance
        .users
        .iter()
        .filter_map(|(name, user)| {
            let password = secrets::arn(scope, root, &user.password)?;
            let writes = user.grants.iter().any(|grant| grant.access.writes());
            let reads = user.grants.iter().any(|grant| grant.access.value != Access::Write);
            let access = match (reads, writes) {
                (true, true) => "on ~* &* +@all -@admin -@dangerous",
                (true, false) => "on ~* &* -@all +@read +@connection",
                _ => "on ~* &* -@all +@write +@connection",
            };
            let edges: Vec<String> =
                user.grants.iter().flat_map(|grant| &grant.edges).map(|edge| format!("edge:{edge}")).collect();
            let places = user.grants.iter().map(|grant| grant.access.subject()).collect::<Vec<_>>().join(" ");
            let rights = vec![Entry::new("access", access).subject(places), Entry::new("secret_arn", password)];
            Some(Entry::new(name, rights).subject(edges.join(" ")))
        })
        .collect();
    let kept =
        instance.backup.as_ref().map_or(u32::from(instance.persistence.value), |backup| backup.keep_days.min(35));
    let persistence = if instance.persistence.value { String::new() } else { instance.persistence.subject() };
    let subject = instance.backup.as_ref().map_or(persistence, |backup| backup.subject());
    block
        .set("name", local("name"))
        .set_of(instance.name.subject(), "cache", instance.name.as_str())
        .set_of(instance.version.subject(), "engine_version", version)
        .set("family", family)
        .set_of(instance.resources.subject(), "node_type", class)
        .set_of(production.subject(), "nodes", if production.value { 2 } else { 1 })
        .set_of(subject, "snapshot_days", kept)
        .set("users", Value::Object(users))
}

fn queue(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance, block: Block) -> Block {
    let production = &scope.plan.settings.production;
    scope.approximated(
        &instance.engine,
        "Amazon MQ stands for it and speaks TLS alone: addresses begin with amqps, the port is 5671",
    );
    scope.unsupported(&instance.storage_mib, "Amazon MQ sizes the storage by the instance type");
    if let Some(backup) = &instance.backup {
        scope.unsupported(backup, "Amazon MQ takes no backups; a cluster keeps each message three times");
    }
    let version = version(scope, instance);
    let class = class(scope, instance, sizes::QUEUE);
    let secret = format!("{}_administrator", instance.id);
    let made = root
        .module(&secret, "secret")
        .set("name", local("name"))
        .set("secret", format!("{}/administrator", instance.name.value))
        .set("description", format!("Password of the administrator of {}", instance.name.value))
        .set("origin", "generated")
        .subject(subject(instance));
    root.add(made);
    root.moved(instance.was.iter().map(Id::as_str), instance.id.as_str(), &["_administrator"]);
    block
        .set("administrator_secret_arn", output(&secret, "arn"))
        .set("name", local("name"))
        .set_of(instance.name.subject(), "queue", instance.name.as_str())
        .set_of(instance.version.subject(), "engine_version", version)
        .set_of(instance.resources.subject(), "instance_type", class)
        .set("administrator", ADMINISTRATOR)
        .set_of(production.subject(), "clustered", production.value)
        .set_of(production.subject(), "deletion_protection", production.value)
}
