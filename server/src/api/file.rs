//! The file that this server was opened on, where it was.

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Body;
use crate::error::{ApiError, ErrorBody};
use crate::open_file::{Holds, Standing};
use crate::state::State;

/// A file that is edited in place.
#[derive(Serialize, ToSchema)]
pub struct EditedFile {
    /// Its name, without its folder.
    name: String,
    /// Where it is.
    path: String,
    /// The topology's id.
    topology: String,
    /// How the file and the drawing stand to one another.
    #[serde(flatten)]
    standing: Standing,
}

/// What a person decided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Which side holds.
    holds: Holds,
}

/// The file that is edited in place; null where this server has topologies of its own.
#[utoipa::path(get, path = "/api/file", tag = "topologies", responses((status = 200, body = Option<EditedFile>)))]
pub async fn read_edited_file(Shared(state): Shared<State>) -> Json<Option<EditedFile>> {
    Json(state.file.map(|file| EditedFile {
        name: file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        path: file.path.display().to_string(),
        topology: file.topology,
        standing: file.standing.borrow().clone(),
    }))
}

/// Says which side holds where the file and the drawing changed the same places.
#[utoipa::path(post, path = "/api/file", tag = "topologies", request_body = Decision, responses(
    (status = 202, description = "It will be so"), (status = 404, description = "No file is edited in place", body = ErrorBody)))]
pub async fn decide_edited_file(
    Shared(state): Shared<State>,
    Body(decision): Body<Decision>,
) -> Result<(StatusCode, Json<()>), ApiError> {
    let missing = || ApiError::NotFound { what: "file", name: "edited in place".to_owned() };
    let file = state.file.ok_or_else(missing)?;
    file.decide.send(decision.holds).await.map_err(|_| missing())?;
    Ok((StatusCode::ACCEPTED, Json(())))
}
