//! What a person is told inside the product.

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Body;
use crate::error::{ApiError, ErrorBody};
use crate::people::Person;
use crate::state::State;
use crate::store::Notification;

/// What a person is told.
#[derive(Serialize, ToSchema)]
pub struct Notifications {
    /// How many the person has not seen.
    unseen: usize,
    /// The newest first; the last 200 are kept.
    notifications: Vec<Notification>,
}

/// Lists what oneself is told: a mention, a review that is asked for, what becomes of an own proposal.
#[utoipa::path(get, path = "/api/me/notifications", tag = "people", responses((status = 200, body = Notifications), (status = 401, body = ErrorBody)))]
pub async fn list_notifications(Shared(state): Shared<State>, person: Person) -> Result<Json<Notifications>, ApiError> {
    let notifications = state.hub.store().notifications(&person.id).await?;
    let unseen = notifications.iter().filter(|one| !one.seen).count();
    Ok(Json(Notifications { unseen, notifications }))
}

/// Up to where.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Until {
    /// The number of the last one that was seen.
    until: i64,
}

/// Notes that oneself has seen everything up to a number.
#[utoipa::path(put, path = "/api/me/notifications", tag = "people", request_body = Until, responses((status = 204), (status = 401, body = ErrorBody)))]
pub async fn see_notifications(
    Shared(state): Shared<State>,
    person: Person,
    Body(seen): Body<Until>,
) -> Result<StatusCode, ApiError> {
    state.hub.store().notifications_seen(&person.id, seen.until).await?;
    Ok(StatusCode::NO_CONTENT)
}
