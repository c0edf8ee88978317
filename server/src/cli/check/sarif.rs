//! Findings as SARIF 2.1.0, which code scanning services read.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use topology::document::Id;
use topology::finding::{Confidence, Finding, Severity, Subject, Waived};
use topology::rules::{Group, Rule, markdown, page};

use super::judged::Judged;
use crate::cli::input::is_stream;
use crate::cli::place::{Place, rest_of_line};

/// What stands for itself in the path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The log of one check.
pub fn log(judged: &Judged<'_>) -> Value {
    let results: Vec<Value> = judged.report.findings.iter().map(|finding| result(judged, finding)).collect();
    let failed: Vec<Value> = judged.report.failed.iter().map(|(rule, why)| failure(judged, rule, why)).collect();
    let mut invocation = json!({ "executionSuccessful": failed.is_empty() });
    if !failed.is_empty() {
        invocation["toolExecutionNotifications"] = failed.into();
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "groundplan",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": judged.rules.iter().copied().map(rule).collect::<Vec<_>>(),
            } },
            // Without it the scan of a second file of a repository would replace the first one's.
            "automationDetails": { "id": format!("groundplan/{}/", judged.document.name) },
            "invocations": [invocation],
            "artifacts": [{ "location": { "uri": uri(judged) }, "mimeType": "application/yaml" }],
            "columnKind": "unicodeCodePoints",
            "results": results,
            "properties": { "summary": judged.report.summary },
        }],
    })
}

fn rule(rule: &Rule) -> Value {
    let page = page(rule);
    let text = |heading: &str| page.section(heading).unwrap_or_default();
    let help = format!(
        "{}\n\nWhy it matters: {}\n\nHow to fix: {}",
        text("What it finds"),
        text("Why it matters"),
        text("How to fix")
    );
    json!({
        "id": rule.id,
        "name": rule.title,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": text("What it finds") },
        "help": { "text": help, "markdown": markdown(rule) },
        "defaultConfiguration": { "enabled": rule.group != Group::Optional, "level": level(rule.severity) },
        "properties": {
            "tags": ["architecture", rule.group],
            "problem.severity": problem(rule.severity),
            "fix": rule.fix,
        },
    })
}

fn result(judged: &Judged<'_>, finding: &Finding) -> Value {
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": plain(&finding.message) },
        "partialFingerprints": {
            "groundplanKey/v1": finding.key,
            // The one name that GitHub looks at. Its own, a hash of the lines, changes with what stands around.
            "primaryLocationLineHash": finding.key,
        },
        "locations": [location(judged, judged.place_of(finding), finding.subjects.first())],
        "properties": properties(judged, finding),
    });
    if let Some(index) = judged.rules.iter().position(|rule| rule.id == finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    let related: Vec<Value> =
        finding.subjects.iter().skip(1).enumerate().map(|(index, subject)| related(judged, index, subject)).collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if !finding.path.is_empty() {
        let steps: Vec<Value> = finding.path.iter().enumerate().map(|(index, id)| step(judged, index, id)).collect();
        result["codeFlows"] = json!([{ "threadFlows": [{ "locations": steps }] }]);
    }
    if let Some(waived) = &finding.waived {
        result["suppressions"] = json!([suppression(judged, waived)]);
    }
    if judged.compared {
        result["baselineState"] = json!("new");
    }
    result
}

fn properties(judged: &Judged<'_>, finding: &Finding) -> Value {
    let fix = |(index, fix): (usize, &topology::finding::Fix)| json!({ "title": fix.title, "command": judged.command(finding, index) });
    json!({
        "key": finding.key,
        "confidence": finding.confidence,
        // The word for it in code scanning services.
        "precision": match finding.confidence {
            Confidence::High => "high",
            Confidence::Medium => "medium",
            Confidence::Low => "low",
        },
        "environments": finding.environments,
        "subjects": finding.subjects,
        "fixes": finding.fixes.iter().enumerate().map(fix).collect::<Vec<_>>(),
    })
}

/// A place in the file, and what is there.
fn location(judged: &Judged<'_>, place: Place, subject: Option<&Subject>) -> Value {
    let mut region = json!({ "startLine": place.0, "startColumn": place.1 });
    if let Some(text) = rest_of_line(&judged.source.text, place) {
        region["snippet"] = json!({ "text": text });
    }
    let mut location = Map::new();
    let artifact = json!({ "uri": uri(judged), "index": 0 });
    location.insert("physicalLocation".to_owned(), json!({ "artifactLocation": artifact, "region": region }));
    if let Some(subject) = subject {
        let pointer = subject.pointer();
        let kind = if pointer.is_empty() { "module" } else { "member" };
        let name = if pointer.is_empty() { subject.id() } else { pointer.trim_start_matches('/') };
        let logical = json!({ "name": subject.id(), "fullyQualifiedName": name, "kind": kind });
        location.insert("logicalLocations".to_owned(), json!([logical]));
    }
    location.into()
}

fn related(judged: &Judged<'_>, index: usize, subject: &Subject) -> Value {
    let mut location = location(judged, judged.place(subject), Some(subject));
    location["id"] = json!(index + 1);
    location["message"] = json!({ "text": subject.pointer().trim_start_matches('/').replacen('/', " ", 1) });
    location
}

/// One node of the way that shows the finding.
fn step(judged: &Judged<'_>, index: usize, id: &Id) -> Value {
    let mut location = location(judged, judged.place_of_node(id), Some(&Subject::Node(id.clone())));
    location["message"] = json!({ "text": format!("{}: {id}", index + 1) });
    json!({ "location": location, "executionOrder": index + 1 })
}

fn suppression(judged: &Judged<'_>, waived: &Waived) -> Value {
    json!({
        "kind": "inSource",
        "status": "accepted",
        "justification": super::judged::waived(waived),
        "location": location(judged, judged.place_of_waiver(waived), Some(&Subject::Waiver(waived.waiver.clone()))),
        "properties": { "waiver": waived.waiver, "reason": waived.reason, "author": waived.author, "expires": waived.expires },
    })
}

/// A rule that failed.
fn failure(judged: &Judged<'_>, rule: &str, why: &str) -> Value {
    let mut associated = json!({ "id": rule });
    if let Some(index) = judged.rules.iter().position(|known| known.id == rule) {
        associated["index"] = json!(index);
    }
    json!({
        "level": "error",
        "message": { "text": plain(&format!("the rule {rule} failed: {why}; what it would have found is not known")) },
        "associatedRule": associated,
    })
}

/// A text as a message that is read as just this text. In messages `[text](target)` is a link and `{0}` stands for an argument, and people may write both into a title; what can't be read so stays as it is, for services that know no escapes.
fn plain(text: &str) -> String {
    let mut plain = text.to_owned();
    if text.contains("](") {
        plain = plain.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    }
    let holds_argument = text.split('{').skip(1).any(|rest| {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        digits.len() < rest.len() && digits.starts_with('}')
    });
    if holds_argument { plain.replace('{', "{{").replace('}', "}}") } else { plain }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The same in the words of GitHub's code scanning.
fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    }
}

/// The file as a URI: relative as it was given, so that a service finds it in the repository.
fn uri(judged: &Judged<'_>) -> String {
    let path = &judged.source.path;
    if is_stream(path) { "topology.yaml".to_owned() } else { uri_of(path) }
}

fn uri_of(path: &Path) -> String {
    let text = path.strip_prefix("./").unwrap_or(path).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let encoded = utf8_percent_encode(&text, PATH);
    match (path.is_absolute(), text.starts_with('/')) {
        (false, _) => encoded.to_string(),
        (true, true) => format!("file://{encoded}"),
        // A drive letter.
        (true, false) => format!("file:///{encoded}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_neither_a_link_nor_an_argument() {
        assert_eq!(plain("[here](https://example.com)"), "\\[here\\](https://example.com)");
        assert_eq!(plain("\\[a\\](1)"), "\\\\\\[a\\\\\\](1)", "an escape that was there is none");
        assert_eq!(plain("{0} of {x}"), "{{0}} of {{x}}");
        for same in ["a[0] (b) \\ {x} {}", "{ 1 }", "Orders → Payments"] {
            assert_eq!(plain(same), same);
        }
    }

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri_of(Path::new("./infra/my shop#1.yaml")), "infra/my%20shop%231.yaml");
        assert_eq!(uri_of(Path::new("größe.yaml")), "gr%C3%B6%C3%9Fe.yaml");
        #[cfg(unix)]
        assert_eq!(uri_of(Path::new("/srv/a:b.yaml")), "file:///srv/a%3Ab.yaml");
    }
}
