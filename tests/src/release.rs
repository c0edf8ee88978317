//! A chart of a bundle as a release on a cluster: put there, looked at, changed and taken away.

mod contents;
mod next;
mod pods;

use std::path::{Path, PathBuf};

use generators::plan::Plan;
use serde_json::{Value, json};

pub use next::{Next, next};

use crate::place::name;
use crate::tools::cluster::Cluster;
use crate::tools::folders;
use crate::tools::helm::value_files;

/// A chart with its values, in a namespace.
#[derive(Debug)]
pub struct Release<'c> {
    /// Where.
    pub cluster: &'c Cluster,
    /// The chart's folder.
    pub chart: PathBuf,
    /// What the release is called.
    pub name: String,
    /// Files of values, from the chart's folder, the last one wins.
    pub values: Vec<String>,
    /// The namespace.
    pub namespace: String,
}

/// The releases of a bundle in one environment: one for each unit.
#[must_use]
pub fn releases<'c>(cluster: &'c Cluster, bundle: &Path, environment: &str, namespace: &str) -> Vec<Release<'c>> {
    let charts = folders(&bundle.join("helm"));
    assert!(!charts.is_empty(), "{} has no chart", bundle.display());
    let release = |chart: PathBuf| Release {
        cluster,
        name: name(&chart),
        chart,
        values: value_files(environment),
        namespace: namespace.to_owned(),
    };
    charts.into_iter().map(release).collect()
}

impl Release<'_> {
    fn helm(&self, arguments: &[&str]) -> Result<String, String> {
        let mut command = self.cluster.command("helm", &self.chart);
        command.args(arguments).args(["--namespace", &self.namespace]);
        let output = command.output().map_err(|error| format!("helm can't be started: {error}"))?;
        let (out, words) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let warned = words.lines().any(is_warning);
        if output.status.success() && !warned {
            Ok(out.into_owned())
        } else {
            Err(format!("{}\n{out}{words}", output.status))
        }
    }

    fn with_values(&self, verb: &[&str], more: &[&str]) -> Result<String, String> {
        let arguments: Vec<&str> = verb
            .iter()
            .copied()
            .chain([self.name.as_str(), "."])
            .chain(self.values.iter().flat_map(|file| ["--values", file.as_str()]))
            .chain(["--wait", "--wait-for-jobs", "--timeout", "90s"])
            .chain(more.iter().copied())
            .collect();
        self.helm(&arguments)
    }

    /// Installs it, and waits until it is there: the notes.
    ///
    /// # Errors
    /// What helm or the cluster said, a warning too.
    pub fn install(&self, more: &[&str]) -> Result<String, String> {
        self.with_values(&["install"], more)
    }

    /// Replaces it by what is in the folder now: the notes.
    ///
    /// # Errors
    /// As [`Self::install`].
    pub fn upgrade(&self) -> Result<String, String> {
        self.with_values(&["upgrade"], &[])
    }

    /// Goes back to an earlier revision.
    ///
    /// # Errors
    /// As [`Self::install`].
    pub fn roll_back(&self, revision: u32) -> Result<String, String> {
        let revision = revision.to_string();
        self.helm(&["rollback", &self.name, &revision, "--wait", "--wait-for-jobs", "--timeout", "90s"])
    }

    /// Asks it what its chart would have asked, and leaves nothing of that behind.
    ///
    /// # Errors
    /// As [`Self::install`].
    pub fn test(&self) -> Result<String, String> {
        self.helm(&["test", &self.name, "--timeout", "90s"])
    }

    /// Has the API server look at the manifests without making anything: what it would make, as `kind.group/name`.
    ///
    /// # Errors
    /// As [`Self::install`].
    pub fn admitted(&self, more: &[&str]) -> Result<String, String> {
        let values = self.values.iter().flat_map(|file| ["--values", file.as_str()]);
        let arguments: Vec<&str> =
            ["template", &self.name, "."].into_iter().chain(values).chain(more.iter().copied()).collect();
        let path = self.cluster.kubeconfig().with_file_name("manifests.yaml");
        crate::files::write(&path, self.helm(&arguments)?);
        let path = path.display().to_string();
        let dry = ["apply", "--server-side", "--dry-run=server", "--output", "name", "--namespace", &self.namespace];
        self.cluster.kubectl(&[&dry[..], &["--filename", &path]].concat())
    }

    /// Takes it away.
    ///
    /// # Errors
    /// As [`Self::install`].
    pub fn uninstall(&self) -> Result<String, String> {
        self.helm(&["uninstall", &self.name, "--wait", "--timeout", "90s"])
    }

    /// Each node of an umbrella as a release of its own, with the values that it has there; files of values go to `folder`.
    ///
    /// # Panics
    /// Where helm does not tell the values.
    #[must_use]
    pub fn apart(&self, folder: &Path, namespace: &str) -> Vec<Self> {
        let text = self.helm(&["get", "values", &self.name, "--all", "--output", "json"]);
        let text = text.unwrap_or_else(|words| panic!("{words}"));
        let values: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let blocks = values.as_object().into_iter().flatten();
        let nodes = blocks.filter(|(_, block)| block["name"].is_string() && block["enabled"] != false);
        nodes
            .map(|(alias, block)| {
                let path = folder.join(format!("{alias}.json"));
                crate::files::write(&path, block.to_string());
                let chart = if block["grants"].is_object() { "datastore" } else { "workload" };
                Self {
                    cluster: self.cluster,
                    chart: self.chart.join("charts").join(chart),
                    name: alias.clone(),
                    values: vec![path.display().to_string()],
                    namespace: namespace.to_owned(),
                }
            })
            .collect()
    }

    /// Makes the Secrets that a person would have to make: those of the Plan, with their keys.
    pub fn make_secrets(&self, plan: &Plan) {
        let secrets = plan.secrets.iter().map(|(name, secret)| {
            let data: serde_json::Map<String, Value> =
                secret.entries.keys().map(|key| (key.clone(), json!("stands in"))).collect();
            let metadata = json!({ "name": name, "namespace": self.namespace });
            json!({ "apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": data })
        });
        let secrets: Vec<Value> = secrets.collect();
        if !secrets.is_empty() {
            self.cluster.apply(&secrets);
        }
    }
}

/// Whether a line is the API server's warning, passed on by helm: of pods that PodSecurity would refuse, of what is deprecated. Of what helm's libraries note for themselves, which begins with `I` and the date, only those are warnings that come from `warnings.go`.
fn is_warning(line: &str) -> bool {
    let note = line.strip_prefix('I').is_some_and(|rest| rest.chars().take(4).all(|c| c.is_ascii_digit()));
    if note { line.contains(" warnings.go:") } else { line.to_lowercase().contains("warn") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_no_warnings() {
        assert!(is_warning("I1121 11:03:24.4 1 warnings.go:70] would violate PodSecurity \"restricted:latest\""));
        assert!(is_warning("level=WARN msg=\"unknown field\""));
        assert!(!is_warning("I1121 11:03:24.4 1 reflector.go:664] \"Warning: watch ended with error\""));
        assert!(!is_warning("NAME: shop"));
    }
}
