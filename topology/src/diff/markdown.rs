//! Sentences as Markdown that is fit for a comment on a pull request.

use crate::finding::Subject;

use super::{Diff, Piece, Sentence};

/// The sentences as lists under a heading for each sort of thing.
#[must_use]
pub fn markdown(diff: &Diff, sentences: &[Sentence]) -> String {
    if diff.is_empty() {
        return "Nothing is different.\n".to_owned();
    }
    let mut text = String::new();
    let mut heading = "";
    for sentence in sentences {
        let wanted = sort(&sentence.subject);
        if wanted != heading {
            if !heading.is_empty() {
                text.push('\n');
            }
            heading = wanted;
            text.push_str(&format!("**{wanted}**\n\n"));
        }
        text.push_str(&format!("- {} {}\n", sentence.status.sign(), line(&sentence.pieces)));
    }
    if sentences.is_empty() {
        text.push_str("Both mean the same.\n");
    }
    let drawn = drawn(diff);
    if !drawn.is_empty() {
        text.push_str(&format!("\n{drawn} This changes no meaning.\n"));
    }
    text
}

fn drawn(diff: &Diff) -> String {
    let count = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts = [
        count(diff.moved.len(), "node was only moved", "nodes were only moved"),
        count(diff.pictures, "other place of a picture differs", "other places of pictures differ"),
        count(diff.comments, "comment in the file differs", "comments in the file differ"),
    ];
    parts.into_iter().flatten().map(|part| format!("{part}.")).collect::<Vec<_>>().join(" ")
}

/// The heading under which a sentence stands.
pub(super) const fn sort(subject: &Subject) -> &'static str {
    match subject {
        Subject::Node(_) => "Nodes",
        Subject::Edge(_) => "Connections",
        Subject::Boundary(_) => "Boundaries",
        Subject::Waiver(_) => "Waivers",
        Subject::Rule(_) => "Rules",
        Subject::Environment(_) => "Environments",
        Subject::Topology(_) => "The whole",
    }
}

fn line(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => escape(text),
        Piece::Name(name) if name.trim().is_empty() => "(no name)".to_owned(),
        Piece::Name(name) => format!("**{}**", escape(name.trim())),
        Piece::Code(code) => span(code),
    };
    pieces.iter().map(piece).collect()
}

/// A code span that holds any text.
fn span(code: &str) -> String {
    let code: String = code.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if code.trim().is_empty() {
        return "(empty)".to_owned();
    }
    let mut fence = "`".to_owned();
    while code.contains(&fence) {
        fence.push('`');
    }
    // One blank on each side is not part of the code; it keeps backticks off the fence.
    if code.starts_with(['`', ' ']) || code.ends_with(['`', ' ']) {
        format!("{fence} {code} {fence}")
    } else {
        format!("{fence}{code}{fence}")
    }
}

/// Text as text in a line of Markdown: nothing of it is markup, an address that becomes a link, or a call to somebody.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '@' => escaped.push_str("&#64;"),
            '#' => escaped.push_str("&#35;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c if c.is_control() => escaped.push(' '),
            _ => escaped.push(c),
        }
    }
    // Bare addresses become links by themselves.
    escaped.replace("://", "&#58;//").replace("www.", "www&#46;")
}
