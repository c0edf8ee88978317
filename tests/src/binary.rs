//! The `groundplan` binary, built once per test process.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// The path of the built binary.
///
/// # Panics
/// Where it can't be built: every journey that runs it would be meaningless.
#[must_use]
pub fn groundplan() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build)
}

/// Runs the binary with these arguments and returns what it printed and its exit code.
///
/// # Panics
/// Where it can't be started.
#[must_use]
pub fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(groundplan());
    command.args(arguments).stdin(Stdio::null());
    command.output().unwrap_or_else(|error| panic!("groundplan can't be started: {error}"))
}

fn build() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--package", "server", "--bin", "groundplan", "--message-format", "json-render-diagnostics"])
        .current_dir(crate::place::root())
        .stderr(Stdio::inherit())
        .output()
        .unwrap_or_else(|error| panic!("cargo can't be started: {error}"));
    assert!(output.status.success(), "groundplan does not build");
    // Cargo says where the executable is, whatever the target directory.
    let messages = String::from_utf8_lossy(&output.stdout);
    let executables = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    executables
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .find(|path| path.file_stem().is_some_and(|stem| stem == "groundplan"))
        .unwrap_or_else(|| panic!("cargo built no groundplan"))
}
