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
const TOKENS: &str = include_str!("../../../../app/static/styles/tokens.css");
/// The scripts, by name.
const SCRIPTS: [(&str, &str); 6] = [
    ("page.js", include_str!("page.js")),
    ("tools.js", include_str!("tools.js")),
    ("history.js", include_str!("history.js")),
    ("list.js", include_str!("list.js")),
    ("proposal.js", include_str!("proposal.js")),
    ("overlay.js", include_str!("overlay.js")),
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
        let sheet = [TOKENS, STYLE, LAYOUT].concat();
        return ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), cached], sheet).into_response();
    }
    match SCRIPTS.iter().find(|(script, _)| *script == name) {
        Some((_, text)) => ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), cached], *text).into_response(),
        None => ApiError::NoRoute(format!("/review/assets/{name}")).into_response(),
    }
}
