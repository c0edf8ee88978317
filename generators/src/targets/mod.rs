//! Targets: Plans in, files out. **Adding a target is one folder and one line in [`TARGETS`].**
//!
//! No target reads the document or another target. What it can't carry it says in notes.

pub mod compose;
pub mod docs;
pub mod helm;
pub mod observability;
pub mod terraform;

use std::collections::BTreeMap;

use crate::error::Error;
use crate::file::File;
use crate::plan::{Note, Plans};

/// A kind of output.
pub trait Target: Sync {
    /// Its word on the command line: `compose`.
    fn id(&self) -> &'static str;
    /// What it makes, in one line.
    fn summary(&self) -> &'static str;
    /// Whether a system may have nothing for it. Where it then writes nothing, nothing is said of it.
    fn is_optional(&self) -> bool {
        false
    }
    /// Whether it has a cloud's services: functions, replicas, queues that nobody else runs. Without, what is said of these is said for it.
    fn has_a_cloud(&self) -> bool {
        false
    }
    /// The files. Which environments are wanted is in `request`.
    ///
    /// # Errors
    /// [`Error`] for a fault of the product itself, such as a template that does not render; what a person could cause is a note.
    fn render(&self, plans: &Plans, request: &Request) -> Result<Output, Error>;
}

/// What is wanted of a target.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The only environment that is wanted; all where absent.
    pub environment: Option<topology::document::Id>,
}

impl Request {
    /// Whether files for this environment are wanted.
    #[must_use]
    pub fn wants(&self, environment: &topology::document::Id) -> bool {
        self.environment.as_ref().is_none_or(|only| only == environment)
    }
}

/// What a target made.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// Files, by path relative to the bundle's root.
    pub files: BTreeMap<String, File>,
    /// What could not be carried as declared.
    pub notes: Vec<Note>,
}

/// Every target there is.
pub static TARGETS: &[&dyn Target] =
    &[&compose::Compose, &docs::Docs, &helm::Helm, &observability::Observability, &terraform::Terraform];
