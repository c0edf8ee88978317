//! The `groundplan` binary: the one that `GROUNDPLAN_BINARY` names, else built once per test process.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// The path of the binary.
///
/// # Panics
/// Where it can't be built: every journey that runs it would be meaningless.
#[must_use]
pub fn groundplan() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build)
}

/// What a run of the binary gave.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; 255 where a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs the binary with these arguments.
///
/// # Panics
/// Where it can't be started.
#[must_use]
pub fn run<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> Ran {
    run_with(arguments, "")
}

/// Runs the binary with these arguments and this text at its standard input.
///
/// # Panics
/// Where it can't be started.
#[must_use]
pub fn run_with<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>, input: &str) -> Ran {
    let mut child = Command::new(groundplan())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("groundplan can't be started: {error}"));
    if let Some(mut stdin) = child.stdin.take() {
        // A program that does not read its input closes the pipe; that is its right.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output: Output =
        child.wait_with_output().unwrap_or_else(|error| panic!("groundplan can't be awaited: {error}"));
    Ran {
        code: output.status.code().unwrap_or(255),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn build() -> PathBuf {
    if let Some(path) = std::env::var_os("GROUNDPLAN_BINARY").map(PathBuf::from) {
        assert!(path.is_file(), "GROUNDPLAN_BINARY names {}, which is no file", path.display());
        return path;
    }
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
