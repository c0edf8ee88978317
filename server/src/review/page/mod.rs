//! The pages of reviews and of the history. They hold nothing of any topology: what they show, their script asks of the API, which knows who may see it.

use axum::Router;
use axum::extract::Path;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::compare::html::STYLE;
use crate::error::ApiError;
use crate::state::State;

const SHELL: &str = include_str!("shell.html");
const LAYOUT: &str = include_str!("page.css");
/// How threads look, on the page of a proposal and on the canvas.
const TALK: &str = include_str!("talk.css");
/// How conflicts look, beside a proposal and on its picture.
const CONFLICTS: &str = include_str!("conflicts.css");
const TOKENS: &str = include_str!("../../../../app/static/styles/tokens.css");
/// The scripts, by name.
const SCRIPTS: [(&str, &str); 15] = [
    ("page.js", include_str!("page.js")),
    ("tools.js", include_str!("tools.js")),
    ("beside.js", include_str!("beside.js")),
    ("history.js", include_str!("history.js")),
    ("list.js", include_str!("list.js")),
    ("proposal.js", include_str!("proposal.js")),
    ("overlay.js", include_str!("overlay.js")),
    ("above.js", include_str!("above.js")),
    ("conflicts.js", include_str!("conflicts.js")),
    ("lines.js", include_str!("lines.js")),
    ("marks.js", include_str!("marks.js")),
    ("pins.js", include_str!("pins.js")),
    ("threads.js", include_str!("threads.js")),
    ("mention.js", include_str!("mention.js")),
    ("talk.js", include_str!("talk.js")),
];

/// The pages' addresses.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/review/assets/{name}", get(asset))
        .route("/review/{id}", get(async || Html(SHELL)))
        .route("/review/{id}/{number}", get(async || Html(SHELL)))
        .route("/history/{id}", get(async || Html(SHELL)))
}

async fn asset(Path(name): Path<String>) -> Response {
    let cached = (header::CACHE_CONTROL, "no-cache");
    if name == "page.css" {
        let sheet = [TOKENS, STYLE, LAYOUT, TALK, CONFLICTS].concat();
        return ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), cached], sheet).into_response();
    }
    if name == "talk.css" {
        return ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), cached], TALK).into_response();
    }
    match SCRIPTS.iter().find(|(script, _)| *script == name) {
        Some((_, text)) => ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), cached], *text).into_response(),
        None => ApiError::NoRoute(format!("/review/assets/{name}")).into_response(),
    }
}
