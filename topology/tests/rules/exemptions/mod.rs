//! Near misses: documents that look like a fault and are none, or a lesser one. Each row is one document and everything that the rules in question say of it.

mod chains;
mod communication;
mod cuts;
mod data;
mod gateway;
mod observability;
mod operations;
mod resilience;
mod security;
mod topology;

use ::topology::Document;
use ::topology::rules::catalogue::CATALOGUE;

use super::{check, read};

/// Name, what is drawn, the rules that are looked at, and what they find.
type Row = (&'static str, &'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

/// The rows of every part of the catalogue, in its order.
const ROWS: [&[Row]; 10] = [
    topology::ROWS,
    chains::ROWS,
    cuts::ROWS,
    data::ROWS,
    communication::ROWS,
    gateway::ROWS,
    resilience::ROWS,
    security::ROWS,
    observability::ROWS,
    operations::ROWS,
];

/// The documents that a rule is looked at in.
pub fn documents(rule: &str) -> Vec<Document> {
    let rows = ROWS.into_iter().flatten().filter(|(_, _, rules, _)| rules.contains(&rule));
    rows.map(|(_, drawn, _, _)| near(drawn)).collect()
}

fn near(drawn: &str) -> Document {
    read(&format!("groundplan: 1\nname: near\n{drawn}\n"))
}

#[test]
fn near_misses_are_judged_as_the_catalogue_says() {
    let mut wrong = Vec::new();
    for (name, drawn, rules, wanted) in ROWS.into_iter().flatten() {
        let report = check(&near(drawn));
        let of_these = report.findings.iter().filter(|finding| rules.contains(&finding.rule.as_str()));
        let mut found: Vec<(&str, &str)> =
            of_these.map(|finding| (finding.rule.as_str(), finding.severity.word())).collect();
        let mut wanted = wanted.to_vec();
        found.sort_unstable();
        wanted.sort_unstable();
        if found != wanted {
            wrong.push(format!("{name}: wanted {wanted:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_of_the_catalogue_has_a_document_that_only_looks_like_its_fault() {
    let spared = |id: &str, (_, _, rules, wanted): &Row| {
        let own = CATALOGUE.iter().find(|entry| entry.id == id).map(|entry| entry.severity.word());
        rules.contains(&id) && !wanted.iter().any(|(rule, severity)| *rule == id && Some(*severity) == own)
    };
    let rows = || ROWS.into_iter().flatten();
    let missing: Vec<&str> =
        CATALOGUE.iter().map(|entry| entry.id).filter(|id| !rows().any(|row| spared(id, row))).collect();
    assert!(missing.is_empty(), "no near miss of {missing:?}");
}
