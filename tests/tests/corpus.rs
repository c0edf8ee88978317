//! Six real systems, read by people before any rule existed: the rules find what they found, and nothing more.

use std::collections::BTreeSet;

use journeys::place::{name, systems};
use journeys::truth::{Expected, Truth};
use journeys::{document, place};
use topology::Document;
use topology::finding::{Finding, Severity, Subject};
use topology::rules::{Options, RULES, check};

/// Everything that a finding touches, as nodes: an edge counts as its ends.
fn touched(document: &Document, finding: &Finding) -> BTreeSet<String> {
    let mut nodes: BTreeSet<String> = finding.path.iter().map(ToString::to_string).collect();
    for subject in &finding.subjects {
        match subject {
            Subject::Edge(id) => {
                let edge = &document.edges[id];
                nodes.extend([edge.from.to_string(), edge.to.to_string()]);
            }
            Subject::Node(id) => {
                nodes.insert(id.to_string());
            }
            _ => {}
        }
    }
    nodes
}

fn meets(document: &Document, finding: &Finding, entry: &Expected) -> bool {
    // A rule may name more than the reader did (a caller, an edge), but what it is about first is what the reader named.
    let primary = match finding.subjects.first() {
        Some(Subject::Edge(id)) => {
            let edge = &document.edges[id];
            entry.nodes.contains(edge.from.as_str()) || entry.nodes.contains(edge.to.as_str())
        }
        Some(subject @ Subject::Node(_)) => entry.nodes.contains(subject.id()),
        // A finding about the whole is about the nodes that it names.
        _ => finding
            .subjects
            .iter()
            .all(|subject| !matches!(subject, Subject::Node(_)) || entry.nodes.contains(subject.id())),
    };
    finding.rule == entry.rule && finding.severity.word() == entry.severity && primary
}

/// What differs between a truth and what the rules say, one line each.
fn differences(truth: &Truth, document: &Document) -> Vec<String> {
    let report = check(document, &Options::default()).unwrap_or_else(|problem| panic!("{}: {problem}", truth.system));
    let implemented: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    let judged: BTreeSet<&str> =
        truth.exhaustive_for.iter().map(String::as_str).filter(|rule| implemented.contains(rule)).collect();
    let mut lines: Vec<String> = report.failed.iter().map(|(rule, why)| format!("{rule} failed: {why}")).collect();
    for entry in truth.expected.iter().filter(|entry| judged.contains(entry.rule.as_str())) {
        let found: BTreeSet<String> = report
            .findings
            .iter()
            .filter(|finding| meets(document, finding, entry))
            .flat_map(|finding| touched(document, finding))
            .collect();
        for node in entry.nodes.difference(&found) {
            lines.push(format!("missing: {} {} at {node}: {}", entry.severity, entry.rule, entry.why));
        }
    }
    for finding in report.findings.iter().filter(|finding| judged.contains(finding.rule.as_str())) {
        let expected = truth.expected.iter().any(|entry| meets(document, finding, entry));
        if finding.severity != Severity::Info && !expected {
            lines.push(format!("unexpected: {} {}: {}", finding.severity.word(), finding.key, finding.message));
        }
    }
    lines
}

#[test]
fn the_rules_find_what_the_readers_found() {
    let systems = systems();
    assert_eq!(systems.len(), 6, "{systems:?}");
    let lines: Vec<String> = systems
        .iter()
        .flat_map(|folder| {
            let document = document::read(folder);
            differences(&Truth::read(folder), &document).into_iter().map(|line| format!("{}: {line}", name(folder)))
        })
        .collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

/// A truth that only speaks of rules that don't exist would be met by anything.
#[test]
fn the_truths_speak_of_rules_that_exist() {
    let implemented: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    for folder in systems() {
        let truth = Truth::read(&folder);
        let judged = truth.exhaustive_for.iter().filter(|rule| implemented.contains(rule.as_str())).count();
        assert!(judged >= 9, "{}: only {judged} rules are judged", truth.system);
    }
}

#[test]
fn a_changed_system_no_longer_meets_its_truth() {
    let folder = place::root().join("tests/corpus/bank-of-anthos");
    let truth = Truth::read(&folder);
    let mut document = document::read(&folder);
    document.edges.retain(|id, _| id.as_str() != "contacts--accounts-db");
    let lines = differences(&truth, &document);
    assert!(lines.iter().any(|line| line.starts_with("missing: error shared-database-write")), "{lines:?}");

    let mut document = document::read(&folder);
    for node in document.nodes.values_mut().filter(|node| node.kind == topology::document::NodeKind::Service) {
        node.expose = Some(topology::document::Expose::Public);
    }
    let lines = differences(&truth, &document);
    assert!(lines.iter().any(|line| line.starts_with("unexpected: error missing-gateway")), "{lines:?}");
}

#[test]
fn documents_and_truths_describe_the_same_systems() {
    for folder in systems() {
        let (document, truth) = (document::read(&folder), Truth::read(&folder));
        let word = |word: Option<&str>| word.unwrap_or("-").to_owned();
        let nodes: BTreeSet<[String; 3]> = document
            .nodes
            .iter()
            .map(|(id, node)| [id.to_string(), node.kind.word().to_owned(), word(node.expose.map(|e| e.word()))])
            .collect();
        let said: BTreeSet<[String; 3]> =
            truth.nodes.iter().map(|n| [n.id.clone(), n.kind.clone(), word(n.expose.as_deref())]).collect();
        assert_eq!(nodes, said, "{}", truth.system);
        let mut edges: Vec<[String; 4]> = document
            .edges
            .values()
            .map(|e| [e.from.to_string(), e.to.to_string(), e.kind.word().to_owned(), word(e.access.map(|a| a.word()))])
            .collect();
        let mut said: Vec<[String; 4]> = truth
            .edges
            .iter()
            .map(|e| [e.from.clone(), e.to.clone(), e.kind.clone(), word(e.access.as_deref())])
            .collect();
        edges.sort();
        said.sort();
        assert_eq!(edges, said, "{}", truth.system);
    }
}
