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
fn what_every_service_does_without_is_written_once() {
    let output = render(shop());
    let text = &output.files["compose/compose.yaml"].text;
    assert_eq!(text.matches("cap_drop").count(), 2, "once for all, and the preflight's own:\n{text}");
    assert!(text.contains("x-hardened: &hardened\n") && text.contains("    <<: *hardened\n"));
    let file = yaml(&output, "compose/compose.yaml");
    for (name, service) in file["services"].as_object().unwrap() {
        assert_eq!((&service["read_only"], &service["cap_drop"]), (&json!(true), &json!(["ALL"])), "{name}");
    }
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
            "orders-secrets\tEVENTS_URL\ttext\tamqp://orders:@{orders-secrets-parts/EVENTS_PASSWORD}@events:5672\t"
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
    let console = &development["services"]["orders-db-console"];
    assert_eq!(console["profiles"], json!(["admin"]));
    assert_eq!(console["ports"][0]["host_ip"], "127.0.0.1");
    assert_eq!(console["networks"], json!(["to-orders-db", "edge"]));
    assert!(production["services"].get("orders-db-console").is_none(), "no page where real users are");
}

#[test]
fn grants_follow_the_edges() {
    let output = render(shop());
    assert_eq!(
        output.files["compose/grants/orders-db.tsv"].text,
        "orders\tPASSWORD_ORDERS\torders_db\t-\tread-write\t-\t-\t-\n\
         groundplan_monitor\tPASSWORD_GROUNDPLAN_MONITOR\t-\t-\tmonitor\t-\t-\t-\n\
         groundplan_backup\tPASSWORD_GROUNDPLAN_BACKUP\t-\t-\tbackup\t-\t-\t-\n"
    );
    assert_eq!(
        output.files["compose/grants/events.tsv"].text,
        "orders\tPASSWORD_ORDERS\t-\t-\twrite\torder.created\t-\t-\n"
    );
}

#[test]
fn every_engine_has_its_service_and_configuration() {
    for (name, engine) in &crate::catalogue::catalogue().unwrap().engines {
        let kind = engine.kinds[0];
        let edge = match kind {
            topology::document::NodeKind::Queue => {
                json!({ "from": "a", "to": "store", "kind": "publish", "topic": "t" })
            }
            _ => json!({ "from": "a", "to": "store", "kind": "data", "access": "read" }),
        };
        let output = render(json!({
            "groundplan": 1, "name": "one", "edges": { "a--store": edge },
            "nodes": { "a": { "kind": "service" }, "store": { "kind": kind.word(), "engine": name, "persistence": true } }
        }));
        let file = yaml(&output, "compose/compose.yaml");
        let service = &file["services"]["store"];
        assert!(service["image"].as_str().unwrap().starts_with(&engine.image), "{name}: {service}");
        assert_eq!(service["healthcheck"]["test"][0], "CMD", "{name}");
        assert_eq!(service["read_only"], true, "{name}");
        let written: Vec<&String> =
            output.files.keys().filter(|path| path.starts_with("compose/engines/store/")).collect();
        assert_eq!(written.len(), engine.files.len(), "{name}: {written:?}");
        for path in written {
            let text = &output.files[path].text;
            assert!(!text.contains("{{") && !text.contains("{%") && text.len() > 100, "{path}: {text}");
        }
        let users = engine.grants.is_some();
        assert_eq!(file["services"].get("store-grants").is_some(), users, "{name}");
        let needs = file["services"]["a"]["depends_on"].as_object().unwrap();
        assert_eq!(needs.contains_key("store-grants"), users, "{name}");
        let secrets = service["env_file"].to_string();
        assert_eq!(secrets.contains("store-users"), !users, "{name}: {secrets}");
        assert_eq!(file["services"].get("store-backup").is_some(), engine.backup.is_some(), "{name}");
        assert_eq!(
            file["services"].get("store-exporter").is_some(),
            engine.exporter.as_ref().is_some_and(|exporter| exporter.image.is_some()),
            "{name}"
        );
    }
}

#[test]
fn copies_are_taken_by_the_time_table_and_by_hand_without_one() {
    let mut document = shop();
    document["nodes"]["orders-db"]["backup"] = json!({ "schedule": "0 5 * * 1", "keep": "3w" });
    let output = render(document);
    let base = yaml(&output, "compose/compose.yaml");
    let copies = &base["services"]["orders-db-backup"];
    assert_eq!(copies["environment"]["SCHEDULE"], "0 5 * * 1");
    assert_eq!(copies["environment"]["KEEP_DAYS"], "21");
    assert_eq!(copies["deploy"]["replicas"], 1);
    // Nobody declared anything for the queue: by hand, but every night where real users depend on it.
    assert_eq!(base["services"]["events-backup"]["deploy"]["replicas"], 0);
    let production = yaml(&output, "compose/compose.production.yaml");
    assert_eq!(production["services"]["events-backup"]["deploy"]["replicas"], 1);
    assert!(base["volumes"].get("orders-db-copies").is_some());
    assert!(output.files["compose/backup/postgres/restore.sh"].text.contains("pg_restore"));
    assert!(output.files["compose/justfile"].text.contains("copied := \"events orders-db\""));
    let table = &output.files["compose/scripts/secrets.tsv"].text;
    assert!(table.contains("orders-db-backup\tBACKUP_PASSWORD\ttext\t@{orders-db-backup-parts/PASSWORD}"), "{table}");
    assert_eq!(copies["environment"]["BACKUP_USER"], "groundplan_backup");
    // RabbitMQ shows its definitions to administrators alone.
    assert!(table.contains("events-backup\tBACKUP_PASSWORD\ttext\t@{events-admin/RABBITMQ_DEFAULT_PASS}"), "{table}");
    assert!(
        table.contains("orders-db-exporter\tDATA_SOURCE_PASS\ttext\t@{orders-db-monitor-parts/PASSWORD}"),
        "{table}"
    );
}

#[test]
fn an_environment_brings_the_networks_and_volumes_that_only_it_has() {
    let mut document = shop();
    document["nodes"]["orders-db"]["enabled"] = json!(false);
    document["environments"]["prod"]["nodes"]["orders-db"] = json!({ "enabled": true });
    let production = yaml(&render(document), "compose/compose.production.yaml");
    assert!(production["networks"].get("to-orders-db").is_some(), "{production}");
    assert!(production["volumes"].get("orders-db-data").is_some(), "{production}");
}

#[test]
fn a_version_past_its_end_and_a_name_that_is_too_long_are_told() {
    let long = "a-service-with-a-name-that-goes-on-and-on";
    let plans = |value: Value| resolve::plans(&serde_json::from_value(value).unwrap()).unwrap();
    let plans = plans(json!({
        "groundplan": 1, "name": "one",
        "nodes": { &long[..40]: { "kind": "service" }, "db": { "kind": "database", "engine": "mysql", "version": "8.0" } },
        "edges": { "e": { "from": &long[..40], "to": "db", "kind": "data", "access": "read" } }
    }));
    let said = |path: &str| plans.base.notes.iter().find(|note| note.path == path).map(|note| note.reason.as_str());
    assert!(said("/nodes/db/version").unwrap().contains("2026-04-30"));
    assert!(said("/edges/e/credential").unwrap().contains("32 characters"));
    let user = plans.base.instances.values().next().unwrap().users.keys().next().unwrap();
    assert!(user.len() == 32 && user.starts_with("a_service_with_a_name_t"), "{user}");
}

#[test]
fn a_stack_holds_everything_in_the_words_of_swarm() {
    let stack = yaml(&render(shop()), "compose/compose.stack.yaml");
    let services = stack["services"].as_object().unwrap();
    assert!(!services.contains_key("preflight") && !services.contains_key("orders-db-exporter"));
    for (name, service) in services {
        for word in stack::LEFT_OUT.iter().filter(|word| !["env_file", "volumes"].contains(word)) {
            assert!(service.get(word).is_none(), "{name}: {word}");
        }
        assert!(service["deploy"]["restart_policy"]["condition"].is_string(), "{name}");
    }
    let database = &services["orders-db"];
    assert_eq!(database["deploy"]["placement"]["constraints"], json!([stack::DATA]));
    assert_eq!(database["deploy"]["update_config"]["order"], "stop-first");
    assert_eq!(services["orders"]["deploy"]["update_config"]["order"], "start-first");
    assert_eq!(services["orders"]["deploy"]["replicas"], 3);
    let source = database["configs"][0]["source"].as_str().unwrap();
    let config = &stack["configs"][source];
    assert!(config["name"].as_str().unwrap().len() <= 64 && config["file"].as_str().unwrap().starts_with("./engines/"));
    assert_eq!(services["alone"]["networks"], json!(["alone-alone"]));
    assert_eq!(stack["networks"]["to-orders"]["driver"], "overlay");
}
