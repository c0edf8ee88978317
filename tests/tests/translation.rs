//! The translation report tells the truth: what it calls carried stands where it says, and what is not carried only grows fewer.

use std::collections::BTreeMap;

use generators::bundle::{Bundle, Carriage, Options, build};
use journeys::place::{examples, name, read, root};
use journeys::{document, scalars};
use serde_json::Value;
use topology::Document;

/// Fields whose values choose what stands there rather than standing there themselves; for these only the place is checked.
const CHOICES: [&str; 16] = [
    "kind",
    "size",
    "enabled",
    "provision",
    "expose",
    "persistence",
    "tls",
    "platform",
    "production",
    "flows",
    "runs_in",
    "role",
    "release",
    "strip_prefix",
    "access",
    // `daily` and `14d` become cron fields and days.
    "schedule",
];

fn bundles() -> Vec<(String, Document, Bundle)> {
    let built = examples().into_iter().map(|folder| {
        let document = document::read(&folder);
        let bundle = build(&document, &Options::default()).unwrap_or_else(|error| panic!("{}: {error}", name(&folder)));
        (name(&folder), document, bundle)
    });
    built.collect()
}

/// How a value may be spelled.
fn spellings(field: &str, value: &Value) -> Vec<String> {
    let plain = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut all = vec![plain.clone()];
    let number = |text: &str| text.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<u64>().ok();
    match field {
        // An id is a host, a variable or an address: `orders-db`, `ORDERS_DB_HOST`, `orders_db`.
        "from" | "to" | "of" | "server" | "domain" | "unit" | "name" => {
            all.extend([plain.replace('-', "_"), plain.replace('-', "_").to_uppercase()])
        }
        "storage" | "memory" | "size" => all.extend(number(&plain).into_iter().flat_map(|n| {
            if plain.ends_with("Gi") { vec![n.to_string(), (n * 1024).to_string()] } else { vec![n.to_string()] }
        })),
        "keep" => all.extend(
            number(&plain).into_iter().flat_map(|n| [n.to_string(), (n * 7).to_string(), (n * 30).to_string()]),
        ),
        // nginx and others count in seconds.
        "timeout_ms" | "reset_ms" => all.extend(
            number(&plain).into_iter().flat_map(|n| [(n / 1000).to_string(), format!("{}", n as f64 / 1000.0)]),
        ),
        "image" => {
            // Repository and tag often stand apart.
            let (name, tag) = plain.rsplit_once(':').unwrap_or((&plain, ""));
            all.extend([name.to_owned(), tag.to_owned()]);
        }
        "topic" => all.push(plain.replace(['.', '-'], "_").to_uppercase()),
        "retries" => all.extend(number(&plain).map(|n| (n + 1).to_string())),
        _ => {}
    }
    // An empty text stands anywhere.
    all.retain(|text| !text.is_empty() || plain.is_empty());
    all
}

fn leaf_values(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        Value::Object(_) => Vec::new(),
        other => vec![other.clone()],
    }
}

#[test]
fn what_is_called_carried_stands_at_its_place() {
    let mut faults = Vec::new();
    let mut checked: BTreeMap<String, usize> = BTreeMap::new();
    for (example, document, bundle) in bundles() {
        let declared = serde_json::to_value(&document).unwrap();
        for (target, values) in &bundle.translation.0 {
            for (pointer, carriage) in values {
                let Carriage::Carried { file, line } = carriage else { continue };
                let place = format!("{example}: {target}: {pointer} in {file}:{line}");
                let Some(found) = bundle.files.get(file) else {
                    faults.push(format!("{place}: there is no such file"));
                    continue;
                };
                // The item that the line begins: the widest span there that speaks of this value.
                let end = found
                    .spans
                    .iter()
                    .filter(|span| {
                        span.start_line == *line
                            && span.subjects.iter().any(|s| {
                                s.starts_with('/')
                                    && (pointer.starts_with(s.as_str()) || s.starts_with(pointer.as_str()))
                            })
                    })
                    .map(|span| span.end_line)
                    .max();
                let Some(end) = end else {
                    faults.push(format!("{place}: no span begins there"));
                    continue;
                };
                let lines: Vec<&str> =
                    found.text.lines().skip(*line as usize - 1).take((end - line + 1) as usize).collect();
                let field = pointer.rsplit('/').next().unwrap_or_default();
                // The members of a list may stand in lines of their own.
                let listed: Vec<&str> = found
                    .spans
                    .iter()
                    .filter(|span| span.start_line == span.end_line && span.subjects.contains(pointer))
                    .filter_map(|span| found.text.lines().nth(span.start_line as usize - 1))
                    .filter(|_| declared.pointer(pointer).is_some_and(Value::is_array))
                    .collect();
                if CHOICES.contains(&field) {
                    continue;
                }
                let mut region = region(file, &lines);
                region.extend(listed.into_iter().map(str::to_owned));
                // What opens a connection is the block that the line stands in.
                let around = found.spans.iter().filter(|span| span.start_line <= *line && *line <= span.end_line);
                region.extend(
                    around
                        .flat_map(|span| &span.subjects)
                        .filter_map(|subject| subject.strip_prefix("node:"))
                        .map(str::to_owned)
                        .filter(|_| field == "from"),
                );
                for value in declared.pointer(pointer).map(leaf_values).unwrap_or_default() {
                    let spelled = spellings(field, &value);
                    if region.iter().any(|text| spelled.iter().any(|wanted| text.contains(wanted.as_str()))) {
                        *checked.entry(target.clone()).or_default() += 1;
                    } else {
                        faults.push(format!("{place}: {value} is not among {region:?}"));
                    }
                }
            }
        }
    }
    for target in ["compose", "helm", "terraform"] {
        assert!(
            checked.get(target).is_some_and(|count| *count > 50),
            "{target}: too little is carried to check anything: {checked:?}"
        );
    }
    assert!(faults.is_empty(), "{} of {checked:?}\n{}", faults.len(), faults.join("\n"));
}

/// The texts of some lines of a file, read by a parser where the lines are a whole of their format.
fn region(file: &str, lines: &[&str]) -> Vec<String> {
    let indent = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let text: String = lines.iter().map(|line| format!("{}\n", line.get(indent..).unwrap_or_default())).collect();
    let wrapped =
        if file.ends_with(".json") { format!("{{{}}}", text.trim_end().trim_end_matches(',')) } else { text.clone() };
    match scalars::of(file, &wrapped) {
        Ok(Some(found)) if !found.is_empty() => found,
        // In Markdown a backslash before a sign stands for the sign.
        _ if file.ends_with(".md") => vec![unescaped(&text)],
        // The lines of other formats, and parts of an item, are compared as text.
        _ => vec![text],
    }
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign != '\\' || !signs.peek().is_some_and(char::is_ascii_punctuation) {
            plain.push(sign);
        }
    }
    plain
}

/// `tests/unsupported.json`: how many declared values each target leaves out, per example. The numbers may only fall; `GROUNDPLAN_RECORD=1` writes them.
#[test]
fn fewer_and_fewer_values_are_left_out() {
    let path = root().join("tests/unsupported.json");
    let counted: BTreeMap<String, BTreeMap<String, usize>> = bundles()
        .into_iter()
        .map(|(example, document, bundle)| {
            let declared = serde_json::to_value(&document).unwrap();
            let left_out = |values: &BTreeMap<String, Carriage>| {
                let unsupported =
                    values.iter().filter(|(_, carriage)| matches!(carriage, Carriage::Unsupported { .. }));
                unsupported.filter(|(pointer, _)| declared.pointer(pointer).is_some()).count()
            };
            let targets = bundle.translation.0.iter().map(|(target, values)| (target.clone(), left_out(values)));
            (example, targets.collect())
        })
        .collect();
    if std::env::var_os("GROUNDPLAN_RECORD").is_some() {
        journeys::files::write(&path, serde_json::to_string_pretty(&counted).unwrap() + "\n");
    }
    let recorded: BTreeMap<String, BTreeMap<String, usize>> = serde_json::from_str(&read(&path)).unwrap();
    for (example, targets) in &counted {
        for (target, count) in targets {
            let most = recorded
                .get(example)
                .and_then(|targets| targets.get(target))
                .unwrap_or_else(|| panic!("{example}: no number is kept for {target}; run with GROUNDPLAN_RECORD=1"));
            assert!(count <= most, "{example}: {target} leaves {count} values out, {most} at most");
        }
    }
}
