//! A workload as a compose service.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::{Expose, Id, Release};
use topology::yaml::Item;

use super::companions::Companions;
use super::subject;
pub(super) use crate::engines::container::{harden, literal};
use crate::engines::nginx::{PATH, TLS_PORT};
use crate::items::{Entries, called, host, note, note_at, placed, put, put_some, sourced};
use crate::plan::{FlowKind, ImageRef, Note, Peer, Plan, Probe, ProbeKind, ResourcePlan, RunsAs, Verdict, Workload};

/// Why a declared health check is left out.
const UNASKED: &str = "compose asks for health inside the container, and nothing says that the image holds a program that asks; declare `health: { command: [...] }`.";

/// The service of a workload.
pub(super) fn workload(plan: &Plan, workload: &Workload, companions: &Companions, notes: &mut Vec<Note>) -> Item {
    let mut entries = Entries::new();
    put(&mut entries, "image", sourced(image(&workload.name.value, &workload.image.value), &workload.image));
    entries.extend(words_of(&workload.id, &workload.title, &workload.description));
    if let Some(build) = &workload.build {
        let (context, dockerfile) = &build.value;
        let context = format!("../{}", context.trim_start_matches("./"));
        put(
            &mut entries,
            "build",
            placed(Item::map([("context", literal(&context)), ("dockerfile", literal(dockerfile))]), build),
        );
    }
    if !workload.command.is_empty() {
        put(&mut entries, "entrypoint", placed(words(&workload.command.value), &workload.command));
    }
    if !workload.args.is_empty() {
        put(&mut entries, "command", placed(words(&workload.args.value), &workload.args));
    }
    if let Some(user) = &workload.user {
        put(&mut entries, "user", Item::text(format!("{0}:{0}", user.value)));
    }
    let variables = workload.variables.iter().filter_map(|(name, value)| {
        let text = value.render(|node| host(node, plan))?;
        Some((name.clone(), placed(literal(&text), value)))
    });
    put_some(&mut entries, "environment", Item::map(variables));
    secret_files(workload, &mut entries, notes);
    let listens = workload.ports.values().map(|port| placed(Item::text(port.number.to_string()), port));
    put_some(&mut entries, "expose", Item::list(listens).flow());
    ports(workload, &mut entries);
    mounts(workload, companions, &mut entries);
    connect(plan, &workload.id, &mut entries, !workload.published.is_empty());
    depends(plan, workload, &mut entries);
    if let Some(probe) = &workload.probe {
        match probe_command(workload, probe) {
            Some(test) => put(&mut entries, "healthcheck", placed(healthcheck(test, probe), probe)),
            None => note(probe, Verdict::Unsupported, UNASKED, notes),
        }
    }
    put(
        &mut entries,
        "restart",
        match workload.runs_as.value {
            RunsAs::Service => "unless-stopped",
            RunsAs::Job | RunsAs::CronJob => "no",
        },
    );
    deploy(workload, &mut entries);
    harden(&mut entries, &workload.writable);
    limits(workload, &mut entries, notes);
    Item::from(entries).subject(subject(&workload.id))
}

/// What people call a node and say about it. Not as labels: another word would then make another container.
pub(super) fn words_of(id: &Id, title: &str, description: &str) -> Entries {
    called(id, title, description, ["x-title", "x-description"], literal)
}

/// An image whose tag a pipeline raises in `.env`.
pub(super) fn image(name: &Id, image: &ImageRef) -> String {
    if image.digest.is_empty() {
        format!("{}:${{{}:-{}}}", image.repository, tag_variable(name), image.tag)
    } else {
        image.reference()
    }
}

/// The variable of an image's tag: `ORDERS_TAG`.
pub(super) fn tag_variable(name: &Id) -> String {
    format!("{}_TAG", name.as_str().replace('-', "_").to_uppercase())
}

pub(super) fn words(words: &[String]) -> Item {
    Item::list(words.iter().map(|word| literal(word))).flow()
}

fn secret_files(workload: &Workload, entries: &mut Entries, notes: &mut Vec<Note>) {
    let files: BTreeSet<&str> = workload.secrets.values().map(|secret| secret.secret.as_str()).collect();
    put_some(entries, "env_file", Item::list(files.iter().map(|file| env_file(file))));
    if workload.secrets_as_files {
        notes.push(Note {
            path: format!("/nodes/{}/as", workload.id),
            verdict: Verdict::Approximated,
            reason: "secrets reach the process as variables here.".to_owned(),
        });
    }
}

/// An env file of the secrets script. It may be missing, so that the untouched bundle is a valid one; the preflight refuses to start then.
pub(super) fn env_file(secret: &str) -> Item {
    Item::map([
        ("path", Item::text(format!("secrets/{secret}.env"))),
        ("required", Item::from(false)),
        ("format", Item::text("raw")),
    ])
    .flow()
}

fn ports(workload: &Workload, entries: &mut Entries) {
    let mut items: Vec<Item> = workload
        .published
        .iter()
        .map(|port| {
            let ip = if port.loopback { "127.0.0.1" } else { "0.0.0.0" };
            let variable = format!("{}_{}_PORT", workload.name.as_str(), port.port).replace('-', "_").to_uppercase();
            sourced(publish(&format!("${{{variable}:-{}}}", port.host_port.value), port.target, ip), &port.host_port)
        })
        .collect();
    if workload.gateway.is_some() && workload.expose.value != Expose::None {
        let variable = format!("{}_TLS_PORT", workload.name.as_str()).replace('-', "_").to_uppercase();
        let item = publish(&format!("${{{variable}:-{TLS_PORT}}}"), TLS_PORT, "0.0.0.0");
        items.push(item.comment("TLS, with the certificate that scripts/secrets.sh makes"));
    }
    put_some(entries, "ports", placed(Item::list(items), &workload.expose));
}

pub(super) fn publish(published: &str, target: u16, ip: &str) -> Item {
    Item::map([("target", Item::from(target)), ("published", Item::text(published)), ("host_ip", Item::text(ip))])
        .flow()
}

fn mounts(workload: &Workload, companions: &Companions, entries: &mut Entries) {
    let mut items = Vec::new();
    if workload.gateway.is_some() {
        let file = companions.mount(&format!("gateways/{}", workload.name.value), "nginx.conf");
        items.push(Item::text(format!("./{file}:{PATH}:ro")));
        items.push(Item::text("./secrets/tls:/etc/nginx/tls:ro"));
    }
    for (name, volume) in &workload.volumes {
        items.push(placed(literal(&format!("{}-{name}:{}", workload.name.value, volume.path)), volume));
    }
    put_some(entries, "volumes", Item::list(items));
}

/// The networks that a workload or instance joins; none at all where it has no neighbour.
pub(super) fn connect(plan: &Plan, id: &Id, entries: &mut Entries, published: bool) {
    let opened = plan.opened_by(&Peer::Workload(id.clone()));
    // A network that it joins is its own, that of one whom it calls, or one of the two of everybody.
    let called = opened.iter().filter_map(|flow| match &flow.to {
        Peer::Workload(to) | Peer::Instance(to) => Some(format!("to-{to}")),
        _ => None,
    });
    let names: BTreeSet<String> = called.chain([format!("to-{id}"), "edge".to_owned(), "egress".to_owned()]).collect();
    let member =
        |name: &&String| plan.networks.get(*name).is_some_and(|network| network.members.binary_search(id).is_ok());
    let joined: Vec<&str> = names.iter().filter(member).map(String::as_str).collect();
    // Each network speaks of the edges that it carries: what lies over the base brings some of them alone.
    let mut carried: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for flow in opened.iter().filter(|flow| flow.kind == FlowKind::Edge) {
        let network = match &flow.to {
            Peer::Workload(to) | Peer::Instance(to) => Some(format!("to-{to}")),
            _ => None,
        };
        // The names come sorted.
        let network = network.filter(|network| joined.binary_search(&network.as_str()).is_ok());
        let edges = flow.edges.iter().map(|edge| format!("edge:{edge} /edges/{edge}"));
        carried.entry(network.unwrap_or_else(|| "egress".to_owned())).or_default().extend(edges);
    }
    if joined.is_empty() && !published {
        put(entries, "network_mode", Item::text("none").comment("nothing is drawn, so nothing is allowed"));
    } else {
        let items = joined.iter().map(|name| {
            let item = Item::text(*name);
            match carried.get(*name).filter(|edges| !edges.is_empty()) {
                Some(edges) => item.subject(edges.iter().map(String::as_str).collect::<Vec<_>>().join(" ")),
                None => item,
            }
        });
        put(entries, "networks", Item::list(items).flow());
    }
}

fn depends(plan: &Plan, workload: &Workload, entries: &mut Entries) {
    let mut items = Entries::new();
    for id in workload.starts_after.keys() {
        if let Some(instance) = plan.instances.get(id).filter(|instance| super::instance::runs_here(instance)) {
            put(&mut items, instance.name.as_str(), condition("service_healthy"));
            if super::instance::has_grants(instance) {
                put(
                    &mut items,
                    &format!("{}-grants", instance.name.value),
                    condition("service_completed_successfully"),
                );
            }
        } else if let Some(other) = plan.workloads.get(id) {
            let state = match (other.runs_as.value, &other.probe) {
                (RunsAs::Job, _) => "service_completed_successfully",
                (_, Some(probe)) if probe_command(other, probe).is_some() => "service_healthy",
                _ => "service_started",
            };
            put(&mut items, other.name.as_str(), condition(state));
        }
    }
    if super::scripts::is_guarded(plan, &workload.id) {
        put(&mut items, super::scripts::PREFLIGHT, condition("service_completed_successfully"));
    }
    put_some(entries, "depends_on", Item::from(items));
}

pub(super) fn condition(state: &str) -> Item {
    Item::map([("condition", state)]).flow()
}

/// The command that asks for health inside the container, where there surely is one.
fn probe_command(workload: &Workload, probe: &Probe) -> Option<Vec<String>> {
    match &probe.kind {
        ProbeKind::Command(words) => Some(words.clone()),
        // The image is ours to know: it is built on busybox, which has wget.
        ProbeKind::Http { path, port } if workload.gateway.is_some() => {
            let url = format!("http://127.0.0.1:{port}{path}");
            Some(["wget", "-q", "-O", "/dev/null", &url].map(str::to_owned).to_vec())
        }
        _ => None,
    }
}

pub(super) fn healthcheck(test: Vec<String>, probe: &Probe) -> Item {
    let test = std::iter::once("CMD".to_owned()).chain(test).collect::<Vec<_>>();
    Item::map([
        ("test", words(&test)),
        ("interval", Item::text(format!("{}s", probe.interval_s))),
        ("timeout", Item::text(format!("{}s", probe.timeout_s))),
        ("retries", Item::from(probe.failures)),
        ("start_period", Item::text(format!("{}s", probe.start_s))),
    ])
}

fn deploy(workload: &Workload, entries: &mut Entries) {
    let mut deploy = Entries::new();
    if workload.runs_as.value == RunsAs::Service {
        // A port of the host can be taken once, so what is published runs once on it.
        let count = if workload.published.is_empty() { workload.replicas.min } else { workload.replicas.min.min(1) };
        put(&mut deploy, "replicas", placed(Item::from(count), &workload.replicas));
    }
    put(&mut deploy, "resources", placed(resources(&workload.resources.value), &workload.resources));
    put(entries, "deploy", deploy);
}

pub(super) fn resources(resources: &ResourcePlan) -> Item {
    let cpus = |milli: u32| {
        Item::text(
            format!("{}.{:03}", milli / 1000, milli % 1000).trim_end_matches('0').trim_end_matches('.').to_owned(),
        )
    };
    let memory = Item::text(format!("{}M", resources.memory_mib));
    // Twice the CPU in bursts; memory is never lent.
    Item::map([
        ("limits", Item::map([("cpus", cpus(resources.cpu_milli * 2)), ("memory", memory.clone())]).flow()),
        ("reservations", Item::map([("cpus", cpus(resources.cpu_milli)), ("memory", memory)]).flow()),
    ])
}

/// What compose can't do for a workload.
fn limits(workload: &Workload, entries: &mut Entries, notes: &mut Vec<Note>) {
    let place = |field: &str| format!("/nodes/{}/{field}", workload.id);
    if workload.replicas.min > 1 && !workload.published.is_empty() {
        let reason = "a published port can be taken once on a host: one runs.";
        note_at(&workload.replicas, place("replicas"), Verdict::Approximated, reason, notes);
    } else if workload.replicas.max > workload.replicas.min {
        let reason = "compose does not scale by load: the least number runs.";
        note_at(&workload.replicas, place("replicas"), Verdict::Approximated, reason, notes);
    }
    if workload.published.iter().any(|port| !port.loopback) {
        let reason = "what is published on the host can also call out: compose has no network for coming in alone.";
        notes.push(Note { path: place("published"), verdict: Verdict::Approximated, reason: reason.to_owned() });
    }
    for (name, volume) in &workload.volumes {
        let declared = volume.subject();
        let size = declared.split_whitespace().find(|place| place.ends_with("/size")).map(str::to_owned);
        let path = size.unwrap_or_else(|| place(&format!("volumes/{name}/size")));
        let reason = "a named volume has no size of its own; it takes what the host has.".to_owned();
        notes.push(Note { path, verdict: Verdict::Unsupported, reason });
    }
    if workload.release.value != Release::Rolling {
        note(&workload.release, Verdict::Unsupported, "compose replaces containers one after another.", notes);
    }
    if let Some(schedule) = &workload.schedule {
        note(
            schedule,
            Verdict::Approximated,
            "compose has no time table: the profile `jobs` runs it by hand or from the host's cron.",
            notes,
        );
        put(entries, "profiles", Item::list(["jobs"]).flow());
    }
}

/// The named volumes of a Plan.
pub(super) fn volumes(plan: &Plan) -> BTreeSet<String> {
    let workloads = plan
        .workloads
        .values()
        .flat_map(|workload| workload.volumes.keys().map(|name| format!("{}-{name}", workload.name.value)));
    let instances = plan
        .instances
        .values()
        .filter(|instance| super::instance::runs_here(instance) && instance.volume.value)
        .map(|instance| format!("{}-data", instance.name.value));
    workloads.chain(instances).chain(super::backup::copied(plan).map(super::backup::volume)).collect()
}
