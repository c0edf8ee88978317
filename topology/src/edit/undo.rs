//! Taking changes back.

use super::{Change, Edit, Work, get};
use crate::problem::Problem;

/// What taking back left alone.
pub type Undone = Vec<crate::document::Pointer>;

/// The edit that takes these changes back. Undoing an undo is redo.
#[must_use]
pub fn inverse(changes: &[Change]) -> Edit {
    let changes = changes
        .iter()
        .rev()
        .map(|change| Change { path: change.path.clone(), before: change.after.clone(), after: change.before.clone() })
        .collect();
    Edit::Revert { changes }
}

impl Work<'_> {
    /// Makes changes where their place still holds what they expect; others' work in between is left alone.
    pub(super) fn revert(&mut self, changes: &[Change]) -> Result<(), Problem> {
        for change in changes {
            if get(self.document, &change.path) == change.before {
                self.put(&change.path, change.after.clone())?;
            } else {
                self.commit.skipped.push(change.path.clone());
            }
        }
        Ok(())
    }
}
