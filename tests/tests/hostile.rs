//! Text that tries to be syntax, in every free-text field: it comes out as the same text, or stays out and the report says so.

use std::cell::Cell;
use std::collections::BTreeMap;

use generators::bundle::{Bundle, Carriage, Options, build};
use journeys::{directives, scalars};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::{Value, json};
use topology::Document;

/// Every free-text field of a document, by JSON Pointer, with the number of characters that fit.
const FIELDS: [(&str, usize); 35] = [
    ("/title", 120),
    ("/owner", 1024),
    ("/description", 4096),
    ("/conventions/tags/purpose", 1024),
    ("/environments/dev/title", 120),
    ("/environments/dev/nodes/api/variables/GREETING", 32_768),
    ("/nodes/api/title", 120),
    ("/nodes/api/owner", 1024),
    ("/nodes/api/description", 4096),
    ("/nodes/api/command/0", 1024),
    ("/nodes/api/args/0", 1024),
    ("/nodes/api/variables/GREETING", 32_768),
    ("/nodes/api/health/command/0", 1024),
    ("/nodes/rpc/health/grpc", 1024),
    ("/nodes/edge/title", 120),
    ("/nodes/edge/description", 4096),
    ("/nodes/db/title", 120),
    ("/nodes/db/owner", 1024),
    ("/nodes/db/description", 4096),
    ("/nodes/events/title", 120),
    ("/nodes/bank/title", 120),
    ("/nodes/ledger/title", 120),
    ("/nodes/log/title", 120),
    ("/nodes/shelf/title", 120),
    ("/edges/api--log/description", 4096),
    ("/nodes/nightly/args/0", 1024),
    ("/nodes/nightly/title", 120),
    ("/edges/api--db/description", 4096),
    ("/edges/api--db/evidence", 1024),
    ("/edges/edge--api/description", 4096),
    ("/boundaries/sales/title", 120),
    ("/boundaries/sales/owner", 1024),
    ("/boundaries/sales/description", 4096),
    ("/waivers/later/reason", 1024),
    ("/waivers/later/author", 1024),
];

fn skeleton() -> Value {
    json!({
        "groundplan": 1, "name": "hostile",
        "conventions": { "tags": {} },
        "environments": { "dev": { "nodes": { "api": { "variables": {} } } }, "production": { "settings": { "production": true, "domain": "shop.example.com" } } },
        "nodes": {
            "api": { "kind": "service", "in": { "domain": "sales" }, "image": "ghcr.io/acme/api:1.0.0", "ports": { "http": { "number": 8080 } }, "command": [""], "args": [""], "variables": {}, "secrets": ["API_KEY"], "health": { "command": [""] } },
            "rpc": { "kind": "service", "image": "ghcr.io/acme/rpc:1.0.0", "ports": { "grpc": { "number": 50051 } }, "health": {} },
            "edge": { "kind": "gateway", "engine": "nginx" },
            "db": { "kind": "database", "engine": "postgres", "in": { "domain": "sales" } },
            "events": { "kind": "queue", "engine": "rabbitmq" },
            "ledger": { "kind": "database", "engine": "mariadb", "in": { "domain": "sales" } },
            "log": { "kind": "queue", "engine": "nats" },
            "shelf": { "kind": "object-store" },
            "bank": { "kind": "external", "existing": { "host": "bank.example.com" } },
            "nightly": { "kind": "job", "schedule": "daily", "image": "ghcr.io/acme/nightly:1.0.0", "args": [""] },
            "web": { "kind": "client" }
        },
        "edges": {
            "api--bank": { "from": "api", "to": "bank", "kind": "call" },
            "api--db": { "from": "api", "to": "db", "kind": "data", "access": "read-write" },
            "api--ledger": { "from": "api", "to": "ledger", "kind": "data", "access": "read" },
            "api--log": { "from": "api", "to": "log", "kind": "publish", "topic": "a.b" },
            "api--shelf": { "from": "api", "to": "shelf", "kind": "data", "access": "read-write" },
            "api--events": { "from": "api", "to": "events", "kind": "publish", "topic": "sold" },
            "api--rpc": { "from": "api", "to": "rpc", "kind": "call", "protocol": "grpc" },
            "edge--api": { "from": "edge", "to": "api", "kind": "call", "path": "/api" },
            "nightly--events": { "from": "nightly", "to": "events", "kind": "subscribe", "topic": "sold" },
            "web--edge": { "from": "web", "to": "edge", "kind": "call" }
        },
        "boundaries": { "sales": { "kind": "domain" } },
        "waivers": { "later": { "rule": "orphan-node", "node": "rpc", "expires": "2099-01-01" } }
    })
}

fn set(value: &mut Value, pointer: &str, text: &str) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}")) {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = json!(text),
        parent => parent[key] = json!(text),
    }
}

fn head(at: usize) -> String {
    format!("hq{at}qh")
}

fn tail(at: usize) -> String {
    format!("tq{at}qt")
}

/// The text of a field: hostile, exactly recognisable at both ends, filled up to the limit where that is wanted.
fn text(at: usize, body: &str, limit: usize, fill: bool) -> String {
    let (head, tail) = (head(at), tail(at));
    let room = limit - head.len() - tail.len();
    let mut middle: String = body.chars().take(room).collect();
    let mut used = middle.chars().count();
    while fill && used < room && !body.is_empty() {
        middle.extend(body.chars().take(room - used));
        used = middle.chars().count();
    }
    format!("{head}{middle}{tail}")
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "\"",
        "'",
        "\\",
        "`",
        "${x}",
        "$${x}",
        "$x",
        "$",
        "%{ if x }",
        "%%{",
        "{{ x }}",
        "{{",
        "}}",
        "#{}",
        "# ",
        "#",
        "\n",
        "\n\n",
        "\n  ",
        "\n- ",
        "\t",
        ": ",
        " :",
        "- ",
        "---\n",
        "...",
        "|",
        ">",
        "*a",
        "&a",
        "!t",
        "@",
        "%",
        ",",
        "[",
        "]",
        "{",
        "}",
        "<<",
        "EOT\n",
        "<<EOT",
        "yes",
        "null",
        "~",
        "0x1F",
        "1e3",
        "1_000",
        "é",
        "日本",
        "🦀",
        "\u{2028}",
        "\u{a0}",
        "\u{200b}",
        "\u{202e}",
        "</script>",
        "<b>",
        "]]>",
        "```",
        "|--|",
        "%7D",
        ";",
        "$(id)",
        "&&",
        "\r".trim_end_matches('\r'),
        " ",
        "  ",
        "a",
        "B",
        "0",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A value as the tools behind a file see it: compose reads `$$` as `$` in its own files.
fn meant(path: &str, text: &str) -> String {
    if path.starts_with("compose/") && path.ends_with(".yaml") { text.replace("$$", "$") } else { text.to_owned() }
}

/// What is wrong with a bundle of these texts, one line each.
fn faults(bundle: &Bundle, texts: &BTreeMap<&str, (usize, String)>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut read: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (path, file) in &bundle.files {
        match scalars::of(path, &file.text) {
            Err(error) => faults.push(format!("{path} does not parse: {error}")),
            // Markdown is read back where it is written; in what nobody reads here there must be nothing to tear.
            Ok(None) if path.ends_with(".md") => {}
            Ok(None) => {
                for (pointer, (at, _)) in texts {
                    if file.text.contains(&head(*at)) || file.text.contains(&tail(*at)) {
                        faults.push(format!("{path}: {pointer} stands in a file that nobody reads back"));
                    }
                }
            }
            Ok(Some(found)) => {
                let found: Vec<String> = found.iter().map(|text| meant(path, text)).collect();
                for (pointer, (at, text)) in texts {
                    let torn = found.iter().find(|scalar| {
                        (scalar.contains(&head(*at)) || scalar.contains(&tail(*at))) && !scalar.contains(text.as_str())
                    });
                    if let Some(scalar) = torn {
                        faults.push(format!("{path}: {pointer} {text:?} came out as {scalar:?}"));
                    }
                }
                read.insert(path, found);
            }
        }
    }
    for (target, values) in &bundle.translation.0 {
        for (pointer, (_, text)) in texts {
            // Lists are one value; their places are those of the list.
            let whole = pointer.trim_end_matches("/0");
            if let Some(Carriage::Carried { file, .. }) = values.get(*pointer).or_else(|| values.get(whole)) {
                let found = read
                    .get(file.as_str())
                    .is_none_or(|scalars| scalars.iter().any(|scalar| scalar.contains(text.as_str())));
                if !found {
                    faults.push(format!(
                        "{target}: {pointer} is said to be carried in {file}, which does not hold {text:?}"
                    ));
                }
            }
        }
    }
    faults
}

fn bundle(texts: &BTreeMap<&str, (usize, String)>) -> Bundle {
    let mut value = skeleton();
    for (pointer, (_, text)) in texts {
        set(&mut value, pointer, text);
    }
    let document: Document = serde_json::from_value(value).unwrap_or_else(|error| panic!("{error}"));
    let written = topology::yaml::write_document(&document);
    let (read, _) =
        topology::yaml::read_document(&written).unwrap_or_else(|problems| panic!("{}\n{written}", problems[0]));
    assert_eq!(read, document);
    build(&document, &Options::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// How many bundles are made: 40, or, with `SOAK`, enough for so many texts.
fn bundles() -> u32 {
    let texts: Option<u32> = std::env::var("SOAK").ok().and_then(|texts| texts.parse().ok());
    texts.map_or(40, |texts| texts.div_ceil(FIELDS.len() as u32))
}

/// Texts are new each time, or, with `SOAK_SEED`, the same for the same number.
fn runner(cases: u32) -> TestRunner {
    let seed = std::env::var("SOAK_SEED").ok().and_then(|seed| seed.parse().ok());
    let rng_seed = seed.map_or(RngSeed::Random, RngSeed::Fixed);
    TestRunner::new(ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() })
}

#[test]
fn every_text_comes_out_as_itself_or_is_reported() {
    let (tried, made) = (Cell::new(0), Cell::new(0));
    let texts = (prop::collection::vec(hostile(), FIELDS.len()), any::<prop::sample::Index>());
    let ran = runner(bundles()).run(&texts, |(bodies, full)| {
        let full = full.index(FIELDS.len());
        let texts: BTreeMap<&str, (usize, String)> = FIELDS
            .iter()
            .zip(&bodies)
            .enumerate()
            .map(|(at, ((pointer, limit), body))| (*pointer, (at, text(at, body, *limit, at == full))))
            .collect();
        let faults = faults(&bundle(&texts), &texts);
        prop_assert!(faults.is_empty(), "{}", faults.join("\n"));
        tried.set(tried.get() + texts.len());
        made.set(made.get() + 1);
        Ok(())
    });
    println!("{} hostile texts in {} bundles of all targets", tried.get(), made.get());
    ran.unwrap_or_else(|error| panic!("{error}"));
    println!("none came out changed, and every file was read by a parser of its format");
}

/// A path as long as it likes, of every character that its grammar has.
fn path() -> impl Strategy<Value = String> {
    "/[A-Za-z0-9._~%:@+,=!&/-]{0,40}|/[A-Za-z0-9._~%:@+,=!&/-]{511}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_route_is_a_location_of_its_host(path in path(), host in "(\\*\\.)?[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?\\.example", strip in any::<bool>()) {
        let mut value = skeleton();
        value["edges"]["edge--api"] = json!({ "from": "edge", "to": "api", "kind": "call", "path": path, "host": host, "strip_prefix": strip });
        for pointer in ["/nodes/api/command", "/nodes/api/args", "/nodes/api/health/command", "/nodes/nightly/args"] {
            *value.pointer_mut(pointer).unwrap() = json!(["run"]);
        }
        value["nodes"]["rpc"]["health"] = json!({ "grpc": "" });
        value["waivers"] = json!({});
        let document: Document = serde_json::from_value(value).unwrap_or_else(|error| panic!("{error}"));
        let bundle = build(&document, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
        let files: Vec<_> = bundle.files.iter().filter(|(path, _)| path.ends_with("nginx.conf")).collect();
        prop_assert!(files.len() >= 3, "compose and two roots");
        for (file, text) in files {
            let read = directives::parse(&text.text).unwrap_or_else(|error| panic!("{file}: {error}"));
            let servers = directives::named(&read.directives, "server");
            let mine = servers.into_iter().filter(|server| {
                directives::named(&server.block, "server_name").iter().any(|name| name.words[1..].contains(&host))
            });
            let locations: Vec<&[String]> = mine
                .flat_map(|server| directives::named(&server.block, "location"))
                .map(|location| &location.words[1..])
                .collect();
            let wanted = if strip && path != "/" { format!("{}/", path.trim_end_matches('/')) } else { path.clone() };
            prop_assert!(locations.iter().any(|words| **words == [wanted.clone()]), "{file}: no {wanted:?} of {host}: {locations:?}");
        }
    }
}

#[test]
fn plain_texts_arrive() {
    // If nothing arrived, nothing could be torn.
    let texts: BTreeMap<&str, (usize, String)> = FIELDS
        .iter()
        .enumerate()
        .map(|(at, (pointer, limit))| (*pointer, (at, text(at, "plain", *limit, false))))
        .collect();
    let bundle = bundle(&texts);
    for target in ["compose", "helm", "terraform"] {
        let parsed: Vec<String> = bundle
            .files
            .iter()
            .filter(|(path, _)| path.starts_with(target))
            .filter_map(|(path, file)| scalars::of(path, &file.text).unwrap_or_else(|error| panic!("{path}: {error}")))
            .flatten()
            .collect();
        let arrived =
            texts.values().filter(|(_, text)| parsed.iter().any(|scalar| scalar.contains(text.as_str()))).count();
        assert!(arrived >= 3, "{target} carries {arrived} of {} texts", texts.len());
    }
}
