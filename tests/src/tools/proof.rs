//! `groundplan verify`: which checks it ran, and which a bundle has to have.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use serde::Deserialize;

use super::{folders, helm, terraform};
use crate::binary::run;
use crate::place::name;

/// The tools that judge.
pub const TOOLS: [&str; 7] = ["checkov", "docker-compose", "helm", "kubeconform", "nginx", "terraform", "tflint"];

/// One check of a proof.
#[derive(Debug, Deserialize)]
pub struct Check {
    /// What was checked.
    pub name: String,
    /// Which tool judged.
    pub tool: String,
    /// passed, failed or not-run.
    pub verdict: String,
    /// Why it did not run.
    pub reason: Option<String>,
    /// What it printed where it failed.
    pub output: Option<String>,
}

impl fmt::Display for Check {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            to,
            "{} {}: {}{}",
            self.name,
            self.verdict,
            self.reason.as_deref().unwrap_or_default(),
            self.output.as_deref().unwrap_or_default()
        )
    }
}

#[derive(Deserialize)]
struct Proof {
    checks: Vec<Check>,
}

/// Has a bundle verified: the exit code, and every check.
///
/// # Panics
/// Where what was printed is no proof.
#[must_use]
pub fn verify(bundle: &Path) -> (i32, Vec<Check>) {
    let ran = run(["verify", &bundle.display().to_string(), "--format", "json", "--strict"]);
    let proof: Proof = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    (ran.code, proof.checks)
}

/// The checks that a whole bundle has to have, by name, read from its folders.
#[must_use]
pub fn expected(bundle: &Path) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = [
        "checkov terraform",
        "compose base",
        "compose development",
        "compose production",
        "terraform fmt",
        "tflint terraform",
    ]
    .map(str::to_owned)
    .into();
    for gateway in folders(&bundle.join("compose/gateways")) {
        names.insert(format!("nginx compose {}", name(&gateway)));
    }
    for chart in folders(&bundle.join("helm")) {
        let unit = name(&chart);
        for environment in helm::environments(&chart) {
            names.extend([format!("helm lint {unit} {environment}"), format!("kubernetes {unit} {environment}")]);
        }
        for gateway in folders(&bundle.join("compose/gateways")) {
            names.insert(format!("nginx helm {unit} values.yaml {}", name(&gateway)));
        }
    }
    for environment in terraform::environments(bundle) {
        for root in folders(&environment) {
            names.insert(format!("terraform {} {}", name(&environment), name(&root)));
            for gateway in folders(&root.join("files")).iter().filter(|gateway| gateway.join("nginx.conf").is_file()) {
                names.insert(format!("nginx terraform {} {}", name(&environment), name(gateway)));
            }
        }
    }
    names
}
