//! Every value of a Plan that knows its origin, in words: what the catalogue lists and decision records are made of.

use topology::document::Id;

use crate::engines::aws;
use crate::items::host;
use crate::plan::{Gateway, Instance, Origin, Plan, ProbeKind, ResourcePlan, RunsAs, Sourced, VolumePlan, Workload};

/// One value in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    /// The node or instance; absent: the whole.
    pub(super) id: Option<Id>,
    /// What it is: `replicas`, `port http`.
    pub(super) what: String,
    /// The value.
    pub(super) value: String,
    /// Where it comes from.
    pub(super) origin: Origin,
}

impl Fact {
    /// The node and the places in the document, as a subject.
    pub(super) fn subject(&self) -> String {
        let node = self.id.as_ref().map_or_else(|| "topology".to_owned(), |id| format!("node:{id}"));
        match &self.origin {
            Origin::From(paths) => format!("{node} {}", paths.join(" ")),
            Origin::Decision(_) => node,
        }
    }
}

/// Every value of a Plan: of the whole first, then node by node.
pub(super) fn facts(plan: &Plan) -> Vec<Fact> {
    let mut list = List { id: None, facts: Vec::new() };
    list.settings(plan);
    for workload in plan.workloads.values() {
        list.id = Some(workload.id.clone());
        list.workload(plan, workload);
    }
    for instance in plan.instances.values() {
        list.id = Some(instance.id.clone());
        list.instance(instance);
    }
    for datastore in plan.datastores.values() {
        list.id = Some(datastore.id.clone());
        if let Some(database) = &datastore.database {
            list.add("database", database, &database.value);
        }
    }
    for external in plan.externals.values() {
        list.id = Some(external.id.clone());
        list.add("address", &external.host, &external.host.value);
    }
    list.facts
}

struct List {
    id: Option<Id>,
    facts: Vec<Fact>,
}

impl List {
    fn add<T>(&mut self, what: impl Into<String>, value: &Sourced<T>, words: impl ToString) {
        let (what, value, origin) = (what.into(), words.to_string(), value.origin.clone());
        self.facts.push(Fact { id: self.id.clone(), what, value, origin });
    }

    fn settings(&mut self, plan: &Plan) {
        let settings = &plan.settings;
        self.add("production", &settings.production, settings.production.value);
        self.add("platform", &settings.platform, settings.platform.word());
        self.add("region", &settings.region, &settings.region.value);
        if let Some(domain) = &settings.domain {
            self.add("domain", domain, &domain.value);
        }
        self.add("network permissions", &settings.flows, settings.flows.word());
        self.add("network range", &settings.network, &settings.network.value);
        if aws::on_eks(plan) {
            let group = "the one of the cluster's nodes";
            let reason = "a security group for each pod wants machines and an address plan of its own kind; so the group of what AWS runs lets the nodes in at its port, and the charts' NetworkPolicies narrow that to the drawn pairs";
            self.add("security group of pods", &Sourced::decided(group, reason), group);
        }
    }

    fn workload(&mut self, plan: &Plan, workload: &Workload) {
        self.add("deployed name", &workload.name, &workload.name.value);
        self.add("runs as", &workload.runs_as, runs_as(workload.runs_as.value));
        self.add("unit", &workload.unit, &workload.unit.value);
        self.add("image", &workload.image, workload.image.reference());
        if let Some(build) = &workload.build {
            self.add("build", build, format!("{}, {}", build.value.0, build.value.1));
        }
        for (what, words) in [("command", &workload.command), ("arguments", &workload.args)] {
            if !words.value.is_empty() {
                self.add(what, words, words.value.join(" "));
            }
        }
        for (name, port) in &workload.ports {
            self.add(format!("port {name}"), port, format!("{} {}", port.number, port.protocol));
        }
        self.add("exposed", &workload.expose, workload.expose.word());
        if let Some(entry) = &workload.entry {
            self.add("entry to a cluster", entry, entry.word());
        }
        for port in &workload.published {
            self.add(format!("published port {}", port.port), &port.host_port, port.host_port.value);
        }
        let replicas = &workload.replicas.value;
        let count = if replicas.min == replicas.max {
            replicas.min.to_string()
        } else {
            format!("{} to {}, above {} % CPU", replicas.min, replicas.max, replicas.cpu)
        };
        self.add("replicas", &workload.replicas, count);
        self.add("resources", &workload.resources, resources(workload.resources.value));
        if let Some(probe) = &workload.probe {
            self.add("health", probe, health(&probe.kind));
        }
        for (name, volume) in &workload.volumes {
            self.add(format!("volume {name}"), volume, volume_words(volume));
        }
        if let Some(user) = &workload.user {
            self.add("user", user, user.value);
        }
        if let Some(schedule) = &workload.schedule {
            self.add("schedule", schedule, &schedule.value);
        }
        self.add("release", &workload.release, workload.release.word());
        for (name, value) in &workload.variables {
            let words = value.render(|node| host(node, plan)).unwrap_or_default();
            self.add(format!("variable {name}"), value, words);
        }
        for (name, secret) in &workload.secrets {
            self.add(format!("secret {name}"), secret, format!("{}/{}", secret.secret, secret.key));
        }
        if let Some(gateway) = &workload.gateway {
            self.gateway(gateway);
        }
    }

    fn gateway(&mut self, gateway: &Gateway) {
        self.add("body limit", &gateway.body_limit_mib, format!("{} MiB", gateway.body_limit_mib.value));
        if let Some(limit) = &gateway.rate_limit {
            self.add("rate limit", limit, rate(limit.value));
        }
        if let Some(cors) = &gateway.cors {
            self.add("other origins", cors, cors.origins.join(", "));
        }
        for route in &gateway.routes {
            let named = |what: &str| format!("route {}, {what}", route.edge);
            self.add(named("path"), &route.path, &route.path.value);
            if let Some(host) = &route.host {
                self.add(named("host"), host, &host.value);
            }
            self.add(named("prefix cut off"), &route.strip_prefix, route.strip_prefix.value);
            self.add(named("timeout"), &route.timeout_ms, format!("{} ms", route.timeout_ms.value));
            self.add(named("retries"), &route.retries, route.retries.value);
            if let Some(limit) = &route.rate_limit {
                self.add(named("rate limit"), limit, rate(limit.value));
            }
        }
    }

    fn instance(&mut self, instance: &Instance) {
        self.add("deployed name", &instance.name, &instance.name.value);
        self.add("unit", &instance.unit, &instance.unit.value);
        self.add("engine", &instance.engine, &instance.engine.value);
        self.add("version", &instance.version, &instance.version.value);
        self.add("image", &instance.image, instance.image.reference());
        self.add("provision", &instance.provision, instance.provision.word());
        if let Some(host) = &instance.host {
            self.add("address", host, &host.value);
        }
        self.add("storage", &instance.storage_mib, size(instance.storage_mib.value));
        self.add("data outlive a restart", &instance.persistence, instance.persistence.value);
        self.add("resources", &instance.resources, resources(instance.resources.value));
        self.add("health", &instance.probe, health(&instance.probe.kind));
        if let Some(backup) = &instance.backup {
            self.add("backup", backup, format!("{}, kept {} days", backup.schedule, backup.keep_days));
        }
        for (user, held) in &instance.users {
            for grant in &held.grants {
                let place = grant.database.as_deref().map(|name| format!(" in {name}")).unwrap_or_default();
                self.add(format!("right of {user}{place}"), &grant.access, grant.access.word());
            }
        }
    }
}

fn runs_as(runs_as: RunsAs) -> &'static str {
    match runs_as {
        RunsAs::Service => "service",
        RunsAs::Job => "job, once per release",
        RunsAs::CronJob => "job by a time table",
    }
}

fn resources(resources: ResourcePlan) -> String {
    format!("{}m CPU, {}", resources.cpu_milli, size(u64::from(resources.memory_mib)))
}

fn rate((per_second, burst): (u32, u32)) -> String {
    format!("{per_second} a second, burst {burst}")
}

pub(super) fn volume_words(volume: &VolumePlan) -> String {
    format!("{}, {}", volume.path, size(volume.size_mib))
}

/// MiB in the largest whole unit.
pub(super) fn size(mib: u64) -> String {
    if mib >= 1024 && mib.is_multiple_of(1024) { format!("{} GiB", mib / 1024) } else { format!("{mib} MiB") }
}

fn health(kind: &ProbeKind) -> String {
    match kind {
        ProbeKind::Http { path, port } => format!("GET {path} on port {port}"),
        ProbeKind::Command(words) => words.join(" "),
        ProbeKind::Grpc { service, port } if service.is_empty() => format!("gRPC health on port {port}"),
        ProbeKind::Grpc { service, port } => format!("gRPC health of {service} on port {port}"),
        ProbeKind::Tcp { port } => format!("port {port} accepts a connection"),
    }
}
