//! The root of a unit: the workloads that are released together.

use std::collections::BTreeMap;

use topology::document::{Id, Release};

use crate::engines::aws::entry::{self, Entry as WayIn};
use crate::engines::nginx::{self, Surroundings};
use crate::error::Error;
use crate::file::File;
use crate::hcl::{Block, Entry, Expression, Value};
use crate::plan::{Peer, ProbeKind, RunsAs, SecretRef, Source, Verdict, Workload};

use super::foundation::output;
use super::root::Root;
use super::scope::{Scope, node};
use super::task::{self, Container};
use super::{access, extra, flows, function, hosts, options, proofs, schedule, secrets, sizes};

/// The resolver of every VPC.
const RESOLVER: &str = "169.254.169.253";
/// Where a gateway finds its configuration.
const CONFIGURATION: &str = "/etc/groundplan/nginx.conf";

/// The root of a unit.
pub(super) fn unit(scope: &mut Scope<'_>, unit: &Id, members: &[Id]) -> Result<Root, Error> {
    let plan = scope.plan;
    let mut root = Root::new(unit.as_str());
    root.variable(
        "images",
        "Tags or digests of images, by node id; set in images.auto.tfvars.json, else as generated.",
        Expression::call("map", [Value::from(Expression::path(["string"]))]),
        Value::Object(Vec::new()),
        String::new(),
    );
    let entries = scope.entries.clone();
    let workloads = members.iter().filter_map(|id| plan.workloads.get(id));
    let mut tags = serde_json::Map::new();
    for workload in workloads {
        root.comment(&workload.title);
        own_secrets(scope, &mut root, workload);
        let container = container(scope, &mut root, workload)?;
        let image = &workload.image;
        let pinned = if image.digest.is_empty() { &image.tag } else { &image.digest };
        tags.insert(workload.id.to_string(), pinned.as_str().into());
        if scope.is_function(workload) {
            function::function(scope, &mut root, workload, container);
            continue;
        }
        let label = format!("{}_task", workload.id);
        let key = root.read("foundation", "log_key_arn");
        let mut definition = task::definition(root.module(&label, "task"), container, key)?.subject(node(&workload.id));
        if let Some(policy) = access::policy(scope, &mut root, workload) {
            definition = definition.set("with_task_policy", true).set("task_policy", policy);
        }
        extra::merge(scope, &workload.extra, &workload.id, "task", &mut definition);
        root.add(definition);
        match workload.runs_as.value {
            RunsAs::Service => service(scope, &mut root, workload, entries.get(&workload.id)),
            RunsAs::Job | RunsAs::CronJob => job(scope, &mut root, workload),
        }
        root.moved(workload.was.iter().map(Id::as_str), workload.id.as_str(), &["_task", ""]);
        report(scope, workload);
    }
    for id in members.iter().filter(|id| plan.workloads.contains_key(*id)) {
        flows::flows(scope, &mut root, &Peer::Workload(id.clone()));
    }
    let running = |function: bool| -> Vec<Expression> {
        let workloads = members.iter().filter_map(|id| plan.workloads.get(id));
        let wanted = workloads.filter(|workload| workload.runs_as.value == RunsAs::Service);
        let wanted = wanted.filter(|workload| scope.is_function(workload) == function);
        wanted.map(|workload| output(workload.id.as_str(), "name")).collect()
    };
    let lists = [("services", running(false)), ("functions", running(true))];
    let lists = lists.into_iter().filter(|(_, names)| !names.is_empty());
    let lists = lists.map(|(list, names)| Entry::new(list, Value::list(names))).collect();
    options::dashboard(&mut root, lists);
    proofs::unit(scope, &mut root, members);
    let tags = serde_json::json!({ "images": tags });
    let text =
        serde_json::to_string_pretty(&tags).map_err(|error| Error::internal("images.auto.tfvars.json", error))?;
    root.files.insert("images.auto.tfvars.json".to_owned(), File::seeded(format!("{text}\n")));
    Ok(root)
}

/// The secrets that the workload reads and the data root does not hold.
pub(super) fn own_secrets(scope: &mut Scope<'_>, root: &mut Root, workload: &Workload) {
    let mut wanted: Vec<SecretRef> = workload.secrets.values().map(|secret| secret.value.clone()).collect();
    // What an address contains comes before the address.
    for secret in wanted.clone() {
        if let Some((_, entry)) = secrets::find(scope, &secret)
            && let Source::Composed(text) = &entry.source
        {
            wanted.extend(text.0.iter().filter_map(|part| match part {
                crate::plan::Part::Secret(inner) => Some(inner.clone()),
                _ => None,
            }));
        }
    }
    wanted.sort();
    wanted.dedup();
    for secret in wanted {
        if secrets::is_needless(scope, &secret) {
            continue;
        }
        let mine = secrets::find(scope, &secret).is_some_and(|(reader, _)| *reader == workload.id);
        if mine && !secrets::in_data(scope, &secret) {
            secrets::write(scope, root, &secret);
        }
    }
}

fn container(scope: &mut Scope<'_>, root: &mut Root, workload: &Workload) -> Result<Container, Error> {
    let mut environment = Vec::new();
    for (name, text) in &workload.variables {
        if let Some(value) = hosts::value(scope, root, text) {
            let addresses = text.value.0.iter().filter_map(|part| address(scope, part));
            let places: Vec<String> = std::iter::once(text.subject()).chain(addresses).collect();
            environment.push(Entry::new(name, value).subject(places.join(" ").trim()));
        }
    }
    let mut held = Vec::new();
    for (name, secret) in workload.secrets.iter().filter(|(_, secret)| !secrets::is_needless(scope, secret)) {
        if let Some(arn) = secrets::arn(scope, root, secret) {
            held.push(Entry::new(name, arn).subject(secret.subject()));
        }
    }
    let ports =
        workload.ports.iter().map(|(name, port)| Entry::new(name.as_str(), port.number).subject(port.subject()));
    let mut command = workload.args.value.clone();
    let mut files = Vec::new();
    if let Some(gateway) = workload.gateway.as_ref().filter(|gateway| gateway.engine == "nginx") {
        let around = Surroundings { tls: false, resolver: Some(RESOLVER), behind: true };
        let text = nginx::render(workload, gateway, around, |to| hosts::in_namespace(scope, to))?;
        let content = root.file(&format!("{}/nginx.conf", workload.id), text);
        files.push(Entry::new(CONFIGURATION, content));
        // A volume hides the folder that it is mounted on, so the configuration gets a folder of its own.
        command = ["nginx", "-c", CONFIGURATION, "-g", "daemon off;"].map(str::to_owned).to_vec();
    }
    Ok(Container {
        name: workload.name.to_string(),
        image: workload.image.clone(),
        tag: Some(workload.id.to_string()),
        entry_point: workload.command.value.clone(),
        command,
        words: (workload.command.subject(), workload.args.subject()),
        user: workload.user.as_ref().map(|user| user.value),
        resources: workload.resources.clone(),
        environment,
        secrets: held,
        ports: ports.collect(),
        files,
        scratch: workload.writable.clone(),
        health: workload.probe.clone(),
    })
}

/// Where the document says the address that stands in a variable.
fn address(scope: &Scope<'_>, part: &crate::plan::Part) -> Option<String> {
    let crate::plan::Part::Host(node) = part else { return None };
    let plan = scope.plan;
    let host = match plan.instance_of(node) {
        Some(instance) if scope.service(&instance.id).module().is_none() => instance.host.as_ref(),
        Some(_) => None,
        None => plan.externals.get(node).map(|external| &external.host),
    };
    host.map(|host| host.subject())
}

fn service(scope: &mut Scope<'_>, root: &mut Root, workload: &Workload, way_in: Option<&WayIn>) {
    let id = &workload.id;
    let shared = [
        ("cluster_name", root.read("foundation", "cluster_name")),
        ("cluster_arn", root.read("foundation", "cluster_arn")),
        ("vpc_id", root.read("foundation", "vpc_id")),
        ("subnet_ids", root.read_list("foundation", "private_subnet_ids")),
        ("security_group_id", root.read("foundation", format!("security_group/{id}"))),
    ];
    let mut block = root.module(id.as_str(), "service").set_of(workload.name.subject(), "node", workload.name.as_str());
    for (name, value) in shared {
        block = block.set(name, value);
    }
    let task = format!("{id}_task");
    let replicas = &workload.replicas;
    block = block
        .set("task_definition_arn", output(&task, "arn"))
        .set("container_name", output(&task, "container_name"))
        .set_of(
            replicas.subject(),
            "replicas",
            Value::object([("min", replicas.min), ("max", replicas.max), ("cpu", replicas.cpu)]),
        );
    block = if workload.ports.is_empty() {
        block.set("discoverable", false)
    } else {
        block.set("namespace_id", root.read("foundation", "namespace_id"))
    };
    if let Some(way_in) = way_in {
        block = routed(scope, root, workload, way_in, block);
    }
    block = block.set("alarm_topic_arns", options::alarm_topics(root));
    let mut subject = node(id);
    if workload.release.value == Release::Rolling {
        subject = format!("{subject} {}", workload.release.subject());
    }
    block = block.subject(format!("{subject} {} {}", workload.runs_as.subject(), workload.unit.subject()));
    extra::merge(scope, &workload.extra, id, "service", &mut block);
    root.add(block);
    root.output_of(
        format!("/nodes/{id}/title"),
        &format!("{id}_service"),
        &format!("Name of the ECS service of {}.", workload.title),
        output(id.as_str(), "name"),
    );
}

fn routed(scope: &Scope<'_>, root: &mut Root, workload: &Workload, way_in: &WayIn, block: Block) -> Block {
    let mut wanted = vec![Entry::new("enabled", true)];
    wanted.extend(route(scope, workload, way_in));
    if let Some(probe) = workload.probe.as_ref().filter(|probe| matches!(probe.kind, ProbeKind::Http { .. })) {
        wanted.push(Entry::new("grace_seconds", probe.start_s.max(30)));
    }
    block
        .set_of(workload.expose.subject(), "route", wanted)
        .set("listener_arn", root.read("foundation", "listener_arn"))
        .set("load_balancer_suffix", root.read("foundation", "load_balancer_suffix"))
}

/// How the load balancer reaches a workload.
pub(super) fn route(scope: &Scope<'_>, workload: &Workload, way_in: &WayIn) -> Vec<Entry> {
    let mut route = vec![
        Entry::new("port", way_in.port),
        Entry::new("priority", way_in.priority),
        Entry::new("paths", Value::list(&way_in.paths)),
    ];
    if let (Some(label), Some(domain)) = (&way_in.label, &scope.plan.settings.domain) {
        route.push(Entry::new("hosts", Value::list([format!("{label}.{}", domain.value)])));
    }
    if let Some(probe) = &workload.probe
        && let ProbeKind::Http { path, .. } = &probe.kind
    {
        route.push(Entry::new("health_path", path).subject(probe.subject()));
    } else {
        // Nobody has said what is asked: every answer counts as life.
        route.push(Entry::new("health_matcher", "200-499"));
    }
    route
}

fn job(scope: &mut Scope<'_>, root: &mut Root, workload: &Workload) {
    let id = &workload.id;
    let group = root.read("foundation", format!("security_group/{id}"));
    let mut block = task::job(root, id.as_str(), workload.name.as_str(), group);
    if let Some(declared) = &workload.schedule {
        match schedule::event_bridge(declared) {
            Some(expression) => {
                block = block.set("scheduled", true).set_of(declared.subject(), "schedule", expression);
            }
            None => scope.unsupported(
                declared,
                "EventBridge knows no time table that names both days of the month and weekdays; the job is there and is started by hand",
            ),
        }
    }
    block = block.subject(format!("{} {} {}", node(id), workload.runs_as.subject(), workload.unit.subject()));
    extra::merge(scope, &workload.extra, id, "job", &mut block);
    root.add(block);
    root.output_of(
        format!("/nodes/{id}/title"),
        &format!("{id}_run_task"),
        &format!("What runs the job {} once.", workload.title),
        output(id.as_str(), "run_task"),
    );
}

/// Says what ECS does not carry as declared.
fn report(scope: &mut Scope<'_>, workload: &Workload) {
    let size = sizes::fargate(workload.resources.value);
    let wish = workload.resources.value;
    if size.memory != wish.memory_mib || size.cpu != wish.cpu_milli.saturating_mul(1024).div_ceil(1000) {
        scope.approximated(
            &workload.resources,
            format!("Fargate has steps: {} CPU units (1024 are a core) and {} MiB", size.cpu, size.memory),
        );
    }
    if workload.secrets_as_files {
        scope.note(
            format!("/nodes/{}/as", workload.id),
            Verdict::Unsupported,
            "ECS hands secrets over as variables; a program that wants a file has to write it itself",
        );
    }
    for volume in workload.volumes.values() {
        scope.unsupported(volume, "Fargate's storage ends with the task, and no file system is written yet");
    }
    if let Some(build) = &workload.build {
        scope.approximated(build, "Terraform builds nothing; it runs the image that a pipeline builds and pushes");
    }
    if workload.release.value != Release::Rolling {
        scope.approximated(
            &workload.release,
            "task by task, with a return to the last good state where tasks don't start",
        );
    }
    let routed = entry::is_public(scope.plan, &workload.id);
    if let Some(probe) = &workload.probe {
        let asked = match &probe.kind {
            ProbeKind::Command(_) => true,
            ProbeKind::Http { .. } => routed,
            ProbeKind::Grpc { .. } | ProbeKind::Tcp { .. } => false,
        };
        if !asked {
            scope.approximated(
                probe,
                "ECS asks by a command in the container alone; a task that ends is replaced, one that hangs is not noticed",
            );
        }
    }
    let modules: &[&str] = match workload.runs_as.value {
        RunsAs::Service => &["task", "service"],
        RunsAs::Job | RunsAs::CronJob => &["task", "job"],
    };
    extra::report(scope, &workload.extra, &workload.id, modules);
}

/// Secrets of a unit's workloads that a person has to put, by the name that they have at AWS.
pub(super) fn given(scope: &Scope<'_>, workload: &Workload) -> BTreeMap<String, String> {
    scope
        .plan
        .secrets
        .values()
        .filter(|group| group.reader == workload.id)
        .flat_map(|group| &group.entries)
        .filter(|(_, entry)| entry.source == Source::Given)
        .map(|(key, entry)| (format!("{}/{}/{key}", scope.name, scope.first_id(&workload.id)), entry.purpose.clone()))
        .collect()
}
