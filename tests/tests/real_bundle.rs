//! The bundle as a whole: the same bytes from every order, and a second synthesis that keeps what is the person's.
#![cfg(feature = "real")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use journeys::binary::{Ran, run};
use journeys::files::{differences, tree, write};
use journeys::place::{examples, name, read, root};
use journeys::shuffle::shuffle;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A document and its bundle in a directory of their own.
struct Workshop {
    folder: TempDir,
}

impl Workshop {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("topology.yaml"), text);
        Self { folder }
    }

    fn of(example: &str) -> Self {
        Self::new(&read(&root().join("assets/examples").join(example).join("topology.yaml")))
    }

    fn document(&self) -> PathBuf {
        self.folder.path().join("topology.yaml")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("bundle")
    }

    fn synth(&self, more: &[&str]) -> Ran {
        let (document, out) = (self.document().display().to_string(), self.out().display().to_string());
        run(["synth", &document, "--out", &out].into_iter().chain(more.iter().copied()))
    }

    fn synthesized(self) -> Self {
        let ran = self.synth(&[]);
        assert_eq!(ran.code, 0, "{ran:?}");
        self
    }

    fn edit(&self, edits: &Value) {
        let ran = run(["edit", &self.document().display().to_string(), "--edits", &edits.to_string()]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.out())
    }

    fn text(&self, path: &str) -> String {
        read(&self.out().join(path))
    }

    fn append(&self, path: &str, line: &str) {
        let text = self.text(path);
        write(&self.out().join(path), format!("{text}{line}"));
    }

    /// The paths of one class in the manifest.
    fn of_class(&self, class: &str) -> Vec<String> {
        let manifest: Value = serde_json::from_str(&self.text("MANIFEST.json")).unwrap();
        let files = manifest["files"].as_object().unwrap_or_else(|| panic!("no files in {manifest}"));
        files.iter().filter(|(_, file)| file["class"] == class).map(|(path, _)| path.clone()).collect()
    }
}

fn yaml_value(path: &Path) -> Value {
    topology::yaml::read(&read(path)).unwrap_or_else(|error| panic!("{error}")).value
}

#[test]
fn every_order_of_the_document_gives_the_same_bytes() {
    for folder in examples() {
        let plain = Workshop::new(&read(&folder.join("topology.yaml"))).synthesized().files();
        assert!(plain.len() > 20, "{}: {:?}", name(&folder), plain.keys());
        let value = yaml_value(&folder.join("topology.yaml"));
        for seed in [1, 2] {
            // JSON is YAML in one line; each synthesis is a process of its own.
            let shuffled = Workshop::new(&shuffle(&value, seed).to_string()).synthesized().files();
            assert_eq!(differences(&plain, &shuffled), [""; 0], "{} in order {seed}", name(&folder));
        }
    }
}

#[test]
fn a_second_synthesis_of_the_same_document_changes_nothing() {
    let shop = Workshop::of("shop").synthesized();
    let before = shop.files();
    let ran = shop.synth(&["--check"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(shop.synth(&[]).code, 0);
    assert_eq!(differences(&before, &shop.files()), [""; 0]);
}

#[test]
fn a_generated_file_that_was_changed_by_hand_is_refused_by_name() {
    let shop = Workshop::of("shop").synthesized();
    let path = "compose/compose.yaml";
    shop.append(path, "# mine\n");
    let before = shop.files();
    shop.edit(&json!([{ "op": "set", "path": "/nodes/orders/variables/LOG_LEVEL", "value": "debug" }]));
    let check = shop.synth(&["--check"]);
    assert!(check.code == 1 && (check.out.clone() + &check.err).contains(path), "{check:?}");
    let ran = shop.synth(&[]);
    assert!(ran.code == 1 && ran.err.contains(path) && ran.err.contains("--overwrite"), "{ran:?}");
    assert_eq!(differences(&before, &shop.files()), [""; 0], "refused, yet written");
    assert_eq!(shop.synth(&["--overwrite"]).code, 0);
    let text = shop.text(path);
    assert!(!text.contains("# mine") && text.contains("LOG_LEVEL: debug"), "{text}");
    // What was overwritten is in step again.
    assert_eq!(shop.synth(&["--check"]).code, 0);
}

#[test]
fn seeded_and_foreign_files_are_the_persons() {
    let shop = Workshop::of("shop").synthesized();
    let seeded = shop.of_class("seeded");
    assert!(!seeded.is_empty());
    for path in &seeded {
        // A blank line is harmless in every format.
        shop.append(path, "\n");
    }
    let mine = ["compose/mine.yaml", "overrides/compose.yaml", "notes.txt", "helm/mine/Chart.yaml"];
    for path in mine {
        write(&shop.out().join(path), "mine");
    }
    let before = shop.files();
    assert_eq!(shop.synth(&["--check"]).code, 0, "only generated files are compared");
    shop.edit(&json!([{ "op": "set", "path": "/nodes/orders/size", "value": "large" }]));
    let ran = shop.synth(&[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let after = shop.files();
    for path in seeded.iter().map(String::as_str).chain(mine) {
        assert_eq!(after.get(path), before.get(path), "{path} was touched");
    }
    assert_ne!(after["compose/compose.yaml"], before["compose/compose.yaml"]);
}

#[test]
fn only_files_of_the_old_manifest_are_deleted() {
    let shop = Workshop::of("shop").synthesized();
    let generated = shop.of_class("generated");
    write(&shop.out().join("compose/mine.yaml"), "mine");
    // Without the queue and whoever needs it, its files have no reason to be there.
    shop.edit(&json!([{ "op": "delete", "path": "/nodes/events" }, { "op": "delete", "path": "/nodes/notifications" }, { "op": "delete", "path": "/nodes/edge" },
        { "op": "create", "path": "/edges/web--storefront", "value": { "from": "web", "to": "storefront", "kind": "call" } }]));
    let ran = shop.synth(&["--destroy", "events"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let after = shop.files();
    let gone: Vec<&String> = generated.iter().filter(|path| !after.contains_key(*path)).collect();
    assert!(!gone.is_empty(), "a smaller topology has fewer files");
    assert!(after.contains_key("compose/mine.yaml"));
    assert_eq!(shop.of_class("generated").iter().filter(|path| !after.contains_key(*path)).count(), 0);
}

#[test]
fn a_partial_synthesis_deletes_nothing() {
    let shop = Workshop::of("shop").synthesized();
    let before = shop.files();
    let ran = shop.synth(&["--target", "compose"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let after = shop.files();
    let lost: Vec<&String> = before.keys().filter(|path| !after.contains_key(*path)).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn a_renamed_node_keeps_its_data_and_moves() {
    let shop = Workshop::of("shop").synthesized();
    let volumes = |shop: &Workshop| yaml_value(&shop.out().join("compose/compose.yaml"))["volumes"].clone();
    let before = volumes(&shop);
    assert!(before.as_object().is_some_and(|volumes| !volumes.is_empty()), "{before}");
    shop.edit(&json!([{ "op": "rename", "id": "orders-db", "to": "purchases-db" }, { "op": "rename", "id": "orders", "to": "purchases" }]));
    let ran = shop.synth(&[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(volumes(&shop), before, "the data lies in another volume");
    let terraform: Vec<(String, String)> = shop
        .files()
        .into_iter()
        .filter(|(path, _)| path.starts_with("terraform/environments/") && path.ends_with(".tf"))
        .map(|(path, content)| (path, String::from_utf8(content).unwrap()))
        .collect();
    for (old, new) in [("orders-db", "purchases-db"), ("orders", "purchases")] {
        let moved = terraform
            .iter()
            .filter(|(_, text)| moves(text).iter().any(|(from, to)| names(from, old) && names(to, new)));
        assert!(moved.count() >= 1, "nothing moves from {old} to {new}");
    }
    // A second rename lengthens the chain: whoever applied neither, one or both ends at the same place.
    shop.edit(&json!([{ "op": "rename", "id": "purchases-db", "to": "sales-db" }]));
    assert_eq!(shop.synth(&[]).code, 0);
    assert_eq!(volumes(&shop), before);
    let all: Vec<(String, String)> = shop
        .files()
        .into_iter()
        .filter(|(path, _)| path.ends_with(".tf"))
        .flat_map(|(_, content)| moves(&String::from_utf8(content).unwrap()))
        .collect();
    for (old, new) in [("orders-db", "purchases-db"), ("purchases-db", "sales-db")] {
        assert!(
            all.iter().any(|(from, to)| names(from, old) && names(to, new)),
            "no step from {old} to {new} in {all:?}"
        );
    }
}

/// The `moved` blocks of a Terraform file: from and to.
fn moves(text: &str) -> Vec<(String, String)> {
    let body: hcl::Body = hcl::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let address = |block: &hcl::Block, key: &str| {
        let attribute = block.body.attributes().find(|attribute| attribute.key() == key);
        attribute.map(|attribute| hcl::format::to_string(attribute.expr()).unwrap_or_default()).unwrap_or_default()
    };
    body.blocks()
        .filter(|block| block.identifier() == "moved")
        .map(|block| (address(block, "from"), address(block, "to")))
        .collect()
}

/// Whether an address is that of a node: the id stands in it as a whole word, in one of the spellings that Terraform allows.
fn names(address: &str, id: &str) -> bool {
    let normal = address.replace('-', "_");
    let wanted = id.replace('-', "_");
    normal.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|word| word == wanted)
}

#[test]
fn the_zip_holds_the_same_files_as_the_directory() {
    let shop = Workshop::of("shop").synthesized();
    let zip = shop.folder.path().join("bundle.zip");
    let ran = run(["synth", &shop.document().display().to_string(), "--zip", &zip.display().to_string()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let mut archive = zip::ZipArchive::new(fs::File::open(&zip).unwrap()).unwrap();
    let unpacked = shop.folder.path().join("unpacked");
    archive.extract(&unpacked).unwrap();
    assert_eq!(differences(&shop.files(), &tree(&unpacked)), [""; 0]);
    let first = fs::read(&zip).unwrap();
    assert_eq!(run(["synth", &shop.document().display().to_string(), "--zip", &zip.display().to_string()]).code, 0);
    assert_eq!(fs::read(&zip).unwrap(), first, "an archive of the same files has the same bytes");
}
