//! A comparison for a terminal.

use generators::difference::FileChange;

use super::{Comparison, Files};

/// A line for each thing that differs; nothing where nothing does.
#[must_use]
pub fn text(comparison: &Comparison) -> String {
    let mut lines: Vec<String> =
        comparison.words.iter().map(|one| format!("{} {}", one.status.sign(), one.text())).collect();
    let diff = &comparison.diff;
    let drawn = [
        (diff.moved.len(), "nodes only moved"),
        (diff.pictures, "other places of pictures"),
        (diff.comments, "comments"),
    ];
    lines.extend(drawn.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("  {what}: {count}")));
    let findings = &comparison.findings;
    for (sign, list) in [("introduced", &findings.introduced), ("resolved", &findings.resolved)] {
        for finding in list {
            lines.push(format!("{sign} {} {}: {}", finding.severity.word(), finding.key, finding.message));
        }
    }
    for (rule, why) in &findings.failed {
        lines.push(format!("the rule {rule} failed: {why}"));
    }
    for loss in &comparison.losses {
        lines.push(format!(
            "{}: {} ({}): {}",
            loss.effect.word(),
            loss.node,
            loss.environments.join(", "),
            loss.message
        ));
    }
    match &comparison.files {
        Files::Changed(files) => lines.extend(files.iter().map(file)),
        Files::Unknown(why) => lines.push(format!("files: {why}")),
        Files::Skipped => {}
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn file(file: &FileChange) -> String {
    let what = match (file.was_there, file.is_there) {
        (false, _) => "new file",
        (_, false) => "file gone",
        _ => "file",
    };
    format!("{what} {} +{} −{}", file.path, file.added, file.removed)
}
