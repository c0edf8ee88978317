//! `docs/findings.md`: what the rules say of the topology, and what people live with.

use topology::finding::Subject;

use super::markdown::{Inline, Page, code, markup};
use crate::file::File;
use crate::plan::{FindingLine, Judgement};

pub(super) fn page(judgement: &Judgement) -> File {
    let mut page = Page::new("Findings");
    page.paragraph(markup(
        "What the rules say of this topology, whatever the day. `groundplan check` also tells which waivers have expired, and what would mend a finding; `groundplan explain RULE` tells more of a rule.",
    ));
    page.heading(2, markup("Open"), "");
    let open: Vec<&FindingLine> = judgement.findings.iter().filter(|finding| finding.waived.is_none()).collect();
    if open.is_empty() {
        page.paragraph(markup("None."));
    }
    page.table(
        ["severity", "rule", "what", "where"],
        open.into_iter().map(|finding| {
            let what = Inline::from(&finding.title).markup(": ").text(&finding.message);
            let cells = [
                Inline::from(finding.severity.word()),
                code(&finding.rule),
                what,
                Inline::codes(&finding.environments),
            ];
            (cells, subject(finding))
        }),
    );
    page.heading(2, markup("Waived"), "");
    let waived: Vec<&FindingLine> = judgement.findings.iter().filter(|finding| finding.waived.is_some()).collect();
    if waived.is_empty() {
        page.paragraph(markup("None."));
    }
    page.table(
        ["waiver", "rule", "what", "severity"],
        waived.into_iter().map(|finding| {
            let what = Inline::from(&finding.title).markup(": ").text(&finding.message);
            let waiver = Inline::codes(&finding.waived);
            ([waiver, code(&finding.rule), what, Inline::from(finding.severity.word())], subject(finding))
        }),
    );
    page.heading(2, markup("Waivers"), "");
    waivers(&mut page, judgement);
    for (rule, message) in &judgement.failed {
        page.paragraph(markup("The rule ").code(rule).markup(" failed, so its findings are missing: ").text(message));
    }
    page.file()
}

/// The table of waivers, as the README shows it too.
pub(super) fn waivers(page: &mut Page, judgement: &Judgement) {
    if judgement.waivers.is_empty() {
        page.paragraph(markup("None."));
    }
    page.table(
        ["waiver", "rule", "about", "reason", "author", "until"],
        judgement.waivers.iter().map(|waiver| {
            let cells = [
                code(&waiver.id),
                code(&waiver.rule),
                code(&waiver.subject),
                Inline::from(&waiver.reason),
                Inline::from(&waiver.author),
                Inline::from(&waiver.expires),
            ];
            (cells, format!("waiver:{0} /waivers/{0}", waiver.id))
        }),
    );
}

fn subject(finding: &FindingLine) -> String {
    let words = finding.subjects.iter().filter_map(|subject| match subject {
        Subject::Node(id) => Some(format!("node:{id}")),
        Subject::Edge(id) => Some(format!("edge:{id}")),
        _ => None,
    });
    words.collect::<Vec<_>>().join(" ")
}
