//! What a real Terraform plan would do, told by nodes and edges; losing stored data is refused.
//!
//! Reads what `terraform show -json` prints, and the `test_plan` messages of `terraform test -json -verbose`.

use std::path::{Path, PathBuf};

use generators::bundle::{MANIFEST, Manifest};
use generators::plan::Plan;
use generators::targets::terraform::owner::{self, Owner};
use serde::{Deserialize, Serialize};

/// Resources that hold what people stored: gone with them.
const STORED: &[&str] = &[
    "aws_backup_vault",
    "aws_cloudformation_stack",
    "aws_db_instance",
    "aws_dynamodb_table",
    "aws_efs_file_system",
    "aws_elasticache_replication_group",
    "aws_msk_cluster",
    "aws_opensearch_domain",
    "aws_rds_cluster",
    "aws_s3_bucket",
    "aws_sqs_queue",
];

/// Why a plan can't be judged.
#[derive(Debug, thiserror::Error)]
pub enum TfplanError {
    /// The bundle is not there, or not whole.
    #[error("{}: {message}; `groundplan synth FILE --out {}` makes a bundle", folder.display(), folder.display())]
    Bundle {
        /// The folder.
        folder: PathBuf,
        /// What is missing.
        message: String,
    },
    /// The plan can't be read.
    #[error("{}: {message}; expected is what `terraform show -json PLAN` prints", file.display())]
    Plan {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        message: String,
    },
}

/// What a plan would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The version of this shape: 1.
    pub tfplan: u32,
    /// The topology of the bundle.
    pub topology: String,
    /// Each action, in the plan's order; what stays as it is is left out.
    pub actions: Vec<Action>,
    /// Addresses of actions that would lose stored data.
    pub refused: Vec<String>,
}

/// One action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// The resource's address.
    pub address: String,
    /// What would be done.
    pub does: Does,
    /// Whose it is.
    pub owner: Owner,
    /// Whether stored data would be lost.
    pub loses_data: bool,
    /// Why Terraform would do it, in its own word, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What would be done to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Does {
    /// Make it.
    Create,
    /// Change it where it is.
    Update,
    /// Give it another address.
    Move,
    /// Remove it and make another one.
    Replace,
    /// Remove it.
    Destroy,
    /// Know it no longer, and leave it.
    Forget,
}

impl Does {
    /// The word in outputs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Move => "move",
            Self::Replace => "replace",
            Self::Destroy => "destroy",
            Self::Forget => "forget",
        }
    }
}

#[derive(Deserialize)]
struct Read {
    #[serde(alias = "plan_format_version")]
    format_version: String,
    #[serde(default)]
    resource_changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    address: String,
    #[serde(default)]
    previous_address: Option<String>,
    #[serde(default)]
    mode: String,
    #[serde(rename = "type")]
    kind: String,
    change: Inner,
    #[serde(default)]
    action_reason: Option<String>,
}

#[derive(Deserialize)]
struct Inner {
    actions: Vec<String>,
    #[serde(default)]
    before: serde_json::Value,
    #[serde(default)]
    after: serde_json::Value,
}

/// Tells what the plan in `file` would do to what the bundle in `folder` draws. Data of the nodes `given_up` may be lost.
///
/// # Errors
/// [`TfplanError`] where one of the two can't be read.
pub fn tell(folder: &Path, file: &Path, given_up: &[String]) -> Result<Told, TfplanError> {
    let (topology, plans) = plans(folder)?;
    let text = std::fs::read_to_string(file).map_err(|error| refused(file, error.to_string()))?;
    let changes = changes(&text).map_err(|message| refused(file, message))?;
    let actions: Vec<Action> = changes.iter().filter_map(|change| action(&plans, change, given_up)).collect();
    let refused = actions.iter().filter(|action| action.loses_data).map(|action| action.address.clone()).collect();
    Ok(Told { tfplan: 1, topology, actions, refused })
}

fn refused(file: &Path, message: String) -> TfplanError {
    TfplanError::Plan { file: file.to_owned(), message }
}

/// The Plans of a bundle, one an environment.
fn plans(folder: &Path) -> Result<(String, Vec<Plan>), TfplanError> {
    let none = |message: String| TfplanError::Bundle { folder: folder.to_owned(), message };
    let read =
        |path: &str| std::fs::read_to_string(folder.join(path)).map_err(|error| none(format!("{path}: {error}")));
    let manifest: Manifest =
        serde_json::from_str(&read(MANIFEST)?).map_err(|error| none(format!("{MANIFEST}: {error}")))?;
    let mut plans = Vec::new();
    for environment in super::names(&folder.join("terraform/environments")) {
        let path = format!("plan/{environment}.json");
        plans.push(serde_json::from_str(&read(&path)?).map_err(|error| none(format!("{path}: {error}")))?);
    }
    if plans.is_empty() {
        return Err(none("it holds no Terraform".to_owned()));
    }
    Ok((manifest.topology, plans))
}

/// The changes of a plan, or of every plan in the messages of a test.
fn changes(text: &str) -> Result<Vec<Change>, String> {
    let value: Result<serde_json::Value, _> = serde_json::from_str(text);
    let one = |value: serde_json::Value| {
        let read: Read = serde_json::from_value(value).map_err(|error| error.to_string())?;
        let major = read.format_version.split('.').next().unwrap_or_default();
        if major == "1" {
            Ok(read.resource_changes)
        } else {
            Err(format!("its format is {}, and 1 is known", read.format_version))
        }
    };
    match value {
        Ok(value) if value.get("type").is_none() => one(value),
        _ => {
            let mut all = Vec::new();
            let mut found = false;
            for (line, number) in text.lines().zip(1..) {
                let message: serde_json::Value =
                    serde_json::from_str(line).map_err(|error| format!("line {number}: {error}"))?;
                if message["type"] == "test_plan" {
                    found = true;
                    all.extend(one(message["test_plan"].clone()).map_err(|error| format!("line {number}: {error}"))?);
                }
            }
            if found { Ok(all) } else { Err("it holds no plan".to_owned()) }
        }
    }
}

fn action(plans: &[Plan], change: &Change, given_up: &[String]) -> Option<Action> {
    if change.mode == "data" {
        return None;
    }
    let has = |word: &str| change.change.actions.iter().any(|action| action == word);
    let does = match (has("create"), has("delete")) {
        (true, true) => Does::Replace,
        (true, false) => Does::Create,
        (false, true) => Does::Destroy,
        (false, false) if has("update") => Does::Update,
        (false, false) if has("forget") => Does::Forget,
        (false, false) if change.previous_address.is_some() => Does::Move,
        (false, false) => return None,
    };
    let leaving = matches!(does, Does::Destroy | Does::Forget);
    let tag = [&change.change.after, &change.change.before].into_iter().find_map(|side| side["tags"]["Name"].as_str());
    let owner = owner::owner(plans, &change.address, tag, leaving);
    let named = matches!(&owner, Owner::Nodes(ids) if ids.iter().all(|id| given_up.contains(id)));
    // Logs of visitors, in a bucket of the load balancer's, end with the environment.
    let logs = owner == Owner::Environment;
    let loses_data = matches!(does, Does::Destroy | Does::Replace)
        && STORED.contains(&change.kind.as_str())
        && !logs
        && !named
        && !owner::forgettable(plans, &owner);
    Some(Action {
        address: change.address.clone(),
        does,
        owner,
        loses_data,
        reason: change.action_reason.clone().filter(|reason| !reason.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_and_messages_of_tests_are_read() {
        let plan = r#"{"format_version":"1.2","resource_changes":[{"address":"a.b","mode":"managed","type":"a","change":{"actions":["create"]}}]}"#;
        assert_eq!(changes(plan).unwrap().len(), 1);
        let message = plan.replace("format_version", "plan_format_version");
        let lines = format!("{{\"type\":\"version\"}}\n{{\"type\":\"test_plan\",\"test_plan\":{message}}}\n");
        assert_eq!(changes(&lines).unwrap().len(), 1);
    }

    #[test]
    fn what_is_no_plan_is_refused_with_the_reason() {
        for (text, why) in [
            ("{}", "format_version"),
            ("[", "line 1"),
            (r#"{"format_version":"2.0"}"#, "format is 2.0"),
            (r#"{"type":"version"}"#, "no plan"),
        ] {
            let said = changes(text).err().unwrap_or_default();
            assert!(said.contains(why), "{text}: {said}");
        }
    }
}
