//! Comments are data: they follow what they stand beside.

use crate::collections::BTreeMap;

use crate::json::record;
use serde::{Deserialize, Serialize};

/// The comments of a document, by the JSON Pointer of what they stand beside.
pub type Comments = BTreeMap<String, Comment>;

/// What people wrote beside one key. Lines are without the leading `#` and one space.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Comment {
    /// Lines above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    /// Behind, on the same line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Lines after the last child of a map or list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub end: Vec<String>,
}

record!(Comment { before, after, end });

impl Comment {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_none() && self.end.is_empty()
    }
}
