//! Links with which somebody without an account may look at a topology.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::tokens::by_session;
use super::{lasting, secret};
use crate::api::Body;
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::people::Visit;
use crate::state::State;
use crate::store::people::Share;

/// Days that a link lasts where nobody says otherwise.
const USUAL_DAYS: u16 = 14;
/// Days that a link lasts at most.
const MOST_DAYS: u16 = 366;

/// Lists the links to a topology that stand, the newest first.
#[utoipa::path(get, path = "/api/topologies/{id}/shares", tag = "people", params(("id" = String, Path)), responses(
    (status = 200, body = Vec<Share>), (status = 404, body = ErrorBody)))]
pub async fn list_shares(Shared(state): Shared<State>, Path(id): Path<String>) -> Result<Json<Vec<Share>>, ApiError> {
    Ok(Json(state.hub.store().shares(&id, &clock::now()).await?))
}

/// A link to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeShare {
    /// Days that it lasts, 1 to 366; 14 by default.
    days: Option<u16>,
}

/// A link that was made.
#[derive(Serialize, ToSchema)]
pub struct MadeShare {
    /// Its id, to end it by.
    id: String,
    /// The address. It is told this once; whoever has it may look at this topology, and at nothing else.
    link: String,
    /// When it ends (RFC 3339, UTC).
    expires: String,
}

/// Makes a link with which anybody may look at this topology.
#[utoipa::path(post, path = "/api/topologies/{id}/shares", tag = "people", params(("id" = String, Path)), request_body = MakeShare, responses(
    (status = 201, body = MadeShare), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn make_share(
    Shared(state): Shared<State>,
    visit: Visit,
    Path(id): Path<String>,
    Body(new): Body<MakeShare>,
) -> Result<(StatusCode, Json<MadeShare>), ApiError> {
    by_session(&visit)?;
    let seconds = lasting(new.days, USUAL_DAYS, MOST_DAYS)?;
    let (secret, expires) = (secret("")?, clock::from_now(seconds));
    let made = state.hub.store().share(&secret.hash, &id, &visit.person.id, &clock::now(), &expires).await?;
    let share = made.ok_or(ApiError::NotFound { what: "topology", name: id })?;
    let link = format!("{}/share/{}", state.door.site.base(), secret.text);
    Ok((StatusCode::CREATED, Json(MadeShare { id: share, link, expires })))
}

/// Ends a link. Sockets that were opened with it close.
#[utoipa::path(delete, path = "/api/topologies/{id}/shares/{share}", tag = "people", params(("id" = String, Path), ("share" = String, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody)))]
pub async fn end_share(
    Shared(state): Shared<State>,
    visit: Visit,
    Path((id, share)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    if !state.hub.store().unshare(&id, &share, &visit.person.id, &clock::now()).await? {
        return Err(ApiError::NotFound { what: "share link", name: share });
    }
    state.door.tell_changed();
    Ok(StatusCode::NO_CONTENT)
}
