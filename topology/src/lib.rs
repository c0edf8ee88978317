//! The topology: document, graph, edits, findings.
//!
//! No I/O, no clock, no randomness, no async; the same code natively and in the browser. Features `yaml`, `schema` and `rule-text` are for native programs, and so is the hash.

pub mod collections;
pub mod diff;
pub mod document;
pub mod drawing;
pub mod edit;
pub mod finding;
pub mod graph;
#[cfg(not(target_arch = "wasm32"))]
pub mod hash;
pub mod json;
pub mod merge;
pub mod problem;
pub mod rules;
#[cfg(feature = "schema")]
pub mod schema;
pub mod structure;
#[cfg(feature = "yaml")]
pub mod yaml;

pub use document::Document;
pub use problem::Problem;
