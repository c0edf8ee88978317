//! Observability: what keeps and shows the telemetry that a collector of ours takes in, beside the compose files.
//!
//! Prometheus with recording rules, alerts and their tests, Alertmanager, Grafana with its sources and dashboards, and, where they are taken in, Loki for logs and Jaeger for traces. Nothing is written where no collector was drawn.

mod alerts;
mod dashboards;
mod objectives;
mod overlay;
mod prometheus;
mod proofs;
mod watched;

use std::collections::BTreeMap;

use topology::yaml::{Item, write};

use super::{Output, Request, Target};
use crate::error::Error;
use crate::file::File;
use crate::items::Entries;
use crate::plan::Plans;
use watched::Watched;

/// The observability target.
#[derive(Debug, Clone, Copy)]
pub struct Observability;

/// Files that are the same for every system, by their path below `observability/`.
const RUNBOOKS: [(&str, &str); 6] = [
    ("ErrorBudgetBurnsFast", include_str!("../../../../assets/observability/runbooks/ErrorBudgetBurnsFast.md")),
    ("ErrorBudgetBurnsSlowly", include_str!("../../../../assets/observability/runbooks/ErrorBudgetBurnsSlowly.md")),
    ("ServiceFails", include_str!("../../../../assets/observability/runbooks/ServiceFails.md")),
    ("ServiceSlow", include_str!("../../../../assets/observability/runbooks/ServiceSlow.md")),
    ("TargetDown", include_str!("../../../../assets/observability/runbooks/TargetDown.md")),
    ("Watchdog", include_str!("../../../../assets/observability/runbooks/Watchdog.md")),
];
const README: &str = include_str!("../../../../assets/observability/README.md");
const ALERTMANAGER: &str = include_str!("../../../../assets/observability/alertmanager/alertmanager.yaml");
const LOKI: &str = include_str!("../../../../assets/observability/loki/loki.yaml");
const DASHBOARDS: &str = include_str!("../../../../assets/observability/grafana/dashboards.yaml");

impl Target for Observability {
    fn id(&self) -> &'static str {
        "observability"
    }

    fn summary(&self) -> &'static str {
        "Prometheus, alerts, dashboards and what else keeps telemetry, where a platform for it is drawn"
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn render(&self, plans: &Plans, _request: &Request) -> Result<Output, Error> {
        let mut output = Output::default();
        let Some(watched) = Watched::of(plans)? else { return Ok(output) };
        let mut files: BTreeMap<String, File> = BTreeMap::new();
        files.insert("README.md".to_owned(), File::generated(README));
        files.insert("compose.yaml".to_owned(), overlay::file(&watched));
        if watched.metrics {
            prometheus::files(&watched, &mut files);
            dashboards::files(&watched, &mut files)?;
            // Who is told, and how, only the person knows.
            files.insert("alertmanager/alertmanager.yaml".to_owned(), File::seeded(ALERTMANAGER));
            for (alert, text) in RUNBOOKS {
                files.insert(format!("runbooks/{alert}.md"), File::generated(text));
            }
        }
        if watched.logs {
            files.insert("loki/loki.yaml".to_owned(), File::generated(LOKI));
        }
        files.insert("grafana/provisioning/datasources/sources.yaml".to_owned(), watched.sources());
        files.insert("grafana/provisioning/dashboards/dashboards.yaml".to_owned(), File::generated(DASHBOARDS));
        output.files.extend(files.into_iter().map(|(path, file)| (format!("observability/{path}"), file)));
        Ok(output)
    }
}

/// A YAML file under a heading.
fn yaml(entries: Entries, heading: &str) -> File {
    File::from(write(&Item::from(entries).comment(heading)))
}

#[cfg(test)]
mod tests;
