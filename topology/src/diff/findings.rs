//! What the rules say differently of two documents.

use serde::Serialize;

use crate::collections::BTreeMap;
use crate::finding::{Finding, Report, Severity};

/// The findings of two documents, compared by key.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Findings {
    /// What the second has and the first has not, or only milder or waived.
    pub introduced: Vec<Finding>,
    /// What the first has and the second has no more; also what is waived in the second.
    pub resolved: Vec<Finding>,
    /// How many both have.
    pub unchanged: usize,
    /// Rules that failed on either document, with what they said. Nothing is known of what they would have found.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub failed: BTreeMap<String, String>,
}

impl Findings {
    /// The errors among what is introduced.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.introduced.iter().filter(|finding| finding.severity == Severity::Error)
    }
}

/// Compares two reports. A finding that became more severe, or whose waiver is gone, is introduced.
#[must_use]
pub fn findings(before: &Report, after: &Report) -> Findings {
    let standing = |report: &Report| -> BTreeMap<String, Severity> {
        let unwaived = report.findings.iter().filter(|finding| finding.waived.is_none());
        unwaived.map(|finding| (finding.key.clone(), finding.severity)).collect()
    };
    let (old, new) = (standing(before), standing(after));
    let mut delta = Findings::default();
    for finding in after.findings.iter().filter(|finding| finding.waived.is_none()) {
        // `Error` is the smallest.
        match old.get(&finding.key) {
            Some(severity) if *severity <= finding.severity => delta.unchanged += 1,
            _ => delta.introduced.push(finding.clone()),
        }
    }
    let gone = |finding: &&Finding| finding.waived.is_none() && !new.contains_key(&finding.key);
    delta.resolved = before.findings.iter().filter(gone).cloned().collect();
    for report in [before, after] {
        delta.failed.extend(report.failed.iter().map(|(rule, said)| (rule.clone(), said.clone())));
    }
    delta
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Confidence, Waived};

    fn finding(key: &str, severity: Severity, waived: bool) -> Finding {
        let waived = waived.then(|| Waived {
            waiver: crate::document::Id::parse("w1").unwrap(),
            reason: "r".to_owned(),
            author: "a".to_owned(),
            expires: crate::document::Date::parse("2030-01-01").unwrap(),
        });
        Finding {
            key: key.to_owned(),
            rule: "rule".to_owned(),
            severity,
            confidence: Confidence::High,
            subjects: Vec::new(),
            environments: Vec::new(),
            message: String::new(),
            path: Vec::new(),
            fixes: Vec::new(),
            waived,
        }
    }

    fn report(findings: Vec<Finding>) -> Report {
        Report { findings, ..Report::default() }
    }

    #[test]
    fn what_got_worse_is_introduced_and_what_is_waived_is_resolved() {
        use Severity::{Error, Warning};
        let before = report(vec![
            finding("same", Error, false),
            finding("worse", Warning, false),
            finding("better", Error, false),
            finding("gone", Error, false),
            finding("waived-now", Error, false),
            finding("waiver-gone", Error, true),
            finding("waived-both", Error, true),
        ]);
        let after = report(vec![
            finding("same", Error, false),
            finding("worse", Error, false),
            finding("better", Warning, false),
            finding("new", Warning, false),
            finding("waived-now", Error, true),
            finding("waiver-gone", Error, false),
            finding("waived-both", Error, true),
        ]);
        let delta = findings(&before, &after);
        let keys = |list: &[Finding]| list.iter().map(|f| f.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&delta.introduced), ["worse", "new", "waiver-gone"]);
        assert_eq!(keys(&delta.resolved), ["gone", "waived-now"]);
        assert_eq!(delta.unchanged, 2);
        assert_eq!(delta.errors().count(), 2);
    }
}
