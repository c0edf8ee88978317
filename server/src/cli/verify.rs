//! `groundplan verify`: what the real tools say about a bundle.

use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};
use std::{env, fs};

use clap::{Args, ValueEnum};
use ed25519_dalek::VerifyingKey;
use generators::targets::terraform::owner::Owner;

use super::{Failure, Outcome, output, remote};
use crate::signing::read_public;
use crate::verify::tfplan::{self, Does, Told};
use crate::verify::{Checked, PROOF, Proof, Verdict, verify, vouch};

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
    /// Also check that provenance.json was signed with this public key (PEM), and that nothing was changed since
    #[arg(long, value_name = "FILE", conflicts_with = "tfplan")]
    key: Option<PathBuf>,
    /// The same with the key that this server has: https://HOST
    #[arg(long, value_name = "URL", conflicts_with_all = ["tfplan", "key"])]
    server: Option<String>,
    /// Instead: what this plan of Terraform (`terraform show -json`) would do, by nodes and edges; the exit code is 1 where stored data would be lost
    #[arg(long, value_name = "FILE", conflicts_with = "strict")]
    tfplan: Option<PathBuf>,
    /// With --tfplan: a node whose stored data may be lost; may be given more than once
    #[arg(long, value_name = "NODE", requires = "tfplan")]
    destroy: Vec<String>,
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
        if let Some(file) = &self.tfplan {
            return self.tfplan(file);
        }
        let key = self.trusted()?;
        let terminal = stderr().is_terminal();
        let mut ended = 0;
        let mut told = |checked: &Checked, all: usize| {
            ended += 1;
            if terminal {
                output::note(&format!("[{ended}/{all}] {:7} {}", checked.verdict.word(), checked.name));
            }
        };
        let mut proof = verify(&self.dir, &mut told).map_err(Failure::of)?;
        vouch(&mut proof, &self.dir, key.as_ref());
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

impl Verify {
    /// The key that somebody trusts, where one was given.
    fn trusted(&self) -> Result<Option<VerifyingKey>, Failure> {
        let (named, text) = match (&self.key, &self.server) {
            (Some(file), _) => {
                let text = fs::read_to_string(file).map_err(|error| Failure(format!("{}: {error}", file.display())));
                (file.display().to_string(), text?)
            }
            (None, Some(server)) => (server.clone(), remote::signing_key(server)?),
            (None, None) => return Ok(None),
        };
        read_public(&text).map(Some).map_err(|message| Failure(format!("{named}: {message}")))
    }

    fn tfplan(&self, file: &Path) -> Result<Outcome, Failure> {
        let told = tfplan::tell(&self.dir, file, &self.destroy).map_err(Failure::of)?;
        match self.format {
            Format::Json => output::print_json(&told)?,
            Format::Text => output::print(&actions(&told))?,
        }
        Ok(if told.refused.is_empty() { Outcome::Well } else { Outcome::Findings })
    }
}

fn actions(told: &Told) -> String {
    let mut text = String::new();
    for action in &told.actions {
        let whose = match &action.owner {
            Owner::Nodes(ids) => ids.join(", "),
            Owner::Edges(ids) => ids.join(", "),
            Owner::Environment => "the environment".to_owned(),
            Owner::NotOurs => "not ours".to_owned(),
        };
        let lost = if action.loses_data { "  STORED DATA WOULD BE LOST" } else { "" };
        let why = action.reason.as_deref().map_or_else(String::new, |reason| format!("  ({reason})"));
        text.push_str(&format!("{:7}  {whose}  {}{why}{lost}\n", action.does.word(), action.address));
    }
    let count = |does| told.actions.iter().filter(|action| action.does == does).count();
    let all = [Does::Create, Does::Update, Does::Move, Does::Replace, Does::Destroy, Does::Forget];
    let counts: Vec<String> = all
        .into_iter()
        .filter(|does| count(*does) > 0)
        .map(|does| format!("{} {}", count(does), does.word()))
        .collect();
    let counts = if counts.is_empty() { "nothing to do".to_owned() } else { counts.join(", ") };
    text.push_str(&format!("{counts}; stored data lost: {}\n", told.refused.len()));
    if !told.refused.is_empty() {
        text.push_str("Refused. Where losing them is meant, name the nodes: --destroy NODE.\n");
    }
    text
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
