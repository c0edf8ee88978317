//! What goes into a room and what comes out.

use serde::{Deserialize, Serialize};
use topology::Problem;
use topology::document::Pointer;
use topology::edit::{Change, Edit};

use crate::store::{Entry, StoreError};

/// What a client wants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// The person's id.
    pub actor: String,
    /// The client's id, of its own choice: at most 64 letters, digits and dashes.
    pub client: String,
    /// The client's own count; a repetition has the same.
    pub number: i64,
    /// The revision that the client saw.
    pub base_revision: i64,
    /// What is wanted: all or nothing.
    pub edits: Vec<Edit>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Submitted {
    /// The row of the log.
    pub entry: Entry,
    /// Whether it had been taken before.
    pub repeated: bool,
}

/// Why a submission was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// It does not fit the document.
    #[error("{}", .0.first().map_or_else(|| "it does not fit".to_owned(), ToString::to_string))]
    Refused(Vec<Problem>),
    /// It names a revision that is not there yet.
    #[error("the submission was made at revision {base}, but the last one is {last}")]
    Ahead {
        /// What it names.
        base: i64,
        /// What there is.
        last: i64,
    },
    /// The store failed; nothing was taken.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The topology is no more.
    #[error("the topology was deleted")]
    Gone,
}

/// What everybody in a room hears, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A submission was taken.
    Committed {
        /// Its revision.
        revision: i64,
        /// Who submitted it.
        client: String,
        /// The client's count.
        number: i64,
        /// The person.
        actor: String,
        /// What it did.
        changes: Vec<Change>,
        /// What it left alone.
        skipped: Vec<Pointer>,
    },
    /// The topology was deleted; nothing follows.
    Deleted,
}

impl From<&Entry> for Event {
    fn from(entry: &Entry) -> Self {
        Self::Committed {
            revision: entry.revision,
            client: entry.client.clone(),
            number: entry.number,
            actor: entry.actor.clone(),
            changes: entry.changes.clone(),
            skipped: entry.skipped.clone(),
        }
    }
}
