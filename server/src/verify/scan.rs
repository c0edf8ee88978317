//! Scanners read the Terraform configuration: for style, and for what is unsafe. Exceptions stand in the code, each with its reason.

use std::path::PathBuf;

use super::process::run;
use super::{Check, Trouble, Work};

const FOLDER: &str = "terraform";
/// The tool that takes longer than any other.
pub(super) const SLOWEST: &str = "checkov";

pub(super) fn checks(work: &Work) -> Vec<Check> {
    let folder = work.folder.join(FOLDER);
    if !folder.is_dir() {
        return Vec::new();
    }
    vec![
        check(work, "tflint", &["--recursive", "--format", "compact", "--config"], Some(folder.join(".tflint.hcl"))),
        check(
            work,
            SLOWEST,
            // It would else ask its makers for more rules.
            &["--directory", ".", "--framework", "terraform", "--skip-download", "--compact", "--quiet"],
            None,
        ),
    ]
}

fn check(work: &Work, tool: &'static str, arguments: &'static [&'static str], last: Option<PathBuf>) -> Check {
    let (tools, folder) = (work.tools.clone(), work.folder.join(FOLDER));
    Check {
        name: format!("{tool} terraform"),
        tool,
        files: vec![format!("{FOLDER}/")],
        run: Box::new(move || -> Result<(), Trouble> {
            run(tools.command(tool)?.args(arguments).args(&last).current_dir(&folder)).map(drop)
        }),
    }
}
