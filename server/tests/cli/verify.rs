//! Proof with tools that are made up for the test: what is judged here is how verdicts are told, not the tools. The real ones run in the workspace's journeys.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::binary::{PROGRAM, run, shop};

/// A bundle of compose files alone, and a folder for tools.
fn bundle() -> (tempfile::TempDir, String) {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("bundle").display().to_string();
    run(&["synth", &shop(), "--out", &out, "--target", "compose"]).code(0);
    fs::create_dir(place.path().join("tools")).unwrap();
    (place, out)
}

fn tool(place: &Path, name: &str, script: &str) {
    let path = place.join("tools").join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs verify with these tools and no others.
pub fn verify(place: &Path, out: &str, more: &[&str]) -> (i32, Value) {
    let path = format!("{}:/usr/bin:/bin", place.join("tools").display());
    let output = Command::new(PROGRAM)
        .args(["verify", out, "--format", "json"])
        .args(more)
        .env("PATH", path)
        .env("XDG_CACHE_HOME", place.join("cache"))
        .env_remove("CI")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let proof: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}{:?}", output.stderr));
    assert_eq!(fs::read_to_string(Path::new(out).join("PROOF.json")).unwrap(), text);
    (output.status.code().unwrap(), proof)
}

fn verdicts(proof: &Value, tool: &str) -> Vec<String> {
    let checks = proof["checks"].as_array().unwrap().iter().filter(|check| check["tool"] == tool);
    checks.map(|check| check["verdict"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_tool_that_is_not_there_never_counts_as_passed() {
    let (place, out) = bundle();
    let (code, proof) = verify(place.path(), &out, &[]);
    assert_eq!(code, 0, "nothing failed");
    assert_eq!(verdicts(&proof, "docker-compose"), ["not-run", "not-run", "not-run"]);
    assert!(proof["checks"][0]["reason"].as_str().unwrap().contains("cargo xtask tools docker-compose"));
    let (code, _) = verify(place.path(), &out, &["--strict"]);
    assert_eq!(code, 1);
}

#[test]
fn what_the_tool_says_is_kept() {
    let (place, out) = bundle();
    tool(
        place.path(),
        "docker-compose",
        "[ \"$1\" = version ] && echo 2.30.1 && exit; pwd >> \"$(dirname \"$0\")/ran\"; case \"$*\" in *production*) echo refused: line 7 >&2; exit 15;; esac",
    );
    let (code, proof) = verify(place.path(), &out, &[]);
    assert_eq!(code, 1);
    assert_eq!(verdicts(&proof, "docker-compose"), ["passed", "passed", "failed"]);
    let failed = &proof["checks"][2];
    assert_eq!((failed["output"].as_str(), failed["version"].as_str()), (Some("refused: line 7"), Some("2.30.1")));
    let ran = fs::read_to_string(place.path().join("tools/ran")).unwrap();
    assert_eq!(ran.lines().count(), 3);
    assert!(!ran.contains(&out), "tools run in a copy");
    assert!(!proof["unproven"].as_array().unwrap().is_empty());
}

#[test]
fn a_tool_that_is_too_old_does_not_run() {
    let (place, out) = bundle();
    tool(place.path(), "docker-compose", "echo 1.29.2");
    let (_, proof) = verify(place.path(), &out, &[]);
    assert_eq!(verdicts(&proof, "docker-compose"), ["not-run", "not-run", "not-run"]);
    assert!(proof["checks"][0]["reason"].as_str().unwrap().contains("1.29.2"));
}

#[test]
fn the_cache_is_looked_into_when_the_path_has_none() {
    let (place, out) = bundle();
    tool(place.path(), "other", "echo 2.30.1");
    let bin = place.path().join("cache/groundplan/tools/docker-compose/2.30.1/bin");
    fs::create_dir_all(&bin).unwrap();
    fs::rename(place.path().join("tools/other"), bin.join("docker-compose")).unwrap();
    let (_, proof) = verify(place.path(), &out, &[]);
    assert_eq!(verdicts(&proof, "docker-compose"), ["passed", "passed", "passed"]);
}

#[test]
fn a_folder_that_is_no_bundle_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(&["verify", folder.path().to_str().unwrap()]).code(2);
    assert!(said.err.contains("MANIFEST.json") && said.err.contains("groundplan synth"), "{}", said.err);
}

/// What Terraform says that it would do to one resource.
fn change(address: &str, kind: &str, actions: &[&str]) -> Value {
    serde_json::json!({ "address": address, "mode": "managed", "type": kind, "change": { "actions": actions } })
}

fn tfplan(out: &str, place: &Path, changes: &[Value], more: &[&str]) -> (i32, String) {
    let file = place.join("plan.json");
    let plan = serde_json::json!({ "format_version": "1.2", "resource_changes": changes });
    fs::write(&file, plan.to_string()).unwrap();
    let output = Command::new(PROGRAM)
        .args(["verify", out, "--tfplan", &file.display().to_string(), "--format", "json"])
        .args(more)
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_plan_that_loses_data_is_refused_unless_the_node_is_named() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("bundle").display().to_string();
    run(&["synth", &shop(), "--out", &out, "--target", "terraform"]).code(0);
    let replaced = [change("module.orders-db.aws_db_instance.this", "aws_db_instance", &["delete", "create"])];
    let (code, text) = tfplan(&out, place.path(), &replaced, &[]);
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(code, 1, "{told}");
    assert_eq!(told["actions"][0]["owner"]["nodes"][0], "orders-db");
    assert_eq!(told["refused"][0], "module.orders-db.aws_db_instance.this");
    assert_eq!(tfplan(&out, place.path(), &replaced, &["--destroy", "orders-db"]).0, 0);
    // What was drawn and is no more, and what was never ours, hold data all the same.
    for gone in ["module.bills-db.aws_db_instance.this", "aws_db_instance.mine"] {
        assert_eq!(tfplan(&out, place.path(), &[change(gone, "aws_db_instance", &["delete"])], &[]).0, 1, "{gone}");
    }
    let harmless = [
        change("module.orders.aws_ecs_service.this", "aws_ecs_service", &["delete", "create"]),
        change("module.cache.aws_elasticache_replication_group.this", "aws_elasticache_replication_group", &["delete"]),
        change("module.orders-db.aws_db_instance.this", "aws_db_instance", &["update"]),
        change("module.users-db.aws_db_instance.this", "aws_db_instance", &["no-op"]),
    ];
    let (code, text) = tfplan(&out, place.path(), &harmless, &[]);
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, told["actions"].as_array().unwrap().len()), (0, 3), "{told}");
}

#[test]
fn what_is_no_plan_of_terraform_is_unreadable() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("bundle").display().to_string();
    run(&["synth", &shop(), "--out", &out, "--target", "terraform"]).code(0);
    fs::write(place.path().join("plan.json"), "{}").unwrap();
    let file = place.path().join("plan.json").display().to_string();
    let output = Command::new(PROGRAM).args(["verify", &out, "--tfplan", &file]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("plan.json") && said.contains("terraform show -json"), "{said}");
}
