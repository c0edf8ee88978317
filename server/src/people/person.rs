//! The person behind a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Role, Visit};
use crate::error::ApiError;

/// The id of the one person of a server without accounts, and the actor of all rows that were written there.
pub const LOCAL: &str = "local";

/// The person behind a request, as a handler takes it from the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Person {
    /// The account's id, which never changes and is never given to another: what the log, approvals and audits name.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The role in the workspace that the request is about.
    pub role: Role,
}

impl Person {
    /// The one person of a server without accounts, who may do everything.
    #[must_use]
    pub fn local() -> Self {
        Self { id: LOCAL.to_owned(), name: "You".to_owned(), role: Role::Owner }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let missing = || ApiError::Internal("nobody asked who makes this request".to_owned());
        parts.extensions.get::<Self>().cloned().ok_or_else(missing)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Person {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // The admission put it there; a route that is not behind it has nobody to name.
        let missing = || ApiError::Internal("nobody asked who makes this request".to_owned());
        parts.extensions.get::<Self>().cloned().ok_or_else(missing)
    }
}
