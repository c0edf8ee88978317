use serde_json::{Value, json};
use topology::Document;

use super::*;
use crate::resolve;

fn watched() -> Value {
    json!({
        "groundplan": 1, "name": "shop",
        "nodes": {
            "web": { "kind": "client" },
            "edge": { "kind": "gateway", "expose": "public" },
            "orders": { "kind": "service", "image": "acme/orders:1", "slo": { "availability": 99.9, "latency_p95_ms": 300 } },
            "stock": { "kind": "service", "image": "acme/stock:1" },
            "orders-db": { "kind": "database" },
            "telemetry": { "kind": "platform", "provides": ["metrics", "logs", "traces"] }
        },
        "edges": {
            "web--edge": { "from": "web", "to": "edge", "kind": "call" },
            "edge--orders": { "from": "edge", "to": "orders", "kind": "call" },
            "orders--stock": { "from": "orders", "to": "stock", "kind": "call" },
            "orders--orders-db": { "from": "orders", "to": "orders-db", "kind": "data", "access": "read-write" },
            "orders--telemetry": { "from": "orders", "to": "telemetry", "kind": "telemetry" }
        }
    })
}

fn plans(value: Value) -> Plans {
    let document: Document = serde_json::from_value(value).unwrap();
    resolve::plans(&document).unwrap()
}

fn render(value: Value) -> BTreeMap<String, File> {
    Observability.render(&plans(value), &Request::default()).unwrap().files
}

fn read(files: &BTreeMap<String, File>, path: &str) -> Value {
    topology::yaml::read(&files[&format!("observability/{path}")].text).unwrap().value
}

#[test]
fn nothing_is_written_where_nothing_takes_telemetry_in() {
    let mut document = watched();
    document["nodes"].as_object_mut().unwrap().remove("telemetry");
    document["edges"].as_object_mut().unwrap().remove("orders--telemetry");
    assert!(render(document).is_empty());
    let mut theirs = watched();
    theirs["nodes"]["telemetry"]["existing"] = json!({ "host": "otel.example.com" });
    assert!(render(theirs).is_empty(), "what is there already is not made again");
}

#[test]
fn services_are_told_where_their_telemetry_goes() {
    let plans = plans(watched());
    let telemetry = &plans.base.workloads["telemetry"];
    assert_eq!(telemetry.image.repository, "otel/opentelemetry-collector-contrib");
    let said = |name: &str| plans.base.workloads["orders"].variables[name].render(ToString::to_string).unwrap();
    assert_eq!(said("OTEL_EXPORTER_OTLP_ENDPOINT"), "http://telemetry:4318");
    assert_eq!(said("OTEL_EXPORTER_OTLP_PROTOCOL"), "http/protobuf");
    assert_eq!(said("OTEL_SERVICE_NAME"), "orders");
    assert!(!plans.base.workloads["stock"].variables.contains_key("OTEL_SERVICE_NAME"), "it sends none");
    let config = telemetry.variables["COLLECTOR_CONFIG"].render(ToString::to_string).unwrap();
    let config = topology::yaml::read(&config).unwrap().value;
    assert_eq!(config["receivers"]["otlp"]["protocols"]["http"]["endpoint"], "0.0.0.0:4318");
    assert_eq!(config["service"]["pipelines"]["metrics"]["exporters"], json!(["prometheus"]));
    assert_eq!(config["service"]["pipelines"]["traces"]["processors"][0], "memory_limiter");
}

#[test]
fn what_is_not_taken_in_is_not_sent() {
    let mut document = watched();
    document["nodes"]["telemetry"]["provides"] = json!(["metrics"]);
    let plans = plans(document.clone());
    let said = &plans.base.workloads["orders"].variables;
    assert_eq!(said["OTEL_TRACES_EXPORTER"].render(ToString::to_string).unwrap(), "none");
    let files = render(document);
    let services = read(&files, "compose.yaml")["services"].clone();
    assert!(services.get("loki").is_none() && services.get("jaeger").is_none() && services.get("grafana").is_some());
}

#[test]
fn a_promise_becomes_alerts_over_two_windows() {
    let files = render(watched());
    let rules = read(&files, "prometheus/rules/objectives.yaml")["groups"][0]["rules"].clone();
    let names: Vec<&str> = rules.as_array().unwrap().iter().map(|rule| rule["alert"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "ErrorBudgetBurnsFast",
            "ErrorBudgetBurnsFast",
            "ErrorBudgetBurnsSlowly",
            "ErrorBudgetBurnsSlowly",
            "ServiceSlow"
        ]
    );
    assert_eq!(
        rules[0]["expr"],
        "service:http_server_errors:ratio_rate1h{service_name=\"orders\"} > 0.0144 and service:http_server_errors:ratio_rate5m{service_name=\"orders\"} > 0.0144"
    );
    assert!(rules[4]["expr"].as_str().unwrap().ends_with("> 0.3"));
    for rule in rules.as_array().unwrap() {
        let page = rule["annotations"]["runbook_url"].as_str().unwrap();
        assert!(files.contains_key(&format!("observability/{page}")), "{page}");
    }
    let spans = &files["observability/prometheus/rules/objectives.yaml"].spans;
    assert!(spans.iter().any(|span| span.subjects.contains(&"/nodes/orders/slo/availability".to_owned())));
}

#[test]
fn a_promise_that_errors_alone_cannot_break_so_fast_has_no_such_alert() {
    let mut document = watched();
    document["nodes"]["orders"]["slo"] = json!({ "availability": 90 });
    let files = render(document);
    let rules = read(&files, "prometheus/rules/objectives.yaml")["groups"][0]["rules"].clone();
    let labels: Vec<&str> =
        rules.as_array().unwrap().iter().map(|rule| rule["labels"]["window"].as_str().unwrap()).collect();
    assert_eq!(labels, ["6h", "1d", "3d"]);
}

#[test]
fn prometheus_reaches_what_it_fetches() {
    let files = render(watched());
    let jobs = read(&files, "prometheus/prometheus.yaml")["scrape_configs"].clone();
    let targets: Vec<&str> =
        jobs.as_array().unwrap().iter().map(|job| job["static_configs"][0]["targets"][0].as_str().unwrap()).collect();
    assert_eq!(targets, ["telemetry:8889", "orders-db:9187", "127.0.0.1:9090", "alertmanager:9093"]);
    let overlay = read(&files, "compose.yaml");
    assert_eq!(overlay["services"]["prometheus"]["networks"], json!(["watching", "to-orders-db"]));
    assert_eq!(overlay["services"]["telemetry"]["networks"], json!(["watching"]));
    let config = overlay["services"]["telemetry"]["environment"]["COLLECTOR_CONFIG"].as_str().unwrap();
    let config = topology::yaml::read(config).unwrap().value;
    assert_eq!(config["exporters"]["otlphttp/logs"]["endpoint"], "http://loki:3100/otlp");
}

#[test]
fn a_node_of_the_same_name_keeps_it() {
    let mut document = watched();
    document["nodes"]["prometheus"] = json!({ "kind": "service", "image": "acme/prometheus:1" });
    let files = render(document);
    let overlay = read(&files, "compose.yaml");
    assert!(overlay["services"].get("prometheus").is_none());
    assert!(overlay["services"].get("prometheus-watch").is_some());
    let sources = read(&files, "grafana/provisioning/datasources/sources.yaml");
    assert_eq!(sources["datasources"][0]["url"], "http://prometheus-watch:9090");
}

#[test]
fn a_call_has_a_panel() {
    let files = render(watched());
    let calls: Value = serde_json::from_str(&files["observability/grafana/dashboards/calls.json"].text).unwrap();
    let titles: Vec<&str> =
        calls["panels"].as_array().unwrap().iter().map(|panel| panel["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["edge → orders", "orders → stock"]);
    assert_eq!(calls["uid"], "shop-calls");
}
