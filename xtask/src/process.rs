//! Running other programs: said before, timed, with a sign of life, and with their errors told whole.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How often a silent program is said to be still running.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// How many of its last lines a failed quiet program is quoted with.
const QUOTED_LINES: usize = 40;

/// Runs `work` under a heading and says how long it took.
pub fn step<T>(heading: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("▸ {heading}");
    let start = Instant::now();
    let result = work();
    match &result {
        Ok(_) => eprintln!("  done in {}", elapsed(start.elapsed())),
        Err(_) => eprintln!("  failed after {}", elapsed(start.elapsed())),
    }
    result
}

/// Runs a program whose own output is the progress.
pub fn run(command: &mut Command) -> Result<()> {
    let name = spelled(command);
    let status = command.status().with_context(|| format!("can't start `{name}`"))?;
    ended_well(&name, status)
}

/// Runs a program that says much or nothing: its output goes to `log`, and is quoted when it fails.
pub fn run_quiet(command: &mut Command, log: &Path) -> Result<()> {
    let name = spelled(command);
    let output = File::create(log).with_context(|| format!("can't write {}", log.display()))?;
    command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
    let mut child = command.spawn().with_context(|| format!("can't start `{name}`"))?;
    let start = Instant::now();
    let mut next_sign = SIGN_OF_LIFE;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() >= next_sign {
            eprintln!("  … {} so far", elapsed(start.elapsed()));
            next_sign += SIGN_OF_LIFE;
        }
        thread::sleep(Duration::from_millis(50));
    };
    ended_well(&name, status).with_context(|| {
        let text = fs::read(log).unwrap_or_default();
        format!("its last lines were:\n{}\n", last_lines(&String::from_utf8_lossy(&text), QUOTED_LINES))
    })
}

/// What a program prints, standard output before standard error. An error when it can't be started or fails.
pub fn output(command: &mut Command) -> Result<String> {
    let name = spelled(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("can't start `{name}`"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("`{name}` ended with {}: {}", output.status, last_lines(&errors, QUOTED_LINES));
    }
    Ok(format!("{}{errors}", String::from_utf8_lossy(&output.stdout)))
}

/// A duration for people: `0.4 s`, `12 s`, `3 min 05 s`.
pub fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

fn ended_well(name: &str, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{name}` ended with {status}");
    }
    Ok(())
}

fn spelled(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut text = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(elapsed(Duration::from_millis(430)), "0.4 s");
        assert_eq!(elapsed(Duration::from_secs(59)), "59 s");
        assert_eq!(elapsed(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn a_failure_quotes_the_end_of_the_output() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo before; echo the reason >&2; exit 3"]);
        let error = run_quiet(&mut command, &folder.path().join("log")).unwrap_err();
        let text = format!("{error:#}");
        assert!(text.contains("the reason") && text.contains("exit status: 3"), "{text}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run(&mut Command::new("groundplan-no-such-program")).unwrap_err();
        assert!(format!("{error:#}").contains("can't start `groundplan-no-such-program`"));
    }

    #[test]
    fn only_the_last_lines_are_quoted() {
        assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc");
        assert_eq!(last_lines("a", 2), "a");
    }
}
