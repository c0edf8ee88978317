//! Tools that are compiled from Go modules, pinned by the `go.mod` of a folder in `xtask/tools`.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::find::on_search_path;
use super::place;
use super::table::Tool;
use crate::process::run_quiet;
use crate::workspace::Workspace;

/// Compiles a package named by a `tool` line of `xtask/tools/<module>/go.mod`.
pub fn build(workspace: &Workspace, tool: &Tool, module: &str, package: &str, flags: &str) -> Result<()> {
    if on_search_path("go").is_none() {
        bail!("it is compiled from Go, and `go` is not on PATH: install Go 1.26 or newer, or {} itself", tool.name);
    }
    place::make(tool, |fresh, work| {
        let program = place::program(fresh, tool);
        fs::create_dir_all(program.parent().context("a program lies in a folder")?)?;
        let mut go = Command::new("go");
        go.current_dir(workspace.root.join("xtask/tools").join(module))
            .env("CGO_ENABLED", "0")
            .env("GOWORK", "off")
            // Flags of the user's, such as a vendor folder, are for the user's own modules.
            .env("GOFLAGS", "-mod=readonly -buildvcs=false")
            // What debuggers need takes an eighth of the compiler's time, and `-s -w` throws it away.
            .args(["build", "-trimpath", "-gcflags=all=-dwarf=false", "-ldflags", &format!("-s -w {flags}"), "-o"])
            .arg(&program)
            .arg(package);
        run_quiet(&mut go, &work.join("log"))
    })
}
