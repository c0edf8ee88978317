//! Where the nodes of a topology stand well. Nothing is changed: putting them there is an edit of whoever asked.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{Path, State as Shared};
use serde::{Deserialize, Serialize};
use topology::document::Id;
use utoipa::{IntoParams, ToSchema};

use super::{Parameters, current};
use crate::error::{ApiError, ErrorBody};
use crate::layout::tidy;
use crate::live::aside;
use crate::state::State;

/// Which nodes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Only {
    /// Ids of nodes, with commas between them; all by default.
    only: Option<String>,
}

/// Places of nodes.
#[derive(Serialize, ToSchema)]
pub struct Layout {
    /// The revision that was laid out.
    revision: i64,
    /// The top left corner of each node, in pixels at 100 %.
    #[schema(value_type = Object)]
    layout: BTreeMap<Id, [i32; 2]>,
}

/// Lays a topology out: callers left of what they call, members of a boundary together.
#[utoipa::path(get, path = "/api/topologies/{id}/layout", tag = "edits", params(("id" = String, Path), Only), responses(
    (status = 200, body = Layout), (status = 404, body = ErrorBody)))]
pub async fn read_layout(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    Parameters(parameters): Parameters<Only>,
) -> Result<Json<Layout>, ApiError> {
    let current = current(&state, &id).await?;
    let words = parameters.only.iter().flat_map(|words| words.split(','));
    let only: BTreeSet<Id> = words.filter_map(|word| Id::parse(word).ok()).collect();
    let document = current.document.clone();
    let layout = aside(move || tidy(&document, &only)).await?;
    Ok(Json(Layout { revision: current.revision, layout }))
}
