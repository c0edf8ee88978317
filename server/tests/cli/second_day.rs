use std::fs;

use crate::binary::{Said, folder, run, shop};

struct Place {
    folder: tempfile::TempDir,
    file: String,
    out: String,
}

impl Place {
    /// The shop, and the bundle of its first day.
    fn new() -> Self {
        let (folder, file) = folder(&fs::read_to_string(shop()).unwrap());
        let out = folder.path().join("out").display().to_string();
        let place = Self { folder, file, out };
        assert!(!place.synth(&[]).code(0).err.contains("safe"), "nothing was there before");
        place
    }

    fn synth(&self, more: &[&str]) -> Said {
        run(&[&["synth", &self.file, "--out", &self.out, "--force"][..], more].concat())
    }

    fn edit(&self, edits: &str) {
        run(&["edit", &self.file, "--edits", edits]).code(0);
    }

    fn stored(&self) -> String {
        fs::read_to_string(self.folder.path().join("out/compose/compose.yaml")).unwrap()
    }
}

#[test]
fn what_changes_is_told_by_environment_and_node() {
    let place = Place::new();
    assert!(!place.synth(&[]).code(0).err.contains("restarts"), "nothing changed");
    place.edit(
        r#"[{"op":"set","path":"/nodes/orders/image","value":"ghcr.io/acme/orders:1.5.0"},
            {"op":"set","path":"/environments/production/nodes/orders-db/storage","value":"200Gi"}]"#,
    );
    let told = place.synth(&["--check"]).code(1).err;
    assert!(told.contains("restarts  orders  base, dev, production, staging: has another image"), "{told}");
    assert!(told.contains("migrates  orders-db  production: has more storage"), "{told}");
    let json = place.synth(&["--check", "--format", "json"]).code(1).json();
    assert_eq!(json["transitions"].as_array().unwrap().len(), 5, "{json}");
    assert_eq!(json["refused"], serde_json::json!([]));
    let staging = place.synth(&["--check", "--environment", "staging"]).code(1).err;
    assert!(!staging.contains("orders-db  production"), "{staging}");
    place.synth(&[]).code(0);
    assert!(place.stored().contains("1.5.0"));
}

#[test]
fn stored_data_are_not_lost_unless_the_node_is_named() {
    let place = Place::new();
    place.edit(r#"[{"op":"delete","path":"/nodes/orders-db"}]"#);
    let before = place.stored();
    let told = place.synth(&[]).code(1);
    assert!(told.err.contains("destroys data  orders-db") && told.err.contains("--destroy NODE"), "{}", told.err);
    assert_eq!(place.stored(), before, "a refusal writes nothing");
    place.synth(&["--destroy", "users-db"]).code(1);
    place.synth(&["--destroy", "orders-db"]).code(0);
    assert!(!place.stored().contains("orders-db"));
}

#[test]
fn a_renamed_store_keeps_its_data() {
    let place = Place::new();
    place.edit(r#"[{"op":"rename","id":"orders-db","to":"sales-db"}]"#);
    let told = place.synth(&[]).code(0).err;
    assert!(told.contains("safe  sales-db") && told.contains("was `orders-db`"), "{told}");
}

#[test]
fn a_plan_that_cannot_be_read_is_said() {
    let place = Place::new();
    let plan = place.folder.path().join("out/plan/production.json");
    fs::write(&plan, "{}").unwrap();
    let told = place.synth(&["--overwrite"]).code(0).err;
    assert!(told.contains("plan/production.json") && told.contains("is not known"), "{told}");
}
