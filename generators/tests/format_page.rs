//! `docs/format.md` says what the types say: its second part is written from the JSON Schema. `ACCEPT=1` writes it anew.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use serde_json::{Map, Value};

const MARK: &str =
    "<!-- From here on written from the types: `ACCEPT=1 cargo test -p generators --test format_page`. -->\n";

#[test]
fn the_format_page_says_what_the_types_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/format.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (by_hand, _) = text.split_once(MARK).expect("docs/format.md has its mark");
    let wanted = format!("{by_hand}{MARK}{}", reference(&topology::schema::document_schema()));
    if std::env::var_os("ACCEPT").is_some() {
        std::fs::write(&path, &wanted).unwrap();
        return;
    }
    let first = text.lines().zip(wanted.lines()).position(|(held, wanted)| held != wanted);
    assert!(
        text == wanted,
        "docs/format.md is out of date from line {:?} on: run it once more with ACCEPT=1",
        first.map_or(text.lines().count().min(wanted.lines().count()) + 1, |line| line + 1)
    );
}

#[test]
fn its_example_is_sound() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/format.md");
    let text = std::fs::read_to_string(path).unwrap();
    let example = text.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (document, _) = topology::yaml::read_document(example).unwrap();
    let report = topology::rules::check(&document, &topology::rules::Options::default()).unwrap();
    assert_eq!(report.summary.error + report.summary.warning, 0, "{:#?}", report.findings);
}

#[test]
fn every_type_has_a_place_and_every_link_leads_to_one() {
    let schema = topology::schema::document_schema();
    let text = reference(&schema);
    let headings: BTreeSet<&str> = text.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    let defined: BTreeSet<&str> = schema["$defs"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(headings, defined);
    for link in text.split("](#").skip(1).map(|rest| rest.split(')').next().unwrap()) {
        assert!(defined.iter().any(|name| name.to_lowercase() == link), "{link}");
    }
    assert!(text.contains("| `kind` | [NodeKind](#nodekind), required | What it is. |"), "{text}");
    assert!(text.contains("| `timeout_ms` | whole number, or `none` |"), "{text}");
    assert!(text.contains(" For: frontend. |"), "{text}");
}

/// The whole reference: the document, then each type in the order in which it is met.
fn reference(schema: &Value) -> String {
    let mut text = String::from("\n## The document\n\n");
    fields(schema, &mut text);
    text.push_str("\n## Types\n");
    for name in met(schema) {
        let definition = &schema["$defs"][&name];
        let _ = write!(text, "\n### {name}\n\n{}\n\n", line(definition));
        match definition["oneOf"].as_array() {
            Some(words) => {
                text.push_str("| word | meaning |\n|---|---|\n");
                for word in words.iter().flat_map(constants) {
                    let _ = writeln!(text, "| `{}` | {} |", word.0, word.1);
                }
            }
            None => fields(definition, &mut text),
        }
    }
    text
}

fn constants(word: &Value) -> Vec<(String, String)> {
    let one = word["const"].as_str().map(|constant| (constant.to_owned(), line(word)));
    let many = word["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(many.map(|constant| (constant.to_owned(), String::new()))).collect()
}

/// The names of types, in the order in which a reader meets them.
fn met(schema: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let mut queue = vec![schema.clone()];
    queue[0].as_object_mut().map(|root| root.remove("$defs"));
    while !queue.is_empty() {
        let mut found = Vec::new();
        references(&queue.remove(0), &mut found);
        for name in found {
            if !names.contains(&name) {
                queue.push(schema["$defs"][&name].clone());
                names.push(name);
            }
        }
    }
    names
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(name) = map.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
                found.push(name.to_owned());
            }
            map.values().for_each(|value| references(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

fn fields(definition: &Value, text: &mut String) {
    let empty = Map::new();
    let properties = definition["properties"].as_object().unwrap_or(&empty);
    if properties.is_empty() {
        let _ = writeln!(text, "A value: {}.", kind(definition));
        return;
    }
    let required: Vec<&str> =
        definition["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    text.push_str("| field | value | meaning |\n|---|---|---|\n");
    for (name, value) in properties {
        let needed = if required.contains(&name.as_str()) { ", required" } else { "" };
        let _ = writeln!(text, "| `{name}` | {}{needed} | {}{} |", kind(value), line(value), kinds(value));
    }
}

/// The kinds that a field is for, where it is not for all.
fn kinds(value: &Value) -> String {
    let kinds: Vec<&str> = value["x-kinds"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if kinds.is_empty() { String::new() } else { format!(" For: {}.", kinds.join(", ")) }
}

/// What a value may be, in words.
fn kind(value: &Value) -> String {
    let fact = value["x-fact"] == true;
    let words = plain(value);
    if fact { format!("{words}, or `none`") } else { words }
}

fn plain(value: &Value) -> String {
    if let Some(name) = value["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("[{name}](#{})", name.to_lowercase());
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(choices) = value[key].as_array() {
            let mut words: Vec<String> = choices
                .iter()
                .filter(|choice| choice["type"] != "null" && choice["const"] != "none")
                .map(plain)
                .collect();
            words.dedup();
            return words.join(" or ");
        }
    }
    let kind = match &value["type"] {
        Value::String(kind) => kind.as_str(),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("value"),
        _ => "value",
    };
    match kind {
        "string" => text_words(value),
        "integer" => number("whole number", value),
        "number" => number("number", value),
        "boolean" => "`true` or `false`".to_owned(),
        "array" if value["uniqueItems"] == true => format!("set of {}", plain(&value["items"])),
        "array" => format!("list of {}", plain(&value["items"])),
        "object" => map_words(value),
        _ => "any value".to_owned(),
    }
}

fn text_words(value: &Value) -> String {
    let mut words = "text".to_owned();
    if let Some(most) = value["maxLength"].as_u64() {
        let _ = write!(words, " of at most {most}");
    }
    if let Some(pattern) = value["pattern"].as_str() {
        let _ = write!(words, " like `{}`", pattern.replace('|', "\\|"));
    }
    words
}

fn number(name: &str, value: &Value) -> String {
    match (value["minimum"].as_f64().filter(|least| *least > 0.0), value["maximum"].as_f64()) {
        (Some(least), Some(most)) => format!("{name} from {least} to {most}"),
        (Some(least), None) => format!("{name} from {least} on"),
        (None, Some(most)) => format!("{name} up to {most}"),
        (None, None) => name.to_owned(),
    }
}

fn map_words(value: &Value) -> String {
    let values = value["patternProperties"].as_object().and_then(|patterns| patterns.values().next());
    match values.or(Some(&value["additionalProperties"]).filter(|more| more.is_object())) {
        Some(values) => format!("map to {}", plain(values)),
        None => "map".to_owned(),
    }
}

/// A description in one line of a table.
fn line(value: &Value) -> String {
    value["description"]
        .as_str()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}
