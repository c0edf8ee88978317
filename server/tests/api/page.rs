use reqwest::{Method, StatusCode};

use crate::app::TestApp;

#[tokio::test]
async fn the_page_is_there_or_says_what_is_missing() {
    let app = TestApp::start().await;
    let answer = app.get("/").await;
    assert!(answer.header("content-type").starts_with("text/html"));
    if server::page::is_built() {
        assert_eq!(answer.status, StatusCode::OK);
        let again = app.get_if_changed("/", answer.header("etag")).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
        // The editor's own addresses get the editor; a file that is missing does not.
        let own = app.send(app.request(Method::GET, "/topologies/x").header("accept", "text/html")).await;
        assert_eq!(own.body, answer.body);
        assert_eq!(app.get("/missing.js").await.status, StatusCode::NOT_FOUND);
        let wasm = app.get("/app_bg.wasm").await;
        assert_eq!(wasm.header("content-type"), "application/wasm");
    } else {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.text().contains("cargo xtask serve"));
    }
}

#[tokio::test]
async fn nothing_outside_the_page_is_served() {
    let app = TestApp::start().await;
    for path in ["/../Cargo.toml", "/%2e%2e/%2e%2e/Cargo.toml", "/..%2f..%2fCargo.toml"] {
        let answer = app.get(path).await;
        assert!(!answer.text().contains("[workspace]"), "{path}");
    }
}
