//! Drawn in a real browser, judged there, taken away as a bundle, accepted by the real tools.
#![cfg(feature = "real")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use journeys::binary::groundplan;
use journeys::{place, tools};

/// Runs a script that drives the browser, and says how long it took; what it said. Pictures go to a folder of their own,
/// which stays to be looked at.
fn driven(name: &str) -> (String, PathBuf) {
    let scripts = place::root().join("tests/browser");
    assert!(
        scripts.join("node_modules/playwright-core").is_dir(),
        "playwright-core is not installed: cargo xtask tools browser-packages"
    );
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let mut node = Command::new("node");
    node.current_dir(&scripts).arg(format!("{name}.mjs")).arg(&folder).env("GROUNDPLAN_BINARY", groundplan());
    let began = Instant::now();
    let said = tools::run(&mut node).unwrap_or_else(|words| panic!("{words}\npictures: {}", folder.display()));
    println!("{said}{name}: {:.1} s, pictures: {}", began.elapsed().as_secs_f64(), folder.display());
    (said, folder)
}

/// A script that goes through to its end.
fn done(name: &str) -> PathBuf {
    let (said, folder) = driven(name);
    assert!(said.trim_end().ends_with("done"), "{said}");
    folder
}

#[test]
fn a_rule_that_breaks_off_in_the_browser_is_named_and_the_others_go_on() {
    done("judge");
}

#[test]
fn an_example_is_looked_around_in_changed_saved_and_opened_again() {
    done("files");
}

#[test]
fn a_change_is_proposed_discussed_and_merged() {
    done("review");
}

#[test]
fn a_drawing_is_selected_copied_connected_contained_tidied_shared_and_kept_without_a_server() {
    done("editing");
}

#[test]
fn fields_findings_files_changes_and_proof_stand_around_the_drawing() {
    done("inspecting");
}

#[test]
fn a_file_is_drawn_on_while_others_write_it() {
    done("desktop");
}

#[test]
fn after_every_gesture_the_screen_shows_what_the_document_says() {
    done("random");
}

#[test]
fn a_team_signs_in_invites_shares_and_takes_rights_away() {
    done("people");
}

#[test]
fn two_people_go_from_a_proposal_to_a_merged_bundle_within_five_minutes() {
    done("team");
}

#[test]
fn a_dozen_screens_look_and_are_read_aloud_as_they_were_when_somebody_looked() {
    done("screens");
}

#[test]
fn what_the_editor_takes_of_peoples_time_is_printed() {
    let (said, _) = driven("measure");
    // Machines differ, so times are printed and no gate; that they were taken is one, and the script itself insists on
    // how often the page is written to.
    for figure in [
        "first load, compressed",
        "interactive, cold, 200 nodes: all around it",
        "mount, 200 nodes",
        "mount, 1000 nodes",
        "pan, 500 nodes: main thread a frame",
        "zoom, 1000 nodes: layout a frame",
        "drag a card, 1000 nodes: 95 of 100 frames",
        "writes a frame: drag 1 + lines, pan and zoom 1",
        "edit → findings painted, 200 nodes",
        "edit → findings painted, 1000 nodes",
        "edit → preview, 200 nodes",
        "key or click → paint, 95 of 100",
        "layout, 1000 nodes, shown",
        "memory, 1000 nodes",
    ] {
        let row = said.lines().find(|line| line.starts_with(figure)).unwrap_or_default();
        assert!(row.ends_with("within") || row.ends_with("above"), "{figure} was not measured\n{said}");
    }
    // What a passing test prints is kept back, and this table is there to be read.
    let table: String = said
        .lines()
        .filter(|line| line.ends_with("within") || line.ends_with("above"))
        .map(|line| format!("{line}\n"))
        .collect();
    std::io::stderr().write_all(table.as_bytes()).unwrap();
}

#[test]
fn a_drawing_becomes_a_bundle_that_the_tools_accept() {
    let folder = done("journey");
    let pictures = fs::read_dir(folder.join("screenshots"))
        .unwrap()
        .flatten()
        .filter(|entry| entry.metadata().is_ok_and(|data| data.len() > 5_000));
    assert!(pictures.count() >= 20, "each stage is pictured in the light and in the dark");

    let bundle = folder.join("bundle");
    zip::ZipArchive::new(fs::File::open(folder.join("bundle.zip")).unwrap()).unwrap().extract(&bundle).unwrap();
    let (code, checks) = tools::proof::verify(&bundle);
    let refused: Vec<String> =
        checks.iter().filter(|check| check.verdict != "passed").map(ToString::to_string).collect();
    assert!(code == 0 && refused.is_empty(), "exit code {code}, {}", refused.join("\n"));
    let names: BTreeSet<&str> = checks.iter().map(|check| check.name.as_str()).collect();
    let expected = tools::proof::expected(&bundle);
    assert_eq!(names, expected.iter().map(String::as_str).collect());
    assert!(names.len() >= 20 && names.iter().any(|name| name.starts_with("nginx compose")), "{names:?}");
}
