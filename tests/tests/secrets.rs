//! No generated file holds a password, token or key, nor anything that looks random.

use std::collections::{BTreeMap, BTreeSet};

use generators::bundle::{Bundle, Options, build};
use journeys::document;
use journeys::place::{examples, name};

/// Words that name a secret in a key.
const SECRET: [&str; 8] = ["password", "passwd", "secret", "token", "api_key", "apikey", "private_key", "credential"];

/// Beginnings that give keys of well-known issuers away.
const ISSUED: [&str; 9] =
    ["-----BEGIN", "AKIA", "ASIA", "ghp_", "github_pat_", "xoxb-", "sk_live_", "eyJhbGciOi", "AIza"];

fn bundles() -> Vec<(String, Bundle)> {
    examples()
        .iter()
        .map(|folder| {
            (
                name(folder),
                build(&document::read(folder), &Options::default()).unwrap_or_else(|error| panic!("{error}")),
            )
        })
        .collect()
}

/// Lines `key: value` or `key = value`, in whatever format: the key, and the value without quotes.
fn pair(line: &str) -> Option<(String, String)> {
    let line = line.trim().trim_start_matches("- ").trim_start_matches('#').trim_start_matches("export ").trim();
    let at = line.find([':', '='])?;
    let key = line[..at].trim().trim_matches('"').to_ascii_lowercase().replace('-', "_");
    let value = line[at + 1..].trim().trim_end_matches(',').trim().trim_matches(['"', '\'']).to_owned();
    let word = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c));
    (word && !value.is_empty()).then_some((key, value))
}

/// Whether a key holds a secret: it ends in such a word. `secret` alone is, in every format here, the name of one.
fn holds(key: &str) -> bool {
    key != "secret" && SECRET.iter().any(|word| key.ends_with(word))
}

/// Whether a value only says where the secret is or what it is for: a variable, a reference, a path, a map, a sentence.
fn refers(value: &str) -> bool {
    value.contains(['$', ' '])
        || value.starts_with(['{', '[', '|', '>', '/', '.', '&', '*', '<', '('])
        || ["var.", "local.", "module.", "data.", "ephemeral.", "aws_", "arn:"]
            .iter()
            .any(|start| value.starts_with(start))
        || value.ends_with("-secrets")
        || ["true", "false", "null", "string", "object", "array"].contains(&value)
}

fn entropy(text: &str) -> f64 {
    let mut counts: BTreeMap<char, f64> = BTreeMap::new();
    text.chars().for_each(|c| *counts.entry(c).or_default() += 1.0);
    let total = text.chars().count() as f64;
    counts.values().map(|count| -(count / total) * (count / total).log2()).sum()
}

/// Words that look as if a machine had drawn them.
fn random_words(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '+')).filter(|word| word.len() >= 20);
    words
        .filter(|word| {
            let has = |class: fn(&char) -> bool| word.chars().any(|c| class(&c));
            has(char::is_ascii_lowercase)
                && has(char::is_ascii_uppercase)
                && has(char::is_ascii_digit)
                && entropy(word) > 3.8
        })
        .collect()
}

fn leaks(path: &str, text: &str) -> Vec<String> {
    let mut found: Vec<String> =
        ISSUED.iter().filter(|word| text.contains(**word)).map(|word| format!("{path}: {word}…")).collect();
    for (number, line) in text.lines().enumerate() {
        if let Some((key, value)) = pair(line)
            && holds(&key)
            && !refers(&value)
        {
            found.push(format!("{path}:{}: {}", number + 1, line.trim()));
        }
        // `scheme://user:password@host`
        for url in line.split("://").skip(1) {
            let authority = url.split(['/', '"', '\'', ' ', '?']).next().unwrap_or_default();
            if let Some((login, _)) = authority.rsplit_once('@')
                && let Some((_, password)) = login.split_once(':')
                && !password.is_empty()
                && !password.contains(['$', '{', '%', '<'])
            {
                found.push(format!("{path}:{}: an address with a password: {}", number + 1, line.trim()));
            }
        }
    }
    found.extend(random_words(text).into_iter().map(|word| format!("{path}: looks random: {word}")));
    found
}

#[test]
fn no_file_of_a_bundle_holds_a_secret() {
    let mut found = Vec::new();
    for (example, bundle) in bundles() {
        for (path, file) in &bundle.files {
            found.extend(leaks(path, &file.text).into_iter().map(|leak| format!("{example}: {leak}")));
        }
    }
    assert!(found.is_empty(), "{}\n{}", found.len(), found.join("\n"));
}

#[test]
fn the_scan_sees_what_it_looks_for() {
    for (leak, harmless) in [
        ("POSTGRES_PASSWORD: hunter2", "POSTGRES_PASSWORD: ${ORDERS_DB_PASSWORD:?}"),
        ("  \"api_key\": \"abc\",", "  \"api_key\": \"${KEY}\","),
        ("password = \"hunter2\"", "password = var.password"),
        ("ADMIN_TOKEN=abc", "ADMIN_TOKEN="),
        ("url: postgres://me:hunter2@db/x", "url: postgres://me:${PASSWORD}@db/x"),
        ("x: AKIAIOSFODNN7", "x: akia"),
        ("-----BEGIN PRIVATE KEY-----", "BEGIN"),
        ("x: k3Jd8sLq0PzX7vTnB2mW4yRt", "x: 8f14e45fceea167a5a36dedd4bea2543"),
    ] {
        assert!(!leaks("a", leak).is_empty(), "{leak}");
        assert!(leaks("a", harmless).is_empty(), "{:?}", leaks("a", harmless));
    }
}

/// What is no function of the document would differ between two runs.
#[test]
fn nothing_is_drawn_at_random() {
    for (first, second) in bundles().into_iter().zip(bundles()) {
        assert_eq!(first.1.files, second.1.files, "{}", first.0);
    }
}
