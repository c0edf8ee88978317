//! A disk with no room left: a small file system of its own, really full.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::binary::{PROGRAM, finished, shop};
use crate::serve::Served;

/// Runs a script with a file system of this size over a folder, which only it sees; the program and its arguments are `"$@"`. Takes a kernel that lets people have namespaces of their own.
fn on_a_disk_of(size: &str, place: &Path, script: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    let script = format!(r#"mount -t tmpfs -o size={size} none "$PLACE" && {{ {script}; }}"#);
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script, "sh", PROGRAM]).args(arguments);
    command.env("PLACE", place);
    command
}

/// Writes until nothing more fits.
fn fill(file: &Path) {
    let mut filler = File::create(file).unwrap();
    for size in [4096, 1] {
        loop {
            match filler.write(&vec![b'x'; size]) {
                Ok(written) if written > 0 => {}
                Ok(_) => break,
                Err(error) if error.kind() == ErrorKind::StorageFull => break,
                Err(error) => panic!("{error}"),
            }
        }
    }
}

fn edit(served: &Served, topology: &str, number: i64) -> (u16, Value) {
    // Large enough that room runs out soon, and another text each time.
    let text = format!("{number:06} ").repeat(4000);
    let edits = json!([{ "op": "set", "path": "/nodes/orders/variables/NOTE", "value": text }]);
    let body = json!({ "client": "full-disk", "number": number, "base_revision": 0, "edits": edits });
    served.ask("POST", &format!("/api/topologies/{topology}/edits"), Some(&body)).unwrap()
}

#[test]
fn an_edit_without_room_is_refused_and_taken_when_there_is_room() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().display().to_string();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data", &data];
    let served = Served::of(on_a_disk_of("4m", place.path(), r#"exec "$@""#, &serve));
    // The disk as the server sees it.
    let inside = |name: &str| -> PathBuf { format!("/proc/{}/root{data}/{name}", served.child.id()).into() };
    let (_, made) = served.ask("POST", "/api/topologies", Some(&json!({ "example": "shop" }))).unwrap();
    let topology = made["id"].as_str().unwrap().to_owned();
    assert_eq!(edit(&served, &topology, 0).0, 200);
    fill(&inside("filler"));

    let mut number = 1;
    let refused = loop {
        match edit(&served, &topology, number) {
            (200, _) if number < 500 => number += 1,
            other => break other,
        }
    };
    assert_eq!((refused.0, refused.1["error"]["code"].as_str()), (507, Some("store-full")), "{}", refused.1);
    assert!(refused.1["error"]["message"].as_str().is_some_and(|text| text.contains("full")), "{}", refused.1);
    assert!(refused.1["error"]["hint"].as_str().is_some_and(|text| text.contains("make room")), "{}", refused.1);
    // A new topology needs room too; what is there can still be looked at, as it was before.
    let (status, said) = served.ask("POST", "/api/topologies", Some(&json!({ "example": "shop" }))).unwrap();
    assert_eq!((status, said["error"]["code"].as_str()), (507, Some("store-full")), "{said}");
    // So does what people propose.
    let proposals = format!("/api/topologies/{topology}/proposals");
    let title = json!({ "title": "More".repeat(20), "description": "x".repeat(9000) });
    let (status, said) = served.ask("POST", &proposals, Some(&title)).unwrap();
    assert_eq!((status, said["error"]["code"].as_str()), (507, Some("store-full")), "{said}");
    let (_, opened) = served.ask("GET", &format!("/api/topologies/{topology}"), None).unwrap();
    assert_eq!(opened["revision"], number, "the last edit that was taken");

    fs::remove_file(inside("filler")).unwrap();
    let (status, taken) = edit(&served, &topology, number);
    assert_eq!((status, taken["revision"].as_i64()), (200, Some(number + 1)), "{taken}");

    let numbers = |served: &Served| -> Vec<i64> {
        let (_, log) = served.ask("GET", &format!("/api/topologies/{topology}/log?after=0"), None).unwrap();
        log.as_array().unwrap().iter().filter_map(|row| row["number"].as_i64()).collect()
    };
    let expected: Vec<i64> = (0..=number).collect();
    assert_eq!(numbers(&served), expected);

    // What lies on that disk is a whole store: another server begins where this one is. The disk goes with the server, so
    // the files are held, and read when nobody writes them any more.
    let copy = tempfile::tempdir().unwrap();
    let held = ["groundplan.sqlite", "groundplan.sqlite-wal"].map(|name| (name, File::open(inside(name)).unwrap()));
    served.kill();
    for (name, mut file) in held {
        std::io::copy(&mut file, &mut File::create(copy.path().join(name)).unwrap()).unwrap();
    }
    let again = Served::start(copy.path());
    assert_eq!(numbers(&again), expected);
    again.kill();
}

#[test]
fn a_bundle_without_room_leaves_nothing_behind() {
    let place = tempfile::tempdir().unwrap();
    let target = place.path().join("target").display().to_string();
    // What is left on the disk is listed before it is gone.
    let script = r#""$@"; code=$?; find "$PLACE" -mindepth 1 -type f -printf 'left: %p\n' >&2; exit $code"#;
    for way in ["--out", "--zip"] {
        let said = finished(&mut on_a_disk_of("64k", place.path(), script, &["synth", &shop(), way, &target])).code(2);
        assert!(said.err.contains(&target) && said.err.contains("No space left"), "{way}: {}", said.err);
        assert!(said.err.contains("nothing was changed") && !said.err.contains("left: "), "{way}: {}", said.err);
    }
}
