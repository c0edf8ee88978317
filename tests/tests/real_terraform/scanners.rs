//! Scanners, and the modules' own tests.

use std::fs;
use std::path::PathBuf;

use journeys::files;
use journeys::place;
use journeys::tools::{self, scan, terraform};

use crate::example::{EVERYTHING, Example};

fn modules() -> PathBuf {
    place::root().join("assets/terraform/modules")
}

#[test]
fn checkov_finds_nothing_that_is_not_explained() {
    // `verify` runs it over every example; here are the figures of one, and the modules that no example uses.
    let example = Example::named(EVERYTHING);
    for (what, folder) in [(EVERYTHING, example.bundle().join("terraform")), ("modules", modules())] {
        let found = scan::checkov(&folder);
        let (failed, explained) = (found.failed.len(), found.explained.len());
        println!("checkov {what}: {} passed, {failed} failed, {explained} explained", found.passed);
        assert_eq!(found.failed, Vec::<String>::new(), "{what}");
        assert!(found.passed > 250, "{what}: only {} checks passed", found.passed);
        let bare: Vec<&String> = found.explained.keys().filter(|key| found.explained[*key].len() <= 8).collect();
        assert!(bare.is_empty(), "{what}: exceptions without a reason: {bare:?}");
    }
}

#[test]
fn checkov_finds_what_is_unsafe() {
    let work = tempfile::tempdir().unwrap();
    files::copy(&modules().join("database"), &work.path().join("database"));
    let main = work.path().join("database/main.tf");
    let text = place::read(&main);
    assert!(text.contains("storage_encrypted     = true"));
    fs::write(&main, text.replace("storage_encrypted     = true", "storage_encrypted     = false")).unwrap();
    let found = scan::checkov(work.path());
    assert!(found.failed.iter().any(|line| line.starts_with("CKV_AWS_16 ")), "{:?}", found.failed);
}

#[test]
fn tflint_finds_what_is_left_over() {
    // `verify` runs it over every example.
    let example = Example::named("voting");
    assert_eq!(scan::tflint(&example.bundle().join("terraform")), Vec::<String>::new());
    let stray = example.root("foundation").join("stray.tf");
    fs::write(stray, "variable \"stray\" {\n  description = \"Unused.\"\n  type        = string\n}\n").unwrap();
    let found = scan::tflint(&example.bundle().join("terraform"));
    assert!(found.iter().any(|line| line.contains("stray")), "{found:?}");
}

#[test]
fn every_module_holds_what_its_tests_say() {
    let work = tempfile::tempdir().unwrap();
    let assets = work.path().join("terraform");
    files::copy(&place::root().join("assets/terraform"), &assets);
    let verdict = terraform::test(&tools::folders(&assets.join("modules")));
    println!("terraform test: {} modules", verdict.passed.len());
    verdict.expect(tools::folders(&modules()).len());
    // One that lets the world in does not.
    let database = assets.join("modules/database/main.tf");
    let text = place::read(&database);
    fs::write(&database, text.replace("publicly_accessible    = false", "publicly_accessible    = true")).unwrap();
    let verdict = terraform::test(&[assets.join("modules/database")]);
    assert!(verdict.passed.len() == 1 && verdict.failed[0].contains("no reach from outside"), "{verdict:?}");
}
