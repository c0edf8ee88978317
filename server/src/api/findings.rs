//! What is wrong with a topology.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::{current, etag};
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::state::State;

/// Judges a topology by all rules, in its base and in every environment, as of today.
#[utoipa::path(get, path = "/api/topologies/{id}/findings", tag = "findings", params(("id" = String, Path)), responses(
    (status = 200, description = "Findings and their number by severity", body = Object),
    (status = 304, description = "Not changed"), (status = 404, body = ErrorBody)))]
pub async fn read_findings(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let current = current(&state, &id).await?;
    let today = clock::today();
    // Waivers expire without an edit, so the day is part of the tag.
    let day = today.as_ref().map_or("", |day| day.as_str());
    etag::tagged(&headers, &format!("{}-{day}", current.revision), async {
        let report = current.report(today.clone()).await?;
        Ok(Json(&*report).into_response())
    })
    .await
}
