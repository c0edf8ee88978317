//! `cargo xtask bench`: every bench of the workspace.

use anyhow::{Context, Result};
use clap::Args;
use serde_json::Value;

use crate::process::{output, run};
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
    let packages = packages_with_benches(workspace)?;
    if packages.is_empty() {
        println!("no package has benches");
        return Ok(());
    }
    let mut command = workspace.cargo(&["bench"]);
    for (package, bench) in &packages {
        command.args(["--package", package, "--bench", bench]);
    }
    command.arg("--").args(name);
    if quick {
        command.arg("--quick");
    }
    run(&mut command)
}

/// Pairs of package and bench. Naming them keeps cargo from running the unit tests as benches,
/// whose own command line knows no `--quick`.
fn packages_with_benches(workspace: &Workspace) -> Result<Vec<(String, String)>> {
    let text = output(&mut workspace.cargo(&["metadata", "--format-version", "1", "--no-deps", "--quiet"]))?;
    benches(&serde_json::from_str(&text).context("cargo metadata printed no JSON")?)
}

fn benches(metadata: &Value) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for package in metadata["packages"].as_array().context("cargo metadata names no packages")? {
        let targets = package["targets"].as_array().map(Vec::as_slice).unwrap_or_default();
        for target in targets.iter().filter(|target| target["kind"][0] == "bench") {
            if let (Some(package), Some(bench)) = (package["name"].as_str(), target["name"].as_str()) {
                found.push((package.to_owned(), bench.to_owned()));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn benches_are_found_by_package() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "topology", "targets": [
                { "kind": ["lib"], "name": "topology" },
                { "kind": ["bench"], "name": "check" },
            ] },
            { "name": "server", "targets": [{ "kind": ["bin"], "name": "groundplan" }] },
        ] });
        assert_eq!(benches(&metadata).unwrap(), [("topology".to_owned(), "check".to_owned())]);
    }
}
