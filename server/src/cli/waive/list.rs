//! The waivers of a topology, and what each of them does.

use clap::ValueEnum;
use serde::Serialize;
use topology::Document;
use topology::document::{Date, Id, Waiver};
use topology::finding::Report;
use topology::rules::catalogue::is_known;

use super::{Failure, held, output};
use crate::cli::terminal::{BOLD, FAINT, Look};

/// How waivers are listed.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// What a waiver does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// It holds findings.
    Holds,
    /// There is nothing to hold.
    Unused,
    /// Its day has come.
    Expired,
    /// It names a rule, a node or an edge that is not there.
    Unknown,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a Id,
    state: State,
    #[serde(flatten)]
    waiver: &'a Waiver,
    /// The keys of what it holds.
    findings: Vec<String>,
}

/// Prints the waivers.
pub fn print(document: &Document, report: &Report, today: Option<&Date>, format: Format) -> Result<(), Failure> {
    let mut held = held(report);
    let line = |(id, waiver)| {
        let findings = held.remove(id).unwrap_or_default();
        Line { id, state: state(document, waiver, today, &findings), waiver, findings }
    };
    let lines: Vec<Line<'_>> = document.waivers.iter().map(line).collect();
    match format {
        Format::Json => output::print_json(&lines),
        Format::Text => output::print(&text(&lines, Look::of_output())),
    }
}

fn state(document: &Document, waiver: &Waiver, today: Option<&Date>, findings: &[String]) -> State {
    let there = is_known(waiver.rule.as_str())
        && waiver.node.as_ref().is_none_or(|id| document.nodes.contains_key(id))
        && waiver.edge.as_ref().is_none_or(|id| document.edges.contains_key(id))
        && (waiver.node.is_some() || waiver.edge.is_some() || waiver.key.is_some());
    if !there {
        State::Unknown
    } else if today.is_some_and(|today| waiver.expires <= *today) {
        State::Expired
    } else if findings.is_empty() {
        State::Unused
    } else {
        State::Holds
    }
}

fn text(lines: &[Line<'_>], look: Look) -> String {
    let mut text = String::new();
    for Line { id, state, waiver, findings } in lines {
        let subject = match (&waiver.key, &waiver.node, &waiver.edge) {
            (Some(key), ..) => key.as_str().to_owned(),
            (_, Some(node), _) => format!("node {node}"),
            (.., Some(edge)) => format!("edge {edge}"),
            _ => "no subject".to_owned(),
        };
        let does = match state {
            State::Holds => format!("holds {} finding{}", findings.len(), if findings.len() == 1 { "" } else { "s" }),
            State::Unused => "holds nothing".to_owned(),
            State::Expired => "has run out".to_owned(),
            State::Unknown => "names what is not there".to_owned(),
        };
        let first = format!("{}: {} at {subject}, until {} by {}: ", id, waiver.rule, waiver.expires, waiver.author);
        text.push_str(&look.paragraph("", "  ", &format!("{first}{does}")));
        text.push_str(&look.paint(FAINT, &look.paragraph("  ", "  ", waiver.reason.as_str())));
    }
    text.push_str(&look.paint(BOLD, &format!("{} waiver{}\n", lines.len(), if lines.len() == 1 { "" } else { "s" })));
    text
}
