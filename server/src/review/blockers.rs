//! What stands between a proposal and the merge, each with a name.

use serde::Serialize;
use topology::diff::between;
use topology::document::Date;
use topology::finding::Subject;
use topology::hash::hashes;
use topology::merge::Merged;
use utoipa::ToSchema;

use super::standing::{Standing, sides};
use super::{Said, Talk};
use crate::error::ApiError;
use crate::live::aside;
use crate::store::Store;
use crate::store::review::{Approval, Owners, State, touches};

/// One thing that keeps a proposal from being merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Blocker {
    /// A word that stays the same: `state`, `nothing`, `conflicts`, `errors`, `threads`, `approvals`, `waivers`.
    pub code: &'static str,
    /// What is missing, and what to do.
    pub message: String,
    /// What it is about: paths of conflicts, keys of findings, numbers of threads, ids of waivers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
}

impl Blocker {
    fn new(code: &'static str, message: impl Into<String>, about: Vec<String>) -> Self {
        Self { code, message: message.into(), about }
    }
}

/// Everything that stands in the way, in the order in which people go about it.
///
/// # Errors
/// [`ApiError`] where the merge can't be judged.
pub async fn blockers(
    store: &Store,
    standing: &Standing,
    merged: &Merged,
    talk: &Talk,
    required: i64,
    today: Option<Date>,
) -> Result<Vec<Blocker>, ApiError> {
    let mut found = Vec::new();
    let Standing { topology, proposal, .. } = standing;
    match proposal.state {
        State::Merged => return Ok(vec![Blocker::new("state", "it is merged already", Vec::new())]),
        State::Closed => return Ok(vec![Blocker::new("state", "it is closed: open it again first", Vec::new())]),
        State::Draft => found.push(Blocker::new("state", "it is a draft: ask for a review first", Vec::new())),
        State::ChangesRequested => {
            let message = "somebody asked for changes: ask for a review again, or let them approve";
            found.push(Blocker::new("state", message, Vec::new()));
        }
        State::InReview => {}
    }
    if !merged.conflicts.is_empty() {
        let paths = merged.conflicts.iter().map(|conflict| conflict.path.to_string()).collect();
        let message =
            format!("{} changed on both sides: choose one", counted(merged.conflicts.len(), "place", "places"));
        found.push(Blocker::new("conflicts", message, paths));
    } else if merged.edits.is_empty() {
        found.push(Blocker::new("nothing", "the topology says all of it already", Vec::new()));
    }
    let (main, after) = ((*standing.main.document).clone(), merged.document.clone());
    let (_, _, comparison) = sides(main, after, today, false).await?;
    let errors: Vec<String> = comparison.findings.errors().map(|finding| finding.key.clone()).collect();
    if !errors.is_empty() {
        let message = format!("it introduces {}: mend or waive", counted(errors.len(), "error", "errors"));
        found.push(Blocker::new("errors", message, errors));
    }
    if let Some((rule, why)) = comparison.findings.failed.iter().next() {
        found.push(Blocker::new("errors", format!("the rule {rule} failed: {why}"), Vec::new()));
    }
    let open: Vec<String> = talk.threads.iter().filter(|said| !said.is_settled()).map(number).collect();
    if !open.is_empty() {
        let message = format!("{} not resolved", counted(open.len(), "thread is", "threads are"));
        found.push(Blocker::new("threads", message, open));
    }
    let approvals = store.approvals(topology, proposal.number).await?;
    let editors = store.editors(topology, proposal.number).await?;
    let holding = valid(&approvals, &proposal.author);
    let hash = standing.head.hash().await?;
    // An owner's approval of what was changed since holds for what they own, and counts for nothing else.
    let valid: Vec<_> = holding.iter().copied().filter(|approval| approval.hash == hash).collect();
    let count = i64::try_from(valid.len()).unwrap_or(i64::MAX);
    if count < required {
        let message = format!(
            "{} missing",
            counted(usize::try_from(required - count).unwrap_or(0), "approval is", "approvals are")
        );
        found.push(Blocker::new("approvals", message, Vec::new()));
    } else if required > 0 && valid.iter().all(|approval| Some(&approval.person) == editors.last()) {
        let message = "only the last editor has approved it: somebody else has to as well";
        found.push(Blocker::new("approvals", message, Vec::new()));
    }
    let missing = missing_owners(store, standing, &holding).await?;
    if !missing.is_empty() {
        let parts: Vec<String> = missing.iter().map(|owners| owners.of.label()).collect();
        let whose = missing.iter().map(|owners| format!("{} ({})", owners.of.label(), owners.people.join(", ")));
        let message = format!("an owner has to approve what it changes: {}", whose.collect::<Vec<_>>().join("; "));
        found.push(Blocker::new("owners", message, parts));
    }
    let waivers = waivers(standing);
    if required > 0 && !waivers.is_empty() && !valid.iter().any(|approval| approval.waivers) {
        let message = "it changes what is waived: somebody has to approve the waivers too";
        found.push(Blocker::new("waivers", message, waivers));
    }
    Ok(found)
}

/// The parts that a proposal changes and none of whose owners has approved. Whose own proposal it is has nobody else to ask about their part.
async fn missing_owners(store: &Store, standing: &Standing, holding: &[&Approval]) -> Result<Vec<Owners>, ApiError> {
    let owners = store.owners(&standing.topology).await?;
    if owners.is_empty() {
        return Ok(Vec::new());
    }
    let (base, head) = (standing.base.clone(), standing.head.document.clone());
    let touched = aside(move || {
        let (was, is) = (hashes(&base), hashes(&head));
        let touched = owners.into_iter().filter(|one| touches(&one.of, (&base, &was), (&head, &is)));
        touched.collect::<Vec<_>>()
    });
    let approved = |one: &Owners| {
        let by = |person: &String| one.people.contains(person);
        by(&standing.proposal.author) || holding.iter().any(|approval| by(&approval.person))
    };
    Ok(touched.await?.into_iter().filter(|one| !approved(one)).collect())
}

/// The approvals that count: those that hold, but for the author's.
pub(super) fn valid<'a>(approvals: &'a [Approval], author: &str) -> Vec<&'a Approval> {
    approvals.iter().filter(|approval| approval.dismissed.is_none() && approval.person != author).collect()
}

/// The waivers that a proposal adds, changes or takes away.
fn waivers(standing: &Standing) -> Vec<String> {
    let items = between(&standing.base, &standing.head.document).items;
    let ids = items.into_iter().filter_map(|item| match item.subject {
        Subject::Waiver(id) => Some(id.to_string()),
        _ => None,
    });
    ids.collect()
}

fn number(said: &Said) -> String {
    said.number.to_string()
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
