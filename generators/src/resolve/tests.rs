use serde_json::{Value, json};

use super::*;
use crate::plan::{FlowKind, Origin, Peer, TriggerPlan};

fn document(value: Value) -> Document {
    serde_json::from_value(value).unwrap()
}

fn shop() -> Document {
    document(json!({
        "groundplan": 1, "name": "shop",
        "environments": { "prod": { "settings": { "production": true, "platform": "ecs" }, "nodes": { "orders": { "replicas": { "min": 3 } } } } },
        "nodes": {
            "web": { "kind": "client" },
            "edge": { "kind": "gateway" },
            "orders": { "kind": "service", "image": "ghcr.io/acme/orders:1.4.2", "ports": { "http": { "number": 8080 } }, "secrets": ["KEY"] },
            "orders-db": { "kind": "database", "engine": "postgres", "version": "18" },
            "events": { "kind": "queue" },
            "cards": { "kind": "external" }
        },
        "edges": {
            "web--edge": { "from": "web", "to": "edge", "kind": "call" },
            "edge--orders": { "from": "edge", "to": "orders", "kind": "call", "path": "/api", "timeout_ms": 2000 },
            "orders--orders-db": { "from": "orders", "to": "orders-db", "kind": "data", "access": "read", "env": { "url": "DATABASE_URL" } },
            "orders--events": { "from": "orders", "to": "events", "kind": "publish", "topic": "order.created" },
            "orders--cards": { "from": "orders", "to": "cards", "kind": "call" }
        }
    }))
}

#[test]
fn neighbours_are_found_by_name() {
    let plan = plan(&shop(), None).unwrap();
    let orders = &plan.workloads["orders"];
    let names: Vec<&str> = orders.variables.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "CARDS_URL",
            "EVENTS_ORDER_CREATED_TOPIC",
            "ORDERS_DB_HOST",
            "ORDERS_DB_NAME",
            "ORDERS_DB_PORT",
            "ORDERS_DB_USER"
        ]
    );
    let secrets: Vec<&str> = orders.secrets.keys().map(String::as_str).collect();
    assert_eq!(secrets, ["DATABASE_URL", "EVENTS_URL", "KEY", "ORDERS_DB_PASSWORD"]);
    let url = orders.variables["CARDS_URL"].render(|id| plan.externals[id].host.value.clone());
    assert_eq!(url.as_deref(), Some("https://cards.invalid"));
    assert_eq!(plan.instances["orders-db"].users["orders"].grants[0].access.value, topology::document::Access::Read);
    assert_eq!(plan.instances["orders-db"].image.reference(), "postgres:18.6-trixie");
}

#[test]
fn flows_are_the_edges_and_a_closed_list() {
    let plan = plan(&shop(), None).unwrap();
    let drawn: Vec<String> = plan
        .flows
        .iter()
        .filter(|flow| flow.kind == FlowKind::Edge)
        .map(|flow| format!("{:?}:{}", flow.to, flow.port))
        .collect();
    assert_eq!(drawn.len(), 5, "{drawn:?}");
    assert!(plan.flows.iter().any(|flow| flow.kind == FlowKind::Grants
        && flow.to == Peer::Instance(Id::parse("events").unwrap())
        && flow.port == 15672));
    assert!(plan.flows.iter().filter(|flow| flow.kind != FlowKind::Edge).all(|flow| flow.edges.is_empty()));
    let networks: Vec<&str> = plan.networks.keys().map(String::as_str).collect();
    assert_eq!(networks, ["edge", "egress", "to-events", "to-orders", "to-orders-db"]);
}

#[test]
fn environments_override_and_say_so() {
    let plans = plans(&shop()).unwrap();
    let prod = &plans.environments["prod"].workloads["orders"].replicas;
    assert_eq!(prod.min, 3);
    assert_eq!(prod.origin, Origin::From(vec!["/environments/prod/nodes/orders/replicas/min".to_owned()]));
    assert_eq!(plans.base.workloads["orders"].replicas.min, 1);
    assert!(plans.base.workloads["orders"].replicas.decision().is_some());
    assert_eq!(plans.base.workloads["edge"].gateway.as_ref().unwrap().routes[0].timeout_ms.value, 2000);
}

#[test]
fn what_was_only_drawn_runs_too() {
    let drawn = document(
        json!({ "groundplan": 1, "name": "x", "nodes": { "a": { "kind": "service" }, "j": { "kind": "job" } } }),
    );
    let plan = plan(&drawn, None).unwrap();
    assert!(plan.workloads["a"].stand_in && plan.workloads["a"].args.value == ["--port", "8080"]);
    assert_eq!(plan.workloads["j"].command.value, ["true"]);
}

#[test]
fn plans_are_the_same_in_json_and_back() {
    let plans = plans(&shop()).unwrap();
    let text = serde_json::to_string(&plans).unwrap();
    assert_eq!(serde_json::from_str::<Plans>(&text).unwrap(), plans);
}

#[test]
fn a_gateway_that_is_to_check_callers_is_told_that_it_does_not() {
    let of = |gateway: Value| {
        let document = json!({ "groundplan": 1, "name": "one", "nodes": { "edge": gateway } });
        let plan = plans(&serde_json::from_value(document).unwrap()).unwrap().base;
        plan.notes.iter().any(|note| note.path == "/nodes/edge/auth" && note.reason.contains("checks nobody (oidc)"))
    };
    assert!(of(json!({ "kind": "gateway", "auth": "oidc" })));
    // A person's own gateway may well check them.
    assert!(!of(json!({ "kind": "gateway", "auth": "oidc", "image": "acme/edge:1" })));
    assert!(!of(json!({ "kind": "gateway", "auth": "none" })));
}

#[test]
fn what_a_cloud_alone_has_is_said_where_there_is_none() {
    let document = document(json!({
        "groundplan": 1, "name": "shop",
        "nodes": {
            "sweep": { "kind": "function", "triggers": { "mail": { "queue": "mails" }, "night": { "schedule": "daily" } } },
            "db": { "kind": "database" },
            "reader": { "kind": "database", "role": "replica", "of": "db" },
            "mails": { "kind": "queue", "engine": "sqs" }
        },
        "edges": {
            "sweep--mails": { "from": "sweep", "to": "mails", "kind": "subscribe" },
            "sweep--reader": { "from": "sweep", "to": "reader", "kind": "data", "access": "read" }
        }
    }));
    let plan = plan(&document, None).unwrap();
    let paths: Vec<String> = plan.without_a_cloud().into_iter().map(|note| note.path).collect();
    assert_eq!(paths, ["/nodes/sweep/kind", "/nodes/reader/role", "/nodes/mails/engine"]);
    assert!(plan.notes.iter().all(|note| !paths.contains(&note.path)), "{:?}", plan.notes);
    assert_eq!(plan.datastores["reader"].instance.as_str(), "db");
    assert_eq!(plan.externals["mails"].access["sweep"].value, topology::document::Access::ReadWrite);
    let triggers: Vec<&TriggerPlan> = plan.workloads["sweep"].triggers.values().map(|trigger| &trigger.value).collect();
    let queue = topology::document::Id::parse("mails").unwrap();
    assert!(
        matches!(triggers.as_slice(), [TriggerPlan::Queue { queue: named }, TriggerPlan::Schedule { cron }]
            if *named == queue && cron.ends_with(" 3 * * *")),
        "{triggers:?}"
    );
}
