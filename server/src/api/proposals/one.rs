//! One proposal: where it stands, and what keeps it from being merged.

use axum::Json;
use axum::extract::{Path, State as Shared};
use serde::{Deserialize, Serialize};
use topology::Problem;
use topology::collections::BTreeMap;
use topology::merge::Conflict;
use utoipa::ToSchema;

use super::list::{fits, titled};
use super::{Actor, required};
use crate::api::Body;
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::people::{Person, Role};
use crate::review::{Blocker, Said, Standing, blockers, discussion};
use crate::state::State;
use crate::store::review::{Approval, Change, Proposal, State as Stage};

/// A proposal with everything that is known of it.
#[derive(Serialize, ToSchema)]
pub struct Detail {
    /// What it says of itself.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    proposal: Proposal,
    /// `draft`, `in-review`, `changes-requested`, `approved`, `merged` or `closed`.
    stage: &'static str,
    /// The id under which the head is opened.
    head: String,
    /// The revision of the head.
    head_revision: i64,
    /// The semantic hash of the head: what approvals hold for.
    head_hash: String,
    /// The revision of the topology now.
    main_revision: i64,
    /// How many approvals a merge needs.
    required: i64,
    /// Whether nobody else can sign in here, so that none is needed unless somebody said so.
    alone: bool,
    /// The person who asks, by id.
    me: String,
    /// The workspace whose members can be named in comments.
    workspace: String,
    /// The approvals, those that hold no longer among them.
    #[schema(value_type = Vec<Object>)]
    approvals: Vec<Approval>,
    /// What was said.
    threads: Vec<Said>,
    /// Places that changed on both sides; choose one when merging.
    #[schema(value_type = Vec<Object>)]
    conflicts: Vec<Conflict>,
    /// What keeps it from being merged; nothing where it can be.
    blockers: Vec<Blocker>,
}

/// Reads a proposal.
#[utoipa::path(get, path = "/api/topologies/{id}/proposals/{number}", tag = "review",
    params(("id" = String, Path), ("number" = i64, Path)), responses((status = 200, body = Detail), (status = 404, body = ErrorBody)))]
pub async fn read_proposal(
    Shared(state): Shared<State>,
    person: Person,
    Path((id, number)): Path<(String, i64)>,
) -> Result<Json<Detail>, ApiError> {
    detail(&state, Actor::of(person), &id, number).await.map(Json)
}

async fn detail(state: &State, actor: Actor, id: &str, number: i64) -> Result<Detail, ApiError> {
    let store = state.hub.store();
    let standing = Standing::load(&state.hub, id, number).await?;
    let required = required(state, id, &actor).await?;
    let talk = discussion(store, &standing, clock::today()).await?;
    let merged = standing.merged(BTreeMap::new()).await?;
    let open = standing.proposal.state.is_open();
    let blockers = blockers(store, &standing, &merged, &talk, required, clock::today()).await?;
    let approvals = store.approvals(id, number).await?;
    let approved = !blockers.iter().any(|blocker| matches!(blocker.code, "approvals" | "owners" | "waivers"))
        && approvals.iter().any(|approval| approval.dismissed.is_none());
    let stage = match standing.proposal.state {
        Stage::InReview if approved => "approved",
        state => state.word(),
    };
    Ok(Detail {
        stage,
        head: standing.head_id(),
        head_revision: standing.head.revision,
        head_hash: standing.head.hash().await?,
        main_revision: standing.main.revision,
        required,
        alone: actor.is_alone(),
        me: actor.person.id,
        workspace: store.workspace_of(id).await?.unwrap_or_default(),
        approvals,
        threads: talk.threads,
        conflicts: if open { merged.conflicts } else { Vec::new() },
        blockers,
        proposal: standing.proposal,
    })
}

/// What is changed about a proposal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Describe {
    /// Another title.
    title: Option<String>,
    /// Another description.
    description: Option<String>,
    /// `in-review` asks for a review, `closed` gives it up, `draft` takes it back or opens it again.
    #[schema(value_type = Option<String>)]
    state: Option<Stage>,
}

/// Changes what a proposal says of itself. Its author may, and whoever may edit the topology.
#[utoipa::path(patch, path = "/api/topologies/{id}/proposals/{number}", tag = "review",
    params(("id" = String, Path), ("number" = i64, Path)), request_body = Describe, responses(
    (status = 200, body = Detail), (status = 404, body = ErrorBody),
    (status = 409, description = "It is merged or closed", body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn describe_proposal(
    Shared(state): Shared<State>,
    person: Person,
    Path((id, number)): Path<(String, i64)>,
    Body(describe): Body<Describe>,
) -> Result<Json<Detail>, ApiError> {
    let title = describe.title.as_deref().map(|title| titled(title, "/title")).transpose()?;
    fits("/description", describe.description.as_deref().unwrap_or_default())?;
    let standing = Standing::load(&state.hub, &id, number).await?;
    if standing.proposal.author != person.id && person.role < Role::Editor {
        let problem = Problem::at("", "only its author, or an editor of the topology, changes a proposal");
        return Err(ApiError::Refused(vec![problem.hint("comment on it instead")]));
    }
    if let Some(wanted @ (Stage::Merged | Stage::ChangesRequested)) = describe.state {
        let problem = Problem::at("/state", format!("`{}` is not set, but decided", wanted.word()));
        return Err(ApiError::Refused(vec![problem.hint("use `merge` or `decisions`")]));
    }
    let change = Change { title, description: describe.description.as_deref(), state: describe.state };
    let actor = Actor::of(person);
    state.hub.store().change_proposal(&id, number, &change, actor.by()).await?;
    detail(&state, actor, &id, number).await.map(Json)
}
