//! A bundle in a folder: read, compared and written, whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use generators::bundle::{Actions, Bundle, MANIFEST, Manifest, compare, sha256};
use generators::file::Class;
use tempfile::TempDir;

/// Why a folder can't take a bundle.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Something can't be read.
    #[error("can't read {}: {error}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Something can't be written; nothing was changed.
    #[error("can't write to {}: {error}; nothing was changed: make it writable, or choose another folder", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Something can't be put in its place, after others were.
    #[error("can't put {} in its place: {error}; run the command again when that is mended, what was written so far is whole", path.display())]
    Place {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The old manifest can't be understood.
    #[error("{}: {message}; take the file away to begin anew", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A path leads out of the folder.
    #[error("`{0}` leads out of the folder")]
    Escapes(String),
    /// A link stands where a folder or file should.
    #[error("{} is a link: what lies behind it is not the bundle's to change; take it away", .0.display())]
    Link(PathBuf),
}

/// A folder as it is on disk.
pub struct Folder {
    root: PathBuf,
    old: Option<Manifest>,
    /// Hashes of the files that the bundle or the old manifest names.
    disk: BTreeMap<String, String>,
}

impl Folder {
    /// Reads what is there of the bundle, and of the one before it.
    ///
    /// # Errors
    /// [`FolderError`] where something can't be read or leads elsewhere.
    pub fn open(root: &Path, bundle: &Bundle) -> Result<Self, FolderError> {
        let old = manifest(root)?;
        let named = old.iter().flat_map(|manifest| manifest.files.keys()).chain(bundle.files.keys());
        let mut disk = BTreeMap::new();
        for path in named.collect::<BTreeSet<_>>() {
            let place = inside(root, path)?;
            match fs::read(&place) {
                Ok(bytes) => {
                    disk.insert(path.clone(), sha256(&bytes));
                }
                Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
                Err(error) => return Err(FolderError::Read { path: place, error }),
            }
        }
        Ok(Self { root: root.to_owned(), old, disk })
    }

    /// What a synthesis does here.
    #[must_use]
    pub fn compare(&self, bundle: &Bundle, overwrite: bool) -> Actions {
        let mut actions = compare(bundle, self.old.as_ref(), &self.disk, overwrite);
        if bundle.manifest.partial && self.old.is_some() {
            // The manifest of a part alone never equals that of the whole: what is written is both together.
            let list = |paths: &mut Vec<String>| paths.retain(|path| path != MANIFEST);
            list(&mut actions.write);
            list(&mut actions.unchanged);
            let same =
                self.manifest_text(bundle).is_ok_and(|text| self.disk.get(MANIFEST) == Some(&sha256(text.as_bytes())));
            if same { &mut actions.unchanged } else { &mut actions.write }.push(MANIFEST.to_owned());
        }
        actions
    }

    /// Whether a path of the bundle is a generated file.
    #[must_use]
    pub fn is_generated(&self, bundle: &Bundle, path: &str) -> bool {
        bundle.files.get(path).is_some_and(|file| file.class == Class::Generated)
    }

    /// Writes and deletes. Everything is written beside its place first; the manifest comes last, so that an interrupted run can be repeated.
    ///
    /// # Errors
    /// [`FolderError::Write`] before anything was changed, [`FolderError::Place`] after.
    pub fn carry_out(&self, bundle: &Bundle, actions: &Actions) -> Result<(), FolderError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| FolderError::Write { path, error }
        };
        fs::create_dir_all(&self.root).map_err(failed(&self.root))?;
        let stage =
            tempfile::Builder::new().prefix(".groundplan-").tempdir_in(&self.root).map_err(failed(&self.root))?;
        for (index, path) in actions.write.iter().enumerate() {
            let Some(file) = bundle.files.get(path) else { continue };
            let text = if path == MANIFEST { self.manifest_text(bundle)? } else { file.text.clone() };
            let place = staged(&stage, index);
            write(&place, text.as_bytes(), file.executable).map_err(failed(&self.root.join(path)))?;
        }
        let last = |path: &&(usize, &String)| path.1 == MANIFEST;
        let writes: Vec<(usize, &String)> = actions.write.iter().enumerate().collect();
        for (index, path) in writes.iter().filter(|p| !last(p)) {
            self.place(&staged(&stage, *index), path)?;
        }
        for path in &actions.delete {
            self.delete(path)?;
        }
        for (index, path) in writes.iter().filter(last) {
            self.place(&staged(&stage, *index), path)?;
        }
        Ok(())
    }

    /// The new manifest; of a part, with what the old one says of the rest.
    fn manifest_text(&self, bundle: &Bundle) -> Result<String, FolderError> {
        let mut manifest = bundle.manifest.clone();
        if let Some(old) = self.old.as_ref().filter(|_| manifest.partial) {
            manifest.partial = old.partial;
            for (path, entry) in &old.files {
                manifest.files.entry(path.clone()).or_insert_with(|| entry.clone());
            }
        } else if let Some(file) = bundle.files.get(MANIFEST) {
            return Ok(file.text.clone());
        }
        let mut text = serde_json::to_string_pretty(&manifest)
            .map_err(|error| FolderError::Manifest { path: self.root.join(MANIFEST), message: error.to_string() })?;
        text.push('\n');
        Ok(text)
    }

    fn place(&self, staged: &Path, path: &str) -> Result<(), FolderError> {
        let place = inside(&self.root, path)?;
        let made = place.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::rename(staged, &place)).map_err(|error| FolderError::Place { path: place, error })
    }

    /// Deletes a file, and the folders that it leaves empty.
    fn delete(&self, path: &str) -> Result<(), FolderError> {
        let place = inside(&self.root, path)?;
        fs::remove_file(&place).map_err(|error| FolderError::Place { path: place.clone(), error })?;
        for folder in place.ancestors().skip(1).take_while(|folder| *folder != self.root) {
            // One that is not empty stays, and so do those around it.
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }
}

fn staged(stage: &TempDir, index: usize) -> PathBuf {
    stage.path().join(index.to_string())
}

fn write(place: &Path, bytes: &[u8], executable: bool) -> io::Result<()> {
    let mut file = File::create(place)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    if executable {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o755))?;
    }
    #[cfg(not(unix))]
    let _no_modes = executable;
    Ok(())
}

/// The manifest of the bundle that lies in a folder, if one does.
///
/// # Errors
/// [`FolderError`] where it can't be read.
pub fn manifest(root: &Path) -> Result<Option<Manifest>, FolderError> {
    let path = root.join(MANIFEST);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound) => return Ok(None),
        Err(error) => return Err(FolderError::Read { path, error }),
    };
    match serde_json::from_str::<Manifest>(&text) {
        Ok(manifest) if manifest.manifest == 1 => Ok(Some(manifest)),
        Ok(newer) => {
            let message = format!("its shape is {}, and this version reads 1", newer.manifest);
            Err(FolderError::Manifest { path, message })
        }
        Err(error) => Err(FolderError::Manifest { path, message: error.to_string() }),
    }
}

/// A path inside the folder; one that leads out of it, or through a link, is refused.
fn inside(root: &Path, path: &str) -> Result<PathBuf, FolderError> {
    let relative = Path::new(path);
    let plain = |component: Component<'_>| matches!(component, Component::Normal(_));
    if path.is_empty() || path.contains('\\') || !relative.components().all(plain) {
        return Err(FolderError::Escapes(path.to_owned()));
    }
    let mut place = root.to_owned();
    for component in relative.components() {
        place.push(component);
        if place.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(FolderError::Link(place));
        }
    }
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out() {
        let root = tempfile::tempdir().unwrap();
        for path in ["", "../x", "a/../../x", "/etc/passwd", "a\\..\\x", "./../x"] {
            assert!(matches!(inside(root.path(), path), Err(FolderError::Escapes(_))), "{path}");
        }
        assert_eq!(inside(root.path(), "a/b.yaml").unwrap(), root.path().join("a/b.yaml"));
    }

    #[cfg(unix)]
    #[test]
    fn no_path_leads_through_a_link() {
        let (root, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(elsewhere.path(), root.path().join("compose")).unwrap();
        assert!(matches!(inside(root.path(), "compose/compose.yaml"), Err(FolderError::Link(_))));
    }
}
