//! What cargo knows of the workspace's packages.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::output;
use crate::workspace::Workspace;

/// A test or bench of its own file.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The package that it belongs to.
    pub package: String,
    /// Its name, as `cargo test --test` and `cargo bench --bench` take it.
    pub name: String,
}

/// All targets of a kind (`test`, `bench`), in cargo's order.
pub fn targets(workspace: &Workspace, kind: &str) -> Result<Vec<Target>> {
    let options = ["metadata", "--format-version", "1", "--no-deps", "--quiet"];
    let text = output(&mut workspace.cargo(&options))?;
    of_kind(&serde_json::from_str(&text).context("cargo metadata printed no JSON")?, kind)
}

fn of_kind(metadata: &Value, kind: &str) -> Result<Vec<Target>> {
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    let mut found = Vec::new();
    for package in packages {
        let targets = package["targets"].as_array().map(Vec::as_slice).unwrap_or_default();
        for target in targets.iter().filter(|target| target["kind"][0] == kind) {
            if let (Some(package), Some(name)) = (package["name"].as_str(), target["name"].as_str()) {
                found.push(Target { package: package.to_owned(), name: name.to_owned() });
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_by_kind() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "topology", "targets": [
                { "kind": ["lib"], "name": "topology" },
                { "kind": ["bench"], "name": "check" },
            ] },
            { "name": "journeys", "targets": [{ "kind": ["test"], "name": "corpus" }] },
        ] });
        let check = Target { package: "topology".to_owned(), name: "check".to_owned() };
        assert_eq!(of_kind(&metadata, "bench").unwrap(), [check]);
        assert_eq!(of_kind(&metadata, "test").unwrap().len(), 1);
        assert!(of_kind(&serde_json::json!({}), "test").is_err());
    }
}
