//! The bundle, taken away, and the Plans that it is made from.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use generators::bundle::{self, Options};
use serde::Deserialize;
use topology::document::{Date, Id};
use utoipa::IntoParams;

use super::{Parameters, current, etag};
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::live::{Current, WorkError, aside};
use crate::people::Person;
use crate::state::State;
use crate::store::Export;
use crate::synthesis;

/// What of the bundle.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct What {
    /// One environment alone; all by default.
    environment: Option<String>,
    /// Targets, separated by commas; all by default.
    target: Option<String>,
}

/// The keys of the unwaived errors that hold where the bundle is made for.
pub(super) async fn in_the_way(
    current: &Current,
    environment: Option<&Id>,
    today: Option<Date>,
) -> Result<Vec<String>, ApiError> {
    let report = current.report(today).await?;
    Ok(synthesis::in_the_way(&report, environment).into_iter().map(|finding| finding.key.clone()).collect())
}

/// Downloads the bundle as a zip archive. Refused while unwaived errors stand.
#[utoipa::path(get, path = "/api/topologies/{id}/bundle.zip", tag = "bundle", params(("id" = String, Path), What), responses(
    (status = 200, description = "The archive", content_type = "application/zip", body = Vec<u8>),
    (status = 404, body = ErrorBody),
    (status = 409, description = "Unwaived errors stand; `findings` lists their keys", body = ErrorBody)))]
pub async fn download_bundle(
    Shared(state): Shared<State>,
    person: Person,
    Path(id): Path<String>,
    Parameters(what): Parameters<What>,
) -> Result<Response, ApiError> {
    let environment = what
        .environment
        .map(|name| Id::parse(&name).map_err(|_| ApiError::Unknown(format!("there is no environment `{name}`"))))
        .transpose()?;
    let targets = what.target.map(|list| list.split(',').map(str::to_owned).collect()).unwrap_or_default();
    let current = current(&state, &id).await?;
    let keys = in_the_way(&current, environment.as_ref(), clock::today()).await?;
    if !keys.is_empty() {
        return Err(ApiError::Errors { keys });
    }
    let document = current.document.clone();
    let name = format!("attachment; filename=\"{}.zip\"", document.name);
    let options = Options { environment, targets };
    let bytes = aside(move || bundle::build(&document, &options)?.zip()).await?.map_err(WorkError::from)?;
    let export = Export { revision: current.revision, time: clock::now(), actor: person.id };
    state.hub.store().exported(&id, &export).await?;
    let mut response = ([(header::CONTENT_TYPE, "application/zip")], bytes).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (header, value) in [(header::CONTENT_DISPOSITION, name), (header::ETAG, format!("\"{}\"", current.revision))] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(header, value);
        }
    }
    Ok(response)
}

/// Reads the Plans: what has to exist, and how it is wired, in the base and in each environment.
#[utoipa::path(get, path = "/api/topologies/{id}/plan", tag = "bundle", params(("id" = String, Path)), responses(
    (status = 200, description = "The Plans", body = Object), (status = 304, description = "Not changed"), (status = 404, body = ErrorBody)))]
pub async fn read_plan(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let current = current(&state, &id).await?;
    etag::tagged(&headers, &current.revision.to_string(), async {
        let document = current.document.clone();
        let plans = aside(move || generators::resolve::plans(&document)).await?.map_err(WorkError::from)?;
        Ok(Json(plans).into_response())
    })
    .await
}
