//! Near misses: documents that look like a fault and are none, or a lesser one. Each row is one document and everything that the rules in question say of it.

mod aside;
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
use ::topology::rules::{self, Fixes, Page, RULES, page};

use super::{check, check_with, read};

/// Name, what is drawn, the rules that are looked at, and what they find.
type Row = (&'static str, &'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

/// The rows of every part of the catalogue, in its order.
const ROWS: [&[Row]; 11] = [
    topology::ROWS,
    chains::ROWS,
    cuts::ROWS,
    data::ROWS,
    aside::ROWS,
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

/// The words that the page of a rule sets apart where it says when the rule is silent, as tags and fields are; but for rules that speak instead.
fn exempt(page: &Page) -> Vec<&str> {
    let text = page.section("When not to").unwrap_or_default();
    text.split('`').skip(1).step_by(2).filter(|word| rules::find(word).is_none()).collect()
}

#[test]
fn whatever_a_page_exempts_by_name_is_tried() {
    let mut untried = Vec::new();
    for rule in RULES {
        let page = page(rule);
        let rows = ROWS.into_iter().flatten().filter(|(_, _, rules, _)| rules.contains(&rule.id));
        let drawn: Vec<String> =
            rows.map(|(_, drawn, _, _)| (*drawn).to_owned()).chain(page.examples("good")).collect();
        // `extra.helm.resources` stands in three lines.
        let is_tried = |word: &str| drawn.iter().any(|drawn| word.split('.').all(|part| drawn.contains(part)));
        untried.extend(
            exempt(&page).into_iter().filter(|word| !is_tried(word)).map(|word| format!("{}: {word}", rule.id)),
        );
    }
    assert!(untried.is_empty(), "{untried:#?}");
}

/// The document without a tag, wherever it stands.
fn without(tag: &str, document: &Document) -> Document {
    let mut other = document.clone();
    other.tags.retain(|held| held.as_str() != tag);
    other.nodes.values_mut().for_each(|node| node.tags.retain(|held| held.as_str() != tag));
    other.edges.values_mut().for_each(|edge| edge.tags.retain(|held| held.as_str() != tag));
    other
}

#[test]
fn each_tag_that_a_page_exempts_by_is_what_spares_some_document() {
    let mut idle = Vec::new();
    for rule in RULES {
        let page = page(rule);
        let good: Vec<Document> = page.examples("good").iter().map(|text| read(text)).collect();
        let documents: Vec<Document> = documents(rule.id).into_iter().chain(good).collect();
        let found = |document: &Document| -> Vec<(String, &str)> {
            let report = check_with(document, Fixes::None);
            let own = report.findings.iter().filter(|finding| finding.rule == rule.id);
            own.map(|finding| (finding.key.clone(), finding.severity.word())).collect()
        };
        for word in exempt(&page) {
            let tagged: Vec<_> = documents
                .iter()
                .map(|held| (held, without(word, held)))
                .filter(|(held, other)| *held != other)
                .collect();
            if !tagged.is_empty() && tagged.iter().all(|(held, other)| found(held) == found(other)) {
                idle.push(format!("{}: {word}", rule.id));
            }
        }
    }
    assert!(idle.is_empty(), "without these tags nothing more is found: {idle:#?}");
}
