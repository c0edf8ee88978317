//! Workspaces.

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::refused;
use super::tokens::by_session;
use crate::api::Body;
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::people::{Person, Visit, name};
use crate::state::State;
use crate::store::people::Workspace;

/// Workspaces that one account is a member of.
const MOST: usize = 100;

/// Lists the workspaces that the person is a member of.
#[utoipa::path(get, path = "/api/workspaces", tag = "people", responses((status = 200, body = Vec<Workspace>), (status = 401, body = ErrorBody)))]
pub async fn list_workspaces(Shared(state): Shared<State>, person: Person) -> Result<Json<Vec<Workspace>>, ApiError> {
    Ok(Json(state.hub.store().workspaces(&person.id).await?))
}

/// A workspace to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeWorkspace {
    /// What people read: 1 to 80 characters.
    title: String,
}

/// A workspace that was made.
#[derive(Serialize, ToSchema)]
pub struct MadeWorkspace {
    /// Its id.
    id: String,
}

/// Makes a workspace, whose owner is the person.
#[utoipa::path(post, path = "/api/workspaces", tag = "people", request_body = MakeWorkspace, responses(
    (status = 201, body = MadeWorkspace), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn make_workspace(
    Shared(state): Shared<State>,
    visit: Visit,
    Body(new): Body<MakeWorkspace>,
) -> Result<(StatusCode, Json<MadeWorkspace>), ApiError> {
    by_session(&visit)?;
    let title = name::readable(&new.title).map_err(|error| refused("/title", error))?;
    let store = state.hub.store();
    if store.workspaces(&visit.person.id).await?.len() >= MOST {
        return Err(refused("/title", format!("you are a member of {MOST} workspaces, and no more are possible")));
    }
    let id = store.add_workspace(&title, &visit.person.id, &clock::now()).await?;
    Ok((StatusCode::CREATED, Json(MadeWorkspace { id })))
}
