//! What every fix promises: the fault is gone or lowered to an information, nothing gets worse that the rule does not announce, and it can be taken back to the letter.

use std::collections::BTreeMap;

use topology::Document;
use topology::edit::{Edit, apply, inverse};
use topology::finding::{Finding, Fix, Report, Severity};
use topology::yaml::write_document;
use topology::{rules, structure};

use super::check;

/// The worst severity of each key.
fn worst(report: &Report) -> BTreeMap<&str, (Severity, &str)> {
    let mut keys = BTreeMap::new();
    for finding in &report.findings {
        let held = keys.entry(finding.key.as_str()).or_insert((finding.severity, finding.rule.as_str()));
        held.0 = held.0.min(finding.severity);
    }
    keys
}

/// Whether a fix keeps its promises; else what it breaks.
pub fn keeps(document: &Document, before: &Report, finding: &Finding, fix: &Fix) -> Result<(), String> {
    let say = |what: String| Err(format!("{} · {}: {what}", finding.key, fix.title));
    let mut mended = document.clone();
    let commit = match apply(&mut mended, &Edit::Batch { edits: fix.edits.clone() }) {
        Ok(commit) => commit,
        Err(problem) => return say(format!("it is refused: {problem}")),
    };
    if let Some(problem) = structure::check(&mended).first() {
        return say(format!("what it leaves is no document: {problem}"));
    }
    let after = check(&mended);
    let (old, new) = (worst(before), worst(&after));
    if let Some((severity, _)) = new.get(finding.key.as_str()) {
        let lowered = *severity == Severity::Info && finding.severity != Severity::Info;
        if !lowered {
            return say(format!("it is still there, as {}", severity.word()));
        }
    }
    let announced = rules::find(&finding.rule).map_or(&[][..], |rule| rule.may_introduce);
    for (key, (severity, rule)) in &new {
        let known = old.get(key).map(|(severity, _)| *severity);
        if *severity == Severity::Error && known != Some(Severity::Error) {
            return say(format!("{key} is a new error"));
        }
        if known.is_none() && !announced.contains(rule) {
            return say(format!("{key} is new and not announced"));
        }
    }
    let mut undone = mended;
    match apply(&mut undone, &inverse(&commit.changes)) {
        Err(problem) => say(format!("it can't be taken back: {problem}")),
        Ok(commit) if !commit.skipped.is_empty() => say(format!("taking it back leaves {:?}", commit.skipped)),
        Ok(_) if undone != *document => say("taking it back gives another document".to_owned()),
        Ok(_) if write_document(&undone) != write_document(document) => {
            say("taking it back gives another file".to_owned())
        }
        Ok(_) => Ok(()),
    }
}

/// Every fix that is offered for a document, tried.
pub fn broken(document: &Document) -> Vec<String> {
    let report = check(document);
    let fixes = report.findings.iter().flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix)));
    fixes.filter_map(|(finding, fix)| keeps(document, &report, finding, fix).err()).collect()
}
