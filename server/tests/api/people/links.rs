//! Invitations and share links.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::people::Role;

use super::{PASSWORD, account, ask, by, cookie, sign_in};
use crate::app::TestApp;

fn path_of(link: &Value, app: &TestApp) -> String {
    let base = format!("http://{}", app.address);
    link.as_str().unwrap().strip_prefix(&base).expect("the link leads here").to_owned()
}

async fn invite(app: &TestApp, owner: &str, role: &str) -> String {
    let body = Some(json!({ "role": role }));
    let made = ask(app, owner, Method::POST, "/api/workspaces/main/invitations", body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    path_of(&made.json()["link"], app)
}

#[tokio::test]
async fn an_invitation_makes_one_account() {
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    let path = invite(&app, &ana, "editor").await;
    let page = app.get(&path).await;
    assert!(page.status == StatusCode::OK && page.text().contains("ana invites you as editor"), "{}", page.text());
    let code = path.rsplit('/').next().unwrap();
    let accept =
        |name: &str, password: &str| json!({ "code": code, "account": name, "name": "Ben", "password": password });
    for (name, password, status) in
        [("Ben!", PASSWORD, 422), ("local", PASSWORD, 422), ("ben", "short", 422), ("ana", PASSWORD, 409)]
    {
        let answer = app.post("/api/invitations", accept(name, password)).await;
        assert_eq!(answer.status.as_u16(), status, "{name}: {}", answer.text());
    }
    let made = app.post("/api/invitations", accept("ben", PASSWORD)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let me = ask(&app, &cookie(&made), Method::GET, "/api/me", None).await.ok();
    assert_eq!((&me["id"], &me["workspaces"][0]["role"]), (&json!("ben"), &json!("editor")));
    // Once is enough.
    assert_eq!(app.post("/api/invitations", accept("carl", PASSWORD)).await.status.as_u16(), 404);
    assert_eq!(app.get(&path).await.status.as_u16(), 404);
}

#[tokio::test]
async fn two_who_accept_at_once_make_one_account_and_one_taken_back_makes_none() {
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    let path = invite(&app, &ana, "viewer").await;
    let code = path.rsplit('/').next().unwrap();
    let accept = |name: &str| json!({ "code": code, "account": name, "name": name, "password": PASSWORD });
    let (one, two) =
        tokio::join!(app.post("/api/invitations", accept("ben")), app.post("/api/invitations", accept("carl")));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 404]);
    let path = invite(&app, &ana, "viewer").await;
    let list = ask(&app, &ana, Method::GET, "/api/workspaces/main/invitations", None).await.ok();
    assert_eq!(list.as_array().unwrap().len(), 1);
    let one = format!("/api/workspaces/main/invitations/{}", list[0]["id"].as_str().unwrap());
    assert_eq!(ask(&app, &ana, Method::DELETE, &one, Some(json!({}))).await.status.as_u16(), 204);
    assert_eq!(app.get(&path).await.status.as_u16(), 404);
}

#[tokio::test]
async fn who_has_an_account_joins_with_it_and_keeps_a_greater_role() {
    let app = TestApp::start().await;
    account(&app, "ana", Some(Role::Owner)).await;
    account(&app, "eve", None).await;
    let (ana, eve) = (sign_in(&app, "ana").await, sign_in(&app, "eve").await);
    for (who, role, then) in [(&eve, "reviewer", "reviewer"), (&ana, "viewer", "owner")] {
        let path = invite(&app, &ana, role).await;
        let page = ask(&app, who, Method::GET, &path, None).await.text();
        assert!(page.contains("You are signed in as"), "{page}");
        let kind = "application/x-www-form-urlencoded";
        let answer = app.send(by(&app, who, Method::POST, &path).header("content-type", kind).body("")).await;
        assert!(answer.status.is_success() || answer.status.as_u16() == 404, "{}", answer.text());
        let me = ask(&app, who, Method::GET, "/api/me", None).await.ok();
        assert_eq!(me["workspaces"][0]["role"], then);
    }
}

#[tokio::test]
async fn a_share_link_shows_one_topology_and_nothing_else() {
    let app = TestApp::start().await;
    let (shop, other) = (app.create_shop().await, app.create_shop().await);
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    let made = ask(&app, &ana, Method::POST, &format!("{shop}/shares"), Some(json!({ "days": 2 }))).await;
    let (path, id) = (path_of(&made.json()["link"], &app), made.json()["id"].as_str().unwrap().to_owned());
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let followed = client.get(format!("http://{}{path}", app.address)).send().await.unwrap();
    let editor = shop.replace("/api/topologies/", "/t/");
    assert_eq!(followed.headers()["location"].to_str().unwrap(), editor);
    let set = followed.headers()["set-cookie"].to_str().unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    let link = set.split(';').next().unwrap().to_owned();
    assert_eq!(ask(&app, &link, Method::GET, &shop, None).await.ok()["document"]["name"], "shop");
    assert_eq!(ask(&app, &link, Method::GET, &other, None).await.status.as_u16(), 404);
    assert_eq!(ask(&app, &link, Method::GET, "/api/topologies", None).await.ok(), json!([]));
    let edit = json!({ "client": "x", "number": 1, "base_revision": 0, "edits": [] });
    assert_eq!(ask(&app, &link, Method::POST, &format!("{shop}/edits"), Some(edit)).await.code(), "role");
    // Ended, it shows nothing; so does one that nobody made.
    let ended = ask(&app, &ana, Method::DELETE, &format!("{shop}/shares/{id}"), Some(json!({}))).await;
    assert_eq!(ended.status.as_u16(), 204);
    assert_eq!(ask(&app, &link, Method::GET, &shop, None).await.code(), "signed-out");
    for gone in [path.as_str(), "/share/0", "/share/%27%20OR%201=1"] {
        let page = app.get(gone).await;
        assert!(page.status.as_u16() == 404 && page.text().contains("no share link"), "{gone}");
    }
}

#[tokio::test]
async fn a_link_ends_by_itself() {
    use sqlx::ConnectOptions;
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    let shares = format!("{shop}/shares");
    for days in [0, 367] {
        let answer = ask(&app, &ana, Method::POST, &shares, Some(json!({ "days": days }))).await;
        assert_eq!(answer.status.as_u16(), 422);
    }
    let made = ask(&app, &ana, Method::POST, &shares, Some(json!({}))).await;
    let (share, invitation) = (path_of(&made.json()["link"], &app), invite(&app, &ana, "viewer").await);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(app.data().join(server::store::FILE));
    let mut database = options.connect().await.unwrap();
    for statement in ["UPDATE shares SET expires = '2026-01-01'", "UPDATE invitations SET expires = '2026-01-01'"] {
        sqlx::query(statement).execute(&mut database).await.unwrap();
    }
    assert_eq!(app.get(&share).await.status.as_u16(), 404);
    assert_eq!(app.get(&invitation).await.status.as_u16(), 404);
    assert_eq!(ask(&app, &ana, Method::GET, &shares, None).await.ok(), json!([]));
}

/// A link to a proposal's head shows what is proposed, and neither what is said about it nor the topology itself.
#[tokio::test]
async fn a_link_to_a_head_shows_the_head_alone_and_ends() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    let mut heads = Vec::new();
    for title in ["One", "Two"] {
        let made = ask(&app, &ana, Method::POST, &format!("{shop}/proposals"), Some(json!({ "title": title }))).await;
        heads.push(format!("/api/topologies/{}", made.ok()["head"].as_str().unwrap()));
    }
    let [head, other] = heads.as_slice() else { panic!("{heads:?}") };
    let edits = json!([{ "op": "set", "path": "/title", "value": "As proposed" }]);
    let edit = |number: i64| json!({ "client": "x", "number": number, "base_revision": 0, "edits": edits });
    ask(&app, &ana, Method::POST, &format!("{head}/edits"), Some(edit(1))).await.ok();
    let shares = format!("{head}/shares");
    let made = ask(&app, &ana, Method::POST, &shares, Some(json!({ "days": 1 }))).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let (path, id) = (path_of(&made.json()["link"], &app), made.json()["id"].as_str().unwrap().to_owned());
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let followed = client.get(format!("http://{}{path}", app.address)).send().await.unwrap();
    assert_eq!(followed.headers()["location"].to_str().unwrap(), head.replace("/api/topologies/", "/t/"));
    let link = followed.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let see = async |path: String| ask(&app, &link, Method::GET, &path, None).await;
    assert_eq!(see(head.clone()).await.ok()["document"]["title"], "As proposed");
    for part in ["findings", "files", "topology.yaml", "bundle.zip?target=compose"] {
        assert_eq!(see(format!("{head}/{part}")).await.status, StatusCode::OK, "{part}");
    }
    // Neither the topology, nor another proposal, nor what people say and decide.
    for elsewhere in [shop.clone(), other.clone(), format!("{shop}/findings"), format!("{shop}/comparison?from=0")] {
        assert_eq!(see(elsewhere.clone()).await.status, StatusCode::NOT_FOUND, "{elsewhere}");
    }
    for members in ["", "/proposals", "/proposals/1", "/proposals/1/comparison", "/audit", "/versions", "/shares"] {
        let answer = see(format!("{shop}{members}")).await;
        assert!(matches!(answer.status.as_u16(), 401 | 404), "{members}: {}", answer.text());
    }
    let refused = ask(&app, &link, Method::POST, &format!("{head}/edits"), Some(edit(2))).await;
    assert_eq!(refused.code(), "role");
    assert_eq!(see(head.clone()).await.ok()["revision"], 1);
    // It ends by itself, and by hand.
    let listed = ask(&app, &ana, Method::GET, &shares, None).await.ok();
    assert_eq!(listed[0]["id"], id.as_str());
    let ended = ask(&app, &ana, Method::DELETE, &format!("{shares}/{id}"), Some(json!({}))).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert_eq!(see(head.clone()).await.code(), "signed-out");
    let made = ask(&app, &ana, Method::POST, &shares, Some(json!({ "days": 1 }))).await.json();
    let again = path_of(&made["link"], &app);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(app.data().join(server::store::FILE));
    let mut database = sqlx::ConnectOptions::connect(&options).await.unwrap();
    sqlx::query("UPDATE shares SET expires = '2026-01-01'").execute(&mut database).await.unwrap();
    assert_eq!(app.get(&again).await.status, StatusCode::NOT_FOUND);
}
