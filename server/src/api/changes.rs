//! What changed in the bundle since it was last taken away.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use generators::bundle::{self, Bundle, Options};
use serde::Serialize;
use topology::document::Id;
use utoipa::ToSchema;

use super::files::Which;
use super::{Parameters, current};
use crate::error::{ApiError, ErrorBody};
use crate::live::{Current, WorkError, aside};
use crate::state::State;
use crate::store::Export;
use crate::textdiff::{self, FileChange, Files, Line};

/// What changed.
#[derive(Serialize, ToSchema)]
pub struct Changes {
    /// The revision now.
    revision: i64,
    /// The bundle that it is compared with; absent where none was taken away yet.
    since: Option<Export>,
    /// The files that differ; none where nothing was taken away yet.
    files: Vec<FileChange>,
}

/// How one file changed.
#[derive(Serialize, ToSchema)]
pub struct FileDifference {
    /// The revision now.
    revision: i64,
    /// Its path in the bundle.
    path: String,
    /// Lines that came and went, with a few around them.
    lines: Vec<Line>,
}

/// The bundle that was last taken away, made again from its revision, and the one of now.
async fn both(
    state: &State,
    id: &str,
    current: &Current,
    environment: Option<Id>,
) -> Result<Option<(Export, Files, Arc<Bundle>)>, ApiError> {
    let store = state.hub.store();
    let Some(export) = store.last_export(id).await? else { return Ok(None) };
    let Some(document) = store.document_at(id, export.revision).await? else { return Ok(None) };
    let options = Options { environment: environment.clone(), targets: Vec::new() };
    // An environment that was not there yet had no files.
    let known = |name: &Id| document.effective_environments().contains_key(name);
    let before = if options.environment.as_ref().is_none_or(known) {
        aside(move || bundle::build(&document, &options)).await?.map_err(WorkError::from)?.files
    } else {
        Files::new()
    };
    let after = current.bundle(environment).await?;
    Ok(Some((export, before, after)))
}

/// Lists the files that differ from the bundle that was last taken away.
#[utoipa::path(get, path = "/api/topologies/{id}/changes", tag = "bundle", params(("id" = String, Path), Which), responses(
    (status = 200, body = Changes), (status = 404, body = ErrorBody)))]
pub async fn list_changes(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    Parameters(which): Parameters<Which>,
) -> Result<Response, ApiError> {
    let environment = which.environment()?;
    let current = current(&state, &id).await?;
    let revision = current.revision;
    let changes = match both(&state, &id, &current, environment).await? {
        Some((since, before, after)) => {
            let files = aside(move || textdiff::files(&before, &after.files)).await?;
            Changes { revision, since: Some(since), files }
        }
        None => Changes { revision, since: None, files: Vec::new() },
    };
    Ok(Json(changes).into_response())
}

/// Reads how one file differs from the bundle that was last taken away.
#[utoipa::path(get, path = "/api/topologies/{id}/changes/{*path}", tag = "bundle",
    params(("id" = String, Path), ("path" = String, Path, description = "The file's path in the bundle"), Which), responses(
    (status = 200, body = FileDifference), (status = 404, body = ErrorBody)))]
pub async fn read_change(
    Shared(state): Shared<State>,
    Path((id, path)): Path<(String, String)>,
    Parameters(which): Parameters<Which>,
) -> Result<Response, ApiError> {
    let environment = which.environment()?;
    let current = current(&state, &id).await?;
    let missing = |name: String| ApiError::NotFound { what: "file", name };
    let Some((_, before, after)) = both(&state, &id, &current, environment).await? else { return Err(missing(path)) };
    let asked = path.clone();
    let found = aside(move || textdiff::file(&before, &after.files, &asked)).await?;
    let Some(lines) = found else { return Err(missing(path)) };
    Ok(Json(FileDifference { revision: current.revision, path, lines }).into_response())
}
