//! Tokens of programs.

use reqwest::Method;
use serde_json::{Value, json};
use server::people::Role;

use super::{account, ask, sign_in};
use crate::app::{Answer, TestApp, titled};

async fn with(app: &TestApp, token: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    let request = app.request(method, path).header("authorization", format!("Bearer {token}"));
    app.send(if let Some(body) = body { request.json(&body) } else { request }).await
}

async fn make(app: &TestApp, cookie: &str, scope: &str) -> (String, String) {
    let body = json!({ "name": "nightly", "scope": scope, "days": 1 });
    let made = ask(app, cookie, Method::POST, "/api/me/tokens", Some(body)).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.text());
    let made = made.json();
    (made["token"].as_str().unwrap().to_owned(), made["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_token_acts_for_its_person_within_its_scope() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    let (reads, id) = make(&app, &ana, "viewer").await;
    let (writes, _) = make(&app, &ana, "editor").await;
    assert!(reads.starts_with("gpt_"));
    assert_eq!(with(&app, &reads, Method::GET, &shop, None).await.status.as_u16(), 200);
    let edit = json!({ "client": "nightly", "number": 1, "base_revision": 0, "edits": titled("By a program") });
    let path = format!("{shop}/edits");
    let refused = with(&app, &reads, Method::POST, &path, Some(edit.clone())).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "role"));
    assert_eq!(with(&app, &writes, Method::POST, &path, Some(edit)).await.status.as_u16(), 200);
    let log = with(&app, &reads, Method::GET, &format!("{shop}/log"), None).await.ok();
    assert_eq!(log[0]["actor"], "ana");
    // It is listed, without itself, and says when it was used.
    let list = ask(&app, &ana, Method::GET, "/api/me/tokens", None).await.ok();
    assert!(
        !list.to_string().contains(&reads) && list.as_array().unwrap().iter().all(|token| token["used"].is_string())
    );
    // It can't make itself last or grow.
    let more =
        with(&app, &writes, Method::POST, "/api/me/tokens", Some(json!({ "name": "x", "scope": "owner" }))).await;
    assert_eq!(more.code(), "conflict");
    // Revoked, it is nobody's.
    let gone = ask(&app, &ana, Method::DELETE, &format!("/api/me/tokens/{id}"), None).await;
    assert_eq!(gone.status.as_u16(), 204);
    assert_eq!(with(&app, &reads, Method::GET, &shop, None).await.code(), "signed-out");
}

#[tokio::test]
async fn a_token_is_hashed_at_rest_and_ends() {
    use sqlx::ConnectOptions;
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Viewer)).await;
    let ana = sign_in(&app, "ana").await;
    let (token, _) = make(&app, &ana, "owner").await;
    // Whatever the token's scope, the person is a viewer.
    assert_eq!(with(&app, &token, Method::POST, "/api/topologies", Some(json!({ "title": "x" }))).await.code(), "role");
    for name in [server::store::FILE, "groundplan.sqlite-wal"] {
        let bytes = std::fs::read(app.data().join(name)).unwrap();
        let shown = token.as_bytes();
        assert!(!bytes.windows(shown.len()).any(|window| window == shown), "{name} holds the token");
    }
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(app.data().join(server::store::FILE));
    let mut other = options.connect().await.unwrap();
    sqlx::query("UPDATE tokens SET expires = '2026-01-01T00:00:00.000Z'").execute(&mut other).await.unwrap();
    assert_eq!(with(&app, &token, Method::GET, "/api/me", None).await.code(), "signed-out");
}

#[tokio::test]
async fn what_does_not_fit_makes_no_token() {
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    for body in [
        json!({ "name": "", "scope": "viewer" }),
        json!({ "name": "x", "scope": "viewer", "days": 0 }),
        json!({ "name": "x", "scope": "viewer", "days": 367 }),
        json!({ "name": "x", "scope": "admin" }),
    ] {
        let answer = ask(&app, &ana, Method::POST, "/api/me/tokens", Some(body.clone())).await;
        assert_eq!(answer.status.as_u16(), 422, "{body}");
    }
    for header in ["Bearer", "Bearer gpt_0", "Basic YW5hOng=", "Bearer ' OR 1=1"] {
        let request = app.request(Method::GET, "/api/me").header("authorization", header);
        assert_eq!(app.send(request).await.code(), "signed-out", "{header}");
    }
}
