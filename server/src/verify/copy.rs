//! A copy of the bundle to work in.

use std::path::Path;
use std::{fs, io};

/// What is never part of a bundle and may be large.
const LEFT_OUT: [&str; 3] = [".git", ".terraform", "node_modules"];

/// Copies a folder with the modes of its files. Links are left out: a bundle has none.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, name) = (entry.file_type()?, entry.file_name());
        if kind.is_dir() && !LEFT_OUT.iter().any(|left| name == *left) {
            copy(&entry.path(), &to.join(&name))?;
        } else if kind.is_file() {
            fs::copy(entry.path(), to.join(&name))?;
        }
    }
    Ok(())
}
