//! Invitations: a link, shown to one person, makes an account and a member of it.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::tokens::by_session;
use super::{lasting, refused, secret, session};
use crate::api::Body;
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::people::secret::digest;
use crate::people::{LOCAL, Role, Visit, name, password};
use crate::state::State;
use crate::store::StoreError;
use crate::store::people::{AccountEntry, Invitation, NewAccount};

/// Days that an invitation lasts where nobody says otherwise.
const USUAL_DAYS: u16 = 7;
/// Days that an invitation lasts at most.
const MOST_DAYS: u16 = 30;

/// Lists the invitations to a workspace that stand, the newest first.
#[utoipa::path(get, path = "/api/workspaces/{workspace}/invitations", tag = "people", params(("workspace" = String, Path)), responses(
    (status = 200, body = Vec<Invitation>), (status = 404, body = ErrorBody)))]
pub async fn list_invitations(
    Shared(state): Shared<State>,
    Path(workspace): Path<String>,
) -> Result<Json<Vec<Invitation>>, ApiError> {
    Ok(Json(state.hub.store().invitations(&workspace, &clock::now()).await?))
}

/// An invitation to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// The role that it gives.
    role: Role,
    /// Days that it stands, 1 to 30; 7 by default.
    days: Option<u16>,
}

/// An invitation that was made.
#[derive(Serialize, ToSchema)]
pub struct Invited {
    /// Its id, to take it back by.
    id: String,
    /// The address to send to the person. It is told this once, and is good for one account.
    link: String,
    /// When it ends (RFC 3339, UTC).
    expires: String,
}

/// Invites somebody to a workspace.
#[utoipa::path(post, path = "/api/workspaces/{workspace}/invitations", tag = "people", params(("workspace" = String, Path)), request_body = Invite, responses(
    (status = 201, body = Invited), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn invite(
    Shared(state): Shared<State>,
    visit: Visit,
    Path(workspace): Path<String>,
    Body(new): Body<Invite>,
) -> Result<(StatusCode, Json<Invited>), ApiError> {
    by_session(&visit)?;
    if visit.person.id == LOCAL {
        return Err(ApiError::NoAccounts);
    }
    let seconds = lasting(new.days, USUAL_DAYS, MOST_DAYS)?;
    let (secret, expires) = (secret("")?, clock::from_now(seconds));
    let store = state.hub.store();
    let id = store.invite(&secret.hash, &workspace, new.role, &visit.person.id, &clock::now(), &expires).await?;
    let link = format!("{}/invitation/{}", state.door.site.base(), secret.text);
    Ok((StatusCode::CREATED, Json(Invited { id, link, expires })))
}

/// Takes an invitation back.
#[utoipa::path(delete, path = "/api/workspaces/{workspace}/invitations/{invitation}", tag = "people", params(("workspace" = String, Path), ("invitation" = String, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody)))]
pub async fn uninvite(
    Shared(state): Shared<State>,
    visit: Visit,
    Path((workspace, invitation)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    by_session(&visit)?;
    if state.hub.store().uninvite(&workspace, &invitation, &visit.person.id, &clock::now()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::NotFound { what: "invitation", name: invitation })
    }
}

/// What an invited person chooses.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// The last part of the link.
    pub code: String,
    /// The name to sign in with: lower-case letters, digits and dashes. It can't be changed later.
    pub account: String,
    /// What people read.
    pub name: String,
    /// The password: at least 10 characters.
    pub password: String,
}

/// Accepts an invitation: makes the account, uses the invitation up and signs in.
#[utoipa::path(post, path = "/api/invitations", tag = "people", request_body = Accept, responses(
    (status = 201, headers(("Set-Cookie" = String, description = "The session"))),
    (status = 404, description = "The invitation was used, taken back, or has expired", body = ErrorBody),
    (status = 409, description = "The name is taken", body = ErrorBody),
    (status = 422, body = ErrorBody)))]
pub async fn accept(Shared(state): Shared<State>, Body(form): Body<Accept>) -> Result<Response, ApiError> {
    let cookie = accepted(&state, form).await?;
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)]).into_response())
}

/// What [`accept`] does; the cookie of the session.
///
/// # Errors
/// As [`accept`] answers.
pub async fn accepted(state: &State, form: Accept) -> Result<header::HeaderValue, ApiError> {
    let Accept { code, account, name, password } = form;
    let (store, now, hash) = (state.hub.store(), clock::now(), digest(&code));
    // Whoever has no invitation learns nothing here, neither names nor the price of a hash.
    let missing = || ApiError::NotFound { what: "invitation", name: "(of this link)".to_owned() };
    store.invitation(&hash, &now).await?.ok_or_else(missing)?;
    name::fits(&account).map_err(|error| refused("/account", error))?;
    let name = name::readable(&name).map_err(|error| refused("/name", error))?;
    password::fits(&password, &account).map_err(|error| refused("/password", error))?;
    let password = password::hash(password).await.map_err(|error| refused("/password", error))?;
    let new = NewAccount {
        id: &account,
        name: &name,
        password: Some(&password),
        identity: None,
        entry: AccountEntry::Invitation(&hash),
        author: &account,
        now: &now,
    };
    match store.add_account(&new).await {
        Ok(true) => session::begin(state, &account, "invitation").await,
        Ok(false) => Err(missing()),
        Err(StoreError::Conflict) => Err(ApiError::Conflict {
            message: format!("the name `{account}` is taken"),
            hint: "choose another; if the account is yours, sign in and open the link again",
        }),
        Err(error) => Err(error.into()),
    }
}

/// Makes somebody who is signed in a member; the workspace.
///
/// # Errors
/// [`ApiError::NotFound`] where the invitation does not stand.
pub async fn joined(state: &State, code: &str, account: &str) -> Result<String, ApiError> {
    let joined = state.hub.store().join(&digest(code), account, &clock::now()).await?;
    joined.ok_or_else(|| ApiError::NotFound { what: "invitation", name: "(of this link)".to_owned() })
}

/// Whether a request's sender is signed in with an account; its id.
///
/// # Errors
/// [`ApiError::Store`].
pub async fn signed_in(state: &State, headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    for ticket in state.door.tickets(headers).await? {
        if matches!(ticket, crate::people::Ticket::Session(_))
            && let Some(who) = state.door.who(&ticket).await?
        {
            return Ok(Some(who.id));
        }
    }
    Ok(None)
}
