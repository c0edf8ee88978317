//! What a server vouches for: from which revision a bundle was made, and who approved it.

mod key;
mod provenance;

pub use key::{FILE, KeyError, Signer, key_id, read_public};
pub use provenance::{Approved, PROVENANCE, Provenance, Untrue, check};
