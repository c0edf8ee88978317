//! Who acts: people, and what their role lets them do.

mod person;
mod role;

pub use person::{LOCAL, Person};
pub use role::Role;
