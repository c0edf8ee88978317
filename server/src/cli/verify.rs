//! `groundplan verify`: what the real tools say about a bundle.

use std::env;
use std::io::{IsTerminal, stderr};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Failure, Outcome, output};
use crate::verify::{Checked, PROOF, Proof, Verdict, verify};

/// Run the real tools over a bundle, and write PROOF.json
#[derive(Args)]
pub struct Verify {
    /// The folder of the bundle
    dir: PathBuf,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The exit code is 1 also where a tool did not run; always so where CI=true is set
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A table for people
    Text,
    /// What PROOF.json holds
    Json,
}

impl Verify {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let terminal = stderr().is_terminal();
        let mut ended = 0;
        let mut told = |checked: &Checked, all: usize| {
            ended += 1;
            if terminal {
                output::note(&format!("[{ended}/{all}] {:7} {}", checked.verdict.word(), checked.name));
            }
        };
        let proof = verify(&self.dir, &mut told).map_err(Failure::of)?;
        let mut text = serde_json::to_string_pretty(&proof).map_err(Failure::of)?;
        text.push('\n');
        output::write_file(&self.dir.join(PROOF), text.as_bytes())?;
        match self.format {
            Format::Json => output::print(&text)?,
            Format::Text => output::print(&table(&proof))?,
        }
        let strict = self.strict || env::var("CI").is_ok_and(|value| value == "true");
        let well = proof.count(Verdict::Failed) == 0 && !(strict && proof.count(Verdict::NotRun) > 0);
        Ok(if well { Outcome::Well } else { Outcome::Findings })
    }
}

fn table(proof: &Proof) -> String {
    let width = proof.checks.iter().map(|checked| checked.name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for checked in &proof.checks {
        let tool = checked.version.as_ref().map_or_else(|| checked.tool.clone(), |v| format!("{} {v}", checked.tool));
        let seconds = std::time::Duration::from_millis(checked.duration_ms).as_secs_f64();
        text.push_str(&format!("{:7}  {:width$}  {tool}  {seconds:.1} s\n", checked.verdict.word(), checked.name));
        for line in checked.reason.iter().chain(&checked.output).flat_map(|said| said.lines()) {
            text.push_str(&format!("         {line}\n"));
        }
    }
    let count = |verdict| proof.count(verdict);
    let (passed, failed, not_run) = (count(Verdict::Passed), count(Verdict::Failed), count(Verdict::NotRun));
    text.push_str(&format!("{passed} passed, {failed} failed, {not_run} not run\n"));
    text.push_str(&format!("Not proven: {}.\n", proof.unproven.join("; ")));
    text
}
