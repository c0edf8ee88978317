//! YAML: one reader that keeps places and comments, one writer for every YAML file.
//!
//! - [`read`] (and [`read_stream`] for files of several documents) turns a text into a JSON value, with the place of each path and the comments tied to
//!   it, or into one clear error. What a hostile text can cost is bounded by [`limits`].
//! - [`write`] turns a [`Tree`] into the text that an expert would write, with line spans for the
//!   items that carry a subject. Text comes out so that every YAML 1.1 and 1.2 parser reads the
//!   same text back.
//!
//! Places and comments are addressed by JSON Pointer (RFC 6901): `/nodes/orders/image`, the root
//! is the empty string.

mod attach;
mod build;
pub mod document;
mod entry;
mod error;
mod fault;
pub mod limits;
mod node;
mod plain;
pub mod pointer;
mod read;
mod resolve;
mod scalar;
mod tree;
mod write;

#[cfg(test)]
mod properties;

pub use crate::document::Comment;
pub use document::{Positions, read_document, write_document};
pub use error::ReadError;
pub use read::{Position, Source, read, read_marked, read_stream};
pub use tree::{Item, Tree};
pub use write::{Span, Written, write};
