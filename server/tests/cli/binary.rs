//! Running the program.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_groundplan");

/// What the program said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }
}

pub fn run(arguments: &[&str]) -> Said {
    run_with(arguments, "")
}

/// The same, with something on standard input.
pub fn run_with(arguments: &[&str], input: &str) -> Said {
    run_in(&[], arguments, input)
}

/// The same, with environment variables.
pub fn run_in(variables: &[(&str, &str)], arguments: &[&str], input: &str) -> Said {
    let mut command = Command::new(PROGRAM);
    calm(&mut command).envs(variables.iter().copied()).args(arguments);
    ran(&mut command, input)
}

/// What a command said that runs the program.
pub fn finished(command: &mut Command) -> Said {
    ran(calm(command), "")
}

/// Variables that change what is printed are not inherited.
pub fn calm(command: &mut Command) -> &mut Command {
    for inherited in ["CI", "CLICOLOR", "CLICOLOR_FORCE", "GITHUB_STEP_SUMMARY", "NO_COLOR"] {
        command.env_remove(inherited);
    }
    command
}

fn ran(command: &mut Command, input: &str) -> Said {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that refuses its arguments does not read.
    let _closed = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().expect("it was ended by a signal");
    let said = Said { code, out: text(output.stdout), err: text(output.stderr) };
    assert!(!said.err.contains("panicked"), "{said:?}");
    said
}

pub fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/examples").join(name).join("topology.yaml")
}

pub fn shop() -> String {
    example("shop").display().to_string()
}

/// Two services that call each other: an error with a fix.
pub const CIRCLE: &str = "groundplan: 1\nname: circle\n\nnodes:\n  a: { kind: service }\n  b: { kind: service }\n\nedges:\n  a--b: { from: a, to: b, kind: call }\n  b--a: { from: b, to: a, kind: call }\n";

/// The same circle, a node that nobody knows, which is waived until 2027-04-01, and an environment.
pub const WAIVED: &str = "groundplan: 1\nname: circle\n\nenvironments:\n  production: {}\n\nnodes:\n  a: { kind: service }\n  b: { kind: service }\n  lone: { kind: service }\n\nedges:\n  a--b: { kind: call }\n  b--a: { kind: call }\n\nwaivers:\n  w1:\n    rule: orphan-node\n    node: lone\n    reason: \"used <soon>, & 100%: \\\"yes\\\"\"\n    author: ana\n    expires: 2027-04-01\n";

/// A day on which waivers hold.
pub const TODAY: &str = "2027-01-01";

/// A folder with `topology.yaml` in it.
pub fn folder(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("topology.yaml");
    std::fs::write(&file, text).unwrap();
    let file = file.display().to_string();
    (folder, file)
}
