//! Terraform as written: what the tests of every subject share.

mod eks;
mod managed;
mod owners;
mod roots;
mod rules;
mod values;

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use topology::document::Document;

use super::*;
use crate::resolve;

const EXAMPLES: [&str; 4] = [
    include_str!("../../../../../assets/examples/online-boutique/topology.yaml"),
    include_str!("../../../../../assets/examples/shop/topology.yaml"),
    include_str!("../../../../../assets/examples/voting/topology.yaml"),
    // Everything that can be drawn, at once.
    include_str!("../../../../../tests/terraform/everything.yaml"),
];

fn examples() -> impl Iterator<Item = Document> {
    EXAMPLES.into_iter().map(|text| {
        let source = topology::yaml::read(text).expect("the example reads");
        serde_json::from_value(source.value).expect("the example is a document")
    })
}

fn shop() -> Json {
    json!({
        "groundplan": 1, "name": "shop",
        "conventions": { "tags": { "cost-center": "42" } },
        "environments": { "prod": { "settings": { "production": true, "platform": "ecs", "domain": "shop.example.com" } } },
        "nodes": {
            "web": { "kind": "client" },
            "edge": { "kind": "gateway" },
            "orders": { "kind": "service", "image": "ghcr.io/acme/orders:1.4.2", "ports": { "http": { "number": 8080 } },
                        "secrets": ["API_KEY"], "variables": { "GREETING": "hello" } },
            "sweep": { "kind": "job", "image": "ghcr.io/acme/sweep:1", "schedule": "0 3 * * 1" },
            "orders-db": { "kind": "database", "engine": "postgres", "version": "18", "backup": { "schedule": "daily", "keep": "14d" } },
            "cache": { "kind": "cache" },
            "events": { "kind": "queue" },
            "cards": { "kind": "external", "existing": { "host": "cards.example.com" } },
            "mail": { "kind": "external", "existing": { "host": "mail.example.com" } }
        },
        "edges": {
            "web--edge": { "from": "web", "to": "edge", "kind": "call", "protocol": "https" },
            "edge--orders": { "from": "edge", "to": "orders", "kind": "call", "path": "/api" },
            "orders--orders-db": { "from": "orders", "to": "orders-db", "kind": "data", "access": "read-write" },
            "sweep--orders-db": { "from": "sweep", "to": "orders-db", "kind": "data", "access": "read" },
            "orders--cache": { "from": "orders", "to": "cache", "kind": "data", "access": "read-write" },
            "orders--events": { "from": "orders", "to": "events", "kind": "publish", "topic": "order.created" },
            "orders--cards": { "from": "orders", "to": "cards", "kind": "call", "protocol": "https" },
            "orders--mail": { "from": "orders", "to": "mail", "kind": "call", "protocol": "https" }
        }
    })
}

fn everything() -> Output {
    let document = examples().nth(3).expect("the fourth is everything");
    Terraform.render(&resolve::plans(&document).expect("it resolves"), &Request::default()).expect("it renders")
}

fn plans(document: Json) -> Plans {
    let document: Document = serde_json::from_value(document).expect("a document");
    resolve::plans(&document).expect("it resolves")
}

fn render(document: Json) -> Output {
    Terraform.render(&plans(document), &Request::default()).expect("it renders")
}

/// The module calls of a root: label to arguments.
fn modules(output: &Output, root: &str) -> BTreeMap<String, BTreeMap<String, hcl::Expression>> {
    let text = &output.files[&format!("terraform/environments/{root}/main.tf")].text;
    let body: hcl::Body = hcl::parse(text).expect("HCL");
    body.blocks()
        .filter(|block| block.identifier() == "module")
        .map(|block| {
            let arguments = block.body().attributes().map(|a| (a.key().to_owned(), a.expr().clone())).collect();
            (block.labels()[0].as_str().to_owned(), arguments)
        })
        .collect()
}

fn object<'e>(expression: &'e hcl::Expression, key: &str) -> &'e hcl::Expression {
    let hcl::Expression::Object(entries) = expression else { panic!("no object: {expression:?}") };
    let named = |name: &hcl::ObjectKey| match name {
        hcl::ObjectKey::Identifier(name) => name.as_str() == key,
        hcl::ObjectKey::Expression(hcl::Expression::String(name)) => name == key,
        _ => false,
    };
    entries.iter().find(|(name, _)| named(name)).map(|(_, value)| value).unwrap_or_else(|| panic!("no {key}"))
}

fn text(expression: &hcl::Expression) -> String {
    hcl::format::to_string(expression).expect("it formats").trim_matches('"').to_owned()
}
