use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};
use topology::Document;

use super::*;
use crate::resolve;

fn render(value: Value) -> Output {
    let document: Document = serde_json::from_value(value).unwrap();
    Docs.render(&resolve::plans(&document).unwrap(), &Request::default()).unwrap()
}

fn shop(title: &str, reason: &str) -> Value {
    json!({
        "groundplan": 1, "name": "shop", "title": title, "description": title,
        "environments": { "dev": {}, "prod": { "settings": { "production": true }, "nodes": { "orders": { "replicas": { "min": 3 } } } } },
        "nodes": {
            "web": { "kind": "client" },
            "edge": { "kind": "gateway", "expose": "public" },
            "orders": { "kind": "service", "title": title, "description": title, "in": { "domain": "checkout" }, "image": "acme/orders:1.4.2", "secrets": ["KEY"], "variables": { "GREETING": title }, "slo": { "availability": 99.9 } },
            "orders-db": { "kind": "database" }, "events": { "kind": "queue" }
        },
        "edges": {
            "web--edge": { "from": "web", "to": "edge", "kind": "call" },
            "edge--orders": { "from": "edge", "to": "orders", "kind": "call", "path": "/api/orders" },
            "orders--orders-db": { "from": "orders", "to": "orders-db", "kind": "data", "access": "read-write" },
            "orders--events": { "from": "orders", "to": "events", "kind": "publish", "topic": "order.created" }
        },
        "boundaries": { "checkout": { "kind": "domain", "title": title } },
        "waivers": { "w1": { "rule": "orphan-node", "node": "orders", "reason": reason, "author": "ana", "expires": "2027-04-01" } }
    })
}

/// What a reader sees, block by block, and the markup that is there.
fn read(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut blocks, mut block, mut markup) = (Vec::new(), String::new(), Vec::new());
    for event in Parser::new_ext(text, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Text(text) | Event::Code(text) => block.push_str(&text),
            Event::InlineHtml(html) if &*html == "<br>" => block.push('\n'),
            Event::Start(Tag::Link { dest_url, .. }) => markup.push(dest_url.to_string()),
            Event::Start(_) => {}
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                blocks.push(std::mem::take(&mut block));
            }
            Event::End(_) => {}
            other => markup.push(format!("{other:?}")),
        }
    }
    (blocks, markup)
}

#[test]
fn the_readme_has_commands_for_every_environment_and_addresses_that_answer() {
    let readme = &render(shop("Shop", "for now")).files["README.md"].text;
    for part in [
        "./scripts/secrets.sh",
        "helm upgrade --install shop helm/shop --namespace shop --create-namespace -f helm/shop/values-prod.yaml -f helm/shop/images-prod.yaml",
        "terraform -chdir=terraform/environments/dev/data apply",
        "<https://localhost:8443>",
        "| `orders-secrets` | `KEY` |",
        "| for now | ana | 2027-04-01 |",
    ] {
        assert!(readme.contains(part), "{part} is missing in\n{readme}");
    }
}

#[test]
fn the_picture_shows_domains_and_what_goes_its_own_way() {
    let page = &render(shop("Shop", "for now")).files["docs/architecture.md"].text;
    assert!(page.contains("  subgraph b_checkout[\"Shop\"]\n    n_orders[\"Shop\"]\n  end\n"), "{page}");
    assert!(page.contains("n_orders -.->|\"publish order.created\"| n_events"));
    assert!(page.contains("n_edge -->|\"/api/orders\"| n_orders"), "{page}");
}

#[test]
fn values_say_where_they_come_from_and_lines_what_they_hold() {
    let output = render(shop("Shop", "for now"));
    let file = &output.files["docs/catalogue.md"];
    let line = |pointer: &str| {
        let span = file.spans.iter().find(|span| span.subjects.iter().any(|subject| subject == pointer)).unwrap();
        file.text.lines().nth(span.start_line as usize - 1).unwrap()
    };
    assert_eq!(
        line("/environments/prod/nodes/orders/replicas/min"),
        "| `orders` | replicas | `3` | `/environments/prod/nodes/orders/replicas/min` |"
    );
    assert_eq!(
        line("/nodes/orders/slo/availability"),
        "| slo availability | `99.9` | `/nodes/orders/slo/availability` |"
    );
    assert!(line("/nodes/orders/variables/GREETING").contains("`Shop`"));
    assert!(
        output.files["docs/decisions.md"]
            .text
            .contains("| engine | `postgres` | no engine is declared; PostgreSQL fits most | everywhere |")
    );
}

#[test]
fn too_long_a_value_is_left_out_and_said() {
    let long = "x".repeat(1000);
    let mut document = shop("Shop", "for now");
    document["nodes"]["orders"]["variables"]["GREETING"] = json!(long);
    let output = render(document);
    assert!(output.files.values().all(|file| !file.text.contains(&long)));
    assert!(output.notes.iter().any(|note| note.path == "/nodes/orders/variables/GREETING"));
}

#[test]
fn a_waived_finding_is_no_open_one() {
    let cycle = json!({
        "groundplan": 1, "name": "x",
        "nodes": { "a": { "kind": "service" }, "b": { "kind": "service" } },
        "edges": { "a--b": { "from": "a", "to": "b", "kind": "call" }, "b--a": { "from": "b", "to": "a", "kind": "call" } },
        "waivers": { "w1": { "rule": "sync-cycle", "node": "a", "reason": "one release more", "author": "ana", "expires": "2027-04-01" } }
    });
    let text = render(cycle).files["docs/findings.md"].text.clone();
    let (open, waived) = text.split_once("## Waived").unwrap();
    assert!(!open.contains("sync-cycle") && waived.contains("| `w1` | `sync-cycle` |"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn hostile_words_are_words(text in "[ -~\\n\\täß注|`<>&*_\\[\\]#\\\\\"{}$%]{1,120}") {
        prop_assume!(!text.trim().is_empty());
        let plain = render(shop("Shop", "for now"));
        let output = render(shop(&text, &text));
        for (path, file) in &output.files {
            let (blocks, markup) = read(&file.text);
            let (_, expected) = read(&plain.files[path].text);
            prop_assert_eq!(markup, expected, "markup in {}", path);
            let wanted = match path.as_str() {
                "README.md" => text.clone(),
                "docs/architecture.md" => format!("Architecture of {text}"),
                "docs/catalogue.md" => format!("{text} (orders)"),
                _ => continue,
            };
            prop_assert!(blocks.contains(&wanted), "{:?} is not in {}:\n{}", wanted, path, file.text);
        }
        let picture = &output.files["docs/architecture.md"].text;
        let node = picture.lines().find(|line| line.trim_start().starts_with("n_orders[")).unwrap();
        prop_assert_eq!(node.matches('"').count(), 2);
        prop_assert!(!node.contains(['<', '>', '`', '\\']));
    }
}
