//! A comparison as Markdown that is fit for a comment on a pull request.

use std::collections::BTreeMap;

use topology::diff::{escape, markdown as words};
use topology::finding::Finding;

use super::{Comparison, Files, Loss};

/// Findings and losses beyond this many are counted, so that a comment stays readable.
const MOST: usize = 50;

/// The comparison with a heading for each view: words, findings, data, files.
#[must_use]
pub fn markdown(comparison: &Comparison) -> String {
    let mut text = format!("### What changes\n\n{}", words(&comparison.diff, &comparison.words));
    let findings = &comparison.findings;
    text.push_str("\n### Findings\n\n");
    if findings.introduced.is_empty() {
        text.push_str("Nothing new is found.\n");
    } else {
        text.push_str(&list("Introduced", &findings.introduced));
    }
    if !findings.resolved.is_empty() {
        text.push('\n');
        text.push_str(&list("Resolved", &findings.resolved));
    }
    for (rule, why) in &findings.failed {
        text.push_str(&format!(
            "\nThe rule {} failed: {}. Nobody knows what it would have found.\n",
            escape(rule),
            escape(why)
        ));
    }
    if !comparison.losses.is_empty() {
        text.push_str("\n### What is stored\n\n");
        text.push_str(&bounded(&comparison.losses, loss));
    }
    match &comparison.files {
        Files::Skipped => {}
        Files::Unknown(why) => text.push_str(&format!("\n### Generated files\n\n{}\n", escape(why))),
        Files::Changed(files) if files.is_empty() => text.push_str("\n### Generated files\n\nNone differs.\n"),
        Files::Changed(files) => {
            let mut folders: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
            for file in files {
                let folder = folders.entry(file.path.split('/').next().unwrap_or_default()).or_default();
                *folder = (folder.0 + 1, folder.1 + file.added, folder.2 + file.removed);
            }
            text.push_str("\n### Generated files\n\n| where | files | lines |\n|---|---|---|\n");
            for (folder, (count, added, removed)) in folders {
                text.push_str(&format!("| {} | {count} | +{added} −{removed} |\n", escape(folder)));
            }
        }
    }
    text
}

fn list(title: &str, findings: &[Finding]) -> String {
    format!("{title}:\n\n{}", bounded(findings, finding))
}

fn bounded<T>(items: &[T], line: fn(&T) -> String) -> String {
    let mut text: String = items.iter().take(MOST).map(|item| format!("- {}\n", line(item))).collect();
    if items.len() > MOST {
        text.push_str(&format!("- and {} more\n", items.len() - MOST));
    }
    text
}

fn finding(finding: &Finding) -> String {
    let title = topology::rules::find(&finding.rule).map_or(finding.rule.as_str(), |rule| rule.title);
    format!("{} **{}**: {}", finding.severity.word(), escape(title), escape(&finding.message))
}

fn loss(loss: &Loss) -> String {
    let places = loss.environments.join(", ");
    let what = loss.effect.word();
    format!("⚠ {what}: **{}** (`{}`) in {}: {}", escape(&loss.title), loss.node, escape(&places), escape(&loss.message))
}
