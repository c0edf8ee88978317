//! The JSON Schema put into the few shapes that a form knows.

use serde_json::Value;

/// What a field holds, and so which control edits it.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A text; `long` where it may have several lines.
    Text {
        /// The greatest length in characters.
        max: Option<u64>,
        /// Whether it is prose.
        long: bool,
    },
    /// A number.
    Number {
        /// Whether only whole ones count.
        whole: bool,
        /// The least.
        min: Option<f64>,
        /// The greatest.
        max: Option<f64>,
    },
    /// Yes or no.
    Flag,
    /// One of several words.
    Choice(Vec<(String, String)>),
    /// Several values in a row; `set` where the order says nothing.
    List {
        /// What each is.
        item: Box<Shape>,
        /// Whether it is a set.
        set: bool,
    },
    /// Values by name.
    Map(Box<Shape>),
    /// Named fields.
    Record(Vec<Field>),
    /// Anything.
    Any,
}

/// One field of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name in the document.
    pub name: String,
    /// What it is, from the schema.
    pub help: String,
    /// Whether the record needs it.
    pub required: bool,
    /// Whether the word `none` says that it is known not to exist.
    pub fact: bool,
    /// The kinds for which it means something; none named means all.
    pub kinds: Vec<String>,
    /// What it holds.
    pub shape: Shape,
}

/// The fields of a definition of the schema, in the schema's order.
#[must_use]
pub fn fields(schema: &Value, definition: &str) -> Vec<Field> {
    match read(schema, &schema["$defs"][definition], 0) {
        Shape::Record(fields) => fields,
        _ => Vec::new(),
    }
}

/// Deeper than this no document goes; a schema that refers to itself ends here.
const DEPTH: usize = 8;

fn read(root: &Value, node: &Value, depth: usize) -> Shape {
    let node = follow(root, node);
    if depth > DEPTH {
        return Shape::Any;
    }
    if let Some(choices) = choices(root, node) {
        return Shape::Choice(choices);
    }
    if let Some(options) = node["anyOf"].as_array() {
        let real: Vec<&Value> =
            options.iter().filter(|option| option["type"] != "null" && option["const"] != "none").collect();
        return match real.as_slice() {
            [one] => read(root, one, depth + 1),
            _ => Shape::Any,
        };
    }
    match kind(node) {
        "string" => {
            let max = node["maxLength"].as_u64();
            Shape::Text { max, long: node["pattern"].is_null() && max.is_some_and(|max| max >= 4096) }
        }
        "integer" | "number" => Shape::Number {
            whole: kind(node) == "integer",
            min: node["minimum"].as_f64(),
            max: node["maximum"].as_f64(),
        },
        "boolean" => Shape::Flag,
        "array" => {
            Shape::List { item: Box::new(read(root, &node["items"], depth + 1)), set: node["uniqueItems"] == true }
        }
        "object" => object(root, node, depth),
        _ => Shape::Any,
    }
}

fn object(root: &Value, node: &Value, depth: usize) -> Shape {
    if let Some(properties) = node["properties"].as_object() {
        let required = |name: &str| node["required"].as_array().is_some_and(|names| names.iter().any(|n| n == name));
        return Shape::Record(
            properties.iter().map(|(name, value)| field(root, name, value, required(name), depth)).collect(),
        );
    }
    let patterns = node["patternProperties"].as_object().and_then(|patterns| patterns.values().next());
    match patterns.or_else(|| Some(&node["additionalProperties"]).filter(|value| value.is_object())) {
        Some(value) => Shape::Map(Box::new(read(root, value, depth + 1))),
        None => Shape::Any,
    }
}

fn field(root: &Value, name: &str, value: &Value, required: bool, depth: usize) -> Field {
    let help =
        value["description"].as_str().or_else(|| follow(root, value)["description"].as_str()).unwrap_or_default();
    Field {
        name: name.to_owned(),
        help: help.replace('`', ""),
        required,
        fact: value["x-fact"] == true,
        kinds: value["x-kinds"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect(),
        shape: read(root, value, depth + 1),
    }
}

fn choices(root: &Value, node: &Value) -> Option<Vec<(String, String)>> {
    if let Some(words) = node["enum"].as_array() {
        return Some(words.iter().filter_map(Value::as_str).map(|word| (word.to_owned(), String::new())).collect());
    }
    let options = node["oneOf"].as_array()?;
    let mut out = Vec::new();
    for option in options {
        let option = follow(root, option);
        match (option["const"].as_str(), option["enum"].as_array()) {
            (Some(word), _) => {
                out.push((word.to_owned(), option["description"].as_str().unwrap_or_default().to_owned()))
            }
            (None, Some(words)) => {
                out.extend(words.iter().filter_map(Value::as_str).map(|word| (word.to_owned(), String::new())))
            }
            (None, None) => return None,
        }
    }
    Some(out)
}

fn follow<'a>(root: &'a Value, node: &'a Value) -> &'a Value {
    match node["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
        Some(name) => &root["$defs"][name],
        None => node,
    }
}

/// The type, where `null` beside it only says that the field may be absent.
fn kind(node: &Value) -> &str {
    match &node["type"] {
        Value::String(word) => word,
        Value::Array(words) => words.iter().filter_map(Value::as_str).find(|word| *word != "null").unwrap_or_default(),
        _ => "",
    }
}

/// A field's name as people read it: `timeout_ms` becomes “Timeout ms”.
#[must_use]
pub fn label(name: &str) -> String {
    let known = match name {
        "timeout_ms" => "Timeout (ms)",
        "reset_ms" => "Reset (ms)",
        "latency_p95_ms" => "p95 (ms)",
        "slo" => "SLO",
        "tls" => "TLS",
        "cors" => "CORS",
        "cpu" => "CPU",
        "grpc" => "gRPC service",
        "as" => "Secrets as",
        "in" => "Belongs to",
        "of" => "Replica of",
        "calls_per_request" => "Calls a request",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        std::iter::once(first.to_ascii_uppercase())
            .chain(letters.map(|c| if c == '_' || c == '-' { ' ' } else { c }))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> Value {
        json!({ "$defs": {
            "Node": { "type": "object", "required": ["kind"], "properties": {
                "kind": { "$ref": "#/$defs/Kind", "description": "What it is." },
                "title": { "type": ["string", "null"], "maxLength": 120 },
                "ports": { "type": "object", "patternProperties": { "^[a-z]+$": { "$ref": "#/$defs/Port" } } },
                "timeout": { "x-fact": true, "anyOf": [{ "const": "none" }, { "type": "integer", "minimum": 0 }] },
                "tags": { "type": "array", "uniqueItems": true, "items": { "type": "string" } },
                "port": { "anyOf": [{ "$ref": "#/$defs/Port" }, { "type": "null" }] },
                "loop": { "$ref": "#/$defs/Node" }
            } },
            "Kind": { "oneOf": [{ "const": "service", "description": "Takes calls." }, { "const": "job" }] },
            "Port": { "type": "object", "required": ["number"], "properties": { "number": { "type": "integer", "minimum": 1, "maximum": 65535 } } }
        } })
    }

    #[test]
    fn every_construct_of_the_schema_has_its_shape() {
        let fields = fields(&schema(), "Node");
        let shape = |name: &str| fields.iter().find(|field| field.name == name).unwrap();
        assert_eq!(
            shape("kind").shape,
            Shape::Choice(vec![("service".into(), "Takes calls.".into()), ("job".into(), String::new())])
        );
        assert!(shape("kind").required && !shape("title").required);
        assert_eq!(shape("title").shape, Shape::Text { max: Some(120), long: false });
        assert!(
            matches!(&shape("ports").shape, Shape::Map(port) if matches!(&**port, Shape::Record(fields) if fields[0].required))
        );
        assert!(shape("timeout").fact);
        assert_eq!(shape("timeout").shape, Shape::Number { whole: true, min: Some(0.0), max: None });
        assert!(matches!(&shape("tags").shape, Shape::List { set: true, .. }));
        assert!(matches!(&shape("port").shape, Shape::Record(_)));
    }

    #[test]
    fn names_become_labels() {
        assert_eq!((label("strip_prefix").as_str(), label("timeout_ms").as_str()), ("Strip prefix", "Timeout (ms)"));
    }
}
