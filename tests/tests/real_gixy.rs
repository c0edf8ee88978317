//! gixy, which knows what is unsafe in nginx's configuration, reads every gateway of a bundle and has nothing to say.
#![cfg(feature = "real")]

use std::fs;
use std::path::Path;
use std::process::Command;

use journeys::binary::run;
use journeys::place::{examples, root};
use journeys::tools::nginx::configurations;
use journeys::tools::{self, in_cache};

/// Cutting a prefix off a path, where an edge asks for it, is what this check warns of: nginx then writes the path anew.
const SKIPPED: &str = "proxy_pass_normalized";

/// What gixy says about a configuration; an error where it has something to say.
fn gixy(text: &str) -> Result<String, String> {
    let library = in_cache("gixy").unwrap_or_else(|| {
        panic!("gixy is not installed, so nothing is known about what it says; get it with `cargo xtask tools gixy`")
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nginx.conf");
    fs::write(&file, text).unwrap();
    let mut command = Command::new("python3");
    command.args(["-m", "gixy", "--skips", SKIPPED]).arg(&file).current_dir(folder.path());
    tools::run(command.env("PYTHONPATH", library).env("PYTHONDONTWRITEBYTECODE", "1"))
}

fn gateways(topology: &Path) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("bundle");
    let ran = run(["synth", &topology.display().to_string(), "--out", &out.display().to_string()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    configurations(&out).into_iter().map(|found| (found.place, found.text)).collect()
}

#[test]
fn gixy_has_nothing_to_say() {
    let topologies = examples()
        .into_iter()
        .map(|folder| folder.join("topology.yaml"))
        .chain([root().join("tests/gateway/topology.yaml")]);
    let mut judged = 0;
    for topology in topologies {
        for (place, text) in gateways(&topology) {
            let said = gixy(&text).unwrap_or_else(|words| panic!("{}: {place}: {words}", topology.display()));
            assert!(said.contains("No issues found") || said.contains("Total issues"), "{place}: {said}");
            judged += 1;
        }
    }
    assert!(judged >= 4, "only {judged} configurations were read");
}

#[test]
fn gixy_notices_what_is_unsafe() {
    let (_, text) = gateways(&root().join("tests/gateway/topology.yaml")).remove(0);
    let unsafe_one = text.replacen("worker_rlimit_nofile 8192;", "", 1);
    assert_ne!(text, unsafe_one);
    assert!(gixy(&unsafe_one).is_err());
}
