use serde_json::{Value, json};
use topology::Document;

use super::*;
use crate::resolve;

fn render(value: Value) -> Output {
    let document: Document = serde_json::from_value(value).unwrap();
    Compose.render(&resolve::plans(&document).unwrap(), &Request::default()).unwrap()
}

fn yaml(output: &Output, path: &str) -> Value {
    topology::yaml::read(&output.files[path].text).unwrap().value
}

fn shop() -> Value {
    json!({
        "groundplan": 1, "name": "shop",
        "environments": { "dev": {}, "prod": { "settings": { "production": true }, "nodes": { "orders": { "replicas": { "min": 3 } } } } },
        "nodes": {
            "web": { "kind": "client" },
            "edge": { "kind": "gateway", "expose": "public" },
            "orders": { "kind": "service", "image": "acme/orders:1.4.2", "variables": { "PRICE": "${NOT} a $variable" }, "secrets": ["KEY"] },
            "orders-db": { "kind": "database" }, "events": { "kind": "queue" }, "alone": { "kind": "worker" }
        },
        "edges": {
            "web--edge": { "from": "web", "to": "edge", "kind": "call" },
            "edge--orders": { "from": "edge", "to": "orders", "kind": "call" },
            "orders--orders-db": { "from": "orders", "to": "orders-db", "kind": "data", "access": "read-write" },
            "orders--events": { "from": "orders", "to": "events", "kind": "publish", "topic": "order.created" }
        }
    })
}

#[test]
fn neighbours_share_a_network_and_strangers_have_none() {
    let file = yaml(&render(shop()), "compose/compose.yaml");
    assert_eq!(file["services"]["orders"]["networks"], json!(["to-events", "to-orders", "to-orders-db"]));
    assert_eq!(file["services"]["edge"]["networks"], json!(["edge", "to-orders"]));
    assert_eq!(file["services"]["alone"]["network_mode"], "none");
    assert_eq!(file["networks"]["to-orders"]["internal"], true);
    assert!(file["networks"]["edge"].get("internal").is_none());
}

#[test]
fn what_a_person_wrote_is_no_variable_of_compose() {
    let file = yaml(&render(shop()), "compose/compose.yaml");
    assert_eq!(file["services"]["orders"]["environment"]["PRICE"], "$${NOT} a $$variable");
    assert_eq!(file["services"]["orders"]["image"], "acme/orders:${ORDERS_TAG:-1.4.2}");
}

#[test]
fn secrets_are_names_and_the_table_says_how_they_are_made() {
    let output = render(shop());
    let table = &output.files["compose/scripts/secrets.tsv"].text;
    assert!(
        table.contains(
            "orders-secrets\tEVENTS_URL\ttext\tamqp://orders:@{orders-secrets/EVENTS_PASSWORD}@events:5672\t"
        ),
        "{table}"
    );
    assert!(table.contains("orders-secrets\tKEY\tgiven\t-\t"));
    assert!(table.contains("orders-db-grants\tPASSWORD_ORDERS\ttext\t@{orders-secrets/ORDERS_DB_PASSWORD}\t"));
    let file = yaml(&output, "compose/compose.yaml");
    let needs = file["services"]["orders"]["depends_on"].as_object().unwrap();
    assert!(needs.contains_key("preflight") && needs.contains_key("orders-db-grants"));
}

#[test]
fn overlays_hold_what_differs() {
    let output = render(shop());
    let production = yaml(&output, "compose/compose.production.yaml");
    assert_eq!(production["services"]["orders"]["deploy"]["replicas"], 3);
    let names: Vec<&String> =
        production["services"].as_object().unwrap().keys().filter(|name| *name == "events").collect();
    assert!(names.is_empty(), "{production}");
    let development = yaml(&output, "compose/compose.override.yaml");
    assert_eq!(development["services"]["orders-db"]["ports"][0]["host_ip"], "127.0.0.1");
}

#[test]
fn grants_follow_the_edges() {
    let output = render(shop());
    assert_eq!(
        output.files["compose/grants/orders-db.tsv"].text,
        "orders\tPASSWORD_ORDERS\torders_db\t-\tread-write\n"
    );
    assert_eq!(output.files["compose/grants/events.tsv"].text, "orders\tPASSWORD_ORDERS\t-\t-\twrite\n");
}
