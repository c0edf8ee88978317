//! A baseline: what an earlier check found, so that only what is new counts.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use topology::finding::{Finding, Report, Severity, Summary};

use super::Failure;
use super::json::FORMAT;

/// The largest file that is read.
const LIMIT: u64 = 64 * 1024 * 1024;

/// What an earlier check found.
pub struct Baseline {
    /// By key: the worst that was found, and whether all of it was waived.
    findings: BTreeMap<String, (Severity, bool)>,
}

/// As much of an earlier check's JSON as is compared.
#[derive(Deserialize)]
struct Earlier {
    findings: Vec<Known>,
}

#[derive(Deserialize)]
struct Known {
    key: String,
    severity: Severity,
    waived: Option<Value>,
}

impl Baseline {
    /// Reads the JSON of an earlier check.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let failed = |why: String| Failure(format!("--baseline {}: {why}", path.display()));
        let mut text = String::new();
        File::open(path)
            .and_then(|file| file.take(LIMIT + 1).read_to_string(&mut text))
            .map_err(|error| failed(format!("can't be read: {error}")))?;
        if text.len() as u64 > LIMIT {
            return Err(failed(format!("more than {LIMIT} bytes (the size limit)")));
        }
        Self::parse(&text).map_err(failed)
    }

    fn parse(text: &str) -> Result<Self, String> {
        const ANEW: &str = "make it anew with `groundplan check FILE --format json`";
        let value: Value = serde_json::from_str(text).map_err(|error| format!("is no JSON: {error}; {ANEW}"))?;
        match value.get("report") {
            Some(format) if *format == FORMAT => {}
            Some(format) => {
                return Err(format!("is a report of format {format}, and this program reads {FORMAT}; {ANEW}"));
            }
            None => return Err(format!("is no report of a check: `report: {FORMAT}` is missing; {ANEW}")),
        }
        let earlier: Earlier =
            serde_json::from_value(value).map_err(|error| format!("is no report of a check: {error}; {ANEW}"))?;
        let mut findings = BTreeMap::new();
        for Known { key, severity, waived } in earlier.findings {
            findings
                .entry(key)
                .and_modify(|(worst, all): &mut (Severity, bool)| {
                    *worst = (*worst).min(severity);
                    *all &= waived.is_some();
                })
                .or_insert((severity, waived.is_some()));
        }
        Ok(Self { findings })
    }

    /// Whether the finding was there, no milder and no less in force: what has become worse is new, and so is what a waiver held until now.
    fn knows(&self, finding: &Finding) -> bool {
        self.findings.get(&finding.key).is_some_and(|(worst, waived)| {
            // Errors come first in the order of severities.
            *worst <= finding.severity && (!waived || finding.waived.is_some())
        })
    }

    /// Leaves out what was there before, counts anew, and tells how many were left out.
    pub fn leave_out(&self, report: &mut Report) -> usize {
        let all = report.findings.len();
        report.findings.retain(|finding| !self.knows(finding));
        report.summary = Summary::of(&report.findings);
        all - report.findings.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knows(known: &str, severity: &str, waived: bool) -> bool {
        let waiver = serde_json::json!({ "waiver": "w1", "reason": "r", "author": "a", "expires": "2027-01-01" });
        let finding = serde_json::json!({
            "key": "self-call:a", "rule": "self-call", "severity": severity, "confidence": "high", "subjects": [],
            "environments": ["base"], "message": "m", "fixes": [], "waived": if waived { waiver } else { Value::Null },
        });
        let baseline = Baseline::parse(&format!("{{ \"report\": 1, \"findings\": [{known}] }}")).unwrap();
        baseline.knows(&serde_json::from_value(finding).unwrap())
    }

    #[test]
    fn what_has_become_worse_is_new() {
        let warning = r#"{ "key": "self-call:a", "severity": "warning", "waived": null }"#;
        assert!(knows(warning, "warning", false));
        assert!(knows(warning, "info", false));
        assert!(knows(warning, "warning", true));
        assert!(!knows(warning, "error", false));
        assert!(!knows(r#"{ "key": "self-call:b", "severity": "warning", "waived": null }"#, "warning", false));
        let waived = r#"{ "key": "self-call:a", "severity": "warning", "waived": {} }"#;
        assert!(knows(waived, "warning", true));
        assert!(!knows(waived, "warning", false), "a waiver that ran out counts");
    }

    #[test]
    fn another_format_is_told() {
        let told = |text: &str| Baseline::parse(text).err().unwrap();
        assert!(told(r#"{ "report": 2, "findings": [] }"#).contains("format 2, and this program reads 1"));
        assert!(told(r#"{ "report": "x", "findings": [] }"#).contains("format \"x\""));
        assert!(told(r#"{ "findings": [] }"#).contains("`report: 1` is missing"));
        assert!(told(r#"{ "report": 1 }"#).contains("no report of a check"));
        assert!(told("[]").contains("no report of a check"));
        assert!(told("").contains("no JSON"));
    }
}
