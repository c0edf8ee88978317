use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::binary::{CIRCLE, folder, run, run_with, shop};

/// Every file of a folder with its content.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn add(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                add(root, &path, found);
            } else {
                found.insert(path.strip_prefix(root).unwrap().display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    if root.is_dir() {
        add(root, root, &mut found);
    }
    found
}

#[test]
fn the_same_bytes_each_time_and_nothing_beside_them() {
    let place = tempfile::tempdir().unwrap();
    let (a, b) = (place.path().join("a"), place.path().join("b"));
    for out in [&a, &b] {
        run(&["synth", &shop(), "--out", out.to_str().unwrap()]).code(0);
    }
    let (first, second) = (files(&a), files(&b));
    assert!(first.len() > 20 && first.contains_key("MANIFEST.json"));
    assert!(first == second, "two runs differ");
    let manifest: serde_json::Value = serde_json::from_slice(&first["MANIFEST.json"]).unwrap();
    assert_eq!(manifest["files"].as_object().unwrap().len() + 1, first.len(), "no temporary file is left");

    let zip = place.path().join("c.zip");
    run(&["synth", &shop(), "--zip", zip.to_str().unwrap()]).code(0);
    let first = fs::read(&zip).unwrap();
    run(&["synth", &shop(), "--zip", zip.to_str().unwrap()]).code(0);
    assert!(fs::read(&zip).unwrap() == first, "two archives differ");
}

#[test]
fn errors_stand_in_the_way_unless_forced() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let said = run_with(&["synth", "-", "--out", out.to_str().unwrap()], CIRCLE).code(1);
    assert!(said.err.contains("sync-cycle") && said.err.contains("--force"), "{}", said.err);
    assert!(!out.exists());
    run_with(&["synth", "-", "--out", out.to_str().unwrap(), "--force"], CIRCLE).code(0);
    assert!(out.join("MANIFEST.json").exists());
}

#[test]
fn what_people_changed_is_theirs() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let synth = |more: &[&str]| run(&[&["synth", &shop(), "--out", out.to_str().unwrap()][..], more].concat());
    synth(&[]).code(0);
    synth(&["--check"]).code(0);
    let fresh = files(&out);
    let seeded = "compose/.env";
    let generated = "compose/compose.yaml";
    assert!(fresh.contains_key(seeded) && fresh.contains_key(generated));

    fs::write(out.join("notes.md"), "mine").unwrap();
    fs::write(out.join(seeded), "ORDERS_TAG=9\n").unwrap();
    synth(&["--check"]).code(0);
    synth(&[]).code(0);
    assert_eq!(fs::read_to_string(out.join(seeded)).unwrap(), "ORDERS_TAG=9\n");

    fs::write(out.join(generated), "changed").unwrap();
    assert!(synth(&["--check"]).code(1).err.contains(generated));
    let before = files(&out);
    assert!(synth(&[]).code(1).err.contains(generated));
    assert!(files(&out) == before, "a refusal writes nothing");
    synth(&["--overwrite"]).code(0);
    assert!(fs::read(out.join(generated)).unwrap() == fresh[generated]);
    assert_eq!(fs::read_to_string(out.join("notes.md")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(out.join(seeded)).unwrap(), "ORDERS_TAG=9\n");
}

#[test]
fn what_is_no_longer_wanted_goes_and_a_part_deletes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let synth = |file: &str, more: &[&str]| {
        run(&[&["synth", file, "--out", out.to_str().unwrap(), "--force"][..], more].concat())
    };
    synth(&shop(), &[]).code(0);
    let whole = files(&out);
    for part in [["--target", "compose"], ["--environment", "staging"]] {
        synth(&shop(), &part).code(0);
        let now = files(&out);
        let changed: Vec<&String> = now.keys().filter(|path| whole.get(*path) != now.get(*path)).collect();
        assert!(changed.is_empty() && now.len() == whole.len(), "a part of the same changes nothing: {changed:?}");
    }
    synth(&shop(), &["--check"]).code(0);

    let (_folder, file) = folder(&fs::read_to_string(shop()).unwrap());
    run(&["edit", &file, "--edits", r#"[{"op":"delete","path":"/nodes/edge"}]"#]).code(0);
    synth(&file, &["--target", "compose"]).code(0);
    assert!(out.join("compose/gateways/edge/nginx.conf").exists(), "a partial synthesis deletes nothing");
    synth(&file, &[]).code(0);
    assert!(!out.join("compose/gateways").exists(), "the empty folders go too");
}

#[test]
fn one_environment_alone() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    run(&["synth", &shop(), "--out", out.to_str().unwrap(), "--environment", "staging"]).code(0);
    assert!(out.join("plan/staging.json").exists() && !out.join("plan/production.json").exists());
    for (flag, value) in [("--environment", "mars"), ("--environment", "No id"), ("--target", "punchcards")] {
        let said = run(&["synth", &shop(), "--out", out.to_str().unwrap(), flag, value]).code(2);
        assert!(said.err.contains(value), "{}", said.err);
    }
}

#[test]
fn the_plans_are_printed() {
    let plans = run(&["plan", &shop(), "--format", "json"]).code(0).json();
    assert!(plans["base"].is_object() && plans["environments"]["production"].is_object());
}
