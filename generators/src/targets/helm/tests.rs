//! The target as a whole, over a small topology.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use topology::document::{Document, Id};

use super::*;
use crate::file::Class;
use crate::plan::{FlowKind, Peer, Verdict};
use crate::resolve;

fn shop() -> Value {
    json!({
        "groundplan": 1, "name": "shop", "settings": { "flows": "enforced" },
        "environments": {
            "dev": { "nodes": { "orders": { "variables": { "COLOUR": "blue" } }, "reports": { "enabled": false } } },
            "prod": {
                "settings": { "production": true, "domain": "shop.example.com" },
                "nodes": {
                    "orders": { "replicas": { "min": 3, "max": 6 } },
                    "orders-db": { "provision": "existing", "existing": { "host": "db.example.com" } },
                    "mailer": { "enabled": true }
                }
            }
        },
        "nodes": {
            "web": { "kind": "client" },
            "edge": { "kind": "gateway", "engine": "nginx" },
            "orders": { "kind": "service", "image": "ghcr.io/acme/orders:1.4.2", "ports": { "http": { "number": 8080 } },
                "health": { "path": "/ready" }, "secrets": ["KEY"], "variables": { "GREETING": "a: \"b\" {{ x }} ${y}\nz" } },
            "reports": { "kind": "job", "schedule": "0 3 * * *" },
            "mailer": { "kind": "worker", "image": "ghcr.io/acme/mailer:1.0.0", "enabled": false },
            "orders-db": { "kind": "database", "engine": "postgres" },
            "events": { "kind": "queue" },
            "cards": { "kind": "external", "existing": { "host": "api.cards.example" } }
        },
        "edges": {
            "web--edge": { "from": "web", "to": "edge", "kind": "call" },
            "edge--orders": { "from": "edge", "to": "orders", "kind": "call", "path": "/api", "timeout_ms": 2345 },
            "orders--orders-db": { "from": "orders", "to": "orders-db", "kind": "data", "access": "read-write" },
            "reports--orders-db": { "from": "reports", "to": "orders-db", "kind": "data", "access": "read" },
            "orders--events": { "from": "orders", "to": "events", "kind": "publish", "topic": "order.created" },
            "mailer--events": { "from": "mailer", "to": "events", "kind": "subscribe", "topic": "order.created" },
            "orders--cards": { "from": "orders", "to": "cards", "kind": "call" }
        }
    })
}

fn made(document: Value, request: &Request) -> (Plans, Output) {
    let document: Document = serde_json::from_value(document).expect("a document");
    let plans = resolve::plans(&document).expect("plans");
    let output = Helm.render(&plans, request).expect("files");
    (plans, output)
}

fn read(output: &Output, path: &str) -> Value {
    topology::yaml::read(&output.files[path].text).expect("YAML").value
}

#[test]
fn one_alias_a_node_and_each_chart_once() {
    let (_, output) = made(shop(), &Request::default());
    let chart = read(&output, "helm/shop/Chart.yaml");
    let dependencies = chart["dependencies"].as_array().expect("a list");
    let aliases: Vec<(&str, &str)> = dependencies
        .iter()
        .filter_map(|dependency| Some((dependency["alias"].as_str()?, dependency["name"].as_str()?)))
        .collect();
    let expected = [
        ("edge", "workload"),
        ("events", "datastore"),
        ("mailer", "workload"),
        ("orders", "workload"),
        ("orders-db", "datastore"),
        ("reports", "workload"),
    ];
    assert_eq!(aliases, expected);
    let charts: BTreeSet<&str> =
        output.files.keys().filter_map(|path| path.strip_prefix("helm/shop/charts/")?.split('/').next()).collect();
    assert_eq!(charts, BTreeSet::from(["datastore", "workload"]));
    let script = &output.files["helm/shop/charts/datastore/grants/postgres.sh"].text;
    assert!(script.starts_with("#!/bin/sh"));
}

#[test]
fn an_overlay_holds_only_what_differs() {
    let (_, output) = made(shop(), &Request::default());
    let base = read(&output, "helm/shop/values.yaml");
    assert_eq!(base["mailer"], json!({ "enabled": false }));
    assert_eq!(base["orders"]["env"]["GREETING"], "a: \"b\" {{ x }} ${y}\nz");
    assert_eq!(base["orders"]["secretEnv"]["KEY"], json!({ "secret": "orders-secrets", "key": "KEY" }));
    let dev = read(&output, "helm/shop/values-dev.yaml");
    assert_eq!(dev["orders"], json!({ "env": { "COLOUR": "blue" } }));
    assert_eq!(dev["reports"], json!({ "enabled": false }));
    assert_eq!(dev["orders-db"]["networkPolicy"]["ingress"], json!({ "reports--orders-db": null }));
    let prod = read(&output, "helm/shop/values-prod.yaml");
    assert_eq!(prod["orders"]["autoscaling"], json!({ "enabled": true, "min": 3, "max": 6, "cpu": 70 }));
    assert_eq!(prod["orders"]["env"], json!({ "ORDERS_DB_HOST": "db.example.com" }));
    assert_eq!(prod["orders-db"], json!({ "enabled": false }));
    assert_eq!(prod["mailer"]["enabled"], true);
    assert_eq!(prod["mailer"]["name"], "mailer");
    assert_eq!(prod["edge"]["public"]["route"]["hostnames"], json!(["shop.example.com"]));
}

#[test]
fn image_tags_are_seeded_for_what_a_pipeline_builds() {
    let (_, output) = made(shop(), &Request::default());
    let images = &output.files["helm/shop/images-prod.yaml"];
    assert_eq!(images.class, Class::Seeded);
    let expected = json!({ "mailer": { "image": { "tag": "1.0.0" } }, "orders": { "image": { "tag": "1.4.2" } } });
    assert_eq!(read(&output, "helm/shop/images-prod.yaml"), expected);
    assert!(output.files.iter().all(|(path, file)| (file.class == Class::Seeded) == path.contains("/images-")));
}

#[test]
fn only_the_wanted_environment_is_emitted_and_every_time_the_same() {
    let prod = Request { environment: Id::parse("prod").ok() };
    let (_, output) = made(shop(), &prod);
    assert!(output.files.contains_key("helm/shop/values-prod.yaml"));
    assert!(!output.files.keys().any(|path| path.ends_with("-dev.yaml")));
    let (_, whole) = made(shop(), &Request::default());
    assert_eq!(output.files["helm/shop/values.yaml"], whole.files["helm/shop/values.yaml"]);
    assert_eq!(made(shop(), &prod).1.files, output.files);
}

/// Who may reach whom, read back from the values of one end: `from, to, port, protocol`.
fn allowed(values: &Value, key: &str) -> BTreeSet<(String, String, u64, String)> {
    let mut pairs = BTreeSet::new();
    let mut rules = |me: &str, rules: &Value| {
        for rule in rules.as_object().into_iter().flat_map(|rules| rules.values()) {
            let other = rule[key][0]["node"].as_str().map_or_else(|| rule[key][0].to_string(), str::to_owned);
            for port in rule["ports"].as_array().into_iter().flatten() {
                let (number, protocol) = (port["port"].as_u64().unwrap_or(0), port["protocol"].to_string());
                let me = me.to_owned();
                let (from, to) = if key == "from" { (other.clone(), me) } else { (me, other.clone()) };
                pairs.insert((from, to, number, protocol));
            }
        }
    };
    for node in values.as_object().into_iter().flat_map(|nodes| nodes.values()) {
        let name = node["name"].as_str().unwrap_or_default();
        if key == "from" {
            rules(name, &node["networkPolicy"]["ingress"]);
        } else {
            rules(name, &node["networkPolicy"]["egress"]);
            rules(&format!("{name}.grants"), &node["grants"]["egress"]);
        }
    }
    pairs
}

#[test]
fn policies_allow_the_flows_from_both_ends_and_nothing_else() {
    let (plans, output) = made(shop(), &Request::default());
    let values = read(&output, "helm/shop/values.yaml");
    let private = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];
    let name = |peer: &Peer| match peer {
        Peer::Workload(id) | Peer::Instance(id) => id.to_string(),
        Peer::Grants(id) => format!("{id}.grants"),
        Peer::Backup(id) => format!("{id}.backup"),
        Peer::Internet => json!({ "any": true }).to_string(),
        Peer::External(_) => json!({ "cidr": "0.0.0.0/0", "except": private }).to_string(),
        Peer::Resolver => "resolver".to_owned(),
    };
    let flows = || plans.base.flows.iter().filter(|flow| flow.kind != FlowKind::Dns);
    let tcp = json!("TCP").to_string();
    let pair = |flow: &crate::plan::Flow| (name(&flow.from), name(&flow.to), u64::from(flow.port), tcp.clone());
    let coming: BTreeSet<_> = flows().filter(|flow| !matches!(flow.to, Peer::External(_))).map(pair).collect();
    let going: BTreeSet<_> = flows().filter(|flow| flow.from != Peer::Internet).map(pair).collect();
    assert_eq!((coming.len(), going.len()), (7, 7), "{coming:?} {going:?}");
    assert_eq!(allowed(&values, "from"), coming);
    assert_eq!(allowed(&values, "to"), going);
    for (id, dns) in [("orders", true), ("events", false), ("orders-db", false)] {
        assert_eq!(values[id]["networkPolicy"]["dns"]["enabled"], dns, "{id}");
    }
    assert_eq!(values["events"]["grants"]["dns"], true);
}

#[test]
fn flows_that_are_only_declared_are_written_and_not_enforced() {
    let mut document = shop();
    document["settings"]["flows"] = json!("declared");
    let (_, output) = made(document, &Request::default());
    let values = read(&output, "helm/shop/values.yaml");
    assert_eq!(values["orders"]["networkPolicy"]["enabled"], false);
    assert!(values["orders"]["networkPolicy"]["ingress"]["edge--orders"].is_object());
}

#[test]
fn lines_know_what_they_speak_of() {
    let (_, output) = made(shop(), &Request::default());
    let lines_of = |path: &str, subject: &str| -> Vec<String> {
        let file = &output.files[path];
        let lines: Vec<&str> = file.text.lines().collect();
        let spans = file.spans.iter().filter(|span| span.subjects.iter().any(|held| held == subject));
        spans
            .flat_map(|span| lines[span.start_line as usize - 1..span.end_line as usize].to_vec())
            .map(str::to_owned)
            .collect()
    };
    let values = "helm/shop/values.yaml";
    assert_eq!(lines_of(values, "/nodes/orders/ports/http/number"), ["    http: { port: 8080, appProtocol: http }"]);
    assert!(lines_of(values, "node:orders").iter().any(|line| line == "orders:"));
    assert!(lines_of(values, "edge:edge--orders").iter().any(|line| line.contains("edge--orders:")));
    // The gateway's configuration stands inside a value, and its lines are found there.
    let timeout = lines_of(values, "/edges/edge--orders/timeout_ms");
    assert!(timeout.iter().any(|line| line.contains("2345ms")), "{timeout:?}");
    let scaled = lines_of("helm/shop/values-prod.yaml", "/environments/prod/nodes/orders/replicas/min");
    assert!(scaled.iter().any(|line| line.contains("replicas: 3")), "{scaled:?}");
}

#[test]
fn what_kubernetes_takes_otherwise_is_said() {
    let mut document = shop();
    document["nodes"]["orders"]["release"] = json!("canary");
    let backup = json!({ "schedule": "daily", "keep": "14d" });
    document["nodes"]["log"] = json!({ "kind": "queue", "engine": "nats", "backup": backup });
    document["nodes"]["orders"]["extra"] = json!({ "helm": { "nodeSelector": { "disk": "fast" }, "secretEnv": {} } });
    let (_, output) = made(document, &Request::default());
    let verdict = |path: &str| output.notes.iter().find(|note| note.path == path).map(|note| note.verdict);
    assert_eq!(verdict("/nodes/orders/release"), Some(Verdict::Approximated));
    assert_eq!(verdict("/environments/prod/settings/domain"), Some(Verdict::Approximated));
    assert_eq!(verdict("/nodes/log/backup"), Some(Verdict::Unsupported));
    assert_eq!(verdict("/edges/orders--cards/to"), Some(Verdict::Approximated));
    assert_eq!(verdict("/nodes/orders/extra/helm/nodeSelector"), Some(Verdict::Unproven));
    assert_eq!(verdict("/nodes/orders/extra/helm/secretEnv"), Some(Verdict::Unsupported));
    assert_eq!(read(&output, "helm/shop/values.yaml")["orders"]["nodeSelector"], json!({ "disk": "fast" }));
}

#[test]
fn copies_are_taken_where_they_are_wanted() {
    let mut document = shop();
    document["nodes"]["events"]["backup"] = json!({ "schedule": "15 4 * * *", "keep": "14d" });
    let (_, output) = made(document, &Request::default());
    let values = read(&output, "helm/shop/values.yaml");
    let copies = &values["events"]["backup"];
    assert_eq!((&copies["schedule"], &copies["env"]["KEEP_DAYS"]), (&json!("15 4 * * *"), &json!("14")), "{copies}");
    let flow = &copies["egress"]["implied.backup.events"];
    assert_eq!(flow["to"], json!([{ "node": "events" }]));
    for file in copies["chartFiles"].as_object().unwrap().values() {
        let place = format!("helm/shop/charts/datastore/{}", file.as_str().unwrap());
        assert!(output.files.contains_key(&place), "{place}");
    }
    // Nobody says how often the base is copied, and production is copied every night.
    assert!(values["orders-db"].get("backup").is_none());
    assert_eq!(values["orders-db"]["exporter"]["enabled"], false, "metrics are a switch");
}

#[test]
fn only_a_node_with_a_route_shares_out_requests() {
    let mut document = shop();
    document["nodes"]["edge"]["release"] = json!("canary");
    document["nodes"]["orders"]["release"] = json!("blue-green");
    let (_, output) = made(document, &Request::default());
    let values = read(&output, "helm/shop/values.yaml");
    assert_eq!(values["edge"]["next"], json!({ "enabled": false, "weight": 10, "image": {} }));
    assert!(values["orders"].get("next").is_none());
    let told = |node: &str| output.notes.iter().any(|note| note.path == format!("/nodes/{node}/release"));
    assert!(told("orders") && !told("edge"));
}

#[test]
fn a_unit_of_its_own_is_a_chart_of_its_own() {
    let mut document = shop();
    document["nodes"]["orders"]["in"] = json!({ "unit": "ordering" });
    document["nodes"]["orders-db"]["in"] = json!({ "unit": "ordering" });
    let (_, output) = made(document, &Request::default());
    let keys = |path: &str| -> Vec<String> {
        read(&output, path).as_object().into_iter().flat_map(|map| map.keys().cloned()).collect()
    };
    assert_eq!(keys("helm/ordering/values.yaml"), ["orders", "orders-db"]);
    assert_eq!(keys("helm/shop/values.yaml"), ["edge", "events", "mailer", "reports"]);
    let schema: Value = serde_json::from_str(&output.files["helm/ordering/values.schema.json"].text).expect("JSON");
    assert_eq!(schema["additionalProperties"], false);
    assert!(schema["properties"]["orders"].is_object() && schema["properties"]["edge"].is_null());
}

#[test]
fn on_eks_the_charts_leave_to_aws_what_aws_runs() {
    let source = topology::yaml::read(include_str!("../../../../tests/terraform/eks.yaml")).expect("it reads");
    let (plans, output) = made(source.value, &Request::default());
    let values = read(&output, "helm/quay/values-production.yaml");
    let network = plans.environments["production"].settings.network.value.as_str();

    // What has no service at AWS runs here, on encrypted disks.
    assert_eq!(values["ledger"]["volumes"]["data"]["storageClass"], "encrypted-gp3");
    assert_eq!(values["orders-db"]["server"]["enabled"], false);
    assert_eq!(values["orders-db"]["backup"]["enabled"], false);
    let told = &values["orders-db"]["grants"]["env"];
    assert_eq!((&told["ADMIN_USER"], &told["PGSSLMODE"]), (&json!("groundplan_admin"), &json!("require")));
    assert_eq!(values["tasks"]["grants"]["env"]["INSTANCE_PORT"], "443");
    assert_eq!(values["sessions"]["enabled"], false, "ElastiCache makes its users by itself");

    // It is reached by address, at the port that AWS has.
    let egress = &values["orders"]["networkPolicy"]["egress"];
    assert_eq!(
        egress["orders--tasks"],
        json!({"to": [{"cidr": network}], "ports": [{"port": 5671, "protocol": "TCP"}]})
    );
    assert_eq!(values["orders-db"]["grants"]["egress"]["implied.grants.orders-db"]["to"], json!([{"cidr": network}]));
    assert_eq!(egress["implied.cloud-endpoint.identity"]["to"], json!([{"cidr": "169.254.170.23/32"}]));
    assert_eq!(values["edge"]["networkPolicy"]["egress"]["implied.cloud-endpoint.identity"], Value::Null);

    // Secrets come from stores of the nodes' own, and where a role does there are none.
    assert_eq!(values["orders"]["externalSecrets"]["store"]["name"], "orders");
    let held = values["catalog"]["secretEnv"].as_object().expect("secrets");
    assert!(held.iter().all(|(name, secret)| !name.starts_with("PICTURES") || secret.is_null()), "{held:?}");
    assert_eq!(values["edge"]["public"]["via"], "target-group");
    assert_eq!(values["edge"]["public"]["targetGroup"]["port"], 8080);
}
