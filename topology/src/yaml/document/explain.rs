//! serde's messages in the words of the format, with advice.

use crate::structure::nearest;
use crate::yaml::pointer;
use serde_json::Value;

/// Message and hint for a fault at `found`.
pub(super) fn explain(message: &str, found: &Value) -> (String, Option<String>) {
    if let Some(field) = unknown_field(message) {
        let known: Vec<&str> = quoted_words(message).skip(1).collect();
        return (format!("unknown field `{field}`"), Some(did_you_mean(field, &known)));
    }
    if let Some(word) = between(message, "unknown variant `", "`") {
        let known: Vec<&str> = quoted_words(message).skip(1).collect();
        return (format!("`{word}` is not known here"), Some(did_you_mean(word, &known)));
    }
    if let Some(field) = missing_field(message) {
        let hint = match field {
            "from" | "to" => format!("add `{field}: …`, or name the edge `<from>--<to>`"),
            field => format!("add `{field}: …`"),
        };
        return (format!("`{field}` is missing"), Some(hint));
    }
    let (problem, expected) = match message.split_once(", expected ") {
        Some((problem, expected)) if problem.starts_with("invalid ") => (problem, expected),
        _ => return (message.to_owned(), None),
    };
    let wanted = wanted(expected);
    let message = if problem.starts_with("invalid length") {
        format!("expected {wanted}, found {}", problem.trim_start_matches("invalid length ").trim_end_matches(','))
    } else {
        format!("expected {wanted}, found {}", kind_of(found))
    };
    (message, advice(expected, found))
}

/// The value that a message of an invalid type speaks of, and its path within `found`: a field that may be `none` is read as a whole, so its path ends there.
pub(super) fn culprit<'a>(message: &str, found: &'a Value) -> (String, &'a Value) {
    let described =
        between(message, "invalid type: ", ", expected").or(between(message, "invalid value: ", ", expected"));
    let Some(described) = described.filter(|described| unexpected(found) != *described) else {
        return (String::new(), found);
    };
    let mut matches = Vec::new();
    let mut within = vec![(String::new(), found)];
    while let Some((path, value)) = within.pop() {
        if unexpected(value) == described {
            matches.push((path.clone(), value));
        }
        match value {
            Value::Array(items) => {
                within.extend(items.iter().enumerate().map(|(at, item)| (pointer::join(&path, &at.to_string()), item)));
            }
            Value::Object(fields) => {
                within.extend(fields.iter().map(|(key, field)| (pointer::join(&path, key), field)))
            }
            _ => {}
        }
    }
    match (matches.pop(), matches.is_empty()) {
        (Some(only), true) => only,
        // One of several: their common place is told.
        (Some((_, one)), false) => (String::new(), one),
        (None, _) => (String::new(), found),
    }
}

/// A value in serde's words.
fn unexpected(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => format!("boolean `{truth}`"),
        Value::Number(number) if number.is_f64() => format!("floating point `{number}`"),
        Value::Number(number) => format!("integer `{number}`"),
        Value::String(text) => format!("string {text:?}"),
        Value::Array(_) => "sequence".to_owned(),
        Value::Object(_) => "map".to_owned(),
    }
}

/// The field that a message calls unknown.
pub(super) fn unknown_field(message: &str) -> Option<&str> {
    between(message, "unknown field `", "`")
}

/// The field that a message misses.
pub(super) fn missing_field(message: &str) -> Option<&str> {
    between(message, "missing field `", "`")
}

/// The near word if there is one, else all words.
pub(super) fn did_you_mean(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "remove it".to_owned(),
        None => format!("known here: {}", known.join(", ")),
    }
}

/// A value as a person would name it.
pub(super) fn kind_of(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(truth) => format!("the truth value {truth}"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => {
            let short: String = text.chars().take(40).collect();
            let rest = if short.len() < text.len() { "…" } else { "" };
            format!("the text `{short}{rest}`")
        }
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a map".to_owned(),
    }
}

fn wanted(expected: &str) -> &str {
    match expected {
        "a string" | "a borrowed string" => "text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "f64" | "f32" => "a number",
        "u32" | "u64" | "usize" => "a whole number from 0 on",
        "i32" | "i64" => "a whole number",
        "u16" => "a whole number from 0 to 65535",
        "a nonzero u16" => "a whole number from 1 to 65535",
        "a nonzero u32" => "a whole number from 1 on",
        "fewer elements in array" => "fewer items",
        "an array of length 2" => "a list of two numbers",
        other if other.starts_with("struct ") => "a map of fields",
        other if other.starts_with("string or map") || other.starts_with("variant ") => "one of the known words",
        other => other,
    }
}

fn advice(expected: &str, found: &Value) -> Option<String> {
    let text = wanted(expected) == "text";
    match found {
        Value::Number(_) if text => Some("put quotes round it, else it is a number".to_owned()),
        Value::Bool(_) if text => Some("put quotes round it, else it is a truth value".to_owned()),
        Value::Null => Some("give it a value or remove the key".to_owned()),
        Value::String(word) => {
            let word = word.to_ascii_lowercase();
            let truth = match word.as_str() {
                "yes" | "on" | "y" => Some("true"),
                "no" | "off" | "n" => Some("false"),
                _ => None,
            };
            match truth {
                Some(truth) if expected == "a boolean" => Some(format!("write `{truth}`")),
                _ if wanted(expected).contains("number") && word.parse::<f64>().is_ok() => {
                    Some("remove the quotes".to_owned())
                }
                _ if wanted(expected) == "a list" => Some(format!("write `[{word}]`")),
                _ => None,
            }
        }
        Value::Array(_) if wanted(expected).contains("map") => {
            Some("write `key: value` instead of `- item`".to_owned())
        }
        _ => None,
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(before)?;
    rest.find(after).map(|at| &rest[..at])
}

/// The words that a message puts in backquotes.
fn quoted_words(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}
