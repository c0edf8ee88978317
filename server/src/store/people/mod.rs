//! People: accounts, what lets them in, and what they may do.

mod accounts;
mod invitations;
mod members;
mod sessions;
mod shares;
mod tokens;
mod trail;

pub use accounts::{Account, Entry as AccountEntry, NewAccount};
pub use invitations::Invitation;
pub use members::{Changed, Member, Workspace};
pub use sessions::Admitted;
pub use shares::Share;
pub use tokens::{NewToken, Token};
pub use trail::{Event, Trace};

/// The workspace that every store has.
pub const MAIN: &str = "main";
