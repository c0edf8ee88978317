//! The bundle that was last taken away, and what has become of what it made.

use std::collections::BTreeSet;

use generators::resolve;
use generators::transition::{self, Transition};
use topology::Document;
use topology::document::Id;

use crate::compare;
use crate::error::ApiError;
use crate::live::{Current, WorkError, aside};
use crate::state::State;
use crate::store::Export;

/// The bundle that was last taken away, and the document that it was made from; none where nothing was yet.
pub(super) async fn last_export(state: &State, id: &str) -> Result<Option<(Export, Document)>, ApiError> {
    let store = state.hub.store();
    let Some(export) = store.last_export(id).await? else { return Ok(None) };
    let loaded = store.load_until(id, export.revision).await?;
    let then = loaded.filter(|then| then.end.revision == export.revision);
    Ok(then.map(|then| (export, then.document)))
}

/// What the bundle of now does to what that of an earlier document made, by environment and node.
pub(super) async fn transitions(
    then: Document,
    now: &Current,
    environment: Option<Id>,
) -> Result<Vec<Transition>, ApiError> {
    let after = now.plans().await?;
    let told = aside(move || {
        let before = resolve::plans(&then)?;
        Ok::<_, generators::Error>(compare::transitions(&before, &after, environment.as_ref()))
    });
    Ok(told.await?.map_err(WorkError::from)?)
}

/// The nodes whose stored data would be lost and that nobody has given up, by id.
pub(super) fn lost(transitions: &[Transition], given_up: &[String]) -> BTreeSet<Id> {
    transition::refused(transitions, given_up).into_iter().map(|transition| transition.node.clone()).collect()
}
