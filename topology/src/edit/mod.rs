//! Edits: the only way in which a document changes.
//!
//! An [`Edit`] says what somebody wants. Applying it gives a [`Commit`]: the places that changed, each with the value before and after. From a commit follow undo, the log, the rebase of pending edits and the diff on the canvas.

mod cascade;
mod place;
mod rename;
mod undo;
mod waive;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::{Document, Id, Pointer};
use crate::problem::Problem;
use crate::structure;

pub use place::get;
pub use undo::{Undone, inverse};
pub use waive::waive;

/// What somebody wants to change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Edit {
    /// Makes a member of a collection (`/nodes/orders`), which must not be there yet.
    Create {
        /// Collection and id.
        path: Pointer,
        /// The member.
        value: Value,
    },
    /// Sets a value anywhere; what is there is replaced.
    Set {
        /// Where.
        path: Pointer,
        /// What.
        value: Value,
    },
    /// Takes a value away; nothing else changes.
    Unset {
        /// Where.
        path: Pointer,
    },
    /// Takes a member of a collection away, and everything that refers to it.
    Delete {
        /// Collection and id.
        path: Pointer,
    },
    /// Gives a node or boundary another id, rewrites every reference and remembers the old id.
    Rename {
        /// The id now.
        id: Id,
        /// The id from now on.
        to: Id,
    },
    /// Adds a member to a set (`/nodes/orders/tags`).
    Add {
        /// The set.
        path: Pointer,
        /// The member.
        member: Value,
    },
    /// Takes a member out of a set.
    Remove {
        /// The set.
        path: Pointer,
        /// The member.
        member: Value,
    },
    /// Several edits as one: all or none.
    Batch {
        /// In this order.
        edits: Vec<Edit>,
    },
    /// Takes changes back, or makes them again: each place gets its `after`, where it still holds its `before`.
    Revert {
        /// The changes to make, in order; see [`inverse`].
        changes: Vec<Change>,
    },
}

/// One place that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Where.
    pub path: Pointer,
    /// What was there; absent where there was nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What is there now; absent where there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// What an edit did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Commit {
    /// The places that changed, in the order in which they did.
    pub changes: Vec<Change>,
    /// Places that a `revert` left alone, since somebody changed them in between.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Pointer>,
}

/// Applies an edit. The document is then structurally valid, or unchanged.
///
/// # Errors
/// The first [`Problem`] that the edit would cause.
pub fn apply(document: &mut Document, edit: &Edit) -> Result<Commit, Problem> {
    let mut work = Work { document, commit: Commit::default() };
    let result = work.edit(edit).and_then(|()| {
        // A document that came in with faults of its own must stay editable, or nobody could mend it; readers refuse such documents.
        match structure::check(work.document).into_iter().next() {
            Some(problem) => Err(problem),
            None => Ok(()),
        }
    });
    match result {
        Ok(()) => Ok(work.commit),
        Err(problem) => {
            work.roll_back();
            Err(problem)
        }
    }
}

/// Applies what a commit did to another copy of the same document: how a log is replayed. Returns what changed in this copy.
///
/// # Errors
/// A [`Problem`] where a place cannot take its value; the document is then unchanged.
pub fn replay(document: &mut Document, changes: &[Change]) -> Result<Vec<Change>, Problem> {
    let mut work = Work { document, commit: Commit::default() };
    for change in changes {
        if let Err(problem) = work.put(&change.path, change.after.clone()) {
            work.roll_back();
            return Err(problem);
        }
    }
    Ok(work.commit.changes)
}

/// An edit in progress: the document, and what was changed so far.
struct Work<'d> {
    document: &'d mut Document,
    commit: Commit,
}

impl Work<'_> {
    fn edit(&mut self, edit: &Edit) -> Result<(), Problem> {
        match edit {
            Edit::Create { path, value } => self.create(path, value),
            Edit::Set { path, value } => self.put(path, Some(value.clone())),
            Edit::Unset { path } => match get(self.document, path) {
                Some(_) => self.put(path, None),
                None => Ok(()),
            },
            Edit::Delete { path } => self.delete(path),
            Edit::Rename { id, to } => self.rename(id, to),
            Edit::Add { path, member } => self.member(path, member, true),
            Edit::Remove { path, member } => self.member(path, member, false),
            Edit::Batch { edits } => edits.iter().try_for_each(|edit| self.edit(edit)),
            Edit::Revert { changes } => self.revert(changes),
        }
    }

    fn create(&mut self, path: &Pointer, value: &Value) -> Result<(), Problem> {
        if path.segments().len() != 2 {
            return Err(Problem::at(path.to_string(), "only members of a collection are created").hint("use `set`"));
        }
        if get(self.document, path).is_some() {
            let id = &path.segments()[1];
            return Err(Problem::at(path.to_string(), format!("`{id}` is there already")).hint("choose another id"));
        }
        self.put(path, Some(value.clone()))
    }

    fn member(&mut self, path: &Pointer, member: &Value, wanted: bool) -> Result<(), Problem> {
        let mut list = match get(self.document, path) {
            None => Vec::new(),
            Some(Value::Array(list)) => list,
            Some(_) => return Err(Problem::at(path.to_string(), "is no set").hint("use `set`")),
        };
        if list.contains(member) == wanted {
            return Ok(());
        }
        if wanted {
            list.push(member.clone());
        } else {
            list.retain(|item| item != member);
        }
        self.put(path, Some(Value::Array(list)))
    }

    /// Puts a value (or nothing) at a place and notes what changed. The only function that touches the document.
    fn put(&mut self, path: &Pointer, value: Option<Value>) -> Result<(), Problem> {
        let place = place::settle(self.document, path);
        let before = get(self.document, &place);
        place::put(self.document, path, value)?;
        let after = get(self.document, &place);
        if before != after {
            self.commit.changes.push(Change { path: place, before, after });
        }
        Ok(())
    }

    fn roll_back(&mut self) {
        for change in std::mem::take(&mut self.commit.changes).into_iter().rev() {
            let restored = place::put(self.document, &change.path, change.before);
            debug_assert!(restored.is_ok(), "what was there before fits: {restored:?}");
        }
    }
}

#[cfg(test)]
mod tests;
