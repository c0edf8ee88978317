//! The last look at fixes whose consequences reach further than the place where they are made.

use super::{Context, RULES, Rule};
use crate::finding::Fix;

/// Those of a rule's fixes that bring no new error anywhere, and nothing else that the rule does not announce; in their order.
pub(super) fn harmless(context: &Context<'_>, rule: &Rule, fixes: impl IntoIterator<Item = Fix>) -> Vec<Fix> {
    let trial = context.trial(RULES);
    fixes.into_iter().filter_map(|fix| trial.announced(rule.id, fix)).collect()
}
