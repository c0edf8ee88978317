//! A topology as a file: taken away, and opened over what is there.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use topology::edit::Commit;
use topology::yaml::write_document;
use utoipa::ToSchema;

use super::topologies::{own_submission, read};
use super::{Body, current, etag};
use crate::error::{ApiError, ErrorBody};
use crate::live::aside;
use crate::people::Person;
use crate::state::State;

/// Downloads a topology in its canonical form.
#[utoipa::path(get, path = "/api/topologies/{id}/topology.yaml", tag = "topologies", params(("id" = String, Path)), responses(
    (status = 200, description = "The topology file", body = String, content_type = "application/yaml"),
    (status = 304, description = "Not changed"), (status = 404, body = ErrorBody)))]
pub async fn download_yaml(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let current = current(&state, &id).await?;
    etag::tagged(&headers, &current.revision.to_string(), async {
        let document = current.document.clone();
        let name = format!("attachment; filename=\"{}.yaml\"", document.name);
        let text = aside(move || write_document(&document)).await?;
        let mut response = ([(header::CONTENT_TYPE, "application/yaml; charset=utf-8")], text).into_response();
        if let Ok(value) = HeaderValue::from_str(&name) {
            response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
        }
        Ok(response)
    })
    .await
}

/// A topology file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its text.
    yaml: String,
}

/// What opening it changed.
#[derive(Serialize, ToSchema)]
pub struct Opened {
    /// The revision now.
    revision: i64,
    /// The places that changed; none where the file says what was there.
    #[schema(value_type = Object)]
    commit: Commit,
}

/// Opens a file over a topology: the difference becomes one edit, which can be undone.
#[utoipa::path(put, path = "/api/topologies/{id}/topology.yaml", tag = "topologies", params(("id" = String, Path)), request_body = File, responses(
    (status = 200, body = Opened), (status = 404, body = ErrorBody),
    (status = 409, description = "If-Match names another revision", body = ErrorBody),
    (status = 422, description = "The file can't be read", body = ErrorBody)))]
pub async fn open_yaml(
    Shared(state): Shared<State>,
    person: Person,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(file): Body<File>,
) -> Result<Json<Opened>, ApiError> {
    let after = read(file.yaml).await?;
    let current = current(&state, &id).await?;
    // Whoever made the file from another revision would undo what others did since.
    if headers.contains_key(header::IF_MATCH) && !etag::matches(&headers, &current.revision.to_string()) {
        return Err(ApiError::Ahead(format!("the topology is at revision {} by now", current.revision)));
    }
    let before = current.document.clone();
    let edits = aside(move || topology::diff::edits(&before, &after))
        .await?
        .map_err(|problem| ApiError::Refused(vec![problem]))?;
    if edits.is_empty() {
        return Ok(Json(Opened { revision: current.revision, commit: Commit::default() }));
    }
    let submitted = state.hub.submit(&id, own_submission(person, current.revision, edits)).await?;
    let entry = submitted.entry;
    Ok(Json(Opened { revision: entry.revision, commit: Commit { changes: entry.changes, skipped: entry.skipped } }))
}
