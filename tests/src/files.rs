//! Directories as maps, to compare and to change.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every file below a directory: path with `/` between its parts, and content.
///
/// # Panics
/// Where the directory can't be read.
#[must_use]
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{} can't be listed: {error}", folder.display()));
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(root).unwrap_or(&path);
                let name: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
                let content =
                    fs::read(&path).unwrap_or_else(|error| panic!("{} can't be read: {error}", path.display()));
                files.insert(name.join("/"), content);
            }
        }
    }
    files
}

/// Copies a directory with everything below.
///
/// # Panics
/// Where that can't be done.
pub fn copy(from: &Path, to: &Path) {
    for (path, content) in tree(from) {
        write(&to.join(path), content);
    }
}

/// What differs between two trees: paths that only one has, or whose content differs.
#[must_use]
pub fn differences(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let paths: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    paths.into_iter().filter(|path| a.get(*path) != b.get(*path)).cloned().collect()
}

/// Writes a file, and the directories above it.
///
/// # Panics
/// Where that can't be done.
pub fn write(path: &Path, content: impl AsRef<[u8]>) {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).unwrap_or_else(|error| panic!("{}: {error}", parent.display()));
    }
    fs::write(path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
