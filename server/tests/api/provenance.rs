//! What a bundle says of where it comes from.

use std::io::{Cursor, Read};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::people::Role;

use crate::app::{Answer, TestApp};
use crate::people::{account, ask, sign_in};
use crate::review::{circle, in_review, jo_approves, propose, put, set};

fn provenance(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let mut archive = zip::ZipArchive::new(Cursor::new(&answer.body)).unwrap();
    let mut text = String::new();
    archive.by_name("provenance.json").unwrap().read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

async fn of(app: &TestApp, topology: &str) -> Value {
    provenance(&app.get(&format!("{topology}/bundle.zip?target=compose")).await)
}

#[tokio::test]
async fn a_bundle_names_its_revision_and_who_approved_what_it_means() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    put(&app, &format!("{topology}/review-policy"), json!({ "required": 1 })).await.ok();
    let (proposal, head) = propose(&app, &topology).await;
    app.edit(&head, 0, set("/nodes/a/title", json!("Better"))).await.ok();
    in_review(&app, &proposal).await;
    jo_approves(&app, &proposal, false).await;
    // Of the head its own approvals, as long as they hold.
    let told = of(&app, &head).await;
    assert_eq!((&told["proposal"], &told["revision"], &told["merged"]), (&json!(1), &json!(1), &Value::Null), "{told}");
    assert_eq!(told["approvals"][0]["person"], "jo");
    assert_eq!(of(&app, &topology).await["approvals"], json!([]), "nothing is merged yet");
    app.post(&format!("{proposal}/merge"), json!({})).await.ok();
    let told = of(&app, &topology).await;
    let opened = app.get(&topology).await.ok();
    assert_eq!((&told["revision"], &told["hash"]), (&opened["revision"], &opened["hash"]));
    assert_eq!((&told["merged"], &told["approvals"][0]["name"]), (&json!(1), &json!("Jo")), "{told}");
    let (_, key) = (told["signature"].as_str().unwrap(), app.get("/api/signing-key").await.ok());
    assert_eq!((&told["key"], &key["algorithm"]), (&key["id"], &json!("ed25519")));
    // Moving keeps the meaning and so the approvals; an edit past everybody has none; taken back, it is approved again.
    app.edit(&topology, 1, set("/views/main", json!({ "layout": { "a": [5, 5] } }))).await.ok();
    assert_eq!(of(&app, &topology).await["approvals"][0]["person"], "jo");
    app.edit(&topology, 2, set("/nodes/a/replicas", json!({ "min": 3 }))).await.ok();
    let told = of(&app, &topology).await;
    assert_eq!((&told["approvals"], &told["merged"]), (&json!([]), &Value::Null));
    app.edit(&topology, 3, json!([{ "op": "unset", "path": "/nodes/a/replicas" }])).await.ok();
    assert_eq!(of(&app, &topology).await["approvals"][0]["person"], "jo");
    // Whoever has only a link learns that it was approved, and not by whom.
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    let made = ask(&app, &ana, Method::POST, &format!("{topology}/shares"), Some(json!({}))).await.json();
    let code = made["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let link = format!("groundplan-share-{}={code}", app.address.port());
    let told = provenance(&ask(&app, &link, Method::GET, &format!("{topology}/bundle.zip?target=compose"), None).await);
    assert_eq!(told["approvals"].as_array().unwrap().len(), 1);
    assert!(told["approvals"][0]["person"].is_null() && !told.to_string().contains("Jo"), "{told}");
}
