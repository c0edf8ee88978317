//! Changes as lines of the document's YAML: what goes, what comes, and the keys that they stand under.

use serde_json::{Map, Value};
use topology::edit::Change;

use super::preview::Line;
use crate::net::wire::{is_wordlike, written};

/// The widest value on one line.
const WIDTH: usize = 64;

/// The lines of these changes, by their place in the document. Layout and comments are left out: they mean nothing.
#[must_use]
pub fn lines(changes: &[Change]) -> Vec<Line> {
    let mut changes: Vec<&Change> = changes.iter().filter(|change| matters(change)).collect();
    changes.sort_by_key(|change| change.path.segments());
    let mut out = Vec::new();
    let mut above: &[String] = &[];
    for change in changes {
        let Some((key, parents)) = change.path.segments().split_last() else { continue };
        let common = above.iter().zip(parents).take_while(|(a, b)| a == b).count();
        for (depth, parent) in parents.iter().enumerate().skip(common) {
            out.push(Line { sign: ' ', text: format!("{}{}:", indent(depth), text(parent)) });
        }
        above = parents;
        for (sign, value) in [('-', &change.before), ('+', &change.after)] {
            if let Some(value) = value {
                // A node is read field by field, as in the file; what is smaller fits one line.
                let block = parents == ["nodes"];
                write(sign, parents.len(), key, value, block, &mut out);
            }
        }
    }
    out
}

fn matters(change: &Change) -> bool {
    !matches!(change.path.segments().first().map(String::as_str), None | Some("views" | "comments"))
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

fn write(sign: char, depth: usize, key: &str, value: &Value, block: bool, out: &mut Vec<Line>) {
    let (indent, key) = (indent(depth), text(key));
    let inline = flow(value);
    let fields = match value {
        Value::Object(fields) if !fields.is_empty() && (block || inline.chars().count() > WIDTH) => fields,
        _ => return out.push(Line { sign, text: format!("{indent}{key}: {inline}") }),
    };
    out.push(Line { sign, text: format!("{indent}{key}:") });
    for (key, value) in fields {
        write(sign, depth + 1, key, value, false, out);
    }
}

fn flow(value: &Value) -> String {
    match value {
        Value::String(word) => text(word),
        Value::Array(all) if !all.is_empty() => format!("[{}]", all.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(all) if !all.is_empty() => format!("{{ {} }}", entries(all)),
        other => written(other),
    }
}

fn entries(all: &Map<String, Value>) -> String {
    all.iter().map(|(key, value)| format!("{}: {}", text(key), flow(value))).collect::<Vec<_>>().join(", ")
}

/// A text bare where every reader of YAML takes it for that text, else in quotes.
fn text(word: &str) -> String {
    let bare = |c: char| is_wordlike(c) || matches!(c, ' ' | '-' | '_' | '.' | '/' | '→');
    let begins = word.starts_with(|c: char| is_wordlike(c) && !c.is_ascii_digit() || c == '/');
    let other = matches!(
        word.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    if begins && !other && !word.ends_with(' ') && word.chars().all(bare) {
        word.to_owned()
    } else {
        written(&word.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use topology::Document;
    use topology::edit::{Edit, apply};

    fn shown(edits: Value) -> Vec<String> {
        let mut document: Document = serde_json::from_value(json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "a": { "kind": "service", "replicas": { "min": 1 } }, "b": { "kind": "service" } },
            "edges": { "a--b": { "from": "a", "to": "b", "kind": "call" } }
        }))
        .unwrap();
        let edit = Edit::Batch { edits: serde_json::from_value(edits).unwrap() };
        let commit = apply(&mut document, &edit).unwrap();
        lines(&commit.changes).into_iter().map(|line| format!("{}{}", line.sign, line.text)).collect()
    }

    #[test]
    fn members_stand_under_their_collection_and_fields_under_their_member() {
        let lines = shown(json!([
            { "op": "delete", "path": "/edges/a--b" },
            { "op": "create", "path": "/nodes/q", "value": { "kind": "queue", "title": "Order events: all", "version": "18" } },
            { "op": "set", "path": "/nodes/a/replicas/min", "value": 3 }
        ]));
        let expected = [
            " edges:",
            "-  a--b: { from: a, to: b, kind: call }",
            " nodes:",
            "   a:",
            "     replicas:",
            "-      min: 1",
            "+      min: 3",
            "+  q:",
            "+    kind: queue",
            "+    title: \"Order events: all\"",
            "+    version: \"18\"",
        ];
        let without_blank: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(without_blank, expected);
    }

    #[test]
    fn what_only_moves_a_card_is_no_line() {
        let place = json!([{ "op": "create", "path": "/views/main", "value": {} }, { "op": "set", "path": "/views/main/layout/a", "value": [1, 2] }]);
        assert_eq!(shown(place), Vec::<String>::new());
    }

    #[test]
    fn words_that_yaml_reads_otherwise_are_quoted() {
        for (word, written) in [
            ("http", "http"),
            ("/api/orders", "/api/orders"),
            ("18", "\"18\""),
            ("no", "\"no\""),
            ("a: b", "\"a: b\""),
            ("", "\"\""),
        ] {
            assert_eq!(text(word), written);
        }
    }
}
