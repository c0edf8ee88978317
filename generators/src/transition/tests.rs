use serde_json::{Value, json};
use topology::Document;

use super::Effect::{DestroysData, Migrates, Restarts, Safe};
use super::*;
use crate::resolve;

fn shop() -> Value {
    json!({
        "groundplan": 1, "name": "shop",
        "environments": { "dev": {}, "production": { "settings": { "production": true } } },
        "nodes": {
            "orders": {
                "kind": "service", "image": "acme/orders:1.0.0", "ports": { "http": { "number": 8080 } },
                "variables": { "MODE": "a" }, "replicas": { "min": 2 }, "volumes": { "work": { "path": "/work", "size": "2Gi" } }
            },
            "pages": { "kind": "service", "image": "acme/pages:1.0.0" },
            "orders-db": { "kind": "database", "engine": "postgres", "version": "17", "storage": "20Gi", "backup": { "schedule": "daily" } },
            "archive": { "kind": "database", "engine": "postgres", "server": "big" },
            "audit": { "kind": "database", "engine": "postgres", "server": "big" },
            "sessions": { "kind": "cache" },
            "events": { "kind": "queue", "engine": "rabbitmq" },
            "legacy": { "kind": "database", "engine": "postgres", "existing": { "host": "old.example.com" } }
        },
        "edges": {
            "orders--orders-db": { "from": "orders", "to": "orders-db", "kind": "data", "access": "read-write" },
            "orders--events": { "from": "orders", "to": "events", "kind": "publish", "topic": "sold" },
            "pages--orders": { "from": "pages", "to": "orders", "kind": "call" }
        }
    })
}

fn plans(value: &Value) -> Plans {
    let document: Document = serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}"));
    resolve::plans(&document).unwrap()
}

fn former(value: &Value) -> BTreeMap<String, Plan> {
    plans(value).all().map(|(name, plan)| (name.to_owned(), plan.clone())).collect()
}

/// The words of one environment, by node.
fn told(before: &Value, after: &Value, environment: &str) -> BTreeMap<String, Effect> {
    let all = compare(&former(before), &plans(after), |_| true);
    let here = all.into_iter().filter(|transition| transition.environment == environment);
    here.map(|transition| (transition.node.to_string(), transition.effect)).collect()
}

/// A change of one value (null takes it away), and the words that it gets, by node; nobody else changes.
type Case = (&'static str, Value, &'static [(&'static str, Effect)]);

fn cases() -> Vec<Case> {
    vec![
        ("/nodes/orders/image", json!("acme/orders:1.1.0"), &[("orders", Restarts)]),
        ("/nodes/orders/variables/MODE", json!("b"), &[("orders", Restarts)]),
        ("/nodes/orders/secrets", json!(["KEY"]), &[("orders", Restarts)]),
        ("/nodes/orders/ports/http/number", json!(8081), &[("orders", Restarts), ("pages", Restarts)]),
        ("/nodes/orders/expose", json!("host"), &[("orders", Restarts)]),
        ("/nodes/orders/health", json!({ "path": "/up" }), &[("orders", Restarts)]),
        ("/nodes/orders/args", json!(["--fast"]), &[("orders", Restarts)]),
        ("/nodes/orders/size", json!("large"), &[("orders", Restarts)]),
        (
            "/nodes/orders/name",
            json!("sales"),
            &[("events", Safe), ("orders", Migrates), ("orders-db", Safe), ("pages", Restarts)],
        ),
        ("/nodes/orders/replicas/min", json!(3), &[("orders", Safe)]),
        ("/nodes/orders/release", json!("canary"), &[("orders", Safe)]),
        ("/nodes/orders/title", json!("Sales"), &[]),
        ("/nodes/orders/volumes/work/size", json!("4Gi"), &[("orders", Safe)]),
        ("/nodes/orders/volumes/work/size", json!("1Gi"), &[("orders", Migrates)]),
        ("/nodes/orders/volumes/work/path", json!("/other"), &[("orders", Restarts)]),
        ("/nodes/orders/volumes/more", json!({ "path": "/more" }), &[("orders", Restarts)]),
        ("/nodes/orders/volumes/work", Value::Null, &[("orders", Migrates)]),
        ("/nodes/orders-db/storage", json!("40Gi"), &[("orders-db", Migrates)]),
        ("/nodes/orders-db/storage", json!("10Gi"), &[("orders-db", Migrates)]),
        ("/nodes/orders-db/size", json!("large"), &[("orders-db", Restarts)]),
        ("/nodes/orders-db/version", json!("18"), &[("orders-db", Migrates)]),
        ("/nodes/orders-db/version", json!("16"), &[("orders-db", Migrates)]),
        ("/nodes/orders-db/engine", json!("mariadb"), &[("orders", Restarts), ("orders-db", DestroysData)]),
        ("/nodes/orders-db/persistence", json!(false), &[("orders-db", DestroysData)]),
        ("/nodes/orders-db/name", json!("sales-db"), &[("orders", Restarts), ("orders-db", Migrates)]),
        ("/nodes/orders-db/database", json!("sales"), &[("orders", Restarts), ("orders-db", Migrates)]),
        ("/nodes/orders-db/provision", json!("container"), &[("orders-db", Safe)]),
        (
            "/nodes/orders-db/existing",
            json!({ "host": "x.example.com" }),
            &[("orders", Restarts), ("orders-db", DestroysData)],
        ),
        (
            "/nodes/orders-db/server",
            json!("big"),
            &[("orders", Restarts), ("orders-db", DestroysData), ("archive", Safe), ("audit", Safe)],
        ),
        ("/nodes/orders-db/backup/keep", json!("30d"), &[("orders-db", Safe)]),
        ("/nodes/orders-db", Value::Null, &[("orders-db", DestroysData)]),
        ("/nodes/audit", Value::Null, &[("audit", Safe)]),
        ("/nodes/audit/server", Value::Null, &[("audit", Migrates)]),
        ("/nodes/sessions", Value::Null, &[("sessions", Safe)]),
        ("/nodes/sessions/persistence", json!(true), &[("sessions", Migrates)]),
        ("/nodes/sessions/engine", json!("redis"), &[("sessions", Restarts)]),
        ("/nodes/events", Value::Null, &[("events", DestroysData)]),
        ("/nodes/legacy", Value::Null, &[("legacy", Safe)]),
        ("/nodes/legacy/existing/host", json!("new.example.com"), &[("legacy", Restarts)]),
        ("/nodes/pages", Value::Null, &[("pages", Safe)]),
        ("/nodes/more", json!({ "kind": "service" }), &[("more", Safe)]),
        ("/nodes/more", json!({ "kind": "database" }), &[("more", Safe)]),
        (
            "/settings",
            json!({ "region": "eu-west-1" }),
            &[("archive", Migrates), ("audit", Migrates), ("events", Migrates), ("orders-db", Migrates)],
        ),
    ]
}

fn changed(pointer: &str, value: &Value) -> Value {
    let mut document = shop();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).and_then(Value::as_object_mut).unwrap();
    if value.is_null() {
        parent.remove(key);
        // An edge without its end is another matter.
        let gone = document["nodes"].as_object().unwrap().clone();
        let edges = document["edges"].as_object_mut().unwrap();
        edges.retain(|_, edge| ["from", "to"].iter().all(|end| gone.contains_key(edge[end].as_str().unwrap())));
    } else {
        parent.insert(key.to_owned(), value.clone());
    }
    document
}

#[test]
fn each_change_has_its_word() {
    let mut faults = Vec::new();
    for (pointer, value, wanted) in cases() {
        let mut told = told(&shop(), &changed(pointer, &value), "production");
        // Who called what is gone gets other variables.
        if value.is_null() {
            told.retain(|node, effect| wanted.iter().any(|(name, _)| name == node) || *effect != Restarts);
        }
        let wanted: BTreeMap<String, Effect> = wanted.iter().map(|(node, word)| ((*node).to_owned(), *word)).collect();
        if told != wanted {
            faults.push(format!("{pointer} = {value}: {told:?}, not {wanted:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_changes_without_a_change() {
    assert_eq!(compare(&former(&shop()), &plans(&shop()), |_| true), []);
}

#[test]
fn a_renamed_node_is_moved_and_keeps_its_data() {
    let mut after = shop();
    let mut node = after["nodes"].as_object_mut().unwrap().remove("orders-db").unwrap();
    node["was"] = json!(["orders-db"]);
    node["name"] = json!("orders-db");
    after["nodes"]["sales-db"] = node;
    after["edges"]["orders--orders-db"]["to"] = json!("sales-db");
    let all = compare(&former(&shop()), &plans(&after), |name| name == "production");
    let moved = all.iter().find(|transition| transition.node.as_str() == "sales-db").unwrap();
    assert_eq!(moved.effect, Safe, "{moved:?}");
    assert!(moved.changes[0].reason.contains("was `orders-db`"));
    assert!(all.iter().all(|transition| transition.effect < Migrates), "{all:?}");
}

#[test]
fn an_environment_that_goes_takes_its_data_along() {
    let mut after = shop();
    after["environments"] = json!({ "dev": {} });
    let told = told(&shop(), &after, "production");
    assert_eq!(told["orders-db"], DestroysData);
    assert_eq!(told["sessions"], Safe);
    assert_eq!(told["orders"], Migrates, "its volume is left");
}

#[test]
fn an_environment_may_change_alone() {
    let mut after = shop();
    after["environments"]["production"]["nodes"] = json!({ "orders-db": { "storage": "40Gi" } });
    assert_eq!(told(&shop(), &after, "production"), [("orders-db".to_owned(), Migrates)].into());
    assert_eq!(told(&shop(), &after, "dev"), BTreeMap::new());
}

#[test]
fn lost_data_are_refused_unless_the_node_is_named() {
    let all = compare(&former(&shop()), &plans(&changed("/nodes/orders-db", &Value::Null)), |_| true);
    assert_eq!(refused(&all, &[]).len(), 3, "in each environment and the base");
    assert!(refused(&all, &["orders-db".to_owned()]).is_empty());
    assert_eq!(refused(&all, &["events".to_owned()]).len(), 3);
}

#[test]
fn on_eks_a_store_that_moves_between_aws_and_the_cluster_leaves_its_data_behind() {
    let on = |platform: &str, provision: &str| {
        let mut document = shop();
        document["environments"]["production"]["settings"]["platform"] = platform.into();
        document["nodes"]["orders-db"]["provision"] = provision.into();
        document
    };
    for (before, after, wanted) in [
        (on("eks", "managed"), on("eks", "container"), Some(DestroysData)),
        (on("eks", "container"), on("eks", "managed"), Some(Migrates)),
        (on("ecs", "container"), on("eks", "container"), Some(DestroysData)),
        // Elsewhere each output keeps its own way.
        (on("ecs", "managed"), on("ecs", "container"), Some(Safe)),
    ] {
        let told = told(&before, &after, "production");
        assert_eq!(told.get("orders-db").copied(), wanted, "{told:?}");
    }
}
