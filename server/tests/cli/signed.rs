//! A bundle that a server signed, checked by somebody who trusts its key.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use serde_json::{Value, json};
use zip::ZipArchive;

use crate::binary::run;
use crate::serve::Served;
use crate::verify::verify;

/// Makes a topology on a server and unpacks its bundle.
fn taken_away(served: &Served, to: &Path) {
    let (_, made) = served.ask("POST", "/api/topologies", Some(&json!({ "example": "shop" }))).unwrap();
    let path = format!("/api/topologies/{}/bundle.zip?target=compose", made["id"].as_str().unwrap());
    let (status, bytes) = served.ask_bytes("", "GET", &path, None).unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&bytes));
    ZipArchive::new(Cursor::new(bytes)).unwrap().extract(to).unwrap();
}

fn key(served: &Served, file: &Path) -> String {
    let (_, key) = served.ask("GET", "/api/signing-key", None).unwrap();
    fs::write(file, key["pem"].as_str().unwrap()).unwrap();
    file.display().to_string()
}

fn signature(proof: &Value) -> (&str, &str) {
    let check = proof["checks"].as_array().unwrap().iter().find(|check| check["name"] == "signature").unwrap();
    (check["verdict"].as_str().unwrap(), check["output"].as_str().unwrap_or_default())
}

#[test]
fn a_bundle_is_checked_with_the_key_of_its_server() {
    let (data, strange, place) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (served, stranger) = (Served::start(data.path()), Served::start(strange.path()));
    let out = place.path().join("bundle");
    taken_away(&served, &out);
    let told: Value = serde_json::from_str(&fs::read_to_string(out.join("provenance.json")).unwrap()).unwrap();
    let manifest: Value = serde_json::from_str(&fs::read_to_string(out.join("MANIFEST.json")).unwrap()).unwrap();
    assert_eq!((&told["revision"], &told["approvals"]), (&json!(0), &json!([])), "{told}");
    assert_eq!(told["hash"], manifest["hash"]);
    assert!(manifest["files"]["provenance.json"].is_null(), "it stands outside the manifest");

    let own = out.display().to_string();
    let checked = |more: &[&str]| verify(place.path(), &own, more);
    let (code, proof) = checked(&[]);
    assert_eq!(code, 0);
    assert!(proof["unproven"].to_string().contains("provenance.json is checked where --key or --server"), "{proof}");
    let (file, other) = (key(&served, &place.path().join("key.pem")), key(&stranger, &place.path().join("other.pem")));
    let (here, there) = (format!("http://{}", served.address), format!("http://{}", stranger.address));
    for trusted in [["--key", &file], ["--server", &here]] {
        let (code, proof) = checked(&trusted);
        assert_eq!((code, signature(&proof)), (0, ("passed", "")), "{proof}");
    }
    for strange in [["--key", &other], ["--server", &there]] {
        let (code, proof) = checked(&strange);
        assert_eq!((code, signature(&proof).0), (1, "failed"), "{proof}");
        assert!(signature(&proof).1.contains("and not with"), "{proof}");
    }
    let changed = |file: &str, from: &str, to: &str| {
        let kept = fs::read_to_string(out.join(file)).unwrap();
        assert!(kept.contains(from), "{file}");
        fs::write(out.join(file), kept.replacen(from, to, 1)).unwrap();
        let (code, proof) = checked(&["--server", &here]);
        fs::write(out.join(file), kept).unwrap();
        assert_eq!((code, signature(&proof).0), (1, "failed"), "{proof}");
        signature(&proof).1.to_owned()
    };
    assert!(changed("compose/compose.yaml", "services:", "services: ").contains("compose/compose.yaml"));
    assert!(changed("MANIFEST.json", "\"topology\": \"shop\"", "\"topology\": \"shot\"").contains("MANIFEST.json"));
    assert!(changed("provenance.json", "\"revision\": 0", "\"revision\": 1").contains("was changed"));
    fs::remove_file(out.join("provenance.json")).unwrap();
    assert_eq!(signature(&checked(&["--key", &file]).1).0, "failed", "nothing vouches for it");

    // What can't be used as a key is told before anything runs.
    fs::write(place.path().join("no.pem"), "no key").unwrap();
    let no = place.path().join("no.pem").display().to_string();
    assert!(run(&["verify", &own, "--key", &no]).code(2).err.contains("no.pem: expected an Ed25519 public key"));
    served.kill();
    assert!(run(&["verify", &own, "--server", &here]).code(2).err.contains("can't be asked"));
    assert!(run(&["verify", &own, "--server", "http://groundplan.example.org"]).code(2).err.contains("https://"));
    stranger.kill();
}
