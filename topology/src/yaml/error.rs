//! Why a text could not be read.

use std::fmt;

/// The first thing in a YAML text that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What was expected there.
    pub expected: String,
    /// What to do about it.
    pub hint: String,
}

impl ReadError {
    pub(super) fn new(
        (line, column): (u32, u32),
        message: impl Into<String>,
        expected: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { line, column, message: message.into(), expected: expected.into(), hint: hint.into() }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, message, expected, hint } = self;
        write!(f, "line {line}, column {column}: {message}; expected {expected}; {hint}")
    }
}

impl std::error::Error for ReadError {}
