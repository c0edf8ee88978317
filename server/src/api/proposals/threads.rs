//! Talking about a proposal.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use topology::Problem;
use topology::edit::{self, Edit};
use utoipa::ToSchema;

use super::Actor;
use super::list::fits;
use crate::api::Body;
use crate::api::topologies::own_submission;
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::people::Person;
use crate::review::{About, Standing, value_at};
use crate::state::State;
use crate::store::Purpose;
use crate::store::review::{Applying, Commenting};

/// A comment, and what it hangs on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// What it is about.
    about: About,
    /// What it says; at most 16,384 characters.
    body: String,
    /// The edits that it suggests. They must fit the head as it is now.
    #[schema(value_type = Option<Vec<Object>>)]
    edits: Option<Vec<Edit>>,
}

/// Where the comment is.
#[derive(Serialize, ToSchema)]
pub struct Where {
    /// Its thread.
    thread: i64,
    /// Its number in the thread.
    comment: i64,
}

/// Begins a thread.
#[utoipa::path(post, path = "/api/topologies/{id}/proposals/{number}/threads", tag = "review",
    params(("id" = String, Path), ("number" = i64, Path)), request_body = Begin, responses(
    (status = 201, body = Where), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn begin_thread(
    Shared(state): Shared<State>,
    person: Person,
    Path((id, number)): Path<(String, i64)>,
    Body(begin): Body<Begin>,
) -> Result<(StatusCode, Json<Where>), ApiError> {
    let standing = Standing::load(&state.hub, &id, number).await?;
    said(&begin.body, begin.edits.as_deref(), &standing)?;
    let value = value_at(&standing.head, &begin.about, clock::today()).await?;
    let free = matches!(begin.about, About::Point(_) | About::Whole);
    // What only the base has can be talked about too: a deletion, say.
    let there = free || !value.is_null() || names_something(&standing, &begin.about);
    if !there {
        let problem = Problem::at("/about", "there is nothing of this name in the proposal");
        return Err(ApiError::Refused(vec![problem.hint("comment on the whole instead")]));
    }
    let subject = serde_json::to_string(&begin.about).map_err(|error| ApiError::Internal(error.to_string()))?;
    let comment =
        Commenting { body: begin.body.trim(), edits: begin.edits.as_deref(), revision: standing.head.revision };
    let at = (id.as_str(), number);
    let about = (subject.as_str(), &*value.to_string());
    let thread = state.hub.store().begin_thread(at, about, &comment, Actor::of(person).by()).await?;
    Ok((StatusCode::CREATED, Json(Where { thread, comment: 1 })))
}

/// Whether the base has what is talked about, so that it can be seen as a ghost.
fn names_something(standing: &Standing, about: &About) -> bool {
    let base = &standing.base;
    match about {
        About::Node(id) => base.nodes.contains_key(id),
        About::Edge(id) => base.edges.contains_key(id),
        About::Boundary(id) => base.boundaries.contains_key(id),
        About::Field(pointer) => edit::get(base, pointer).is_some(),
        About::Finding(_) | About::Line { .. } | About::Point(_) | About::Whole => false,
    }
}

/// An answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// What it says.
    body: String,
    /// The edits that it suggests.
    #[schema(value_type = Option<Vec<Object>>)]
    edits: Option<Vec<Edit>>,
}

/// Answers in a thread. A settled one is open again then.
#[utoipa::path(post, path = "/api/topologies/{id}/proposals/{number}/threads/{thread}/comments", tag = "review",
    params(("id" = String, Path), ("number" = i64, Path), ("thread" = i64, Path)), request_body = Answer, responses(
    (status = 201, body = Where), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn answer_thread(
    Shared(state): Shared<State>,
    person: Person,
    Path((id, number, thread)): Path<(String, i64, i64)>,
    Body(answer): Body<Answer>,
) -> Result<(StatusCode, Json<Where>), ApiError> {
    let standing = Standing::load(&state.hub, &id, number).await?;
    said(&answer.body, answer.edits.as_deref(), &standing)?;
    let comment =
        Commenting { body: answer.body.trim(), edits: answer.edits.as_deref(), revision: standing.head.revision };
    let done = state.hub.store().answer((&id, number, thread), &comment, Actor::of(person).by()).await?;
    let comment = done.ok_or_else(|| missing(thread))?;
    Ok((StatusCode::CREATED, Json(Where { thread, comment })))
}

/// Whether a thread is settled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    /// Yes or no.
    resolved: bool,
}

/// Settles a thread, or opens it again.
#[utoipa::path(patch, path = "/api/topologies/{id}/proposals/{number}/threads/{thread}", tag = "review",
    params(("id" = String, Path), ("number" = i64, Path), ("thread" = i64, Path)), request_body = Settle, responses(
    (status = 204), (status = 404, body = ErrorBody)))]
pub async fn settle_thread(
    Shared(state): Shared<State>,
    person: Person,
    Path((id, number, thread)): Path<(String, i64, i64)>,
    Body(settle): Body<Settle>,
) -> Result<StatusCode, ApiError> {
    let actor = Actor::of(person);
    let done = state.hub.store().settle_thread((&id, number, thread), settle.resolved, actor.by()).await?;
    if done { Ok(StatusCode::NO_CONTENT) } else { Err(missing(thread)) }
}

/// What taking a suggestion over made.
#[derive(Serialize, ToSchema)]
pub struct Applied {
    /// The revision of the head.
    revision: i64,
}

/// Takes a suggestion over into the head. Who suggested it and who took it over are both kept.
#[utoipa::path(post, path = "/api/topologies/{id}/proposals/{number}/threads/{thread}/comments/{comment}/apply", tag = "review",
    params(("id" = String, Path), ("number" = i64, Path), ("thread" = i64, Path), ("comment" = i64, Path)), responses(
    (status = 200, body = Applied), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody),
    (status = 422, description = "The suggestion does not fit any more, or was taken over already", body = ErrorBody)))]
pub async fn apply_suggestion(
    Shared(state): Shared<State>,
    person: Person,
    Path((id, number, thread, comment)): Path<(String, i64, i64, i64)>,
) -> Result<Json<Applied>, ApiError> {
    let standing = Standing::load(&state.hub, &id, number).await?;
    let store = state.hub.store();
    let comments = store.comments(&id, number).await?;
    let found = comments.into_iter().find(|one| one.thread == thread && one.number == comment);
    let comment = found.ok_or_else(|| missing(thread))?;
    let refused = |message: &str| ApiError::Refused(vec![Problem::at("", message)]);
    let Some(edits) = &comment.edits else { return Err(refused("the comment suggests no edits")) };
    if comment.applied_revision.is_some() {
        return Err(refused("the suggestion was taken over already"));
    }
    let edits: Vec<Edit> =
        serde_json::from_str(edits).map_err(|error| refused(&format!("the suggestion can't be read: {error}")))?;
    let submission = own_submission(person, standing.head.revision, edits);
    let applying = Applying { thread, comment: comment.number, suggested_by: comment.author };
    let submitted = state.hub.settle(&standing.head_id(), submission, Purpose::Apply(applying)).await?;
    Ok(Json(Applied { revision: submitted.entry.revision }))
}

/// That something is said, and that what is suggested fits.
fn said(body: &str, edits: Option<&[Edit]>, standing: &Standing) -> Result<(), ApiError> {
    fits("/body", body)?;
    if body.trim().is_empty() {
        return Err(ApiError::Refused(vec![Problem::at("/body", "nothing is said").hint("write a sentence")]));
    }
    if let Some(edits) = edits {
        if edits.is_empty() {
            return Err(ApiError::Refused(vec![Problem::at("/edits", "there is no edit").hint("leave `edits` out")]));
        }
        let mut tried = (*standing.head.document).clone();
        edit::apply(&mut tried, &Edit::Batch { edits: edits.to_vec() })
            .map_err(|problem| ApiError::Refused(vec![problem]))?;
    }
    Ok(())
}

fn missing(thread: i64) -> ApiError {
    ApiError::NotFound { what: "thread", name: thread.to_string() }
}
