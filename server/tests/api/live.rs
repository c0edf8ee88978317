use reqwest::Method;
use serde_json::{Value, json};
use topology::Document;
use topology::edit::{Change, replay};

use crate::app::{Live, TestApp, titled};

async fn hello(live: &mut Live) -> (i64, Document) {
    let hello = live.hear().await;
    assert_eq!((&hello["type"], &hello["protocol"]), (&json!("hello"), &json!(1)));
    (hello["revision"].as_i64().unwrap(), serde_json::from_value(hello["document"].clone()).unwrap())
}

fn follow(document: &mut Document, committed: &Value) {
    assert_eq!(committed["type"], "committed", "{committed}");
    let changes: Vec<Change> = serde_json::from_value(committed["changes"].clone()).unwrap();
    replay(document, &changes).unwrap();
}

#[tokio::test]
async fn two_browsers_see_the_same_edits_in_the_same_order() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let (mut ana, mut ben) = (app.live(&shop).await, app.live(&shop).await);
    let ((_, mut anas), (_, mut bens)) = (hello(&mut ana).await, hello(&mut ben).await);

    // Both edit revision 0 at once; neither waits for the other.
    ana.submit("ana", 1, 0, json!([{ "op": "set", "path": "/nodes/orders/title", "value": "Ana's" }])).await;
    ben.submit("ben", 1, 0, json!([{ "op": "rename", "id": "payments", "to": "billing" }])).await;
    ana.submit("ana", 2, 0, json!([{ "op": "delete", "path": "/nodes/notifications" }])).await;
    let mut orders = Vec::new();
    for (live, document) in [(&mut ana, &mut anas), (&mut ben, &mut bens)] {
        let mut order = Vec::new();
        for revision in 1..=3 {
            let committed = live.hear().await;
            assert_eq!(committed["revision"], revision);
            follow(document, &committed);
            order.push((committed["client"].clone(), committed["number"].clone()));
        }
        orders.push(order);
    }
    assert_eq!(orders[0], orders[1]);
    assert_eq!(anas, bens);
    let stored: Document = serde_json::from_value(app.get(&shop).await.ok()["document"].clone()).unwrap();
    assert_eq!(anas, stored);
    assert!(stored.nodes.contains_key("billing") && !stored.nodes.contains_key("notifications"));

    // What comes over HTTP is seen too.
    app.edit(&shop, 1, titled("Over HTTP")).await.ok();
    let committed = ana.hear().await;
    assert_eq!((&committed["client"], &committed["changes"][0]["after"]), (&json!("test"), &json!("Over HTTP")));
}

#[tokio::test]
async fn undo_leaves_alone_what_the_other_changed() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let mut ana = app.live(&shop).await;
    let (_, before) = hello(&mut ana).await;
    ana.submit(
        "ana",
        1,
        0,
        json!([{ "op": "set", "path": "/title", "value": "Mine" }, { "op": "set", "path": "/owner", "value": "ana" }]),
    )
    .await;
    let mine = ana.hear().await;
    app.edit(&shop, 1, titled("Theirs")).await.ok();
    ana.hear().await;
    let mut changes: Vec<Change> = serde_json::from_value(mine["changes"].clone()).unwrap();
    changes.reverse();
    for change in &mut changes {
        std::mem::swap(&mut change.before, &mut change.after);
    }
    ana.submit("ana", 2, 2, json!([{ "op": "revert", "changes": changes }])).await;
    let undone = ana.hear().await;
    assert_eq!(undone["skipped"], json!(["/title"]));
    let now: Document = serde_json::from_value(app.get(&shop).await.ok()["document"].clone()).unwrap();
    assert_eq!((now.label(), &now.owner), ("Theirs", &before.owner));
}

#[tokio::test]
async fn a_repetition_is_answered_to_the_one_who_asked_alone() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let (mut ana, mut ben) = (app.live(&shop).await, app.live(&shop).await);
    hello(&mut ana).await;
    hello(&mut ben).await;
    ana.submit("ana", 1, 0, titled("Once")).await;
    let first = ana.hear().await;
    ben.hear().await;
    // As after a lost connection: the same submission again, on a new socket.
    let mut again = app.live(&shop).await;
    assert_eq!(hello(&mut again).await.0, 1);
    again.submit("ana", 1, 0, titled("Once")).await;
    assert_eq!(again.hear().await, first);
    ben.submit("ben", 1, 1, titled("Next")).await;
    assert_eq!(ben.hear().await["revision"], 2, "nobody else heard of the repetition");
}

#[tokio::test]
async fn a_late_comer_begins_where_the_others_are() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    app.edit(&shop, 1, titled("One")).await.ok();
    let mut live = app.live(&shop).await;
    let (revision, document) = hello(&mut live).await;
    assert_eq!((revision, document.label()), (1, "One"));
    app.edit(&shop, 2, titled("Two")).await.ok();
    assert_eq!(live.hear().await["revision"], 2);
}

#[tokio::test]
async fn what_is_no_edit_is_told_and_the_socket_stays() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let mut live = app.live(&shop).await;
    hello(&mut live).await;
    for (text, code) in [
        ("hello", "not-json"),
        ("{\"type\":\"submit\"", "not-json"),
        ("[]", "not-an-edit"),
        ("{\"type\":\"destroy\"}", "not-an-edit"),
        (
            "{\"type\":\"submit\",\"client\":\"c\",\"number\":1,\"base_revision\":0,\"edits\":[{\"op\":\"explode\"}]}",
            "not-an-edit",
        ),
    ] {
        live.say(text).await;
        let answer = live.hear().await;
        assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)), "{text}");
        assert!(answer["message"].as_str().unwrap().len() > 10);
    }
    live.submit("c", 1, 0, json!([{ "op": "delete", "path": "/nodes/nobody" }])).await;
    let rejected = live.hear().await;
    assert_eq!((&rejected["type"], &rejected["number"]), (&json!("rejected"), &json!(1)));
    assert_eq!(rejected["problems"][0]["path"], "/nodes/nobody");
    live.submit("c", 2, 9, titled("x")).await;
    assert_eq!(live.hear().await["problems"][0]["path"], "/base_revision");
    live.submit("c", 3, 0, titled("Fine")).await;
    assert_eq!(live.hear().await["revision"], 1);
}

#[tokio::test]
async fn who_has_it_open_hears_of_its_end() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let mut live = app.live(&shop).await;
    hello(&mut live).await;
    app.send(app.request(Method::DELETE, &shop)).await;
    assert_eq!(live.hear().await, json!({ "type": "deleted" }));
    assert!(live.closed().await);
}

#[tokio::test]
async fn the_server_ends_with_open_sockets() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let mut live = app.live(&shop).await;
    hello(&mut live).await;
    let again = tokio::time::timeout(std::time::Duration::from_secs(10), app.restart()).await.expect("it did not end");
    assert!(live.closed().await);
    assert_eq!(again.get(&shop).await.ok()["revision"], 0);
}

#[tokio::test]
async fn there_is_no_socket_of_nothing() {
    let app = TestApp::start().await;
    let url = format!("ws://{}/api/topologies/nothing/live", app.address);
    match tokio_tungstenite::connect_async(url).await {
        Err(tokio_tungstenite::tungstenite::Error::Http(response)) => assert_eq!(response.status().as_u16(), 404),
        other => panic!("{:?}", other.map(drop)),
    }
}
