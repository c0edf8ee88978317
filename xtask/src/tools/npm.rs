//! Node packages, installed beside the tests that use them, as their lock file says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::find::on_search_path;
use crate::process::run_quiet;
use crate::workspace::Workspace;

/// A copy of the lock file that the packages were installed from.
const INSTALLED_FROM: &str = "node_modules/.installed-from.json";

/// The folder of packages, when it is what the lock file says.
pub fn installed(folder: &Path) -> Option<PathBuf> {
    let wanted = fs::read(folder.join("package-lock.json")).ok()?;
    let there = fs::read(folder.join(INSTALLED_FROM)).ok()?;
    (wanted == there).then(|| folder.join("node_modules"))
}

/// Installs the packages, without running any script of theirs.
pub fn install(workspace: &Workspace, folder: &str) -> Result<()> {
    if on_search_path("npm").is_none() {
        bail!("they are Node packages, and `npm` is not on PATH: install Node 20 or newer");
    }
    let folder = workspace.root.join(folder);
    let log = folder.join("npm.log");
    let mut npm = Command::new("npm");
    npm.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    run_quiet(&mut npm, &log)?;
    fs::remove_file(&log).with_context(|| format!("can't remove {}", log.display()))?;
    fs::copy(folder.join("package-lock.json"), folder.join(INSTALLED_FROM))
        .context("the packages are installed, but can't be noted as such")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_another_lock_file_are_not_installed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("node_modules")).unwrap();
        fs::write(folder.path().join("package-lock.json"), "1").unwrap();
        assert_eq!(installed(folder.path()), None);
        fs::write(folder.path().join(INSTALLED_FROM), "1").unwrap();
        assert_eq!(installed(folder.path()), Some(folder.path().join("node_modules")));
        fs::write(folder.path().join("package-lock.json"), "2").unwrap();
        assert_eq!(installed(folder.path()), None);
    }
}
