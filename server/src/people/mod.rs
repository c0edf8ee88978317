//! Who acts: people, what lets them in, and what their role lets them do. SQL stays in the store.

pub mod access;
pub mod admission;
pub mod attempts;
pub mod cookie;
pub mod door;
pub mod name;
pub mod oidc;
pub mod password;
mod person;
pub mod rate;
mod role;
pub mod secret;
mod site;

pub use attempts::Attempts;
pub use door::{Door, Ticket, Visit};
pub use person::{LOCAL, Person};
pub use role::{NoRole, Role};
pub use site::{PublicUrl, Site};
