//! Which findings are shown, and under which headings.

use topology::Document;
use topology::collections::BTreeSet;
use topology::finding::{Finding, Report, Subject};

use super::judge::Titles;

/// What findings are put under.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Nothing: the worst come first.
    #[default]
    Severity,
    /// What their rule calls them.
    Rule,
    /// The node that they are about.
    Node,
}

impl Grouping {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Severity, Self::Rule, Self::Node];

    /// The word by which it is chosen.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Severity => "severity",
            Self::Rule => "rule",
            Self::Node => "node",
        }
    }
}

/// What the person wants to see of the findings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sieve {
    /// Severities that are left out.
    pub hidden: BTreeSet<&'static str>,
    /// Words that have to occur in what a finding says, its rule or its subjects.
    pub text: String,
    /// The headings.
    pub by: Grouping,
}

/// Findings under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The heading; empty where there is none.
    pub title: String,
    /// Places of the findings in the report.
    pub findings: Vec<usize>,
}

/// The findings that are shown, in the order in which they stand.
#[must_use]
pub fn groups(document: &Document, report: &Report, titles: &Titles, sieve: &Sieve) -> Vec<Group> {
    let wanted = sieve.text.to_ascii_lowercase();
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let mut groups: Vec<Group> = Vec::new();
    for (place, finding) in report.findings.iter().enumerate() {
        let title = titles.get(&finding.rule).map_or(finding.rule.as_str(), String::as_str);
        if finding.waived.is_some()
            || sieve.hidden.contains(finding.severity.word())
            || !says(document, finding, title, &words)
        {
            continue;
        }
        let heading = match sieve.by {
            Grouping::Severity => String::new(),
            Grouping::Rule => title.to_owned(),
            Grouping::Node => about(document, finding),
        };
        match groups.iter_mut().find(|group| group.title == heading) {
            Some(group) => group.findings.push(place),
            None => groups.push(Group { title: heading, findings: vec![place] }),
        }
    }
    groups
}

fn says(document: &Document, finding: &Finding, title: &str, words: &[&str]) -> bool {
    if words.is_empty() {
        return true;
    }
    let mut text = format!("{} {title} {}", finding.rule, finding.message);
    for subject in &finding.subjects {
        match subject {
            Subject::Node(id) => text += &format!(" {id} {}", document.node_label(id.as_str())),
            Subject::Edge(id) => text += &format!(" {id}"),
            _ => {}
        }
    }
    let text = text.to_ascii_lowercase();
    words.iter().all(|word| text.contains(word))
}

/// The node that a finding is about: its first one, or the one where its edge begins.
fn about(document: &Document, finding: &Finding) -> String {
    let node = finding.subjects.iter().find_map(|subject| match subject {
        Subject::Node(id) => Some(id.as_str()),
        Subject::Edge(id) => document.edges.get(id).map(|edge| edge.from.as_str()),
        _ => None,
    });
    node.map_or_else(|| "The whole".to_owned(), |id| document.node_label(id).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use topology::rules::{Options, check};

    fn told(sieve: &Sieve) -> Vec<(String, Vec<String>)> {
        let document: Document = topology::json::read(serde_json::json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "a": { "kind": "service", "title": "Orders" }, "b": { "kind": "service" }, "c": { "kind": "service" } },
            "edges": { "a--b": { "from": "a", "to": "b", "kind": "call" }, "b--a": { "from": "b", "to": "a", "kind": "call" } }
        }))
        .unwrap();
        let report = check(&document, &Options::default()).unwrap();
        let mut titles = Titles::new();
        titles.insert("sync-cycle".into(), "Calls in a circle".into());
        groups(&document, &report, &titles, sieve)
            .into_iter()
            .map(|group| {
                let rules = group.findings.iter().map(|place| report.findings[*place].rule.clone());
                (group.title, rules.collect())
            })
            .collect()
    }

    #[test]
    fn words_are_looked_for_in_rules_titles_and_names() {
        for text in ["CIRCLE", "sync-cycle", "orders circle"] {
            let found = told(&Sieve { text: text.into(), ..Sieve::default() });
            assert_eq!(found, [(String::new(), vec!["sync-cycle".to_owned()])], "{text}");
        }
        assert!(told(&Sieve { text: "nothing like it".into(), ..Sieve::default() }).is_empty());
    }

    #[test]
    fn headings_gather_what_belongs_together() {
        let all: usize = told(&Sieve::default()).iter().map(|(_, rules)| rules.len()).sum();
        let by_rule = told(&Sieve { by: Grouping::Rule, ..Sieve::default() });
        assert!(by_rule.iter().all(|(_, rules)| rules.iter().all(|rule| *rule == rules[0])));
        assert!(by_rule.iter().any(|(title, _)| title == "Calls in a circle"));
        let by_node = told(&Sieve { by: Grouping::Node, ..Sieve::default() });
        assert!(by_node.iter().any(|(title, _)| title == "Orders"));
        for groups in [by_rule, by_node] {
            assert_eq!(groups.iter().map(|(_, rules)| rules.len()).sum::<usize>(), all);
        }
    }

    #[test]
    fn severities_can_be_left_out() {
        let hidden = BTreeSet::from(["error"]);
        let left = told(&Sieve { hidden, ..Sieve::default() });
        assert!(!left.iter().any(|(_, rules)| rules.contains(&"sync-cycle".to_owned())));
    }
}
