//! Files of a bundle.

use serde::{Deserialize, Serialize};

/// One file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its content.
    pub text: String,
    /// What happens to it at the next synthesis.
    pub class: Class,
    /// Which lines speak of what.
    pub spans: Vec<Span>,
    /// Whether it is a program (its mode is then 755).
    pub executable: bool,
}

impl File {
    /// A generated file without spans.
    pub fn generated(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: Class::Generated, spans: Vec::new(), executable: false }
    }

    /// A file that is written once and then belongs to the person.
    pub fn seeded(text: impl Into<String>) -> Self {
        Self { class: Class::Seeded, ..Self::generated(text) }
    }

    /// The same file as a program.
    #[must_use]
    pub fn executable(mut self) -> Self {
        self.executable = true;
        self
    }

    /// The same file with spans.
    #[must_use]
    pub fn spans(mut self, spans: impl IntoIterator<Item = Span>) -> Self {
        self.spans.extend(spans);
        self
    }
}

impl From<topology::yaml::Written> for File {
    fn from(written: topology::yaml::Written) -> Self {
        let spans = written.spans.into_iter().map(|s| Span::new(s.start_line, s.end_line, &s.subject));
        Self::generated(written.text).spans(spans)
    }
}

impl From<crate::hcl::Rendered> for File {
    fn from(rendered: crate::hcl::Rendered) -> Self {
        let spans = rendered.spans.into_iter().map(|s| Span::new(s.start_line, s.end_line, &s.subject));
        Self::generated(rendered.text).spans(spans)
    }
}

/// What happens to a file at the next synthesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Replaced; refused where a person changed it.
    Generated,
    /// Written once, then the person's.
    Seeded,
}

/// Lines of a file, and what they speak of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first line, from 1.
    pub start_line: u32,
    /// The last line.
    pub end_line: u32,
    /// `node:orders`, `edge:orders--payments`, `environment:dev`, `topology`, or, beginning with a slash, places in the document whose values stand in these lines.
    pub subjects: Vec<String>,
}

impl Span {
    /// A span from a writer's subject: words separated by blanks.
    #[must_use]
    pub fn new(start_line: u32, end_line: u32, subject: &str) -> Self {
        Self { start_line, end_line, subjects: subject.split_whitespace().map(str::to_owned).collect() }
    }
}
