use reqwest::StatusCode;
use serde_json::json;

use crate::app::TestApp;

#[tokio::test]
async fn files_are_drawn_and_taken_over_like_any_topology_file() {
    let app = TestApp::start().await;
    let body = json!({ "name": "shop", "files": [
        { "path": "compose.yaml", "text": "services:\n  orders:\n    image: ghcr.io/acme/orders:${TAG}\n    environment: { DB_HOST: db, API_KEY: k-1 }\n  db: { image: 'postgres:17' }\n" },
        { "path": ".env", "text": "TAG=3\n" }
    ] });
    let drawn = app.post("/api/import", body).await.ok();
    assert_eq!((&drawn["nodes"], &drawn["edges"]), (&json!(2), &json!(1)));
    assert_eq!(drawn["document"]["nodes"]["orders"]["image"], "ghcr.io/acme/orders:3");
    assert!(drawn["notes"].as_array().unwrap().iter().any(|note| note["sort"] == "secret"), "{drawn}");
    assert!(!drawn.to_string().contains("k-1"));
    assert_eq!(app.get("/api/topologies").await.ok(), json!([]), "nothing is stored");

    let made = app.create(json!({ "yaml": drawn["yaml"] })).await;
    assert_eq!(app.get(&made).await.ok()["document"], drawn["document"]);
}

#[tokio::test]
async fn what_can_not_be_read_is_told_by_file_line_and_column() {
    let app = TestApp::start().await;
    let answer =
        app.post("/api/import", json!({ "files": [{ "path": "a.yaml", "text": "services:\n  a: [\n" }] })).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = &answer.json()["error"]["problems"][0];
    assert_eq!(problem["path"], "a.yaml");
    assert!(problem["position"][0].as_u64().is_some_and(|line| line >= 2), "{problem}");
    let answer = app.post("/api/import", json!({ "files": [] })).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = app.post("/api/import", json!({ "files": [{ "path": "a", "text": "x".repeat(9 << 20) }] })).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
