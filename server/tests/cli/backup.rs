//! Backup and restore, of a server that runs and of one that does not.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::binary::run;
use crate::serve::Served;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn title(served: &Served, topology: &str, number: i64, title: &str) -> Value {
    let edits = json!([{ "op": "set", "path": "/title", "value": title }]);
    let body = json!({ "client": "test", "number": number, "base_revision": 0, "edits": edits });
    let (status, answer) = served.ask("POST", &format!("/api/topologies/{topology}/edits"), Some(&body)).unwrap();
    assert_eq!(status, 200, "{answer}");
    answer["revision"].clone()
}

fn read(served: &Served, topology: &str) -> (Value, Value) {
    let (status, answer) = served.ask("GET", &format!("/api/topologies/{topology}"), None).unwrap();
    assert_eq!(status, 200, "{answer}");
    (answer["revision"].clone(), answer["document"]["title"].clone())
}

#[test]
fn a_running_server_is_copied_and_put_back() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("signing.key"), "a key").unwrap();
    let served = Served::start(data.path());
    let (_, made) = served.ask("POST", "/api/topologies", Some(&json!({ "example": "shop" }))).unwrap();
    let topology = made["id"].as_str().unwrap().to_owned();
    title(&served, &topology, 1, "Before");
    let archive = data.path().join("../").canonicalize().unwrap().join(format!("{topology}.zip"));
    run(&["backup", text(&archive), "--data", text(data.path())]).code(0);
    let again = run(&["backup", text(&archive), "--data", text(data.path())]).code(2);
    assert!(again.err.contains("is there already"), "{}", again.err);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&archive).unwrap().permissions().mode() & 0o077, 0, "others can read the backup");
    }
    // What happens later is gone after the restore, and the server goes on from there.
    assert_eq!(title(&served, &topology, 2, "After"), json!(2));
    fs::write(data.path().join("signing.key"), "another key").unwrap();
    let said = run(&["restore", text(&archive), "--data", text(data.path())]).code(0);
    assert_eq!(read(&served, &topology), (json!(1), json!("Before")));
    assert_eq!(fs::read_to_string(data.path().join("signing.key")).unwrap(), "a key");
    assert_eq!(title(&served, &topology, 3, "Later"), json!(2));
    // What was there is kept, and is a database.
    let kept = said.err.rsplit(' ').next().unwrap().trim().to_owned();
    served.kill();
    let old = Served::start(Path::new(&kept));
    assert_eq!(read(&old, &topology), (json!(2), json!("After")));
    old.kill();
    // The same without a server.
    run(&["restore", text(&archive), "--data", text(data.path())]).code(0);
    let elsewhere = tempfile::tempdir().unwrap();
    run(&["restore", text(&archive), "--data", text(&elsewhere.path().join("new"))]).code(0);
    fs::remove_file(&archive).unwrap();
    for folder in [data.path().to_owned(), elsewhere.path().join("new")] {
        let served = Served::start(&folder);
        assert_eq!(read(&served, &topology), (json!(1), json!("Before")));
        served.kill();
    }
}

#[test]
fn a_backup_under_load_is_whole() {
    let data = tempfile::tempdir().unwrap();
    let served = Arc::new(Served::start(data.path()));
    let (_, made) = served.ask("POST", "/api/topologies", Some(&json!({ "example": "shop" }))).unwrap();
    let topology = made["id"].as_str().unwrap().to_owned();
    let over = Arc::new(AtomicBool::new(false));
    let writer = {
        let (served, topology, over) = (Arc::clone(&served), topology.clone(), Arc::clone(&over));
        std::thread::spawn(move || {
            let mut number = 0;
            while !over.load(Ordering::Acquire) {
                number += 1;
                title(&served, &topology, number, &format!("Number {number}"));
            }
            number
        })
    };
    let folder = tempfile::tempdir().unwrap();
    let mut archives = Vec::new();
    for n in 0..3 {
        let archive = folder.path().join(format!("{n}.zip"));
        run(&["backup", text(&archive), "--data", text(data.path())]).code(0);
        archives.push(archive);
    }
    over.store(true, Ordering::Release);
    let written = writer.join().unwrap();
    let mut last = -1;
    for (n, archive) in archives.iter().enumerate() {
        let place = folder.path().join(format!("restored-{n}"));
        // The restore itself reads every page and every row of the log.
        run(&["restore", text(archive), "--data", text(&place)]).code(0);
        let copy = Served::start(&place);
        let (revision, title) = read(&copy, &topology);
        let revision = revision.as_i64().unwrap();
        assert!(revision >= last && revision <= written, "{revision} after {last} of {written}");
        assert!(revision == 0 || title == json!(format!("Number {revision}")), "{revision} {title}");
        last = revision;
        copy.kill();
    }
    Arc::into_inner(served).unwrap().kill();
}

#[test]
fn what_is_no_backup_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path());
    let (_, made) = served.ask("POST", "/api/topologies", Some(&json!({ "example": "shop" }))).unwrap();
    let topology = made["id"].as_str().unwrap().to_owned();
    let folder = tempfile::tempdir().unwrap();
    let archive = |name: &str, files: &[(&str, &[u8])]| {
        let path = folder.path().join(name);
        let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        for (name, bytes) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
        path
    };
    // It would be 40 MiB, of 40 KiB.
    let bomb = vec![0; 40 * 1024 * 1024];
    let database =
        b"no database, but long enough to be taken for one by somebody who only looks at the length".as_slice();
    let text_file = folder.path().join("text.zip");
    fs::write(&text_file, "this is no archive").unwrap();
    let cases = [
        (text_file, "no backup"),
        (archive("empty.zip", &[]), "holds no groundplan.sqlite"),
        (archive("other.zip", &[("groundplan.sqlite", database)]), "no backup"),
        (archive("nothing.zip", &[("groundplan.sqlite", b"")]), "no table of topologies"),
        (archive("up.zip", &[("../../groundplan.sqlite", database)]), "holds `../../groundplan.sqlite`"),
        (archive("root.zip", &[("/etc/passwd", b"root")]), "holds `/etc/passwd`"),
        (archive("lock.zip", &[("groundplan.lock", b"")]), "holds `groundplan.lock`"),
        (archive("bomb.zip", &[("groundplan.sqlite", &bomb)]), "`groundplan.sqlite` unpacks to more than"),
        (archive("large.zip", &[("signing-key.pem", &bomb)]), "`signing-key.pem` unpacks to more than"),
        (archive("wal.zip", &[("groundplan.sqlite-wal", b"x")]), "holds `groundplan.sqlite-wal`"),
    ];
    for (path, expected) in cases {
        let said = run(&["restore", text(&path), "--data", text(data.path())]).code(2);
        assert!(
            said.err.contains(expected) && said.err.contains("nothing was changed"),
            "{}: {}",
            path.display(),
            said.err
        );
    }
    let missing = run(&["restore", text(&folder.path().join("missing.zip")), "--data", text(data.path())]).code(2);
    assert!(missing.err.contains("missing.zip"), "{}", missing.err);
    assert_eq!(read(&served, &topology).0, json!(0));
    let names: Vec<_> = fs::read_dir(data.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().starts_with("restore-")), "{names:?}");
    served.kill();
    let nowhere = run(&["backup", text(&folder.path().join("b.zip")), "--data", text(folder.path())]).code(2);
    assert!(nowhere.err.contains("there is no database in"), "{}", nowhere.err);
}
