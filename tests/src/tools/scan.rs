//! Scanners of Terraform configuration.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::find;

/// What checkov said of a folder.
#[derive(Debug, Default)]
pub struct Found {
    /// How many checks passed.
    pub passed: usize,
    /// Each failed check: its id, what it asks, the resource and its place.
    pub failed: Vec<String>,
    /// The reason of each check that the code itself takes an exception from, by check and resource.
    pub explained: BTreeMap<String, String>,
}

/// Runs checkov over a folder.
///
/// # Panics
/// Where it does not judge: what it could not read is no pass.
#[must_use]
pub fn checkov(folder: &Path) -> Found {
    let mut command = Command::new(find("checkov"));
    command.current_dir(folder).args(["--directory", ".", "--framework", "terraform", "--skip-download"]);
    let value = json(command.args(["--compact", "--output", "json"]));
    assert_eq!(value["summary"]["parsing_errors"], 0, "checkov could not read all of {}", folder.display());
    let checks = |name: &str| value["results"][name].as_array().cloned().unwrap_or_default();
    let word = |check: &Value, key: &str| check[key].as_str().unwrap_or_default().to_owned();
    let mut found = Found { passed: checks("passed_checks").len(), ..Found::default() };
    for check in checks("failed_checks") {
        found.failed.push(format!(
            "{} {} {} {}",
            word(&check, "check_id"),
            word(&check, "check_name"),
            word(&check, "resource"),
            word(&check, "file_path")
        ));
    }
    for check in checks("skipped_checks") {
        let key = format!("{} {}", word(&check, "check_id"), word(&check, "resource"));
        found.explained.insert(key, word(&check["check_result"], "suppress_comment"));
    }
    found.failed.sort();
    found
}

/// Runs tflint over a folder and those below, with the settings that lie there: what it found.
///
/// # Panics
/// Where it does not judge.
#[must_use]
pub fn tflint(folder: &Path) -> Vec<String> {
    let mut command = Command::new(find("tflint"));
    command.current_dir(folder).args(["--recursive", "--format", "json", "--config"]).arg(folder.join(".tflint.hcl"));
    let value = json(&mut command);
    assert_eq!(value["errors"].as_array().map_or(0, Vec::len), 0, "{}", value["errors"]);
    let issues = value["issues"].as_array().cloned().unwrap_or_default();
    issues.iter().map(|issue| format!("{} {}", issue["range"]["filename"], issue["message"])).collect()
}

/// What a tool prints as JSON, whatever its exit code: findings are no accident.
fn json(command: &mut Command) -> Value {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} can't be started: {error}"));
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {text}{}", String::from_utf8_lossy(&output.stderr)))
}
