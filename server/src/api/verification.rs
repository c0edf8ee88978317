//! Verify as a button: the installed tools over the bundle of the revision that is there now, watched and ended from the page.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;

use super::current;
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::proving::Progress;
use crate::state::State;

/// Starts the tools over the bundle of the last revision. Where they run already for this topology, that run goes on and is told. Refused while unwaived errors stand.
#[utoipa::path(post, path = "/api/topologies/{id}/verification", tag = "bundle", params(("id" = String, Path)), responses(
    (status = 202, body = Progress), (status = 404, body = ErrorBody),
    (status = 409, description = "Unwaived errors stand; `findings` lists their keys", body = ErrorBody)))]
pub async fn start_verification(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Progress>), ApiError> {
    let current = current(&state, &id).await?;
    let keys = super::bundle::in_the_way(&current, None, clock::today()).await?;
    if !keys.is_empty() {
        return Err(ApiError::Errors { keys });
    }
    let bundle = current.bundle(None).await?;
    let progress = state.proving.start(&id, current.revision, bundle);
    Ok((StatusCode::ACCEPTED, Json(progress)))
}

/// How far the tools are, or what they said the last time since the server was started; null where they did not run.
#[utoipa::path(get, path = "/api/topologies/{id}/verification", tag = "bundle", params(("id" = String, Path)), responses(
    (status = 200, body = Option<Progress>), (status = 404, body = ErrorBody)))]
pub async fn read_verification(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
) -> Result<Json<Option<Progress>>, ApiError> {
    current(&state, &id).await?;
    Ok(Json(state.proving.progress(&id)))
}

/// Ends the run. Checks that have not ended count as not run.
#[utoipa::path(delete, path = "/api/topologies/{id}/verification", tag = "bundle", params(("id" = String, Path)), responses(
    (status = 204, description = "It ends, or there was none"), (status = 404, body = ErrorBody)))]
pub async fn cancel_verification(Shared(state): Shared<State>, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    current(&state, &id).await?;
    state.proving.cancel(&id);
    Ok(StatusCode::NO_CONTENT)
}
