//! To the identity provider and back.

use axum::extract::{Query, State as Shared};
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;
use topology::document::Id;

use super::shell::problem;
use super::sign_in::own_address;
use crate::api::people::{invitations, session};
use crate::clock;
use crate::error::ApiError;
use crate::people::cookie::{self, Kind};
use crate::people::oidc::{Identity, OidcError, PATIENCE, Provider};
use crate::people::secret::digest;
use crate::people::{Role, name};
use crate::state::State;
use crate::store::StoreError;
use crate::store::people::{AccountEntry, MAIN, NewAccount};

/// Names that are tried for a new account before giving up.
const TRIES: u32 = 100;

/// What somebody wants there.
#[derive(Deserialize)]
pub struct Begin {
    to: Option<String>,
    invitation: Option<String>,
}

/// Leads to the provider.
pub async fn begin(Shared(state): Shared<State>, Query(begin): Query<Begin>) -> Response {
    begun(&state, begin).await.unwrap_or_else(problem)
}

fn provider(state: &State) -> Result<&Provider, ApiError> {
    state.door.provider.as_ref().ok_or_else(|| ApiError::NoRoute("/sign-in/with".to_owned()))
}

async fn begun(state: &State, begin: Begin) -> Result<Response, ApiError> {
    let to = own_address(begin.to.as_deref()).to_owned();
    let (word, url) = provider(state)?.begin(to, begin.invitation).await?;
    let seconds = i64::try_from(PATIENCE.as_secs()).unwrap_or_default();
    let cookie = cookie::keep(&state.door.site, Kind::Journey, &word, seconds);
    Ok((AppendHeaders(cookie.map(|cookie| (header::SET_COOKIE, cookie))), Redirect::to(&url)).into_response())
}

/// What the provider sends the browser back with.
#[derive(Deserialize)]
pub struct Back {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Takes whoever comes back.
pub async fn back(Shared(state): Shared<State>, Query(back): Query<Back>, headers: HeaderMap) -> Response {
    came_back(&state, back, &headers).await.unwrap_or_else(problem)
}

async fn came_back(state: &State, back: Back, headers: &HeaderMap) -> Result<Response, ApiError> {
    let provider = provider(state)?;
    let word = cookie::read(headers, &state.door.site, Kind::Journey).unwrap_or_default();
    let journey = provider.back(&word, back.state.as_deref().unwrap_or_default())?;
    let code = match back {
        Back { code: Some(code), error: None, .. } => code,
        Back { error, error_description, .. } => {
            let words = error_description.or(error).unwrap_or_else(|| "nothing".to_owned());
            return Err(OidcError::Refused(words).into());
        }
    };
    let (identity, to, invitation) = provider.identity(journey, code).await?;
    let account = account(state, provider.role(), &identity, invitation.as_deref(), headers).await?;
    let session = session::begin(state, &account, "identity-provider").await?;
    let forgotten = cookie::forget(&state.door.site, Kind::Journey);
    let cookies = [Some(session), forgotten].into_iter().flatten().map(|cookie| (header::SET_COOKIE, cookie));
    Ok((AppendHeaders(cookies), Redirect::to(&to)).into_response())
}

/// The account of an identity: the one that it has, the one that is signed in here, or a new one where it is invited or everybody may come.
async fn account(
    state: &State,
    role: Option<Role>,
    identity: &Identity,
    invitation: Option<&str>,
    headers: &HeaderMap,
) -> Result<String, ApiError> {
    let (store, now) = (state.hub.store(), clock::now());
    let (issuer, subject) = (identity.issuer.as_str(), identity.subject.as_str());
    if let Some(account) = store.identity(issuer, subject).await? {
        if let Some(code) = invitation {
            invitations::joined(state, code, &account).await?;
            state.door.tell_changed();
        }
        return Ok(account);
    }
    if let Some(account) = invitations::signed_in(state, headers).await? {
        store.link_identity(issuer, subject, &account, &now).await?;
        return Ok(account);
    }
    let hash = invitation.map(digest);
    let entry = || match (&hash, role) {
        (Some(hash), _) => Ok(AccountEntry::Invitation(hash)),
        (None, Some(role)) => Ok(AccountEntry::Member(MAIN, role)),
        (None, None) => Err(ApiError::NoWorkspace),
    };
    let wanted = Id::propose(&identity.account, "person").to_string();
    let shown = name::readable(&identity.name).unwrap_or_else(|_| wanted.clone());
    for number in 1..=TRIES {
        // Nobody takes an account over by bearing its name: a name that is taken gets a number.
        let id = if number == 1 { wanted.clone() } else { format!("{wanted}-{number}") };
        if name::fits(&id).is_err() {
            continue;
        }
        let identity = Some((issuer, subject));
        let new =
            NewAccount { id: &id, name: &shown, password: None, identity, entry: entry()?, author: &id, now: &now };
        match store.add_account(&new).await {
            Ok(true) => return Ok(id),
            Ok(false) => {
                return Err(ApiError::NotFound { what: "invitation", name: "(of this link)".to_owned() });
            }
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ApiError::Conflict {
        message: format!("every name like `{wanted}` is taken"),
        hint: "ask an owner for an invitation",
    })
}
