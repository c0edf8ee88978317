//! Packages of Debian and its kin: installed where this may be done, named where it may not.

use std::env::temp_dir;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};

use anyhow::{Result, bail};

use super::find::on_search_path;
use crate::process::{output, run_quiet, step};

/// The package manager lets nobody in beside itself, and parts of the tests run beside one another.
static TURN: Mutex<()> = Mutex::new(());

/// How long somebody else's turn is waited for, in seconds.
const PATIENCE: &str = "DPkg::Lock::Timeout=300";

/// Installs those of the packages that are missing.
pub fn install(packages: &[&str]) -> Result<()> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let wish = format!("apt-get install {}", missing.join(" "));
    if on_search_path("apt-get").is_none() {
        bail!("this is no Debian: install what Debian calls {} by your system's own way", missing.join(", "));
    }
    let Some(prefix) = privilege() else {
        bail!("root is needed: run `sudo {wish}`, then this again");
    };
    step(&wish, || {
        let log = temp_dir().join(format!("groundplan-apt-{}.log", std::process::id()));
        let done = refresh(prefix, &log).and_then(|()| {
            let options = ["install", "--yes", "--no-install-recommends"];
            run_quiet(apt_get(prefix).args(options).args(&missing), &log)
        });
        // Whatever happened is in the error; a log left behind in the temporary folder harms nobody.
        let _ = std::fs::remove_file(&log);
        done
    })
}

fn is_installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat=${db:Status-Status}", package]);
    output(&mut query).is_ok_and(|status| status == "installed")
}

/// What has to stand before `apt-get`: nothing for root, `sudo` where it asks for no password.
fn privilege() -> Option<&'static [&'static str]> {
    if output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        return Some(&[]);
    }
    output(Command::new("sudo").args(["-n", "true"])).is_ok().then_some(&["sudo", "-n"])
}

fn apt_get(prefix: &[&str]) -> Command {
    let words = [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--option", PATIENCE]].concat();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

/// Fetches the lists of packages, once a run.
fn refresh(prefix: &[&str], log: &Path) -> Result<()> {
    static DONE: OnceLock<()> = OnceLock::new();
    if DONE.get().is_none() {
        run_quiet(apt_get(prefix).arg("update"), log)?;
        DONE.get_or_init(|| ());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_spelled_for_root_and_for_others() {
        let words = |command: Command| -> Vec<String> {
            let program = command.get_program().to_string_lossy().into_owned();
            [program].into_iter().chain(command.get_args().map(|arg| arg.to_string_lossy().into_owned())).collect()
        };
        let plain = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--option", "DPkg::Lock::Timeout=300"];
        assert_eq!(words(apt_get(&[])), plain);
        assert_eq!(words(apt_get(&["sudo", "-n"]))[..3], ["sudo", "-n", "env"]);
    }

    #[test]
    fn nothing_missing_is_nothing_to_do() {
        assert!(install(&[]).is_ok());
    }
}
