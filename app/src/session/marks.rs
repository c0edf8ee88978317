//! What is put on nodes and edges besides what they say: findings, steps, and what a fix does.

/// What findings put on a node or an edge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// Findings of severity error, without waived ones.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// The number of the step that this is of the way that the open finding shows, from 1.
    pub step: Option<usize>,
    /// Whether it belongs to what is being explained; the rest is dimmed then.
    pub told: bool,
    /// What the fix that is being looked at does to it.
    pub diff: Option<Diff>,
}

/// What a fix does to a node or an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Diff {
    /// It is new.
    Added,
    /// It goes.
    Removed,
    /// It stays, with other fields.
    Changed,
}

impl Diff {
    /// The word in CSS and in the names that are read aloud.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }

    /// Its sign: what is told by colour is told by a shape too.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Removed => "−",
            Self::Changed => "~",
        }
    }
}

impl Marks {
    /// The word of the worst severity, for CSS.
    #[must_use]
    pub fn worst(&self) -> Option<&'static str> {
        match self {
            Self { errors: 1.., .. } => Some("error"),
            Self { warnings: 1.., .. } => Some("warning"),
            Self { infos: 1.., .. } => Some("info"),
            _ => None,
        }
    }
}
