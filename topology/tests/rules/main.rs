//! The rules as people meet them: their pages, their fixes, their exemptions, and what holds for any document.

mod again;
mod candidates;
mod documents;
mod environments;
mod examples;
mod exemptions;
mod failing;
mod law;
mod pages;
mod random;
mod reached;
mod reaches;
mod renaming;
mod skeletons;

use topology::document::{Date, Document};
use topology::finding::Report;
use topology::rules::{self, Fixes, Options};

/// A document from YAML; a text that is none fails the test with every fault and its place.
pub fn read(text: &str) -> Document {
    topology::yaml::read_document(text).unwrap_or_else(|faults| panic!("{faults:#?}\n{text}")).0
}

/// What is found on a fixed day, with fixes. A rule that failed is a failure here.
pub fn check(document: &Document) -> Report {
    check_with(document, Fixes::All)
}

/// The same with some fixes or none.
pub fn check_with(document: &Document, fixes: Fixes) -> Report {
    let report = rules::check(document, &on_a_fixed_day(fixes)).unwrap();
    assert!(report.failed.is_empty(), "rules failed: {:?}", report.failed);
    report
}

/// How a check is made here.
pub fn on_a_fixed_day(fixes: Fixes) -> Options {
    Options { today: Some(Date::parse("2026-01-01").unwrap()), fixes, ..Options::default() }
}
