//! The comments tied to one path.

use serde::{Deserialize, Serialize};

/// The comments that belong to one path of a YAML text; lines are kept without `#` and without
/// the one blank that follows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Lines of their own before the key or item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    /// The comment behind the key or value on its line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Lines of their own after the last child of a map or list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub end: Vec<String>,
}

impl Comment {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_none() && self.end.is_empty()
    }
}
