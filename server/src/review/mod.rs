//! Reviews: what a proposal means beside its topology, and what stands between it and the merge. No HTTP here.

mod approved;
mod blockers;
mod discussion;
pub mod page;
mod standing;

pub use approved::approved;
pub use blockers::{Blocker, blockers};
pub use discussion::{About, Said, Talk, discussion, value_at};
pub use standing::{Standing, sides};
