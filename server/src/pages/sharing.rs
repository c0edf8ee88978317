//! The links to one topology.

use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::shell::{page, problem};
use super::sign_in::way_there;
use crate::clock;
use crate::error::ApiError;
use crate::people::Role;
use crate::people::access::Need;
use crate::people::door::Place;
use crate::state::State;

/// Shows the page to those who may make such links.
pub async fn show(Shared(state): Shared<State>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    match shown(&state, &id, &headers).await {
        Ok(response) => response,
        Err(ApiError::SignedOut) => Redirect::to(&way_there(&format!("/sharing/{id}"))).into_response(),
        Err(error) => problem(error),
    }
}

async fn shown(state: &State, id: &str, headers: &HeaderMap) -> Result<Response, ApiError> {
    let tickets = state.door.tickets(headers).await?;
    state.door.admit(&tickets, Need::Members(Role::Editor), Place::Topology(id)).await?;
    let missing = || ApiError::NotFound { what: "topology", name: id.to_owned() };
    let current = state.hub.current(id).await?.ok_or_else(missing)?;
    let shares = state.hub.store().shares(id, &clock::now()).await?;
    let base = format!("/api/topologies/{id}/shares");
    let body = html! {
        header class="top" { a href="/" { "Groundplan" } }
        main class="wide" {
            h1 { "Links to " (current.document.label()) }
            p { "Whoever has such a link may look at this topology, its findings and its files, and change nothing. It ends by itself." }
            @if !shares.is_empty() {
                table {
                    thead { tr { th { "Made by" } th { "On" } th { "Ends" } th { "" } } }
                    tbody {
                        @for share in &shares {
                            tr {
                                td { (share.author) }
                                td { (share.created.get(..10).unwrap_or_default()) }
                                td { (share.expires.get(..10).unwrap_or_default()) }
                                td { form data-route={ "DELETE " (base) "/" (share.id) } { button { "End it" } } }
                            }
                        }
                    }
                }
            }
            form class="row" data-route={ "POST " (base) } data-tell="link" {
                div { label for="days" { "Days until it ends" } input id="days" name="days" type="number" min="1" max="366" value="14"; }
                button class="primary" { "Make a link" }
            }
            p { a class="button" href={ "/t/" (id) } { "Back to the topology" } }
        }
    };
    Ok(page(StatusCode::OK, "Links", &body))
}
