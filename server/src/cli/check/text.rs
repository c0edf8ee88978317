//! Findings for people: what, where, why it matters, what to do.

use topology::finding::{Confidence, Finding};

use super::judged::{Judged, waived};
use crate::cli::place::{self, Place};
use crate::cli::terminal::{self, BOLD, COMMAND, FAINT, Look, clean};

/// More places than these do not make it clearer.
const PLACES: usize = 8;

/// The findings, those that nobody waived first, and their number.
pub fn text(judged: &Judged<'_>, look: Look) -> String {
    let mut text = String::new();
    for finding in judged.report.findings.iter().filter(|finding| finding.waived.is_none()) {
        text.push_str(&told(judged, finding, look));
        text.push('\n');
    }
    let known: Vec<String> =
        judged.report.findings.iter().filter_map(|finding| lived_with(judged, finding, look)).collect();
    if !known.is_empty() {
        text.push_str(&known.concat());
        text.push('\n');
    }
    for (rule, why) in &judged.report.failed {
        let word = look.paint(terminal::of(topology::finding::Severity::Error), "failed");
        text.push_str(&look.paragraph(
            &format!("{word}[{rule}]: "),
            "  ",
            &format!("{why}. What it would have found is not known."),
        ));
    }
    text.push_str(&look.paint(BOLD, &judged.counts()));
    let failed = judged.report.failed.len();
    if failed > 0 {
        text.push_str(&format!(", {failed} {} failed", if failed == 1 { "rule" } else { "rules" }));
    }
    text.push('\n');
    text
}

fn told(judged: &Judged<'_>, finding: &Finding, look: Look) -> String {
    let word = look.paint(terminal::of(finding.severity), &format!("{}[{}]", finding.severity.word(), finding.rule));
    let mut text = format!("{word}: {}\n", look.paint(BOLD, Judged::title(finding)));
    text.push_str(&shown(judged, finding, look));
    text.push_str(&look.paragraph("  ", "  ", &finding.message));
    let line = |name: &str, value: &str| look.paragraph(&format!("  {name}: "), "    ", value);
    if let Some(way) = Judged::way(finding) {
        text.push_str(&line("path", &way));
    }
    if let Some(names) = judged.only_in(finding) {
        text.push_str(&line("only in", &names));
    }
    match finding.confidence {
        Confidence::High => {}
        Confidence::Medium => text.push_str(&line("confidence", "medium")),
        Confidence::Low => text.push_str(&line("confidence", "low: something that it depends on is not declared")),
    }
    for (index, fix) in finding.fixes.iter().enumerate() {
        text.push_str(&line(if index == 0 { "fix" } else { "or" }, &fix.title));
        // A command stays in one line, so that it can be copied.
        text.push_str(&format!("    {}\n", look.paint(COMMAND, &clean(&judged.command(finding, index)))));
    }
    text.push_str(&look.paint(FAINT, &format!("  key: {}", finding.key)));
    text.push('\n');
    text
}

/// The lines of the file that it is about.
fn shown(judged: &Judged<'_>, finding: &Finding, look: Look) -> String {
    let mut places: Vec<Place> = Vec::new();
    for place in finding.subjects.iter().map(|subject| judged.place(subject)) {
        if !places.contains(&place) && places.len() < PLACES {
            places.push(place);
        }
    }
    let (source, name) = (&judged.source.text, judged.source.name());
    match place::excerpt(source, Some(&name), finding.severity, &places, &look.renderer()) {
        Some(excerpt) => excerpt + "\n",
        None => {
            let (line, column) = judged.place_of(finding);
            format!(" --> {}:{line}:{column}\n", clean(&name))
        }
    }
}

/// A finding that is waived: one line, and why.
fn lived_with(judged: &Judged<'_>, finding: &Finding, look: Look) -> Option<String> {
    let reason = waived(finding.waived.as_ref()?);
    let (line, column) = judged.place_of(finding);
    let place = format!("{}:{line}:{column}", clean(&judged.source.name()));
    let word = look.paint(FAINT, &format!("waived[{}]", finding.rule));
    let first =
        format!("{word}: {} ({}) {}\n", Judged::title(finding), finding.severity.word(), look.paint(FAINT, &place));
    let key = look.paint(FAINT, &format!("  key: {}", finding.key));
    Some(first + &look.paragraph("  ", "  ", &reason) + &key + "\n")
}
