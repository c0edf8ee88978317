//! What is said of a proposal: everything that can be talked about, and what becomes of a thread when that changes.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::people::Role;

use crate::app::{Answer, TestApp};
use crate::people::{account, ask, sign_in};
use crate::review::{blockers, circle, in_review, patch, propose, set};

/// What became of a thread, by its number.
async fn became(app: &TestApp, proposal: &str, thread: usize) -> (bool, bool) {
    let detail = app.get(proposal).await.ok();
    let one = &detail["threads"][thread - 1];
    (one["outdated"].as_bool().unwrap(), one["gone"].as_bool().unwrap())
}

/// The line of a file that says something.
async fn line_of(app: &TestApp, head: &str, path: &str, said: &str) -> usize {
    let text = app.get(&format!("{head}/raw/{path}")).await.text();
    1 + text.lines().position(|line| line.contains(said)).unwrap_or_else(|| panic!("{path} never says {said}: {text}"))
}

#[tokio::test]
async fn each_kind_of_subject_is_talked_about_and_known_when_it_changes() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    let (proposal, head) = propose(&app, &topology).await;
    let edits = json!([
        { "op": "set", "path": "/edges/b--a", "value": { "from": "b", "to": "a", "kind": "call" } },
        { "op": "set", "path": "/boundaries/core", "value": { "kind": "domain", "title": "Core" } },
        { "op": "set", "path": "/nodes/a/variables", "value": { "LEVEL": "loud" } },
    ]);
    app.edit(&head, 0, edits).await.ok();
    let findings = app.get(&format!("{head}/findings")).await.ok();
    let circle = findings["findings"].as_array().unwrap().iter().find(|one| one["rule"] == "sync-cycle").unwrap();
    let file = "compose/compose.yaml";
    let line = line_of(&app, &head, file, "loud").await;
    let subjects = [
        json!({ "node": "a" }),
        json!({ "edge": "b--a" }),
        json!({ "boundary": "core" }),
        json!({ "field": "/nodes/a/variables/LEVEL" }),
        json!({ "finding": circle["key"] }),
        json!({ "line": { "path": file, "line": line } }),
        json!({ "point": [40, 80] }),
    ];
    for about in &subjects {
        let said = app.post(&format!("{proposal}/threads"), json!({ "about": about, "body": "Why?" })).await;
        assert_eq!(said.status, StatusCode::CREATED, "{about}: {}", said.text());
    }
    let detail = app.get(&proposal).await.ok();
    let about: Vec<&Value> = detail["threads"].as_array().unwrap().iter().map(|one| &one["about"]).collect();
    assert_eq!(about, subjects.iter().collect::<Vec<_>>());
    for thread in 1..=subjects.len() {
        assert_eq!(became(&app, &proposal, thread).await, (false, false), "{thread}");
    }
    // Each thing says something else: all but the place on the canvas are outdated, none is gone.
    let edits = json!([
        { "op": "set", "path": "/edges/b--a/timeout_ms", "value": 100 },
        { "op": "set", "path": "/boundaries/core/title", "value": "Heart" },
        { "op": "set", "path": "/nodes/a/variables/LEVEL", "value": "quiet" },
        { "op": "set", "path": "/nodes/a/title", "value": "Alpha" },
    ]);
    app.edit(&head, 1, edits).await.ok();
    let mut outdated = Vec::new();
    for thread in 1..=subjects.len() {
        let (changed, gone) = became(&app, &proposal, thread).await;
        assert!(!gone, "{thread}");
        outdated.push(changed);
    }
    assert_eq!(outdated, [true, true, true, true, true, true, false]);
    // And gone: every thread is kept, with what was said.
    let edits = json!([
        { "op": "delete", "path": "/edges/b--a" },
        { "op": "delete", "path": "/boundaries/core" },
        { "op": "delete", "path": "/nodes/a" },
    ]);
    app.edit(&head, 2, edits).await.ok();
    for thread in 1..=5 {
        assert_eq!(became(&app, &proposal, thread).await, (true, true), "{thread}");
    }
    let detail = app.get(&proposal).await.ok();
    assert!(detail["threads"].as_array().unwrap().iter().all(|one| one["comments"][0]["body"] == "Why?"));
    // What is gone from the head and was in the base is still talked about; what never was is not.
    let say = |id: &str| json!({ "about": { "node": id }, "body": "Was it needed?" });
    assert_eq!(app.post(&format!("{proposal}/threads"), say("a")).await.status, StatusCode::CREATED);
    assert_eq!(app.post(&format!("{proposal}/threads"), say("never")).await.code(), "refused");
    // An answer in a thread whose subject is gone is taken as well.
    let answer = app.post(&format!("{proposal}/threads/1/comments"), json!({ "body": "It was." })).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
}

/// Ana and Ben, owners, with a proposal of Ana's; the head and the proposal.
struct Two {
    app: TestApp,
    ana: String,
    ben: String,
    head: String,
    proposal: String,
    topology: String,
}

impl Two {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let topology = circle(&app).await;
        for name in ["ana", "ben"] {
            account(&app, name, Some(Role::Owner)).await;
        }
        let (ana, ben) = (sign_in(&app, "ana").await, sign_in(&app, "ben").await);
        let made =
            ask(&app, &ana, Method::POST, &format!("{topology}/proposals"), Some(json!({ "title": "It" }))).await;
        let head = format!("/api/topologies/{}", made.ok()["head"].as_str().unwrap());
        let proposal = format!("{topology}/proposals/1");
        let two = Self { app, ana, ben, head, proposal, topology };
        two.post(&two.ana, &two.head, "/edits", Self::edit("ana", "/nodes/a/title", "Alpha")).await;
        two.send(&two.ana, Method::PATCH, &two.proposal, json!({ "state": "in-review" })).await;
        two
    }

    fn edit(client: &str, path: &str, value: &str) -> Value {
        json!({ "client": client, "number": 1, "base_revision": 0, "edits": set(path, json!(value)) })
    }

    async fn send(&self, who: &str, method: Method, path: &str, body: Value) -> Answer {
        ask(&self.app, who, method, path, Some(body)).await
    }

    async fn post(&self, who: &str, at: &str, path: &str, body: Value) -> Answer {
        let answer = self.send(who, Method::POST, &format!("{at}{path}"), body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
        answer
    }

    async fn detail(&self) -> Value {
        ask(&self.app, &self.ana, Method::GET, &self.proposal, None).await.ok()
    }

    async fn approve(&self, who: &str) -> Answer {
        let hash = self.detail().await["head_hash"].clone();
        let verdict = json!({ "verdict": "approve", "hash": hash });
        self.send(who, Method::POST, &format!("{}/decisions", self.proposal), verdict).await
    }

    async fn blockers(&self) -> Vec<(String, String)> {
        let word = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
        let detail = self.detail().await;
        detail["blockers"].as_array().unwrap().iter().map(|one| (word(one, "code"), word(one, "message"))).collect()
    }
}

#[tokio::test]
async fn a_suggestion_is_taken_over_once_and_both_are_kept() {
    let two = Two::new().await;
    let edits = json!([{ "op": "add", "path": "/nodes/a/tags", "member": "pci" }]);
    let suggest = json!({ "about": { "node": "a" }, "body": "It sees cards.", "edits": edits });
    two.post(&two.ben, &two.proposal, "/threads", suggest).await;
    let before = two.detail().await;
    assert_eq!(before["threads"][0]["comments"][0]["preview"][0]["path"], "/nodes/a/tags", "{before}");
    let apply = format!("{}/threads/1/comments/1/apply", two.proposal);
    let take = || two.send(&two.ana, Method::POST, &apply, json!({}));
    // Three presses at once are one edit.
    let answers = tokio::join!(take(), take(), take());
    let answers = [answers.0, answers.1, answers.2];
    let taken: Vec<_> = answers.iter().filter(|one| one.status == StatusCode::OK).collect();
    assert_eq!(taken.len(), 1, "{:?}", answers.iter().map(Answer::text).collect::<Vec<_>>());
    assert!(answers.iter().all(|one| [200, 409, 422].contains(&one.status.as_u16())));
    let log = ask(&two.app, &two.ana, Method::GET, &format!("{}/log?after=1", two.head), None).await.ok();
    assert_eq!(log.as_array().unwrap().len(), 1, "{log}");
    let comment = two.detail().await["threads"][0]["comments"][0].clone();
    assert_eq!((&comment["author"], &comment["applied_by"]), (&json!("ben"), &json!("ana")));
    assert_eq!(comment["applied_revision"], log[0]["revision"]);
    let audit = ask(&two.app, &two.ana, Method::GET, &format!("{}/audit", two.topology), None).await.ok();
    let rows: Vec<&Value> =
        audit.as_array().unwrap().iter().filter(|row| row["action"] == "suggestion-applied").collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["actor"], "ana");
    assert!(rows[0]["detail"].as_str().unwrap().contains("\"suggested_by\":\"ben\""), "{}", rows[0]);
}

#[tokio::test]
async fn the_last_editor_is_not_enough_alone() {
    let two = Two::new().await;
    account(&two.app, "cyd", Some(Role::Reviewer)).await;
    let cyd = sign_in(&two.app, "cyd").await;
    two.post(&two.ben, &two.head, "/edits", Two::edit("ben", "/nodes/b/title", "Beta")).await;
    assert_eq!(two.approve(&two.ana).await.status.as_u16(), 422, "nobody decides about one's own");
    two.approve(&two.ben).await;
    let [(code, message)] = two.blockers().await.try_into().expect("one thing stands in the way");
    assert_eq!(code, "approvals");
    assert!(message.contains("only the last editor has approved"), "{message}");
    let refused = two.send(&two.ana, Method::POST, &format!("{}/merge", two.proposal), json!({})).await;
    assert_eq!(refused.code(), "blocked");
    two.approve(&cyd).await;
    assert_eq!(two.blockers().await, []);
    two.post(&two.ana, &two.proposal, "/merge", json!({})).await;
}

#[tokio::test]
async fn every_reason_against_a_merge_is_named_at_once() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    crate::review::put(&app, &format!("{topology}/review-policy"), json!({ "required": 2 })).await.ok();
    let (proposal, head) = propose(&app, &topology).await;
    let waiver =
        json!({ "rule": "orphan-node", "node": "db", "reason": "soon", "author": "ana", "expires": "2099-01-01" });
    let edits = json!([
        { "op": "set", "path": "/nodes/a/title", "value": "Theirs" },
        { "op": "set", "path": "/waivers/w1", "value": waiver },
        { "op": "set", "path": "/edges/b--a", "value": { "from": "b", "to": "a", "kind": "call" } },
    ]);
    app.edit(&head, 0, edits).await.ok();
    app.edit(&topology, 0, set("/nodes/a/title", json!("Ours"))).await.ok();
    app.post(&format!("{proposal}/threads"), json!({ "about": "whole", "body": "Why?" })).await;
    assert_eq!(blockers(&app, &proposal).await, ["state", "conflicts", "errors", "threads", "approvals", "waivers"]);
    in_review(&app, &proposal).await;
    let refused = app.post(&format!("{proposal}/merge"), json!({})).await;
    let told = refused.json()["error"]["blockers"].clone();
    let codes: Vec<&str> = told.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["conflicts", "errors", "threads", "approvals", "waivers"]);
    let resolved = patch(&app, &format!("{proposal}/threads/1"), json!({ "resolved": true })).await;
    assert_eq!(resolved.status, StatusCode::NO_CONTENT);
    assert_eq!(blockers(&app, &proposal).await, ["conflicts", "errors", "approvals", "waivers"]);
}
