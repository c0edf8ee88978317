//! A topology that is a file of the person's own: edits are written to it, and what git or a text editor changes in it is taken in.
//!
//! Neither side is ever lost: what both changed in different places is brought together, and where they changed the same place nothing is written until a person says which holds.

mod keeper;
mod window;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};
use utoipa::ToSchema;

pub use keeper::keep;
pub use window::open_window;

/// How a file and what is drawn stand to one another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Standing {
    /// Both say the same.
    Same,
    /// Both changed the same places; nothing is written until somebody says which holds.
    Conflict {
        /// The places, as JSON Pointers.
        places: Vec<String>,
    },
    /// The file can't be read as a topology just now; nothing is written over it.
    Unreadable {
        /// What is wrong with it, and where.
        message: String,
    },
    /// The file is gone; nothing is written until somebody says that what is drawn holds.
    Gone,
    /// The file can't be written.
    Unwritable {
        /// Why.
        message: String,
    },
}

/// Which side holds where both changed the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Holds {
    /// What is drawn: it is written over the file.
    Drawing,
    /// What the file says: the drawing becomes that, as one edit that can be undone.
    File,
}

/// The file that a server was opened on. Clones are the same file.
#[derive(Clone)]
pub struct OpenFile {
    /// Where it is.
    pub path: PathBuf,
    /// The topology's id in the store.
    pub topology: String,
    /// How it stands.
    pub standing: watch::Receiver<Standing>,
    /// Takes what a person decided.
    pub decide: mpsc::Sender<Holds>,
}
