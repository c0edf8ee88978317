//! What a person sees on a terminal, and what a pipe gets instead.

use std::process::Command;

use crate::binary::{CIRCLE, PROGRAM, calm, folder, run, run_in};

/// Runs the program on a pseudo-terminal of 60 columns and gives what it wrote there.
fn on_terminal(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    const PTY: &str = "import pty, sys; sys.exit(pty.spawn(['sh', '-c', 'stty rows 24 cols 60; exec \"$0\" \"$@\"', *sys.argv[1:]]) & 0)";
    let mut command = Command::new("python3");
    command.args(["-c", PTY, PROGRAM]).args(arguments).stdin(std::process::Stdio::null());
    let output = calm(&mut command).env("TERM", "xterm-256color").envs(variables.iter().copied()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n")
}

#[test]
fn colours_are_for_terminals() {
    let (_folder, file) = folder(CIRCLE);
    let check = ["check", &file, "--only", "sync-cycle"];
    let red = "\u{1b}[31merror[sync-cycle]";
    assert!(on_terminal(&[], &check).contains(red));
    let plain = on_terminal(&[("NO_COLOR", "1")], &check);
    assert!(!plain.contains('\u{1b}') && plain.contains("error[sync-cycle]: "), "{plain}");
    assert!(!run(&check).out.contains('\u{1b}'));
    assert!(run_in(&[("CLICOLOR_FORCE", "1")], &check, "").out.contains(red));
    // Machines never get colours.
    for format in ["json", "sarif", "github", "junit"] {
        let said = run_in(&[("CLICOLOR_FORCE", "1")], &["check", &file, "--format", format], "");
        assert!(!said.out.contains('\u{1b}'), "{format}");
    }
}

#[test]
fn lines_break_where_the_screen_ends() {
    let (_folder, file) = folder(CIRCLE);
    let said = on_terminal(&[("NO_COLOR", "1")], &["check", &file, "--only", "sync-cycle"]);
    for line in said.lines().filter(|line| !line.contains(&file)) {
        assert!(line.chars().count() <= 60, "{line}");
    }
    let piped = run(&["check", &file, "--only", "sync-cycle"]).out;
    assert!(piped.lines().any(|line| line.chars().count() > 100), "a pipe gets whole lines: {piped}");
}

#[test]
fn a_page_is_laid_out_for_reading() {
    let said = on_terminal(&[], &["explain", "sync-cycle"]);
    assert!(said.contains("\u{1b}[1mHow to fix\u{1b}[0m\n"), "{said}");
    assert!(!said.contains("## ") && !said.contains("```"), "{said}");
}
