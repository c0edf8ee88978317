//! Findings put onto the picture.

use std::collections::BTreeMap;

use topology::Document;
use topology::document::{Edge, EdgeKind, Id};
use topology::finding::{Finding, Report, Severity, Subject};

use super::face::drawn_ends;
use super::picture::Marks;
use super::selection::Item;

/// What the findings put on nodes and edges. `open` is the finding whose steps are numbered.
#[must_use]
pub fn marks(
    document: &Document,
    report: &Report,
    open: Option<&str>,
) -> (BTreeMap<String, Marks>, BTreeMap<String, Marks>) {
    let (mut nodes, mut edges) = (BTreeMap::<String, Marks>::new(), BTreeMap::<String, Marks>::new());
    for finding in report.findings.iter().filter(|finding| finding.waived.is_none()) {
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
        if Some(finding.key.as_str()) == open {
            for (edge, step) in steps(document, &finding.path) {
                edges.entry(edge).or_default().step = Some(step);
            }
        }
    }
    (nodes, edges)
}

/// The number of each edge along a way that ends where it began, as the arrows are drawn. Empty for other ways, and where a step has no edge of its own.
fn steps(document: &Document, path: &[Id]) -> BTreeMap<String, usize> {
    if path.len() < 3 || path.first() != path.last() {
        return BTreeMap::new();
    }
    let step = |pair: &[Id]| {
        let along = |edge: &Edge| drawn_ends(edge) == (pair[0].as_str(), pair[1].as_str());
        let found =
            document.edges.iter().filter(|(_, edge)| along(edge)).min_by_key(|(_, edge)| edge.kind != EdgeKind::Call);
        found.map(|(id, _)| id.to_string())
    };
    let ids: Option<Vec<String>> = path.windows(2).map(step).collect();
    ids.into_iter().flatten().enumerate().map(|(index, id)| (id, index + 1)).collect()
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
    use topology::rules::{Options, check};

    fn circle() -> Document {
        serde_json::from_str(
            r#"{"groundplan":1,"name":"shop","nodes":{"a":{"kind":"service"},"b":{"kind":"service"}},
            "edges":{"a--b":{"from":"a","to":"b","kind":"call"},"b--a":{"from":"b","to":"a","kind":"call"}}}"#,
        )
        .unwrap()
    }

    #[test]
    fn a_circle_marks_its_nodes_and_numbers_its_steps() {
        let document = circle();
        let report = check(&document, &Options::default()).unwrap();
        let finding = report.findings.iter().find(|finding| finding.rule == "sync-cycle").unwrap();
        let (nodes, edges) = marks(&document, &report, Some(&finding.key));
        assert!(nodes["a"].errors >= 1 && nodes["b"].errors >= 1);
        assert_eq!((edges["a--b"].step, edges["b--a"].step), (Some(1), Some(2)));
        let (_, edges) = marks(&document, &report, None);
        assert_eq!(edges["a--b"].step, None);
    }

    #[test]
    fn export_is_closed_while_errors_stand() {
        assert!(closed_because(&check(&circle(), &Options::default()).unwrap()).is_some());
        assert_eq!(closed_because(&Report::default()), None);
    }
}
