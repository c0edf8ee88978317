//! A mirror of Terraform's providers on this machine: a folder called `tf-plugins`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Names the mirror outright.
pub const MIRROR_VARIABLE: &str = "GROUNDPLAN_TF_PLUGINS";

/// What such a folder is called.
const FOLDER: &str = "tf-plugins";

/// Where one is looked for, besides the home folder.
const ROOTS: [&str; 5] = ["/opt", "/usr/share", "/usr/local", "/usr/lib", "/var/lib"];

/// How far below a root it may lie.
const DEPTH: usize = 2;

/// The mirror, if there is one: what the variable names, else the first folder of that name.
pub fn mirror() -> Option<PathBuf> {
    if let Some(named) = env::var_os(MIRROR_VARIABLE) {
        return Some(PathBuf::from(named)).filter(|folder| folder.is_dir());
    }
    let roots = ROOTS.into_iter().map(PathBuf::from).chain(env::home_dir());
    roots.into_iter().find_map(|root| below(&root, DEPTH))
}

fn below(folder: &Path, depth: usize) -> Option<PathBuf> {
    let candidate = folder.join(FOLDER);
    if candidate.is_dir() {
        return Some(candidate);
    }
    if depth <= 1 {
        return None;
    }
    // A folder that may not be read holds no mirror that could be used.
    let mut folders: Vec<PathBuf> = fs::read_dir(folder)
        .ok()?
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    folders.iter().find_map(|folder| below(folder, depth - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_is_found_near_and_not_far() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b/tf-plugins");
        fs::create_dir_all(&deep).unwrap();
        assert_eq!(below(root.path(), 2), None);
        let near = root.path().join("c/tf-plugins");
        fs::create_dir_all(&near).unwrap();
        assert_eq!(below(root.path(), 2), Some(near));
        assert_eq!(below(root.path(), 3), Some(deep));
    }
}
