//! `helm lint --strict`, `helm template`, and kubeconform over what came out.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::Value;

use super::{Verdict, command, folders, in_cache, run};
use crate::place::name;

/// An umbrella as one environment gets it.
#[derive(Debug)]
pub struct Rendered {
    /// The unit: the umbrella's folder.
    pub unit: String,
    /// The environment, or `base`.
    pub environment: String,
    /// The manifests, as `helm template` printed them.
    pub manifests: String,
}

impl Rendered {
    /// The manifests as values.
    ///
    /// # Panics
    /// Where they are no YAML.
    #[must_use]
    pub fn objects(&self) -> Vec<Value> {
        let documents = serde_yaml_ng::Deserializer::from_str(&self.manifests);
        let values = documents.map(|document| {
            Value::deserialize(document).unwrap_or_else(|error| panic!("{} {}: {error}", self.unit, self.environment))
        });
        values.filter(|value| !value.is_null()).collect()
    }
}

/// Lints and renders every umbrella, for the base and for each environment, and has the manifests checked.
#[must_use]
pub fn judge(bundle: &Path) -> (Verdict, Vec<Rendered>) {
    let (mut verdict, rendered) = render(bundle);
    for one in &rendered {
        let what = format!("{} {}", one.unit, one.environment);
        verdict.note(
            format!("helm lint {what}"),
            helm(&bundle.join("helm").join(&one.unit), &["lint", "--strict", "."], &one.environment),
        );
        verdict.note(format!("kubeconform {what}"), kubeconform(&one.manifests));
    }
    (verdict, rendered)
}

/// Renders every umbrella, for the base and for each environment.
#[must_use]
pub fn render(bundle: &Path) -> (Verdict, Vec<Rendered>) {
    let mut verdict = Verdict::default();
    let mut rendered = Vec::new();
    for chart in folders(&bundle.join("helm")) {
        for environment in environments(&chart) {
            let unit = name(&chart);
            let template = helm(&chart, &["template", "release", "."], &environment);
            if let Some(manifests) = verdict.note(format!("helm template {unit} {environment}"), template) {
                rendered.push(Rendered { unit, environment, manifests });
            }
        }
    }
    (verdict, rendered)
}

/// Renders an umbrella with values of a person's own on top, has the manifests checked and reads them.
///
/// # Errors
/// What helm or kubeconform said.
pub fn with(bundle: &Path, unit: &str, environment: &str, values: &[&str]) -> Result<Vec<Value>, String> {
    let sets = values.iter().flat_map(|value| ["--set", value]);
    let arguments: Vec<&str> = ["template", "release", "."].into_iter().chain(sets).collect();
    let manifests = helm(&bundle.join("helm").join(unit), &arguments, environment)?;
    kubeconform(&manifests)?;
    Ok(Rendered { unit: unit.to_owned(), environment: environment.to_owned(), manifests }.objects())
}

/// The kind of a custom resource whose definition is in no package registry: nothing checks it against a schema.
pub const WITHOUT_SCHEMA: &str = "TargetGroupBinding";

/// Renders an umbrella with a file of values laid over those of the environment, has the manifests checked, all but
/// those of [`WITHOUT_SCHEMA`], and reads them.
///
/// # Errors
/// What helm or kubeconform said.
pub fn laid_over(bundle: &Path, unit: &str, environment: &str, values: &Path) -> Result<Vec<Value>, String> {
    let files = value_files(environment);
    let files = files.iter().map(String::as_str).chain([values.to_str().unwrap_or_default()]);
    let arguments = ["template", "release", "."].into_iter().chain(files.flat_map(|file| ["--values", file]));
    let mut command = command("helm", &bundle.join("helm").join(unit), arguments);
    let manifests = run(&mut command)?;
    let line = format!("kind: {WITHOUT_SCHEMA}");
    let documents = manifests.split("\n---\n").filter(|document| !document.lines().any(|one| one == line));
    kubeconform(&documents.collect::<Vec<_>>().join("\n---\n"))?;
    Ok(Rendered { unit: unit.to_owned(), environment: environment.to_owned(), manifests }.objects())
}

fn helm(chart: &Path, arguments: &[&str], environment: &str) -> Result<String, String> {
    run(command("helm", chart, arguments)
        .args(value_files(environment).iter().flat_map(|file| ["--values", file.as_str()])))
}

/// The environments that a chart has an overlay for, the base first.
#[must_use]
pub fn environments(chart: &Path) -> Vec<String> {
    let files = fs::read_dir(chart).into_iter().flatten().flatten().map(|entry| name(&entry.path()));
    let mut found: Vec<String> =
        files.filter_map(|file| Some(file.strip_prefix("values-")?.strip_suffix(".yaml")?.to_owned())).collect();
    found.sort();
    found.insert(0, "base".to_owned());
    found
}

/// The overlay of an environment, and the images that its pipeline bumps.
#[must_use]
pub fn value_files(environment: &str) -> Vec<String> {
    if environment == "base" {
        return Vec::new();
    }
    ["values", "images"].map(|file| format!("{file}-{environment}.yaml")).into()
}

/// Strict, and nothing may be skipped: what was not checked is no pass.
fn kubeconform(manifests: &str) -> Result<String, String> {
    let schemas =
        in_cache("kubernetes-schemas").ok_or("the schemas are not there: cargo xtask tools kubernetes-schemas")?;
    let definitions = in_cache("kubernetes-definitions")
        .ok_or("custom resources are not there: cargo xtask tools kubernetes-definitions")?;
    let custom = "{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json";
    let place =
        "{{ .NormalizedKubernetesVersion }}-standalone{{ .StrictSuffix }}/{{ .ResourceKind }}{{ .KindSuffix }}.json";
    let mut command = Command::new(super::find("kubeconform"));
    command.args(["-strict", "-summary", "-output", "json", "-kubernetes-version", &name(&schemas)]);
    for place in [schemas.join(place), definitions.join(custom)] {
        command.args(["-schema-location", &place.to_string_lossy()]);
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    if let Some(mut stdin) = child.stdin.take() {
        std::io::Write::write_all(&mut stdin, manifests.as_bytes()).map_err(|error| error.to_string())?;
    }
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let said: Value = serde_json::from_str(&text)
        .map_err(|error| format!("{error}: {text}{}", String::from_utf8_lossy(&output.stderr)))?;
    let count = |key: &str| said["summary"][key].as_u64().unwrap_or(u64::MAX);
    // Read from the manifests, so that what kubeconform did not see shows.
    let objects = manifests.lines().filter(|line| line.starts_with("kind: ")).count() as u64;
    let whole = count("valid") == objects
        && objects > 0
        && count("invalid") == 0
        && count("errors") == 0
        && count("skipped") == 0;
    if whole && output.status.success() { Ok(text) } else { Err(format!("{objects} objects, and {text}")) }
}
