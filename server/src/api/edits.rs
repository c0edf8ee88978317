//! Edits of a topology, and the log that they make.

use axum::Json;
use axum::extract::{Path, State as Shared};
use serde::{Deserialize, Serialize};
use topology::edit::{Commit, Edit};
use utoipa::{IntoParams, ToSchema};

use super::{Body, Parameters, current};
use crate::error::{ApiError, ErrorBody};
use crate::live::Submission;
use crate::people::Person;
use crate::state::State;
use crate::store::Entry;

/// Rows that one request reads.
const MOST_ROWS: i64 = 1_000;

/// What a client wants.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Submit {
    /// The client's id, of its own choice: 1 to 64 letters, digits and dashes.
    client: String,
    /// The client's own count. The same number again is answered with what became of it the first time.
    number: i64,
    /// The revision that the client saw.
    base_revision: i64,
    /// The edits: all or none.
    #[schema(value_type = Vec<Object>)]
    edits: Vec<Edit>,
}

/// What became of it.
#[derive(Serialize, ToSchema)]
pub struct Committed {
    /// The revision that it made.
    revision: i64,
    /// The places that changed, with the values before and after.
    #[schema(value_type = Object)]
    commit: Commit,
}

/// Submits edits. When the answer is 200 they are on disk.
#[utoipa::path(post, path = "/api/topologies/{id}/edits", tag = "edits", params(("id" = String, Path)), request_body = Submit, responses(
    (status = 200, body = Committed),
    (status = 404, body = ErrorBody),
    (status = 409, description = "The base revision is not there yet", body = ErrorBody),
    (status = 422, description = "The edits don't fit; nothing changed", body = ErrorBody)))]
pub async fn submit_edits(
    Shared(state): Shared<State>,
    person: Person,
    Path(id): Path<String>,
    Body(submit): Body<Submit>,
) -> Result<Json<Committed>, ApiError> {
    let Submit { client, number, base_revision, edits } = submit;
    let submitted =
        state.hub.submit(&id, Submission { actor: person.id, client, number, base_revision, edits }).await?;
    let Entry { revision, changes, skipped, .. } = submitted.entry;
    Ok(Json(Committed { revision, commit: Commit { changes, skipped } }))
}

/// Which rows.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The last revision that is known already; 0 by default.
    #[serde(default)]
    after: i64,
}

/// Reads the log after a revision, at most 1,000 rows.
#[utoipa::path(get, path = "/api/topologies/{id}/log", tag = "edits", params(("id" = String, Path), After), responses(
    (status = 200, description = "Rows of the log, in order", body = Vec<Object>), (status = 404, body = ErrorBody)))]
pub async fn read_log(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    Parameters(parameters): Parameters<After>,
) -> Result<Json<Vec<Entry>>, ApiError> {
    current(&state, &id).await?;
    Ok(Json(state.hub.store().log_after(&id, parameters.after, MOST_ROWS).await?))
}
