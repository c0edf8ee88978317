//! The guide to gating, tried: every command in it does what a reader expects of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::binary::{CIRCLE, PROGRAM, finished};

/// The commands of the guide, in order, with the lines around them left out.
fn commands() -> Vec<String> {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/gating.md");
    let text = fs::read_to_string(guide).unwrap();
    let indented = text.lines().filter_map(|line| line.strip_prefix("    "));
    indented.filter(|line| line.starts_with("groundplan ")).map(str::to_owned).collect()
}

#[test]
fn every_command_of_the_guide_works() {
    let folder = tempfile::tempdir().unwrap();
    let text = CIRCLE.replace("a--b", "orders--b").replace("b--a", "b--orders").replace("  a: ", "  orders: ");
    let text = text.replace("from: a,", "from: orders,").replace("to: a,", "to: orders,");
    fs::write(folder.path().join("topology.yaml"), text + "\nenvironments:\n  production: {}\n").unwrap();
    let commands = commands();
    assert!(commands.len() >= 17, "{commands:#?}");
    let path = format!("{}:{}", Path::new(PROGRAM).parent().unwrap().display(), std::env::var("PATH").unwrap());
    for command in &commands {
        let said = finished(Command::new("sh").args(["-c", command]).env("PATH", &path).current_dir(folder.path()));
        // The circle fails a check until it is mended; nothing was synthesized.
        let fails = said.code == 1;
        let may_fail = command.contains("check") || command.contains("fix");
        assert!(said.code == 0 || (fails && may_fail), "{command}\n{said:?}");
        if command.contains("--fail-on never") || command.contains("--baseline") {
            assert_eq!(said.code, 0, "{command}\n{said:?}");
        }
    }
    assert_eq!(
        finished(Command::new("sh").args(["-c", &commands[0]]).env("PATH", &path).current_dir(folder.path())).code,
        0
    );
    for made in ["baseline.json", "groundplan.sarif"] {
        let text = fs::read_to_string(folder.path().join(made)).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }
    roxmltree::Document::parse(&fs::read_to_string(folder.path().join("groundplan.xml")).unwrap()).unwrap();
}
