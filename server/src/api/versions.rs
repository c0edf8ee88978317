//! Revisions: named, looked at, said again.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use topology::{Document, Problem};
use utoipa::ToSchema;

use super::proposals::{Actor, list::titled};
use super::topologies::own_submission;
use super::{Body, current};
use crate::error::{ApiError, ErrorBody};
use crate::live::aside;
use crate::people::Person;
use crate::state::State;
use crate::store::review::{Restoring, Version};
use crate::store::{Branch, Purpose};

/// Lists the named revisions of a topology, the newest first.
#[utoipa::path(get, path = "/api/topologies/{id}/versions", tag = "versions", params(("id" = String, Path)), responses(
    (status = 200, description = "The named revisions", body = Vec<Object>), (status = 404, body = ErrorBody)))]
pub async fn list_versions(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
) -> Result<Json<Vec<Version>>, ApiError> {
    current(&state, &id).await?;
    Ok(Json(state.hub.store().versions(&id).await?))
}

/// A name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// What people call the revision; at most 120 characters, and another for each revision.
    name: String,
}

/// Names a revision, or gives it another name.
#[utoipa::path(put, path = "/api/topologies/{id}/versions/{revision}", tag = "versions",
    params(("id" = String, Path), ("revision" = i64, Path)), request_body = Name, responses(
    (status = 204), (status = 404, description = "There is no such topology or revision", body = ErrorBody),
    (status = 409, description = "Another revision has the name", body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn name_version(
    Shared(state): Shared<State>,
    person: Person,
    Path((id, revision)): Path<(String, i64)>,
    Body(body): Body<Name>,
) -> Result<StatusCode, ApiError> {
    let name = titled(&body.name, "/name")?;
    if Branch::of(&id).proposal.is_some() {
        let problem = Problem::at("", "a proposal has no versions of its own").hint("name a revision of the topology");
        return Err(ApiError::Refused(vec![problem]));
    }
    // That it is there: a name of nothing would be found by nobody.
    document(&state, &id, revision).await?;
    if state.hub.store().name_version(&id, revision, name, Actor::of(person).by()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        let message = format!("another revision is called `{name}`");
        Err(ApiError::Conflict { message, hint: "choose another name, or take that one away first" })
    }
}

/// Takes the name of a revision away. The revision stays.
#[utoipa::path(delete, path = "/api/topologies/{id}/versions/{revision}", tag = "versions",
    params(("id" = String, Path), ("revision" = i64, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn unname_version(
    Shared(state): Shared<State>,
    person: Person,
    Path((id, revision)): Path<(String, i64)>,
) -> Result<StatusCode, ApiError> {
    current(&state, &id).await?;
    if state.hub.store().unname_version(&id, revision, Actor::of(person).by()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::NotFound { what: "version", name: revision.to_string() })
    }
}

/// A topology as it was.
#[derive(Serialize, ToSchema)]
pub struct Past {
    /// The revision.
    revision: i64,
    /// The semantic hash there.
    hash: String,
    /// The document there.
    #[schema(value_type = Object)]
    document: Document,
}

/// Reads a topology as it was at a revision.
#[utoipa::path(get, path = "/api/topologies/{id}/revisions/{revision}", tag = "versions",
    params(("id" = String, Path), ("revision" = i64, Path)), responses(
    (status = 200, body = Past), (status = 404, description = "There is no such topology or revision", body = ErrorBody)))]
pub async fn read_revision(
    Shared(state): Shared<State>,
    Path((id, revision)): Path<(String, i64)>,
) -> Result<Json<Past>, ApiError> {
    current(&state, &id).await?;
    let document = document(&state, &id, revision).await?;
    let (hash, document) = aside(move || (topology::hash::hashes(&document).root, document)).await?;
    Ok(Json(Past { revision, hash, document }))
}

/// What restoring made.
#[derive(Serialize, ToSchema)]
pub struct Restored {
    /// The revision now; the one before where the topology said the same already.
    revision: i64,
    /// Its semantic hash.
    hash: String,
}

/// Says again what an earlier revision said, as one edit that can be undone. Nothing of the history goes.
#[utoipa::path(post, path = "/api/topologies/{id}/revisions/{revision}/restore", tag = "versions",
    params(("id" = String, Path), ("revision" = i64, Path)), responses(
    (status = 200, body = Restored), (status = 404, description = "There is no such topology or revision", body = ErrorBody),
    (status = 409, description = "It is a proposal that is merged or closed", body = ErrorBody),
    (status = 422, description = "Somebody changed the topology in this moment", body = ErrorBody)))]
pub async fn restore_revision(
    Shared(state): Shared<State>,
    person: Person,
    Path((id, revision)): Path<(String, i64)>,
) -> Result<Json<Restored>, ApiError> {
    let current = current(&state, &id).await?;
    let after = document(&state, &id, revision).await?;
    let before = current.document.clone();
    let made = aside(move || {
        let hash = topology::hash::hashes(&after).root;
        topology::diff::edits(&before, &after).map(|edits| (edits, hash))
    });
    let (edits, hash) = made.await?.map_err(|problem| ApiError::Refused(vec![problem]))?;
    if edits.is_empty() {
        return Ok(Json(Restored { revision: current.revision, hash }));
    }
    let submission = own_submission(person, current.revision, edits);
    let purpose = Purpose::Restore(Restoring { revision, hash: hash.clone() });
    let submitted = state.hub.settle(&id, submission, purpose).await?;
    Ok(Json(Restored { revision: submitted.entry.revision, hash }))
}

/// The document at a revision.
pub(super) async fn document(state: &State, id: &str, revision: i64) -> Result<Document, ApiError> {
    let loaded = state.hub.store().load_until(id, revision).await?;
    let found = loaded.filter(|loaded| loaded.end.revision == revision).map(|loaded| loaded.document);
    found.ok_or_else(|| ApiError::NotFound { what: "revision", name: revision.to_string() })
}
