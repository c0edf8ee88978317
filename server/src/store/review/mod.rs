//! Proposals and what is said and decided about them. Each change and its line in the audit are one transaction.

mod approvals;
mod audit;
mod owners;
mod proposals;
mod threads;
mod versions;

pub(super) use approvals::dismiss;
pub use approvals::{Approval, Approving};
pub(super) use audit::note;
pub use audit::{Audited, Note};
pub use owners::{Owners, Part, cover, touches};
pub use proposals::{Change, Proposal, Proposing, State};
pub(super) use proposals::{merged, touched};
pub(super) use threads::applied;
pub use threads::{Applying, Comment, Commenting, Thread};
pub use versions::{Restoring, Version};

/// The person who does something, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'b> {
    /// The person's id.
    pub actor: &'b str,
    /// The person's name.
    pub name: &'b str,
    /// Now (RFC 3339).
    pub time: &'b str,
}
