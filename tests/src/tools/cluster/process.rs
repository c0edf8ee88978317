//! A program that runs in the background until it is told to stop.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a program may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running program, and where it writes.
#[derive(Debug)]
pub(super) struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts it. It ends with the thread that starts it, whatever becomes of that.
    pub(super) fn start(name: &str, arguments: &[String], folder: &Path) -> Self {
        let log = folder.join(format!("{name}.log"));
        let file = || File::create(&log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM"]).arg(super::find(name)).args(arguments).current_dir(folder);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file()).spawn();
        let child = child.unwrap_or_else(|error| panic!("{name} can't be started by setpriv: {error}"));
        Self { name: name.to_owned(), child, log }
    }

    /// Its last words, where it has ended.
    pub(super) fn ended(&mut self) -> Option<String> {
        let status = self.child.try_wait().ok().flatten()?;
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines[lines.len().saturating_sub(15)..].join("\n");
        Some(format!("{} ended with {status}:\n{last}", self.name))
    }

    /// Tells it to stop, and waits until it has.
    pub(super) fn stop(mut self) {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status().is_ok_and(|status| status.success());
        let start = Instant::now();
        while asked && start.elapsed() < PATIENCE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        // One that does not listen must not outlive the journey.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
