//! What a fix would do, as a small diff: the edits are tried on a copy and what changed is put into lines.

use topology::collections::BTreeSet;

use serde_json::Value;
use topology::document::Pointer;
use topology::edit::{Change, Edit, apply, get};
use topology::{Document, Problem};

use super::yaml;
use crate::net::wire::written;

/// One line of the diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `+`, `-`, or a blank for what a line stands under.
    pub sign: char,
    /// What appears or goes.
    pub text: String,
}

/// What edits would change: in words, and as lines of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Nodes, edges and fields in words.
    pub words: Vec<Line>,
    /// The same as YAML.
    pub yaml: Vec<Line>,
}

/// What these edits would change.
///
/// # Errors
/// The [`Problem`] for which they can't be applied any more.
pub fn preview(document: &Document, edits: &[Edit]) -> Result<Preview, Problem> {
    let mut copy = document.clone();
    let commit = apply(&mut copy, &Edit::Batch { edits: edits.to_vec() })?;
    let yaml = yaml::lines(&commit.changes);
    let mut lines = Vec::new();
    let moved: BTreeSet<&str> = commit
        .changes
        .iter()
        .filter_map(|change| match change.path.segments() {
            [collection, id, end] if collection == "edges" && (end == "from" || end == "to") => Some(id.as_str()),
            _ => None,
        })
        .collect();
    // An edge that is led elsewhere reads as one that goes and one that comes.
    for id in &moved {
        let whole = |document: &Document| get(document, &Pointer::of(["edges", *id])).map(|value| edge(id, &value));
        lines.extend(whole(document).map(|text| Line { sign: '-', text }));
        lines.extend(whole(&copy).map(|text| Line { sign: '+', text }));
    }
    for change in &commit.changes {
        if !matches!(change.path.segments(), [collection, id, ..] if collection == "edges" && moved.contains(id.as_str()))
        {
            describe(change, &mut lines);
        }
    }
    lines.sort_by_key(|line| line.sign != '-');
    Ok(Preview { words: lines, yaml })
}

fn describe(change: &Change, lines: &mut Vec<Line>) {
    let segments = change.path.segments();
    for (sign, value) in [('-', &change.before), ('+', &change.after)] {
        let Some(value) = value else { continue };
        let text = match segments {
            [collection, ..] if collection == "views" || collection == "comments" => continue,
            [collection, id] if collection == "edges" => edge(id, value),
            [collection, id] if collection == "nodes" => node(id, value),
            [collection, id, rest @ ..] if matches!(collection.as_str(), "nodes" | "edges" | "boundaries") => {
                field(id, rest, value)
            }
            all => field(all.first().map_or("", String::as_str), all.get(1..).unwrap_or_default(), value),
        };
        lines.push(Line { sign, text });
    }
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn edge(id: &str, value: &Value) -> String {
    // A new edge may leave out the ends that its id names.
    let (first, rest) = id.split_once("--").unwrap_or((id, ""));
    let second = rest.split_once("--").map_or(rest, |(second, _)| second);
    let named = |key, other| if word(value, key).is_empty() { other } else { word(value, key) };
    let (from, to) = (named("from", first), named("to", second));
    let about = ["topic", "path", "access", "protocol"]
        .iter()
        .map(|key| word(value, key))
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    let text = format!("{from} → {to}  {} {about}", word(value, "kind"));
    text.trim_end().to_owned()
}

fn node(id: &str, value: &Value) -> String {
    format!("{id}  {} {}", word(value, "kind"), word(value, "engine")).trim_end().to_owned()
}

fn field(id: &str, rest: &[String], value: &Value) -> String {
    let shown = match value {
        Value::String(text) => text.clone(),
        other => written(other).replace('"', "").replace(':', ": ").replace(',', ", "),
    };
    let mut text =
        if rest.is_empty() { format!("{id}: {shown}") } else { format!("{id}  {}: {shown}", rest.join(".")) };
    if text.chars().count() > 160 {
        text = text.chars().take(158).chain(['…']).collect();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_fix_reads_as_what_goes_and_what_comes() {
        let document: Document = serde_json::from_value(json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "a": { "kind": "service" }, "b": { "kind": "service" }, "q": { "kind": "queue" } },
            "edges": { "b--a": { "from": "b", "to": "a", "kind": "call", "protocol": "http" } }
        }))
        .unwrap();
        let edits: Vec<Edit> = serde_json::from_value(json!([
            { "op": "create", "path": "/edges/b--q", "value": { "from": "b", "to": "q", "kind": "publish", "topic": "b.done" } },
            { "op": "delete", "path": "/edges/b--a" },
            { "op": "set", "path": "/nodes/a/replicas/min", "value": 2 }
        ]))
        .unwrap();
        let lines: Vec<String> = preview(&document, &edits)
            .unwrap()
            .words
            .into_iter()
            .map(|line| format!("{} {}", line.sign, line.text))
            .collect();
        assert_eq!(lines.first().map(String::as_str), Some("- b → a  call http"));
        assert!(lines.contains(&"+ b → q  publish b.done".to_owned()), "{lines:?}");
        assert!(lines.iter().any(|line| line.starts_with("+ a  replicas")), "{lines:?}");
    }

    #[test]
    fn an_edge_that_is_led_elsewhere_reads_as_two_lines() {
        let document: Document = serde_json::from_value(json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "web": { "kind": "client" }, "a": { "kind": "service" }, "edge": { "kind": "gateway" } },
            "edges": { "web--a": { "from": "web", "to": "a", "kind": "call" } }
        }))
        .unwrap();
        let edits: Vec<Edit> = serde_json::from_value(json!([
            { "op": "set", "path": "/edges/web--a/from", "value": "edge" },
            { "op": "set", "path": "/edges/web--a/path", "value": "/a" }
        ]))
        .unwrap();
        let lines: Vec<String> = preview(&document, &edits)
            .unwrap()
            .words
            .into_iter()
            .map(|line| format!("{} {}", line.sign, line.text))
            .collect();
        assert_eq!(lines, ["- web → a  call", "+ edge → a  call /a"]);
    }

    #[test]
    fn a_fix_that_no_longer_fits_says_so() {
        let document = Document::new(topology::document::Id::parse("shop").unwrap());
        let edits: Vec<Edit> = serde_json::from_value(
            json!([{ "op": "create", "path": "/edges/a--b", "value": { "from": "a", "to": "b", "kind": "call" } }]),
        )
        .unwrap();
        assert!(preview(&document, &edits).is_err());
    }
}
