//! Bundles before the real tools: compose, nginx, helm, kubeconform, Terraform.
#![cfg(feature = "real")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use journeys::binary::run;
use journeys::files::write;
use journeys::place::{examples, name, read};
use journeys::tools::nginx::Configuration;
use journeys::tools::{self, Verdict, proof};
use serde_json::{Value, json};

fn example(wanted: &str) -> PathBuf {
    let folder = examples().into_iter().find(|folder| name(folder) == wanted);
    folder.unwrap_or_else(|| panic!("no example {wanted}")).join("topology.yaml")
}

fn synth(document: &Path, out: &Path, more: &[&str]) -> PathBuf {
    let ran = run(["synth".as_ref(), document.as_os_str(), "--out".as_ref(), out.as_os_str()]
        .into_iter()
        .chain(more.iter().map(AsRef::as_ref)));
    assert_eq!(ran.code, 0, "{ran:?}");
    out.to_owned()
}

#[test]
fn every_example_is_proven_in_every_environment() {
    let mut seen = BTreeSet::new();
    for folder in examples() {
        let work = tempfile::tempdir().unwrap();
        let bundle = synth(&folder.join("topology.yaml"), &work.path().join("bundle"), &[]);
        assert_eq!(tools::terraform::environments(&bundle).len(), 3, "{}", name(&folder));
        let (code, checks) = proof::verify(&bundle);
        let refused: Vec<String> =
            checks.iter().filter(|check| check.verdict != "passed").map(ToString::to_string).collect();
        assert!(code == 0 && refused.is_empty(), "{}: exit code {code}, {}", name(&folder), refused.join("\n"));
        let names: BTreeSet<&str> = checks.iter().map(|check| check.name.as_str()).collect();
        let expected = proof::expected(&bundle);
        assert_eq!(names, expected.iter().map(String::as_str).collect(), "{}", name(&folder));
        seen.extend(checks.iter().map(|check| check.tool.clone()));
        println!("{}: {} checks passed", name(&folder), names.len());
    }
    assert_eq!(seen, proof::TOOLS.iter().map(ToString::to_string).collect());
}

#[test]
fn what_a_tool_refuses_is_no_proof() {
    let work = tempfile::tempdir().unwrap();
    let bundle = synth(&example("voting"), &work.path().join("bundle"), &["--environment", "dev"]);
    let change = |path: &str, from: &str, to: &str| {
        let (path, text) = (bundle.join(path), read(&bundle.join(path)));
        assert!(text.contains(from), "{} has no {from}", path.display());
        write(&path, text.replacen(from, to, 1));
    };
    change("compose/compose.yaml", "\nservices:", "\nno-such-key: true\nservices:");
    change("compose/gateways/edge/nginx.conf", "server_tokens off;", "server_tokens perhaps;");
    change("helm/voting/charts/workload/templates/service.yaml", "ports:", "portz:");
    change("terraform/environments/dev/data/main.tf", "locals {", "locals   {");
    change("terraform/environments/dev/voting/main.tf", "cluster_name ", "no_such_argument ");
    let (code, checks) = proof::verify(&bundle);
    assert_eq!(code, 1);
    let failed: BTreeSet<&str> =
        checks.iter().filter(|check| check.verdict == "failed").map(|check| check.name.as_str()).collect();
    for wanted in
        ["compose base", "nginx compose edge", "kubernetes voting dev", "terraform fmt", "terraform dev voting"]
    {
        assert!(failed.contains(wanted), "{wanted} passed: {failed:?}");
    }
    assert!(checks.iter().any(|check| check.name == "terraform dev foundation" && check.verdict == "passed"));
    // Run as a person would, they say the same.
    assert_eq!(tools::compose::judge(&bundle).failed.len(), 3);
    let charts = charts_and_gateways(&bundle).failed;
    for wanted in ["kubeconform voting dev", "nginx compose/gateways/edge"] {
        assert!(charts.iter().any(|line| line.starts_with(wanted)), "{wanted} passed: {charts:?}");
    }
    let terraform = tools::terraform::judge(&bundle).failed;
    assert!(terraform.len() == 2 && terraform[1].contains("no_such_argument"), "{terraform:?}");
}

/// The charts of every environment, each linted, rendered and checked; and every nginx configuration of every target.
fn charts_and_gateways(bundle: &Path) -> Verdict {
    let (mut verdict, rendered) = tools::helm::judge(bundle);
    verdict.add(tools::nginx::judge(
        bundle,
        rendered.iter().flat_map(|one| gateways(&one.objects(), &one.environment)).collect(),
    ));
    verdict
}

/// The nginx configurations that charts mount. In a cluster, names are those of its Services.
fn gateways(objects: &[Value], environment: &str) -> Vec<Configuration> {
    let of_kind = |kind: &'static str| objects.iter().filter(move |object| object["kind"] == kind);
    let hosts: Vec<String> =
        of_kind("Service").filter_map(|service| service["metadata"]["name"].as_str()).map(str::to_owned).collect();
    let entries = of_kind("ConfigMap").flat_map(|map| map["data"].as_object().into_iter().flatten());
    let texts = entries.filter_map(|(key, text)| Some((key, text.as_str().filter(|text| text.contains("\nhttp {"))?)));
    texts
        .map(|(key, text)| Configuration {
            place: format!("helm {environment} {key}"),
            text: text.to_owned(),
            hosts: hosts.clone(),
        })
        .collect()
}

#[test]
fn a_canary_gets_its_share_and_copies_and_metrics_their_objects() {
    let work = tempfile::tempdir().unwrap();
    let bundle = synth(
        &journeys::place::root().join("tests/agreement/topology.yaml"),
        &work.path().join("bundle"),
        &["--environment", "production", "--force"],
    );
    let values = [
        "stock-db.exporter.enabled=true",
        "stock-db.exporter.serviceMonitor.enabled=true",
        "door.next.enabled=true",
        "door.next.weight=10",
        "door.next.image.tag=2.0.0",
    ];
    let objects = tools::helm::with(&bundle, "depot", "production", &values).unwrap_or_else(|error| panic!("{error}"));
    let named = |kind: &str, name: &str| {
        let found = objects.iter().find(|object| object["kind"] == kind && object["metadata"]["name"] == name);
        found.unwrap_or_else(|| panic!("no {kind} {name}"))
    };
    let backends = named("HTTPRoute", "door")["spec"]["rules"][0]["backendRefs"].as_array().unwrap();
    let weights: Vec<(&str, u64)> =
        backends.iter().map(|to| (to["name"].as_str().unwrap(), to["weight"].as_u64().unwrap())).collect();
    assert_eq!(weights, [("door", 90), ("door--next", 10)]);
    let next = &named("Deployment", "door--next")["spec"];
    assert!(next["template"]["spec"]["containers"][0]["image"].as_str().unwrap().ends_with(":2.0.0"), "{next}");
    // Each Service leads to one of the two versions, and policies hold for both.
    assert_eq!(named("Service", "door")["spec"]["selector"]["groundplan/track"], "stable");
    assert_eq!(named("Service", "door--next")["spec"]["selector"]["groundplan/track"], "next");
    assert_eq!(next["template"]["metadata"]["labels"]["app.kubernetes.io/name"], "door");
    let copies = &named("CronJob", "stock-db--backup")["spec"];
    let pod = &copies["jobTemplate"]["spec"]["template"]["spec"];
    assert_eq!(pod["volumes"][2]["persistentVolumeClaim"]["claimName"], "stock-db--backup--copies");
    named("PersistentVolumeClaim", "stock-db--backup--copies");
    let containers = named("StatefulSet", "stock-db")["spec"]["template"]["spec"]["containers"].as_array().unwrap();
    assert_eq!(containers.iter().map(|one| &one["name"]).collect::<Vec<_>>(), ["main", "exporter"]);
    named("ServiceMonitor", "stock-db");
    // A node that nobody reaches by a route has nothing to share out.
    let refused =
        tools::helm::with(&bundle, "depot", "production", &["batch.next.enabled=true", "batch.next.image.tag=2.0.0"]);
    assert!(refused.is_err_and(|words| words.contains("next needs a deployment with public.via: route")));
}

#[test]
fn another_project_includes_the_bundle() {
    let work = tempfile::tempdir().unwrap();
    synth(&example("shop"), &work.path().join("bundle"), &[]);
    let outer = "name: outer\ninclude:\n  - path: ../bundle/compose/compose.yaml\nservices:\n  mine: { image: \"busybox:1.37.0\", networks: [to-orders] }\n";
    write(&work.path().join("compose/compose.yaml"), outer);
    let whole = tools::compose::resolved(work.path(), &["compose.yaml"], &[]).unwrap();
    let services = whole["services"].as_object().unwrap();
    assert!(services.len() > 20 && services["mine"]["networks"].get("to-orders").is_some(), "{:?}", services.keys());
    let mounted = services["orders-db"]["volumes"][1]["source"].as_str().unwrap();
    assert!(Path::new(mounted).is_file(), "{mounted}");
}

/// Text that is syntax in every format of the bundle.
const HOSTILE: &str =
    "a\"b'c\\d ${x} $${y} $z {{ .Values.x }} %{ if x } #{y} `id` $(id) \n- : # é 日本 🦀 <<EOT\nEOT\n */ // ]]> |";

/// The hostile text, over and over up to a limit of characters.
fn hostile(limit: usize) -> String {
    HOSTILE.chars().cycle().take(limit - 1).chain(['.']).collect()
}

#[test]
fn hostile_text_passes_all_tools_and_comes_out_as_it_went_in() {
    let mut document = topology::yaml::read(&read(&example("shop"))).unwrap().value;
    document["title"] = json!(hostile(120));
    document["description"] = json!(hostile(4096));
    document["conventions"]["tags"]["purpose"] = json!(hostile(1024));
    let long = hostile(32_768);
    // One environment is enough to see text through.
    document["environments"].as_object_mut().unwrap().retain(|name, _| name == "production");
    for kind in ["nodes", "boundaries", "environments"] {
        for (_, value) in document[kind].as_object_mut().into_iter().flatten() {
            value["title"] = json!(hostile(120));
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
    write(&path, document.to_string());
    let bundle = synth(&path, &folder.path().join("bundle"), &[]);
    let mut verdict = tools::compose::judge(&bundle);
    verdict.add(charts_and_gateways(&bundle));
    verdict.add(tools::terraform::judge(&bundle));
    // Compose thrice; base and production each thrice; a gateway in compose, two charts and a root; three roots twice, and the format.
    verdict.expect(3 + 6 + 4 + 7);
    // What the tools themselves understood.
    let compose = tools::compose::resolved(&bundle, &["compose.yaml"], &[]).unwrap();
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
