use serde_json::{Value, json};

use crate::app::TestApp;

#[tokio::test]
async fn what_changed_is_told_since_the_last_bundle_that_was_taken_away() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let nothing = app.get(&format!("{shop}/changes")).await.ok();
    assert_eq!((&nothing["since"], &nothing["files"]), (&json!(null), &json!([])), "nothing was taken away yet");

    assert!(app.get(&format!("{shop}/bundle.zip")).await.status.is_success());
    let same = app.get(&format!("{shop}/changes")).await.ok();
    assert_eq!((&same["since"]["revision"], &same["files"]), (&json!(0), &json!([])));
    assert_eq!(same["since"]["actor"], "local");

    let replicas = json!([{ "op": "set", "path": "/nodes/orders/replicas", "value": { "min": 7 } }]);
    app.edit(&shop, 1, replicas).await.ok();
    // The bundle of before is made again from the log, also after a restart.
    let app = app.restart().await;
    let changes = app.get(&format!("{shop}/changes")).await.ok();
    assert_eq!((&changes["since"]["revision"], &changes["revision"]), (&json!(0), &json!(1)));
    let files = changes["files"].as_array().unwrap();
    let values = files.iter().find(|file| file["path"].as_str().unwrap().ends_with("values.yaml")).unwrap();
    assert_eq!(values["became"], "changed");
    let path = values["path"].as_str().unwrap();
    let lines = app.get(&format!("{shop}/changes/{path}")).await.ok();
    let came: Vec<&str> = lines["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["sign"] == "+")
        .map(|line| line["text"].as_str().unwrap())
        .collect();
    assert!(came.iter().any(|text| text.contains('7')), "{came:?}");
    assert_eq!(came.len() as u64, values["added"].as_u64().unwrap());
    assert_eq!(app.get(&format!("{shop}/changes/no/such.file")).await.status.as_u16(), 404);

    assert!(app.get(&format!("{shop}/bundle.zip")).await.status.is_success());
    assert_eq!(app.get(&format!("{shop}/changes")).await.ok()["files"], json!([]));
}

#[tokio::test]
async fn a_bundle_by_which_stored_data_would_be_lost_is_refused_unless_the_node_is_named() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let effects = |changes: &Value, node: &str| -> Vec<String> {
        let all = changes["transitions"].as_array().unwrap().iter().filter(|one| one["node"] == node);
        all.map(|one| format!("{} {}", one["environment"].as_str().unwrap(), one["effect"].as_str().unwrap())).collect()
    };
    assert!(app.get(&format!("{shop}/bundle.zip")).await.status.is_success());
    let image = json!([{ "op": "set", "path": "/nodes/orders/image", "value": "ghcr.io/acme/orders:9.9.9" }]);
    app.edit(&shop, 1, image).await.ok();
    let changes = app.get(&format!("{shop}/changes")).await.ok();
    assert!(effects(&changes, "orders").contains(&"production restarts".to_owned()), "{changes}");
    assert_eq!(changes["lost"], json!([]));
    let staging = app.get(&format!("{shop}/changes?environment=staging")).await.ok();
    assert_eq!(effects(&staging, "orders"), ["base restarts", "staging restarts"]);

    // Another engine is another store: what the old one holds is lost.
    let engine = json!([{ "op": "set", "path": "/nodes/orders-db/engine", "value": "mariadb" },
                        { "op": "set", "path": "/nodes/orders-db/version", "value": "12.3" }]);
    app.edit(&shop, 2, engine).await.ok();
    let changes = app.get(&format!("{shop}/changes")).await.ok();
    assert_eq!(changes["lost"], json!(["orders-db"]));
    let refused = app.get(&format!("{shop}/bundle.zip")).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "lost"));
    assert_eq!(refused.json()["error"]["lost"], json!(["orders-db"]));
    assert_eq!(app.get(&format!("{shop}/bundle.zip?destroy=users-db")).await.code(), "lost");
    assert!(app.get(&format!("{shop}/bundle.zip?destroy=orders-db")).await.status.is_success());
    // From here on that bundle is the one that counts.
    assert!(app.get(&format!("{shop}/bundle.zip")).await.status.is_success());
    assert_eq!(app.get(&format!("{shop}/changes")).await.ok()["transitions"], json!([]));
}

#[tokio::test]
async fn words_are_found_in_all_files_and_a_file_is_read_as_text() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let found = app.get(&format!("{shop}/search?text=ORDERS-DB")).await.ok();
    let matches = found["matches"].as_array().unwrap();
    assert!(matches.iter().any(|one| one["path"] == "compose/compose.yaml"), "{found}");
    for one in matches.iter().take(20) {
        let text = app.get(&format!("{shop}/raw/{}", one["path"].as_str().unwrap())).await;
        assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
        let line = usize::try_from(one["line"].as_u64().unwrap()).unwrap();
        let held = text.text().lines().nth(line - 1).unwrap().to_lowercase();
        assert!(held.contains("orders-db"), "{one}: {held}");
    }
    assert_eq!(app.get(&format!("{shop}/search?text=nothing-is-called-so")).await.ok()["matches"], json!([]));
    assert_eq!(app.get(&format!("{shop}/search?text=%20")).await.code(), "query");
    assert_eq!(app.get(&format!("{shop}/raw/../../etc/passwd")).await.status.as_u16(), 404);
}
