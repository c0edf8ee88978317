//! Docker Compose reads every combination of files that the README names.

use std::path::PathBuf;

use super::process::run;
use super::{Check, Work};

const BASE: &str = "compose.yaml";
const OVERLAYS: [(&str, &str); 2] =
    [("development", "compose.override.yaml"), ("production", "compose.production.yaml")];

pub(super) fn checks(work: &Work) -> Vec<Check> {
    let folder = work.folder.join("compose");
    if !folder.join(BASE).is_file() {
        return Vec::new();
    }
    let mut checks = vec![check(work, folder.clone(), "base", &[BASE])];
    for (name, overlay) in OVERLAYS {
        if folder.join(overlay).is_file() {
            checks.push(check(work, folder.clone(), name, &[BASE, overlay]));
        }
    }
    checks
}

fn check(work: &Work, folder: PathBuf, name: &str, files: &[&'static str]) -> Check {
    let list = files.to_vec();
    Check {
        name: format!("compose {name}"),
        tool: "docker-compose",
        files: files.iter().map(|file| format!("compose/{file}")).collect(),
        run: {
            let tools = work.tools.clone();
            Box::new(move || {
                let mut command = tools.command("docker-compose")?;
                for file in &list {
                    command.args(["--file", file]);
                }
                // A choice of files in the person's surroundings would be read instead.
                command.env_remove("COMPOSE_FILE").env_remove("COMPOSE_PROFILES").env_remove("COMPOSE_PROJECT_NAME");
                run(command.args(["config", "--quiet"]).current_dir(&folder)).map(drop)
            })
        },
    }
}
