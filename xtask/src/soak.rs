//! `cargo xtask soak`: what holds for any topology, tried on many more than the tests take time for.

use std::time::Instant;

use anyhow::Result;
use clap::Args;

use crate::process::{elapsed, run};
use crate::workspace::Workspace;

/// Try laws and oracles of the rules on documents that no test has seen.
#[derive(Args)]
pub struct Soak {
    /// How many documents each law is tried on.
    #[arg(long, default_value_t = 20_000)]
    documents: u32,
    /// Only the laws whose name contains this.
    name: Option<String>,
}

impl Soak {
    /// Tries them and prints the figures.
    pub fn run(&self, workspace: &Workspace) -> Result<()> {
        let start = Instant::now();
        let mut command = workspace.cargo(&[
            "test",
            "--release",
            "-p",
            "topology",
            "--all-features",
            "--test",
            "rules",
            "--test",
            "oracles",
        ]);
        command.arg("--").arg("--nocapture").args(&self.name).env("SOAK", self.documents.to_string());
        run(&mut command)?;
        println!("every law held on {} documents, in {}", self.documents, elapsed(start.elapsed()));
        Ok(())
    }
}
