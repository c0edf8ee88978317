//! The Plans of a small system, value by value with their origins, as they were read and agreed to.
//!
//! `ACCEPT=1` writes what is there now; read the difference before you commit it.

use std::fs;
use std::path::Path;

#[test]
fn the_plans_of_a_small_system_are_as_agreed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let text = fs::read_to_string(folder.join("plan.yaml")).expect("the document is beside this test");
    let (document, _) = topology::yaml::read_document(&text).expect("it is one");
    let plans = generators::resolve::plans(&document).expect("it can be planned");
    let mut found = serde_json::to_string_pretty(&plans).expect("Plans are JSON");
    found.push('\n');
    let snapshot = folder.join("plan.json");
    if std::env::var_os("ACCEPT").is_some() {
        fs::write(&snapshot, &found).expect("the snapshot can be written");
    }
    let agreed = fs::read_to_string(&snapshot).expect("the snapshot is beside this test");
    let differs = agreed.lines().zip(found.lines()).enumerate().find(|(_, (a, b))| a != b);
    assert!(agreed == found, "the Plans changed, first at line {differs:?}; ACCEPT=1 writes them anew");
}
