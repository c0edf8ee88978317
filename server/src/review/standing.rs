//! A proposal, its base, its head and the topology as it is now.

use std::sync::Arc;

use topology::Document;
use topology::collections::BTreeMap;
use topology::document::{Date, Pointer};
use topology::merge::{Merged, Side, merge};

use crate::compare::{self, Comparison, compare};
use crate::error::ApiError;
use crate::live::{Current, Hub, aside};
use crate::store::head_id;
use crate::store::review::Proposal;

/// A proposal with everything that it is compared with.
pub struct Standing {
    /// The topology's id.
    pub topology: String,
    /// The proposal.
    pub proposal: Proposal,
    /// What it began with.
    pub base: Arc<Document>,
    /// What it says now.
    pub head: Arc<Current>,
    /// What the topology says now.
    pub main: Arc<Current>,
}

impl Standing {
    /// Loads a proposal.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] where there is none of this number; [`ApiError::Store`].
    pub async fn load(hub: &Hub, topology: &str, number: i64) -> Result<Self, ApiError> {
        let missing = |what, name: String| ApiError::NotFound { what, name };
        let main = hub.current(topology).await?.ok_or_else(|| missing("topology", topology.to_owned()))?;
        let proposal = hub.store().proposal(topology, number).await?;
        let proposal = proposal.ok_or_else(|| missing("proposal", number.to_string()))?;
        let id = head_id(topology, number);
        let head = hub.current(&id).await?.ok_or_else(|| missing("proposal", number.to_string()))?;
        let base = hub.store().load_until(&id, proposal.base_revision).await?;
        let base = base.ok_or_else(|| missing("proposal", number.to_string()))?.document;
        Ok(Self { topology: topology.to_owned(), proposal, base: Arc::new(base), head, main })
    }

    /// The id under which the head is opened.
    #[must_use]
    pub fn head_id(&self) -> String {
        head_id(&self.topology, self.proposal.number)
    }

    /// What the proposal means, from its base to its head.
    ///
    /// # Errors
    /// [`ApiError`] where either side can't be judged.
    pub async fn comparison(
        &self,
        today: Option<Date>,
        files: bool,
    ) -> Result<(compare::Side, compare::Side, Comparison), ApiError> {
        let (base, head) = ((*self.base).clone(), (*self.head.document).clone());
        sides(base, head, today, files).await
    }

    /// What the merge would do to the topology as it is now.
    ///
    /// # Errors
    /// [`ApiError::Refused`] where a chosen side does not fit.
    pub async fn merged(&self, choices: BTreeMap<Pointer, Side>) -> Result<Merged, ApiError> {
        let (base, main, head) = (self.base.clone(), self.main.document.clone(), self.head.document.clone());
        let merged = aside(move || merge(&base, &main, &head, &choices)).await?;
        merged.map_err(|problem| ApiError::Refused(vec![problem]))
    }
}

/// Judges and compares two documents beside the tasks that answer people.
pub async fn sides(
    before: Document,
    after: Document,
    today: Option<Date>,
    files: bool,
) -> Result<(compare::Side, compare::Side, Comparison), ApiError> {
    let compared = aside(move || {
        let before = compare::Side::of(before, today.clone(), files)?;
        let after = compare::Side::of(after, today, files)?;
        let comparison = compare(&before, &after);
        Ok::<_, crate::live::WorkError>((before, after, comparison))
    });
    Ok(compared.await??)
}
