//! What people are told inside the product.

use reqwest::Method;
use serde_json::{Value, json};
use server::people::Role;

use super::{account, ask, sign_in};
use crate::app::TestApp;

async fn told(app: &TestApp, cookie: &str) -> Vec<(String, String, bool)> {
    let list = ask(app, cookie, Method::GET, "/api/me/notifications", None).await.ok();
    let list = list["notifications"].as_array().unwrap().clone();
    let word = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    list.iter().map(|one| (word(one, "event"), word(one, "actor"), one["seen"].as_bool().unwrap())).collect()
}

fn events(told: &[(String, String, bool)]) -> Vec<&str> {
    told.iter().map(|(event, ..)| event.as_str()).collect()
}

#[tokio::test]
async fn people_hear_what_they_are_asked_and_what_becomes_of_their_own() {
    let app = TestApp::start().await;
    let topology = app.create(json!({ "title": "Small" })).await;
    for (name, role) in [("ana", Role::Owner), ("ben", Role::Reviewer), ("vic", Role::Viewer)] {
        account(&app, name, Some(role)).await;
    }
    account(&app, "eve", None).await;
    let (ana, ben, vic) = (sign_in(&app, "ana").await, sign_in(&app, "ben").await, sign_in(&app, "vic").await);
    let made =
        ask(&app, &ana, Method::POST, &format!("{topology}/proposals"), Some(json!({ "title": "Change" }))).await;
    let head = format!("/api/topologies/{}", made.ok()["head"].as_str().unwrap());
    let proposal = format!("{topology}/proposals/1");
    let edits = json!([{ "op": "set", "path": "/title", "value": "Better" }]);
    let body = json!({ "client": "ana", "number": 1, "base_revision": 0, "edits": edits });
    ask(&app, &ana, Method::POST, &format!("{head}/edits"), Some(body)).await.ok();
    let asked = ask(&app, &ana, Method::PATCH, &proposal, Some(json!({ "state": "in-review" }))).await.ok();
    assert_eq!(told(&app, &ben).await, [("review-requested".to_owned(), "ana".to_owned(), false)]);
    assert!(told(&app, &vic).await.is_empty(), "who may only look is asked nothing");
    assert!(told(&app, &ana).await.is_empty(), "nobody hears of what they do themselves");
    // A name is heard by whom it names, if they may see it, and by the author once.
    let say = json!({ "about": "whole", "body": "@vic and @eve, and @ana: why? Ask ben@example.org." });
    ask(&app, &ben, Method::POST, &format!("{proposal}/threads"), Some(say)).await.ok();
    assert_eq!(events(&told(&app, &vic).await), ["mentioned"]);
    assert_eq!(events(&told(&app, &ana).await), ["mentioned"]);
    let eve = sign_in(&app, "eve").await;
    assert!(told(&app, &eve).await.is_empty());
    let settled = json!({ "resolved": true });
    ask(&app, &ana, Method::PATCH, &format!("{proposal}/threads/1"), Some(settled)).await;
    let verdict = json!({ "verdict": "approve", "hash": asked["head_hash"] });
    ask(&app, &ben, Method::POST, &format!("{proposal}/decisions"), Some(verdict)).await;
    assert_eq!(events(&told(&app, &ana).await), ["approved", "mentioned"]);
    ask(&app, &ana, Method::POST, &format!("{proposal}/merge"), Some(json!({}))).await.ok();
    assert_eq!(events(&told(&app, &ana).await), ["approved", "mentioned"]);
    // What was seen is seen, and one's own alone.
    let seen = ask(&app, &ana, Method::PUT, "/api/me/notifications", Some(json!({ "until": 1 }))).await;
    assert_eq!(seen.status.as_u16(), 204);
    let list = told(&app, &ana).await;
    assert_eq!((list[0].2, list[1].2), (false, true));
    assert!(!told(&app, &ben).await[0].2);
    // Whoever is no member any more is told nothing of it.
    let removed = ask(&app, &ana, Method::DELETE, "/api/workspaces/main/members/ben", Some(json!({}))).await;
    assert_eq!(removed.status.as_u16(), 204);
    assert!(told(&app, &ben).await.is_empty());
}
