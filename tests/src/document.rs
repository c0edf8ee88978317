//! Documents as the journeys read them.

use std::path::Path;

use topology::Document;
use topology::yaml::read_document;

/// The document `topology.yaml` in a folder.
///
/// # Panics
/// Where it is none: inputs of the journeys are in order, or the journey fails here.
#[must_use]
pub fn read(folder: &Path) -> Document {
    let path = folder.join("topology.yaml");
    match read_document(&crate::place::read(&path)) {
        Ok((document, _)) => document,
        Err(problems) => {
            let lines: Vec<String> = problems.iter().map(|problem| format!("{}:{problem}", path.display())).collect();
            panic!("{}", lines.join("\n"));
        }
    }
}
