//! Signing in and out.

use std::net::SocketAddr;
use std::time::Instant;

use axum::extract::{ConnectInfo, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::secret;
use crate::api::Body;
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::people::cookie::{self, Kind};
use crate::people::door::SESSION_SECONDS;
use crate::people::{Ticket, password};
use crate::state::State;
use crate::store::people::Event;

/// Who wants in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The name to sign in with.
    account: String,
    /// The password.
    password: String,
}

/// Signs in: the answer sets a cookie. Whether there is such an account is told by nothing.
#[utoipa::path(post, path = "/api/session", tag = "people", request_body = SignIn, responses(
    (status = 204, headers(("Set-Cookie" = String, description = "The session"))),
    (status = 401, description = "Name and password don't fit together", body = ErrorBody),
    (status = 429, description = "Too many tries; Retry-After says how long to wait", body = ErrorBody)))]
pub async fn sign_in(
    Shared(state): Shared<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(form): Body<SignIn>,
) -> Result<Response, ApiError> {
    let address = address(&state, peer, &headers);
    let cookie = with_password(&state, &address, &form.account, form.password).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Signs out: the session ends on the server, and the browser forgets it.
#[utoipa::path(delete, path = "/api/session", tag = "people", responses((status = 204), (status = 403, body = ErrorBody)))]
pub async fn sign_out(Shared(state): Shared<State>, headers: HeaderMap) -> Result<Response, ApiError> {
    let cookie = ended(&state, &headers).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Ends the session that a request brings, if it does; the cookie that makes the browser forget it.
///
/// # Errors
/// [`ApiError::Store`].
pub async fn ended(state: &State, headers: &HeaderMap) -> Result<HeaderValue, ApiError> {
    for ticket in state.door.tickets(headers).await? {
        if let Ticket::Session(hash) = ticket {
            state.hub.store().end_session(&hash, &clock::now()).await?;
            state.door.tell_changed();
        }
    }
    cookie::forget(&state.door.site, Kind::Session).ok_or_else(unwritable)
}

/// Where a request comes from. Behind a proxy, what the proxy says: the last entry, which it has written itself.
#[must_use]
pub fn address(state: &State, peer: SocketAddr, headers: &HeaderMap) -> String {
    let said = headers.get("x-forwarded-for").filter(|_| state.door.site.public.is_some());
    let last = said.and_then(|value| value.to_str().ok()).and_then(|text| text.rsplit(',').next());
    last.map(str::trim).filter(|text| !text.is_empty()).map_or_else(|| peer.ip().to_string(), str::to_owned)
}

/// Checks a password and begins a session; the cookie for it.
///
/// # Errors
/// [`ApiError::SignIn`] whatever is wrong with the two, [`ApiError::TooMany`].
pub async fn with_password(
    state: &State,
    address: &str,
    account: &str,
    password: String,
) -> Result<HeaderValue, ApiError> {
    let account = account.trim().to_lowercase();
    if let Some(wait) = state.door.attempts.begin(&account, address, Instant::now()) {
        return Err(ApiError::TooMany { seconds: wait.as_secs() + 1 });
    }
    let store = state.hub.store();
    let hash = store.password(&account).await?;
    if !password::holds(password, hash).await {
        // Beside the answer, and only for an account that there is: names that were mistyped may be passwords.
        let store = store.clone();
        tokio::spawn(async move {
            let event = Event {
                actor: "nobody",
                event: "sign-in-refused",
                workspace: None,
                subject: &account,
                detail: "password",
            };
            if let Ok(Some(_)) = store.account(&account).await {
                let _unwritten = store.trace(&clock::now(), &event).await;
            }
        });
        return Err(ApiError::SignIn);
    }
    state.door.attempts.succeeded(&account, address);
    begin(state, &account, "password").await
}

/// Begins a session of an account; the cookie for it.
///
/// # Errors
/// [`ApiError::Store`].
pub async fn begin(state: &State, account: &str, way: &str) -> Result<HeaderValue, ApiError> {
    let secret = secret("")?;
    let expires = clock::from_now(SESSION_SECONDS);
    state.hub.store().begin_session(&secret.hash, account, way, &clock::now(), &expires).await?;
    cookie::keep(&state.door.site, Kind::Session, &secret.text, SESSION_SECONDS).ok_or_else(unwritable)
}

fn unwritable() -> ApiError {
    ApiError::Internal("the cookie can't be written".to_owned())
}
