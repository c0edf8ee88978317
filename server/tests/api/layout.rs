use serde_json::json;

use crate::app::TestApp;

#[tokio::test]
async fn a_layout_places_every_node_and_changes_nothing() {
    let app = TestApp::start().await;
    let topology = app.create(json!({ "example": "shop" })).await;
    let before = app.get(&topology).await.ok();
    let answer = app.get(&format!("{topology}/layout")).await.ok();
    let nodes = before["document"]["nodes"].as_object().unwrap();
    let places = answer["layout"].as_object().unwrap();
    assert_eq!(places.keys().collect::<Vec<_>>(), nodes.keys().collect::<Vec<_>>());
    assert_eq!((&answer["revision"], app.get(&topology).await.ok()), (&before["revision"], before.clone()));

    let some: Vec<&str> = nodes.keys().take(2).map(String::as_str).collect();
    let answer = app.get(&format!("{topology}/layout?only={},nobody", some.join(","))).await.ok();
    assert_eq!(answer["layout"].as_object().unwrap().keys().collect::<Vec<_>>(), some);
    assert_eq!(app.get("/api/topologies/none/layout").await.code(), "not-found");
}

#[tokio::test]
async fn an_example_is_read_whole() {
    let app = TestApp::start().await;
    let document = app.get("/api/examples/shop").await.ok();
    let topology = app.create(json!({ "example": "shop" })).await;
    assert_eq!(document["nodes"], app.get(&topology).await.ok()["document"]["nodes"]);
    assert_eq!(app.get("/api/examples/..%2Fcatalogue").await.code(), "not-found");
}
