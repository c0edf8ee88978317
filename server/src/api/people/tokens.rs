//! Tokens, with which programs act for a person.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{lasting, refused, secret};
use crate::api::Body;
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::people::{Person, Role, Ticket, Visit, name};
use crate::state::State;
use crate::store::people::{NewToken, Token};

/// The beginning of every token, by which scanners of repositories find one that was published.
pub const BEGINNING: &str = "gpt_";
/// Days that a token lasts where nobody says otherwise.
const USUAL_DAYS: u16 = 90;
/// Days that a token lasts at most.
const MOST_DAYS: u16 = 366;
/// Tokens of one account.
const MOST: usize = 50;

/// Lists one's own tokens, the newest first.
#[utoipa::path(get, path = "/api/me/tokens", tag = "people", responses((status = 200, body = Vec<Token>), (status = 401, body = ErrorBody)))]
pub async fn list_tokens(Shared(state): Shared<State>, person: Person) -> Result<Json<Vec<Token>>, ApiError> {
    Ok(Json(state.hub.store().tokens(&person.id).await?))
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeToken {
    /// What it is for: 1 to 80 characters.
    name: String,
    /// The greatest role in which it may act; never more than the person's own.
    scope: Role,
    /// Days that it lasts, 1 to 366; 90 by default.
    days: Option<u16>,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
pub struct MadeToken {
    /// Its id, to revoke it by.
    id: String,
    /// The token itself. It is told this once.
    token: String,
    /// When it ends (RFC 3339, UTC).
    expires: String,
}

/// Makes a token. A token can't make another.
#[utoipa::path(post, path = "/api/me/tokens", tag = "people", request_body = MakeToken, responses(
    (status = 201, body = MadeToken), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn make_token(
    Shared(state): Shared<State>,
    visit: Visit,
    Body(new): Body<MakeToken>,
) -> Result<(StatusCode, Json<MadeToken>), ApiError> {
    by_session(&visit)?;
    let name = name::readable(&new.name).map_err(|error| refused("/name", error))?;
    let seconds = lasting(new.days, USUAL_DAYS, MOST_DAYS)?;
    let store = state.hub.store();
    if store.tokens(&visit.person.id).await?.len() >= MOST {
        return Err(refused("/name", format!("you have {MOST} tokens, and no more are kept: revoke one")));
    }
    let (secret, expires) = (secret(BEGINNING)?, clock::from_now(seconds));
    let token = NewToken {
        hash: &secret.hash,
        account: &visit.person.id,
        name: &name,
        scope: new.scope,
        now: &clock::now(),
        expires: &expires,
    };
    let id = store.add_token(&token).await?;
    Ok((StatusCode::CREATED, Json(MadeToken { id, token: secret.text, expires })))
}

/// Revokes a token.
#[utoipa::path(delete, path = "/api/me/tokens/{token}", tag = "people", params(("token" = String, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody)))]
pub async fn revoke_token(
    Shared(state): Shared<State>,
    person: Person,
    Path(token): Path<String>,
) -> Result<StatusCode, ApiError> {
    if !state.hub.store().revoke_token(&person.id, &token, &clock::now()).await? {
        return Err(ApiError::NotFound { what: "token", name: token });
    }
    state.door.tell_changed();
    Ok(StatusCode::NO_CONTENT)
}

/// What only a person in a browser may do: a token that leaked must not make itself last, or grow.
///
/// # Errors
/// [`ApiError::Conflict`].
pub(super) fn by_session(visit: &Visit) -> Result<(), ApiError> {
    if matches!(visit.ticket, Ticket::Token(_)) {
        let message = "a token can't do this".to_owned();
        return Err(ApiError::Conflict { message, hint: "sign in with a browser" });
    }
    Ok(())
}
