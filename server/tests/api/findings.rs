use reqwest::StatusCode;
use serde_json::json;

use crate::app::TestApp;

const CIRCLE: &str = "groundplan: 1\nname: circle\nnodes: { a: { kind: service }, b: { kind: service } }\nedges: { a--b: { kind: call }, b--a: { kind: call } }\n";

#[tokio::test]
async fn faults_are_found_and_mended_by_their_fix() {
    let app = TestApp::start().await;
    let circle = app.create(json!({ "yaml": CIRCLE })).await;
    let path = format!("{circle}/findings");
    let answer = app.get(&path).await;
    let tag = answer.header("etag").to_owned();
    let report = answer.ok();
    let finding = report["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "sync-cycle").unwrap().clone();
    assert_eq!(finding["severity"], "error");
    assert_eq!(app.get_if_changed(&path, &tag).await.status, StatusCode::NOT_MODIFIED);

    app.edit(&circle, 1, finding["fixes"][0]["edits"].clone()).await.ok();
    let mended = app.get_if_changed(&path, &tag).await.ok();
    assert!(mended["findings"].as_array().unwrap().iter().all(|f| f["rule"] != "sync-cycle"), "{mended}");
}

#[tokio::test]
async fn the_bundle_is_refused_while_errors_stand_and_the_preview_is_not() {
    let app = TestApp::start().await;
    let circle = app.create(json!({ "yaml": CIRCLE })).await;
    let answer = app.get(&format!("{circle}/bundle.zip")).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "errors"));
    let keys = answer.json()["error"]["findings"].clone();
    assert!(keys.as_array().unwrap().iter().any(|key| key.as_str().unwrap().starts_with("sync-cycle:a:")), "{keys}");
    let files = app.get(&format!("{circle}/files")).await.ok();
    assert_eq!(files["refused"]["errors"], keys.as_array().unwrap().len());
    assert!(!files["files"].as_array().unwrap().is_empty());
}
