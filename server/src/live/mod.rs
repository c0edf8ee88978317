//! Open topologies: one task each, which orders what everybody submits. No HTTP here.
//!
//! A submission is applied, written to the log, and only then told to anybody. A revision is a position in the log; the same submission of the same client is taken once.

mod current;
mod ear;
mod event;
mod hub;
mod presence;
mod room;

pub use current::{Current, Files, WorkError, aside};
pub use ear::Ear;
pub use event::{Event, Submission, SubmitError, Submitted};
pub use hub::Hub;
pub use presence::{EVERY, Here, Presence, Presences};
