//! Running a tool.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Trouble, stop};

/// No check takes longer than this; one that does is ended.
const LIMIT: Duration = Duration::from_secs(300);
/// Characters of a failed tool's output that are kept.
const KEPT: usize = 4_000;

/// Runs a command to its end; what it printed on standard output.
pub fn run(command: &mut Command) -> Result<String, Trouble> {
    run_with(command, None)
}

/// The same, with something to read.
pub fn run_with(command: &mut Command, input: Option<&str>) -> Result<String, Trouble> {
    let name = command.get_program().to_string_lossy().into_owned();
    let not_run = |error: io::Error| Trouble::NotRun(format!("{name} can't be started: {error}"));
    // Files instead of pipes: nobody has to read while the tool writes.
    let (mut out, mut err) = (tempfile::tempfile().map_err(not_run)?, tempfile::tempfile().map_err(not_run)?);
    command.stdin(stdin(input).map_err(not_run)?);
    command.stdout(out.try_clone().map_err(not_run)?).stderr(err.try_clone().map_err(not_run)?);
    let mut child = command.spawn().map_err(not_run)?;
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(not_run)? {
            break status;
        }
        let stopped = stop::reason();
        if begun.elapsed() > LIMIT || stopped.is_some() {
            // It may have ended by itself in this moment.
            let _ended = child.kill();
            let _status = child.wait();
            if let Some(reason) = stopped {
                return Err(Trouble::NotRun(reason));
            }
            return Err(Trouble::Failed(format!("no answer within {} seconds (the time limit)", LIMIT.as_secs())));
        }
        sleep(Duration::from_millis(10));
    };
    let (printed, said) = (text(&mut out).map_err(not_run)?, text(&mut err).map_err(not_run)?);
    if status.success() { Ok(printed) } else { Err(Trouble::Failed(tail(&format!("{printed}{said}")))) }
}

fn stdin(input: Option<&str>) -> io::Result<Stdio> {
    let Some(input) = input else { return Ok(Stdio::null()) };
    let mut file = tempfile::tempfile()?;
    io::Write::write_all(&mut file, input.as_bytes())?;
    file.rewind()?;
    Ok(Stdio::from(file))
}

fn text(file: &mut File) -> io::Result<String> {
    file.rewind()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The end of a text: tools say what is wrong last.
pub fn tail(text: &str) -> String {
    let text = text.trim();
    let skipped = text.chars().count().saturating_sub(KEPT);
    if skipped == 0 { text.to_owned() } else { format!("…{}", text.chars().skip(skipped).collect::<String>()) }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, input: Option<&str>) -> Result<String, String> {
        run_with(Command::new("sh").args(["-c", script]), input).map_err(|trouble| match trouble {
            Trouble::Failed(output) => output,
            Trouble::NotRun(reason) => format!("not run: {reason}"),
        })
    }

    #[test]
    fn what_a_tool_prints_comes_back() {
        assert_eq!(shell("cat; echo x >&2", Some("hello")), Ok("hello".to_owned()));
        assert_eq!(shell("echo out; echo no >&2; exit 3", None), Err("out\nno".to_owned()));
    }

    #[test]
    fn a_tool_that_is_not_there_did_not_run() {
        let trouble = run(&mut Command::new("/nowhere/tool")).unwrap_err();
        assert!(matches!(trouble, Trouble::NotRun(reason) if reason.contains("can't be started")));
    }

    #[test]
    fn a_run_that_is_ended_ends_its_tools_and_they_did_not_judge() {
        let begun = Instant::now();
        let told = std::thread::spawn(|| {
            let stop = std::sync::Arc::new(stop::Stop::default());
            stop::heed(&stop);
            let ender = std::sync::Arc::clone(&stop);
            let ending = std::thread::spawn(move || {
                sleep(Duration::from_millis(100));
                ender.end("enough");
            });
            let told = shell("exec sleep 60", None);
            ending.join().unwrap();
            told
        });
        assert_eq!(told.join().unwrap(), Err("not run: enough".to_owned()));
        assert!(begun.elapsed() < Duration::from_secs(20));
        assert_eq!(shell("echo on", None), Ok("on\n".to_owned()), "other threads go on");
    }

    #[test]
    fn much_output_is_cut_at_its_beginning() {
        let long = format!("{}end", "x".repeat(10_000));
        assert!(tail(&long).ends_with("end") && tail(&long).chars().count() == KEPT + 1);
    }
}
