//! The report for programs. It carries its format's version, so that it can serve as a baseline later.

use serde::Serialize;
use topology::finding::Report;

use super::judged::Judged;

/// The version of the JSON of a check.
pub const FORMAT: u32 = 1;

/// The report as it is printed.
#[derive(Serialize)]
pub struct Printed<'a> {
    report: u32,
    #[serde(flatten)]
    found: &'a Report,
}

pub fn report<'a>(judged: &Judged<'a>) -> Printed<'a> {
    Printed { report: FORMAT, found: judged.report }
}
