//! What watches a system, before the real tools: Prometheus' own, Alertmanager's, Compose, and everything that judges the collector as a workload.
#![cfg(feature = "real")]

use std::path::{Path, PathBuf};

use journeys::binary::run;
use journeys::files::write;
use journeys::place::{read, root};
use journeys::tools::proof;

fn bundle(work: &Path, more: &[&str]) -> PathBuf {
    let document = root().join("tests/observability/topology.yaml");
    let out = work.join("bundle");
    let ran = run(["synth".as_ref(), document.as_os_str(), "--out".as_ref(), out.as_os_str()]
        .into_iter()
        .chain(more.iter().map(AsRef::as_ref)));
    assert_eq!(ran.code, 0, "{ran:?}");
    out
}

#[test]
fn every_tool_takes_a_system_that_is_watched() {
    let work = tempfile::tempdir().unwrap();
    let bundle = bundle(work.path(), &[]);
    let (code, checks) = proof::verify(&bundle);
    let refused: Vec<String> =
        checks.iter().filter(|check| check.verdict != "passed").map(ToString::to_string).collect();
    assert!(code == 0 && refused.is_empty(), "exit code {code}, {}", refused.join("\n"));
    let ran = |tool: &str| checks.iter().filter(|check| check.tool == tool).count();
    assert_eq!((ran("promtool"), ran("amtool")), (2, 1));
    println!("{} checks passed", checks.len());
}

#[test]
fn a_rule_that_does_not_do_what_it_says_is_noticed() {
    let work = tempfile::tempdir().unwrap();
    let bundle = bundle(work.path(), &["--target", "compose", "--target", "observability"]);
    let change = |path: &str, from: &str, to: &str| {
        let (path, text) = (bundle.join("observability").join(path), read(&bundle.join("observability").join(path)));
        assert!(text.contains(from), "{} has no {from}", path.display());
        write(&path, text.replacen(from, to, 1));
    };
    change("prometheus/rules/objectives.yaml", "> 0.0144", "> 1.0144");
    change("prometheus/prometheus.yaml", "scrape_interval", "scrape_intervals");
    change("alertmanager/alertmanager.yaml", "receiver: nobody", "receiver: somebody");
    let (code, checks) = proof::verify(&bundle);
    assert_eq!(code, 1);
    let failed: Vec<&str> =
        checks.iter().filter(|check| check.verdict == "failed").map(|check| check.name.as_str()).collect();
    assert_eq!(failed, ["prometheus configuration", "prometheus rules", "alertmanager configuration"]);
}
