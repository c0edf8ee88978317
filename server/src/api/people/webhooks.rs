//! Addresses of other programs that are told what happens in a workspace.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use openidconnect::url::Url;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::refused;
use super::tokens::by_session;
use crate::api::Body;
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::people::Visit;
use crate::state::State;
use crate::store::people::Event;
use crate::store::{Delivery, Webhook};

/// Webhooks of one workspace.
const MOST: usize = 20;
/// The length of an address.
const LONGEST: usize = 2_000;

/// Lists the webhooks of a workspace.
#[utoipa::path(get, path = "/api/workspaces/{workspace}/webhooks", tag = "people", params(("workspace" = String, Path)), responses(
    (status = 200, body = Vec<Webhook>), (status = 404, body = ErrorBody)))]
pub async fn list_webhooks(
    Shared(state): Shared<State>,
    Path(workspace): Path<String>,
) -> Result<Json<Vec<Webhook>>, ApiError> {
    Ok(Json(state.hub.store().webhooks(&workspace).await?))
}

/// A webhook to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeWebhook {
    /// Where it is: `https://…`. A server that only its own machine reaches also tells `http://…`.
    url: String,
}

/// A webhook that was made.
#[derive(Serialize, ToSchema)]
pub struct MadeWebhook {
    /// Its id.
    id: String,
}

/// Makes a webhook. It is told, signed, of everything that the audit of a topology of the workspace notes from now on.
#[utoipa::path(post, path = "/api/workspaces/{workspace}/webhooks", tag = "people", params(("workspace" = String, Path)), request_body = MakeWebhook, responses(
    (status = 201, body = MadeWebhook), (status = 404, body = ErrorBody),
    (status = 409, description = "There are 20 already", body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn make_webhook(
    Shared(state): Shared<State>,
    visit: Visit,
    Path(workspace): Path<String>,
    Body(new): Body<MakeWebhook>,
) -> Result<(StatusCode, Json<MadeWebhook>), ApiError> {
    by_session(&visit)?;
    let url = address(&new.url, state.door.site.is_private()).map_err(|message| refused("/url", message))?;
    let (store, actor, now) = (state.hub.store(), visit.person.id.as_str(), clock::now());
    if store.webhooks(&workspace).await?.len() >= MOST {
        let message = format!("the workspace has {MOST} webhooks already");
        return Err(ApiError::Conflict { message, hint: "take one away first" });
    }
    let id = store.add_webhook(&workspace, url.as_str(), actor, &now).await?;
    let told = Event { actor, event: "webhook-made", workspace: Some(&workspace), subject: &id, detail: url.as_str() };
    store.trace(&now, &told).await?;
    Ok((StatusCode::CREATED, Json(MadeWebhook { id })))
}

/// Takes a webhook away, with what still waits for it.
#[utoipa::path(delete, path = "/api/workspaces/{workspace}/webhooks/{webhook}", tag = "people",
    params(("workspace" = String, Path), ("webhook" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn remove_webhook(
    Shared(state): Shared<State>,
    visit: Visit,
    Path((workspace, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    by_session(&visit)?;
    let (store, actor, now) = (state.hub.store(), visit.person.id.as_str(), clock::now());
    if !store.remove_webhook(&workspace, &id).await? {
        return Err(missing(id));
    }
    let told = Event { actor, event: "webhook-removed", workspace: Some(&workspace), subject: &id, detail: "" };
    store.trace(&now, &told).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads what a webhook was told and what it answered, the newest first; the last 1,000 are kept.
#[utoipa::path(get, path = "/api/workspaces/{workspace}/webhooks/{webhook}/deliveries", tag = "people",
    params(("workspace" = String, Path), ("webhook" = String, Path)), responses(
    (status = 200, body = Vec<Delivery>), (status = 404, body = ErrorBody)))]
pub async fn read_deliveries(
    Shared(state): Shared<State>,
    Path((workspace, id)): Path<(String, String)>,
) -> Result<Json<Vec<Delivery>>, ApiError> {
    let store = state.hub.store();
    if !store.webhooks(&workspace).await?.iter().any(|one| one.id == id) {
        return Err(missing(id));
    }
    Ok(Json(store.deliveries(&workspace, &id).await?))
}

fn missing(id: String) -> ApiError {
    ApiError::NotFound { what: "webhook", name: id }
}

/// An address that can be told. Over plain HTTP what is proposed could be read on its way.
fn address(text: &str, private: bool) -> Result<Url, String> {
    let expected = "expected an address such as https://example.org/hook";
    if text.len() > LONGEST {
        return Err(format!("longer than {LONGEST} bytes (the limit)"));
    }
    let url = Url::parse(text).map_err(|error| format!("{error}; {expected}"))?;
    if url.scheme() != "https" && !(private && url.scheme() == "http") {
        return Err(expected.to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a name or password in the address would be shown to every owner: leave it out".to_owned());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_told_safely_is_an_address() {
        assert!(address("https://example.org/hook?x=1", false).is_ok());
        assert!(address("http://localhost:9/hook", true).is_ok());
        for (text, private) in [
            ("http://example.org/hook", false),
            ("ftp://example.org", true),
            ("file:///etc/passwd", true),
            ("https://me:secret@example.org", true),
            ("example.org/hook", true),
            ("", true),
        ] {
            assert!(address(text, private).is_err(), "{text}");
        }
        assert!(address(&format!("https://example.org/{}", "x".repeat(2_000)), true).is_err());
    }
}
