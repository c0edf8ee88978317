//! Prometheus: what it fetches, what it records, when it calls.

use std::collections::BTreeMap;

use topology::yaml::Item;

use super::alerts::{self, Alert};
use super::objectives::WINDOWS;
use super::watched::Watched;
use super::{proofs, yaml};
use crate::file::File;
use crate::items::{Entries, put, put_some};

/// The histogram that OpenTelemetry's HTTP servers send (semantic conventions of HTTP metrics), as Prometheus names it.
pub(super) const DURATION: &str = "http_server_request_duration_seconds";

/// The configuration, the rules, and the proofs of the rules.
pub(super) fn files(watched: &Watched<'_>, files: &mut BTreeMap<String, File>) {
    files.insert("prometheus/prometheus.yaml".to_owned(), configuration(watched));
    files.insert("prometheus/rules/requests.yaml".to_owned(), recorded());
    let general = alerts::general(watched);
    files.insert(
        "prometheus/rules/general.yaml".to_owned(),
        rules("general", &general, "Alerts about whatever is watched."),
    );
    let promised: Vec<Alert> = watched.objectives.iter().flat_map(alerts::promised).collect();
    if !promised.is_empty() {
        let heading = "Alerts about what nodes promise: how fast the budget of errors burns, over two windows each.";
        files.insert("prometheus/rules/objectives.yaml".to_owned(), rules("objectives", &promised, heading));
    }
    files.insert("prometheus/tests/rules.yaml".to_owned(), proofs::file(watched));
}

fn configuration(watched: &Watched<'_>) -> File {
    let mut jobs: Vec<Item> = Vec::new();
    for (workload, collector) in &watched.collectors {
        let address = format!("{}:{}", workload.name.as_str(), collector.metrics_port);
        let mut job = job(workload.name.as_str(), &address, &[]);
        // What services say of themselves is kept, not what the collector is called.
        put(&mut job, "honor_labels", true);
        jobs.push(Item::from(job).subject(format!("node:{}", workload.id)));
    }
    for store in &watched.stores {
        let job = job(&store.name, &format!("{}:{}", store.name, store.port), &[("store", store.node.as_str())]);
        jobs.push(Item::from(job).subject(format!("node:{}", store.node)));
    }
    jobs.push(job(watched.name("prometheus"), "127.0.0.1:9090", &[]).into());
    let alertmanager = format!("{}:9093", watched.name("alertmanager"));
    jobs.push(job(watched.name("alertmanager"), &alertmanager, &[]).into());
    let targets = Item::list([Item::map([("targets", Item::list([alertmanager]).flow())])]);
    let mut entries = Entries::new();
    put(&mut entries, "global", Item::map([("scrape_interval", "15s"), ("evaluation_interval", "15s")]));
    put(&mut entries, "rule_files", Item::list(["rules/*.yaml"]).flow());
    put(
        &mut entries,
        "alerting",
        Item::map([("alertmanagers", Item::list([Item::map([("static_configs", targets)])]))]),
    );
    put(&mut entries, "scrape_configs", Item::list(jobs));
    yaml(entries, "What is fetched: what services have sent to the collector, and the state of the stores.")
}

fn job(name: &str, address: &str, labels: &[(&str, &str)]) -> Entries {
    let mut target = Entries::new();
    put(&mut target, "targets", Item::list([address]).flow());
    put_some(&mut target, "labels", Item::map(labels.iter().copied()).flow());
    let mut entries = Entries::new();
    put(&mut entries, "job_name", name);
    put(&mut entries, "static_configs", Item::list([target]));
    entries
}

/// Requests, errors and durations of every service, and the share of errors over every window that an alert asks for.
fn recorded() -> File {
    let mut rules = vec![
        record("service:http_server_requests:rate5m", &format!("sum by (service_name) (rate({DURATION}_count[5m]))")),
        record(
            "service:http_server_duration_seconds:p95_rate5m",
            &format!("histogram_quantile(0.95, sum by (service_name, le) (rate({DURATION}_bucket[5m])))"),
        ),
        record(
            "call:http_client_requests:rate5m",
            "sum by (service_name, server_address) (rate(http_client_request_duration_seconds_count[5m]))",
        ),
    ];
    rules.extend(WINDOWS.map(|window| {
        let all = format!("sum by (service_name) (rate({DURATION}_count[{window}]))");
        // A service without an error has no such series: it is nought then, and not unknown.
        let bad = format!(
            "(sum by (service_name) (rate({DURATION}_count{{http_response_status_code=~\"5..\"}}[{window}])) or {all} * 0)"
        );
        record(&format!("service:http_server_errors:ratio_rate{window}"), &format!("{bad} / {all}"))
    }));
    let group = Item::map([("name", Item::text("requests")), ("rules", Item::list(rules))]);
    let mut entries = Entries::new();
    put(&mut entries, "groups", Item::list([group]));
    yaml(entries, "Requests, errors and durations, from what OpenTelemetry's HTTP servers and clients send.")
}

fn record(name: &str, expr: &str) -> Item {
    Item::map([("record", name), ("expr", expr)])
}

fn rules(name: &str, alerts: &[Alert], heading: &str) -> File {
    let group = Item::map([("name", Item::text(name)), ("rules", Item::list(alerts.iter().map(Alert::item)))]);
    let mut entries = Entries::new();
    put(&mut entries, "groups", Item::list([group]));
    yaml(entries, heading)
}
