//! Where the inputs of the journeys lie in the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// The repository's root.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The folders of the real systems under `tests/corpus`, by name.
#[must_use]
pub fn systems() -> Vec<PathBuf> {
    folders(&root().join("tests/corpus"))
}

/// The folders of the examples under `assets/examples`, by name.
#[must_use]
pub fn examples() -> Vec<PathBuf> {
    folders(&root().join("assets/examples"))
}

/// The last part of a path, for messages.
#[must_use]
pub fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The text of a file.
///
/// # Panics
/// Where the file can't be read: a journey without its input proves nothing.
#[must_use]
pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{} can't be read: {error}", path.display()))
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).unwrap_or_else(|error| panic!("{} can't be listed: {error}", parent.display()));
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}
