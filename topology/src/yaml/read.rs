//! Reading a text into a value, places and comments.

use super::attach::attach;
use super::build::build;
use super::document::nearest;
use super::entry::Built;
use super::error::ReadError;
use super::limits;
use crate::document::Comment;
use serde_json::Value;
use std::collections::BTreeMap;

/// Where a path stands: line and column, both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The key; `None` for items and the root.
    pub key: Option<(u32, u32)>,
    /// The value.
    pub value: (u32, u32),
}

/// All that a YAML text says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// The value, aliases and merges resolved, keys in the order of the text.
    pub value: Value,
    /// Each path that is written in the text. What an alias or a merge repeats has none of its
    /// own: see [`Source::position`].
    pub positions: BTreeMap<String, Position>,
    /// The comments, by the path to which they are tied.
    pub comments: BTreeMap<String, Comment>,
    /// The tags that were asked for ([`read_marked`]), by the path of the value that carries them.
    pub marks: BTreeMap<String, String>,
}

impl Source {
    /// The place of `path`, or of the nearest thing around it that the text shows.
    pub fn position(&self, path: &str) -> Position {
        nearest(&self.positions, path)
    }
}

/// Reads one document.
///
/// # Errors
/// The first fault, with its place: broken syntax, a limit of [`limits`], a second document, a key
/// given twice or not text, a tag, a number that can't be kept.
pub fn read(text: &str) -> Result<Source, ReadError> {
    Ok(sources(text, false, &[])?.pop().unwrap_or_default())
}

/// Reads the documents of a stream, such as a file of Kubernetes manifests. The limits hold for all of them together.
///
/// # Errors
/// As [`read`], but that there may be several documents, or none.
pub fn read_stream(text: &str) -> Result<Vec<Source>, ReadError> {
    sources(text, true, &[])
}

/// Reads a stream in which some tags have a meaning of their own, such as compose's `!reset`: a value with one of `tags` is read as if it had none, and marked.
///
/// # Errors
/// As [`read_stream`].
pub fn read_marked(text: &str, tags: &[&str]) -> Result<Vec<Source>, ReadError> {
    sources(text, true, tags)
}

fn sources(text: &str, several: bool, tags: &[&str]) -> Result<Vec<Source>, ReadError> {
    if text.len() > limits::SIZE {
        return Err(ReadError::new(
            (1, 1),
            format!("the text has {} bytes", text.len()),
            format!("at most {} bytes (the size limit)", limits::SIZE),
            "split the file",
        ));
    }
    Ok(build(text, several, tags)?.into_iter().map(|built| source(built, text)).collect())
}

fn source(built: Built, text: &str) -> Source {
    let comments = attach(&built, text);
    let marked = |(entry, mark): (usize, String)| Some((built.entries.get(entry)?.path.clone(), mark));
    let marks = built.marks.into_iter().filter_map(marked).collect();
    let positions =
        built.entries.into_iter().map(|entry| (entry.path, Position { key: entry.key, value: entry.value }));
    Source { value: built.value, positions: positions.collect(), comments, marks }
}

#[cfg(test)]
mod tests;
