//! Functions as Lambda: what starts them, and the way to them from within the network.

use std::collections::BTreeSet;

use topology::document::{Access, Id, NodeKind};

use crate::engines::aws::{Service, entry};
use crate::hcl::{Entry, Expression, Value};
use crate::plan::{Peer, Sourced, TriggerPlan, Verdict, Workload};

use super::foundation::{local, output, variable};
use super::root::Root;
use super::scope::{Scope, node};
use super::task::Container;
use super::{access, extra, options, schedule};

/// MiB with which a function gets one core.
const CORE_MIB: u64 = 1769;
/// The least and the most memory of a function, in MiB.
const MEMORY: (u32, u32) = (128, 10_240);

/// Whether requests from outside start a function: it is drawn so, or has such a trigger.
pub(super) fn is_open(scope: &Scope<'_>, workload: &Workload) -> bool {
    !paths(scope, workload).is_empty()
}

/// The functions that requests from outside start.
pub(super) fn open<'a>(scope: &Scope<'a>) -> impl Iterator<Item = &'a Workload> {
    let workloads: Vec<&Workload> =
        scope.plan.workloads.values().filter(|one| scope.is_function(one) && is_open(scope, one)).collect();
    workloads.into_iter()
}

/// The public name of a function, where the foundation makes a certificate for it: where the load balancer has one too.
fn public_name(scope: &Scope<'_>, workload: &Workload) -> Option<String> {
    let domain = scope.plan.settings.domain.as_ref().filter(|_| !scope.entries.is_empty())?;
    Some(format!("{}.{}", workload.name.value, domain.value))
}

/// Whether Lambda can't fetch its image from where it is: it knows ECR alone.
fn is_elsewhere(workload: &Workload) -> bool {
    !workload.image.repository.contains(".dkr.ecr.")
}

/// The repositories of functions' images, in the foundation.
pub(super) fn repositories(scope: &Scope<'_>, root: &mut Root) {
    for workload in scope.plan.workloads.values().filter(|one| scope.is_function(one) && is_elsewhere(one)) {
        let id = &workload.id;
        let label = format!("{id}_images");
        let mut block = root
            .module(&label, "image-repository")
            .set("name", local("name"))
            .set_of(workload.name.subject(), "node", workload.name.as_str())
            .subject(node(id));
        if !scope.plan.settings.production.value {
            block = block.set("force_delete", true);
        }
        root.add(block);
        root.moved(workload.was.iter().map(Id::as_str), id.as_str(), &["_images"]);
        root.hand_over(format!("images/{id}"), output(&label, "url"));
        root.output_of(
            format!("/nodes/{id}/title"),
            &label,
            &format!("Where the image of {} is pushed to.", workload.title),
            output(&label, "url"),
        );
    }
}

/// Writes a function with what starts it.
pub(super) fn function(scope: &mut Scope<'_>, root: &mut Root, workload: &Workload, container: Container) {
    let id = &workload.id;
    let image: Value = if is_elsewhere(workload) {
        root.read("foundation", format!("images/{id}")).into()
    } else {
        Value::from(&workload.image.repository)
    };
    let pinned = if workload.image.digest.is_empty() { &workload.image.tag } else { &workload.image.digest };
    let tag =
        Expression::call("lookup", [Value::from(variable("images")), Value::from(id.as_str()), Value::from(pinned)]);
    let mut block = root
        .module(id.as_str(), "function")
        .set("name", local("name"))
        .set_of(workload.name.subject(), "node", workload.name.as_str())
        .set_of(workload.image.subject(), "image", image)
        .set_of(workload.image.subject(), "tag", tag)
        .set_of(workload.resources.subject(), "memory", memory(scope, workload));
    for (name, words) in [("entry_point", &workload.command), ("command", &workload.args)] {
        // A stand-in's words are for a program that answers by itself.
        if !words.value.is_empty() && !workload.stand_in {
            block = block.set_of(words.subject(), name, Value::list(&words.value));
        }
    }
    for (name, entries) in [("environment", container.environment), ("secrets", container.secrets)] {
        if !entries.is_empty() {
            block = block.set(name, entries);
        }
    }
    let paths = paths(scope, workload);
    if !paths.is_empty() {
        let places: Vec<String> = paths.iter().map(|path| path.subject()).collect();
        block = block.set_of(places.join(" ").trim(), "paths", Value::list(paths.iter().map(|path| &path.value)));
    }
    if let Some(name) = public_name(scope, workload).filter(|_| !paths.is_empty()) {
        let domain = vec![
            Entry::new("name", name),
            Entry::new("certificate_arn", root.read("foundation", "certificate_arn")),
            Entry::new("zone_id", root.read("foundation", "zone_id")),
        ];
        block = block.set("domain", domain);
    }
    for (name, entries) in triggers(scope, root, workload) {
        if !entries.is_empty() {
            block = block.set(name, entries);
        }
    }
    if let Some(policy) = access::policy(scope, root, workload) {
        block = block.set("with_policy", true).set("policy", policy);
    }
    let (subnets, key) = (root.read_list("foundation", "private_subnet_ids"), root.read("foundation", "log_key_arn"));
    let topics = options::alarm_topics(root);
    let group = root.read("foundation", format!("security_group/{id}"));
    let mut block = block
        .set("subnet_ids", subnets)
        .set("security_group_id", group)
        .set("log_key_arn", key)
        .set("alarm_topic_arns", topics)
        .subject(format!("{} /nodes/{id}/kind {}", node(id), workload.unit.subject()));
    extra::merge(scope, &workload.extra, id, "function", &mut block);
    root.add(block);
    extra::report(scope, &workload.extra, id, &["function"]);
    entry(scope, root, workload);
    root.moved(workload.was.iter().map(Id::as_str), id.as_str(), &["_entry", ""]);
    root.output_of(
        format!("/nodes/{id}/title"),
        &format!("{id}_function"),
        &format!("Name of the function {}.", workload.title),
        output(id.as_str(), "name"),
    );
    if !paths.is_empty() {
        root.output(
            &format!("{id}_url"),
            &format!("Where requests from outside start {}.", workload.title),
            output(id.as_str(), "url"),
        );
    }
    report(scope, workload);
}

/// The paths at which requests from outside start a function.
fn paths(scope: &Scope<'_>, workload: &Workload) -> Vec<Sourced<String>> {
    let drawn = workload.triggers.values().filter_map(|trigger| match &trigger.value {
        TriggerPlan::Http { path } => Some(trigger.map(|_| path.clone())),
        _ => None,
    });
    let mut paths: Vec<Sourced<String>> = drawn.collect();
    if paths.is_empty() && entry::is_public(scope.plan, &workload.id) {
        paths.push(workload.expose.map(|_| "/".to_owned()));
    }
    paths
}

/// Clocks, queues and buckets, as the module takes them.
fn triggers(scope: &mut Scope<'_>, root: &mut Root, workload: &Workload) -> [(&'static str, Vec<Entry>); 3] {
    let (mut schedules, mut queues, mut buckets) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(declared) = &workload.schedule {
        clock(scope, &mut schedules, "schedule", declared, declared);
    }
    for (name, trigger) in &workload.triggers {
        match &trigger.value {
            TriggerPlan::Http { .. } => {}
            TriggerPlan::Schedule { cron } => clock(scope, &mut schedules, name.as_str(), cron, trigger),
            TriggerPlan::Queue { queue } if scope.messages(queue) => {
                let arn = root.read("data", format!("{queue}/arn"));
                queues.push(Entry::new(queue.as_str(), arn).subject(trigger.subject()));
            }
            TriggerPlan::Queue { queue } => scope.unsupported(
                trigger,
                format!("Lambda is started by queues of SQS; `{queue}` is none: draw it as sqs, or this as a worker"),
            ),
            TriggerPlan::Bucket { store } if is_bucket(scope, store) => {
                let bucket = root.read("data", format!("{store}/bucket"));
                buckets.push(Entry::new(store.as_str(), bucket).subject(trigger.subject()));
            }
            TriggerPlan::Bucket { store } => {
                scope.unsupported(trigger, format!("Lambda is started by buckets of S3; `{store}` is none of ours"));
            }
        }
    }
    // Who is drawn as a subscriber is started by what it subscribes to.
    for external in scope.plan.externals.values().filter(|external| scope.messages(&external.id)) {
        let access = external.access.get(&workload.id).filter(|access| access.value != Access::Write);
        if let Some(access) = access.filter(|_| queues.iter().all(|known: &Entry| known.key != external.id.as_str())) {
            let arn = root.read("data", format!("{}/arn", external.id));
            queues.push(Entry::new(external.id.as_str(), arn).subject(access.subject()));
        }
    }
    [("schedules", schedules), ("queues", queues), ("buckets", buckets)]
}

fn clock<T>(scope: &mut Scope<'_>, schedules: &mut Vec<Entry>, name: &str, cron: &str, declared: &Sourced<T>) {
    match schedule::event_bridge(cron) {
        Some(expression) => schedules.push(Entry::new(name, expression).subject(declared.subject())),
        None => scope.unsupported(
            declared,
            "EventBridge knows no time table that names both days of the month and weekdays; the function is there and is started by hand",
        ),
    }
}

fn is_bucket(scope: &Scope<'_>, store: &Id) -> bool {
    let instance = scope.plan.instance_of(store);
    instance.is_some_and(|instance| scope.service(&instance.id) == Service::Store)
}

/// The way in for callers of the network, at the ports that they are drawn to.
fn entry(scope: &Scope<'_>, root: &mut Root, workload: &Workload) {
    let id = &workload.id;
    let callers =
        scope.plan.flows.iter().filter(|flow| {
            matches!(&flow.from, Peer::Workload(_)) && matches!(&flow.to, Peer::Workload(to) if to == id)
        });
    let called: BTreeSet<u16> = callers.map(|flow| flow.port).collect();
    let ports: Vec<Entry> = workload
        .ports
        .iter()
        .filter(|(_, port)| called.contains(&port.number))
        .map(|(name, port)| Entry::new(name.as_str(), port.number).subject(port.subject()))
        .collect();
    if ports.is_empty() {
        return;
    }
    let subnets = root.read_list("foundation", "private_subnet_ids");
    let group = root.read("foundation", format!("security_group/{id}"));
    let namespace = root.read("foundation", "namespace_id");
    let block = root
        .module(&format!("{id}_entry"), "function-entry")
        .set("name", local("name"))
        .set_of(workload.name.subject(), "node", workload.name.as_str())
        .set("function_arn", output(id.as_str(), "arn"))
        .set("function_name", output(id.as_str(), "name"))
        .set("ports", ports)
        .set("subnet_ids", subnets)
        .set("security_group_id", group)
        .set("namespace_id", namespace)
        .subject(node(id));
    root.add(block);
}

/// Memory in MiB: what is asked for, or what brings the processor time that is asked for.
fn memory(scope: &mut Scope<'_>, workload: &Workload) -> u32 {
    let wish = workload.resources.value;
    let brings = u32::try_from(u64::from(wish.cpu_milli) * CORE_MIB / 1000).unwrap_or(u32::MAX);
    let memory = wish.memory_mib.max(brings).clamp(MEMORY.0, MEMORY.1);
    if memory != wish.memory_mib {
        let reason = format!("Lambda gives processor time with memory, a core with {CORE_MIB} MiB: {memory} MiB");
        scope.approximated(&workload.resources, reason);
    }
    memory
}

/// The edges by which a function is drawn to listen to a broker, each with the broker.
fn unheard(scope: &Scope<'_>, workload: &Workload) -> Vec<(String, Id)> {
    let plan = scope.plan;
    let is_queue = |node: &Id| plan.datastores.get(node).is_some_and(|store| store.kind == NodeKind::Queue);
    let mut found = Vec::new();
    for instance in plan.instances.values().filter(|instance| instance.nodes.iter().any(is_queue)) {
        let own = instance.users.values().filter(|user| user.consumers.contains(&workload.id));
        let listening = own.flat_map(|user| &user.grants).filter(|grant| grant.access.value != Access::Write);
        let edges = listening.flat_map(|grant| &grant.edges);
        found.extend(edges.map(|edge| (format!("/edges/{edge}/kind"), instance.id.clone())));
    }
    found
}

/// Says what Lambda does not carry as declared.
fn report(scope: &mut Scope<'_>, workload: &Workload) {
    scope.note(
        format!("/nodes/{}/kind", workload.id),
        Verdict::Approximated,
        "a Lambda function stands for it: its image answers Lambda's runtime interface or carries an adapter that does, and it reads its secrets by itself, each named by a variable that ends with _ARN",
    );
    if is_elsewhere(workload) {
        scope.approximated(
            &workload.image,
            format!("Lambda runs images of Amazon ECR alone: push it to the repository that the foundation makes, `{}_images`", workload.id),
        );
    }
    scope.unsupported(&workload.replicas, "Lambda starts as many as are asked for at once");
    if let Some(probe) = &workload.probe {
        scope.unsupported(probe, "Lambda asks nobody for his health: a run that fails is done again or put aside");
    }
    for volume in workload.volumes.values() {
        scope.unsupported(volume, "a function's storage ends with its run");
    }
    if let Some(build) = &workload.build {
        scope.approximated(build, "Terraform builds nothing; it runs the image that a pipeline builds and pushes");
    }
    if workload.release.value != topology::document::Release::Rolling {
        scope.approximated(&workload.release, "the next run takes the new image");
    }
    for (place, broker) in unheard(scope, workload) {
        let reason = format!(
            "messages of `{broker}` start no function here: Lambda's event sources of Amazon MQ and MSK are not written. Draw the queue as sqs, or the function as a worker"
        );
        scope.note(place, Verdict::Unsupported, reason);
    }
    if is_open(scope, workload) && public_name(scope, workload).is_none() {
        let reason = format!("it answers at the address that API Gateway gives it, the output `{}_url`", workload.id);
        scope.approximated(&workload.expose, reason);
    }
}
