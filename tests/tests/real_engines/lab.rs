//! A room with a store of the bundle in it, and what every script there may use.

use std::collections::BTreeMap;
use std::fs;

use journeys::binary::run;
use journeys::tools::room::Room;
use journeys::tools::service::{furnish, program, variables};
use serde_yaml_ng::Value;
use tempfile::TempDir;

/// Two services at one store; `later` is a line that another edge adds tomorrow.
fn document(store: &str, later: bool) -> String {
    let (write, read) = if store.contains("kind: queue") {
        ("kind: publish, topic: t", "kind: subscribe, topic: t")
    } else {
        ("kind: data, access: read-write", "kind: data, access: read")
    };
    let mut text = format!(
        "groundplan: 1\nname: lab\nowner: lab\nnodes:\n  writer: {{ kind: service, image: lab/writer:1 }}\n  reader: {{ kind: service, image: lab/reader:1 }}\n  auditor: {{ kind: service, image: lab/auditor:1 }}\n  store: {store}\nedges:\n  writer--store: {{ {write} }}\n  reader--store: {{ {read} }}\n"
    );
    if later {
        text.push_str(&format!("  auditor--store: {{ {read} }}\n"));
    }
    text
}

pub fn bundle(store: &str, later: bool) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("topology.yaml");
    fs::write(&at, document(store, later)).unwrap();
    let out = folder.path().join("bundle");
    let ran = run(["synth", &at.display().to_string(), "--out", &out.display().to_string(), "--target", "compose"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    folder
}

/// A room with everything that the compose file mounts into the store and its grants job, and what starts them.
pub struct Lab {
    pub room: Room,
    pub start: String,
    grants: String,
}

pub fn lab(store: &str) -> Lab {
    let room = Room::new();
    let held = bundle(store, false);
    let compose = held.path().join("bundle/compose");
    let file: Value = serde_yaml_ng::from_str(&fs::read_to_string(compose.join("compose.yaml")).unwrap()).unwrap();
    let services = &file["services"];
    for service in ["store", "store-grants", "store-backup"] {
        furnish(&room, &compose, &services[service]);
    }
    // Tomorrow's table, beside today's.
    let later = bundle(store, true);
    if services.get("store-grants").is_some() {
        let table = fs::read_to_string(later.path().join("bundle/compose/grants/store.tsv")).unwrap();
        assert!(table.contains("auditor"), "{table}");
        room.file("/later/users.tsv", &table);
    }
    room.file("/etc/hosts", "127.0.0.1 localhost store\n");
    let mut exports: BTreeMap<String, String> = variables(&services["store-grants"]).into_iter().collect();
    for user in ["writer", "reader", "auditor", "groundplan_monitor", "groundplan_backup"] {
        exports.insert(format!("PASSWORD_{}", user.to_uppercase()), format!("password-of-{user}"));
    }
    let exports: Vec<String> = exports.iter().map(|(name, value)| format!("{name}='{value}'")).collect();
    let of_copies: Vec<String> =
        variables(&services["store-backup"]).iter().map(|(name, value)| format!("{name}='{value}'")).collect();
    // Whom copies are taken as says the service; the administrator of an engine that knows nobody less.
    let copier = services["store-backup"]["environment"]["BACKUP_USER"].as_str().unwrap_or_default();
    let own = copier == "groundplan_backup";
    let copier =
        if own { "BACKUP_PASSWORD=password-of-groundplan_backup" } else { "BACKUP_PASSWORD=password-of-admin" };
    let copies = COPIES.replace("VARIABLES", &of_copies.join(" "));
    let grants = format!("export {} COPIER={copier}\n{HELPERS}{copies}", exports.join(" "));
    Lab { room, start: program(&services["store"]), grants }
}

/// What every script may use: one line for what was asked and what came.
const HELPERS: &str = r#"
export ADMIN_PASSWORD=password-of-admin
grants() { sh /groundplan/grants.sh > /tmp/grants.log 2>&1 && echo "grants: made" || { echo "grants: failed"; cat /tmp/grants.log; }; }
say() { what="$1"; shift; echo "$what: $("$@" 2>&1 | tr '\n' ' ')"; }
await() { tries=0; until "$@" > /dev/null 2>&1; do tries=$((tries + 1)); [ "$tries" -lt 120 ] || { echo "not up: $*"; cat /tmp/server.log; exit 1; }; sleep 0.25; done; }
"#;

/// The service that copies, with its own variables: only a restore gets the administrator's password.
const COPIES: &str = r#"
copies() { password="$COPIER"; [ "$1" != restore ] || password="ADMIN_PASSWORD=$ADMIN_PASSWORD"; env -u ADMIN_PASSWORD VARIABLES "$password" sh /groundplan/copies.sh "$@" > /tmp/copies.log 2>&1 && echo "copies $1: done" || { echo "copies $1: failed"; cat /tmp/copies.log; }; }
"#;

pub fn ran(lab: &Lab, script: &str) -> Vec<String> {
    let output = lab.room.run(&format!("{}\n{script}", lab.grants)).unwrap_or_else(|words| panic!("{words}"));
    output.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[track_caller]
pub fn said(lines: &[String], what: &str, wanted: &str) {
    let line = lines.iter().find(|line| line.starts_with(&format!("{what}: ")));
    let line = line.unwrap_or_else(|| panic!("nothing was said about `{what}`: {lines:#?}"));
    assert!(line[what.len() + 2..].contains(wanted), "{line}, but {wanted} was expected: {lines:#?}");
}

/// The copy was taken and put back.
#[track_caller]
pub fn put_back(lines: &[String]) {
    said(lines, "copies take", "done");
    said(lines, "copies restore", "done");
}
