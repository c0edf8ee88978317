//! The configuration of the OpenTelemetry collector: what it takes in, and where that goes.

use topology::document::{Capability, Protocol};
use topology::yaml::{Item, write};

use crate::items::{Entries, put};
use crate::plan::{Collector, Workload};

/// The variable that the collector reads its configuration from.
pub const VARIABLE: &str = "COLLECTOR_CONFIG";

/// What telemetry is made of, in the order in which pipelines are written.
pub const SIGNALS: [Capability; 3] = [Capability::Logs, Capability::Metrics, Capability::Traces];

/// Where what was taken in is kept, by signal: an address that speaks OTLP over HTTP. Metrics are handed out and not sent.
#[derive(Debug, Clone, Default)]
pub struct Stores {
    /// Keeps logs.
    pub logs: Option<String>,
    /// Keeps traces.
    pub traces: Option<String>,
}

/// The configuration as YAML.
///
/// Logs and traces for which there is no store are counted in the collector's own log, so that one sees that they arrive.
#[must_use]
pub fn render(workload: &Workload, collector: &Collector, stores: &Stores) -> String {
    let takes = |signal| collector.signals.contains(&signal);
    let mut exporters = Entries::new();
    if takes(Capability::Metrics) {
        let handed = Item::map([
            ("endpoint", anywhere(collector.metrics_port)),
            ("resource_to_telemetry_conversion", Item::map([("enabled", true)]).flow()),
        ]);
        put(&mut exporters, "prometheus", handed);
    }
    let mut pipelines = Entries::new();
    for signal in SIGNALS.into_iter().filter(|signal| takes(*signal)) {
        let exporter = match (signal, store(stores, signal)) {
            (Capability::Metrics, _) => "prometheus".to_owned(),
            (_, None) => {
                put_once(&mut exporters, "debug", || Item::map([("verbosity", "basic")]));
                "debug".to_owned()
            }
            (_, Some(address)) => {
                let name = format!("otlphttp/{}", signal.word());
                put(&mut exporters, &name, Item::map([("endpoint", Item::text(address))]));
                name
            }
        };
        let pipeline = Item::map([
            ("receivers", Item::list(["otlp"]).flow()),
            // Memory is watched before anything is taken on.
            ("processors", Item::list(["memory_limiter", "batch"]).flow()),
            ("exporters", Item::list([exporter]).flow()),
        ]);
        put(&mut pipelines, signal.word(), pipeline);
    }
    let limiter = Item::map([
        ("check_interval", Item::text("1s")),
        ("limit_percentage", 80.into()),
        ("spike_limit_percentage", 25.into()),
    ]);
    let whole = Item::map([
        ("extensions", Item::map([("health_check", Item::map([("endpoint", anywhere(collector.health_port))]))])),
        ("receivers", Item::map([("otlp", Item::map([("protocols", Item::from(protocols(workload)))]))])),
        ("processors", Item::map([("memory_limiter", limiter), ("batch", Item::map([("timeout", "5s")]))])),
        ("exporters", exporters.into()),
        ("service", Item::map([("extensions", Item::list(["health_check"]).flow()), ("pipelines", pipelines.into())])),
    ]);
    write(&whole).text
}

fn store(stores: &Stores, signal: Capability) -> Option<&str> {
    match signal {
        Capability::Logs => stores.logs.as_deref(),
        Capability::Traces => stores.traces.as_deref(),
        _ => None,
    }
}

/// OTLP on every port but the one that hands out metrics, by what the port speaks.
fn protocols(workload: &Workload) -> Entries {
    let mut entries = Entries::new();
    for port in workload
        .ports
        .values()
        .filter(|port| workload.collector.as_ref().is_none_or(|collector| collector.metrics_port != port.number))
    {
        let name = if port.protocol == Protocol::Grpc { "grpc" } else { "http" };
        put_once(&mut entries, name, || Item::map([("endpoint", anywhere(port.number))]));
    }
    entries
}

fn put_once(entries: &mut Entries, key: &str, item: impl FnOnce() -> Item) {
    if !entries.iter().any(|(held, _)| held == key) {
        put(entries, key, item());
    }
}

fn anywhere(port: u16) -> Item {
    Item::text(format!("0.0.0.0:{port}"))
}
