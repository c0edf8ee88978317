//! The HTTP API: one file a resource, and nothing that is not about HTTP.

pub mod bundle;
pub mod changes;
pub mod edits;
pub mod examples;
pub mod file;
pub mod files;
pub mod findings;
pub mod import;
pub mod layout;
pub mod live;
pub mod people;
pub mod proposals;
pub mod rules;
pub mod schema;
pub mod search;
pub mod signing;
mod since;
pub mod topologies;
pub mod verification;
pub mod versions;
pub mod yaml;

mod body;
mod etag;

use std::sync::Arc;

use crate::error::ApiError;
use crate::live::Current;
use crate::state::State;

pub use body::{BODY_LIMIT, Body, Parameters};
pub(crate) use etag::holds;
pub(crate) use topologies::own_submission;

/// The topology of this id.
async fn current(state: &State, id: &str) -> Result<Arc<Current>, ApiError> {
    state.hub.current(id).await?.ok_or_else(|| ApiError::NotFound { what: "topology", name: id.to_owned() })
}
