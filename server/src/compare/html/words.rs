//! What changes, as a list of sentences that lead to their place in the picture.

use topology::diff::{Piece, Status};
use topology::finding::Subject;

use super::Html;
use crate::compare::Comparison;

/// The sentences.
pub fn words(html: &mut Html, comparison: &Comparison) {
    html.raw("<section class=\"words\" aria-labelledby=\"words-title\"><h2 id=\"words-title\">What changes</h2>");
    if comparison.words.is_empty() {
        html.raw("<p class=\"quiet\">Both mean the same.</p>");
    } else {
        html.raw("<ol class=\"changes\">");
        for sentence in &comparison.words {
            html.raw("<li").attribute("class", class(sentence.status)).raw("><a");
            html.attribute("href", &format!("#{}", anchor(&sentence.subject)));
            html.raw("><span class=\"sign\" aria-hidden=\"true\">").text(sentence.status.sign()).raw("</span> <span>");
            for piece in &sentence.pieces {
                match piece {
                    Piece::Text(text) => html.text(text),
                    Piece::Name(name) => html.raw("<b>").text(name).raw("</b>"),
                    Piece::Code(code) => html.raw("<code>").text(code).raw("</code>"),
                };
            }
            html.raw("</span></a></li>");
        }
        html.raw("</ol>");
    }
    let diff = &comparison.diff;
    if diff.moved.len() + diff.pictures + diff.comments > 0 {
        html.raw("<p class=\"quiet\">").number(diff.moved.len()).raw(" only moved, ").number(diff.pictures);
        html.raw(" other places of pictures and ")
            .number(diff.comments)
            .raw(" comments differ. This changes no meaning.</p>");
    }
    html.raw("</section>");
}

/// The class of what came, went or changed.
pub(super) const fn class(status: Status) -> &'static str {
    match status {
        Status::Added => "added",
        Status::Removed => "removed",
        Status::Changed => "changed",
    }
}

/// Where in the page something is shown.
pub(super) fn anchor(subject: &Subject) -> String {
    match subject {
        Subject::Node(id) => format!("node-{id}"),
        Subject::Edge(id) => format!("edge-{id}"),
        Subject::Boundary(id) => format!("boundary-{id}"),
        other => format!("other-{}", other.id()),
    }
}
