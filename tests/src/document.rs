//! Documents as the journeys read them.

use std::path::Path;

use topology::Document;

/// The document `topology.yaml` in a folder.
///
/// # Panics
/// Where it is none: inputs of the journeys are in order, or the journey fails here.
#[must_use]
pub fn read(folder: &Path) -> Document {
    let path = folder.join("topology.yaml");
    let text = crate::place::read(&path);
    let source = topology::yaml::read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let document: Document = serde_json::from_value(source.value).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let problems = topology::structure::check(&document);
    assert!(problems.is_empty(), "{}: {}", path.display(), problems[0]);
    document
}
