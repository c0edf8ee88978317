//! What a rule says that it reads is needed: were any part of it left out, some edit would leave a finding behind that no longer holds, or miss a new one. Tried on the documents that are about the rule, the examples of its page, its near misses and those of `reached`.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use topology::Document;
use topology::document::EdgeKind;
use topology::edit::{Edit, apply};
use topology::rules::{self, Fixes, Judge, Part, RULES, Reach, Rule, check_by};

use super::again::{options, told};
use super::exemptions;
use super::reached;
use super::read;

/// What is said anywhere of each field of nodes, and of edges of each kind.
#[derive(Default)]
struct Said {
    fields: BTreeMap<String, Vec<Value>>,
    edges: BTreeMap<String, Vec<Value>>,
}

impl Said {
    fn of(documents: &[Document]) -> Self {
        let mut this = Self::default();
        let keep = |held: &mut Vec<Value>, value: &Value| {
            if !held.contains(value) && held.len() < 24 {
                held.push(value.clone());
            }
        };
        for document in documents {
            let document = json!(document);
            for node in members(&document, "nodes").values().filter_map(Value::as_object) {
                node.iter().for_each(|(field, value)| keep(this.fields.entry(field.clone()).or_default(), value));
            }
            for edge in members(&document, "edges").values() {
                let mut edge = edge.clone();
                (edge["from"], edge["to"]) = (Value::Null, Value::Null);
                let kind = edge["kind"].as_str().unwrap().to_owned();
                keep(this.edges.entry(kind.clone()).or_insert_with(|| vec![json!({ "kind": kind })]), &edge);
            }
        }
        this
    }

    /// Every edit of one part of a document that can be made of what is said.
    fn edits(&self, part: Part, document: &Value) -> Vec<Value> {
        let nodes = members(document, "nodes");
        match part {
            Part::Field(field) => {
                let said = self.fields.get(field).map_or(&[][..], Vec::as_slice);
                let of = |id: &String, held: &Value| -> Vec<Value> {
                    let path = format!("/nodes/{id}/{field}");
                    let unset = (!held.is_null()).then(|| json!({ "op": "unset", "path": path }));
                    let set = said.iter().map(|value| json!({ "op": "set", "path": path, "value": value }));
                    unset.into_iter().chain(set).collect()
                };
                nodes.iter().flat_map(|(id, node)| of(id, &node[field])).collect()
            }
            Part::Edges(kind) => self.of_edges(kind, document, &nodes.keys().collect::<Vec<_>>()),
            Part::Settings => ["kubernetes", "eks", "ecs"]
                .into_iter()
                .map(|platform| json!({ "op": "set", "path": "/settings/platform", "value": platform }))
                .chain([json!({ "op": "set", "path": "/settings/flows", "value": "declared" })])
                .chain([json!({ "op": "set", "path": "/environments/dev", "value": { "settings": { "production": true } } })])
                .chain(overrides(document, &nodes))
                .collect(),
        }
    }

    fn of_edges(&self, kind: EdgeKind, document: &Value, nodes: &[&String]) -> Vec<Value> {
        let plain = [json!({ "kind": kind.word() })];
        let said = self.edges.get(kind.word()).map_or(&plain[..], Vec::as_slice);
        let put = |id: &str, from: &Value, to: &Value, edge: &Value| {
            let mut edge = edge.clone();
            (edge["from"], edge["to"]) = (from.clone(), to.clone());
            json!({ "op": "set", "path": format!("/edges/{id}"), "value": edge })
        };
        let held: Vec<(String, Value)> =
            members(document, "edges").into_iter().filter(|(_, edge)| edge["kind"] == kind.word()).collect();
        let gone = held.iter().map(|(id, _)| json!({ "op": "delete", "path": format!("/edges/{id}") }));
        let changed =
            held.iter().flat_map(|(id, old)| said.iter().map(move |edge| put(id, &old["from"], &old["to"], edge)));
        let pairs = nodes.iter().flat_map(|from| nodes.iter().map(move |to| (from, to)));
        let new = pairs.flat_map(|(from, to)| {
            let id = format!("{from}--{to}--9");
            said.iter().take(6).map(move |edge| put(&id, &json!(from), &json!(to), edge))
        });
        gone.chain(changed).chain(new).collect()
    }
}

/// In what environments may differ, though it is nothing that a rule reads of a node.
fn overrides(document: &Value, nodes: &BTreeMap<String, Value>) -> Vec<Value> {
    let environments = members(document, "environments");
    let of = |environment: &String| -> Vec<Value> {
        let path = |id: &String| format!("/environments/{environment}/nodes/{id}/description");
        nodes.keys().map(|id| json!({ "op": "set", "path": path(id), "value": "Elsewhere." })).collect()
    };
    environments.keys().flat_map(of).collect()
}

fn members(document: &Value, collection: &str) -> BTreeMap<String, Value> {
    document[collection].as_object().into_iter().flatten().map(|(id, value)| (id.clone(), value.clone())).collect()
}

/// The documents that are about a rule.
fn documents(rule: &Rule) -> Vec<Document> {
    let page = rules::page(rule);
    let examples = ["bad", "good"].into_iter().flat_map(|sort| page.examples(sort)).map(|text| read(&text));
    examples.chain(exemptions::documents(rule.id)).chain(reached::documents(rule.id)).collect()
}

/// The rule as it would be if it said that it reads these parts alone.
fn saying(rule: &Rule, parts: Vec<Part>) -> &'static Rule {
    let Rule { id, title, severity, fix, group, may_introduce, source, check, .. } = *rule;
    let parts: &'static [&'static [Part]] = Box::leak(Box::new([&*parts.leak()]));
    let reach = Reach::Parts(parts);
    Box::leak(Box::new(Rule { id, title, severity, fix, group, may_introduce, source, reach, check }))
}

/// Whether some edit of a part makes a judge by the changed rule say what is no longer so.
fn is_found_out(rule: &'static Rule, changed: &'static Rule, part: Part, documents: &[Document], said: &Said) -> bool {
    let options = options(Fixes::None);
    documents.iter().any(|document| {
        let mut judge = Judge::by(&[changed]);
        judge.check(document, &options).unwrap();
        said.edits(part, &json!(document)).into_iter().any(|edit| {
            let mut now = document.clone();
            let edit: Edit = serde_json::from_value(edit).unwrap();
            let Ok(commit) = apply(&mut now, &edit) else { return false };
            let again = judge.clone().check_again(&now, &commit.changes, &options).unwrap();
            told(&again) != told(&check_by(&[rule], &now, &options).unwrap())
        })
    })
}

#[test]
fn every_part_that_a_rule_reads_would_be_missed() {
    let all: Vec<(&'static Rule, Vec<Document>)> = RULES.iter().map(|rule| (*rule, documents(rule))).collect();
    let said = Said::of(&all.iter().flat_map(|(_, documents)| documents.clone()).collect::<Vec<_>>());
    let (mut parts, mut idle) = (0, Vec::new());
    for (rule, documents) in &all {
        let Reach::Parts(reach) = rule.reach else { continue };
        let mut held: Vec<Part> = reach.iter().copied().flatten().copied().collect();
        held.sort_by_key(|part| format!("{part:?}"));
        held.dedup();
        for part in &held {
            let rest = held.iter().copied().filter(|other| other != part).collect();
            parts += 1;
            if !is_found_out(rule, saying(rule, rest), *part, documents, &said) {
                idle.push(format!("{} {part:?}", rule.id));
            }
        }
    }
    println!("{parts} parts are read");
    assert!(idle.is_empty(), "nothing that these read makes a difference in a document about the rule: {idle:#?}");
}
