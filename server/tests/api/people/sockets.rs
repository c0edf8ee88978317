//! Open sockets, and what people may do on them.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use server::people::Role;
use server::people::access::SAID;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::{account, ask, sign_in};
use crate::app::{Live, TestApp, titled};

/// A socket as a browser opens it.
pub async fn open(app: &TestApp, cookie: &str, topology: &str) -> Result<Live, u16> {
    let mut request = format!("ws://{}{topology}/live", app.address).into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("cookie", cookie.parse().unwrap());
    headers.insert("origin", format!("http://{}", app.address).parse().unwrap());
    app.socket(request).await
}

#[tokio::test]
async fn each_message_is_judged_by_the_role_of_the_moment() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    account(&app, "boss", Some(Role::Owner)).await;
    let boss = sign_in(&app, "boss").await;
    for (role, takes) in Role::ALL.into_iter().zip([false, false, true, true]) {
        let name = format!("the-{role}");
        account(&app, &name, Some(role)).await;
        let cookie = sign_in(&app, &name).await;
        let mut live = open(&app, &cookie, &shop).await.unwrap();
        let hello = live.hear().await;
        assert_eq!(hello["person"], json!({ "id": name, "name": name.to_uppercase(), "role": role }));
        let base = hello["revision"].as_i64().unwrap();
        live.submit(&name, 1, base, titled(&name)).await;
        let said = live.hear().await;
        assert_eq!(said["type"], if takes { "committed" } else { "rejected" }, "{role}: {said}");
        if takes {
            assert_eq!(said["actor"], json!(name));
            // A smaller role holds for the next message of the same socket.
            let path = format!("/api/workspaces/main/members/{name}");
            assert_eq!(
                ask(&app, &boss, Method::PUT, &path, Some(json!({ "role": "viewer" }))).await.status.as_u16(),
                204
            );
            live.submit(&name, 2, base + 1, titled("no more")).await;
            let said = live.hear().await;
            assert_eq!(said["type"], "rejected", "{said}");
            assert!(said["problems"][0]["message"].as_str().unwrap().contains("needs the role editor"), "{said}");
        }
    }
}

/// Who may say what: `.` where it is taken, `r` where the role is too small, `-` where it is heard and told to nobody, `x` where the socket does not open.
#[rustfmt::skip]
const MATRIX: &[(&str, &str)] = &[
    //            nobody out link view rev edit own
    ("submit",   "x x r r r . ."),
    ("presence", "x x - . . . ."),
];

#[tokio::test]
async fn every_message_and_every_role() {
    let rows: Vec<&str> = MATRIX.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(rows, SAID.iter().map(|(kind, _)| *kind).collect::<Vec<_>>());
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    account(&app, "watcher", Some(Role::Owner)).await;
    account(&app, "outsider", None).await;
    let watcher = sign_in(&app, "watcher").await;
    let made = ask(&app, &watcher, Method::POST, &format!("{shop}/shares"), Some(json!({}))).await.json();
    let code = made["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let mut tickets = vec![
        ("nobody", String::new()),
        ("outsider", sign_in(&app, "outsider").await),
        ("link", format!("groundplan-share-{}={code}", app.address.port())),
    ];
    for role in Role::ALL {
        account(&app, role.word(), Some(role)).await;
        tickets.push((role.word(), sign_in(&app, role.word()).await));
    }
    let mut ear = open(&app, &watcher, &shop).await.unwrap();
    ear.hear().await;
    let mut found = vec![String::new(); MATRIX.len()];
    let mut heard: Vec<i64> = Vec::new();
    let mut kept = Vec::new();
    for (column, (name, ticket)) in tickets.iter().enumerate() {
        let Ok(mut live) = open(&app, ticket, &shop).await else {
            found.iter_mut().for_each(|row| row.push('x'));
            continue;
        };
        let base = live.hear().await["revision"].as_i64().unwrap();
        // Each shows itself at another place, and after that says something that is answered.
        live.say(&json!({ "type": "presence", "at": [column, 0] }).to_string()).await;
        live.submit(name, 1, base, titled(name)).await;
        let taken = live.hear().await["type"] == "committed";
        found[0].push(if taken { '.' } else { 'r' });
        let wait = tokio::time::timeout(Duration::from_millis(700), async {
            loop {
                let said = ear.hear_any().await;
                heard.extend(said["at"][0].as_i64());
                if said["at"][0] == json!(column) {
                    break;
                }
            }
        });
        let told = wait.await.is_ok() || heard.contains(&i64::try_from(column).unwrap());
        found[1].push(if told { '.' } else { '-' });
        kept.push(live);
    }
    for ((kind, expected), found) in MATRIX.iter().zip(found) {
        assert_eq!(found, expected.replace(' ', ""), "{kind}");
    }
}

#[tokio::test]
async fn the_socket_of_a_removed_member_closes() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    let remove = |path: String| {
        let (app, ana) = (&app, &ana);
        async move { assert_eq!(ask(app, ana, Method::DELETE, &path, Some(json!({}))).await.status.as_u16(), 204) }
    };
    account(&app, "ben", Some(Role::Editor)).await;
    let ben = sign_in(&app, "ben").await;
    let mut live = open(&app, &ben, &shop).await.unwrap();
    live.hear().await;
    remove("/api/workspaces/main/members/ben".to_owned()).await;
    assert_eq!(closing(&mut live).await, Some(1008));
    assert_eq!(open(&app, &ben, &shop).await.err(), Some(404));
    // And the one of a visitor whose link was ended.
    let made = ask(&app, &ana, Method::POST, &format!("{shop}/shares"), Some(json!({}))).await.json();
    let code = made["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let link = format!("groundplan-share-{}={code}", app.address.port());
    let mut live = open(&app, &link, &shop).await.unwrap();
    live.hear().await;
    live.submit("visitor", 1, 0, titled("Mine")).await;
    assert_eq!(live.hear().await["type"], "rejected");
    remove(format!("{shop}/shares/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(closing(&mut live).await, Some(1008));
    // And the one of somebody who signs out.
    let mut live = open(&app, &ana, &shop).await.unwrap();
    live.hear().await;
    remove("/api/session".to_owned()).await;
    assert_eq!(closing(&mut live).await, Some(1008));
    assert_eq!(open(&app, &ana, &shop).await.err(), Some(401));
}

#[tokio::test]
async fn a_member_whom_another_process_removes_is_sent_away_too() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    let mut live = open(&app, &ana, &shop).await.unwrap();
    live.hear().await;
    let store = super::store(&app).await;
    assert!(store.shut_account("ana", "command-line", "2026-01-02T00:00:00.000Z").await.unwrap());
    store.close().await;
    let start = Instant::now();
    assert_eq!(closing(&mut live).await, Some(1008));
    assert!(start.elapsed() < Duration::from_secs(15));
}

async fn closing(live: &mut Live) -> Option<u16> {
    tokio::time::timeout(Duration::from_secs(20), live.close_code()).await.expect("it stayed open")
}

#[tokio::test]
async fn a_socket_says_which_page_it_comes_from() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    let mut bare = format!("ws://{}{shop}/live", app.address).into_client_request().unwrap();
    bare.headers_mut().insert("cookie", ana.parse().unwrap());
    assert_eq!(app.socket(bare.clone()).await.err(), Some(403));
    bare.headers_mut().insert("origin", "http://evil.example".parse().unwrap());
    assert_eq!(app.socket(bare).await.err(), Some(403));
}

#[tokio::test]
async fn a_flood_of_messages_is_slowed_down_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let mut live = app.live(&shop).await;
    live.hear().await;
    let start = Instant::now();
    const COUNT: usize = 700;
    for number in 0..COUNT {
        live.say(&format!("\"{number}\"")).await;
    }
    let mut answers: Vec<Value> = Vec::new();
    for _ in 0..COUNT {
        answers.push(live.hear().await);
    }
    assert!(answers.iter().all(|answer| answer["code"] == "not-an-edit"));
    // 500 at once, then 100 a second.
    assert!(start.elapsed() >= Duration::from_millis(1_900), "{:?}", start.elapsed());
    live.submit("after", 1, 0, titled("After the flood")).await;
    assert_eq!(live.hear().await["type"], "committed");
}

#[tokio::test]
async fn a_message_has_a_limit() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let mut live = app.live(&shop).await;
    live.hear().await;
    live.try_say(&format!("\"{}\"", "x".repeat(9 * 1024 * 1024))).await;
    assert!(live.closed().await);
}
