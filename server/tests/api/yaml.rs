use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::app::TestApp;

#[tokio::test]
async fn a_file_goes_out_and_comes_in_again() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let file = app.get(&format!("{shop}/topology.yaml")).await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"shop.yaml\"");
    let text = file.text();

    let copy = app.create(json!({ "yaml": text })).await;
    assert_eq!(app.get(&copy).await.ok()["hash"], app.get(&shop).await.ok()["hash"]);
    assert_eq!(app.get(&format!("{copy}/topology.yaml")).await.text(), text);
}

#[tokio::test]
async fn opening_a_file_submits_the_difference_as_one_edit() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let path = format!("{shop}/topology.yaml");
    let text = app.get(&path).await.text();
    let put = |yaml: String| app.send(app.request(Method::PUT, &path).json(&json!({ "yaml": yaml })));

    let same = put(text.clone()).await.ok();
    assert_eq!((&same["revision"], &same["commit"]["changes"]), (&json!(0), &json!([])), "nothing differs");

    let changed = text.replace("title: Shop\n", "title: Store # renamed\n");
    assert_ne!(changed, text);
    let done = put(changed.clone()).await.ok();
    assert_eq!(done["revision"], 1);
    assert_eq!(app.get(&path).await.text(), changed);
    assert_eq!(app.get(&format!("{shop}/log")).await.ok().as_array().unwrap().len(), 1);

    put("groundplan: 1\nname: other\n".to_owned()).await.ok();
    assert_eq!(app.get(&shop).await.ok()["document"], json!({ "groundplan": 1, "name": "other" }));
}

#[tokio::test]
async fn a_file_with_faults_is_told_by_line_and_column() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let body = json!({ "yaml": "groundplan: 1\nname: x\nnodes:\n  a: { kind: servise }\n" });
    let answer = app.send(app.request(Method::PUT, &format!("{shop}/topology.yaml")).json(&body)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = &answer.json()["error"]["problems"][0];
    assert_eq!(problem["position"][0], 4, "{problem}");
    assert_eq!(app.get(&shop).await.ok()["revision"], 0);
}

#[tokio::test]
async fn a_file_made_from_an_older_revision_does_not_undo_what_others_did() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let path = format!("{shop}/topology.yaml");
    let file = app.get(&path).await;
    let tag = file.header("etag").to_owned();
    app.edit(&shop, 1, crate::app::titled("By another")).await.ok();
    let put = |tag: &str| {
        let body = serde_json::json!({ "yaml": file.text() });
        app.send(app.request(reqwest::Method::PUT, &path).header("if-match", tag).json(&body))
    };
    let late = put(&tag).await;
    assert_eq!((late.status.as_u16(), late.code().as_str()), (409, "ahead"));
    assert_eq!(app.get(&shop).await.ok()["document"]["title"], "By another");
    assert_eq!(put("\"1\"").await.ok()["revision"], 2);
}
