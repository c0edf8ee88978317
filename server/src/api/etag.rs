//! Revisions as entity tags, so that what has not changed is not sent again.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The answer with its tag, or `304 Not Modified` without a body where the client has this tag already.
pub async fn tagged<E>(
    headers: &HeaderMap,
    tag: &str,
    answer: impl Future<Output = Result<Response, E>>,
) -> Result<Response, E> {
    let tag = format!("\"{tag}\"");
    let mut response = if holds(headers, &tag) { StatusCode::NOT_MODIFIED.into_response() } else { answer.await? };
    if let Ok(value) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    // Ask every time, but take the copy where the tag is the same.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// Whether `If-Match` names this revision.
pub fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let tag = format!("\"{tag}\"");
    let values = headers.get_all(header::IF_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| matches!(one.trim(), one if one == tag || one == "*"))
}

/// Whether `If-None-Match` names this tag.
pub fn holds(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| matches!(one.trim().trim_start_matches("W/"), one if one == tag || one == "*"))
}
