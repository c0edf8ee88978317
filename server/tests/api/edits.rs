use serde_json::json;

use crate::app::{TestApp, titled};

#[tokio::test]
async fn an_edit_makes_a_revision_and_says_what_changed() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let done = app.edit(&shop, 1, titled("Store")).await.ok();
    let change = json!({ "path": "/title", "before": "Shop", "after": "Store" });
    assert_eq!(done, json!({ "revision": 1, "commit": { "changes": [change] } }));
    assert_eq!(app.get(&shop).await.ok()["document"]["title"], "Store");
}

#[tokio::test]
async fn the_same_number_is_taken_once() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let first = app.edit(&shop, 7, titled("One")).await.ok();
    let again = app.edit(&shop, 7, titled("Two")).await.ok();
    assert_eq!(first, again);
    assert_eq!(app.get(&shop).await.ok()["document"]["title"], "One");
    assert_eq!(app.get(&format!("{shop}/log")).await.ok().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_does_not_fit_changes_nothing() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    for (edits, path) in [
        (json!([{ "op": "set", "path": "/nodes/orders/kind", "value": "servise" }]), "/nodes/orders/kind"),
        (json!([{ "op": "delete", "path": "/nodes/nobody" }]), "/nodes/nobody"),
        (
            json!([{ "op": "set", "path": "/title", "value": "x" }, { "op": "rename", "id": "orders", "to": "web" }]),
            "/nodes/web",
        ),
        (json!([]), "/edits"),
    ] {
        let answer = app.edit(&shop, 1, edits.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "refused"), "{edits}");
        assert_eq!(answer.json()["error"]["problems"][0]["path"], path, "{edits}");
    }
    assert_eq!(app.get(&shop).await.ok()["revision"], 0);
    // The number of a refused submission is still free.
    app.edit(&shop, 1, titled("New")).await.ok();
}

#[tokio::test]
async fn a_revision_from_the_future_is_refused() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let body = json!({ "client": "c", "number": 1, "base_revision": 5, "edits": titled("x") });
    let answer = app.post(&format!("{shop}/edits"), body).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "ahead"));
}

#[tokio::test]
async fn clients_have_ids() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    for client in ["", "a b", &"x".repeat(65)] {
        let body = json!({ "client": client, "number": 1, "base_revision": 0, "edits": titled("x") });
        assert_eq!(app.post(&format!("{shop}/edits"), body).await.code(), "refused", "{client}");
    }
}

#[tokio::test]
async fn the_log_goes_on_where_one_left_off_and_outlives_the_server() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    // Past a snapshot, so that loading begins in the middle.
    for number in 1..=205 {
        app.edit(&shop, number, titled(&format!("Title {number}"))).await.ok();
    }
    let app = app.restart().await;
    let opened = app.get(&shop).await.ok();
    assert_eq!((&opened["revision"], &opened["document"]["title"]), (&json!(205), &json!("Title 205")));
    let rest = app.get(&format!("{shop}/log?after=203")).await.ok();
    let revisions: Vec<i64> = rest.as_array().unwrap().iter().map(|row| row["revision"].as_i64().unwrap()).collect();
    assert_eq!(revisions, [204, 205]);
    assert_eq!(app.get(&format!("{shop}/log?after=x")).await.code(), "query");
    app.edit(&shop, 206, titled("After")).await.ok();
    assert_eq!(app.get(&shop).await.ok()["revision"], 206);
}

#[tokio::test]
async fn a_row_names_the_person_who_made_it() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    app.edit(&shop, 1, titled("Mine")).await.ok();
    let renamed = app.request(reqwest::Method::PATCH, &shop).json(&serde_json::json!({ "title": "Still mine" }));
    app.send(renamed).await.ok();
    let log = app.get(&format!("{shop}/log")).await.ok();
    let actors: Vec<_> = log.as_array().unwrap().iter().map(|row| row["actor"].as_str().unwrap()).collect();
    assert_eq!(actors, ["local", "local"]);
}
