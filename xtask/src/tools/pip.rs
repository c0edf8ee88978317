//! Python packages, in a folder of their own, beside no environment of the user's.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::find::on_search_path;
use super::place;
use super::table::Tool;
use crate::process::run_quiet;

/// Python.
pub fn python() -> Result<PathBuf> {
    ["python3", "python"]
        .into_iter()
        .find_map(on_search_path)
        .context("it comes as a Python package, and `python3` is not on PATH: install Python 3.9 or newer")
}

/// Installs the packages, exactly these: what they ask for beside them is in the table, or not needed.
pub fn install(tool: &Tool, packages: &[&str]) -> Result<()> {
    let python = python()?;
    place::make(tool, |fresh, work| {
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"])
            .args(["--only-binary", ":all:", "--target"])
            .arg(fresh)
            .args(packages);
        run_quiet(&mut pip, &work.join("log"))
            .context("pip could not install them (if pip is missing: on Debian, install python3-pip)")
    })
}
