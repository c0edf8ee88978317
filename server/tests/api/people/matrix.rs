//! Who may do what: every route of the API, every role, each cell asserted. A new route without a row fails.

use reqwest::header::COOKIE;
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::people::Role;
use server::people::secret::Secret;
use server::store::Store;

use super::{account, by, store};
use crate::app::{Answer, TestApp};

/// Nobody, an account in no workspace, a share link to the topology, and the four roles.
const COLUMNS: [&str; 7] = ["nobody", "outsider", "link", "viewer", "reviewer", "editor", "owner"];

/// A cell is `.` where the request comes through to its handler, `s` where one is asked to sign in, `m` where the place looks as if it were missing, `r` where the role is too small, `w` where one has no workspace.
#[rustfmt::skip]
const MATRIX: &[(&str, &str, &str)] = &[
    //                                                                      nobody out link view rev edit own
    ("GET",    "/api/topologies",                                          "s . . . . . ."),
    ("POST",   "/api/topologies",                                          "s w w r r . ."),
    ("GET",    "/api/topologies/{id}",                                     "s m . . . . ."),
    ("PATCH",  "/api/topologies/{id}",                                     "s m r r r . ."),
    ("DELETE", "/api/topologies/{id}",                                     "s m r r r r ."),
    ("GET",    "/api/topologies/{id}/topology.yaml",                       "s m . . . . ."),
    ("PUT",    "/api/topologies/{id}/topology.yaml",                       "s m r r r . ."),
    ("POST",   "/api/import",                                              "s . . . . . ."),
    ("POST",   "/api/topologies/{id}/edits",                               "s m r r r . ."),
    ("GET",    "/api/topologies/{id}/log",                                 "s m s . . . ."),
    ("GET",    "/api/topologies/{id}/live",                                "s m . . . . ."),
    ("GET",    "/api/topologies/{id}/layout",                              "s m . . . . ."),
    ("GET",    "/api/topologies/{id}/findings",                            "s m . . . . ."),
    ("GET",    "/api/topologies/{id}/files",                               "s m . . . . ."),
    ("GET",    "/api/topologies/{id}/files/{path}",                        "s m . . . . ."),
    ("GET",    "/api/topologies/{id}/bundle.zip",                          "s m . . . . ."),
    ("GET",    "/api/topologies/{id}/plan",                                "s m . . . . ."),
    ("GET",   "/api/topologies/{id}/raw/{path}",                               "s m . . . . ."),
    ("GET",   "/api/topologies/{id}/search",                                   "s m . . . . ."),
    ("GET",   "/api/topologies/{id}/changes",                                  "s m . . . . ."),
    ("GET",   "/api/topologies/{id}/changes/{path}",                           "s m . . . . ."),
    ("POST",  "/api/topologies/{id}/verification",                             "s m r r . . ."),
    ("GET",   "/api/topologies/{id}/verification",                             "s m . . . . ."),
    ("DELETE","/api/topologies/{id}/verification",                             "s m r r . . ."),
    ("GET",   "/api/file",                                                     "s . . . . . ."),
    ("POST",  "/api/file",                                                     "s . . . . . ."),
    ("GET",   "/api/topologies/{id}/proposals",                                "s m s . . . ."),
    ("POST",  "/api/topologies/{id}/proposals",                                "s m s r r . ."),
    ("GET",   "/api/topologies/{id}/proposals/{number}",                       "s m s . . . ."),
    ("PATCH", "/api/topologies/{id}/proposals/{number}",                       "s m s r r . ."),
    ("GET",   "/api/topologies/{id}/proposals/{number}/comparison",            "s m s . . . ."),
    ("GET",   "/api/topologies/{id}/comparison",                               "s m . . . . ."),
    ("POST",  "/api/topologies/{id}/proposals/{number}/threads",               "s m s r . . ."),
    ("PATCH", "/api/topologies/{id}/proposals/{number}/threads/{thread}",      "s m s r . . ."),
    ("POST",  "/api/topologies/{id}/proposals/{number}/threads/{thread}/comments","s m s r . . ."),
    ("POST",  "/api/topologies/{id}/proposals/{number}/threads/{thread}/comments/{comment}/apply","s m s r r . ."),
    ("POST",  "/api/topologies/{id}/proposals/{number}/decisions",             "s m s r . . ."),
    ("POST",  "/api/topologies/{id}/proposals/{number}/merge",                 "s m s r r . ."),
    ("PUT",   "/api/topologies/{id}/review-policy",                            "s m s r r r ."),
    ("GET",   "/api/topologies/{id}/audit",                                    "s m s . . . ."),
    ("GET",   "/api/topologies/{id}/audit.csv",                                "s m s . . . ."),
    ("GET",    "/api/topologies/{id}/versions",                            "s m s . . . ."),
    ("PUT",    "/api/topologies/{id}/versions/{revision}",                 "s m s r r . ."),
    ("DELETE", "/api/topologies/{id}/versions/{revision}",                 "s m s r r . ."),
    ("GET",    "/api/topologies/{id}/revisions/{revision}",                "s m . . . . ."),
    ("POST",   "/api/topologies/{id}/revisions/{revision}/restore",        "s m s r r . ."),
    ("GET",    "/api/topologies/{id}/shares",                              "s m s r . . ."),
    ("POST",   "/api/topologies/{id}/shares",                              "s m s r r . ."),
    ("DELETE", "/api/topologies/{id}/shares/{share}",                      "s m s r r . ."),
    ("POST",   "/api/session",                                             ". . . . . . ."),
    ("DELETE", "/api/session",                                             ". . . . . . ."),
    ("GET",    "/api/me",                                                  "s . . . . . ."),
    ("PUT",    "/api/me/password",                                         "s . s . . . ."),
    ("GET",    "/api/me/notifications",                                    "s . s . . . ."),
    ("PUT",    "/api/me/notifications",                                    "s . s . . . ."),
    ("GET",    "/api/me/tokens",                                           "s . s . . . ."),
    ("POST",   "/api/me/tokens",                                           "s . s . . . ."),
    ("DELETE", "/api/me/tokens/{token}",                                   "s . s . . . ."),
    ("GET",    "/api/workspaces",                                          "s . s . . . ."),
    ("POST",   "/api/workspaces",                                          "s . s . . . ."),
    ("GET",    "/api/workspaces/{workspace}/members",                      "s m m . . . ."),
    ("PUT",    "/api/workspaces/{workspace}/members/{account}",            "s m m r r r ."),
    ("DELETE", "/api/workspaces/{workspace}/members/{account}",            "s m m r r r ."),
    ("GET",    "/api/workspaces/{workspace}/invitations",                  "s m m r r r ."),
    ("POST",   "/api/workspaces/{workspace}/invitations",                  "s m m r r r ."),
    ("DELETE", "/api/workspaces/{workspace}/invitations/{invitation}",     "s m m r r r ."),
    ("POST",   "/api/invitations",                                         ". . . . . . ."),
    ("GET",    "/api/workspaces/{workspace}/trail",                        "s m m r r r ."),
    ("GET",    "/api/workspaces/{workspace}/trail.csv",                    "s m m r r r ."),
    ("GET",    "/api/workspaces/{workspace}/webhooks",                     "s m m r r r ."),
    ("POST",   "/api/workspaces/{workspace}/webhooks",                     "s m m r r r ."),
    ("DELETE", "/api/workspaces/{workspace}/webhooks/{webhook}",           "s m m r r r ."),
    ("GET",    "/api/workspaces/{workspace}/webhooks/{webhook}/deliveries","s m m r r r ."),
    ("GET",    "/api/examples",                                            ". . . . . . ."),
    ("GET",    "/api/examples/{name}",                                     ". . . . . . ."),
    ("GET",    "/api/rules",                                               ". . . . . . ."),
    ("GET",    "/api/rules/{id}",                                          ". . . . . . ."),
    ("GET",    "/api/schema",                                              ". . . . . . ."),
    ("GET",    "/api/signing-key",                                         ". . . . . . ."),
    ("GET",    "/api/openapi.json",                                        ". . . . . . ."),
    ("GET",    "/api/health",                                              ". . . . . . ."),
];

fn outcome(answer: &Answer) -> char {
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let error = &body["error"];
    let message = error["message"].as_str().unwrap_or_default();
    match (answer.status, error["code"].as_str().unwrap_or_default()) {
        (StatusCode::UNAUTHORIZED, "signed-out") => 's',
        (StatusCode::FORBIDDEN, "role") => 'r',
        (StatusCode::FORBIDDEN, "no-workspace") => 'w',
        (StatusCode::NOT_FOUND, "not-found") if message.contains("no topology") || message.contains("no workspace") => {
            'm'
        }
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, code) if code != "sign-in" => panic!("{message}"),
        _ => '.',
    }
}

/// A cookie of a session that was just begun, or of a link to the topology.
async fn ticket(app: &TestApp, store: &Store, column: &str, topology: &str) -> String {
    let secret = Secret::new("").unwrap();
    let (now, later) = ("2026-01-01T00:00:00.000Z", "2126-01-01T00:00:00.000Z");
    let port = app.address.port();
    match column {
        "nobody" => String::new(),
        "link" => {
            store.share(&secret.hash, topology, "owner", now, later).await.unwrap().unwrap();
            format!("groundplan-share-{port}={}", secret.text)
        }
        name => {
            let now = server::clock::now();
            store.begin_session(&secret.hash, name, "test", &now, later).await.unwrap();
            format!("groundplan-session-{port}={}", secret.text)
        }
    }
}

#[tokio::test]
async fn every_role_and_every_route() {
    let app = TestApp::start().await;
    // A small one: what comes out of it is made anew in many cells.
    let template = app.get(&app.create(json!({ "title": "Small" })).await).await.ok();
    account(&app, "outsider", None).await;
    for role in Role::ALL {
        account(&app, role.word(), Some(role)).await;
    }
    let store = store(&app).await;
    let document = serde_json::from_value(template["document"].clone()).unwrap();
    let mut wrong = Vec::new();
    for (method, path, cells) in MATRIX {
        let cells: Vec<char> = cells.split(' ').map(|cell| cell.chars().next().unwrap()).collect();
        assert_eq!(cells.len(), COLUMNS.len(), "{method} {path}");
        for (column, expected) in COLUMNS.iter().zip(cells) {
            // A topology and a ticket of its own for each cell: some of them end what they are about.
            let topology = store.create("main", &document, "2026-01-01T00:00:00.000Z").await.unwrap();
            let cookie = ticket(&app, &store, column, &topology).await;
            let address = path
                .replace("/api/rules/{id}", "/api/rules/sync-cycle")
                .replace("{id}", &topology)
                .replace("{workspace}", "main")
                .replace("{path}", "README.md")
                .replace("{name}", "shop");
            let address = address.split('/').map(|part| if part.starts_with('{') { "none" } else { part });
            let address = address.collect::<Vec<_>>().join("/");
            let mut request = by(&app, "", method.parse().unwrap(), &address);
            if !cookie.is_empty() {
                request = request.header(COOKIE, cookie);
            }
            if *method != "GET" {
                request = request.json(&json!({}));
            }
            let found = outcome(&app.send(request).await);
            if found != expected {
                wrong.push(format!("{method} {path} as {column}: expected {expected}, found {found}"));
            }
        }
    }
    store.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_route_of_the_api_has_a_row() {
    let document = server::router::openapi();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        routes.extend(item.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())));
    }
    let mut rows: Vec<_> = MATRIX.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    routes.sort();
    rows.sort();
    assert_eq!(routes, rows);
}

#[tokio::test]
async fn a_member_of_one_workspace_sees_nothing_of_another() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    account(&app, "ana", Some(Role::Owner)).await;
    account(&app, "eve", None).await;
    let (ana, eve) = (super::sign_in(&app, "ana").await, super::sign_in(&app, "eve").await);
    let made = super::ask(&app, &eve, Method::POST, "/api/workspaces", Some(json!({ "title": "Eve's" }))).await;
    let own = made.json()["id"].as_str().unwrap().to_owned();
    let created = super::ask(&app, &eve, Method::POST, "/api/topologies", Some(json!({ "title": "Mine" }))).await;
    assert_eq!(created.status.as_u16(), 201, "it goes to the first workspace of the person: {}", created.text());
    let there = format!("/api/topologies?workspace={own}");
    assert_eq!(super::ask(&app, &ana, Method::POST, &there, Some(json!({ "title": "x" }))).await.status.as_u16(), 404);
    for (cookie, titles) in [(&ana, vec!["Shop"]), (&eve, vec!["Mine"])] {
        let list = super::ask(&app, cookie, Method::GET, "/api/topologies", None).await.ok();
        let seen: Vec<_> = list.as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
        assert_eq!(seen, titles);
    }
    // What is there and not theirs, and what is not there, look the same.
    let foreign = super::ask(&app, &eve, Method::GET, &shop, None).await;
    let missing = super::ask(&app, &eve, Method::GET, "/api/topologies/0000000000000000", None).await;
    assert_eq!((foreign.status, foreign.code()), (missing.status, missing.code()));
    // Two owners can't both leave.
    let members = format!("/api/workspaces/{own}/members");
    let alone = super::ask(&app, &eve, Method::DELETE, &format!("{members}/eve"), Some(json!({}))).await;
    assert_eq!(alone.code(), "conflict", "{}", alone.text());
    let given = super::ask(&app, &eve, Method::PUT, &format!("{members}/ana"), Some(json!({ "role": "owner" }))).await;
    assert_eq!(given.status.as_u16(), 204);
    let (leaving, lowered) = (format!("{members}/eve"), format!("{members}/ana"));
    let (one, two) = tokio::join!(
        super::ask(&app, &eve, Method::DELETE, &leaving, Some(json!({}))),
        super::ask(&app, &ana, Method::PUT, &lowered, Some(json!({ "role": "viewer" })))
    );
    let done = [&one, &two].iter().filter(|answer| answer.status.as_u16() == 204).count();
    assert_eq!(done, 1, "{} {}", one.text(), two.text());
}

/// The pages that the server writes itself: their addresses, and what each column finds there. `.` where the page is shown, `s` where one is asked to sign in, `m` where there is nothing, `r` where the role is too small. Those of reviews are empty shells, which ask the API for what they show.
#[rustfmt::skip]
const PAGES: &[(&str, &str)] = &[
    //                          nobody out link view rev edit own
    ("/sign-in",               "s s s s s s s"),
    ("/sign-in/with",          "m m m m m m m"),
    ("/sign-in/back",          "m m m m m m m"),
    ("/sign-out",              "m m m m m m m"),
    ("/invitation/{code}",     "m m m m m m m"),
    ("/share/{code}",          "m m m m m m m"),
    ("/sharing/{id}",          "s m s r r . ."),
    ("/account",               "s . s . . . ."),
    ("/pages/page.css",        ". . . . . . ."),
    ("/pages/page.js",         ". . . . . . ."),
    ("/review/assets/{name}",  ". . . . . . ."),
    ("/review/{id}",           ". . . . . . ."),
    ("/review/{id}/{number}",  ". . . . . . ."),
    ("/history/{id}",          ". . . . . . ."),
];

#[tokio::test]
async fn every_role_and_every_page() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let id = shop.rsplit('/').next().unwrap();
    account(&app, "outsider", None).await;
    for role in Role::ALL {
        account(&app, role.word(), Some(role)).await;
    }
    let store = store(&app).await;
    let mut wrong = Vec::new();
    for (path, cells) in PAGES {
        for (column, expected) in COLUMNS.iter().zip(cells.split(' ')) {
            let cookie = ticket(&app, &store, column, id).await;
            let address = path.replace("{id}", id).replace("{number}", "1").replace("{code}", "none");
            let address = address.replace("{name}", "page.js");
            let mut request = by(&app, "", Method::GET, &address).header("accept", "text/html");
            if !cookie.is_empty() {
                request = request.header(COOKIE, cookie);
            }
            let answer = app.send(request).await;
            let found = match answer.status.as_u16() {
                200 if answer.text().contains("Sign in to Groundplan") => "s",
                200 => ".",
                403 => "r",
                404 | 405 => "m",
                other => panic!("{path} as {column}: {other}"),
            };
            if found != expected {
                wrong.push(format!("{path} as {column}: expected {expected}, found {found}"));
            }
        }
    }
    store.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_has_a_row() {
    let sources = [include_str!("../../../src/pages/mod.rs"), include_str!("../../../src/review/page/mod.rs")];
    let routes: Vec<&str> = sources
        .iter()
        .flat_map(|source| source.split(".route(\"").skip(1))
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(routes, PAGES.iter().map(|(path, _)| *path).collect::<Vec<_>>());
    // What else the router takes in besides these and the API is the editor, which is no secret.
    let router = include_str!("../../../src/router.rs");
    assert_eq!(router.matches(".merge(").count(), 2);
    assert!(!router.contains(".route(\"") && !router.contains(".nest"));
}
