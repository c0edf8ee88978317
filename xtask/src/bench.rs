//! `cargo xtask bench`: every bench of the workspace.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::metadata::{Target, targets};
use crate::process::{run, step};
use crate::workspace::Workspace;

/// Run the benches.
#[derive(Args)]
pub struct Bench {
    /// Stop as soon as the figures are steady.
    #[arg(long)]
    quick: bool,
    /// Run only the benches whose name contains this.
    name: Option<String>,
}

impl Bench {
    /// Runs the benches and prints their figures.
    pub fn run(&self, workspace: &Workspace) -> Result<()> {
        run_all(workspace, self.quick, self.name.as_deref())
    }
}

/// Runs the benches of every package that has some.
pub fn run_all(workspace: &Workspace, quick: bool, name: Option<&str>) -> Result<()> {
    let benches = targets(workspace, "bench")?;
    if benches.is_empty() {
        println!("no package has benches");
        return Ok(());
    }
    let mut command = workspace.cargo(&["bench"]);
    chosen(&mut command, &benches);
    command.arg("--").args(name);
    if quick {
        command.arg("--quick");
    }
    run(&mut command)
}

/// Builds the server as it is released and the benches with it. Apart, cargo would settle on other
/// features of the crates that both need, and compile these twice.
pub fn build_with_server(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo(&["build", "--release", "--bin", "groundplan"]);
    chosen(&mut command, &targets(workspace, "bench")?);
    step("Building the server and the benches", || run(&mut command))
}

/// Naming the benches keeps cargo from running the unit tests as such, whose own command line knows no
/// `--quick`.
fn chosen(command: &mut Command, benches: &[Target]) {
    for bench in benches {
        command.args(["--package", &bench.package, "--bench", &bench.name]);
    }
}
