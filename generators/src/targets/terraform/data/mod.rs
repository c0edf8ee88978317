//! The data root: what must not be lost, who may use it, and the jobs that see to that.

mod cache;
mod database;
mod messages;
mod queue;
mod search;
pub(super) mod store;
mod stream;

use topology::document::{Id, Provision};

use crate::catalogue::{self, Class};
use crate::engines::aws::{self, Service};
use crate::error::Error;
use crate::hcl::{Entry, Expression, Value};
use crate::plan::{Datastore, Instance, Peer, Verdict};

use super::foundation::{local, output};
use super::root::Root;
use super::scope::{Scope, node};
use super::{decided, eks, extra, flows, grants, options, proofs, secrets, sizes};

/// The data root of an environment.
pub(super) fn data(scope: &mut Scope<'_>) -> Result<Root, Error> {
    let mut root = Root::new("data");
    let plan = scope.plan;
    decided::names(scope);
    for instance in plan.instances.values() {
        let service = scope.service(&instance.id);
        let Some(module) = service.module() else {
            // What has no service there runs in the cluster, by the charts.
            if !scope.on_eks() {
                elsewhere(scope, instance);
            }
            continue;
        };
        if instance.provision.value == Provision::Container {
            scope
                .approximated(&instance.provision, "Terraform takes AWS's managed service in the place of a container");
        }
        if service == Service::Store {
            store::stores(scope, &mut root, instance);
            continue;
        }
        decided::instance(scope, instance, service);
        decided::snapshots(scope, instance, service);
        passwords(scope, &mut root, instance);
        group(scope, &mut root, instance);
        let block = root.module(instance.id.as_str(), module);
        let block = match service {
            Service::Database => database::database(scope, instance, block),
            Service::Cache => cache::cache(scope, &mut root, instance, block),
            Service::Queue => queue::queue(scope, &mut root, instance, block),
            Service::Stream => stream::stream(scope, &mut root, instance, block),
            Service::Search => search::search(scope, &mut root, instance, block),
            Service::Store | Service::Elsewhere => continue,
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
        let replicas: Vec<&Datastore> = scope.replicas(&instance.id).collect();
        for follower in replicas {
            match service {
                Service::Database => database::replica(scope, &mut root, instance, follower),
                Service::Cache => {
                    root.hand_over(format!("{}/host", follower.id), output(instance.id.as_str(), "reader_host"));
                }
                _ => served_by_the_primary(scope, follower),
            }
        }
        if service == Service::Database {
            database::long_backup(scope, &mut root, instance);
        }
        if aws::wants_grants(plan, instance) {
            if scope.on_eks() {
                // The chart's Job makes the users.
                let held = match service {
                    Service::Database => output(instance.id.as_str(), "administrator_secret_arn"),
                    _ => output(&format!("{}_administrator", instance.id), "arn"),
                };
                root.hand_over(format!("{}/administrator_secret_arn", instance.id), held);
            } else {
                grants::grants(scope, &mut root, instance, service)?;
            }
        }
    }
    for external in plan.externals.values() {
        messages::queue(scope, &mut root, external);
    }
    for id in plan.instances.keys() {
        flows::flows(scope, &mut root, &Peer::Instance(id.clone()));
    }
    if scope.on_eks() {
        eks::to_instances(scope, &mut root);
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
    let mut databases = of(Service::Database, "identifier");
    let follow = scope.plan.instances.keys().filter(|id| scope.service(id) == Service::Database);
    databases.extend(follow.flat_map(|id| scope.replicas(id)).map(|one| output(one.id.as_str(), "identifier")));
    if !databases.is_empty() {
        lists.push(Entry::new("databases", Value::list(databases)));
    }
    // A cache has several nodes.
    let caches = of(Service::Cache, "nodes");
    if !caches.is_empty() {
        lists.push(Entry::new("caches", Expression::call("concat", caches)));
    }
    let queues = of(Service::Queue, "name");
    let messages = scope.plan.externals.keys().filter(|id| scope.messages(id));
    let messages = messages.map(|id| output(id.as_str(), "name")).collect();
    let searches = of(Service::Search, "name");
    let streams = of(Service::Stream, "name");
    for (list, names) in [("queues", queues), ("messages", messages), ("searches", searches), ("streams", streams)] {
        if !names.is_empty() {
            lists.push(Entry::new(list, Value::list(names)));
        }
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
    if instance.host.is_some() {
        return;
    }
    let engine = catalogue::engine(&instance.engine);
    let reason = engine.and_then(|engine| engine.managed.not_on_aws.as_deref());
    let reason = reason.unwrap_or("AWS has no service that stands for it; run it yourself");
    for id in &instance.nodes {
        scope.note(
            format!("/nodes/{id}/engine"),
            Verdict::Unsupported,
            format!("`{id}` is not made: {reason}, and declare `provision: existing` with its host"),
        );
    }
}

/// Says that a drawn replica has no server of its own.
fn served_by_the_primary(scope: &mut Scope<'_>, follower: &Datastore) {
    if let Some(of) = &follower.replica_of {
        let reason =
            format!("`{}` is served by `{}` itself, which keeps copies in several zones", follower.id, of.value);
        scope.approximated(of, reason);
    }
}

/// A secret with the password of an administrator, which is made here; its label. `sign` stands behind what is random.
fn administrator(root: &mut Root, instance: &Instance, sign: &str) -> String {
    let label = format!("{}_administrator", instance.id);
    let mut made = root
        .module(&label, "secret")
        .set("name", local("name"))
        .set("secret", format!("{}/administrator", instance.name.value))
        .set("description", format!("Password of the administrator of {}", instance.name.value))
        .set("origin", "generated")
        .subject(subject(instance));
    if !sign.is_empty() {
        made = made.set("after", sign);
    }
    root.add(made);
    root.moved(instance.was.iter().map(Id::as_str), instance.id.as_str(), &["_administrator"]);
    label
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
fn version(scope: &mut Scope<'_>, instance: &Instance, service: Service) -> &'static str {
    let (named, offered) = aws::version(service, &instance.engine, &instance.version).unwrap_or_default();
    let wished = &instance.version.value;
    // `18` stands for whatever `18.x` the service offers, and for `18.6` it gives its newest `18`.
    if offered != wished && !offered.starts_with(&format!("{wished}.")) {
        scope.approximated(&instance.version, format!("AWS offers {offered} in the place of {wished}"));
    }
    named
}

/// An instance class that was chosen.
#[derive(Debug, Clone, Copy)]
struct Chosen {
    name: &'static str,
    cpu_milli: u32,
    memory_mib: u32,
    most_gib: Option<u64>,
}

impl Chosen {
    /// Why it was chosen, for the line above it.
    fn why(&self, instance: &Instance) -> String {
        let asked = instance.resources.value;
        format!(
            "{} has {} and {} MiB; asked for: {}, {} MiB.",
            self.name,
            cores(self.cpu_milli),
            self.memory_mib,
            cores(asked.cpu_milli),
            asked.memory_mib
        )
    }
}

/// Thousandths of a core as cores: `0.5 cores`, `1 core`.
fn cores(milli: u32) -> String {
    let text = format!("{}.{:03}", milli / 1000, milli % 1000);
    let number = text.trim_end_matches('0').trim_end_matches('.');
    if number == "1" { "1 core".to_owned() } else { format!("{number} cores") }
}

/// The instance class, said of each node where none is large enough.
fn class(scope: &mut Scope<'_>, instance: &Instance, service: Service) -> Chosen {
    let classes: &'static [Class] = service.offer().map_or(&[], |offer| offer.classes.as_slice());
    let Some((class, carries)) = sizes::class(classes, instance.resources.value) else {
        return Chosen { name: "", cpu_milli: 0, memory_mib: 0, most_gib: None };
    };
    let chosen = Chosen {
        name: &class.name,
        cpu_milli: class.cpu_milli,
        memory_mib: class.memory_mib,
        most_gib: class.most_gib,
    };
    if !carries {
        for id in &instance.nodes {
            let reason = format!(
                "no instance class is so large as `{id}` asks for; {} is the largest, with {} and {} MiB",
                chosen.name,
                cores(chosen.cpu_milli),
                chosen.memory_mib
            );
            scope.approximated(&instance.resources, reason);
        }
    }
    chosen
}
