//! The drawing and its judgement, in words.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use topology::document::{Document, Id, Node, Waiver};
use topology::rules;

use crate::error::Error;
use crate::plan::{Drawing, DrawnBoundary, DrawnEdge, DrawnNode, FindingLine, Judgement, WaiverLine};

/// Fields that a drawing says otherwise, or whose values the Plan holds one by one.
const SAID_ELSEWHERE: [&str; 6] = ["kind", "title", "from", "to", "variables", "extra"];

/// What was drawn, in whatever environment it exists.
pub(super) fn drawing(document: &Document) -> Drawing {
    let nodes: BTreeMap<Id, DrawnNode> = document
        .nodes
        .iter()
        .filter(|(id, node)| exists(document, id, node))
        .map(|(id, node)| (id.clone(), drawn(document, id, node)))
        .collect();
    let edges =
        document.edges.iter().filter(|(_, edge)| nodes.contains_key(&edge.from) && nodes.contains_key(&edge.to));
    Drawing {
        description: document.description.as_ref().map(ToString::to_string).unwrap_or_default(),
        edges: edges
            .map(|(id, edge)| {
                let (from, to) = (edge.from.clone(), edge.to.clone());
                (id.clone(), DrawnEdge { from, to, kind: edge.kind, said: said(edge) })
            })
            .collect(),
        boundaries: document
            .boundaries
            .iter()
            .map(|(id, boundary)| {
                let drawn = DrawnBoundary {
                    kind: boundary.kind,
                    title: boundary.title.as_ref().map_or_else(|| id.to_string(), ToString::to_string),
                    owner: boundary.owner.as_ref().map(ToString::to_string),
                    description: boundary.description.as_ref().map(ToString::to_string).unwrap_or_default(),
                };
                (id.clone(), drawn)
            })
            .collect(),
        nodes,
    }
}

/// Whether a node exists in the base or in any environment.
fn exists(document: &Document, id: &Id, node: &Node) -> bool {
    let switched_on = |environment: &topology::document::Environment| {
        environment.nodes.get(id).and_then(|over| over.get("enabled")) == Some(&Value::Bool(true))
    };
    node.enabled != Some(false) || document.environments.values().any(switched_on)
}

fn drawn(document: &Document, id: &Id, node: &Node) -> DrawnNode {
    DrawnNode {
        kind: node.kind,
        title: document.node_label(id.as_str()).to_owned(),
        domain: node.member.domain.clone(),
        owner: document.owner_of(node).map(str::to_owned),
        said: said(node),
    }
}

/// Every declared value of an item, by its place below it.
fn said<T: Serialize>(item: &T) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if let Ok(Value::Object(fields)) = serde_json::to_value(item) {
        for (field, value) in fields.iter().filter(|(field, _)| !SAID_ELSEWHERE.contains(&field.as_str())) {
            descend(field, value, &mut found);
        }
    }
    found
}

fn descend(place: &str, value: &Value, found: &mut BTreeMap<String, String>) {
    let text = match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                descend(&format!("{place}/{field}"), value, found);
            }
            return;
        }
        Value::Array(members) => members.iter().map(word).collect::<Vec<_>>().join(", "),
        value => word(value),
    };
    found.insert(place.to_owned(), text);
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What the rules say, without a date: a waiver's expiry is shown, not judged.
pub(super) fn judgement(document: &Document) -> Result<Judgement, Error> {
    let report = rules::check(document, &rules::Options { fixes: rules::Fixes::None, ..rules::Options::default() })?;
    let findings = report.findings.into_iter().map(|finding| FindingLine {
        severity: finding.severity,
        title: rules::find(&finding.rule).map_or_else(|| finding.rule.clone(), |rule| rule.title.to_owned()),
        rule: finding.rule,
        message: finding.message,
        subjects: finding.subjects,
        environments: finding.environments,
        waived: finding.waived.map(|waived| waived.waiver),
    });
    let waivers = document.waivers.iter().map(|(id, waiver)| WaiverLine {
        id: id.clone(),
        rule: waiver.rule.to_string(),
        subject: subject(waiver),
        reason: waiver.reason.to_string(),
        author: waiver.author.to_string(),
        expires: waiver.expires.to_string(),
    });
    Ok(Judgement { findings: findings.collect(), waivers: waivers.collect(), failed: report.failed })
}

fn subject(waiver: &Waiver) -> String {
    let named = [
        waiver.node.as_ref().map(|id| format!("node {id}")),
        waiver.edge.as_ref().map(|id| format!("edge {id}")),
        waiver.key.as_ref().map(|key| format!("finding {key}")),
    ];
    named.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Document {
        serde_json::from_value(json!({
            "groundplan": 1, "name": "shop", "description": "Sells.",
            "nodes": {
                "a": { "kind": "service", "title": "Alpha", "slo": { "availability": 99.9 } },
                "b": { "kind": "service" }, "c": { "kind": "client" },
                "gone": { "kind": "service", "enabled": false }
            },
            "edges": {
                "a--b": { "from": "a", "to": "b", "kind": "call", "timeout_ms": 200 },
                "b--a": { "from": "b", "to": "a", "kind": "call" },
                "a--gone": { "from": "a", "to": "gone", "kind": "boot" }
            },
            "waivers": { "w1": { "rule": "sync-cycle", "node": "a", "reason": "one release more", "author": "ana", "expires": "2001-01-01" } }
        }))
        .unwrap()
    }

    #[test]
    fn what_exists_nowhere_is_not_drawn() {
        let drawing = drawing(&document());
        assert_eq!(drawing.nodes.len(), 3);
        assert_eq!(drawing.edges.len(), 2);
        assert_eq!(drawing.nodes["a"].said["slo/availability"], "99.9");
        assert_eq!(drawing.edges["a--b"].said["timeout_ms"], "200");
    }

    #[test]
    fn a_waiver_is_shown_whatever_the_day() {
        let judgement = judgement(&document()).unwrap();
        let cycle = judgement.findings.iter().find(|finding| finding.rule == "sync-cycle").unwrap();
        assert_eq!(cycle.waived.as_ref().map(Id::as_str), Some("w1"));
        assert_eq!(judgement.waivers[0].expires, "2001-01-01");
        assert_eq!(judgement.waivers[0].subject, "node a");
    }
}
