//! Deciding about a proposal: approve, ask for changes, merge, and how many approvals that needs.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use topology::Problem;
use topology::collections::BTreeMap;
use topology::document::Pointer;
use topology::merge::Side;
use utoipa::ToSchema;

use super::{Actor, required};
use crate::api::topologies::own_submission;
use crate::api::{Body, current};
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::live::aside;
use crate::people::{Person, Role};
use crate::review::{Standing, blockers, discussion};
use crate::state::State;
use crate::store::review::{Approving, Change, Owners, State as Stage, cover};
use crate::store::{Merging, Purpose, StoreError};

/// A verdict.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is good as it is.
    Approve,
    /// It has to be different.
    RequestChanges,
}

/// What somebody decides.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The verdict.
    verdict: Verdict,
    /// The semantic hash of the head that was looked at, as the proposal told it: another one is refused.
    hash: String,
    /// Whether the waivers of the proposal are approved too.
    #[serde(default)]
    waivers: bool,
}

/// Decides about a proposal in review. Its author can't.
#[utoipa::path(post, path = "/api/topologies/{id}/proposals/{number}/decisions", tag = "review",
    params(("id" = String, Path), ("number" = i64, Path)), request_body = Decision, responses(
    (status = 204), (status = 404, body = ErrorBody),
    (status = 409, description = "It is not in review", body = ErrorBody),
    (status = 422, description = "The author decides, or the head means something else by now", body = ErrorBody)))]
pub async fn decide(
    Shared(state): Shared<State>,
    person: Person,
    Path((id, number)): Path<(String, i64)>,
    Body(decision): Body<Decision>,
) -> Result<StatusCode, ApiError> {
    let standing = Standing::load(&state.hub, &id, number).await?;
    let refused = |message: &str, hint: &str| ApiError::Refused(vec![Problem::at("", message).hint(hint)]);
    if standing.proposal.author == person.id {
        return Err(refused("nobody decides about a proposal of one's own", "ask somebody else for a review"));
    }
    if !matches!(standing.proposal.state, Stage::InReview | Stage::ChangesRequested) {
        return Err(ApiError::Store(StoreError::Closed));
    }
    let hash = standing.head.hash().await?;
    if decision.hash != hash {
        return Err(refused("the proposal means something else by now", "load it again and look at what changed"));
    }
    let actor = Actor::of(person);
    let store = state.hub.store();
    match decision.verdict {
        Verdict::Approve => {
            let (owners, document) = (store.owners(&id).await?, standing.head.document.clone());
            let who = actor.person.id.clone();
            let covered = aside(move || {
                let hashes = topology::hash::hashes(&document);
                cover(&owners, &who, &document, &hashes)
            });
            let covered = covered.await?;
            let approving = Approving {
                revision: standing.head.revision,
                hash: &hash,
                waivers: decision.waivers,
                cover: covered.as_deref(),
            };
            store.approve((&id, number), &approving, actor.by()).await?;
        }
        Verdict::RequestChanges => {
            let change = Change { state: Some(Stage::ChangesRequested), ..Change::default() };
            store.change_proposal(&id, number, &change, actor.by()).await?;
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Sides for places that changed on both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// For each conflict its path, with `ours` (as the topology says now) or `theirs` (as is proposed).
    #[serde(default)]
    #[schema(value_type = Object)]
    choices: BTreeMap<Pointer, Side>,
}

/// What the merge made.
#[derive(Serialize, ToSchema)]
pub struct Done {
    /// The revision of the topology.
    revision: i64,
    /// Its semantic hash.
    hash: String,
}

/// Merges a proposal into its topology, as one edit that can be undone. Refused while anything stands in the way, and each of it is named.
#[utoipa::path(post, path = "/api/topologies/{id}/proposals/{number}/merge", tag = "review",
    params(("id" = String, Path), ("number" = i64, Path)), request_body = Merge, responses(
    (status = 200, body = Done), (status = 404, body = ErrorBody),
    (status = 409, description = "Something stands in the way; `blockers` names it", body = ErrorBody),
    (status = 422, description = "A chosen side does not fit", body = ErrorBody)))]
pub async fn merge_proposal(
    Shared(state): Shared<State>,
    person: Person,
    Path((id, number)): Path<(String, i64)>,
    Body(merge): Body<Merge>,
) -> Result<Json<Done>, ApiError> {
    let store = state.hub.store();
    let standing = Standing::load(&state.hub, &id, number).await?;
    let actor = Actor::of(person);
    let required = required(&state, &id, &actor).await?;
    let talk = discussion(store, &standing, clock::today()).await?;
    let merged = standing.merged(merge.choices).await?;
    let blockers = blockers(store, &standing, &merged, &talk, required, clock::today()).await?;
    if !blockers.is_empty() {
        return Err(ApiError::Blocked(blockers));
    }
    let document = merged.document;
    let hash = aside(move || topology::hash::hashes(&document).root).await?;
    let approvals = store.approvals(&id, number).await?;
    let holds = approvals.into_iter().filter(|approval| approval.dismissed.is_none());
    let merging = Merging {
        proposal: number,
        head_revision: standing.head.revision,
        head_hash: standing.head.hash().await?,
        hash: hash.clone(),
        approved_by: holds.map(|approval| approval.person).collect(),
    };
    let submission = own_submission(actor.person, standing.main.revision, merged.edits);
    let submitted = state.hub.settle(&id, submission, Purpose::Merge(merging)).await?;
    Ok(Json(Done { revision: submitted.entry.revision, hash }))
}

/// What a merge needs.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// How many approvals, 0 to 6.
    required: i64,
    /// Who has to approve a change of which part, at most 50 parts. Where the author owns a part, nobody else has to.
    #[serde(default)]
    owners: Vec<Owners>,
}

/// Says how many approvals a merge into this topology needs, and whose.
#[utoipa::path(put, path = "/api/topologies/{id}/review-policy", tag = "review", params(("id" = String, Path)), request_body = Policy, responses(
    (status = 200, body = Policy), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn set_policy(
    Shared(state): Shared<State>,
    person: Person,
    Path(id): Path<String>,
    Body(policy): Body<Policy>,
) -> Result<Json<Policy>, ApiError> {
    current(&state, &id).await?;
    if !(0..=6).contains(&policy.required) {
        let problem = Problem::at("/required", "expected 0 to 6 approvals");
        return Err(ApiError::Refused(vec![problem]));
    }
    own(&state, &id, &policy.owners).await?;
    state.hub.store().require_approvals(&id, policy.required, &policy.owners, Actor::of(person).by()).await?;
    Ok(Json(policy))
}

/// That owners are people who may approve: a part whose owners can't would never change again.
async fn own(state: &State, id: &str, owners: &[Owners]) -> Result<(), ApiError> {
    let refused = |path: String, message: String| Err(ApiError::Refused(vec![Problem::at(path, message)]));
    if owners.len() > 50 {
        return refused("/owners".to_owned(), format!("{} parts have owners, and at most 50 can", owners.len()));
    }
    let store = state.hub.store();
    let workspace = store.workspace_of(id).await?.unwrap_or_default();
    let members = store.members(&workspace).await?;
    for (index, one) in owners.iter().enumerate() {
        let path = format!("/owners/{index}/people");
        if one.people.is_empty() {
            return refused(path, format!("nobody owns {}: name at least one person", one.of.label()));
        }
        let stranger = one
            .people
            .iter()
            .find(|person| !members.iter().any(|member| member.id == **person && member.role >= Role::Reviewer));
        if let Some(person) = stranger {
            return refused(path, format!("`{person}` is no member of the workspace who may approve"));
        }
    }
    Ok(())
}
