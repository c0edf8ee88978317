//! `cargo xtask bench`: every bench of the workspace.

use anyhow::Result;
use clap::Args;

use crate::metadata::targets;
use crate::process::run;
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
    // Naming them keeps cargo from running the unit tests as benches, whose own command line
    // knows no `--quick`.
    let mut command = workspace.cargo(&["bench"]);
    for bench in &benches {
        command.args(["--package", &bench.package, "--bench", &bench.name]);
    }
    command.arg("--").args(name);
    if quick {
        command.arg("--quick");
    }
    run(&mut command)
}
