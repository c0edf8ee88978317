//! What one pass over a text finds: entries with their places, tokens, comments.

use serde_json::Value;

/// Line and column, from 1.
pub(super) type Place = (u32, u32);

/// One key or item of the text, in the order of the text.
#[derive(Debug)]
pub(super) struct Entry {
    pub path: String,
    /// `None` for the root.
    pub parent: Option<usize>,
    pub key: Option<Place>,
    pub value: Place,
    /// Byte at which the key, dash or item begins.
    pub start: usize,
    /// Column (from 0) of the key or dash.
    pub column: usize,
    /// Byte at which the value begins.
    pub value_start: usize,
    pub container: Option<Container>,
}

/// The extent of a map or list.
#[derive(Debug)]
pub(super) struct Container {
    pub flow: bool,
    /// Column (from 0) of its keys or dashes.
    pub child_column: usize,
    /// Byte behind its end.
    pub end: usize,
}

/// Something written on a line, behind which a comment can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Token {
    pub end: usize,
    pub line: u32,
    pub entry: usize,
}

/// A comment as it stands in the text.
#[derive(Debug)]
pub(super) struct Found {
    pub text: String,
    pub line: u32,
    pub column: usize,
    pub start: usize,
}

/// All that one pass over a text yields.
#[derive(Debug, Default)]
pub(super) struct Built {
    pub value: Value,
    pub entries: Vec<Entry>,
    pub tokens: Vec<Token>,
    pub comments: Vec<Found>,
    /// Entries whose value carries one of the tags that were asked for.
    pub marks: Vec<(usize, String)>,
}
