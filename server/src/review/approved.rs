//! Which approvals a bundle can name.

use super::blockers::valid;
use crate::store::review::Approval;
use crate::store::{Branch, Store, StoreError};

/// The proposal that a revision's meaning comes from, and its approvals: of a head its own, of a topology those of the last merge that made it mean the same. Nothing where the meaning was changed without a proposal.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn approved(
    store: &Store,
    id: &str,
    revision: i64,
    hash: &str,
) -> Result<Option<(i64, Vec<Approval>)>, StoreError> {
    let branch = Branch::of(id);
    let number = match branch.proposal {
        Some(number) => Some(number),
        None => store.merge_that_meant(branch.topology, revision, hash).await?,
    };
    let Some(number) = number else { return Ok(None) };
    let Some(proposal) = store.proposal(branch.topology, number).await? else { return Ok(None) };
    let approvals = store.approvals(branch.topology, number).await?;
    let holds = valid(&approvals, &proposal.author).into_iter();
    // A head is approved for what it says; what was merged was judged when it was.
    let holds = holds.filter(|approval| branch.proposal.is_none() || approval.hash == hash);
    Ok(Some((number, holds.cloned().collect())))
}
