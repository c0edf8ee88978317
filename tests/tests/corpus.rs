//! Ten real systems, read by people before any rule existed: the rules find what they found, and, where they read for everything, nothing more.

use std::collections::BTreeSet;

use journeys::place::{name, systems};
use journeys::truth::{Edge, Expected, Truth};
use journeys::{document, place};
use topology::Document;
use topology::document::{Expose, Id, Level, NodeKind};
use topology::finding::{Confidence, Finding, Report, Severity, Subject};
use topology::rules::{Group, Options, catalogue, check, find};

/// How many places of the truths may be corrected, all together.
const MOST_CORRECTIONS: usize = 10;

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

/// Whether a finding is one that the entry stands for.
fn meets(document: &Document, finding: &Finding, entry: &Expected) -> bool {
    if finding.rule != entry.rule || finding.severity.word() != entry.severity {
        return false;
    }
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
    // Where the reader named one loop of several that hang together, or one case of a summary, the finding holds all of it.
    primary || touched(document, finding).is_superset(&entry.nodes)
}

/// What the rules say, those included that are off by default and that the truth speaks of.
fn judge(truth: &Truth, document: &Document) -> Report {
    let mut document = document.clone();
    for entry in &truth.expected {
        let optional = catalogue::entry_of(&entry.rule).filter(|known| known.group == Group::Optional);
        if let (Some(known), Ok(id)) = (optional, Id::parse(&entry.rule)) {
            document.rules.entry(id).or_default().severity = Some(match known.severity {
                Severity::Error => Level::Error,
                Severity::Warning => Level::Warning,
                Severity::Info => Level::Info,
            });
        }
    }
    check(&document, &Options::default()).unwrap_or_else(|problem| panic!("{}: {problem}", truth.system))
}

/// Notices of an importer are no rules.
fn is_rule(id: &str) -> bool {
    !id.starts_with("import-")
}

/// What differs between a truth and what the rules say, one line each.
fn differences(truth: &Truth, document: &Document) -> Vec<String> {
    let report = judge(truth, document);
    let mut lines: Vec<String> = report.failed.iter().map(|(rule, why)| format!("{rule} failed: {why}")).collect();
    for entry in truth.expected.iter().filter(|entry| is_rule(&entry.rule)) {
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
    for finding in report.findings.iter().filter(|finding| truth.exhaustive_for.contains(&finding.rule)) {
        let expected = truth.expected.iter().any(|entry| meets(document, finding, entry));
        if finding.severity != Severity::Info && !expected {
            lines.push(format!("unexpected: {} {}: {}", finding.severity.word(), finding.key, finding.message));
        }
    }
    for absent in &truth.expected_absent {
        // What is only asked ("declare it") is not claimed.
        let claimed = |finding: &&Finding| {
            finding.rule == absent.rule
                && !(finding.severity == Severity::Info && finding.confidence == Confidence::Low)
        };
        for finding in report.findings.iter().filter(claimed) {
            lines.push(format!("wrong: {} {}: {}", finding.severity.word(), finding.key, absent.why));
        }
    }
    lines
}

#[test]
fn the_rules_find_what_the_readers_found() {
    let systems = systems();
    assert_eq!(systems.len(), 10, "{systems:?}");
    let lines: Vec<String> = systems
        .iter()
        .flat_map(|folder| {
            let document = document::read(folder);
            differences(&Truth::read(folder), &document).into_iter().map(|line| format!("{}: {line}", name(folder)))
        })
        .collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

/// A truth that speaks of rules that don't exist would be met by anything.
#[test]
fn the_truths_speak_of_rules_that_exist() {
    for folder in systems() {
        let truth = Truth::read(&folder);
        let named = truth.expected.iter().map(|entry| &entry.rule);
        let absent = truth.expected_absent.iter().map(|absent| &absent.rule);
        for rule in named.chain(absent).chain(&truth.exhaustive_for).filter(|rule| is_rule(rule)) {
            assert!(find(rule).is_some(), "{}: there is no rule {rule}", truth.system);
        }
        assert!(truth.exhaustive_for.len() >= 14, "{}: {:?}", truth.system, truth.exhaustive_for);
    }
}

#[test]
fn few_truths_were_corrected_each_with_a_reason() {
    let truths: Vec<Truth> = systems().iter().map(|folder| Truth::read(folder)).collect();
    let corrections: Vec<_> = truths.iter().flat_map(|truth| &truth.corrections).collect();
    assert!(corrections.len() <= MOST_CORRECTIONS, "{} corrections: {corrections:#?}", corrections.len());
    for correction in corrections {
        assert!(!correction.was.is_empty() && !correction.is.is_empty() && correction.why.len() > 20, "{correction:?}");
    }
}

#[test]
fn a_changed_system_no_longer_meets_its_truth() {
    let lines = |system: &str, change: &dyn Fn(&mut Document)| {
        let folder = place::root().join("tests/corpus").join(system);
        let mut document = document::read(&folder);
        change(&mut document);
        differences(&Truth::read(&folder), &document)
    };
    let found = lines("bank-of-anthos", &|document| {
        document.edges.retain(|id, _| id.as_str() != "contacts--accounts-db");
    });
    assert!(found.iter().any(|line| line.starts_with("missing: error shared-database-write")), "{found:?}");

    let found = lines("bank-of-anthos", &|document| {
        for node in document.nodes.values_mut().filter(|node| node.kind == NodeKind::Service) {
            node.expose = Some(Expose::Public);
        }
    });
    assert!(found.iter().any(|line| line.starts_with("unexpected: error missing-gateway")), "{found:?}");
    assert!(found.iter().any(|line| line.starts_with("wrong: error missing-gateway")), "{found:?}");

    let found = lines("sock-shop", &|document| {
        for node in document.nodes.values_mut() {
            node.variables.clear();
        }
    });
    assert!(found.iter().any(|line| line.starts_with("missing: error plaintext-secret at catalogue-db")), "{found:?}");
}

/// The edges that one of a truth stands for.
fn drawn(edge: &Edge) -> Vec<[String; 4]> {
    let row = |from: &str, to: &str, kind: &str| {
        let access = edge.access.clone().unwrap_or_else(|| "-".to_owned());
        [from.to_owned(), to.to_owned(), kind.to_owned(), access]
    };
    match &edge.through {
        None => vec![row(&edge.from, &edge.to, &edge.kind)],
        Some(broker) => vec![row(&edge.from, broker, "publish"), row(&edge.to, broker, "subscribe")],
    }
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
        for said in &truth.nodes {
            let node = &document.nodes[said.id.as_str()];
            assert!(said.tags.iter().all(|tag| node.has_tag(tag)), "{}: {}", truth.system, said.id);
            if let Some(place) = &said.runs_in {
                assert_eq!(node.runs_in.map(|place| place.word()), Some(place.as_str()), "{}", said.id);
            }
        }
        let mut edges: Vec<[String; 4]> = document
            .edges
            .values()
            .map(|e| [e.from.to_string(), e.to.to_string(), e.kind.word().to_owned(), word(e.access.map(|a| a.word()))])
            .collect();
        let mut said: Vec<[String; 4]> = truth.edges.iter().flat_map(drawn).collect();
        edges.sort();
        said.sort();
        assert_eq!(edges, said, "{}", truth.system);
    }
}
