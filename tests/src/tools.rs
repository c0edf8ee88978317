//! The real tools that judge a bundle, run as a person would run them.
//!
//! Nothing here passes without having run: a tool that is not there is a failure with the command that gets it.

pub mod cloud;
pub mod cluster;
pub mod compose;
pub mod helm;
pub mod nginx;
pub mod proof;
pub mod room;
pub mod scan;
pub mod service;
pub mod terraform;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the tools said about one bundle.
#[derive(Debug, Default)]
pub struct Verdict {
    /// What was run and accepted, one line each.
    pub passed: Vec<String>,
    /// What was run and refused, with the tool's own words.
    pub failed: Vec<String>,
}

impl Verdict {
    /// Notes how one run went. Returns its standard output where the tool accepted.
    pub fn note(&mut self, what: impl Into<String>, result: Result<String, String>) -> Option<String> {
        let what = what.into();
        match result {
            Ok(output) => {
                self.passed.push(what);
                Some(output)
            }
            Err(words) => {
                self.failed.push(format!("{what}: {words}"));
                None
            }
        }
    }

    /// Everything of another verdict too.
    pub fn add(&mut self, other: Self) {
        self.passed.extend(other.passed);
        self.failed.extend(other.failed);
    }

    /// Fails unless at least so many runs passed and none failed.
    ///
    /// # Panics
    /// Where the tools refused something, or hardly ran.
    pub fn expect(&self, least: usize) {
        assert!(self.failed.is_empty(), "{} refused:\n{}", self.failed.len(), self.failed.join("\n"));
        assert!(self.passed.len() >= least, "only {} of at least {least} ran: {:#?}", self.passed.len(), self.passed);
    }
}

/// The path of a tool: on `PATH`, else the newest in the cache of `cargo xtask tools`.
///
/// # Panics
/// Where it is nowhere.
#[must_use]
pub fn find(name: &str) -> PathBuf {
    on_path(name).or_else(|| in_cache(name).map(|folder| folder.join("bin").join(name)).filter(|path| path.is_file())).unwrap_or_else(
        || panic!("{name} is not installed, so nothing is known about what it says; get it with `cargo xtask tools {name}`"),
    )
}

/// The newest version of something in the cache, as a folder.
#[must_use]
pub fn in_cache(name: &str) -> Option<PathBuf> {
    let absolute = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = absolute.or_else(|| std::env::home_dir().map(|home| home.join(".cache")))?;
    let versions = fs::read_dir(cache.join("groundplan/tools").join(name)).ok()?;
    let whole = versions.flatten().map(|entry| entry.path()).filter(|path| !crate::place::name(path).starts_with('.'));
    whole.max_by_key(|path| numbers(&crate::place::name(path)))
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Runs a command: its standard output, or what it said where it refused.
///
/// # Errors
/// Both outputs, where the exit code is not 0 or the program can't be started.
pub fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?} can't be started: {error}"))?;
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(out);
    }
    Err(format!("{}\n{out}{}", output.status, String::from_utf8_lossy(&output.stderr)))
}

/// A command of a tool in a folder.
#[must_use]
pub fn command<A: AsRef<OsStr>>(name: &str, folder: &Path, arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(find(name));
    command.current_dir(folder).args(arguments);
    command
}

/// The folders directly in a folder, sorted; none where it is not there.
#[must_use]
pub fn folders(parent: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(numbers("1.28.10") > numbers("1.28.3") && numbers("2.0.0") > numbers("1.99.99"));
    }

    #[test]
    fn what_failed_or_hardly_ran_is_no_pass() {
        let mut verdict = Verdict::default();
        assert_eq!(verdict.note("one", run(Command::new("sh").args(["-c", "echo yes"]))), Some("yes\n".to_owned()));
        verdict.expect(1);
        assert!(std::panic::catch_unwind(|| Verdict::default().expect(1)).is_err());
        assert_eq!(verdict.note("two", run(Command::new("sh").args(["-c", "echo why >&2; exit 3"]))), None);
        assert!(verdict.failed[0].contains("why") && std::panic::catch_unwind(|| verdict.expect(0)).is_err());
    }
}
