//! Signing in and out.

use std::net::SocketAddr;

use axum::Form;
use axum::extract::{ConnectInfo, Query, State as Shared};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::shell::{alert, page, problem};
use crate::api::people::session::{address, ended, with_password};
use crate::error::ApiError;
use crate::people::admission::own_page;
use crate::state::State;

/// Where to go after signing in.
#[derive(Deserialize, Default)]
pub struct Whereto {
    to: Option<String>,
}

/// The sign-in page, from which one comes back to an address of this server.
#[must_use]
pub fn way_there(path: &str) -> String {
    format!("/sign-in?to={}", utf8_percent_encode(path, NON_ALPHANUMERIC))
}

/// An address of this server and of no other: a link must not lead people elsewhere through the sign-in page.
pub(super) fn own_address(to: Option<&str>) -> &str {
    let to = to.unwrap_or("/");
    let own = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.contains(char::is_control);
    if own { to } else { "/" }
}

fn form(state: &State, status: StatusCode, to: &str, account: &str, message: Option<&str>) -> Response {
    let provider = state.door.provider_name();
    let body = html! {
        main {
            h1 { "Sign in to Groundplan" }
            p { "Draw a system, see its faults, take away infrastructure code that works." }
            form class="card" method="post" action="/sign-in" {
                (alert(message))
                input type="hidden" name="to" value=(to);
                label for="account" { "Name" }
                input id="account" name="account" value=(account) autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus;
                label for="password" { "Password" }
                input id="password" name="password" type="password" autocomplete="current-password" required;
                button class="primary" { "Sign in" }
            }
            @if let Some(provider) = provider {
                div class="or" { "or" }
                a class="button" href={ "/sign-in/with?to=" (utf8_percent_encode(to, NON_ALPHANUMERIC)) } { "Sign in with " (provider) }
            }
        }
    };
    page(status, "Sign in", &body)
}

/// Shows the page.
pub async fn show(Shared(state): Shared<State>, Query(whereto): Query<Whereto>) -> Response {
    match state.door.has_accounts().await {
        Ok(true) => form(&state, StatusCode::OK, own_address(whereto.to.as_deref()), "", None),
        // Nobody has to sign in where nobody has an account.
        Ok(false) => Redirect::to("/").into_response(),
        Err(error) => problem(error),
    }
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Filled {
    account: String,
    password: String,
    to: Option<String>,
}

/// Takes the form.
pub async fn submit(
    Shared(state): Shared<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(filled): Form<Filled>,
) -> Response {
    // Or another site could sign somebody in as somebody else.
    if let Err(error) = own_page(&Method::POST, &headers) {
        return problem(error);
    }
    let to = own_address(filled.to.as_deref());
    match with_password(&state, &address(&state, peer, &headers), &filled.account, filled.password).await {
        Ok(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to(to)).into_response(),
        Err(error @ (ApiError::SignIn | ApiError::TooMany { .. })) => {
            let (status, message, hint) = error.told();
            let message = format!("{message}: {}", hint.unwrap_or_default());
            form(&state, status, to, &filled.account, Some(&message))
        }
        Err(error) => problem(error),
    }
}

/// Signs out.
pub async fn out(Shared(state): Shared<State>, headers: HeaderMap) -> Response {
    if let Err(error) = own_page(&Method::POST, &headers) {
        return problem(error);
    }
    match ended(&state, &headers).await {
        Ok(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response(),
        Err(error) => problem(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_this_server_alone() {
        assert_eq!(own_address(Some("/topologies/0a?environment=x")), "/topologies/0a?environment=x");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", ""] {
            assert_eq!(own_address(Some(elsewhere)), "/", "{elsewhere}");
        }
        assert_eq!(own_address(None), "/");
        assert_eq!(way_there("/a?b=c"), "/sign-in?to=%2Fa%3Fb%3Dc");
    }
}
