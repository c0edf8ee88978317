//! Following an invitation.

use axum::Form;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;

use super::shell::{alert, page, problem};
use super::sign_in::way_there;
use crate::api::people::invitations::{Accept, accepted, joined, signed_in};
use crate::clock;
use crate::error::ApiError;
use crate::people::admission::own_page;
use crate::people::secret::digest;
use crate::state::State;

/// What the form sends: a new account's fields, or nothing where somebody is signed in.
#[derive(Deserialize, Default)]
pub struct Filled {
    account: Option<String>,
    name: Option<String>,
    password: Option<String>,
}

/// Shows the page.
pub async fn show(Shared(state): Shared<State>, Path(code): Path<String>, headers: HeaderMap) -> Response {
    form(&state, StatusCode::OK, &code, &headers, &Filled::default(), None).await.unwrap_or_else(problem)
}

async fn form(
    state: &State,
    status: StatusCode,
    code: &str,
    headers: &HeaderMap,
    filled: &Filled,
    message: Option<&str>,
) -> Result<Response, ApiError> {
    let missing = || ApiError::NotFound { what: "invitation", name: "(of this link)".to_owned() };
    let invitation = state.hub.store().invitation(&digest(code), &clock::now()).await?.ok_or_else(missing)?;
    let here = format!("/invitation/{code}");
    let body = match signed_in(state, headers).await? {
        Some(account) => html! {
            main {
                h1 { "You are invited" }
                p { (invitation.author) " invites you as " (invitation.role) "." }
                form class="card" method="post" action=(here) {
                    (alert(message))
                    "You are signed in as " b { (account) } "."
                    button class="primary" { "Join" }
                }
            }
        },
        None => html! {
            main {
                h1 { "You are invited" }
                p { (invitation.author) " invites you as " (invitation.role) ". Choose how you sign in from now on." }
                form class="card" method="post" action=(here) {
                    (alert(message))
                    label for="account" { "Name to sign in with" }
                    input id="account" name="account" value=(filled.account.as_deref().unwrap_or_default()) autocomplete="username" autocapitalize="none" spellcheck="false" required;
                    small { "Lower-case letters, digits and dashes. It stands in the history and can't be changed later." }
                    label for="name" { "Your name" }
                    input id="name" name="name" value=(filled.name.as_deref().unwrap_or_default()) autocomplete="name" required;
                    label for="password" { "Password" }
                    input id="password" name="password" type="password" autocomplete="new-password" minlength="10" required;
                    small { "At least 10 characters." }
                    button class="primary" { "Make my account" }
                }
                div class="or" { "or" }
                @if let Some(provider) = state.door.provider_name() {
                    a class="button" href={ "/sign-in/with?invitation=" (code) } { "Join with " (provider) }
                    div class="or" {}
                }
                a class="button" href=(way_there(&here)) { "I have an account" }
            }
        },
    };
    Ok(page(status, "You are invited", &body))
}

/// Takes the form.
pub async fn submit(
    Shared(state): Shared<State>,
    Path(code): Path<String>,
    headers: HeaderMap,
    Form(filled): Form<Filled>,
) -> Response {
    taken(&state, &code, &headers, filled).await.unwrap_or_else(problem)
}

async fn taken(state: &State, code: &str, headers: &HeaderMap, filled: Filled) -> Result<Response, ApiError> {
    own_page(&Method::POST, headers)?;
    if let Some(account) = signed_in(state, headers).await? {
        joined(state, code, &account).await?;
        state.door.tell_changed();
        return Ok(Redirect::to("/").into_response());
    }
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    let accept = Accept {
        code: code.to_owned(),
        account: text(&filled.account),
        name: text(&filled.name),
        password: text(&filled.password),
    };
    match accepted(state, accept).await {
        Ok(cookie) => Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()),
        Err(error @ (ApiError::Refused(_) | ApiError::Conflict { .. })) => {
            let (status, message, hint) = error.told();
            let message = hint.map_or_else(|| message.clone(), |hint| format!("{message}: {hint}"));
            form(state, status, code, headers, &filled, Some(&message)).await
        }
        Err(error) => Err(error),
    }
}
