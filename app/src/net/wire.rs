//! Shapes of the server's answers, read by hand.
//!
//! Derived readers would be a tenth of the program that every person downloads: each shape brings one for every way of reading, and edits inside findings bring them all again.

use serde_json::Value;
use topology::Problem;
use topology::collections::BTreeMap;
use topology::document::{Date, Id, Pointer};
use topology::edit::{Change, Edit};
use topology::finding::{Confidence, Finding, Fix, Report, Severity, Subject, Summary, Waived};

/// A value as a text. Its own `to_string` would bring a second writer of JSON into a program that is downloaded.
#[must_use]
pub fn written(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Whether a character is part of words: a letter or a digit, or anything of other alphabets. The tables that know which of those are letters are large.
#[must_use]
pub fn is_wordlike(c: char) -> bool {
    c.is_ascii_alphanumeric() || c > '\u{A0}' && !c.is_whitespace()
}

/// A text field; empty where it is missing.
#[must_use]
pub fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

/// A number; 0 where it is missing.
#[must_use]
pub fn number(value: &Value, key: &str) -> u64 {
    value[key].as_u64().unwrap_or_default()
}

/// The entries of a list that can be read; none where it is missing.
pub fn list<T>(value: &Value, key: &str, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    value[key].as_array().map(|entries| entries.iter().filter_map(read).collect()).unwrap_or_default()
}

/// Like [`list`], but nothing unless every entry can be read.
pub fn whole<T>(value: &Value, key: &str, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value[key].as_array()?.iter().map(read).collect()
}

/// A list of texts.
#[must_use]
pub fn texts(value: &Value, key: &str) -> Vec<String> {
    list(value, key, |entry| entry.as_str().map(ToOwned::to_owned))
}

/// A map of texts, if it is one.
#[must_use]
pub fn words(value: &Value, key: &str) -> Option<BTreeMap<String, String>> {
    let entries = value[key].as_object()?.iter();
    Some(entries.map(|(key, text)| (key.clone(), text.as_str().unwrap_or_default().to_owned())).collect())
}

fn pointer(value: &Value) -> Option<Pointer> {
    Pointer::try_from(value["path"].as_str()?.to_owned()).ok()
}

/// One place that changed.
#[must_use]
pub fn change(value: &Value) -> Option<Change> {
    Some(Change { path: pointer(value)?, before: value.get("before").cloned(), after: value.get("after").cloned() })
}

/// An edit, of the kinds that fixes are made of.
#[must_use]
pub fn edit(value: &Value) -> Option<Edit> {
    let id = |key: &str| Id::parse(value[key].as_str()?).ok();
    Some(match value["op"].as_str()? {
        "create" => Edit::Create { path: pointer(value)?, value: value["value"].clone() },
        "set" => Edit::Set { path: pointer(value)?, value: value["value"].clone() },
        "unset" => Edit::Unset { path: pointer(value)? },
        "delete" => Edit::Delete { path: pointer(value)? },
        "rename" => Edit::Rename { id: id("id")?, to: id("to")? },
        "add" => Edit::Add { path: pointer(value)?, member: value["member"].clone() },
        "remove" => Edit::Remove { path: pointer(value)?, member: value["member"].clone() },
        "batch" => Edit::Batch { edits: whole(value, "edits", edit)? },
        "revert" => Edit::Revert { changes: whole(value, "changes", change)? },
        _ => return None,
    })
}

/// What is wrong with an input.
#[must_use]
pub fn problem(value: &Value) -> Option<Problem> {
    let position = value["position"].as_array().and_then(|place| {
        let at = |index: usize| place.get(index)?.as_u64()?.try_into().ok();
        Some((at(0)?, at(1)?))
    });
    Some(Problem {
        path: text(value, "path"),
        position,
        message: value["message"].as_str()?.to_owned(),
        hint: value["hint"].as_str().map(ToOwned::to_owned),
    })
}

/// How many findings there are.
#[must_use]
pub fn summary(value: &Value) -> Summary {
    let count = |key: &str| u32::try_from(number(value, key)).unwrap_or(u32::MAX);
    Summary { error: count("error"), warning: count("warning"), info: count("info"), waived: count("waived") }
}

fn subject(value: &Value) -> Option<Subject> {
    let (sort, id) = value.as_object()?.iter().next()?;
    let id = id.as_str()?;
    let short = || Id::parse(id).ok();
    Some(match sort.as_str() {
        "node" => Subject::Node(short()?),
        "edge" => Subject::Edge(topology::document::EdgeId::parse(id).ok()?),
        "boundary" => Subject::Boundary(short()?),
        "waiver" => Subject::Waiver(short()?),
        "rule" => Subject::Rule(short()?),
        "environment" => Subject::Environment(short()?),
        "topology" => Subject::Topology(short()?),
        _ => return None,
    })
}

fn finding(value: &Value) -> Option<Finding> {
    let waived = &value["waived"];
    Some(Finding {
        key: text(value, "key"),
        rule: text(value, "rule"),
        severity: match value["severity"].as_str()? {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            _ => Severity::Info,
        },
        confidence: match value["confidence"].as_str()? {
            "high" => Confidence::High,
            "medium" => Confidence::Medium,
            _ => Confidence::Low,
        },
        subjects: list(value, "subjects", subject),
        environments: texts(value, "environments"),
        message: text(value, "message"),
        path: list(value, "path", |id| Id::parse(id.as_str()?).ok()),
        fixes: list(value, "fixes", |fix| Some(Fix { title: text(fix, "title"), edits: whole(fix, "edits", edit)? })),
        waived: match (
            waived["waiver"].as_str().and_then(|id| Id::parse(id).ok()),
            waived["expires"].as_str().and_then(|day| Date::parse(day).ok()),
        ) {
            (Some(waiver), Some(expires)) => {
                Some(Waived { waiver, reason: text(waived, "reason"), author: text(waived, "author"), expires })
            }
            _ => None,
        },
    })
}

/// What the rules say.
#[must_use]
pub fn report(value: &Value) -> Option<Report> {
    Some(Report {
        findings: whole(value, "findings", finding)?,
        summary: summary(&value["summary"]),
        failed: words(value, "failed").unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use topology::Document;
    use topology::rules::{Options, check};

    #[test]
    fn every_kind_of_edit_is_read_as_it_is_written() {
        let changes = vec![Change { path: Pointer::of(["title"]), before: None, after: Some("Shop".into()) }];
        let (a, b) = (Id::parse("a").unwrap(), Id::parse("b").unwrap());
        let path = Pointer::of(["nodes", "a", "tags"]);
        let all = vec![
            Edit::Create { path: path.clone(), value: json!({ "kind": "service" }) },
            Edit::Set { path: path.clone(), value: json!(1) },
            Edit::Unset { path: path.clone() },
            Edit::Delete { path: path.clone() },
            Edit::Rename { id: a, to: b },
            Edit::Add { path: path.clone(), member: json!("x") },
            Edit::Remove { path, member: json!("x") },
            Edit::Revert { changes },
        ];
        let batch = Edit::Batch { edits: all };
        assert_eq!(edit(&serde_json::to_value(&batch).unwrap()), Some(batch));
        assert_eq!(edit(&json!({ "op": "explode" })), None);
    }

    #[test]
    fn a_report_is_read_as_it_is_written() {
        let document: Document = serde_json::from_value(json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "a": { "kind": "service" }, "b": { "kind": "service" }, "d": { "kind": "database", "engine": "postgres" } },
            "edges": {
                "a--b": { "from": "a", "to": "b", "kind": "call" }, "b--a": { "from": "b", "to": "a", "kind": "call" },
                "a--d": { "from": "a", "to": "d", "kind": "data", "access": "read-write" }, "b--d": { "from": "b", "to": "d", "kind": "data", "access": "read-write" }
            },
            "waivers": { "w": { "rule": "sync-cycle", "node": "a", "reason": "soon", "author": "ana", "expires": "2999-01-01" } }
        }))
        .unwrap();
        let judged = check(&document, &Options::default()).unwrap();
        assert!(
            judged.findings.iter().any(|finding| finding.waived.is_some())
                && judged.findings.iter().any(|finding| !finding.fixes.is_empty())
        );
        assert_eq!(report(&serde_json::to_value(&judged).unwrap()), Some(judged));
    }
}
