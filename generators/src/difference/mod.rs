//! What two bundles say differently, file by file and line by line.

mod files;

pub use files::{FileChange, Hunk, Line, Sign, files};
