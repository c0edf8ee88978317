//! Following a share link.

use axum::extract::{Path, State as Shared};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};

use super::shell::problem;
use crate::clock;
use crate::error::ApiError;
use crate::people::cookie::{self, Kind};
use crate::people::secret::digest;
use crate::state::State;

/// Seconds that a browser keeps a link that was followed; the link itself may end earlier.
const KEPT: i64 = 24 * 3600;

/// Lets the browser in to the one topology, and leads it there: the address that people see then holds no secret.
pub async fn follow(Shared(state): Shared<State>, Path(code): Path<String>) -> Response {
    followed(&state, &code).await.unwrap_or_else(problem)
}

async fn followed(state: &State, code: &str) -> Result<Response, ApiError> {
    let found = state.hub.store().shared(&digest(code), &clock::now()).await?;
    let share = found.ok_or_else(|| ApiError::NotFound { what: "share link", name: "(of this address)".to_owned() })?;
    let cookie = cookie::keep(&state.door.site, Kind::Share, code, KEPT)
        .ok_or_else(|| ApiError::Internal("the cookie can't be written".to_owned()))?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&format!("/t/{}", share.topology))).into_response())
}
