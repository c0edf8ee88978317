//! Running all rules over a document and its environments.

use std::collections::BTreeMap;

use super::{Context, Findings, RULES, Rule};
use crate::document::{Date, Document, Id, Level};
use crate::finding::{Finding, Report, Severity, Subject, Summary, Waived};
use crate::graph::Graph;
use crate::problem::Problem;

/// The name of the document itself among the environments.
pub const BASE: &str = "base";

/// How a check is made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The day on which waivers are judged; without it none has expired.
    pub today: Option<Date>,
}

/// Judges a document in its base and in every declared environment.
///
/// # Errors
/// A [`Problem`] where an override does not fit; a structurally valid document has none.
pub fn check(document: &Document, options: &Options) -> Result<Report, Problem> {
    let mut report = Report::default();
    let mut found: BTreeMap<(Severity, String), Finding> = BTreeMap::new();
    let mut add = |finding: Finding| {
        found
            .entry((finding.severity, finding.key.clone()))
            .and_modify(|held| held.environments.extend(finding.environments.iter().cloned()))
            .or_insert(finding);
    };
    let base = judge(document, None, options, &mut report)?;
    for environment in document.environments.keys() {
        if document.differs_in(environment) {
            judge(document, Some(environment), options, &mut report)?.into_iter().for_each(&mut add);
        } else {
            // Nothing that a rule reads differs, so nothing that it says does.
            base.iter().cloned().for_each(|mut finding| {
                finding.environments = vec![environment.to_string()];
                add(finding);
            });
        }
    }
    base.into_iter().for_each(add);
    report.findings = found.into_values().collect();
    for finding in &mut report.findings {
        finding.environments.sort_by_key(|name| (name != BASE, name.clone()));
        finding.waived = waived(document, finding, options.today.as_ref());
    }
    report.summary = summary(&report.findings);
    Ok(report)
}

fn judge(
    document: &Document,
    environment: Option<&Id>,
    options: &Options,
    report: &mut Report,
) -> Result<Vec<Finding>, Problem> {
    let effective = document.effective(environment)?;
    let graph = Graph::new(&effective);
    let context = Context { document: &effective, graph: &graph, declared: document, today: options.today.as_ref() };
    let mut all = Vec::new();
    for rule in RULES {
        let mut findings = Findings::default();
        match (rule.check)(&context, &mut findings) {
            Ok(()) => {
                let name = environment.map_or(BASE, Id::as_str);
                all.extend(
                    findings.finish(rule.id, &effective, name).into_iter().filter_map(|f| levelled(document, rule, f)),
                );
            }
            Err(error) => {
                report.failed.insert(rule.id.to_owned(), error.to_string());
            }
        }
    }
    Ok(all)
}

/// The finding with the severity that the document gives it, or none where it is off.
fn levelled(document: &Document, rule: &Rule, mut finding: Finding) -> Option<Finding> {
    let setting = document.rules.get(rule.id);
    let tagged = setting.and_then(|setting| {
        let Some(Subject::Node(id)) = finding.subjects.first() else { return None };
        let node = document.nodes.get(id)?;
        setting.tags.iter().find(|(tag, _)| node.tags.contains(*tag)).map(|(_, level)| *level)
    });
    match tagged.or_else(|| setting.and_then(|setting| setting.severity)) {
        None => {}
        Some(Level::Off) => return None,
        Some(Level::Info) => finding.severity = Severity::Info,
        Some(Level::Warning) => finding.severity = Severity::Warning,
        Some(Level::Error) => finding.severity = Severity::Error,
    }
    Some(finding)
}

fn waived(document: &Document, finding: &Finding, today: Option<&Date>) -> Option<Waived> {
    document
        .waivers
        .iter()
        .find(|(_, waiver)| {
            super::context::covers(waiver, finding) && today.is_none_or(|today| *today < waiver.expires)
        })
        .map(|(id, waiver)| Waived {
            waiver: id.clone(),
            reason: waiver.reason.as_str().to_owned(),
            author: waiver.author.as_str().to_owned(),
            expires: waiver.expires.clone(),
        })
}

fn summary(findings: &[Finding]) -> Summary {
    let mut summary = Summary::default();
    for finding in findings {
        let count = match (&finding.waived, finding.severity) {
            (Some(_), _) => &mut summary.waived,
            (None, Severity::Error) => &mut summary.error,
            (None, Severity::Warning) => &mut summary.warning,
            (None, Severity::Info) => &mut summary.info,
        };
        *count += 1;
    }
    summary
}
