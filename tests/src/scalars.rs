//! Texts in generated files, as parsers that are not ours read them.

use hcl::eval::{Context, Evaluate};
use hcl::{Body, Expression, Structure};
use serde::Deserialize;
use serde_json::Value;

/// Every text in a file (keys and values; numbers and truth values as text), or `None` where nobody parses this sort of file here.
///
/// # Errors
/// What the parser says.
pub fn of(path: &str, text: &str) -> Result<Option<Vec<String>>, String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let mut found = Vec::new();
    match ending {
        // Templates are no YAML until helm fills them in.
        "yaml" | "yml" | "tpl" if path.contains("/templates/") => return Ok(None),
        "yaml" | "yml" => yaml(text, &mut found)?,
        "json" => json(&serde_json::from_str(text).map_err(|error| error.to_string())?, &mut found),
        "tsv" => table(text, &mut found)?,
        "conf" if name == "nginx.conf" => found = crate::directives::parse(text)?.texts(),
        "tf" | "hcl" | "tfvars" => hcl_body(&hcl::parse(text).map_err(|error| error.to_string())?, &mut found)?,
        _ => return Ok(None),
    }
    Ok(Some(found))
}

/// Rows of equally many cells, none of them empty: a shell that splits at tabs takes two of them for one.
fn table(text: &str, found: &mut Vec<String>) -> Result<(), String> {
    let mut columns = None;
    for (number, row) in text.strip_suffix('\n').unwrap_or(text).split('\n').enumerate() {
        let cells: Vec<&str> = row.split('\t').collect();
        if cells.len() != *columns.get_or_insert(cells.len()) || cells.iter().any(|cell| cell.is_empty()) {
            return Err(format!("row {} has other cells than the first: {row:?}", number + 1));
        }
        found.extend(cells.into_iter().map(str::to_owned));
    }
    Ok(())
}

fn yaml(text: &str, found: &mut Vec<String>) -> Result<(), String> {
    for document in serde_yaml_ng::Deserializer::from_str(text) {
        yaml_value(&serde_yaml_ng::Value::deserialize(document).map_err(|error| error.to_string())?, found);
    }
    Ok(())
}

fn yaml_value(value: &serde_yaml_ng::Value, found: &mut Vec<String>) {
    use serde_yaml_ng::Value as Yaml;
    match value {
        Yaml::Null => {}
        Yaml::Bool(truth) => found.push(truth.to_string()),
        Yaml::Number(number) => found.push(number.to_string()),
        Yaml::String(text) => found.push(text.clone()),
        Yaml::Sequence(items) => items.iter().for_each(|item| yaml_value(item, found)),
        Yaml::Mapping(entries) => entries.iter().for_each(|(key, value)| {
            yaml_value(key, found);
            yaml_value(value, found);
        }),
        Yaml::Tagged(tagged) => yaml_value(&tagged.value, found),
    }
}

fn json(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Bool(truth) => found.push(truth.to_string()),
        Value::Number(number) => found.push(number.to_string()),
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| json(item, found)),
        Value::Object(entries) => entries.iter().for_each(|(key, value)| {
            found.push(key.clone());
            json(value, found);
        }),
    }
}

fn hcl_body(body: &Body, found: &mut Vec<String>) -> Result<(), String> {
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                found.push(attribute.key().to_owned());
                expression(attribute.expr(), found)?;
            }
            Structure::Block(block) => {
                found.push(block.identifier().to_owned());
                found.extend(block.labels().iter().map(|label| label.as_str().to_owned()));
                hcl_body(block.body(), found)?;
            }
        }
    }
    Ok(())
}

fn expression(value: &Expression, found: &mut Vec<String>) -> Result<(), String> {
    match value {
        Expression::Bool(truth) => found.push(truth.to_string()),
        Expression::Number(number) => found.push(number.to_string()),
        Expression::String(text) => found.push(text.clone()),
        Expression::Array(items) => items.iter().try_for_each(|item| expression(item, found))?,
        Expression::Object(entries) => {
            for (key, value) in entries {
                match key {
                    hcl::ObjectKey::Identifier(name) => found.push(name.to_string()),
                    hcl::ObjectKey::Expression(key) => expression(key, found)?,
                    other => return Err(format!("an object's key of an unknown sort: {other:?}")),
                }
                expression(value, found)?;
            }
        }
        Expression::TemplateExpr(template) => match template.evaluate(&Context::new()) {
            Ok(text) => found.push(text.as_str().map_or_else(|| text.to_string(), str::to_owned)),
            // A template with references is ours, not a text of a document; what stands around the references still counts.
            Err(_) => found.push(template.to_string()),
        },
        Expression::FuncCall(call) => call.args.iter().try_for_each(|argument| expression(argument, found))?,
        other => found.push(hcl::format::to_string(other).unwrap_or_default()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_out_as_the_formats_mean_them() {
        let has = |path: &str, text: &str, wanted: &str| {
            let found = of(path, text).unwrap().unwrap();
            assert!(found.iter().any(|text| text == wanted), "{path}: {found:?}");
        };
        has("a.yaml", "a: \"x\\ty\"\nb: [1, yes]\n---\nc: |-\n  l1\n  l2\n", "l1\nl2");
        has("a.json", r#"{"k": ["\u00e9"]}"#, "é");
        has("main.tf", r#"module "m" { a = "$${x} %%{ y } \"q\" \n" }"#, "${x} %{ y } \"q\" \n");
        has("main.tf", "x = { \"a b\" = [\"plain\"] }", "plain");
        has("users.tsv", "a\tb c\nd\t$e\n", "$e");
        has("nginx.conf", "a { b 'c d'; } # e", "c d");
        has("main.tf", "x = jsonencode({ \"a b\" = \"in a call\" })", "in a call");
        assert!(of("main.tf", "x = \"open").is_err() && of("a.yaml", "a: b: c").is_err() && of("a.json", "{").is_err());
        assert!(of("a.tsv", "a\tb\nc\n").is_err() && of("a.tsv", "a\t\tb\n").is_err());
        assert_eq!(of("README.md", "x"), Ok(None));
    }
}
