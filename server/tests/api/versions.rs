//! Named revisions, and earlier ones said again.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use topology::edit::{Change, inverse};

use crate::app::{Answer, TestApp};
use crate::review::{actions, blockers, circle, in_review, propose, put, set};

async fn restore(app: &TestApp, topology: &str, revision: i64) -> Value {
    app.post(&format!("{topology}/revisions/{revision}/restore"), json!({})).await.ok()
}

async fn name(app: &TestApp, topology: &str, revision: i64, name: &str) -> Answer {
    put(app, &format!("{topology}/versions/{revision}"), json!({ "name": name })).await
}

#[tokio::test]
async fn a_named_revision_is_found_looked_at_and_said_again() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    let first = app.get(&topology).await.ok();
    let batch = json!([
        { "op": "set", "path": "/nodes/a/title", "value": "Other" },
        { "op": "delete", "path": "/nodes/b" },
        { "op": "set", "path": "/views/main", "value": { "layout": { "a": [5, 5] } } },
    ]);
    app.edit(&topology, 0, batch).await.ok();
    assert_eq!(name(&app, &topology, 0, " The first ").await.status, StatusCode::NO_CONTENT);
    assert_eq!(name(&app, &topology, 1, "The first").await.code(), "conflict", "one name, one revision");
    assert_eq!(name(&app, &topology, 1, "Smaller").await.status, StatusCode::NO_CONTENT);
    assert_eq!(name(&app, &topology, 0, "As it began").await.status, StatusCode::NO_CONTENT);
    let listed = app.get(&format!("{topology}/versions")).await.ok();
    let named: Vec<_> = listed.as_array().unwrap().iter().map(|one| (&one["revision"], &one["name"])).collect();
    assert_eq!(named, [(&json!(1), &json!("Smaller")), (&json!(0), &json!("As it began"))]);
    let past = app.get(&format!("{topology}/revisions/0")).await.ok();
    assert_eq!((&past["document"], &past["hash"]), (&first["document"], &first["hash"]));

    let restored = restore(&app, &topology, 0).await;
    assert_eq!(restored, json!({ "revision": 2, "hash": first["hash"] }));
    assert_eq!(app.get(&topology).await.ok()["document"], first["document"], "where things stand too");
    assert_eq!(restore(&app, &topology, 0).await["revision"], 2, "what it says already is no edit");
    // It is one row of the log, so it is undone like any edit, and it outlives the server.
    let log = app.get(&format!("{topology}/log?after=1")).await.ok();
    assert_eq!(log.as_array().unwrap().len(), 1);
    let changes: Vec<Change> = serde_json::from_value(log[0]["changes"].clone()).unwrap();
    app.edit(&topology, 1, json!([inverse(&changes)])).await.ok();
    assert_eq!(app.get(&topology).await.ok()["document"]["nodes"]["b"], Value::Null);
    let app = app.restart().await;
    restore(&app, &topology, 2).await;
    assert_eq!(app.get(&topology).await.ok()["document"], first["document"]);
    let path = format!("{topology}/versions/1");
    assert_eq!(app.send(app.request(Method::DELETE, &path)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.send(app.request(Method::DELETE, &path)).await.code(), "not-found");
    let seen = actions(&app, &topology).await;
    assert_eq!(seen, ["version-named", "version-named", "version-named", "restored", "restored", "version-unnamed"]);
    let rows = app.get(&format!("{topology}/audit")).await.ok();
    assert_eq!((&rows[3]["revision"], &rows[3]["hash"]), (&json!(2), &first["hash"]));
}

#[tokio::test]
async fn what_is_not_there_can_be_neither_named_nor_said_again() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    for revision in [-1, 1, i64::MAX] {
        assert_eq!(name(&app, &topology, revision, "x").await.code(), "not-found", "{revision}");
        assert_eq!(app.get(&format!("{topology}/revisions/{revision}")).await.code(), "not-found");
        let path = format!("{topology}/revisions/{revision}/restore");
        assert_eq!(app.post(&path, json!({})).await.code(), "not-found");
    }
    for odd in ["", "a\nb", &"x".repeat(121)] {
        assert_eq!(name(&app, &topology, 0, odd).await.code(), "refused");
    }
    assert_eq!(app.get("/api/topologies/nothing/versions").await.code(), "not-found");
    let (_, head) = propose(&app, &topology).await;
    assert_eq!(name(&app, &head, 0, "x").await.code(), "refused", "versions are the topology's");
}

/// What was restored away is a change of the topology like any other: the merge puts both together, and asks where they meet.
#[tokio::test]
async fn a_proposal_whose_base_was_restored_away_is_still_merged() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    app.edit(&topology, 0, json!([{ "op": "create", "path": "/nodes/late", "value": { "kind": "service" } }]))
        .await
        .ok();
    // Two proposals begin with what will be gone.
    let (apart, apart_head) = propose(&app, &topology).await;
    let (met, met_head) = propose(&app, &topology).await;
    app.edit(&apart_head, 0, set("/nodes/a/title", json!("Better"))).await.ok();
    app.edit(&met_head, 0, set("/nodes/late/title", json!("Late"))).await.ok();
    restore(&app, &topology, 0).await;
    for proposal in [&apart, &met] {
        in_review(&app, proposal).await;
    }
    // What it began with is still known, and so what it means.
    let compared = app.get(&format!("{met}/comparison?files=false")).await.ok();
    assert_eq!(compared["summary"]["changed"], 1);
    assert_eq!(app.post(&format!("{apart}/merge"), json!({})).await.ok()["revision"], 3);
    let merged = app.get(&topology).await.ok();
    assert_eq!(merged["document"]["nodes"]["a"]["title"], "Better");
    assert_eq!(merged["document"]["nodes"]["late"], Value::Null, "what was restored away stays away");
    // Where it changed what is gone, somebody has to say which.
    assert_eq!(blockers(&app, &met).await, ["conflicts"]);
    let conflict = app.get(&met).await.ok()["conflicts"][0].clone();
    let path = conflict["path"].as_str().unwrap().to_owned();
    assert!(path.starts_with("/nodes/late"), "{conflict}");
    let choices = json!({ "choices": { path: "theirs" } });
    app.post(&format!("{met}/merge"), choices).await.ok();
    assert_eq!(app.get(&topology).await.ok()["document"]["nodes"]["late"]["title"], "Late");
}
