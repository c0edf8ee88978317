//! Findings put onto the picture.

use topology::collections::{BTreeMap, BTreeSet};

use topology::Document;
use topology::document::{Edge, EdgeKind, Id};
use topology::finding::{Finding, Report, Severity, Subject};

use super::face::drawn_ends;
use super::marks::Marks;
use super::selection::Item;

/// Marks by id: of nodes, and of edges.
pub type Marked = (BTreeMap<String, Marks>, BTreeMap<String, Marks>);

/// What the findings put on nodes and edges. `open` is the finding whose steps are numbered, `explained` the one that is told while the rest is dimmed.
#[must_use]
pub fn marks(document: &Document, report: &Report, open: Option<&str>, explained: Option<&str>) -> Marked {
    let (mut nodes, mut edges) = Marked::default();
    for finding in &report.findings {
        if finding.waived.is_none() {
            for subject in &finding.subjects {
                let marks = match subject {
                    Subject::Node(id) => nodes.entry(id.to_string()).or_default(),
                    Subject::Edge(id) => edges.entry(id.to_string()).or_default(),
                    _ => continue,
                };
                match finding.severity {
                    Severity::Error => marks.errors += 1,
                    Severity::Warning => marks.warnings += 1,
                    Severity::Info => marks.infos += 1,
                }
            }
        }
        if open == Some(&finding.key) {
            for (item, step) in steps(document, finding) {
                match item {
                    Item::Node(id) => nodes.entry(id.to_string()).or_default().step = Some(step),
                    Item::Edge(id) => edges.entry(id.to_string()).or_default().step = Some(step),
                    Item::Boundary(_) => {}
                }
            }
        }
        if explained == Some(&finding.key) {
            for item in told(document, finding) {
                match item {
                    Item::Node(id) => nodes.entry(id.to_string()).or_default().told = true,
                    Item::Edge(id) => edges.entry(id.to_string()).or_default().told = true,
                    Item::Boundary(_) => {}
                }
            }
        }
    }
    (nodes, edges)
}

/// The steps of the way that a finding shows, numbered from 1: its edges where each step has one, else its nodes.
#[must_use]
pub fn steps(document: &Document, finding: &Finding) -> Vec<(Item, usize)> {
    let path = &finding.path;
    if path.len() < 2 {
        return Vec::new();
    }
    let edges: Option<Vec<Item>> = path
        .windows(2)
        .map(|pair| step(document, finding, &pair[0], &pair[1]).map(|id| Item::Edge(id.into())))
        .collect();
    let items = edges.unwrap_or_else(|| {
        // A round ends where it began; that node has its number already.
        let round = path.first() == path.last();
        path.iter().take(path.len() - usize::from(round)).map(|id| Item::Node(id.as_str().into())).collect()
    });
    items.into_iter().enumerate().map(|(index, item)| (item, index + 1)).collect()
}

/// The edge by which one step of a way is made: as the arrow is drawn, else against it; one that the finding names comes first.
fn step<'a>(document: &'a Document, finding: &Finding, from: &Id, to: &Id) -> Option<&'a str> {
    let rank = |id: &str, edge: &Edge| {
        let (start, end) = drawn_ends(edge);
        let along = (start, end) == (from.as_str(), to.as_str());
        let against = (start, end) == (to.as_str(), from.as_str());
        let named =
            finding.subjects.iter().any(|subject| matches!(subject, Subject::Edge(named) if named.as_str() == id));
        (along || against).then_some((!along, !named, edge.kind != EdgeKind::Call))
    };
    let found = document.edges.iter().filter_map(|(id, edge)| rank(id.as_str(), edge).map(|rank| (rank, id.as_str())));
    found.min().map(|(_, id)| id)
}

/// All that a finding is about and that is drawn: its subjects, the steps of its way, and the ends of every edge among them.
#[must_use]
pub fn told(document: &Document, finding: &Finding) -> BTreeSet<Item> {
    let mut items: BTreeSet<Item> = items(finding).into_iter().collect();
    items.extend(steps(document, finding).into_iter().map(|(item, _)| item));
    items.extend(finding.path.iter().map(|id| Item::Node(id.as_str().into())));
    with_ends(document, &mut items);
    items
}

/// Adds the ends of every edge: a line that ends in the fog says nothing.
pub fn with_ends(document: &Document, items: &mut BTreeSet<Item>) {
    let ends: Vec<Item> = items
        .iter()
        .filter_map(|item| if let Item::Edge(id) = item { document.edges.get(&**id) } else { None })
        .flat_map(|edge| [&edge.from, &edge.to])
        .map(|id| Item::Node(id.as_str().into()))
        .collect();
    items.extend(ends);
}

/// The nodes and edges that a finding is about and that are drawn.
#[must_use]
pub fn items(finding: &Finding) -> Vec<Item> {
    finding
        .subjects
        .iter()
        .filter_map(|subject| match subject {
            Subject::Node(id) => Some(Item::Node(id.as_str().into())),
            Subject::Edge(id) => Some(Item::Edge(id.as_str().into())),
            _ => None,
        })
        .collect()
}

/// The worst severity that is found of each node, by its id; what only informs is none.
#[must_use]
pub fn worst(report: &Report) -> BTreeMap<String, &'static str> {
    let told = |finding: &&Finding| finding.waived.is_none() && finding.severity != Severity::Info;
    // Errors stand before warnings.
    let of = |finding: &Finding| {
        let nodes = finding.subjects.iter().filter_map(|subject| match subject {
            Subject::Node(id) => Some(id.to_string()),
            _ => None,
        });
        nodes.map(|id| (id, finding.severity.word())).collect::<Vec<_>>()
    };
    let mut worst = BTreeMap::new();
    for (id, severity) in report.findings.iter().filter(told).flat_map(of) {
        worst.entry(id).or_insert(severity);
    }
    worst
}

/// The key that comes after `now` in a list, or before it where `back`. The list is a ring.
#[must_use]
pub fn neighbour(keys: &[String], now: Option<&str>, back: bool) -> Option<String> {
    let count = keys.len();
    let at = keys.iter().position(|key| now == Some(key.as_str()));
    let next = match (at, back) {
        _ if count == 0 => return None,
        (Some(at), false) => (at + 1) % count,
        (Some(at), true) => (at + count - 1) % count,
        (None, false) => 0,
        (None, true) => count - 1,
    };
    keys.get(next).cloned()
}

/// Why the bundle can't be had, in words; nothing if it can.
#[must_use]
pub fn closed_because(report: &Report) -> Option<String> {
    match report.summary.error {
        0 => None,
        1 => Some("Export opens when the last error is gone".to_owned()),
        count => Some(format!("Export opens when {count} errors are gone")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use topology::finding::Confidence;
    use topology::rules::{Options, check};

    fn circle() -> Document {
        serde_json::from_str(
            r#"{"groundplan":1,"name":"shop",
            "nodes":{"a":{"kind":"service"},"b":{"kind":"service"},"c":{"kind":"service"},"q":{"kind":"queue"}},
            "edges":{"a--b":{"from":"a","to":"b","kind":"call"},"b--a":{"from":"b","to":"a","kind":"call"},"a--q":{"from":"a","to":"q","kind":"publish"},"c--q":{"from":"c","to":"q","kind":"subscribe"}}}"#,
        )
        .unwrap()
    }

    fn finding(path: &[&str]) -> Finding {
        Finding {
            key: "chain:a".into(),
            rule: "chain".into(),
            severity: Severity::Warning,
            confidence: Confidence::High,
            subjects: vec![Subject::Node(Id::parse("a").unwrap())],
            environments: vec!["base".into()],
            message: String::new(),
            path: path.iter().map(|id| Id::parse(id).unwrap()).collect(),
            fixes: Vec::new(),
            waived: None,
        }
    }

    #[test]
    fn a_circle_marks_its_nodes_and_numbers_its_steps() {
        let document = circle();
        let report = check(&document, &Options::default()).unwrap();
        let finding = report.findings.iter().find(|finding| finding.rule == "sync-cycle").unwrap();
        let (nodes, edges) = marks(&document, &report, Some(&finding.key), None);
        assert!(nodes["a"].errors >= 1 && nodes["b"].errors >= 1);
        assert_eq!((edges["a--b"].step, edges["b--a"].step), (Some(1), Some(2)));
        assert!(!nodes["a"].told);
        let (_, edges) = marks(&document, &report, None, None);
        assert_eq!(edges["a--b"].step, None);
    }

    #[test]
    fn a_node_has_the_severity_of_its_worst_finding() {
        let document = circle();
        let report = check(&document, &Options::default()).unwrap();
        let worst = worst(&report);
        assert_eq!((worst.get("a"), worst.get("b")), (Some(&"error"), Some(&"error")), "they call each other");
        let about_c = |finding: &&Finding| items(finding).contains(&Item::Node("c".into()));
        let of_c = report.findings.iter().filter(about_c).map(|finding| finding.severity).min();
        assert_eq!(worst.get("c").copied(), of_c.filter(|severity| *severity != Severity::Info).map(Severity::word));
    }

    #[test]
    fn what_is_explained_is_told_and_nothing_else_is() {
        let document = circle();
        let report = check(&document, &Options::default()).unwrap();
        let finding = report.findings.iter().find(|finding| finding.rule == "sync-cycle").unwrap();
        let (nodes, edges) = marks(&document, &report, None, Some(&finding.key));
        assert!(nodes["a"].told && nodes["b"].told && edges["a--b"].told && edges["b--a"].told);
        assert!(nodes.iter().filter(|(id, _)| !["a", "b"].contains(&id.as_str())).all(|(_, marks)| !marks.told));
        assert!(!edges.get("a--q").is_some_and(|marks| marks.told));
    }

    #[test]
    fn a_chain_numbers_its_hops_with_the_arrows() {
        let hops = steps(&circle(), &finding(&["a", "q", "c"]));
        assert_eq!(hops, [(Item::Edge("a--q".into()), 1), (Item::Edge("c--q".into()), 2)]);
    }

    #[test]
    fn a_way_with_a_step_that_is_not_drawn_numbers_its_nodes() {
        let hops = steps(&circle(), &finding(&["a", "c", "a"]));
        assert_eq!(hops, [(Item::Node("a".into()), 1), (Item::Node("c".into()), 2)]);
    }

    #[test]
    fn the_list_of_findings_is_a_ring() {
        let keys = ["x".to_owned(), "y".to_owned()];
        let go = |now, back| neighbour(&keys, now, back);
        assert_eq!(
            (go(None, false), go(Some("x"), false), go(Some("y"), false)),
            (Some("x".into()), Some("y".into()), Some("x".into()))
        );
        assert_eq!((go(None, true), go(Some("x"), true)), (Some("y".into()), Some("y".into())));
        assert_eq!(neighbour(&[], None, false), None);
    }

    #[test]
    fn export_is_closed_while_errors_stand() {
        assert!(closed_because(&check(&circle(), &Options::default()).unwrap()).is_some());
        assert_eq!(closed_because(&Report::default()), None);
    }
}
