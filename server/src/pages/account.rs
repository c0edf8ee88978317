//! One's own account, and, for owners, the members of their workspaces.

use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::shell::{page, problem};
use super::sign_in::way_there;
use crate::api::people::invitations::signed_in;
use crate::clock;
use crate::error::ApiError;
use crate::people::Role;
use crate::state::State;
use crate::store::people::{Invitation, Member, Token, Workspace};
use crate::store::{Notification, Webhook};

/// Shows the page.
pub async fn show(Shared(state): Shared<State>, headers: HeaderMap) -> Response {
    shown(&state, &headers).await.unwrap_or_else(problem)
}

async fn shown(state: &State, headers: &HeaderMap) -> Result<Response, ApiError> {
    if !state.door.has_accounts().await? {
        return Err(ApiError::NoAccounts);
    }
    let Some(id) = signed_in(state, headers).await? else {
        return Ok(Redirect::to(&way_there("/account")).into_response());
    };
    let store = state.hub.store();
    let account = store.account(&id).await?.ok_or(ApiError::SignedOut)?;
    let mut workspaces = Vec::new();
    for workspace in store.workspaces(&id).await? {
        let members = store.members(&workspace.id).await?;
        let owner = workspace.role == Role::Owner;
        let invitations = if owner { store.invitations(&workspace.id, &clock::now()).await? } else { Vec::new() };
        let hooks = if owner { store.webhooks(&workspace.id).await? } else { Vec::new() };
        workspaces.push(html! {
            (place(&workspace, &members, &invitations))
            @if owner { (webhooks(&workspace, &hooks)) }
        });
    }
    let body = html! {
        header class="top" {
            a href="/" { "Groundplan" }
            form method="post" action="/sign-out" { button { "Sign out" } }
        }
        main class="wide" {
            h1 { (account.name) }
            p { "You sign in as " b { (account.id) } "." }
            @for workspace in &workspaces { (workspace) }
            @if workspaces.is_empty() { p { "You are a member of no workspace. An owner of one can invite you." } }
            (notifications(&store.notifications(&id).await?))
            h2 { "Password" }
            (password(state.door.provider_name()))
            (tokens(&store.tokens(&id).await?))
        }
    };
    Ok(page(StatusCode::OK, "Your account", &body))
}

fn roles(chosen: Role) -> Markup {
    html! { @for role in Role::ALL { option value=(role) selected[role == chosen] { (role) } } }
}

fn day(time: &str) -> &str {
    time.get(..10).unwrap_or(time)
}

fn place(workspace: &Workspace, members: &[Member], invitations: &[Invitation]) -> Markup {
    let owner = workspace.role == Role::Owner;
    let base = format!("/api/workspaces/{}", workspace.id);
    html! {
        h2 { (workspace.title) }
        p { "You are " (workspace.role) " here." }
        table {
            thead { tr { th { "Member" } th { "Name" } th { "Role" } } }
            tbody {
                @for member in members {
                    tr {
                        td { (member.name) }
                        td { (member.id) }
                        td {
                            @if owner {
                                form data-route={ "PUT " (base) "/members/" (member.id) } {
                                    select name="role" aria-label={ "Role of " (member.name) } { (roles(member.role)) }
                                    button { "Set" }
                                }
                                " "
                                form data-route={ "DELETE " (base) "/members/" (member.id) } { button { "Remove" } }
                            } @else { (member.role) }
                        }
                    }
                }
                @for invitation in invitations {
                    tr {
                        td { "Invited by " (invitation.author) }
                        td { "until " (day(&invitation.expires)) }
                        td {
                            (invitation.role) " "
                            form data-route={ "DELETE " (base) "/invitations/" (invitation.id) } { button { "Take back" } }
                        }
                    }
                }
            }
        }
        @if owner {
            form class="row" data-route={ "POST " (base) "/invitations" } data-tell="link" {
                div { label for={ "invite-" (workspace.id) } { "Invite somebody as" } select id={ "invite-" (workspace.id) } name="role" { (roles(Role::Editor)) } }
                button { "Make a link" }
                a class="button" href={ (base) "/trail.csv" } { "Who came in, as CSV" }
            }
        }
    }
}

fn webhooks(workspace: &Workspace, hooks: &[Webhook]) -> Markup {
    let base = format!("/api/workspaces/{}/webhooks", workspace.id);
    html! {
        h2 { "Webhooks" }
        p { "Programs that are told what is proposed, said and decided here, signed with the key at " code { "/api/signing-key" } "." }
        @for hook in hooks {
            form class="row" data-route={ "DELETE " (base) "/" (hook.id) } {
                code { (hook.url) }
                a class="button" href={ (base) "/" (hook.id) "/deliveries" } { "What it was told" }
                button { "Take away" }
            }
        }
        form class="row" data-route={ "POST " (base) } {
            div { label for={ "hook-" (workspace.id) } { "Address" } input id={ "hook-" (workspace.id) } name="url" type="url" maxlength="2000" placeholder="https://example.org/hook" required; }
            button { "Add a webhook" }
        }
    }
}

fn notifications(told: &[Notification]) -> Markup {
    let last = told.iter().filter(|one| !one.seen).map(|one| one.number).max();
    html! {
        h2 id="notifications" { "What concerns you" }
        @if told.is_empty() { p { "Nothing yet: here you are told when somebody names you, asks for a review, or decides about a proposal of yours." } }
        @else {
            table {
                tbody {
                    @for one in told.iter().take(20) {
                        tr {
                            td { @if one.seen { (day(&one.time)) } @else { b { (day(&one.time)) " new" } } }
                            td { (one.actor) ": " (one.event.replace('-', " ")) }
                            td { a href={ "/review/" (one.topology) "/" (one.proposal) } { "#" (one.proposal) " " (one.title) } }
                        }
                    }
                }
            }
        }
        @if let Some(last) = last {
            form data-route="PUT /api/me/notifications" data-then="/account" {
                input type="number" name="until" value=(last) hidden aria-hidden="true";
                button { "I have seen them" }
            }
        }
    }
}

fn password(provider: Option<&str>) -> Markup {
    html! {
        form class="row" data-route="PUT /api/me/password" data-then="/sign-in" {
            div { label for="old" { "Password until now" } input id="old" name="old" type="password" autocomplete="current-password" required; }
            div { label for="new" { "New password" } input id="new" name="new" type="password" autocomplete="new-password" minlength="10" required; }
            button { "Change it and sign out everywhere" }
        }
        @if let Some(provider) = provider { p { a href="/sign-in/with?to=%2Faccount" { "Let " (provider) " sign me in too" } } }
    }
}

fn tokens(tokens: &[Token]) -> Markup {
    html! {
        h2 { "Tokens for programs" }
        p { "A program sends one as " code { "Authorization: Bearer TOKEN" } "; the command line reads " code { "GROUNDPLAN_TOKEN" } "." }
        @if !tokens.is_empty() {
            table {
                thead { tr { th { "For" } th { "At most" } th { "Until" } th { "Last used" } th { "" } } }
                tbody {
                    @for token in tokens {
                        tr {
                            td { (token.name) }
                            td { (token.scope) }
                            td { (day(&token.expires)) }
                            td { (token.used.as_deref().unwrap_or("never")) }
                            td { form data-route={ "DELETE /api/me/tokens/" (token.id) } { button { "Revoke" } } }
                        }
                    }
                }
            }
        }
        form class="row" data-route="POST /api/me/tokens" data-tell="token" {
            div { label for="token-name" { "For" } input id="token-name" name="name" maxlength="80" placeholder="nightly check" required; }
            div { label for="token-scope" { "At most" } select id="token-scope" name="scope" { (roles(Role::Viewer)) } }
            div { label for="token-days" { "Days" } input id="token-days" name="days" type="number" min="1" max="366" value="90"; }
            button { "Make a token" }
        }
    }
}
