//! What was written down about people.

use reqwest::Method;
use serde_json::json;
use server::people::Role;

use super::{account, ask, sign_in, try_password};
use crate::app::TestApp;

#[tokio::test]
async fn sign_ins_and_roles_are_written_down_and_can_be_taken_away() {
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    account(&app, "ben", Some(Role::Viewer)).await;
    let ana = sign_in(&app, "ana").await;
    try_password(&app, "ben", "wrong password").await;
    try_password(&app, "=cmd|' /C calc'!A0", "a password in the wrong field").await;
    let path = "/api/workspaces/main/members/ben";
    ask(&app, &ana, Method::PUT, path, Some(json!({ "role": "reviewer" }))).await;
    ask(&app, &ana, Method::DELETE, path, Some(json!({}))).await;
    // The refused sign-in is written beside its answer.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let trail = ask(&app, &ana, Method::GET, "/api/workspaces/main/trail", None).await.ok();
    let told: Vec<String> = trail
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            let text = |name: &str| event[name].as_str().unwrap_or("-").to_owned();
            format!("{} {} {} {}", text("actor"), text("event"), text("subject"), text("detail"))
        })
        .collect();
    let mut sorted = told.clone();
    sorted.sort();
    assert_eq!(
        sorted,
        [
            "ana member-removed ben reviewer to none",
            "ana role-set ben viewer to reviewer",
            "ana signed-in ana password",
            "nobody sign-in-refused ben password",
            "test account-made ana owner",
            "test account-made ben viewer",
        ]
    );
    let numbers: Vec<_> = trail.as_array().unwrap().iter().map(|event| event["number"].as_i64().unwrap()).collect();
    assert!(numbers.is_sorted());
    let rest = format!("/api/workspaces/main/trail?after={}", numbers[numbers.len() - 2]);
    assert_eq!(ask(&app, &ana, Method::GET, &rest, None).await.ok().as_array().unwrap().len(), 1);
    let table = ask(&app, &ana, Method::GET, "/api/workspaces/main/trail.csv", None).await;
    assert!(table.header("content-type").starts_with("text/csv"));
    assert_eq!(table.text().lines().count(), told.len() + 1);
}

#[tokio::test]
async fn what_was_written_down_is_neither_changed_nor_shortened() {
    use sqlx::ConnectOptions;
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(app.data().join(server::store::FILE));
    let mut database = options.connect().await.unwrap();
    for statement in ["UPDATE trail SET actor = 'eve'", "DELETE FROM trail"] {
        let error = sqlx::query(statement).execute(&mut database).await.unwrap_err();
        assert!(error.to_string().contains("the trail is not"), "{error}");
    }
}
