//! The examples' bundles before the real tools: compose, nginx, helm, kubeconform, Terraform.
#![cfg(feature = "real")]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use journeys::binary::run;
use journeys::place::{examples, name};
use journeys::tools::nginx::Configuration;
use journeys::tools::{self, Verdict};
use serde_json::{Value, json};
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
fn helm_kubeconform_and_nginx_take_every_environment() {
    every(charts_and_gateways, 12);
}

/// Three environments and the base, each linted, rendered and checked; and every nginx configuration of every target.
fn charts_and_gateways(bundle: &Path) -> Verdict {
    let (mut verdict, rendered) = tools::helm::judge(bundle);
    verdict.add(tools::nginx::judge(bundle, rendered.iter().flat_map(|one| gateways(&one.objects(), &one.environment)).collect()));
    verdict
}

/// The nginx configurations that charts mount. In a cluster, names are those of its Services.
fn gateways(objects: &[Value], environment: &str) -> Vec<Configuration> {
    let of_kind = |kind: &'static str| objects.iter().filter(move |object| object["kind"] == kind);
    let hosts: Vec<String> = of_kind("Service").filter_map(|service| service["metadata"]["name"].as_str()).map(str::to_owned).collect();
    let entries = of_kind("ConfigMap").flat_map(|map| map["data"].as_object().into_iter().flatten());
    let texts = entries.filter_map(|(key, text)| Some((key, text.as_str().filter(|text| text.contains("\nhttp {"))?)));
    texts.map(|(key, text)| Configuration { place: format!("helm {environment} {key}"), text: text.to_owned(), hosts: hosts.clone() }).collect()
}

#[test]
fn the_gateways_of_the_shop_are_judged_in_every_target() {
    let shop = &bundles().iter().find(|(name, _)| name == "shop").unwrap().1;
    let files: Vec<String> = tools::nginx::configurations(shop).into_iter().map(|one| one.place).collect();
    assert!(files.iter().any(|path| path.starts_with("compose/")), "{files:?}");
    assert_eq!(files.iter().filter(|path| path.starts_with("terraform/")).count(), 3, "{files:?}");
    let rendered = tools::helm::render(shop).1;
    assert!(rendered.len() == 4 && rendered.iter().all(|one| gateways(&one.objects(), &one.environment).len() == 1));
}

#[test]
fn terraform_takes_every_root() {
    for (name, bundle) in bundles() {
        // Foundation, data and at least one unit, in three environments.
        assert!(tools::terraform::roots(bundle).len() >= 9, "{name}");
    }
    every(tools::terraform::judge, 19);
}

/// Text that is syntax in every format of the bundle.
const HOSTILE: &str = "a\"b'c\\d ${x} $${y} $z {{ .Values.x }} %{ if x } #{y} `id` $(id) \n- : # é 日本 🦀 <<EOT\nEOT\n */ // ]]> |";

/// The hostile text, over and over up to a limit of characters.
fn hostile(limit: usize) -> String {
    HOSTILE.chars().cycle().take(limit - 1).chain(['.']).collect()
}

#[test]
fn hostile_text_passes_all_tools_and_comes_out_as_it_went_in() {
    let shop = examples().into_iter().find(|folder| name(folder) == "shop").unwrap();
    let mut document = topology::yaml::read(&journeys::place::read(&shop.join("topology.yaml"))).unwrap().value;
    document["title"] = json!(hostile(120));
    document["description"] = json!(hostile(4096));
    document["conventions"]["tags"]["purpose"] = json!(hostile(1024));
    let long = hostile(32_768);
    for (kind, limit) in [("nodes", 120), ("boundaries", 120), ("environments", 120)] {
        for value in document[kind].as_object_mut().into_iter().flatten().map(|(_, value)| value) {
            value["title"] = json!(hostile(limit));
            if kind != "environments" {
                value["description"] = json!(hostile(4096));
            }
        }
    }
    for value in document["edges"].as_object_mut().unwrap().values_mut() {
        value["description"] = json!(hostile(4096));
        value["evidence"] = json!(hostile(1024));
    }
    document["nodes"]["orders"]["variables"] = json!({ "GREETING": long });
    document["nodes"]["orders"]["args"] = json!([hostile(1024)]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("topology.yaml");
    journeys::files::write(&path, document.to_string());
    let bundle = synth(&path, &folder.path().join("bundle"));
    let mut verdict = tools::compose::judge(&bundle);
    verdict.add(charts_and_gateways(&bundle));
    verdict.add(tools::terraform::judge(&bundle));
    verdict.expect(3 + 12 + 8 + 19);
    // What the tools themselves understood.
    let compose = tools::compose::resolved(&bundle, &["compose.yaml"]).unwrap();
    let greeting = compose["services"]["orders"]["environment"]["GREETING"].as_str().unwrap_or_default();
    // `config` writes dollars doubled, so that its output can be read again.
    assert_eq!(greeting.replace("$$", "$"), long);
    for one in tools::helm::render(&bundle).1 {
        let objects = one.objects();
        assert!(objects.iter().any(|object| strings(object).contains(&long.as_str())), "{}", one.environment);
    }
}

fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(entries) => entries.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}
