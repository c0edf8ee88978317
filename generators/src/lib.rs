//! From a document to plans, and from plans to files.

pub mod hcl;
