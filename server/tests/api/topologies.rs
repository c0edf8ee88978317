use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::app::TestApp;

#[tokio::test]
async fn made_listed_opened_retitled_deleted() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/api/topologies").await.ok(), json!([]));
    let shop = app.create(json!({ "title": "Order service (EU)" })).await;
    let other = app.create_shop().await;

    let opened = app.get(&shop).await.ok();
    assert_eq!(opened["revision"], 0);
    assert_eq!(
        opened["document"],
        json!({ "groundplan": 1, "name": "order-service-eu", "title": "Order service (EU)" })
    );
    assert!(opened["hash"].as_str().unwrap().starts_with("gp1:"));

    let body = json!({ "title": " Orders " });
    let retitled = app.send(app.request(Method::PATCH, &shop).json(&body)).await.ok();
    assert_eq!(retitled["revision"], 1);
    let log = app.get(&format!("{shop}/log")).await.ok();
    assert_eq!(log[0]["edits"], json!([{ "op": "set", "path": "/title", "value": "Orders" }]));
    assert_eq!(log[0]["changes"][0]["before"], "Order service (EU)");
    assert_eq!(log[0]["actor"], "local");

    let list = app.get("/api/topologies").await.ok();
    let titles: Vec<&str> = list.as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Orders", "Shop"], "the last changed is first");
    assert_eq!(list[1]["nodes"], 15);
    assert_eq!(list[1]["summary"]["error"], 0);
    assert_eq!(list[0]["summary"]["error"], 0);
    assert_eq!(list[0]["sketch"], json!(null), "nothing is drawn yet");
    let databases = list[1]["sketch"]["cards"]["database"].as_str().unwrap();
    assert_eq!(databases.matches('M').count(), 4, "{databases}");

    let gone = app.send(app.request(Method::DELETE, &other)).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    for path in [other.clone(), format!("{other}/log"), format!("{other}/findings"), format!("{other}/files")] {
        let answer = app.get(&path).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not-found"), "{path}");
    }
    assert_eq!(app.get("/api/topologies").await.ok().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_new_one_begins_with_exactly_one_thing() {
    let app = TestApp::start().await;
    for (body, status, code) in [
        (json!({}), 422, "body"),
        (json!({ "title": "a", "example": "shop" }), 422, "body"),
        (json!({ "titel": "a" }), 422, "body"),
        (json!({ "example": "../../../etc" }), 404, "not-found"),
        (json!({ "title": "  " }), 422, "refused"),
        (json!({ "title": "x".repeat(121) }), 422, "refused"),
        (json!({ "yaml": "groundplan: 1\nname: x\nnodes: { a: { kind: servise } }\n" }), 422, "refused"),
    ] {
        let answer = app.post("/api/topologies", body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{body}");
    }
    assert_eq!(app.get("/api/topologies").await.ok(), json!([]), "nothing was half-made");
}

#[tokio::test]
async fn the_revision_is_the_tag() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let first = app.get(&shop).await;
    assert_eq!(first.header("etag"), "\"0\"");
    assert_eq!(app.get_if_changed(&shop, "\"0\"").await.status, StatusCode::NOT_MODIFIED);
    app.edit(&shop, 1, crate::app::titled("New")).await.ok();
    let second = app.get_if_changed(&shop, "\"0\"").await;
    assert_eq!((second.status, second.header("etag")), (StatusCode::OK, "\"1\""));
}
