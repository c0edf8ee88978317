//! The person who asks.

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::refused;
use crate::api::Body;
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::people::{Person, password};
use crate::state::State;
use crate::store::people::Workspace;

/// The person who asks.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The account's id; `local` on a server without accounts, `share-…` with a share link.
    id: String,
    /// What people read.
    name: String,
    /// Whether it is an account, which can sign out and has pages of its own.
    account: bool,
    /// Where the person is a member, the oldest first.
    workspaces: Vec<Workspace>,
}

/// Says who asks.
#[utoipa::path(get, path = "/api/me", tag = "people", responses((status = 200, body = Me), (status = 401, body = ErrorBody)))]
pub async fn read_me(Shared(state): Shared<State>, person: Person) -> Result<Json<Me>, ApiError> {
    let store = state.hub.store();
    let account = store.account(&person.id).await?.is_some();
    let workspaces = store.workspaces(&person.id).await?;
    Ok(Json(Me { id: person.id, name: person.name, account, workspaces }))
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The password until now.
    old: String,
    /// The password from now on: at least 10 characters.
    new: String,
}

/// Changes one's own password. All sessions of the account end, this one too.
#[utoipa::path(put, path = "/api/me/password", tag = "people", request_body = NewPassword, responses(
    (status = 204), (status = 401, description = "The old password is another", body = ErrorBody),
    (status = 422, description = "The new password will not do", body = ErrorBody), (status = 429, body = ErrorBody)))]
pub async fn change_password(
    Shared(state): Shared<State>,
    person: Person,
    Body(passwords): Body<NewPassword>,
) -> Result<StatusCode, ApiError> {
    password::fits(&passwords.new, &person.id).map_err(|error| refused("/new", error))?;
    let here = format!("account {}", person.id);
    if let Some(wait) = state.door.attempts.begin(&person.id, &here, std::time::Instant::now()) {
        return Err(ApiError::TooMany { seconds: wait.as_secs() + 1 });
    }
    let store = state.hub.store();
    if !password::holds(passwords.old, store.password(&person.id).await?).await {
        return Err(ApiError::SignIn);
    }
    state.door.attempts.succeeded(&person.id, &here);
    let hash = password::hash(passwords.new).await.map_err(|error| refused("/new", error))?;
    store.set_password(&person.id, &hash, &person.id, &clock::now()).await?;
    state.door.tell_changed();
    Ok(StatusCode::NO_CONTENT)
}
