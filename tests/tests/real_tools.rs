//! The examples' bundles before the real tools: compose, nginx, helm, kubeconform, Terraform.
#![cfg(feature = "real")]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use journeys::binary::run;
use journeys::place::{examples, name};
use journeys::tools::{self, Verdict};
use serde_json::Value;
use tempfile::TempDir;

/// The bundles of all examples, made once.
fn bundles() -> &'static [(String, PathBuf)] {
    static MADE: OnceLock<(TempDir, Vec<(String, PathBuf)>)> = OnceLock::new();
    let (_, bundles) = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let made = examples().iter().map(|example| (name(example), synth(&example.join("topology.yaml"), &folder.path().join(name(example))))).collect();
        (folder, made)
    });
    bundles
}

fn synth(document: &Path, out: &Path) -> PathBuf {
    let ran = run(["synth".as_ref(), document.as_os_str(), "--out".as_ref(), out.as_os_str()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    out.to_owned()
}

/// Judges every example, and says for which one something was refused.
fn every(judge: impl Fn(&Path) -> Verdict, least: usize) {
    let mut all = Verdict::default();
    for (name, bundle) in bundles() {
        let verdict = judge(bundle);
        assert!(verdict.passed.len() + verdict.failed.len() >= least, "{name}: hardly anything ran: {verdict:#?}");
        all.add(Verdict { passed: verdict.passed, failed: verdict.failed.iter().map(|line| format!("{name}: {line}")).collect() });
    }
    println!("{}", all.passed.join("\n"));
    all.expect(least * bundles().len());
}

#[test]
fn compose_takes_every_combination_of_files() {
    every(tools::compose::judge, 3);
}

#[test]
fn helm_and_kubeconform_take_every_environment_and_nginx_the_configuration_in_it() {
    every(
        |bundle| {
            let (mut verdict, rendered) = tools::helm::judge(bundle);
            let gateways: Vec<(String, String)> = rendered.iter().flat_map(|one| gateways(&one.objects(), &one.environment)).collect();
            verdict.add(tools::nginx::judge(bundle, &gateways));
            verdict
        },
        // Three environments and the base, each linted, rendered and checked.
        12,
    );
}

/// The nginx configurations that charts mount.
fn gateways(objects: &[Value], environment: &str) -> Vec<(String, String)> {
    let maps = objects.iter().filter(|object| object["kind"] == "ConfigMap");
    let entries = maps.flat_map(|map| map["data"].as_object().into_iter().flatten());
    entries.filter(|(_, text)| text.as_str().is_some_and(|text| text.contains("\nhttp {"))).map(|(key, text)| (format!("helm {environment} {key}"), text.as_str().unwrap_or_default().to_owned())).collect()
}

#[test]
fn the_gateways_of_the_examples_are_judged_in_every_target() {
    let shop = &bundles().iter().find(|(name, _)| name == "shop").unwrap().1;
    let files: Vec<String> = tools::nginx::configurations(shop).into_iter().map(|(path, _)| path).collect();
    assert!(files.iter().any(|path| path.starts_with("compose/")) && files.iter().filter(|path| path.starts_with("terraform/")).count() == 3, "{files:?}");
    let (_, rendered) = tools::helm::judge(shop);
    assert!(rendered.iter().all(|one| gateways(&one.objects(), &one.environment).len() == 1));
}

#[test]
fn terraform_takes_every_root() {
    for (name, bundle) in bundles() {
        // Foundation, data and at least one unit, in three environments.
        assert!(tools::terraform::roots(bundle).len() >= 9, "{name}");
    }
    every(tools::terraform::judge, 19);
}
