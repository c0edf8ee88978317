//! Dashboards: all services at a glance, one service, the stores, and every drawn call.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::watched::Watched;
use crate::error::Error;
use crate::file::File;

/// Columns of a dashboard.
const WIDTH: usize = 24;
/// Rows that a panel takes.
const HEIGHT: usize = 8;

/// The dashboards, each a file.
pub(super) fn files(watched: &Watched<'_>, files: &mut BTreeMap<String, File>) -> Result<(), Error> {
    let topology = watched.plan.topology.as_str();
    let mut all = vec![("overview", "Overview", overview(watched)), ("service", "One service", service())];
    if !watched.stores.is_empty() {
        all.push(("stores", "Stores", stores(watched)));
    }
    if !watched.calls.is_empty() {
        all.push(("calls", "Calls", calls(watched)));
    }
    for (name, title, panels) in all {
        // Grafana takes 40 characters.
        let short: String = topology.chars().take(30).collect();
        let mut dashboard = json!({
            "uid": format!("{short}-{name}"),
            "title": format!("{topology}: {title}"),
            "tags": ["groundplan", topology],
            "schemaVersion": 42,
            "editable": false,
            "refresh": "30s",
            "time": { "from": "now-6h", "to": "now" },
            "panels": panels,
        });
        if name == "service" {
            dashboard["templating"] = json!({ "list": [{
                "name": "service", "label": "Service", "type": "query", "datasource": source(), "refresh": 2, "sort": 1,
                "query": { "query": "label_values(service:http_server_requests:rate5m, service_name)", "refId": "services" },
            }] });
        }
        let mut text = serde_json::to_string_pretty(&dashboard).map_err(|error| Error::internal(name, error))?;
        text.push('\n');
        files.insert(format!("grafana/dashboards/{name}.json"), File::generated(text));
    }
    Ok(())
}

fn overview(watched: &Watched<'_>) -> Vec<Value> {
    let mut panels = vec![
        series("Requests a second", "reqps", "service:http_server_requests:rate5m", "{{service_name}}"),
        series("Share of errors", "percentunit", "service:http_server_errors:ratio_rate5m", "{{service_name}}"),
        series(
            "95 of 100 answers are quicker",
            "s",
            "service:http_server_duration_seconds:p95_rate5m",
            "{{service_name}}",
        ),
        stat("Alerts that fire", "none", "count(ALERTS{alertstate=\"firing\",alertname!=\"Watchdog\"}) or vector(0)"),
    ];
    for objective in &watched.objectives {
        if let Some(budget) = objective.budget().filter(|budget| *budget > 0.0) {
            let name = &objective.service;
            let left = format!(
                "1 - avg_over_time(service:http_server_errors:ratio_rate5m{{service_name=\"{name}\"}}[30d]) / {}",
                super::objectives::number(budget)
            );
            panels.push(stat(&format!("{}: budget of errors left, 30 days", objective.title), "percentunit", &left));
        }
    }
    placed(panels, 2)
}

fn service() -> Vec<Value> {
    let of = |metric: &str| format!("{metric}{{service_name=\"$service\"}}");
    placed(
        vec![
            series("Requests a second", "reqps", &of("service:http_server_requests:rate5m"), "requests"),
            series("Share of errors", "percentunit", &of("service:http_server_errors:ratio_rate5m"), "errors"),
            series("95 of 100 answers are quicker", "s", &of("service:http_server_duration_seconds:p95_rate5m"), "p95"),
            series("Calls a second to others", "reqps", &of("call:http_client_requests:rate5m"), "{{server_address}}"),
        ],
        2,
    )
}

fn stores(watched: &Watched<'_>) -> Vec<Value> {
    let up = |name: &str| stat(name, "none", &format!("up{{job=\"{name}\"}}"));
    placed(watched.stores.iter().map(|store| up(&store.name)).collect(), 4)
}

fn calls(watched: &Watched<'_>) -> Vec<Value> {
    let panel = |(from, to): &(String, String)| {
        let query = format!("call:http_client_requests:rate5m{{service_name=\"{from}\",server_address=\"{to}\"}}");
        series(&format!("{from} → {to}"), "reqps", &query, "calls")
    };
    placed(watched.calls.iter().map(panel).collect(), 3)
}

fn source() -> Value {
    json!({ "type": "prometheus", "uid": "prometheus" })
}

fn series(title: &str, unit: &str, query: &str, legend: &str) -> Value {
    json!({
        "type": "timeseries", "title": title, "datasource": source(),
        "fieldConfig": { "defaults": { "unit": unit, "min": 0 }, "overrides": [] },
        "options": { "legend": { "displayMode": "list", "placement": "bottom", "showLegend": true }, "tooltip": { "mode": "multi", "sort": "desc" } },
        "targets": [{ "refId": "A", "datasource": source(), "expr": query, "legendFormat": legend }],
    })
}

fn stat(title: &str, unit: &str, query: &str) -> Value {
    json!({
        "type": "stat", "title": title, "datasource": source(),
        "fieldConfig": { "defaults": { "unit": unit }, "overrides": [] },
        "options": { "reduceOptions": { "calcs": ["lastNotNull"], "fields": "", "values": false } },
        "targets": [{ "refId": "A", "datasource": source(), "expr": query }],
    })
}

/// Panels from left to right and from top to bottom, so many side by side, each with its number.
fn placed(panels: Vec<Value>, columns: usize) -> Vec<Value> {
    let width = WIDTH / columns;
    let place = |(index, mut panel): (usize, Value)| {
        panel["id"] = json!(index + 1);
        panel["gridPos"] =
            json!({ "x": index % columns * width, "y": index / columns * HEIGHT, "w": width, "h": HEIGHT });
        panel
    };
    panels.into_iter().enumerate().map(place).collect()
}
