//! What two bundles say differently: the files line by line, and what the change takes away for good.

mod files;
mod losses;

pub use files::{FileChange, Hunk, Line, Sign, files};
pub use losses::{Loss, losses};
