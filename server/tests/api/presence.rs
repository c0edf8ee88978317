//! Who else is here: told to members at once, to nobody else, and kept nowhere.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use server::people::Role;

use crate::app::{Live, TestApp, titled};
use crate::people::sockets::open;
use crate::people::{account, ask, sign_in};

async fn go(live: &mut Live, x: i64) {
    live.say(
        &json!({ "type": "presence", "at": [x, 7], "selected": ["node:orders"], "view": [0, 0, 800, x] }).to_string(),
    )
    .await;
}

#[tokio::test]
async fn the_others_see_who_is_there_and_where() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    account(&app, "ana", Some(Role::Editor)).await;
    account(&app, "ben", Some(Role::Viewer)).await;
    let (ana, ben) = (sign_in(&app, "ana").await, sign_in(&app, "ben").await);
    let mut first = open(&app, &ana, &shop).await.unwrap();
    assert_eq!(first.hear_any().await["type"], "hello");
    go(&mut first, 5).await;
    // Whoever comes later is told where the others are, and they of the newcomer.
    let mut second = open(&app, &ben, &shop).await.unwrap();
    assert_eq!(second.hear_any().await["type"], "hello");
    let seen = second.hear_any().await;
    assert_eq!((&seen["person"], &seen["name"]), (&json!("ana"), &json!("ANA")), "{seen}");
    let came = first.hear_any().await;
    assert_eq!((&came["type"], &came["person"], &came["at"]), (&json!("presence"), &json!("ben"), &Value::Null));
    // Somebody who may only look is seen too. What comes fast is told 20 times a second, and the last of it always.
    let start = Instant::now();
    for x in 0..100 {
        go(&mut second, x).await;
    }
    let mut told = 0;
    loop {
        let said = first.hear_any().await;
        assert_eq!((&said["visitor"], &said["selected"]), (&came["visitor"], &json!(["node:orders"])), "{said}");
        assert_eq!(said["view"], json!([0, 0, 800, said["at"][0]]), "{said}");
        told += 1;
        if said["at"][0] == 99 {
            break;
        }
    }
    let most = start.elapsed().as_millis() / 50 + 2;
    assert!(told <= most && told < 60, "{told} were told, at most {most} are due");
    drop(second);
    let left = first.hear_any().await;
    assert_eq!((&left["type"], &left["visitor"]), (&json!("left"), &came["visitor"]));
    // Nothing of it is in the log, and odd words end nothing.
    for odd in [json!({ "type": "presence", "at": [1] }), json!({ "type": "presence", "selected": vec!["x"; 201] })] {
        first.say(&odd.to_string()).await;
        assert_eq!(first.hear_any().await["type"], "error");
    }
    first.submit("ana", 1, 0, titled("Still here")).await;
    let said = first.hear_any().await;
    assert_eq!((&said["type"], &said["revision"]), (&json!("committed"), &json!(1)));
}

#[tokio::test]
async fn a_link_shows_nobody() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    account(&app, "ana", Some(Role::Owner)).await;
    let ana = sign_in(&app, "ana").await;
    let made = ask(&app, &ana, Method::POST, &format!("{shop}/shares"), Some(json!({}))).await.json();
    let code = made["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let link = format!("groundplan-share-{}={code}", app.address.port());
    let mut member = open(&app, &ana, &shop).await.unwrap();
    member.hear_any().await;
    let mut visitor = open(&app, &link, &shop).await.unwrap();
    assert_eq!(visitor.hear_any().await["type"], "hello");
    go(&mut visitor, 1).await;
    go(&mut member, 2).await;
    // Both hear the edit, and nothing of each other before it.
    tokio::time::sleep(Duration::from_millis(100)).await;
    member.submit("ana", 1, 0, titled("Edited")).await;
    assert_eq!(visitor.hear_any().await["type"], "committed");
    assert_eq!(member.hear_any().await["type"], "committed");
}
