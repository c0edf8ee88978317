//! Proposals: from the first edit of a branch to the merge, on a real store.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::store::review::{Approving, By, Commenting};
use server::store::{FILE, PATIENCE, Store};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::app::{Answer, TestApp};

const JO: By<'static> = By { actor: "jo", name: "Jo", time: "2026-01-01T00:00:00.000Z" };

pub async fn circle(app: &TestApp) -> String {
    let yaml = "groundplan: 1\nname: circle\nnodes:\n  a: { kind: service, title: A }\n  b: { kind: service }\n  db: { kind: database, engine: postgres }\nedges:\n  a--b: { from: a, to: b, kind: call }\n";
    app.create(json!({ "yaml": yaml })).await
}

/// Makes a proposal; its path in the API and its head's.
pub async fn propose(app: &TestApp, topology: &str) -> (String, String) {
    let made = app.post(&format!("{topology}/proposals"), json!({ "title": "Change it" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let made = made.json();
    (format!("{topology}/proposals/{}", made["number"]), format!("/api/topologies/{}", made["head"].as_str().unwrap()))
}

pub fn set(path: &str, value: Value) -> Value {
    json!([{ "op": "set", "path": path, "value": value }])
}

pub async fn patch(app: &TestApp, path: &str, body: Value) -> Answer {
    app.send(app.request(Method::PATCH, path).json(&body)).await
}

pub async fn put(app: &TestApp, path: &str, body: Value) -> Answer {
    app.send(app.request(Method::PUT, path).json(&body)).await
}

pub async fn in_review(app: &TestApp, proposal: &str) {
    patch(app, proposal, json!({ "state": "in-review" })).await.ok();
}

pub async fn blockers(app: &TestApp, proposal: &str) -> Vec<String> {
    let detail = app.get(proposal).await.ok();
    detail["blockers"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

pub async fn actions(app: &TestApp, topology: &str) -> Vec<String> {
    let rows = app.get(&format!("{topology}/audit")).await.ok();
    rows.as_array().unwrap().iter().map(|row| row["action"].as_str().unwrap().to_owned()).collect()
}

async fn store(app: &TestApp) -> Store {
    Store::open(&app.data().join(FILE), PATIENCE).await.unwrap()
}

/// Jo, who has no session here, approves what the head says.
pub async fn jo_approves(app: &TestApp, proposal: &str, waivers: bool) {
    let detail = app.get(proposal).await.ok();
    let parts: Vec<&str> = proposal.split('/').collect();
    let approving = Approving {
        revision: detail["head_revision"].as_i64().unwrap(),
        hash: detail["head_hash"].as_str().unwrap(),
        waivers,
        cover: None,
    };
    store(app).await.approve((parts[3], parts[5].parse().unwrap()), &approving, JO).await.unwrap();
}

#[tokio::test]
async fn a_proposal_is_edited_apart_and_becomes_a_revision() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    let (proposal, head) = propose(&app, &topology).await;
    assert_eq!(blockers(&app, &proposal).await, ["state", "nothing"]);
    app.edit(&head, 0, set("/nodes/a/title", json!("Better"))).await.ok();
    // The topology goes on beside it, under the same count of the same client.
    app.edit(&topology, 0, set("/nodes/b/title", json!("Bee"))).await.ok();
    assert_eq!(app.get(&topology).await.ok()["document"]["nodes"]["a"]["title"], "A");
    assert_eq!(app.get(&head).await.ok()["document"]["nodes"]["a"]["title"], "Better");
    // What is asked of a topology is answered of a head.
    assert!(app.get(&format!("{head}/findings")).await.ok()["findings"].is_array());
    assert!(app.get(&format!("{head}/topology.yaml")).await.text().contains("Better"));
    let compared = app.get(&format!("{proposal}/comparison?files=false")).await.ok();
    assert_eq!(compared["summary"]["changed"], 1);
    in_review(&app, &proposal).await;
    let done = app.post(&format!("{proposal}/merge"), json!({})).await.ok();
    assert_eq!(done["revision"], 2);
    let merged = app.get(&topology).await.ok();
    assert_eq!(merged["hash"], done["hash"]);
    assert_eq!(merged["document"]["nodes"]["a"]["title"], "Better");
    assert_eq!(merged["document"]["nodes"]["b"]["title"], "Bee");
    let detail = app.get(&proposal).await.ok();
    assert_eq!((&detail["stage"], &detail["merged_revision"]), (&json!("merged"), &json!(2)));
    // What is merged stays as it is, and all of it outlives the server.
    let refused = app.edit(&head, 1, set("/nodes/a/title", json!("Later"))).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "closed"));
    assert_eq!(app.post(&format!("{proposal}/merge"), json!({})).await.code(), "blocked");
    let app = app.restart().await;
    assert_eq!(app.get(&head).await.ok()["document"]["nodes"]["a"]["title"], "Better");
    assert_eq!(actions(&app, &topology).await, ["proposed", "review-requested", "merged"]);
}

#[tokio::test]
async fn an_approval_holds_for_a_meaning_and_not_for_a_picture() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    put(&app, &format!("{topology}/review-policy"), json!({ "required": 1 })).await.ok();
    let (proposal, head) = propose(&app, &topology).await;
    app.edit(&head, 0, set("/nodes/a/title", json!("Better"))).await.ok();
    in_review(&app, &proposal).await;
    assert_eq!(blockers(&app, &proposal).await, ["approvals"]);
    let own = app.get(&proposal).await.ok()["head_hash"].clone();
    let refused = app.post(&format!("{proposal}/decisions"), json!({ "verdict": "approve", "hash": own })).await;
    assert!(refused.text().contains("of one's own"), "{}", refused.text());
    jo_approves(&app, &proposal, false).await;
    assert_eq!(app.get(&proposal).await.ok()["stage"], "approved");
    app.edit(&head, 1, set("/views/main", json!({ "layout": { "a": [5, 5] } }))).await.ok();
    assert_eq!(blockers(&app, &proposal).await, Vec::<String>::new(), "moving keeps it");
    app.edit(&head, 2, set("/nodes/a/replicas", json!({ "min": 3 }))).await.ok();
    assert_eq!(blockers(&app, &proposal).await, ["approvals"], "another meaning ends it");
    assert_eq!(app.get(&proposal).await.ok()["approvals"][0]["dismissed"], "the meaning changed");
    jo_approves(&app, &proposal, false).await;
    app.post(&format!("{proposal}/merge"), json!({})).await.ok();
    assert_eq!(
        actions(&app, &topology).await,
        ["approvals-required", "proposed", "review-requested", "approved", "approval-dismissed", "approved", "merged"]
    );
    let rows = app.get(&format!("{topology}/audit")).await.ok();
    assert!(rows[6]["detail"].as_str().unwrap().contains("\"approved_by\":[\"jo\"]"), "{rows}");
    let table = app.get(&format!("{topology}/audit.csv")).await;
    assert_eq!(table.text().lines().count(), 8);
}

#[tokio::test]
async fn waivers_need_an_approval_of_their_own() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    put(&app, &format!("{topology}/review-policy"), json!({ "required": 1 })).await.ok();
    let (proposal, head) = propose(&app, &topology).await;
    let waiver =
        json!({ "rule": "orphan-node", "node": "db", "reason": "soon", "author": "ana", "expires": "2099-01-01" });
    app.edit(&head, 0, set("/waivers/w1", waiver)).await.ok();
    in_review(&app, &proposal).await;
    jo_approves(&app, &proposal, false).await;
    assert_eq!(blockers(&app, &proposal).await, ["waivers"]);
    jo_approves(&app, &proposal, true).await;
    assert_eq!(blockers(&app, &proposal).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_it_introduces_and_what_is_open_stands_in_the_way() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    let (proposal, head) = propose(&app, &topology).await;
    app.edit(&head, 0, set("/edges/b--a", json!({ "from": "b", "to": "a", "kind": "call" }))).await.ok();
    in_review(&app, &proposal).await;
    let detail = app.get(&proposal).await.ok();
    assert_eq!(detail["blockers"][0]["code"], "errors");
    assert!(detail["blockers"][0]["about"][0].as_str().unwrap().starts_with("sync-cycle:"), "{detail}");
    // A suggestion mends it.
    let about = json!({ "edge": "b--a" });
    let edits =
        json!([{ "op": "delete", "path": "/edges/b--a" }, { "op": "set", "path": "/nodes/b/title", "value": "Bee" }]);
    let body = json!({ "about": about, "body": "Without the way back <b>?</b>", "edits": edits });
    let made = app.post(&format!("{proposal}/threads"), body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert_eq!(blockers(&app, &proposal).await, ["errors", "threads"]);
    let shown = app.get(&proposal).await.ok();
    assert_eq!(shown["threads"][0]["comments"][0]["preview"].as_array().unwrap().len(), 2);
    let apply = format!("{proposal}/threads/1/comments/1/apply");
    app.post(&apply, json!({})).await.ok();
    assert!(app.post(&apply, json!({})).await.text().contains("already"));
    let thread = app.get(&proposal).await.ok()["threads"][0].clone();
    assert_eq!((&thread["outdated"], &thread["gone"]), (&json!(true), &json!(true)), "it is kept");
    assert_eq!(thread["comments"][0]["applied_by"], "local");
    assert_eq!(blockers(&app, &proposal).await, ["threads"]);
    assert_eq!(
        patch(&app, &format!("{proposal}/threads/1"), json!({ "resolved": true })).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(blockers(&app, &proposal).await, Vec::<String>::new());
    // An answer opens it again.
    app.post(&format!("{proposal}/threads/1/comments"), json!({ "body": "Really?" })).await.ok();
    assert_eq!(blockers(&app, &proposal).await, ["threads"]);
    let seen = actions(&app, &topology).await;
    assert_eq!(
        seen,
        ["proposed", "review-requested", "suggested", "suggestion-applied", "thread-resolved", "commented"]
    );
}

#[tokio::test]
async fn only_what_both_changed_asks_and_the_answer_is_a_side() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    let (proposal, head) = propose(&app, &topology).await;
    app.edit(&head, 0, set("/nodes/a/title", json!("Theirs"))).await.ok();
    app.edit(&topology, 0, set("/nodes/a/title", json!("Ours"))).await.ok();
    in_review(&app, &proposal).await;
    let detail = app.get(&proposal).await.ok();
    assert_eq!(detail["conflicts"][0]["path"], "/nodes/a/title");
    assert_eq!([&detail["conflicts"][0]["ours"], &detail["conflicts"][0]["theirs"]], ["Ours", "Theirs"]);
    let refused = app.post(&format!("{proposal}/merge"), json!({})).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.json()["error"]["blockers"][0]["about"][0], "/nodes/a/title");
    let choices = json!({ "choices": { "/nodes/a/title": "theirs" } });
    // Two at once: one merges, the other is told.
    let path = format!("{proposal}/merge");
    let (one, two) = tokio::join!(app.post(&path, choices.clone()), app.post(&path, choices));
    let statuses = [one.status.as_u16(), two.status.as_u16()];
    assert!(statuses.contains(&200) && statuses.iter().any(|status| [409, 422].contains(status)), "{statuses:?}");
    assert_eq!(app.get(&topology).await.ok()["document"]["nodes"]["a"]["title"], "Theirs");
    assert_eq!(app.get(&topology).await.ok()["revision"], 2);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_a_reason() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    for title in ["", "  ", "a\nb", &"x".repeat(121)] {
        assert_eq!(app.post(&format!("{topology}/proposals"), json!({ "title": title })).await.code(), "refused");
    }
    let (proposal, head) = propose(&app, &topology).await;
    assert_eq!(app.post(&format!("{head}/proposals"), json!({ "title": "x" })).await.code(), "refused");
    assert_eq!(app.get(&format!("{topology}/proposals/9")).await.code(), "not-found");
    assert_eq!(app.get("/api/topologies/nothing~1").await.code(), "not-found");
    assert_eq!(app.send(app.request(Method::DELETE, &head)).await.code(), "not-found");
    for state in ["merged", "changes-requested"] {
        assert_eq!(patch(&app, &proposal, json!({ "state": state })).await.code(), "refused");
    }
    let thread = |about: Value| json!({ "about": about, "body": "hm" });
    let threads = format!("{proposal}/threads");
    assert_eq!(app.post(&threads, thread(json!({ "node": "nobody" }))).await.code(), "refused");
    assert_eq!(app.post(&threads, json!({ "about": "whole", "body": " " })).await.code(), "refused");
    for about in [
        json!("whole"),
        json!({ "point": [1, 2] }),
        json!({ "field": "/nodes/a/title" }),
        json!({ "line": { "path": "README.md", "line": 1 } }),
    ] {
        assert_eq!(app.post(&threads, thread(about.clone())).await.status, StatusCode::CREATED, "{about}");
    }
    let misfit = json!({ "about": "whole", "body": "so", "edits": [{ "op": "delete", "path": "/nodes/nobody" }] });
    assert_eq!(app.post(&threads, misfit).await.code(), "refused");
    assert_eq!(app.post(&format!("{threads}/9/comments"), json!({ "body": "x" })).await.code(), "not-found");
    assert_eq!(put(&app, &format!("{topology}/review-policy"), json!({ "required": 7 })).await.code(), "refused");
    // Given up, and opened again.
    patch(&app, &proposal, json!({ "state": "closed" })).await.ok();
    assert_eq!(app.edit(&head, 0, set("/title", json!("x"))).await.code(), "closed");
    assert_eq!(patch(&app, &proposal, json!({ "title": "x" })).await.code(), "closed");
    patch(&app, &proposal, json!({ "state": "draft" })).await.ok();
    app.edit(&head, 0, set("/title", json!("x"))).await.ok();
}

#[tokio::test]
async fn any_two_revisions_are_compared_in_every_form() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    for (number, title) in [(0, "One"), (1, "Two")] {
        app.edit(&topology, number, set("/nodes/a/title", json!(title))).await.ok();
    }
    let path = format!("{topology}/comparison?from=0&to=1&files=false");
    assert_eq!(app.get(&path).await.ok()["words"][0]["pieces"][8]["code"], "One");
    assert!(app.get(&format!("{path}&format=md")).await.text().contains("`A` → `One`"));
    let html = app.get(&format!("{path}&format=html")).await;
    assert!(html.text().starts_with("<!doctype html>"));
    assert!(html.header("content-disposition").starts_with("attachment"));
    assert!(app.get(&format!("{path}&format=part")).await.text().contains("class=\"card changed\""));
    assert_eq!(app.get(&format!("{topology}/comparison?from=0&to=9")).await.code(), "not-found");
    // What happens to what runs is told with the files.
    app.edit(&topology, 2, set("/nodes/a/size", json!("large"))).await.ok();
    let compared = app.get(&format!("{topology}/comparison?from=2")).await.ok();
    let first = &compared["transitions"][0];
    assert_eq!(
        (&first["environment"], &first["node"], &first["effect"]),
        (&json!("base"), &json!("a"), &json!("restarts"))
    );
    let part = app.get(&format!("{topology}/comparison?from=2&format=part")).await.text();
    assert!(part.contains("What runs") && part.contains("restarts"), "{part}");
    assert_eq!(app.get(&path).await.ok()["transitions"], json!([]));
}

#[tokio::test]
async fn the_audit_is_never_changed_and_outlives_the_topology() {
    let app = TestApp::start().await;
    let topology = circle(&app).await;
    let (proposal, _) = propose(&app, &topology).await;
    let store = store(&app).await;
    let id = topology.rsplit('/').next().unwrap();
    let comment = Commenting { body: "hm", edits: None, revision: 0 };
    store.begin_thread((id, 1), ("\"whole\"", "null"), &comment, JO).await.unwrap();
    let options = SqliteConnectOptions::new().filename(app.data().join(FILE));
    let mut raw = options.connect().await.unwrap();
    for statement in ["UPDATE audit SET actor = 'mallory'", "DELETE FROM audit"] {
        assert!(sqlx::query(statement).execute(&mut raw).await.unwrap_err().to_string().contains("never"));
    }
    assert_eq!(actions(&app, &topology).await, ["proposed", "commented"]);
    assert_eq!(app.send(app.request(Method::DELETE, &topology)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.get(&proposal).await.status, StatusCode::NOT_FOUND);
    assert_eq!(store.audit(id).await.unwrap().len(), 2);
}

/// The pages hold nothing of any topology, so that whoever may not ask the API sees nothing.
#[tokio::test]
async fn the_pages_are_empty_shells_under_the_policy() {
    let app = TestApp::start().await;
    for path in ["/review/nothing", "/review/nothing/1", "/history/nothing"] {
        let page = app.get(path).await;
        assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
        assert!(page.header("content-security-policy").contains("script-src 'self'"));
        assert!(!page.text().contains("<style") && !page.text().contains("onclick"));
        for script in page.text().split("<script").skip(1) {
            assert!(script.contains(" src=\"/") && script.contains("></script>"), "{script}");
        }
    }
    let script = app.get("/review/assets/page.js").await;
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    for name in script.text().split("from './").skip(1).map(|rest| rest.split('\'').next().unwrap().to_owned()) {
        assert_eq!(app.get(&format!("/review/assets/{name}")).await.status, StatusCode::OK, "{name}");
    }
    assert!(app.get("/review/assets/page.css").await.text().contains("--accent"));
    assert_eq!(app.get("/review/assets/page.rs").await.status, StatusCode::NOT_FOUND);
}
