//! `cargo xtask app`: the editor, from Rust and static files to a folder that a browser can load.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use clap::Args;

use crate::process::{run, step};
use crate::styles;
use crate::wasm::{TARGET, Toolchain};
use crate::workspace::Workspace;

/// The programs of the page: the editor, and the rules in their worker. Packages and files have these names.
const PROGRAMS: [&str; 2] = ["app", "judge"];

/// Build the editor alone, into target/app.
#[derive(Args)]
pub struct App {
    /// Compile fast instead of small, and leave out the compressed files.
    #[arg(long)]
    pub dev: bool,
}

impl App {
    /// Builds the editor and says where it is.
    pub fn run(&self, workspace: &Workspace) -> Result<()> {
        build(workspace, self.dev)?;
        println!("{}", workspace.app_folder().display());
        Ok(())
    }
}

/// Builds the editor into [`Workspace::app_folder`]; nothing is written when nothing changed.
pub fn build(workspace: &Workspace, dev: bool) -> Result<()> {
    let toolchain = Toolchain::find(workspace, dev)?;
    let profile = if dev { "dev" } else { "wasm-release" };
    step("Compiling the editor to wasm", || {
        let packages = PROGRAMS.iter().flat_map(|program| ["--package", program]);
        run(toolchain.cargo_build(workspace).args(packages).args(["--profile", profile]))
    })?;

    let programs = compiled(workspace, dev);
    let static_files = workspace.root.join("app/static");
    let inputs: Vec<&Path> = programs.iter().chain([&static_files]).map(PathBuf::as_path).collect();
    let stamp = stamp(&inputs, dev)?;
    let stamp_file = workspace.root.join("target/app.stamp");
    if workspace.app_folder().is_dir() && fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        return Ok(());
    }
    let heading = if dev { "Making the page" } else { "Making the page, with compressed files" };
    step(heading, || assemble(workspace, &programs, &static_files, dev))?;
    fs::write(&stamp_file, stamp).with_context(|| format!("can't write {}", stamp_file.display()))
}

/// Fills a new folder and puts it in the old one's place, so that a half-made page is never served.
fn assemble(workspace: &Workspace, programs: &[PathBuf], static_files: &Path, dev: bool) -> Result<()> {
    let folder = workspace.app_folder();
    let fresh = folder.with_extension("new");
    remove(&fresh)?;
    copy_tree(static_files, &fresh)?;
    styles::join(&fresh)?;
    let mut glue = workspace.cargo(&["run", "--quiet", "--package", "glue", "--"]);
    glue.arg(&fresh).args(programs);
    if !dev {
        glue.arg("--compress");
    }
    run(&mut glue)?;
    remove(&folder)?;
    fs::rename(&fresh, &folder).with_context(|| format!("can't move the page to {}", folder.display()))
}

fn compiled(workspace: &Workspace, dev: bool) -> Vec<PathBuf> {
    let profile_folder = if dev { "debug" } else { "wasm-release" };
    let folder = workspace.wasm_target().join(TARGET).join(profile_folder);
    PROGRAMS.iter().map(|program| folder.join(program).with_extension("wasm")).collect()
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("can't remove {}", folder.display()))?;
    }
    Ok(())
}

/// Copies a folder and all that is in it.
pub fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("can't make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("can't list {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| format!("can't copy to {}", target.display()))?;
        }
    }
    Ok(())
}

/// Name, size and time of change of every input, so that an unchanged page is not made again.
fn stamp(inputs: &[&Path], dev: bool) -> Result<String> {
    let mut lines = vec![format!("dev: {dev}")];
    for input in inputs {
        describe(input, &mut lines).with_context(|| format!("can't read {}", input.display()))?;
    }
    lines.sort();
    Ok(lines.join("\n"))
}

fn describe(path: &Path, lines: &mut Vec<String>) -> std::io::Result<()> {
    let data = fs::metadata(path)?;
    if data.is_dir() {
        for entry in fs::read_dir(path)? {
            describe(&entry?.path(), lines)?;
        }
        return Ok(());
    }
    let changed = data.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    lines.push(format!("{} {} {}", path.display(), data.len(), changed.as_nanos()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_copied_whole() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("from");
        fs::create_dir_all(from.join("styles")).unwrap();
        fs::write(from.join("styles/page.css"), "a{}").unwrap();
        fs::write(from.join("index.html"), "<p>").unwrap();
        let to = folder.path().join("to");
        copy_tree(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("styles/page.css")).unwrap(), "a{}");
        assert_eq!(fs::read_to_string(to.join("index.html")).unwrap(), "<p>");
    }

    #[test]
    fn the_stamp_sees_a_changed_and_a_removed_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "1").unwrap();
        fs::write(folder.path().join("b"), "1").unwrap();
        let first = stamp(&[folder.path()], false).unwrap();
        assert_eq!(stamp(&[folder.path()], false).unwrap(), first);
        assert_ne!(stamp(&[folder.path()], true).unwrap(), first);
        fs::write(folder.path().join("a"), "22").unwrap();
        let second = stamp(&[folder.path()], false).unwrap();
        assert_ne!(second, first);
        fs::remove_file(folder.path().join("b")).unwrap();
        assert_ne!(stamp(&[folder.path()], false).unwrap(), second);
    }
}
