//! Running all rules over a document and its environments.

use crate::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::draft::Wanted;
use super::level::Voice;
use super::{Findings, Judge, RULES, Rule, RuleError};
use crate::document::{Date, Document};
use crate::finding::{Finding, Report};
use crate::problem::Problem;

/// The name of the document itself among the environments.
pub const BASE: &str = "base";

/// Nodes and edges times findings: with more, a check that works out all fixes takes longer than people wait.
const WORK: usize = 12_000;
/// So many findings of a rule have their fixes in any case.
const FEWEST: usize = 8;

/// How a check is made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The day on which waivers are judged; without it none has expired.
    pub today: Option<Date>,
    /// Which findings come with ways to mend them.
    pub fixes: Fixes,
    /// Rules that are left out, by id, and reported as failed with these words: those that brought their program down before.
    pub left_out: BTreeMap<String, String>,
    /// Told the id of each rule before it judges. Where a failure ends the program, as in a browser, the last id names the rule.
    pub watch: Option<fn(&'static str)>,
}

/// Which findings come with ways to mend them. Working fixes out takes longer than finding what they mend.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Fixes {
    /// Those of every rule: of its first findings, 12,000 divided by the number of nodes and edges and at least 8. A fix is tried on a copy of the document before it is offered, so all of them in a large one would take minutes.
    #[default]
    All,
    /// Those of the rule with this id, of every finding.
    Of(String),
    /// Those of the finding with this key, and of others of its rule about the same primary subject.
    For(String),
    /// None.
    None,
}

impl Fixes {
    /// Whether they are worked out for a rule.
    pub(super) fn concern(&self, rule: &str) -> bool {
        match self {
            Self::All => true,
            Self::Of(id) => id == rule,
            Self::For(key) => parts(key).0 == rule,
            Self::None => false,
        }
    }

    /// Of which findings of a rule.
    pub(super) fn wanted(&self, rule: &str, document: &Document) -> Wanted {
        match self {
            Self::All => Wanted::First((WORK / (document.nodes.len() + document.edges.len()).max(1)).max(FEWEST)),
            Self::For(key) if self.concern(rule) => Wanted::About(subjects(parts(key).1, document)),
            _ => Wanted::First(if self.concern(rule) { usize::MAX } else { 0 }),
        }
    }
}

/// The rule and the primary subject of a finding's key.
fn parts(key: &str) -> (&str, &str) {
    let mut parts = key.split(':');
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

/// The ids that a key's primary subject may have now: a node keeps its first one in keys.
fn subjects(primary: &str, document: &Document) -> Vec<String> {
    let renamed = document.nodes.iter().filter(|(id, node)| node.first_id(id).as_str() == primary);
    renamed.map(|(id, _)| id.to_string()).chain([primary.to_owned()]).collect()
}

/// What a rule about the document as a whole sees.
pub struct Whole<'a> {
    /// The document as declared.
    pub document: &'a Document,
    /// What the other rules found, in all environments and in no particular order.
    pub findings: &'a [&'a Finding],
    /// The rules that failed, by id.
    pub failed: &'a BTreeMap<String, String>,
    /// The day on which waivers are judged, if any.
    pub today: Option<&'a Date>,
}

/// Judges a document in its base and in every declared environment.
///
/// # Errors
/// A [`Problem`] where an override does not fit; a structurally valid document has none.
pub fn check(document: &Document, options: &Options) -> Result<Report, Problem> {
    check_by(RULES, document, options)
}

/// Judges a document by some rules alone, or by rules that are not in the catalogue.
///
/// # Errors
/// As [`check`].
pub fn check_by(rules: &[&Rule], document: &Document, options: &Options) -> Result<Report, Problem> {
    Judge::by(rules).check_once(document, options)
}

/// What a rule finds, with the severities that the document gives it, without what is not heard.
pub(super) fn heard(
    rule: &Rule,
    document: &Document,
    options: &Options,
    wanted: Wanted,
    run: impl FnOnce(&mut Findings) -> Result<(), RuleError>,
) -> Result<Vec<Finding>, RuleError> {
    if let Some(watch) = options.watch {
        watch(rule.id);
    }
    let voice = Voice::new(rule, document);
    if !voice.speaks() {
        return Ok(Vec::new());
    }
    let found = guarded(wanted, run)?;
    let mut findings = found.finish(rule.id, document);
    findings.retain_mut(|finding| match voice.of(finding.subjects.first(), finding.severity) {
        Some(severity) => {
            finding.severity = severity;
            true
        }
        None => false,
    });
    Ok(findings)
}

/// Runs a rule so that its failure, of whatever sort, takes no other down.
fn guarded(wanted: Wanted, run: impl FnOnce(&mut Findings) -> Result<(), RuleError>) -> Result<Findings, RuleError> {
    let mut findings = Findings::new(wanted);
    match catch_unwind(AssertUnwindSafe(|| run(&mut findings))) {
        Ok(Ok(())) => Ok(findings),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(RuleError("the rule broke off; its findings are missing".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_is_left_out_is_named_and_the_others_judge() {
        static SEEN: std::sync::Mutex<Vec<&str>> = std::sync::Mutex::new(Vec::new());
        let document: crate::Document = serde_json::from_value(serde_json::json!({
            "groundplan": 1, "name": "shop", "nodes": { "a": { "kind": "service" } },
            "edges": { "a--a": { "from": "a", "to": "a", "kind": "call" } }
        }))
        .unwrap();
        let all = check(&document, &Options::default()).unwrap();
        assert!(all.findings.iter().any(|finding| finding.rule == "self-call") && all.failed.is_empty());
        let options = Options {
            left_out: BTreeMap::from([("self-call".to_owned(), "it broke off".to_owned())]),
            watch: Some(|rule| SEEN.lock().unwrap().push(rule)),
            ..Options::default()
        };
        let rest = check(&document, &options).unwrap();
        assert_eq!(rest.failed, options.left_out);
        assert_eq!(rest.findings.len() + 1, all.findings.len());
        let seen = SEEN.lock().unwrap();
        assert_eq!(seen.len(), RULES.len() - 1);
        assert!(!seen.contains(&"self-call"));
    }

    #[test]
    fn a_key_asks_for_the_fixes_of_its_finding_alone() {
        let document: crate::Document = serde_json::from_value(serde_json::json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "a": { "kind": "service" }, "b": { "kind": "service" }, "now": { "kind": "service", "was": ["c"] } },
            "edges": {
                "a--a": { "from": "a", "to": "a", "kind": "call" },
                "b--b": { "from": "b", "to": "b", "kind": "call" },
                "c--c": { "from": "now", "to": "now", "kind": "call" }
            }
        }))
        .unwrap();
        let fixed = |fixes: Fixes| -> Vec<String> {
            let report = check(&document, &Options { fixes, ..Options::default() }).unwrap();
            report.findings.into_iter().filter(|finding| !finding.fixes.is_empty()).map(|finding| finding.key).collect()
        };
        let all = fixed(Fixes::Of("self-call".to_owned()));
        assert_eq!(all.len(), 3, "{all:?}");
        for key in all {
            assert_eq!(fixed(Fixes::For(key.clone())), [key]);
        }
        assert!(fixed(Fixes::For("self-call".to_owned())).is_empty());
    }

    #[test]
    fn a_rule_that_fails_or_panics_is_an_error_and_no_more() {
        let one = || Wanted::First(1);
        assert!(guarded(one(), |_| Ok(())).is_ok());
        assert_eq!(guarded(one(), |_| Err(RuleError("why".into()))).err(), Some(RuleError("why".into())));
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let result = guarded(one(), |_| panic!("broken"));
        std::panic::set_hook(hook);
        assert!(result.err().is_some_and(|error| error.0.contains("broke off")));
    }
}
