//! The pages: complete, and the same as in `docs/rules`. `ACCEPT=1` writes them there.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use topology::rules::{self, HEADINGS, RULES};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/rules")
}

fn accepts() -> bool {
    std::env::var("ACCEPT").is_ok_and(|word| word == "1")
}

/// The list of all rules, for those who open the folder.
fn contents() -> String {
    let mut text = "# Rules\n\n| rule | severity | what it says |\n|---|---|---|\n".to_owned();
    for rule in RULES {
        text += &format!("| [`{0}`]({0}.md) | {1} | {2} |\n", rule.id, rule.severity.word(), rule.title);
    }
    text
}

#[test]
fn every_page_has_every_heading_in_order_and_something_under_each() {
    for rule in RULES {
        let page = rules::page(rule);
        let headings: Vec<&str> = page.sections.iter().map(|section| section.heading.as_str()).collect();
        assert_eq!(headings, HEADINGS, "{}", rule.id);
        for section in &page.sections {
            assert!(!section.text.is_empty(), "{}: nothing under {}", rule.id, section.heading);
        }
        assert_eq!(page.title, rule.title, "{}", rule.id);
    }
}

#[test]
fn the_pages_in_docs_are_those_of_the_code() {
    let mut wanted: Vec<(String, String)> =
        RULES.iter().map(|rule| (format!("{}.md", rule.id), rules::markdown(rule))).collect();
    wanted.push(("README.md".to_owned(), contents()));
    let folder = folder();
    if accepts() {
        fs::create_dir_all(&folder).unwrap();
        wanted.iter().for_each(|(name, text)| fs::write(folder.join(name), text).unwrap());
    }
    for (name, text) in &wanted {
        let held = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(held == *text, "docs/rules/{name} is not what the code says: run this test with ACCEPT=1");
    }
    let names: BTreeSet<&str> = wanted.iter().map(|(name, _)| name.as_str()).collect();
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(names.contains(name.as_str()), "docs/rules/{name} belongs to no rule");
    }
}
