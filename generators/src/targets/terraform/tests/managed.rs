//! What AWS runs: engines, queues, buckets and functions.

use super::*;
use crate::plan::Verdict;

#[test]
fn every_engine_with_a_managed_service_gets_it() {
    let output = everything();
    let data = modules(&output, "production/data");
    let source = |label: &str| text(&data[label]["source"]).rsplit('/').next().expect("a module").to_owned();
    for (label, module) in [
        ("orders-db", "database"),
        ("orders-db-reader", "database-replica"),
        ("stock-db", "database"),
        ("search", "search"),
        ("sessions", "cache"),
        ("events", "stream"),
        ("tasks", "queue"),
        ("mails", "messages"),
        ("pictures", "object-store"),
    ] {
        assert_eq!(source(label), module, "{label}");
    }
    assert!(!data.contains_key("ledger"));
    let said = |path: &str| output.notes.iter().find(|note| note.path == path).map(|note| (note.verdict, &note.reason));
    let (verdict, reason) = said("/nodes/ledger/engine").expect("a note");
    assert!(
        verdict == Verdict::Unsupported && reason.contains("`ledger`") && reason.contains("DocumentDB"),
        "{reason}"
    );
    let (verdict, reason) = said("/nodes/stock-db/resources/memory").expect("a note");
    assert!(verdict == Verdict::Approximated && reason.contains("`stock-db`"), "{reason}");
}

#[test]
fn a_replica_is_read_at_its_own_host_and_guarded_by_its_primarys_group() {
    let output = everything();
    let replica = &modules(&output, "production/data")["orders-db-reader"];
    assert_eq!(text(&replica["security_group_id"]), "module.orders-db_security_group.id");
    let variables = &modules(&output, "production/depot")["catalog_task"]["environment"];
    assert!(text(object(variables, "ORDERS_DB_READER_HOST")).contains("data[\"orders-db-reader/host\"]"));
    assert!(!output.notes.iter().any(|note| note.path.starts_with("/nodes/orders-db-reader/role")));
}

#[test]
fn a_function_that_listens_to_a_broker_is_told_that_nothing_starts_it() {
    for (engine, kind, told) in [
        ("rabbitmq", "subscribe", true),
        ("kafka", "subscribe", true),
        ("kafka", "publish", false),
        ("sqs", "subscribe", false),
    ] {
        let mut document = shop();
        document["nodes"]["resize"] = json!({ "kind": "function", "image": "ghcr.io/acme/resize:1" });
        document["nodes"]["bus"] = json!({ "kind": "queue", "engine": engine });
        document["edges"]["resize--bus"] = json!({ "from": "resize", "to": "bus", "kind": kind });
        let output = render(document);
        let said = output.notes.iter().any(|note| {
            note.path == "/edges/resize--bus/kind"
                && note.verdict == Verdict::Unsupported
                && note.reason.contains("`bus` start no function")
        });
        assert_eq!(said, told, "{engine} {kind}: {:?}", output.notes);
    }
}

#[test]
fn buckets_and_queues_of_a_cloud_know_roles_and_no_passwords() {
    let output = everything();
    let unit = modules(&output, "production/depot");
    let catalog = &unit["catalog_task"];
    assert_eq!(text(object(&catalog["environment"], "PICTURES_HOST")), "s3.${var.region}.amazonaws.com");
    assert_eq!(text(object(&catalog["environment"], "PICTURES_PORT")), "443");
    assert!(!text(&catalog["secrets"]).contains("PICTURES_PASSWORD"));
    let policy = text(&catalog["task_policy"]);
    assert!(policy.contains("s3:GetObject") && !policy.contains("s3:PutObject"), "{policy}");
    let policy = text(&unit["thumbnails"]["policy"]);
    assert!(policy.contains("s3:GetObject") && policy.contains("s3:PutObject"), "{policy}");
    let policy = text(&unit["orders_task"]["task_policy"]);
    assert!(policy.contains("sqs:SendMessage") && !policy.contains("sqs:ReceiveMessage"), "{policy}");
    assert!(text(object(&unit["orders_task"]["environment"], "MAILS_URL")).contains("mails/url"));
    let data = modules(&output, "production/data");
    assert!(unit.keys().chain(data.keys()).all(|label| !label.contains("PICTURES_PASSWORD")));
}

#[test]
fn addresses_are_those_of_what_aws_runs() {
    let output = everything();
    let unit = modules(&output, "production/depot");
    assert_eq!(text(object(&unit["catalog_task"]["environment"], "SEARCH_PORT")), "443");
    let url = &unit["secret_orders_EVENTS_URL"];
    assert_eq!(text(&url["before"]), "kafka://orders:");
    assert!(text(&url["after"]).ends_with(":9096"), "{}", text(&url["after"]));
    let data = modules(&output, "production/data");
    let login = &data["events_login_orders"];
    assert_eq!(text(&login["prefix"]), "AmazonMSK_");
    assert_eq!(login["before"], hcl::Expression::String("{\"username\":\"orders\",\"password\":\"".to_owned()));
    assert_eq!(text(&data["secret_catalog_SEARCH_PASSWORD"]["after"]), "-Aa1");
}

#[test]
fn functions_are_started_by_what_is_drawn_and_nothing_else() {
    let output = everything();
    let unit = modules(&output, "production/depot");
    let given = |id: &str| -> Vec<&str> {
        let starts = ["paths", "schedules", "queues", "buckets"];
        starts.into_iter().filter(|start| unit[id].contains_key(*start)).collect()
    };
    for (id, start) in [("hook", "paths"), ("sweep", "schedules"), ("notify", "queues"), ("thumbnails", "buckets")] {
        assert_eq!(given(id), [start], "{id}");
        assert!(!unit.contains_key(&format!("{id}_entry")), "{id}: nobody within calls it");
    }
    assert_eq!(given("quote"), Vec::<&str>::new());
    assert_eq!(text(object(&unit["quote_entry"]["ports"], "http")), "8080");
    assert_eq!(text(object(&unit["sweep"]["schedules"], "nightly")), "cron(0 3 * * ? *)");
    assert!(!unit.contains_key("quote_task"), "a function is no task as well");
    assert_eq!(text(object(&unit["hook"]["domain"], "name")), "hook.depot.example.com");
    assert!(text(&modules(&output, "production/foundation")["public_dns"]["certified_hosts"]).contains("hook"));
    assert!(!unit["sweep"].contains_key("domain"));
    assert_eq!(text(object(&unit["notify"]["secrets"], "MAIL_KEY")), "module.secret_notify_MAIL_KEY.arn");
    assert!(modules(&output, "production/foundation").contains_key("quote_images"));
}

#[test]
fn a_backup_that_rds_would_not_keep_so_long_gets_a_vault() {
    let mut document = shop();
    document["nodes"]["orders-db"]["backup"] = json!({ "schedule": "daily", "keep": "90d" });
    let output = render(document);
    let data = modules(&output, "prod/data");
    assert_eq!(text(&data["orders-db_backup"]["keep_days"]), "90");
    assert_eq!(text(&data["orders-db"]["backup_days"]), "35");
    assert!(!output.notes.iter().any(|note| note.path.starts_with("/nodes/orders-db/backup")), "{:?}", output.notes);
    assert!(!modules(&render(shop()), "prod/data").contains_key("orders-db_backup"));
}
