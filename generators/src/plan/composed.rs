//! Texts with parts that only a target or a person's machine knows.

use serde::{Deserialize, Serialize};
use topology::document::Id;

use super::SecretRef;

/// A text of parts, such as `http://` + host of payments + `:8080`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Composed(pub Vec<Part>);

/// A part of a composed text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Itself.
    Text(String),
    /// The host name of a node, as callers in this target see it.
    Host(Id),
    /// The value of a secret; only within secrets.
    Secret(SecretRef),
    /// The port of a node, where its own program runs; what a cloud offers in its place may listen elsewhere.
    Port {
        /// The node.
        of: Id,
        /// The port, 1 to 65535.
        number: u16,
    },
    /// The name of a database or bucket of a node; what a cloud offers in its place may have another one.
    Name {
        /// The node.
        of: Id,
        /// The name.
        name: String,
    },
}

impl Composed {
    /// A text without open parts.
    pub fn text(text: impl Into<String>) -> Self {
        Self(vec![Part::Text(text.into())])
    }

    /// The text with hosts filled in; `None` where it holds a secret.
    pub fn render(&self, mut host: impl FnMut(&Id) -> String) -> Option<String> {
        self.0
            .iter()
            .map(|part| match part {
                Part::Text(text) => Some(text.clone()),
                Part::Host(node) => Some(host(node)),
                Part::Secret(_) => None,
                Part::Port { number, .. } => Some(number.to_string()),
                Part::Name { name, .. } => Some(name.clone()),
            })
            .collect()
    }
}
