//! What can go wrong in synthesis.

use topology::Problem;

/// Why no bundle could be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The document is at fault.
    #[error("{0}")]
    Document(#[from] Problem),
    /// The product is at fault: a template, the catalogue or a writer.
    #[error("{place}: {message}")]
    Internal {
        /// Which template, catalogue entry or file.
        place: String,
        /// What went wrong.
        message: String,
    },
    /// A wish that nothing can fulfil.
    #[error("there is no {kind} `{name}`: expected one of {expected}")]
    Unknown {
        /// `environment` or `target`.
        kind: &'static str,
        /// As asked.
        name: String,
        /// What there is.
        expected: String,
    },
}

impl Error {
    /// A fault of the product itself.
    pub fn internal(place: impl Into<String>, message: impl ToString) -> Self {
        Self::Internal { place: place.into(), message: message.to_string() }
    }
}
