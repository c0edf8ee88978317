use std::fs;

use crate::binary::{CIRCLE, folder, run, run_with, shop};

#[test]
fn a_file_that_cannot_be_read_is_told_with_its_place() {
    for (text, part) in [
        ("groundplan: 1\nname: [", ":2:"),
        ("groundplan: 1\nname: x\nnodes:\n  a: { kind: servise }\n", "service"),
        ("groundplan: 1\nname: x\nnods: {}\n", ":3:1"),
        ("", "topology"),
    ] {
        for command in [&["check"][..], &["fmt"], &["plan"], &["fix"], &["synth", "--out", "/nonexistent/never"]] {
            let said = run_with(&[&command[..1], &["-"], &command[1..]].concat(), text).code(2);
            assert!(
                said.err.starts_with("error: standard input:") && said.err.contains(part),
                "{command:?}: {}",
                said.err
            );
            assert!(said.out.is_empty(), "{command:?}");
        }
    }
    let said = run(&["check", "/nonexistent/topology.yaml"]).code(2);
    assert!(said.err.contains("/nonexistent/topology.yaml"));
}

#[test]
fn limits_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large.yaml");
    fs::write(&large, vec![b'#'; 50 * 1024 * 1024]).unwrap();
    assert!(run(&["check", large.to_str().unwrap()]).code(2).err.contains("8388608 bytes (the size limit)"));
    let deep = format!("groundplan: 1\nname: x\nextra: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    assert!(run_with(&["check", "-"], &deep).code(2).err.contains("64"));
    let latin = folder.path().join("latin.yaml");
    fs::write(&latin, b"name: caf\xe9").unwrap();
    assert!(run(&["check", latin.to_str().unwrap()]).code(2).err.contains("UTF-8"));
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_left_as_it_was() {
    // A file where a folder should be: not even root can write there.
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, "x").unwrap();
    let inside = file.join("out");
    assert!(run(&["synth", &shop(), "--out", inside.to_str().unwrap()]).code(2).err.contains("can't"));
    assert!(run(&["synth", &shop(), "--zip", inside.to_str().unwrap()]).code(2).err.contains("nothing was changed"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
    // The system's own folder, where nobody makes files.
    let said = run(&["synth", &shop(), "--out", "/proc/groundplan"]).code(2);
    assert!(said.err.contains("/proc/groundplan"), "{}", said.err);
    let said = run(&["serve", "--listen", "127.0.0.1:0", "--data", "/proc/groundplan"]).code(2);
    assert!(said.err.contains("--data"), "{}", said.err);
}

#[cfg(unix)]
#[test]
fn a_bundle_never_leads_out_of_its_folder() {
    let place = tempfile::tempdir().unwrap();
    let (out, elsewhere) = (place.path().join("out"), place.path().join("elsewhere"));
    fs::create_dir_all(&elsewhere).unwrap();
    fs::create_dir_all(&out).unwrap();
    std::os::unix::fs::symlink(&elsewhere, out.join("compose")).unwrap();
    assert!(run(&["synth", &shop(), "--out", out.to_str().unwrap()]).code(2).err.contains("is a link"));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);

    fs::remove_file(out.join("compose")).unwrap();
    fs::write(place.path().join("victim"), "x").unwrap();
    let manifest = r#"{"manifest":1,"groundplan":"0","topology":"x","hash":"gp1:","files":{"../victim":{"sha256":"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881","class":"generated"}}}"#;
    fs::write(out.join("MANIFEST.json"), manifest).unwrap();
    assert!(run(&["synth", &shop(), "--out", out.to_str().unwrap()]).code(2).err.contains("leads out of the folder"));
    assert_eq!(fs::read_to_string(place.path().join("victim")).unwrap(), "x");
    fs::write(out.join("MANIFEST.json"), "{").unwrap();
    assert!(run(&["synth", &shop(), "--out", out.to_str().unwrap()]).code(2).err.contains("MANIFEST.json"));
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    let (_folder, file) = folder(CIRCLE);
    for arguments in [
        &["check"][..],
        &["synth", &file],
        &["synth", &file, "--zip", "x.zip", "--out", "x"],
        &["waive", &file, "--rule", "r", "--reason", "r", "--author", "a", "--expires", "2027-01-01"],
        &["frobnicate"],
    ] {
        assert!(!run(arguments).code(2).err.is_empty(), "{arguments:?}");
    }
}
