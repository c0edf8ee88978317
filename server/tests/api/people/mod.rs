//! People: accounts, roles, links and tokens, over a real socket with a store on disk.

mod links;
mod matrix;
mod notifications;
mod sessions;
pub mod sockets;
mod tokens;
mod trail;
mod webhooks;

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use server::people::{Role, password};
use server::store::people::{AccountEntry, MAIN, NewAccount};
use server::store::{FILE, PATIENCE, Store};

use crate::app::{Answer, TestApp};

/// The password of every account in these tests.
pub const PASSWORD: &str = "a long enough phrase";

/// Makes an account in a data folder that no server uses yet.
pub async fn account_in(data: &std::path::Path, id: &str, role: Role) {
    let store = Store::open(&data.join(FILE), PATIENCE).await.unwrap();
    add(&store, id, Some(role)).await;
    store.close().await;
}

/// Another process' view of the store, as the command line has it.
pub async fn store(app: &TestApp) -> Store {
    Store::open(&app.data().join(FILE), PATIENCE).await.unwrap()
}

/// Makes an account with a role in the first workspace, or with none.
pub async fn account(app: &TestApp, id: &str, role: Option<Role>) {
    let store = store(app).await;
    add(&store, id, role).await;
    store.close().await;
}

async fn add(store: &Store, id: &str, role: Option<Role>) {
    // One hash for all: hashing takes long on purpose.
    static HASH: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| password::hashed(PASSWORD).unwrap());
    let entry = role.map_or(AccountEntry::Nowhere, |role| AccountEntry::Member(MAIN, role));
    let new = NewAccount {
        id,
        name: &id.to_uppercase(),
        password: Some(&HASH),
        identity: None,
        entry,
        author: "test",
        now: "2026-01-01T00:00:00.000Z",
    };
    assert!(store.add_account(&new).await.unwrap());
}

/// The cookie of an answer, as a browser sends it back.
#[track_caller]
pub fn cookie(answer: &Answer) -> String {
    let set = answer.headers.get(SET_COOKIE).unwrap_or_else(|| panic!("no cookie: {}", answer.text()));
    set.to_str().unwrap().split(';').next().unwrap().to_owned()
}

pub async fn try_password(app: &TestApp, id: &str, password: &str) -> Answer {
    app.post("/api/session", json!({ "account": id, "password": password })).await
}

/// Signs in; the session's cookie.
pub async fn sign_in(app: &TestApp, id: &str) -> String {
    let answer = try_password(app, id, PASSWORD).await;
    assert_eq!(answer.status.as_u16(), 204, "{}", answer.text());
    cookie(&answer)
}

/// A request as a browser makes it from a page of this server.
pub fn by(app: &TestApp, cookie: &str, method: Method, path: &str) -> RequestBuilder {
    let request = app.request(method, path).header("origin", format!("http://{}", app.address));
    if cookie.is_empty() { request } else { request.header(COOKIE, cookie) }
}

pub async fn ask(app: &TestApp, cookie: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    let request = by(app, cookie, method, path);
    app.send(if let Some(body) = body { request.json(&body) } else { request }).await
}
