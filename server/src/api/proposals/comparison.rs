//! What a proposal, or the way from one revision to another, means.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::versions::document;
use crate::api::{Parameters, current};
use crate::clock;
use crate::compare::{self, Comparison, Side, html, markdown};
use crate::error::{ApiError, ErrorBody};
use crate::review::{Standing, sides};
use crate::state::State;

/// How a comparison is told.
#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For programs.
    #[default]
    Json,
    /// For a comment elsewhere.
    Md,
    /// One page that needs nothing else.
    Html,
    /// The part of a page that the review shows.
    Part,
}

/// How.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct How {
    /// `json` (the default), `md`, `html`, or `part`: what the review page shows.
    #[param(value_type = Option<String>)]
    format: Option<Format>,
    /// Whether the generated files are compared too; yes by default.
    files: Option<bool>,
}

/// Compares the base of a proposal with its head.
#[utoipa::path(get, path = "/api/topologies/{id}/proposals/{number}/comparison", tag = "review",
    params(("id" = String, Path), ("number" = i64, Path), How), responses((status = 200, description = "What changes", body = Object), (status = 404, body = ErrorBody)))]
pub async fn compare_proposal(
    Shared(state): Shared<State>,
    Path((id, number)): Path<(String, i64)>,
    Parameters(how): Parameters<How>,
) -> Result<Response, ApiError> {
    let standing = Standing::load(&state.hub, &id, number).await?;
    let (before, after, comparison) = standing.comparison(clock::today(), how.files.unwrap_or(true)).await?;
    Ok(told(how.format.unwrap_or_default(), &before, &after, &comparison))
}

/// Which revisions, and how.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Between {
    /// The first revision.
    from: i64,
    /// The second; the last one by default.
    to: Option<i64>,
    /// `json` (the default), `md`, `html` or `part`.
    #[param(value_type = Option<String>)]
    format: Option<Format>,
    /// Whether the generated files are compared too; yes by default.
    files: Option<bool>,
}

/// Compares two revisions of a topology.
#[utoipa::path(get, path = "/api/topologies/{id}/comparison", tag = "review", params(("id" = String, Path), Between), responses(
    (status = 200, description = "What changes; `transitions` says of each node in each environment whether that is `safe`, `restarts`, `migrates` or `destroys-data`", body = Object), (status = 404, description = "There is no such topology or revision", body = ErrorBody)))]
pub async fn compare_revisions(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    Parameters(between): Parameters<Between>,
) -> Result<Response, ApiError> {
    let current = current(&state, &id).await?;
    let mut documents = Vec::new();
    for revision in [between.from, between.to.unwrap_or(current.revision)] {
        documents.push(document(&state, &id, revision).await?);
    }
    let (Some(after), Some(before)) = (documents.pop(), documents.pop()) else {
        return Err(ApiError::Internal("two revisions were asked for".to_owned()));
    };
    let (before, after, comparison) = sides(before, after, clock::today(), between.files.unwrap_or(true)).await?;
    Ok(told(between.format.unwrap_or_default(), &before, &after, &comparison))
}

fn told(format: Format, before: &Side, after: &Side, comparison: &Comparison) -> Response {
    let text = |kind: &'static str, text: String| ([(header::CONTENT_TYPE, kind)], text).into_response();
    match format {
        Format::Json => Json(compare::json(comparison)).into_response(),
        Format::Md => text("text/markdown; charset=utf-8", markdown(comparison)),
        Format::Html => {
            let mut response = text("text/html; charset=utf-8", html::page(before, after, comparison));
            let name = format!("attachment; filename=\"{}-change.html\"", after.document.name);
            if let Ok(name) = name.parse() {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
            }
            response
        }
        Format::Part => text("text/html; charset=utf-8", html::part(before, after, comparison)),
    }
}
