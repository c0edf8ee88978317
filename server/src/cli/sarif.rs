//! Findings as SARIF 2.1.0, which code scanning services read.

use serde_json::{Value, json};
use topology::finding::{Finding, Report, Severity};
use topology::rules::RULES;
use topology::yaml::Positions;

use super::check::position;
use super::input::{Source, is_stream};

/// The log of one check.
pub fn log(source: &Source, positions: &Positions, report: &Report) -> Value {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "shortDescription": { "text": rule.title },
                "defaultConfiguration": { "level": level(rule.severity) },
            })
        })
        .collect();
    let results: Vec<Value> = report.findings.iter().map(|finding| result(source, positions, finding)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "groundplan", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(source: &Source, positions: &Positions, finding: &Finding) -> Value {
    let (line, column) = position(positions, finding);
    let file = if is_stream(&source.path) { "topology.yaml".to_owned() } else { source.path.display().to_string() };
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "partialFingerprints": { "key/v1": finding.key },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": file },
            "region": { "startLine": line, "startColumn": column },
        } }],
    });
    if let Some(index) = RULES.iter().position(|rule| rule.id == finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    if let Some(waived) = &finding.waived {
        let why = format!("{} ({}, until {})", waived.reason, waived.author, waived.expires);
        result["suppressions"] = json!([{ "kind": "inSource", "status": "accepted", "justification": why }]);
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}
