//! Reading topology files.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use topology::finding::Severity;
use topology::yaml::{Positions, limits, read_document};
use topology::{Document, Problem};

use super::remote::{self, Remote};
use super::terminal::Look;
use super::{Failure, place};

/// A file as it was read.
pub struct Source {
    /// Where it is; `-` is standard input.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// The revision, where it was read from a server.
    pub tag: Option<String>,
}

impl Source {
    /// Reads a file, standard input for `-`, or a topology on a server for its address.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        if remote::is_remote(path) {
            let Remote { text, tag } = remote::read(path)?;
            return Ok(Self { path: path.to_owned(), text, tag: Some(tag) });
        }
        let failed = |error: io::Error| Failure(format!("can't read {}: {error}", name(path)));
        let mut bytes = Vec::new();
        // One byte more than fits, so that a larger file is seen without reading it whole.
        let limit = limits::SIZE as u64 + 1;
        if is_stream(path) {
            io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(failed)?;
        } else {
            File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(failed)?;
        }
        if bytes.len() > limits::SIZE {
            return Err(Failure(format!(
                "{}: more than {} bytes (the size limit); split the file",
                name(path),
                limits::SIZE
            )));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            Failure(format!(
                "{}: byte {} is not UTF-8; save the file as UTF-8",
                name(path),
                error.utf8_error().valid_up_to()
            ))
        })?;
        Ok(Self { path: path.to_owned(), text, tag: None })
    }

    /// The topology that the file holds.
    pub fn document(&self) -> Result<(Document, Positions), Failure> {
        read_document(&self.text).map_err(|problems| Failure(self.told(&problems)))
    }

    /// Its name for people.
    pub fn name(&self) -> String {
        name(&self.path)
    }

    /// Problems, each with its place in the text.
    pub fn told(&self, problems: &[Problem]) -> String {
        let one = |problem: &Problem| {
            let (line, column) = problem.position.unwrap_or((1, 1));
            let mut text = format!("{}:{line}:{column}: {}", self.name(), problem.message);
            let renderer = Look::PLAIN.renderer();
            if let Some(excerpt) = place::excerpt(&self.text, None, Severity::Error, &[(line, column)], &renderer) {
                text.push('\n');
                text.push_str(&excerpt);
            }
            if let Some(hint) = &problem.hint {
                text.push_str(&format!("\n  hint: {hint}"));
            }
            text
        };
        problems.iter().map(one).collect::<Vec<_>>().join("\nerror: ")
    }
}

/// Whether this means standard input, or output.
pub fn is_stream(path: &Path) -> bool {
    path == Path::new("-")
}

fn name(path: &Path) -> String {
    if is_stream(path) { "standard input".to_owned() } else { path.display().to_string() }
}
