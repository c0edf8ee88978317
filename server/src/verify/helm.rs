//! Helm lints every chart and renders it for every environment; kubeconform judges what comes out by the schemas of Kubernetes.

use std::path::Path;

use super::process::{run, run_with, tail};
use super::tools::Tools;
use super::{Check, Trouble, Work, names};

pub(super) fn checks(work: &Work) -> Vec<Check> {
    let mut checks = Vec::new();
    for unit in names(&work.folder.join("helm")) {
        let chart = work.folder.join("helm").join(&unit);
        if !chart.join("Chart.yaml").is_file() {
            continue;
        }
        for environment in environments(&chart) {
            let (name, files) = match &environment {
                None => (format!("{unit} base"), Vec::new()),
                Some(environment) => (format!("{unit} {environment}"), overlays(&chart, environment)),
            };
            let read: Vec<String> = std::iter::once("values.yaml".to_owned())
                .chain(files.clone())
                .map(|file| format!("helm/{unit}/{file}"))
                .collect();
            let check = |tool: &'static str, verb: &str, run: Box<dyn Fn() -> Result<(), Trouble> + Send + Sync>| {
                Check { name: format!("{verb} {name}"), tool, files: read.clone(), run }
            };
            let (tools, folder, values) = (work.tools.clone(), chart.clone(), files.clone());
            checks.push(check("helm", "helm lint", Box::new(move || lint(&tools, &folder, &values))));
            let (tools, folder, values, release) = (work.tools.clone(), chart.clone(), files.clone(), unit.clone());
            checks.push(check(
                "kubeconform",
                "kubernetes",
                Box::new(move || conform(&tools, &release, &folder, &values)),
            ));
        }
    }
    checks
}

/// The base, and each environment that has values of its own.
fn environments(chart: &Path) -> Vec<Option<String>> {
    let own = |name: String| Some(name.strip_prefix("values-")?.strip_suffix(".yaml")?.to_owned());
    std::iter::once(None).chain(names(chart).into_iter().filter_map(own).map(Some)).collect()
}

fn overlays(chart: &Path, environment: &str) -> Vec<String> {
    let files = [format!("values-{environment}.yaml"), format!("images-{environment}.yaml")];
    files.into_iter().filter(|file| chart.join(file).is_file()).collect()
}

fn lint(tools: &Tools, chart: &Path, values: &[String]) -> Result<(), Trouble> {
    let mut command = tools.command("helm")?;
    command.args(["lint", "--strict", "."]);
    for file in values {
        command.args(["--values", file]);
    }
    run(command.current_dir(chart)).map(drop)
}

fn conform(tools: &Tools, release: &str, chart: &Path, values: &[String]) -> Result<(), Trouble> {
    let (schemas, version) = tools.data("kubernetes-schemas")?;
    let (definitions, _) = tools.data("kubernetes-definitions")?;
    let mut kubeconform = tools.command("kubeconform")?;
    let mut helm = tools.command("helm")?;
    helm.args(["template", release, ".", "--kube-version", &version]);
    for file in values {
        helm.args(["--values", file]);
    }
    let manifests = run(helm.current_dir(chart))?;
    let location = format!(
        "{}/{{{{ .NormalizedKubernetesVersion }}}}-standalone{{{{ .StrictSuffix }}}}/{{{{ .ResourceKind }}}}{{{{ .KindSuffix }}}}.json",
        schemas.display()
    );
    let custom = format!(
        "{}/{{{{ .Group }}}}/{{{{ .ResourceKind }}}}_{{{{ .ResourceAPIVersion }}}}.json",
        definitions.display()
    );
    kubeconform.args([
        "-strict",
        "-summary",
        "-output",
        "json",
        "-kubernetes-version",
        &version,
        "-schema-location",
        &location,
        "-schema-location",
        &custom,
    ]);
    let printed = run_with(&mut kubeconform, Some(&manifests))?;
    judged(&printed)
}

/// kubeconform also succeeds having checked nothing.
fn judged(printed: &str) -> Result<(), Trouble> {
    let report: serde_json::Value = serde_json::from_str(printed)
        .map_err(|error| Trouble::Failed(format!("kubeconform printed no summary: {error}")))?;
    let count = |name: &str| report["summary"][name].as_u64();
    match (count("valid"), count("invalid"), count("errors"), count("skipped")) {
        (Some(valid), Some(0), Some(0), Some(0)) if valid > 0 => Ok(()),
        _ => Err(Trouble::Failed(tail(printed))),
    }
}

#[cfg(test)]
mod tests {
    use super::judged;

    #[test]
    fn only_what_was_judged_counts() {
        let summary = |valid: u32, skipped: u32| {
            format!(r#"{{"resources":[],"summary":{{"valid":{valid},"invalid":0,"errors":0,"skipped":{skipped}}}}}"#)
        };
        assert!(judged(&summary(3, 0)).is_ok());
        assert!(judged(&summary(3, 1)).is_err());
        assert!(judged(&summary(0, 0)).is_err());
        assert!(judged("").is_err());
    }
}
