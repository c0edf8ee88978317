//! The bundle that was last taken away, and what has become of what it made.

use std::collections::BTreeSet;
use std::sync::Arc;

use generators::plan::Plans;
use generators::resolve;
use generators::transition::{self, Transition};
use topology::Document;
use topology::document::Id;

use crate::compare;
use crate::error::ApiError;
use crate::live::{Current, WorkError, aside};
use crate::state::State;
use crate::store::Export;

/// The bundle that was last taken away, and what it was made from.
pub(super) struct Last {
    pub(super) export: Export,
    pub(super) document: Document,
    pub(super) plans: Arc<Plans>,
}

/// The bundle that was last taken away; none where nothing was yet.
pub(super) async fn last_export(state: &State, id: &str) -> Result<Option<Last>, ApiError> {
    let store = state.hub.store();
    let Some(export) = store.last_export(id).await? else { return Ok(None) };
    let loaded = store.load_until(id, export.revision).await?;
    let Some(then) = loaded.filter(|then| then.end.revision == export.revision) else { return Ok(None) };
    let document = then.document;
    let resolved = aside(move || resolve::plans(&document).map(|plans| (document, Arc::new(plans))));
    let (document, plans) = resolved.await?.map_err(WorkError::from)?;
    Ok(Some(Last { export, document, plans }))
}

/// What the bundle of now does to what that one made, by environment and node.
pub(super) async fn transitions(
    then: &Last,
    now: &Current,
    environment: Option<Id>,
) -> Result<Vec<Transition>, ApiError> {
    let (before, after) = (Arc::clone(&then.plans), now.plans().await?);
    Ok(aside(move || compare::transitions(&before, &after, environment.as_ref())).await?)
}

/// The nodes whose stored data would be lost and that nobody has given up, by id.
pub(super) fn lost(transitions: &[Transition], given_up: &[String]) -> BTreeSet<Id> {
    transition::refused(transitions, given_up).into_iter().map(|transition| transition.node.clone()).collect()
}
