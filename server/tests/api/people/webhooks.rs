//! Webhooks: told of everything, signed, again where they fail, and none keeps another waiting.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signature;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::signing::read_public;

use crate::app::TestApp;

/// A request that came.
struct Came {
    head: String,
    body: String,
}

impl Came {
    fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_else(|| panic!("no {name}: {}", self.head))
    }
}

/// Somebody who listens; each request gets the next answer, and the last one for ever. An empty answer is none.
fn receiver(answers: &'static [&'static str]) -> (String, mpsc::Receiver<Came>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (tell, came) = mpsc::channel();
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for (index, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut all = Vec::new();
            let mut part = [0; 4096];
            let (head, body) = loop {
                let read = stream.read(&mut part).unwrap();
                all.extend_from_slice(&part[..read]);
                let text = String::from_utf8_lossy(&all).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                if length.is_none_or(|length| body.len() >= length.parse().unwrap()) {
                    break (head.to_owned(), body.to_owned());
                }
            };
            let answer = answers[index.min(answers.len() - 1)];
            if answer.is_empty() {
                held.push(stream);
            } else {
                let text = format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                stream.write_all(text.as_bytes()).unwrap();
            }
            if tell.send(Came { head, body }).is_err() {
                return;
            }
        }
    });
    (url, came)
}

async fn next(came: &mpsc::Receiver<Came>) -> Came {
    let start = Instant::now();
    loop {
        if let Ok(one) = came.try_recv() {
            return one;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "nothing came");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn hook(app: &TestApp, url: &str) -> String {
    let made = app.post("/api/workspaces/main/webhooks", json!({ "url": url })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    format!("/api/workspaces/main/webhooks/{}", made.json()["id"].as_str().unwrap())
}

/// The newest delivery, once it says so.
async fn delivery(app: &TestApp, hook: &str, state: &str) -> Value {
    let start = Instant::now();
    loop {
        let all = app.get(&format!("{hook}/deliveries")).await.ok();
        if all[0]["state"] == state {
            return all[0].clone();
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{all}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn what_happens_is_told_signed_and_told_again() {
    let app = TestApp::start().await;
    let topology = app.create(json!({ "title": "Small" })).await;
    let (silent, unheard) = receiver(&[""]);
    let (moody, heard) = receiver(&["503 Not Now", "204 No Content"]);
    // The one that never answers comes first.
    let (stuck, told) = (hook(&app, &silent).await, hook(&app, &moody).await);
    let proposed = app.post(&format!("{topology}/proposals"), json!({ "title": "Change" })).await;
    assert_eq!(proposed.status, StatusCode::CREATED);
    let (first, second) = (next(&heard).await, next(&heard).await);
    let body: Value = serde_json::from_str(&first.body).unwrap();
    assert_eq!((&body["event"], &body["proposal"], &body["actor"]), (&json!("proposed"), &json!(1), &json!("local")));
    assert!(topology.ends_with(body["topology"].as_str().unwrap()));
    assert_eq!((&first.body, first.header("webhook-id")), (&second.body, second.header("webhook-id")));
    let key = app.get("/api/signing-key").await.ok();
    let key = read_public(key["pem"].as_str().unwrap()).unwrap();
    for came in [&first, &second] {
        let signed = format!("{}.{}.{}", came.header("webhook-id"), came.header("webhook-timestamp"), came.body);
        let signature = STANDARD.decode(came.header("webhook-signature").strip_prefix("v1a,").unwrap()).unwrap();
        let signature = Signature::from_slice(&signature).unwrap();
        assert!(key.verify_strict(signed.as_bytes(), &signature).is_ok());
        assert!(key.verify_strict(format!("{signed} ").as_bytes(), &signature).is_err());
    }
    let done = delivery(&app, &told, "delivered").await;
    assert_eq!((&done["attempts"], &done["answer"], &done["due"]), (&json!(2), &json!("answered 204"), &Value::Null));
    // Nobody waits for the one that says nothing; what it was told waits, also for the next server.
    next(&unheard).await;
    assert_eq!(delivery(&app, &stuck, "waiting").await["event"], "proposed");
    let start = Instant::now();
    let app = app.restart().await;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    next(&unheard).await;
    assert_eq!(app.send(app.request(Method::DELETE, &stuck).json(&json!({}))).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.get(&format!("{stuck}/deliveries")).await.code(), "not-found");
    assert_eq!(app.send(app.request(Method::DELETE, &stuck).json(&json!({}))).await.code(), "not-found");
    assert_eq!(app.get("/api/workspaces/main/webhooks").await.ok().as_array().unwrap().len(), 1);
    for odd in ["ftp://example.org", "no address", "https://me:secret@example.org"] {
        assert_eq!(app.post("/api/workspaces/main/webhooks", json!({ "url": odd })).await.code(), "refused");
    }
}
