//! Signing in, staying in, getting out.

use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::header::COOKIE;
use serde_json::json;
use server::people::Role;

use super::{PASSWORD, account, ask, by, cookie, sign_in, store, try_password};
use crate::app::TestApp;

#[tokio::test]
async fn without_accounts_nobody_signs_in_and_with_the_first_one_everybody_does() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let me = app.get("/api/me").await.ok();
    assert_eq!((&me["id"], &me["account"]), (&json!("local"), &json!(false)));
    assert_eq!(app.get("/sign-in").await.text(), app.get("/").await.text(), "it leads to the editor");
    assert_eq!(app.post("/api/me/tokens", json!({ "name": "x", "scope": "viewer" })).await.code(), "no-accounts");
    // Made by another process while the server runs: it is asked for at once.
    account(&app, "ana", Some(Role::Owner)).await;
    let refused = app.get(&shop).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (401, "signed-out"));
    let ana = sign_in(&app, "ana").await;
    let me = ask(&app, &ana, Method::GET, "/api/me", None).await.ok();
    assert_eq!((&me["id"], &me["name"], &me["workspaces"][0]["role"]), (&json!("ana"), &json!("ANA"), &json!("owner")));
    // What was drawn before there were accounts is in the first workspace.
    assert_eq!(ask(&app, &ana, Method::GET, &shop, None).await.status.as_u16(), 200);
}

#[tokio::test]
async fn nothing_tells_whether_there_is_an_account() {
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    // The first one of each makes the hash that nobody has, and warms up.
    try_password(&app, "warm", "wrong password").await;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    let mut answers = Vec::new();
    for _ in 0..4 {
        for (name, times) in [("ana", &mut known), ("nobody-here", &mut unknown)] {
            let start = Instant::now();
            let answer = try_password(&app, name, "wrong password").await;
            times.push(start.elapsed());
            answers.push((answer.status, answer.text()));
        }
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0].0.as_u16(), 401);
    // The least of several: a busy machine only adds.
    let least = |times: &[Duration]| times.iter().min().copied().unwrap();
    let (known, unknown) = (least(&known), least(&unknown));
    assert!(known < unknown * 3 && unknown < known * 3, "{known:?} and {unknown:?}");
}

#[tokio::test]
async fn who_guesses_has_to_wait_also_for_the_right_password() {
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let mut waited = None;
    for _ in 0..8 {
        let answer = try_password(&app, "ana", "a wrong password").await;
        if answer.status.as_u16() == 429 {
            waited = Some(answer);
            break;
        }
    }
    let answer = waited.expect("eight wrong passwords in a row were all looked at");
    assert_eq!(answer.code(), "too-many");
    assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert_eq!(try_password(&app, "ana", PASSWORD).await.status.as_u16(), 429);
    // A name that nobody has waits as well.
    let mut last = 0;
    for _ in 0..8 {
        last = try_password(&app, "nobody-here", "a wrong password").await.status.as_u16();
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn a_session_ends_when_one_signs_out_and_forged_ones_never_begin() {
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let answer = try_password(&app, "ana", PASSWORD).await;
    let set = answer.header("set-cookie").to_owned();
    assert!(set.contains("; HttpOnly; SameSite=Lax; Max-Age=2592000") && !set.contains("Secure"), "{set}");
    let ana = cookie(&answer);
    assert_eq!(ask(&app, &ana, Method::GET, "/api/me", None).await.status.as_u16(), 200);
    let (name, _) = ana.split_once('=').unwrap();
    for forged in [format!("{name}={}", "0".repeat(64)), format!("{name}="), format!("{name}=' OR 1=1 --")] {
        assert_eq!(ask(&app, &forged, Method::GET, "/api/me", None).await.code(), "signed-out", "{forged}");
    }
    // What the database holds is not what the browser shows.
    let store = store(&app).await;
    let out = ask(&app, &ana, Method::DELETE, "/api/session", None).await;
    assert!(out.status.as_u16() == 204 && out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(ask(&app, &ana, Method::GET, "/api/me", None).await.code(), "signed-out");
    store.close().await;
}

#[tokio::test]
async fn an_expired_session_and_one_that_was_idle_are_over() {
    use sqlx::ConnectOptions;
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    for change in [
        "UPDATE sessions SET expires = '2026-01-01T00:00:00.000Z'",
        "UPDATE sessions SET seen = '2026-01-01T00:00:00.000Z'",
    ] {
        let ana = sign_in(&app, "ana").await;
        assert_eq!(ask(&app, &ana, Method::GET, "/api/me", None).await.status.as_u16(), 200);
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(app.data().join(server::store::FILE));
        let mut other = options.connect().await.unwrap();
        sqlx::query(change).execute(&mut other).await.unwrap();
        assert_eq!(ask(&app, &ana, Method::GET, "/api/me", None).await.code(), "signed-out", "{change}");
    }
}

#[tokio::test]
async fn a_change_that_another_site_makes_the_browser_send_is_refused() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    let retitle = |request: reqwest::RequestBuilder| request.header(COOKIE, &ana).json(&json!({ "title": "Mine" }));
    let bare = app.send(retitle(app.request(Method::PATCH, &shop))).await;
    assert_eq!((bare.status.as_u16(), bare.code().as_str()), (403, "csrf"));
    let foreign = app.request(Method::PATCH, &shop).header("origin", "http://evil.example");
    assert_eq!(app.send(retitle(foreign)).await.code(), "foreign");
    let cross = app.request(Method::PATCH, &shop).header("sec-fetch-site", "cross-site");
    assert_eq!(app.send(retitle(cross)).await.code(), "csrf");
    assert_eq!(app.send(retitle(by(&app, "", Method::PATCH, &shop))).await.status.as_u16(), 200);
    // A form of another site can't sign somebody in either.
    let form = app.request(Method::POST, "/sign-in").header("content-type", "application/x-www-form-urlencoded");
    let answer = app.send(form.body(format!("account=ana&password={}", PASSWORD.replace(' ', "+")))).await;
    assert_eq!(answer.status.as_u16(), 403);
    assert!(!answer.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let (here, there) = (sign_in(&app, "ana").await, sign_in(&app, "ana").await);
    let change = |old: &'static str, new: &'static str| json!({ "old": old, "new": new });
    let path = "/api/me/password";
    let wrong = ask(&app, &here, Method::PUT, path, Some(change("not my password", "another long phrase"))).await;
    assert_eq!(wrong.code(), "sign-in");
    let weak = ask(&app, &here, Method::PUT, path, Some(change(PASSWORD, "short"))).await;
    assert_eq!((weak.status.as_u16(), weak.code().as_str()), (422, "refused"));
    assert!(weak.text().contains("at least 10 characters"), "{}", weak.text());
    let done = ask(&app, &here, Method::PUT, path, Some(change(PASSWORD, "another long phrase"))).await;
    assert_eq!(done.status.as_u16(), 204);
    for cookie in [&here, &there] {
        assert_eq!(ask(&app, cookie, Method::GET, "/api/me", None).await.code(), "signed-out");
    }
    assert_eq!(try_password(&app, "ana", PASSWORD).await.code(), "sign-in");
    assert_eq!(try_password(&app, "ana", "another long phrase").await.status.as_u16(), 204);
}

#[tokio::test]
async fn the_page_signs_in_without_a_script_and_shows_what_is_typed_as_text() {
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let page = app.get("/sign-in?to=%2Ftopologies%2Fx").await;
    let text = page.text();
    assert!(text.contains("name=\"to\" value=\"/topologies/x\"") && text.contains("type=\"password\""), "{text}");
    assert!(!text.contains("<script>") && !text.contains(" style=") && !text.contains(" onsubmit"), "{text}");
    assert_eq!(page.header("cache-control"), "no-store");
    let form = |account: &str, password: &str, to: &str| {
        let body = [("account", account), ("password", password), ("to", to)];
        let body: Vec<String> = body.iter().map(|(key, value)| format!("{key}={}", percent(value))).collect();
        by(&app, "", Method::POST, "/sign-in")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.join("&"))
    };
    let wrong = app.send(form("<script>alert(1)</script>", "no such password", "/")).await;
    assert_eq!(wrong.status.as_u16(), 401);
    assert!(wrong.text().contains("&lt;script&gt;") && !wrong.text().contains("<script>alert"), "{}", wrong.text());
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for (to, there) in [("/topologies/x", "/topologies/x"), ("//evil.example/", "/"), ("https://evil.example", "/")] {
        let request = form("ana", PASSWORD, to).build().unwrap();
        let right = client.execute(request).await.unwrap();
        assert_eq!((right.status().as_u16(), right.headers()["location"].to_str().unwrap()), (303, there));
        assert!(right.headers().contains_key("set-cookie"));
    }
    // Whoever opens the editor without a session is led to the page, and back.
    let request = app.request(Method::GET, "/topologies/x").header("accept", "text/html").build().unwrap();
    let led = client.execute(request).await.unwrap();
    assert_eq!(led.headers()["location"], "/sign-in?to=%2Ftopologies%2Fx");
}

fn percent(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[tokio::test]
async fn the_account_page_shows_members_and_tokens_to_who_is_signed_in_alone() {
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    account(&app, "ben", Some(Role::Viewer)).await;
    let out = app.get("/account").await.text();
    assert!(out.contains("Sign in to Groundplan"), "{out}");
    let (ana, ben) = (sign_in(&app, "ana").await, sign_in(&app, "ben").await);
    let page = ask(&app, &ana, Method::GET, "/account", None).await.text();
    assert!(
        page.contains("data-route=\"PUT /api/workspaces/main/members/ben\"") && page.contains("Make a link"),
        "{page}"
    );
    let page = ask(&app, &ben, Method::GET, "/account", None).await.text();
    assert!(
        page.contains("You are viewer here") && !page.contains("/members/") && !page.contains("Make a link"),
        "{page}"
    );
}

#[tokio::test]
async fn behind_tls_cookies_are_bound_to_it_and_only_the_public_name_is_answered() {
    let data = tempfile::tempdir().unwrap();
    super::account_in(data.path(), "ana", Role::Owner).await;
    let app = TestApp::on(data, Some("https://plans.example.org")).await;
    let from = |host: &str, origin: &str| {
        let body = json!({ "account": "ana", "password": PASSWORD });
        app.request(Method::POST, "/api/session").header("host", host).header("origin", origin).json(&body)
    };
    let answer = app.send(from("plans.example.org", "https://plans.example.org")).await;
    let set = answer.header("set-cookie");
    assert!(set.starts_with("__Host-groundplan-session=") && set.ends_with("; Secure"), "{set}");
    assert!(set.contains("; Path=/;") && !set.contains("Domain"), "{set}");
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
    assert_eq!(app.send(from("other.example.org", "https://other.example.org")).await.code(), "foreign");
    assert_eq!(app.send(from("plans.example.org", "https://other.example.org")).await.code(), "foreign");
    // Whoever reaches the port without the proxy finds a door as well.
    assert_eq!(app.get("/api/topologies").await.code(), "signed-out");
}
