//! From a document to Plans, and from Plans to files. No I/O: files are returned, never written.

pub mod bundle;
pub mod catalogue;
pub mod difference;
pub mod engines;
pub mod error;
pub mod file;
pub mod hcl;
pub mod import;
pub mod items;
mod parallel;
pub mod plan;
pub mod resolve;
pub mod targets;
pub mod transition;

pub use error::Error;
