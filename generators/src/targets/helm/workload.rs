//! Values of a workload.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::{Expose, Id, Protocol, Release};
use topology::yaml::Item;

use crate::engines::{aws, nginx};
use crate::items::{Entries, host, note, placed, put, put_some, sourced};
use crate::plan::{Composed, Entry, Note, Part, Peer, Plan, PlanPort, RunsAs, SecretRef, Sourced, Verdict, Workload};

use super::eks;
use super::parts::{image, mebibytes, port_name, probes, render, resources, secret, words, writable};
use super::policy::{self, Flows};
use super::unit::Files;

/// Seconds in which the endpoints of a Service forget a pod that is about to stop.
const FORGET_S: u32 = 5;

/// The values below the alias of a workload.
pub(super) fn values(
    plan: &Plan,
    flows: &Flows<'_>,
    workload: &Workload,
    files: &mut Files,
) -> Result<Item, crate::Error> {
    let mut entries = Entries::new();
    put(&mut entries, "name", sourced(workload.name.as_str(), &workload.name));
    put(&mut entries, "partOf", plan.topology.as_str());
    put_some(&mut entries, "annotations", words(&workload.id, &workload.title, &workload.description));
    let kind = match workload.runs_as.value {
        RunsAs::Service => "deployment",
        RunsAs::Job => "job",
        RunsAs::CronJob => "cronjob",
    };
    put(&mut entries, "kind", sourced(kind, &workload.runs_as));
    if let Some(schedule) = &workload.schedule {
        put(&mut entries, "cron", Item::map([("schedule", placed(schedule.as_str(), schedule))]));
    }
    put(&mut entries, "image", sourced(image(&workload.image).flow(), &workload.image));
    for (key, words) in [("command", &workload.command), ("args", &workload.args)] {
        if !words.is_empty() {
            put(&mut entries, key, sourced(Item::list(words.iter().map(String::as_str)).flow(), words));
        }
    }
    if let Some(user) = &workload.user {
        put(&mut entries, "user", sourced(Item::map([("uid", user.value), ("gid", user.value)]).flow(), user));
    }
    put_some(&mut entries, "ports", ports(workload));
    if !workload.ports.is_empty() {
        put(&mut entries, "public", public(plan, flows, workload));
    }
    environment(plan, flows, workload, &mut entries);
    if let Some(gateway) = workload.gateway.as_ref().filter(|gateway| gateway.engine == "nginx") {
        // Without a resolver: a Service's address is there before any pod is, and stays.
        let file = nginx::render(workload, gateway, nginx::Surroundings::default(), |node| host(node, plan))?;
        put(&mut entries, "files", Item::map([files.item(nginx::PATH, file)]));
    }
    put_some(&mut entries, "writable", writable(&workload.writable));
    put_some(&mut entries, "volumes", volumes(plan, workload));
    scale(plan, workload, &mut entries);
    put(&mut entries, "resources", resources(&workload.resources));
    if let Some(probe) = &workload.probe {
        put(&mut entries, "probes", probes(probe, workload.port()));
    }
    if workload.runs_as.value == RunsAs::Service && !workload.ports.is_empty() {
        put(&mut entries, "preStopSleepSeconds", FORGET_S);
    }
    if let Some(tester) = &workload.tester {
        put(&mut entries, "test", Item::map([("image", image(tester).flow())]));
    }
    put(&mut entries, "networkPolicy", policy::policy(flows, &Peer::Workload(workload.id.clone())));
    Ok(Item::from(entries))
}

fn ports(workload: &Workload) -> Item {
    let mut taken = BTreeSet::new();
    let mut entries: BTreeMap<String, Item> = BTreeMap::new();
    for (name, port) in &workload.ports {
        let public = opened(workload)
            .contains(&name)
            .then(|| public_port(port))
            .map(|usual| if taken.insert(usual) { usual } else { port.number });
        entries.insert(port_name(name.as_str()), one_port(port, public));
    }
    Item::map(entries)
}

/// The ports that the outside reaches: all of them through a load balancer, one through a route.
fn opened(workload: &Workload) -> Vec<&Id> {
    let published = workload.published.iter().filter(|published| !published.loopback).map(|published| &published.port);
    match workload.entry.as_ref().map(|entry| entry.value) {
        None => Vec::new(),
        Some(Entry::LoadBalancer) => published.collect(),
        Some(Entry::Route) => {
            let main = published.clone().find(|port| Some(*port) == workload.main_port.as_ref());
            main.or_else(|| published.clone().next()).into_iter().collect()
        }
    }
}

fn one_port(port: &Sourced<PlanPort>, public: Option<u16>) -> Item {
    let mut entries = Entries::new();
    put(&mut entries, "port", port.number);
    if let Some(spoken) = app_protocol(port.protocol) {
        put(&mut entries, "appProtocol", spoken);
    }
    if let Some(public) = public {
        put(&mut entries, "publicPort", public);
    }
    placed(Item::from(entries).flow(), port)
}

/// The port under which people look for it.
fn public_port(port: &PlanPort) -> u16 {
    match port.protocol {
        Protocol::Http | Protocol::Graphql | Protocol::Websocket => 80,
        Protocol::Https => 443,
        Protocol::Grpc | Protocol::Tcp | Protocol::Smtp => port.number,
    }
}

/// What proxies in front of a Service need to know.
fn app_protocol(protocol: Protocol) -> Option<&'static str> {
    match protocol {
        Protocol::Http | Protocol::Graphql => Some("http"),
        Protocol::Https => Some("https"),
        Protocol::Grpc => Some("kubernetes.io/h2c"),
        Protocol::Websocket => Some("kubernetes.io/ws"),
        Protocol::Smtp => Some("smtp"),
        Protocol::Tcp => None,
    }
}

fn public(plan: &Plan, flows: &Flows<'_>, workload: &Workload) -> Item {
    let group = flows.eks.as_ref().and_then(|eks| eks.entry(&workload.id));
    let Some(entry) = &workload.entry else {
        return Item::map([("via", placed("none", &workload.expose))]).flow();
    };
    let mut via = placed(if group.is_some() { "target-group" } else { entry.word() }, &workload.expose);
    if let Some(reason) = entry.decision().filter(|_| group.is_none()) {
        via = via.comment(reason);
    }
    let mut route = Entries::new();
    let parent = Item::map([("name", plan.topology.as_str())]).flow();
    let parents = Item::list([parent]).comment("The Gateway; `gateway: { className: … }` makes one here instead.");
    put(&mut route, "parentRefs", parents);
    if let Some(domain) = plan.settings.domain.as_ref().filter(|_| group.is_none()) {
        let hosts = workload.gateway.iter().flat_map(|gateway| &gateway.routes).filter_map(|route| route.host.as_ref());
        let names: BTreeMap<&str, Item> =
            std::iter::once(domain).chain(hosts).map(|name| (name.as_str(), placed(name.as_str(), name))).collect();
        put(&mut route, "hostnames", placed(Item::list(names.into_values()).flow(), domain));
    }
    let mut entries = Entries::new();
    put(&mut entries, "via", via);
    put(&mut entries, "route", route);
    if let Some(group) = group {
        let item = Item::map([("port", group.port)]).flow();
        put(
            &mut entries,
            "targetGroup",
            item.comment("The load balancer is Terraform's; a TargetGroupBinding gives it the pods."),
        );
    }
    entries.into()
}

fn environment(plan: &Plan, flows: &Flows<'_>, workload: &Workload, entries: &mut Entries) {
    let plain: BTreeMap<&str, Item> = workload
        .variables
        .iter()
        .filter_map(|(name, text)| {
            let subject = format!("{} {}", text.subject(), addresses(text, plan).join(" "));
            let item = Item::text(render(text, plan)?);
            Some((name.as_str(), if subject.trim().is_empty() { item } else { item.subject(subject.trim()) }))
        })
        .collect();
    put_some(entries, "env", Item::map(plain));
    let needed = |secret: &SecretRef| !flows.eks.as_ref().is_some_and(|eks| eks.is_needless(secret));
    let secrets = || workload.secrets.iter().filter(|(_, secret)| needed(secret));
    if workload.secrets_as_files {
        let files = secrets().map(|(name, value)| (format!("/run/secrets/{name}"), placed(secret(value), value)));
        put_some(entries, "secretFiles", Item::map(files));
    } else {
        let variables = secrets().map(|(name, value)| (name.as_str(), placed(secret(value), value)));
        put_some(entries, "secretEnv", Item::map(variables));
    }
    if flows.eks.is_some() && secrets().next().is_some() {
        put(entries, "externalSecrets", eks::secrets(workload.name.as_str()));
    }
}

/// Where the addresses of what runs elsewhere are declared.
fn addresses(text: &Composed, plan: &Plan) -> Vec<String> {
    let hosts = text.0.iter().filter_map(|part| match part {
        Part::Host(node) => Some(node),
        _ => None,
    });
    let declared = hosts.filter_map(|node| {
        let existing = plan.instance_of(node).and_then(|instance| instance.host.as_ref());
        existing.or_else(|| plan.externals.get(node).map(|external| &external.host))
    });
    declared.map(Sourced::subject).filter(|subject| !subject.is_empty()).collect()
}

fn volumes(plan: &Plan, workload: &Workload) -> Item {
    Item::map(workload.volumes.iter().map(|(name, volume)| {
        let size = Item::text(mebibytes(volume.size_mib));
        let entries = [("path", Item::text(&volume.path)), ("size", size), ("keep", Item::from(true))];
        let entries = entries.into_iter().chain(eks::storage_class(plan));
        (name.as_str(), placed(Item::map(entries).flow(), volume))
    }))
}

fn scale(plan: &Plan, workload: &Workload, entries: &mut Entries) {
    if workload.runs_as.value != RunsAs::Service {
        return;
    }
    put(entries, "release", sourced(workload.release.word(), &workload.release));
    if shares_out(plan, workload) {
        let first = if workload.release.value == Release::Canary { 10 } else { 0 };
        let reason =
            "The next version: enable it with its image's tag, and raise the weight; then make its image this one's.";
        let next =
            [("enabled", Item::from(false)), ("weight", Item::from(first)), ("image", Item::map([("tag", ""); 0]))];
        put(entries, "next", Item::map(next).flow().comment(reason));
    }
    let replicas = &workload.replicas;
    let mut least = sourced(replicas.min, replicas);
    // The most, and the share of CPU, stand in `autoscaling`.
    least.subject =
        least.subject.and_then(|places| places.split(' ').find(|place| place.ends_with("/min")).map(str::to_owned));
    put(entries, "replicas", least);
    let scaling = if replicas.max > replicas.min {
        Item::map([
            ("enabled", Item::from(true)),
            ("min", Item::from(replicas.min.max(1))),
            ("max", Item::from(replicas.max)),
            ("cpu", Item::from(replicas.cpu.clamp(1, 100))),
        ])
    } else {
        Item::map([("enabled", false)])
    };
    put(entries, "autoscaling", placed(scaling.flow(), replicas));
}

/// Whether its own HTTPRoute can share out requests between two versions.
fn shares_out(plan: &Plan, workload: &Workload) -> bool {
    let routed = workload.entry.as_ref().is_some_and(|entry| entry.value == Entry::Route);
    // On EKS the load balancer knows one target group for a node.
    routed && !aws::on_eks(plan) && workload.release.value != Release::Rolling && workload.volumes.is_empty()
}

/// What Kubernetes takes otherwise than declared.
pub(super) fn limits(plan: &Plan, workload: &Workload, notes: &mut Vec<Note>) {
    use Verdict::{Approximated, Unsupported};
    if matches!(workload.expose.value, Expose::Host | Expose::Loopback) {
        let reason =
            "ports of one's own machine are a matter of compose; in a cluster, `kubectl port-forward` opens one";
        note(&workload.expose, Unsupported, reason, notes);
    }
    if workload.entry.as_ref().is_some_and(|entry| entry.value == Entry::Route) {
        let opened = opened(workload);
        let others = workload.published.iter().filter(|published| !opened.contains(&&published.port));
        for port in others.filter_map(|published| workload.ports.get(&published.port)) {
            let reason = "a route leads to one port; this one is reached within the cluster alone";
            note(port, Approximated, reason, notes);
        }
    }
    if workload.release.value != Release::Rolling && !shares_out(plan, workload) {
        let reason = format!(
            "`{}` needs Argo Rollouts: set `rollouts.enabled` where it is installed; else versions are replaced pod by pod",
            workload.release.value
        );
        note(&workload.release, Approximated, &reason, notes);
    }
    if let Some(build) = &workload.build {
        note(
            build,
            Approximated,
            "a cluster runs images and builds none: build and push the image of that name first",
            notes,
        );
    }
    for (name, text) in &workload.variables {
        if text.render(|node| node.to_string()).is_none() {
            note(text, Unsupported, &format!("`{name}` holds a secret and is left out of the plain variables"), notes);
        }
    }
}
