//! What an import has to say beside the document.

use std::fmt;

use serde::Serialize;

use super::held::Place;

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Something was taken for what it most likely is: look at it.
    Guessed,
    /// A value that looks like a secret: its name was taken over, the value was not.
    Secret,
    /// Not understood and kept under `extra`, where it is merged into the outputs as it is.
    Kept,
    /// Not carried into the document.
    LeftOut,
    /// About the drawing as a whole.
    Notice,
}

impl Sort {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Guessed => "guessed",
            Self::Secret => "secret",
            Self::Kept => "kept",
            Self::LeftOut => "left-out",
            Self::Notice => "notice",
        }
    }
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Note {
    /// The file; empty where the note is about all of them.
    pub file: String,
    /// Line, from 1; 0 where the note is about the whole file.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What it is about.
    pub sort: Sort,
    /// The node that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// The notice's name, where it is one of those that have a name (`import-low-edge-visibility`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<&'static str>,
    /// What was found, and what became of it.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// Why nothing could be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file; empty where it is about all of them.
    pub file: String,
    /// Line, from 1; 0 where the fault is in no one place.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong, and what was expected.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        place(f, &self.file, self.line, self.column)?;
        write!(f, "{}\n  hint: {}", self.message, self.hint)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        place(f, &self.file, self.line, self.column)?;
        write!(f, "{}: ", self.sort.word())?;
        if let Some(node) = &self.node {
            write!(f, "{node}: ")?;
        }
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

fn place(f: &mut fmt::Formatter<'_>, file: &str, line: u32, column: u32) -> fmt::Result {
    match (file, line) {
        ("", _) => Ok(()),
        (file, 0) => write!(f, "{file}: "),
        (file, line) => write!(f, "{file}:{line}:{column}: "),
    }
}

/// What is noted on the way.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// The files, by number.
    pub files: Vec<String>,
    /// What was noted.
    pub notes: Vec<Note>,
}

impl Log {
    /// A note about a place.
    pub fn note(&mut self, sort: Sort, place: Place, node: Option<&str>, message: impl Into<String>) -> &mut Note {
        let file = self.files.get(place.file).cloned().unwrap_or_default();
        let (line, column) = place.at;
        self.notes.push(Note {
            file,
            line,
            column,
            sort,
            node: node.map(str::to_owned),
            id: None,
            message: message.into(),
            hint: None,
        });
        let last = self.notes.len() - 1;
        &mut self.notes[last]
    }

    /// A note about everything.
    pub fn notice(&mut self, id: Option<&'static str>, message: impl Into<String>) -> &mut Note {
        self.notes.push(Note {
            file: String::new(),
            line: 0,
            column: 0,
            sort: Sort::Notice,
            node: None,
            id,
            message: message.into(),
            hint: None,
        });
        let last = self.notes.len() - 1;
        &mut self.notes[last]
    }

    /// A place as evidence: `compose.yaml:12: what`.
    pub fn evidence(&self, place: Place, what: &str) -> String {
        let file = self.files.get(place.file).map_or("", String::as_str);
        format!("{file}:{}: {what}", place.at.0)
    }
}

impl Note {
    /// The same with advice.
    pub fn hint(&mut self, hint: impl Into<String>) {
        self.hint = Some(hint.into());
    }
}
