//! What the command line says of files that it can't read or write: exit code, place, advice; and nothing half-written.
#![cfg(feature = "real")]

use std::fs;
use std::path::Path;

use journeys::binary::{Ran, run, run_with};
use journeys::{files, place};

const GOOD: &str = "groundplan: 1\nname: small\nowner: us\nnodes:\n  api: { kind: service }\n  web: { kind: client }\nedges:\n  web--api: { kind: call }\n";
const WITH_ERROR: &str = "groundplan: 1\nname: small\nowner: us\nnodes:\n  a: { kind: service }\n  b: { kind: service }\n  web: { kind: client }\nedges:\n  a--b: { kind: call }\n  b--a: { kind: call }\n  web--a: { kind: call }\n";

fn file(folder: &Path, text: &str) -> String {
    let path = folder.join("topology.yaml");
    files::write(&path, text);
    path.display().to_string()
}

fn clean(ran: &Ran) {
    assert!(!ran.err.contains("panicked") && !ran.out.contains("panicked"), "{ran:?}");
}

#[test]
fn findings_and_unreadable_input_have_codes_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let good = file(folder.path(), GOOD);
    let ran = run(["check", &good]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let bad = file(folder.path(), WITH_ERROR);
    let ran = run(["check", &bad]);
    assert!(ran.code == 1 && ran.out.contains("sync-cycle"), "{ran:?}");
    let ran = run(["check", "--fail-on", "never", &bad]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let broken = file(folder.path(), "groundplan: 1\nname: small\nnodes:\n  api: { kind: servce }\n");
    let ran = run(["check", &broken]);
    clean(&ran);
    assert_eq!(ran.code, 2, "{ran:?}");
    for word in ["topology.yaml", "4:10", "servce", "did you mean `service`?"] {
        assert!(ran.err.contains(word), "no `{word}`: {}", ran.err);
    }
    assert!(ran.out.is_empty(), "machine-readable output is not mixed with errors: {}", ran.out);
}

#[test]
fn standard_input_is_a_file_too() {
    let ran = run_with(["check", "-"], GOOD);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = run_with(["check", "-"], "groundplan: 1\nname: [\n");
    clean(&ran);
    assert!(ran.code == 2 && ran.err.contains("expected"), "{ran:?}");
}

#[test]
fn what_is_not_there_or_no_text_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.yaml").display().to_string();
    let nothing = folder.path().display().to_string();
    let binary = folder.path().join("picture.yaml");
    fs::write(&binary, [0xff, 0xfe, 0x00, 0x9f]).unwrap();
    for path in [missing, nothing, binary.display().to_string()] {
        for verb in ["check", "plan", "fmt"] {
            let ran = run([verb, &path]);
            clean(&ran);
            assert!(ran.code == 2 && ran.err.contains(&path), "{verb}: {ran:?}");
        }
    }
}

#[test]
fn large_and_deep_files_are_refused_by_their_limits() {
    let folder = tempfile::tempdir().unwrap();
    let large = format!("groundplan: 1\nname: small\n# {}\n", "x".repeat(50 * 1024 * 1024));
    let deep = format!("groundplan: 1\nname: small\nnodes: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    for (text, limit) in [(large, "size limit"), (deep, "depth limit")] {
        let ran = run(["check", &file(folder.path(), &text)]);
        clean(&ran);
        assert!(
            ran.code == 2 && ran.err.contains(limit),
            "{limit}: {} {}",
            ran.code,
            ran.err.chars().take(400).collect::<String>()
        );
    }
}

#[test]
fn synthesis_waits_for_judgement() {
    let folder = tempfile::tempdir().unwrap();
    let bad = file(folder.path(), WITH_ERROR);
    let out = folder.path().join("out");
    let ran = run(["synth", &bad, "--out", &out.display().to_string()]);
    clean(&ran);
    assert!(ran.code == 1 && ran.err.contains("sync-cycle"), "{ran:?}");
    assert!(!out.exists(), "refused, yet written");
    let ran = run(["synth", &bad, "--out", &out.display().to_string(), "--force"]);
    assert!(ran.code == 0 && out.join("MANIFEST.json").exists(), "{ran:?}");
}

#[test]
fn a_place_that_can_not_be_written_is_named_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let good = file(folder.path(), GOOD);
    let before = files::tree(folder.path());
    // A file in the way stops even those who may write anywhere.
    let inside_file = folder.path().join("topology.yaml/out").display().to_string();
    for arguments in [
        ["synth", &good, "--out", &inside_file],
        ["synth", &good, "--out", &good],
        ["synth", &good, "--zip", &inside_file],
    ] {
        let ran = run(arguments);
        clean(&ran);
        assert!(ran.code == 2 && ran.err.contains("topology.yaml"), "{arguments:?}: {ran:?}");
        assert_eq!(files::tree(folder.path()), before, "{arguments:?} left something");
    }
}

#[test]
fn unknown_environments_and_targets_are_named_with_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let good = file(folder.path(), GOOD);
    let out = folder.path().join("out").display().to_string();
    for (flag, word, known) in [("--environment", "prodution", "production"), ("--target", "composse", "compose")] {
        let ran = run(["synth", &good, "--out", &out, flag, word]);
        clean(&ran);
        assert!(ran.code == 2 && ran.err.contains(word) && ran.err.contains(known), "{ran:?}");
        assert!(!Path::new(&out).exists());
    }
}

#[test]
fn edits_that_are_none_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let good = file(folder.path(), GOOD);
    for edits in [
        "{",
        "[{\"op\":\"explode\"}]",
        "[{\"op\":\"delete\",\"path\":\"/nodes/nobody\"}]",
        "[{\"op\":\"set\",\"path\":\"/nodes/api/kind\",\"value\":\"cloud\"}]",
    ] {
        let ran = run(["edit", &good, "--edits", edits]);
        clean(&ran);
        assert!(ran.code != 0 && !ran.err.is_empty(), "{edits}: {ran:?}");
        assert_eq!(place::read(Path::new(&good)), GOOD, "{edits}");
    }
}
