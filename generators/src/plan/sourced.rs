//! Values that know where they come from.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// A value and its origin. As JSON: `{"value": 8080, "from": ["/nodes/orders/ports/http/number"]}` or `{"value": 1, "decision": "…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// Places in the document, as JSON Pointers.
    #[serde(rename = "from")]
    From(Vec<String>),
    /// Nobody said: chosen here, for this reason. Becomes a decision record.
    #[serde(rename = "decision")]
    Decision(String),
}

impl<T> Sourced<T> {
    /// A value from one place in the document.
    pub fn from(value: T, path: impl Into<String>) -> Self {
        Self { value, origin: Origin::From(vec![path.into()]) }
    }

    /// A value from several places.
    pub fn from_all(value: T, paths: impl IntoIterator<Item = String>) -> Self {
        Self { value, origin: Origin::From(paths.into_iter().collect()) }
    }

    /// A value that nobody declared.
    pub fn decided(value: T, reason: impl Into<String>) -> Self {
        Self { value, origin: Origin::Decision(reason.into()) }
    }

    /// Another value with the same origin.
    pub fn map<U>(&self, f: impl FnOnce(&T) -> U) -> Sourced<U> {
        Sourced { value: f(&self.value), origin: self.origin.clone() }
    }

    /// The places in the document, space-separated, as the subject of written lines; empty for a decision.
    #[must_use]
    pub fn subject(&self) -> String {
        match &self.origin {
            Origin::From(paths) => paths.join(" "),
            Origin::Decision(_) => String::new(),
        }
    }

    /// The reason, where it is a decision.
    #[must_use]
    pub fn decision(&self) -> Option<&str> {
        match &self.origin {
            Origin::Decision(reason) => Some(reason),
            Origin::From(_) => None,
        }
    }
}

impl<T> Deref for Sourced<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}
