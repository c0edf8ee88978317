//! One report of what was found in all places.

use std::sync::Arc;

use super::draft::covers;
use super::place::Place;
use super::run::{BASE, Options, Whole, heard};
use super::{Check, Rule};
use crate::collections::BTreeMap;
use crate::document::{Date, Document, Id};
use crate::finding::{Finding, Report, Summary, Waived};

/// What all places hold, each finding once with the environments that it holds in, and what the rules about the document as a whole find then.
pub(super) fn report(rules: &[&Rule], mut places: Vec<Place>, declared: &Document, options: &Options) -> Report {
    let mut failed = failures(rules, &places, options);
    let names = names(&places, declared);
    let mut findings = Vec::new();
    for at in 0..rules.len() {
        merge(&mut findings, at, &mut places, &names);
    }
    sort(&mut findings);
    let all: Vec<&Finding> = findings.iter().collect();
    let (more, broken) = once(rules, declared, &all, &failed, options);
    failed.extend(broken);
    if !more.is_empty() {
        findings.extend(more);
        sort(&mut findings);
    }
    for finding in &mut findings {
        finding.environments.sort_by(|a, b| (a != BASE, a).cmp(&(b != BASE, b)));
        finding.environments.dedup();
        finding.waived = waived(declared, finding, options.today.as_ref());
    }
    let summary = Summary::of(&findings);
    Report { findings, summary, failed }
}

/// What the rules about the document as a whole find, and which of them failed.
pub(super) fn once(
    rules: &[&Rule],
    document: &Document,
    findings: &[&Finding],
    failed: &BTreeMap<String, String>,
    options: &Options,
) -> (Vec<Finding>, BTreeMap<String, String>) {
    let whole = Whole { document, findings, failed, today: options.today.as_ref() };
    let (mut all, mut broken) = (Vec::new(), BTreeMap::new());
    for rule in rules {
        let Check::Once(check) = rule.check else { continue };
        if options.left_out.contains_key(rule.id) {
            continue;
        }
        match heard(rule, document, options, options.fixes.wanted(rule.id, document), |findings| {
            check(&whole, findings)
        }) {
            Ok(findings) => all.extend(findings),
            Err(error) => {
                broken.insert(rule.id.to_owned(), error.to_string());
            }
        }
    }
    all.iter_mut().for_each(|finding| finding.environments.push(BASE.to_owned()));
    (all, broken)
}

/// The rules that could not judge, and those that were not let.
pub(super) fn failures(rules: &[&Rule], places: &[Place], options: &Options) -> BTreeMap<String, String> {
    let mut failed = BTreeMap::new();
    for (at, rule) in rules.iter().enumerate() {
        let held = places.iter().rev().find_map(|place| place.held[at].failed.as_ref());
        if let Some(reason) = options.left_out.get(rule.id).or(held) {
            failed.insert(rule.id.to_owned(), reason.clone());
        }
    }
    failed
}

/// The names of each place: the base also stands for the environments in which nothing differs that a rule reads.
fn names(places: &[Place], declared: &Document) -> Vec<Vec<String>> {
    let name = |place: &Place| match &place.environment {
        Some(environment) => vec![environment.to_string()],
        None => {
            let same = declared.environments.keys().filter(|name| !declared.differs_in(name));
            std::iter::once(BASE.to_owned()).chain(same.map(Id::to_string)).collect()
        }
    };
    places.iter().map(name).collect()
}

/// Adds what a rule found. The base comes first: where a finding holds in several places, its words and fixes are the base's.
fn merge(findings: &mut Vec<Finding>, rule: usize, places: &mut [Place], names: &[Vec<String>]) {
    let mut lists: Vec<(Vec<String>, Arc<Vec<Finding>>)> = Vec::new();
    for (place, names) in places.iter_mut().zip(names) {
        let held = std::mem::take(&mut place.held[rule].findings);
        if held.is_empty() {
            continue;
        }
        match lists.iter_mut().find(|(_, other)| Arc::ptr_eq(other, &held)) {
            Some((all, _)) => all.extend(names.iter().cloned()),
            None => lists.push((names.clone(), held)),
        }
    }
    let mut own: Vec<Finding> = Vec::new();
    for (names, held) in lists {
        own.extend(
            Arc::unwrap_or_clone(held).into_iter().map(|finding| Finding { environments: names.clone(), ..finding }),
        );
    }
    own.sort_by(|a, b| (a.severity, &a.key).cmp(&(b.severity, &b.key)));
    own.dedup_by(|next, held| {
        let same = (next.severity, &next.key) == (held.severity, &held.key);
        if same {
            held.environments.append(&mut next.environments);
        }
        same
    });
    findings.append(&mut own);
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (a.severity, &a.key).cmp(&(b.severity, &b.key)));
}

fn waived(document: &Document, finding: &Finding, today: Option<&Date>) -> Option<Waived> {
    document
        .waivers
        .iter()
        .find(|(_, waiver)| covers(waiver, finding) && today.is_none_or(|today| *today < waiver.expires))
        .map(|(id, waiver)| Waived {
            waiver: id.clone(),
            reason: waiver.reason.as_str().to_owned(),
            author: waiver.author.as_str().to_owned(),
            expires: waiver.expires.clone(),
        })
}
