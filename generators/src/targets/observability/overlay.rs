//! The compose file that is laid over the base: the watchers, and the collector told where they are.

use topology::document::Capability;
use topology::yaml::Item;

use super::watched::Watched;
use super::yaml;
use crate::engines::collector::{Stores, VARIABLE, render};
use crate::engines::container::harden;
use crate::file::File;
use crate::items::{Entries, put, put_some};

/// The network that the watchers and the collector share.
const NETWORK: &str = "watching";
/// Services of the profile `metrics` are the exporters of the base; the watchers come with them.
const PROFILE: &str = "metrics";

/// The file.
pub(super) fn file(watched: &Watched<'_>) -> File {
    let mut services = Entries::new();
    for (workload, collector) in &watched.collectors {
        let takes = |signal| collector.signals.contains(&signal);
        let stores = Stores {
            logs: takes(Capability::Logs).then(|| format!("http://{}:3100/otlp", watched.name("loki"))),
            traces: takes(Capability::Traces).then(|| format!("http://{}:4318", watched.name("jaeger"))),
        };
        let text = render(workload, collector, &stores).replace('$', "$$");
        let mut entries = Entries::new();
        put(&mut entries, "environment", Item::map([(VARIABLE, Item::text(text))]));
        put(&mut entries, "networks", Item::list([NETWORK]).flow());
        put(&mut services, workload.name.as_str(), Item::from(entries).subject(format!("node:{}", workload.id)));
    }
    let mut volumes = Vec::new();
    if watched.metrics {
        service(watched, &mut services, &mut volumes, &prometheus(watched));
        service(watched, &mut services, &mut volumes, &alertmanager());
    }
    if watched.logs {
        service(watched, &mut services, &mut volumes, &loki());
    }
    if watched.traces {
        service(watched, &mut services, &mut volumes, &jaeger());
    }
    service(watched, &mut services, &mut volumes, &grafana(watched));
    let mut entries = Entries::new();
    put(&mut entries, "services", Item::map(services.into_iter().map(|(name, item)| (name, item.spaced()))));
    put(&mut entries, "networks", Item::map([(NETWORK, Item::map(Entries::new()))]).spaced());
    put_some(
        &mut entries,
        "volumes",
        Item::map(volumes.into_iter().map(|name| (name, Item::map(Entries::new())))).spaced(),
    );
    yaml(
        entries,
        "What keeps and shows telemetry. Start, in the folder compose: docker compose -f compose.yaml -f ../observability/compose.yaml --profile metrics up",
    )
}

/// A program that watches.
struct Watcher {
    product: &'static str,
    command: Vec<String>,
    variables: Vec<(&'static str, &'static str)>,
    /// Files below `observability/` and where they are seen.
    mounts: Vec<(&'static str, &'static str)>,
    /// The directory that outlives a restart.
    data: Option<&'static str>,
    /// The port that this machine's browser opens.
    port: Option<u16>,
    /// Networks beside the watchers' own.
    networks: Vec<String>,
    memory: &'static str,
}

fn prometheus(watched: &Watched<'_>) -> Watcher {
    Watcher {
        product: "prometheus",
        command: [
            "--config.file=/etc/prometheus/prometheus.yaml",
            "--storage.tsdb.path=/prometheus",
            "--storage.tsdb.retention.time=15d",
        ]
        .map(str::to_owned)
        .to_vec(),
        variables: Vec::new(),
        mounts: vec![("prometheus", "/etc/prometheus")],
        data: Some("/prometheus"),
        port: Some(9090),
        networks: watched.stores.iter().map(|store| store.network.clone()).collect(),
        memory: "512M",
    }
}

fn alertmanager() -> Watcher {
    Watcher {
        product: "alertmanager",
        command: ["--config.file=/etc/alertmanager/alertmanager.yaml", "--storage.path=/alertmanager"]
            .map(str::to_owned)
            .to_vec(),
        variables: Vec::new(),
        mounts: vec![("alertmanager", "/etc/alertmanager")],
        data: Some("/alertmanager"),
        port: Some(9093),
        networks: Vec::new(),
        memory: "128M",
    }
}

fn loki() -> Watcher {
    Watcher {
        product: "loki",
        command: vec!["-config.file=/etc/loki/loki.yaml".to_owned()],
        variables: Vec::new(),
        mounts: vec![("loki", "/etc/loki")],
        data: Some("/loki"),
        port: None,
        networks: Vec::new(),
        memory: "512M",
    }
}

fn jaeger() -> Watcher {
    Watcher {
        product: "jaeger",
        // Its own configuration takes OTLP in and keeps traces in memory: they are gone with a restart.
        command: Vec::new(),
        variables: Vec::new(),
        mounts: Vec::new(),
        data: None,
        port: Some(16686),
        networks: Vec::new(),
        memory: "512M",
    }
}

fn grafana(watched: &Watched<'_>) -> Watcher {
    let mut mounts = vec![("grafana/provisioning", "/etc/grafana/provisioning")];
    if watched.metrics {
        mounts.push(("grafana/dashboards", "/etc/grafana/dashboards"));
    }
    Watcher {
        product: "grafana",
        command: Vec::new(),
        // It listens to this machine alone and knows no password: what it shows comes from files.
        variables: vec![
            ("GF_AUTH_ANONYMOUS_ENABLED", "true"),
            ("GF_AUTH_ANONYMOUS_ORG_ROLE", "Viewer"),
            ("GF_AUTH_BASIC_ENABLED", "false"),
            ("GF_AUTH_DISABLE_LOGIN_FORM", "true"),
            ("GF_ANALYTICS_REPORTING_ENABLED", "false"),
            ("GF_ANALYTICS_CHECK_FOR_UPDATES", "false"),
        ],
        mounts,
        data: Some("/var/lib/grafana"),
        port: Some(3000),
        networks: Vec::new(),
        memory: "256M",
    }
}

fn service(watched: &Watched<'_>, services: &mut Entries, volumes: &mut Vec<String>, watcher: &Watcher) {
    let name = watched.name(watcher.product);
    let Some((image, user)) = watched.images.get(watcher.product) else { return };
    let mut entries = Entries::new();
    put(&mut entries, "image", Item::text(image));
    put(&mut entries, "profiles", Item::list([PROFILE]).flow());
    put(&mut entries, "user", Item::text(format!("{user}:{user}")));
    put_some(&mut entries, "command", Item::list(watcher.command.iter().map(Item::text)));
    put_some(
        &mut entries,
        "environment",
        Item::map(watcher.variables.iter().map(|(name, value)| (*name, Item::text(*value)))),
    );
    if let Some(port) = watcher.port {
        let variable = format!("{}_PORT", name.replace('-', "_").to_uppercase());
        let published = Item::map([
            ("target", Item::from(port)),
            ("published", Item::text(format!("${{{variable}:-{port}}}"))),
            ("host_ip", Item::text("127.0.0.1")),
        ]);
        put(&mut entries, "ports", Item::list([published.flow()]));
    }
    let mut mounts: Vec<String> =
        watcher.mounts.iter().map(|(from, to)| format!("../observability/{from}:{to}:ro")).collect();
    if let Some(path) = watcher.data {
        mounts.push(format!("{name}-data:{path}"));
        volumes.push(format!("{name}-data"));
    }
    put_some(&mut entries, "volumes", Item::list(mounts));
    let networks = std::iter::once(NETWORK).chain(watcher.networks.iter().map(String::as_str));
    put(&mut entries, "networks", Item::list(networks).flow());
    put(&mut entries, "restart", "unless-stopped");
    let limits = Item::map([("cpus", "0.5"), ("memory", watcher.memory)]).flow();
    put(&mut entries, "deploy", Item::map([("resources", Item::map([("limits", limits)]))]));
    harden(&mut entries, &["/tmp".to_owned()]);
    put(services, name, entries);
}
