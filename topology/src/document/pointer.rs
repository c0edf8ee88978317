//! Places in a document: JSON Pointers (RFC 6901).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in a document, such as `/nodes/orders/replicas/min`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pointer(Vec<String>);

impl Pointer {
    /// A pointer from its unescaped segments.
    pub fn of<S: Into<String>>(segments: impl IntoIterator<Item = S>) -> Self {
        Self(segments.into_iter().map(Into::into).collect())
    }

    /// Its segments, unescaped.
    #[must_use]
    pub fn segments(&self) -> &[String] {
        &self.0
    }

    /// This place and one step further in.
    #[must_use]
    pub fn join(&self, segment: impl Into<String>) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment.into());
        Self(segments)
    }

    /// Whether this is `other` or lies within it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl TryFrom<String> for Pointer {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let Some(rest) = text.strip_prefix('/') else {
            return Err(format!("`{text}` is not a path: expected a JSON Pointer such as /nodes/orders/title"));
        };
        Ok(Self(rest.split('/').map(|s| s.replace("~1", "/").replace("~0", "~")).collect()))
    }
}

impl From<Pointer> for String {
    fn from(pointer: Pointer) -> String {
        pointer.to_string()
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.0 {
            write!(f, "/{}", segment.replace('~', "~0").replace('/', "~1"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_segments_are_one() {
        let pointer = Pointer::of(["comments", "/nodes/a~b"]);
        assert_eq!(pointer.to_string(), "/comments/~1nodes~1a~0b");
        assert_eq!(Pointer::try_from(pointer.to_string()), Ok(pointer));
        assert!(Pointer::try_from("nodes".to_owned()).is_err());
    }
}
