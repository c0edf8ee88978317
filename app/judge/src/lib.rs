//! What the worker of the rules knows and how it answers. A program of its own, so that the editor need not wait until the rules are downloaded.
//!
//! Question and answer are JSON texts. A question brings the document, or what changed in it since the last one; an answer brings what differs from the last report.

use topology::Document;
use topology::collections::{BTreeMap, BTreeSet};
use topology::document::Date;
use topology::edit::{Change, replay};
use topology::finding::{Finding, Report};
use topology::rules::{Fixes, Judge, Options, RULES};

use serde_json::{Value, json};

/// The worker's first words: that it listens, and what a colleague would say of each rule's findings.
#[must_use]
pub fn greeting() -> String {
    let titles: serde_json::Map<String, Value> =
        RULES.iter().map(|rule| (rule.id.to_owned(), rule.title.into())).collect();
    json!({ "ready": titles }).to_string()
}

/// What the worker knows: the document, how its rules judge it, and what it said of it last.
#[derive(Default)]
pub struct Known {
    document: Option<Document>,
    judge: Judge<'static>,
    said: Vec<Finding>,
}

impl Known {
    /// The answer to a question; none where it can't be read.
    ///
    /// A question is `{"document"}` or `{"changes"}`, with `today` (a day), `fixes` (the key of the finding that comes with fixes) and `left_out` (rules and the reason of each) where there is something to say.
    /// The answer is a report with the findings that are new or changed, and `gone`, the names of those that are not as they were; or `{"lost": true}` where changes do not fit what is known.
    /// `watch` is told of each rule before it judges.
    pub fn answer(&mut self, question: &str, watch: Option<fn(&'static str)>) -> Option<String> {
        let mut question: Value = serde_json::from_str(question).ok()?;
        // What changed in the document that is known; `None` where it is another.
        let mut changed = None;
        if question["changes"].is_array() {
            let changes = serde_json::from_value::<Vec<Change>>(question["changes"].take());
            changed = match (&mut self.document, changes) {
                (Some(document), Ok(changes)) => replay(document, &changes).ok(),
                _ => None,
            };
            if changed.is_none() {
                return Some(json!({ "lost": true }).to_string());
            }
        } else {
            self.document = Some(topology::json::read(question["document"].take()).ok()?);
        }
        let reasons = question["left_out"].as_object().into_iter().flatten();
        let left_out = reasons.map(|(rule, why)| (rule.clone(), why.as_str().unwrap_or_default().to_owned())).collect();
        let fixes = question["fixes"].as_str().map_or(Fixes::None, |key| Fixes::For(key.to_owned()));
        let today = question["today"].as_str().and_then(|day| Date::parse(day).ok());
        // A structurally valid document can be judged; another never gets this far.
        let (document, options) = (self.document.as_ref()?, Options { today, fixes, left_out, watch });
        let report = match changed {
            Some(changes) => self.judge.check_again(document, &changes, &options),
            None => self.judge.check(document, &options),
        };
        let report = report.unwrap_or_default();
        let (difference, gone) = news(&self.said, &report);
        self.said = report.findings;
        let mut answer = json!(difference);
        answer["gone"] = json!(gone);
        Some(answer.to_string())
    }
}

/// What a finding is known by between page and worker: one key may be found with two severities.
fn name(finding: &Finding) -> String {
    format!("{} {}", finding.severity.word(), finding.key)
}

/// What differs between two reports: the new or changed findings, and the names of those that are not as they were.
fn news(old: &[Finding], new: &Report) -> (Report, Vec<String>) {
    let held: BTreeMap<(&str, &str), &Finding> =
        old.iter().map(|finding| ((finding.severity.word(), finding.key.as_str()), finding)).collect();
    let same = |finding: &&Finding| held.get(&(finding.severity.word(), finding.key.as_str())) == Some(finding);
    let kept: BTreeSet<(&str, &str)> =
        new.findings.iter().filter(same).map(|finding| (finding.severity.word(), finding.key.as_str())).collect();
    let gone = held.iter().filter(|(key, _)| !kept.contains(*key)).map(|(_, finding)| name(finding)).collect();
    let findings = new.findings.iter().filter(|finding| !same(finding)).cloned().collect();
    (Report { findings, summary: new.summary, failed: new.failed.clone() }, gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(known: &mut Known, question: &Value) -> Value {
        serde_json::from_str(&known.answer(&question.to_string(), None).unwrap()).unwrap()
    }

    fn keys(answer: &Value) -> Vec<&str> {
        answer["findings"].as_array().unwrap().iter().map(|finding| finding["key"].as_str().unwrap()).collect()
    }

    fn circle() -> Value {
        json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "a": { "kind": "service" }, "b": { "kind": "service" } },
            "edges": { "a--b": { "from": "a", "to": "b", "kind": "call" }, "b--a": { "from": "b", "to": "a", "kind": "call" } }
        })
    }

    #[test]
    fn the_greeting_names_every_rule() {
        let greeting: Value = serde_json::from_str(&greeting()).unwrap();
        assert_eq!(greeting["ready"].as_object().unwrap().len(), RULES.len());
        assert_eq!(greeting["ready"]["sync-cycle"], "Calls in a circle");
    }

    #[test]
    fn only_what_differs_is_said_again() {
        let mut known = Known::default();
        let first = said(&mut known, &json!({ "document": circle() }));
        assert!(keys(&first).iter().any(|key| key.starts_with("sync-cycle:")), "{first}");
        let again = said(&mut known, &json!({ "changes": [] }));
        assert!(keys(&again).is_empty() && again["gone"] == json!([]), "{again}");
        assert_eq!(again["summary"], first["summary"]);
        let cut = json!({ "changes": [{ "path": "/edges/b--a", "before": circle()["edges"]["b--a"] }] });
        let after = said(&mut known, &cut);
        assert!(after["gone"][0].as_str().unwrap().starts_with("error sync-cycle:"), "{after}");
    }

    #[test]
    fn changes_without_a_document_are_lost() {
        assert_eq!(said(&mut Known::default(), &json!({ "changes": [] })), json!({ "lost": true }));
        assert_eq!(Known::default().answer("no JSON", None), None);
    }

    #[test]
    fn a_rule_is_left_out_and_a_finding_brings_its_fixes() {
        let question = json!({
            "document": circle(), "fixes": "missing-healthcheck:a", "today": "2999-01-01",
            "left_out": { "sync-cycle": "It broke off." }
        });
        let answer = said(&mut Known::default(), &question);
        assert_eq!(answer["failed"], json!({ "sync-cycle": "It broke off." }));
        for finding in answer["findings"].as_array().unwrap() {
            let fixed = !finding["fixes"].as_array().unwrap().is_empty();
            assert_eq!(fixed, finding["key"] == "missing-healthcheck:a", "{finding}");
        }
    }
}
