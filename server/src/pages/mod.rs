//! Pages that the server writes itself: where there is nobody yet who could open the editor, and where people look after their accounts. They need no script to sign in.

mod account;
mod invitation;
mod oidc;
mod share;
mod sharing;
mod shell;
mod sign_in;

use axum::Router;
use axum::http::header;
use axum::routing::{get, post};

use crate::state::State;

pub use sign_in::way_there;

/// The colours are those of the editor.
const STYLE: &str = concat!(include_str!("../../../app/static/styles/tokens.css"), include_str!("page.css"));
const SCRIPT: &str = include_str!("page.js");

/// The pages' addresses.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-in/with", get(oidc::begin))
        .route("/sign-in/back", get(oidc::back))
        .route("/sign-out", post(sign_in::out))
        .route("/invitation/{code}", get(invitation::show).post(invitation::submit))
        .route("/share/{code}", get(share::follow))
        .route("/sharing/{id}", get(sharing::show))
        .route("/account", get(account::show))
        .route("/pages/page.css", get(async || file("text/css; charset=utf-8", STYLE)))
        .route("/pages/page.js", get(async || file("text/javascript; charset=utf-8", SCRIPT)))
}

fn file(kind: &'static str, text: &'static str) -> impl axum::response::IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text)
}
