use serde_json::json;

use crate::app::TestApp;

#[tokio::test]
async fn examples_are_one_request_away_and_without_errors() {
    let app = TestApp::start().await;
    let examples = app.get("/api/examples").await.ok();
    let examples = examples.as_array().unwrap();
    assert!(examples.len() >= 3);
    for example in examples {
        assert!(!example["title"].as_str().unwrap().is_empty() && !example["description"].as_str().unwrap().is_empty());
        assert!(!example["sketch"]["lines"].as_str().unwrap().is_empty());
        let topology = app.create(json!({ "example": example["name"] })).await;
        let report = app.get(&format!("{topology}/findings")).await.ok();
        assert_eq!(report["summary"]["error"], 0, "{}: {report}", example["name"]);
    }
}

#[tokio::test]
async fn every_rule_has_a_page() {
    let app = TestApp::start().await;
    let rules = app.get("/api/rules").await.ok();
    let rules = rules.as_array().unwrap();
    assert!(rules.iter().any(|rule| *rule
        == json!({ "id": "sync-cycle", "severity": "error", "fix": true, "title": rule["title"], "group": "core" })));
    for rule in rules {
        let id = rule["id"].as_str().unwrap();
        let page = app.get(&format!("/api/rules/{id}")).await.ok();
        assert!(page["page"].as_str().unwrap().contains("## Why it matters"), "{id}");
    }
    assert_eq!(app.get("/api/rules/no-such-rule").await.code(), "not-found");
}

#[tokio::test]
async fn the_schema_tells_facts_and_kinds_apart() {
    let app = TestApp::start().await;
    let schema = app.get("/api/schema").await.ok();
    assert!(schema["properties"]["nodes"].is_object());
    assert!(schema.to_string().contains("\"x-fact\":true"));
    assert_eq!(schema["$defs"]["Edge"]["properties"]["access"]["x-kinds"], serde_json::json!(["data"]));
}

#[tokio::test]
async fn it_says_that_it_is_well() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/api/health").await.ok()["status"], "ok");
}
