//! `docker compose config` on an untouched bundle.

use std::path::Path;

use super::{Verdict, command, run};

/// The combinations of files that people start.
pub const COMBINATIONS: [(&str, &[&str]); 3] = [
    ("base", &["compose.yaml"]),
    ("development", &["compose.yaml", "compose.override.yaml"]),
    ("production", &["compose.yaml", "compose.production.yaml"]),
];

/// Runs it over each combination.
#[must_use]
pub fn judge(bundle: &Path) -> Verdict {
    let mut verdict = Verdict::default();
    for (name, files) in COMBINATIONS {
        verdict.note(format!("compose {name}"), config(bundle, files, &["--quiet"]));
    }
    verdict
}

/// What compose makes of these files with these profiles, as JSON. Env files stay files.
///
/// # Errors
/// Its own words where it refuses them.
pub fn resolved(bundle: &Path, files: &[&str], profiles: &[&str]) -> Result<serde_json::Value, String> {
    let named = files.iter().flat_map(|file| ["--file", file]);
    let profiles = profiles.iter().flat_map(|profile| ["--profile", profile]);
    let what = ["config", "--no-env-resolution", "--format", "json"];
    let text = run(&mut command("docker-compose", &bundle.join("compose"), named.chain(profiles).chain(what)))?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn config(bundle: &Path, files: &[&str], more: &[&str]) -> Result<String, String> {
    let named = files.iter().flat_map(|file| ["--file", file]);
    run(&mut command("docker-compose", &bundle.join("compose"), named.chain(["config"]).chain(more.iter().copied())))
}
