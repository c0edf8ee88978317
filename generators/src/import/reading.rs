//! The files as they are read: each once, with what was missing.

use std::collections::{BTreeMap, BTreeSet};

use topology::yaml::read_marked;

use super::file::{File, is_env};
use super::held::Held;
use super::note::{Fault, Log};

/// The most entries of one map or list.
const WIDTH: usize = 10_000;
/// Tags that compose files may use.
const TAGS: [&str; 2] = ["!override", "!reset"];

/// All files, read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The documents of each file, by path.
    pub documents: BTreeMap<String, Vec<Held>>,
    /// The text of files of variables, by path.
    pub texts: BTreeMap<String, String>,
    /// The number of each file.
    numbers: BTreeMap<String, usize>,
    /// Files that others ask for and that are not there.
    pub missing: BTreeSet<String>,
    /// What is noted.
    pub log: Log,
}

impl Reading {
    /// Reads all files. A file that somebody named has to be readable; another one that is not is left out, and noted.
    pub fn of(files: &[File]) -> Result<Self, Vec<Fault>> {
        let mut reading = Self::default();
        let mut faults = Vec::new();
        for file in files {
            let number = reading.log.files.len();
            if reading.numbers.insert(file.path.clone(), number).is_some() {
                continue;
            }
            reading.log.files.push(file.path.clone());
            if is_env(&file.path) {
                reading.texts.insert(file.path.clone(), file.text.clone());
                continue;
            }
            match read_marked(&file.text, &TAGS) {
                Ok(sources) => {
                    let documents: Vec<Held> = sources.iter().map(|source| Held::read(source, number)).collect();
                    if let Some(place) = documents.iter().find_map(|held| held.wider_than(WIDTH)) {
                        faults.push(Fault {
                            file: file.path.clone(),
                            line: place.at.0,
                            column: place.at.1,
                            message: format!("a map or list holds more than {WIDTH} entries (the width limit)"),
                            hint: "import a part of the file".to_owned(),
                        });
                    }
                    let documents = documents.into_iter().filter(|held| !held.is_null());
                    reading.documents.insert(file.path.clone(), documents.collect());
                }
                Err(error) => {
                    let template = file.text.contains("{{");
                    let hint = if template {
                        "this looks like a template: import what it renders to (`helm template`, `kustomize build`)"
                            .to_owned()
                    } else {
                        error.hint.clone()
                    };
                    let message = format!("{}; expected {}", error.message, error.expected);
                    let (line, column) = (error.line, error.column);
                    if file.named {
                        faults.push(Fault { file: file.path.clone(), line, column, message, hint });
                    } else {
                        let place = super::held::Place { file: number, at: (line, column) };
                        reading.log.note(super::Sort::LeftOut, place, None, message).hint(hint);
                    }
                }
            }
        }
        if faults.is_empty() { Ok(reading) } else { Err(faults) }
    }

    /// The number of a file.
    pub fn number(&self, path: &str) -> usize {
        self.numbers.get(path).copied().unwrap_or_default()
    }
}
