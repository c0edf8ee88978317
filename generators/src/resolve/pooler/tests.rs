//! Who gets a pooler, and what it then does.

use serde_json::{Value, json};

use topology::document::Id;

use super::{SETTINGS, USERS};
use crate::plan::{FlowKind, Peer, Plan};
use crate::resolve;

fn plan(database: Value, most: u32) -> Plan {
    let document = json!({
        "groundplan": 1, "name": "one",
        "nodes": {
            "a": { "kind": "service", "replicas": { "max": most } }, "migration": { "kind": "job" }, "db": database,
        },
        "edges": {
            "a--db": { "from": "a", "to": "db", "kind": "data", "access": "read-write" },
            "migration--db": { "from": "migration", "to": "db", "kind": "data", "access": "read-write" },
        }
    });
    resolve::plans(&serde_json::from_value(document).unwrap()).unwrap().base
}

fn database(more: Value) -> Value {
    let mut node = json!({ "kind": "database", "engine": "postgres" });
    node.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    node
}

fn said(plan: &Plan, workload: &str, variable: &str) -> String {
    plan.workloads[workload].variables[variable].render(called).unwrap()
}

fn called(node: &Id) -> String {
    format!("host-of-{node}")
}

#[test]
fn callers_share_connections_where_it_is_asked_for_and_jobs_keep_their_session() {
    let plan = plan(database(json!({ "pooler": true })), 3);
    assert_eq!(said(&plan, "a", "DB_HOST"), "host-of-db-pooler");
    assert_eq!(said(&plan, "a", "DB_PORT"), "6432");
    assert_eq!(said(&plan, "migration", "DB_HOST"), "host-of-db");
    let settings = said(&plan, "db-pooler", SETTINGS);
    assert!(settings.contains("\ndb = host=host-of-db port=5432 dbname='db'"), "{settings}");
    // 51 connections of 1 GiB; 10 for administration, 10 for the job.
    assert!(settings.contains("default_pool_size = 31") && settings.contains("max_client_conn = 100"), "{settings}");
    assert!(settings.contains("pool_mode = transaction") && settings.contains("max_prepared_statements"), "{settings}");
    assert_eq!(said(&plan, "db-pooler", USERS), "a=PASSWORD_A");
    let pairs: Vec<(String, String, u16, FlowKind)> = plan
        .flows
        .iter()
        .filter(|flow| flow.kind != FlowKind::Dns)
        .map(|flow| (word(&flow.from), word(&flow.to), flow.port, flow.kind))
        .collect();
    let pair = |from: &str, to: &str, port, kind| (from.to_owned(), to.to_owned(), port, kind);
    assert_eq!(
        pairs,
        [
            pair("a", "db-pooler", 6432, FlowKind::Edge),
            pair("db-pooler", "db", 5432, FlowKind::Pooler),
            pair("migration", "db", 5432, FlowKind::Edge),
            pair("grants", "db", 5432, FlowKind::Grants),
        ]
    );
    assert_eq!(plan.networks["to-db-pooler"].members.len(), 2);
    assert!(!plan.networks["to-db"].members.iter().any(|id| id.as_str() == "a"));
}

fn word(peer: &Peer) -> String {
    match peer {
        Peer::Workload(id) | Peer::Instance(id) => id.to_string(),
        Peer::Grants(_) => "grants".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn what_callers_may_want_decides_where_nobody_asks() {
    let has = |database: Value, most: u32| plan(database, most).workloads.keys().any(|id| id.as_str() == "db-pooler");
    assert!(!has(database(json!({})), 4));
    assert!(has(database(json!({})), 5));
    assert!(!has(database(json!({ "pooler": false })), 5));
    assert!(!has(database(json!({ "size": "large" })), 5));
    let plan = plan(database(json!({ "pooler": false })), 5);
    assert!(plan.notes.iter().any(|note| note.reason.contains("`pooler: false`")), "{:?}", plan.notes);
}

#[test]
fn what_can_not_have_one_is_told() {
    let told =
        |node: Value| plan(node, 1).notes.into_iter().find(|note| note.path == "/nodes/db/pooler").unwrap().reason;
    assert!(told(json!({ "kind": "database", "engine": "mysql", "pooler": true })).contains("MySQL"));
    assert!(told(database(json!({ "pooler": true, "existing": { "host": "db.example.com" } }))).contains("owner"));
}
