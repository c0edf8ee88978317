//! Members of a workspace.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::tokens::by_session;
use crate::api::Body;
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::people::{Role, Visit};
use crate::state::State;
use crate::store::people::{Changed, Member};

/// Lists the members of a workspace.
#[utoipa::path(get, path = "/api/workspaces/{workspace}/members", tag = "people", params(("workspace" = String, Path)), responses(
    (status = 200, body = Vec<Member>), (status = 404, body = ErrorBody)))]
pub async fn list_members(
    Shared(state): Shared<State>,
    Path(workspace): Path<String>,
) -> Result<Json<Vec<Member>>, ApiError> {
    Ok(Json(state.hub.store().members(&workspace).await?))
}

/// A role to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveRole {
    /// The role.
    role: Role,
}

/// Gives an account a role in a workspace, as a new member or as one that is there.
#[utoipa::path(put, path = "/api/workspaces/{workspace}/members/{account}", tag = "people", params(("workspace" = String, Path), ("account" = String, Path)), request_body = GiveRole, responses(
    (status = 204), (status = 404, description = "There is no such account", body = ErrorBody),
    (status = 409, description = "It would leave the workspace without an owner", body = ErrorBody)))]
pub async fn set_role(
    Shared(state): Shared<State>,
    visit: Visit,
    Path((workspace, account)): Path<(String, String)>,
    Body(new): Body<GiveRole>,
) -> Result<StatusCode, ApiError> {
    change(&state, &visit, &workspace, account, Some(new.role)).await
}

/// Takes a membership away. Open sockets of that person close.
#[utoipa::path(delete, path = "/api/workspaces/{workspace}/members/{account}", tag = "people", params(("workspace" = String, Path), ("account" = String, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody),
    (status = 409, description = "It would leave the workspace without an owner", body = ErrorBody)))]
pub async fn remove_member(
    Shared(state): Shared<State>,
    visit: Visit,
    Path((workspace, account)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    change(&state, &visit, &workspace, account, None).await
}

async fn change(
    state: &State,
    visit: &Visit,
    workspace: &str,
    account: String,
    role: Option<Role>,
) -> Result<StatusCode, ApiError> {
    by_session(visit)?;
    match state.hub.store().set_role(workspace, &account, role, &visit.person.id, &clock::now()).await? {
        Changed::Done => {
            state.door.tell_changed();
            Ok(StatusCode::NO_CONTENT)
        }
        Changed::Missing => Err(ApiError::NotFound { what: "member", name: account }),
        Changed::LastOwner => Err(ApiError::Conflict {
            message: format!("{account} is the only owner of this workspace"),
            hint: "make another member an owner first",
        }),
    }
}
