//! `cargo xtask test`: everything that has to pass, part by part, each timed.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::metadata::targets;
use crate::process::{elapsed, run};
use crate::workspace::Workspace;
use crate::{bench, size, tools};

/// Run everything that has to pass.
#[derive(Args)]
pub struct Test {
    /// The inner loop: formatting, lints and the tests that need no other program.
    #[arg(long)]
    quick: bool,
    /// Only this part; may be given more than once.
    #[arg(long, value_name = "PART")]
    only: Vec<String>,
}

/// One part: its name, whether the inner loop has it, and what it does.
struct Part {
    name: &'static str,
    quick: bool,
    work: fn(&Workspace) -> Result<()>,
}

/// The part that fetches and compiles other people's programs. It needs no cargo, so it runs beside
/// the parts before it and is waited for at its turn.
const BESIDE: &str = "tools";

/// What tests that need the real tools are called, in `tests/tests`.
const REAL: &str = "real_";

/// In the order in which they run: what is fast and often fails comes first.
const PARTS: [Part; 8] = [
    Part { name: "fmt", quick: true, work: fmt },
    Part { name: "clippy", quick: true, work: clippy },
    Part { name: "test", quick: true, work: test },
    Part { name: "app", quick: false, work: size::run },
    // With the benches: what both are built of is then compiled once.
    Part { name: "server", quick: false, work: bench::build_with_server },
    Part { name: "tools", quick: false, work: tools::get_everything },
    Part { name: "journeys", quick: false, work: journeys },
    Part { name: "bench", quick: false, work: |workspace| bench::run_all(workspace, true, None) },
];

impl Part {
    fn run(&self, workspace: &Workspace) -> Outcome {
        let start = Instant::now();
        let result = (self.work)(workspace);
        if let Err(error) = &result {
            eprintln!("error: {error:#}");
        }
        self.ended(start.elapsed(), result.is_ok())
    }

    fn ended(&self, time: Duration, passed: bool) -> Outcome {
        Outcome { name: self.name, time, passed }
    }
}

/// How a part ended.
struct Outcome {
    name: &'static str,
    time: Duration,
    passed: bool,
}

impl Outcome {
    fn line(&self) -> String {
        let end = if self.passed { "passed" } else { "FAILED" };
        format!("{:10} {:>12}  {end}\n", self.name, elapsed(self.time))
    }
}

impl Test {
    /// Runs the parts, going on after one that fails; prints what each took.
    pub fn run(&self, workspace: &Workspace) -> Result<()> {
        let (parts, start) = (chosen(self.quick, &self.only)?, Instant::now());
        let outcomes: Vec<Outcome> = thread::scope(|scope| {
            let mut running: BTreeMap<&str, _> = parts
                .iter()
                .filter(|part| part.name == BESIDE)
                .map(|part| (part.name, scope.spawn(|| part.run(workspace))))
                .collect();
            let turn = |part: &&'static Part| {
                eprintln!("━━ {}", part.name);
                let outcome = match running.remove(part.name) {
                    Some(running) => running.join().unwrap_or_else(|_| part.ended(Duration::ZERO, false)),
                    None => part.run(workspace),
                };
                eprint!("{}", outcome.line());
                outcome
            };
            parts.iter().map(turn).collect()
        });
        print!("{}", report(&outcomes, start.elapsed()));
        let failed: Vec<&str> = outcomes.iter().filter(|part| !part.passed).map(|part| part.name).collect();
        if !failed.is_empty() {
            bail!("failed: {}", failed.join(", "));
        }
        Ok(())
    }
}

fn chosen(quick: bool, only: &[String]) -> Result<Vec<&'static Part>> {
    if only.is_empty() {
        return Ok(PARTS.iter().filter(|part| part.quick || !quick).collect());
    }
    only.iter()
        .map(|name| {
            PARTS.iter().find(|part| part.name == name).with_context(|| {
                let known: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
                format!("there is no part `{name}`; there are {}", known.join(", "))
            })
        })
        .collect()
}

/// A line each, then the time from the first to the last, in which one part may have run beside others.
fn report(outcomes: &[Outcome], total: Duration) -> String {
    let mut text = String::from("\n");
    text.extend(outcomes.iter().map(Outcome::line));
    text.push_str(&format!("{:10} {:>12}\n", "total", elapsed(total)));
    let passed = outcomes.iter().filter(|part| part.passed).count();
    text.push_str(&format!("parts: {passed} passed, {} failed\n", outcomes.len() - passed));
    text
}

fn fmt(workspace: &Workspace) -> Result<()> {
    run(&mut workspace.cargo(&["fmt", "--all", "--check"]))
}

fn clippy(workspace: &Workspace) -> Result<()> {
    run(&mut workspace.cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

/// The tests that need no other program. The glue is tested apart: with the others cargo would settle
/// on other features of what it is made of, and compile that a second time when the glue is used.
fn test(workspace: &Workspace) -> Result<()> {
    let others = run(&mut workspace.cargo(&["test", "--workspace", "--exclude", "glue", "--no-fail-fast"]));
    run(&mut workspace.cargo(&["test", "--package", "glue", "--no-fail-fast"]))?;
    others
}

/// The tests that need real tools and a browser: feature `real` of the package `journeys`. The others
/// of that package belong to the part `test`.
fn journeys(workspace: &Workspace) -> Result<()> {
    // The whole workspace is selected and then only these targets of it: with the package alone,
    // cargo would settle on other features of shared crates and compile them a second time.
    let selected = ["test", "--workspace", "--exclude", "glue", "--no-fail-fast", "--features", "journeys/real"];
    let mut command = workspace.cargo(&selected);
    for test in targets(workspace, "test")?.iter().filter(|test| test.name.starts_with(REAL)) {
        command.args(["--test", &test.name]);
    }
    command.env("GROUNDPLAN_REAL", "1").env("GROUNDPLAN_BINARY", workspace.server_binary());
    tools::offer(workspace, &mut command)?;
    run(&mut command)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn the_inner_loop_needs_no_tools() {
        let names: Vec<&str> = chosen(true, &[]).unwrap().iter().map(|part| part.name).collect();
        assert_eq!(names, ["fmt", "clippy", "test"]);
        assert_eq!(chosen(false, &[]).unwrap().len(), PARTS.len());
    }

    #[test]
    fn one_part_can_be_chosen_and_an_unknown_one_is_refused() {
        assert_eq!(chosen(false, &["bench".to_owned()]).unwrap()[0].name, "bench");
        let error = chosen(true, &["lint".to_owned()]).err().unwrap();
        assert!(error.to_string().contains("`lint`; there are fmt, clippy"), "{error}");
    }

    #[test]
    fn the_tests_that_need_real_tools_are_those_that_are_called_so() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/tests");
        let mut seen = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(if path.is_dir() { path.join("main.rs") } else { path.clone() }).unwrap();
            let real = text.contains("#![cfg(feature = \"real\")]");
            assert_eq!(path.file_name().unwrap().to_string_lossy().starts_with(REAL), real, "{}", path.display());
            seen += usize::from(real);
        }
        assert!(seen > 5, "{seen}");
    }

    #[test]
    fn the_report_ends_with_the_count() {
        let outcome = |name, seconds, passed| Outcome { name, time: Duration::from_secs(seconds), passed };
        let text = report(&[outcome("fmt", 2, true), outcome("test", 70, false)], Duration::from_secs(72));
        assert!(text.contains("test         1 min 10 s  FAILED\n"), "{text}");
        assert!(text.ends_with("total        1 min 12 s\nparts: 1 passed, 1 failed\n"), "{text}");
    }
}
