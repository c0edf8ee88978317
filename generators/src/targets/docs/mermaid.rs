//! Mermaid: the drawing as a flowchart, from a fixed set of shapes.

use std::collections::BTreeMap;
use std::fmt::Write;

use topology::document::{BoundaryKind, EdgeKind, Id, NodeKind};

use crate::plan::{Drawing, DrawnEdge, DrawnNode};

/// The lines of the flowchart, each with its subject.
pub(super) fn flowchart(drawing: &Drawing) -> Vec<(String, String)> {
    let mut lines = vec![("flowchart LR".to_owned(), "topology".to_owned())];
    let mut domains: BTreeMap<Option<&Id>, Vec<(&Id, &DrawnNode)>> = BTreeMap::new();
    for (id, node) in &drawing.nodes {
        let known = node.domain.as_ref().filter(|domain| drawing.boundaries.contains_key(*domain));
        domains.entry(known).or_default().push((id, node));
    }
    for (domain, members) in domains {
        let boundary = domain.and_then(|id| Some((id, drawing.boundaries.get(id)?)));
        if let Some((id, boundary)) = boundary.filter(|(_, boundary)| boundary.kind == BoundaryKind::Domain) {
            lines.push((
                format!(
                    "  subgraph {}[{}]",
                    name("b", id),
                    label(if boundary.title.trim().is_empty() { id.as_str() } else { &boundary.title })
                ),
                format!("boundary:{id}"),
            ));
            lines
                .extend(members.iter().map(|(id, member)| (format!("    {}", node(id, member)), format!("node:{id}"))));
            lines.push(("  end".to_owned(), String::new()));
        } else {
            lines.extend(members.iter().map(|(id, member)| (format!("  {}", node(id, member)), format!("node:{id}"))));
        }
    }
    for (id, drawn) in &drawing.edges {
        lines.push((format!("  {}", edge(drawn)), format!("edge:{id}")));
    }
    lines
}

/// A name that can be none of the language's own words.
fn name(sort: &str, id: &Id) -> String {
    format!("{sort}_{}", id.as_str().replace('-', "_"))
}

fn node(id: &Id, node: &DrawnNode) -> String {
    let (open, close) = match node.kind {
        NodeKind::Client => ("([", "])"),
        NodeKind::External => ("[[", "]]"),
        NodeKind::Gateway => ("{{", "}}"),
        NodeKind::Database | NodeKind::Cache | NodeKind::ObjectStore => ("[(", ")]"),
        NodeKind::Queue => ("[/", "/]"),
        NodeKind::Platform => (">", "]"),
        NodeKind::Function => ("(", ")"),
        NodeKind::Job => ("[\\", "\\]"),
        NodeKind::Frontend | NodeKind::Service | NodeKind::Worker => ("[", "]"),
    };
    // Mermaid knows no empty label.
    let title = if node.title.trim().is_empty() { id.as_str() } else { &node.title };
    format!("{}{open}{}{close}", name("n", id), label(title))
}

/// Solid: waits for an answer. Dashed: goes its own way, or opens no connection.
fn edge(edge: &DrawnEdge) -> String {
    let arrow = match edge.kind {
        EdgeKind::Call | EdgeKind::Data | EdgeKind::Config | EdgeKind::Discovery => "-->",
        EdgeKind::Publish | EdgeKind::Subscribe | EdgeKind::Telemetry | EdgeKind::Callback | EdgeKind::Boot => "-.->",
    };
    format!("{} {arrow}|{}| {}", name("n", &edge.from), label(&speech(edge)), name("n", &edge.to))
}

/// What an edge is, in a few words: its kind where that is not plain, what is spoken, and the topic, path or right.
pub(super) fn speech(edge: &DrawnEdge) -> String {
    let mut words = Vec::new();
    if !matches!(edge.kind, EdgeKind::Call | EdgeKind::Data) {
        words.push(edge.kind.word());
    }
    words.extend(
        ["protocol", "access", "topic", "path"].iter().filter_map(|field| edge.said.get(*field)).map(String::as_str),
    );
    if words.is_empty() { edge.kind.word().to_owned() } else { words.join(" ") }
}

/// Free text as a label: what could mean something to Mermaid, to its Markdown or to HTML is written as a number.
fn label(text: &str) -> String {
    let mut out = String::from("\"");
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let inside = characters.peek().is_some_and(|next| next.is_alphanumeric()) && out.len() > 1;
        match c {
            c if c.is_alphanumeric() || matches!(c, ' ' | ',' | '/') => out.push(c),
            '\n' | '\t' => out.push(' '),
            '-' | '.' if inside => out.push(c),
            c => {
                let _ = write!(out, "#{};", u32::from(c));
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_holds_no_markup() {
        assert_eq!(label("Orders, v1.2 / a-b"), "\"Orders, v1.2 / a-b\"");
        assert_eq!(label("\"]; click x <b>`#quot;"), "\"#34;#93;#59; click x #60;b#62;#96;#35;quot#59;\"");
        assert_eq!(label("- one\n1. two"), "\"#45; one 1#46; two\"");
    }
}
