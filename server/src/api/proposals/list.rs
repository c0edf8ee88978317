//! The proposals of a topology.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use topology::Problem;
use utoipa::ToSchema;

use super::{Actor, required};
use crate::api::{Body, current};
use crate::error::{ApiError, ErrorBody};
use crate::people::Person;
use crate::state::State;
use crate::store::review::{Owners, Proposal, Proposing};
use crate::store::{Branch, head_id};

/// Characters of a title.
const TITLE: usize = 120;
/// Characters of a description or a comment.
pub(super) const TEXT: usize = 16_384;

/// The proposals of a topology, and what a merge needs.
#[derive(Serialize, ToSchema)]
pub struct Proposals {
    /// How many approvals a merge needs.
    required: i64,
    /// Who has to approve a change of which part.
    owners: Vec<Owners>,
    /// Whether nobody else can sign in here.
    alone: bool,
    /// The proposals, the newest first.
    #[schema(value_type = Vec<Object>)]
    proposals: Vec<Proposal>,
}

/// Lists the proposals of a topology, the newest first.
#[utoipa::path(get, path = "/api/topologies/{id}/proposals", tag = "review", params(("id" = String, Path)), responses(
    (status = 200, body = Proposals), (status = 404, body = ErrorBody)))]
pub async fn list_proposals(
    Shared(state): Shared<State>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Json<Proposals>, ApiError> {
    current(&state, &id).await?;
    let actor = Actor::of(person);
    let required = required(&state, &id, &actor).await?;
    let proposals = state.hub.store().proposals(&id).await?;
    let owners = state.hub.store().owners(&id).await?;
    Ok(Json(Proposals { required, owners, alone: actor.is_alone(), proposals }))
}

/// A new proposal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProposal {
    /// What people read; at most 120 characters.
    title: String,
    /// Why, for people; at most 16,384 characters.
    #[serde(default)]
    description: String,
}

/// Where the new proposal is.
#[derive(Serialize, ToSchema)]
pub struct Made {
    /// Its number in the topology.
    number: i64,
    /// The id under which its head is opened, edited, judged and synthesized, like a topology.
    head: String,
    /// The revision that it begins with.
    base_revision: i64,
}

/// Makes a proposal: a branch of edits from the topology as it is now, as a draft.
#[utoipa::path(post, path = "/api/topologies/{id}/proposals", tag = "review", params(("id" = String, Path)), request_body = NewProposal, responses(
    (status = 201, body = Made), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn propose(
    Shared(state): Shared<State>,
    person: Person,
    Path(id): Path<String>,
    Body(new): Body<NewProposal>,
) -> Result<(StatusCode, Json<Made>), ApiError> {
    let title = titled(&new.title, "/title")?;
    fits("/description", &new.description)?;
    if Branch::of(&id).proposal.is_some() {
        let problem = Problem::at("", "a proposal has no proposals of its own").hint("propose from the topology");
        return Err(ApiError::Refused(vec![problem]));
    }
    let current = current(&state, &id).await?;
    let base_revision = current.revision;
    let proposing = Proposing { title, description: &new.description, base_revision, document: &current.document };
    let number = state.hub.store().propose(&id, &proposing, Actor::of(person).by()).await?;
    Ok((StatusCode::CREATED, Json(Made { number, head: head_id(&id, number), base_revision })))
}

/// A title that people can read; `at` is where it was said.
pub(in crate::api) fn titled<'t>(title: &'t str, at: &'static str) -> Result<&'t str, ApiError> {
    let title = title.trim();
    let odd = title.is_empty() || title.chars().count() > TITLE || title.chars().any(char::is_control);
    if odd {
        let problem = Problem::at(at, format!("expected 1 to {TITLE} characters on one line"));
        return Err(ApiError::Refused(vec![problem.hint("give it a short title")]));
    }
    Ok(title)
}

/// That a text is no longer than people read.
pub(super) fn fits(at: &'static str, text: &str) -> Result<(), ApiError> {
    if text.chars().count() > TEXT {
        let problem = Problem::at(at, format!("longer than {TEXT} characters (the limit)"));
        return Err(ApiError::Refused(vec![problem.hint("shorten it")]));
    }
    Ok(())
}
