//! Prometheus' own tools read what it is configured with and run the tests of its rules; Compose reads the overlay.

use super::process::run;
use super::{Check, Work};

/// What is asked: the check's name, the tool, its arguments, the folder it works in, and the files that it reads.
type Asked = (&'static str, &'static str, &'static [&'static str], &'static str, &'static [&'static str]);

const ASKED: [Asked; 4] = [
    (
        "compose observability",
        "docker-compose",
        &[
            "--file",
            "compose.yaml",
            "--file",
            "../observability/compose.yaml",
            "--profile",
            "metrics",
            "config",
            "--quiet",
        ],
        "compose",
        &["compose/compose.yaml", "observability/compose.yaml"],
    ),
    (
        "prometheus configuration",
        "promtool",
        &["check", "config", "prometheus.yaml"],
        "observability/prometheus",
        &["observability/prometheus/prometheus.yaml"],
    ),
    (
        "prometheus rules",
        "promtool",
        &["test", "rules", "tests/rules.yaml"],
        "observability/prometheus",
        &["observability/prometheus/rules", "observability/prometheus/tests/rules.yaml"],
    ),
    (
        "alertmanager configuration",
        "amtool",
        &["check-config", "alertmanager.yaml"],
        "observability/alertmanager",
        &["observability/alertmanager/alertmanager.yaml"],
    ),
];

pub(super) fn checks(work: &Work) -> Vec<Check> {
    let there = |files: &&'static [&'static str]| files.iter().all(|file| work.folder.join(file).exists());
    let asked = ASKED.iter().filter(|(.., files)| there(files));
    asked
        .map(|&(name, tool, arguments, folder, files)| Check {
            name: name.to_owned(),
            tool,
            files: files.iter().map(|file| (*file).to_owned()).collect(),
            run: {
                let (tools, folder) = (work.tools.clone(), work.folder.join(folder));
                Box::new(move || {
                    let mut command = tools.command(tool)?;
                    command
                        .env_remove("COMPOSE_FILE")
                        .env_remove("COMPOSE_PROFILES")
                        .env_remove("COMPOSE_PROJECT_NAME");
                    run(command.args(arguments).current_dir(&folder)).map(drop)
                })
            },
        })
        .collect()
}
