use std::time::Duration;

use serde_json::{Value, json};

use crate::app::TestApp;

async fn ended(app: &TestApp, shop: &str) -> Value {
    for _ in 0..600 {
        let run = app.get(&format!("{shop}/verification")).await.ok();
        if !matches!(run["phase"].as_str(), Some("waiting" | "running")) {
            return run;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the run does not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_started_watched_and_ended_and_what_did_not_run_did_not_pass() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let url = format!("{shop}/verification");
    assert_eq!(app.get(&url).await.ok(), json!(null));
    let started = app.post(&url, json!({})).await;
    assert_eq!(started.status.as_u16(), 202, "{}", started.text());
    assert_eq!(started.json()["revision"], 0);
    // A second press of the button is told of the same run.
    assert!(app.post(&url, json!({})).await.status.is_success());
    let end = app.request(reqwest::Method::DELETE, &url).json(&json!({}));
    assert_eq!(app.send(end).await.status.as_u16(), 204);
    let run = ended(&app, &shop).await;
    let checks = run["checks"].as_array().unwrap();
    assert!(!checks.is_empty() && run["total"] == checks.len(), "{run}");
    // It may have been over before it was ended, where no tool is installed.
    if run["phase"] == "ended" {
        assert_eq!(run["reason"], "it was ended by a person");
        assert!(checks.iter().any(|check| check["verdict"] == "not-run"), "{run}");
    } else {
        assert_eq!(run["phase"], "done", "{run}");
    }
}

#[tokio::test]
async fn nothing_is_proven_while_errors_stand() {
    let app = TestApp::start().await;
    let bad = "groundplan: 1\nname: bad\nnodes:\n  a: { kind: service }\n  b: { kind: service }\nedges:\n  a--b: { kind: call }\n  b--a: { kind: call }\n";
    let bad = app.create(json!({ "yaml": bad })).await;
    let refused = app.post(&format!("{bad}/verification"), json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "errors"));
}
