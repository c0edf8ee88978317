//! Python packages, in a folder of their own, beside no environment of the user's.

use std::fs;
use std::path::{Path, PathBuf};
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
    place::make(tool, |fresh, work| {
        let mut pip = pip(fresh)?;
        pip.args(packages);
        run(&mut pip, work)
    })
}

/// Installs a program with the packages that a file names, and what starts it.
pub fn program(tool: &Tool, requirements: &Path, module: &str) -> Result<()> {
    place::make(tool, |fresh, work| {
        let mut pip = pip(&fresh.join("packages"))?;
        pip.arg("--requirement").arg(requirements);
        run(&mut pip, work)?;
        let start = place::program(fresh, tool);
        fs::create_dir_all(start.parent().context("a program lies in a folder")?)?;
        let python = python()?;
        let script = format!(
            "#!/bin/sh\nfolder=\"$(dirname \"$(dirname \"$(readlink -f \"$0\")\")\")\"\n\
             PYTHONPATH=\"$folder/packages\" exec '{}' -m {module} \"$@\"\n",
            python.display()
        );
        fs::write(&start, script)?;
        executable(&start)
    })
}

/// pip, installing nothing but what is named, into a folder.
fn pip(into: &Path) -> Result<Command> {
    let mut pip = Command::new(python()?);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"])
        .args(["--only-binary", ":all:", "--target"])
        .arg(into);
    Ok(pip)
}

fn run(pip: &mut Command, work: &Path) -> Result<()> {
    run_quiet(pip, &work.join("log"))
        .context("pip could not install them (if pip is missing: on Debian, install python3-pip)")
}

#[cfg(unix)]
fn executable(program: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(program, fs::Permissions::from_mode(0o755))?)
}

#[cfg(not(unix))]
fn executable(_program: &Path) -> Result<()> {
    anyhow::bail!("it is started by a shell script, which this system does not run")
}
