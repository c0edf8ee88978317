//! The second synthesis: what happens to files that are there already.

use std::collections::BTreeMap;

use super::{Bundle, MANIFEST, Manifest, sha256};
use crate::file::Class;

/// What a synthesis does to a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actions {
    /// Files to write, new or changed.
    pub write: Vec<String>,
    /// Files to delete: of the old manifest, not of the new, and unchanged by hand.
    pub delete: Vec<String>,
    /// Seeded files that are the person's by now.
    pub kept: Vec<String>,
    /// Files that are as they should be.
    pub unchanged: Vec<String>,
    /// Generated files that somebody changed by hand, or that stand where a generated file should: written or deleted only with `--overwrite`.
    pub refused: Vec<String>,
}

impl Actions {
    /// Whether a generated file differs from what it should be: what `--check` asks.
    #[must_use]
    pub fn differs(&self, bundle: &Bundle) -> bool {
        let generated = |path: &String| bundle.files.get(path).is_some_and(|file| file.class == Class::Generated);
        !self.refused.is_empty() || !self.delete.is_empty() || self.write.iter().any(generated)
    }
}

/// Compares a bundle with a folder. `disk` holds the hash of each file there that the bundle or the old manifest names; `overwrite` gives up what people changed in generated files.
#[must_use]
pub fn compare(bundle: &Bundle, old: Option<&Manifest>, disk: &BTreeMap<String, String>, overwrite: bool) -> Actions {
    let mut actions = Actions::default();
    let written = |path: &str| old.and_then(|manifest| manifest.files.get(path));
    for (path, file) in &bundle.files {
        let hash = sha256(file.text.as_bytes());
        // The manifest lists everything but itself: it is ours wherever an old one could be read.
        let ours = |found: &String| {
            (path == MANIFEST && old.is_some()) || written(path).is_some_and(|entry| entry.sha256 == *found)
        };
        let list = match (disk.get(path), file.class) {
            (None, Class::Seeded) if written(path).is_some() => &mut actions.kept,
            (None, _) => &mut actions.write,
            (Some(found), _) if *found == hash => &mut actions.unchanged,
            (Some(_), Class::Seeded) => &mut actions.kept,
            (Some(found), Class::Generated) if overwrite || ours(found) => &mut actions.write,
            (Some(_), Class::Generated) => &mut actions.refused,
        };
        list.push(path.clone());
    }
    // A partial bundle does not know which files are no longer wanted.
    if !bundle.manifest.partial {
        for (path, entry) in
            old.iter().flat_map(|manifest| &manifest.files).filter(|(path, _)| !bundle.files.contains_key(*path))
        {
            let list = match (disk.get(path), entry.class) {
                (None, _) => continue,
                (Some(found), _) if *found == entry.sha256 => &mut actions.delete,
                (Some(_), Class::Seeded) => &mut actions.kept,
                (Some(_), Class::Generated) if overwrite => &mut actions.delete,
                (Some(_), Class::Generated) => &mut actions.refused,
            };
            list.push(path.clone());
        }
    }
    actions
}
