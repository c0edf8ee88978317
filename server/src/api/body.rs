//! Reading what a request brings, with errors that say where it is wrong.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// Bytes of a body: 8 MiB, as much as one topology file may have.
pub const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// A JSON body.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let found = request.headers().get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or("unreadable"));
        let kind = found.unwrap_or("none").split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(ApiError::ContentType(kind.to_owned()));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge { limit: BODY_LIMIT },
            _ => ApiError::NotJson(rejection.body_text()),
        })?;
        serde_json::from_slice(&bytes).map(Body).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => ApiError::Body(error.to_string()),
            _ => ApiError::NotJson(error.to_string()),
        })
    }
}

/// What follows the question mark.
pub struct Parameters<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Query(parameters) = Query::<T>::from_request_parts(parts, state)
            .await
            .map_err(|rejection| ApiError::Query(rejection.body_text()))?;
        Ok(Self(parameters))
    }
}
