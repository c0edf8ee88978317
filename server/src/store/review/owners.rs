//! Who has to approve a change of which part of a topology.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use topology::Document;
use topology::document::{Id, Node};
use topology::hash::Hashes;
use utoipa::ToSchema;

/// A part of a topology that somebody owns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Part {
    /// The nodes of a boundary, and the boundary itself.
    Boundary(String),
    /// The nodes with a tag.
    Tag(String),
    /// The nodes of a kind.
    Kind(String),
}

impl Part {
    /// As people read it: `tag pci`.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Boundary(id) => format!("boundary {id}"),
            Self::Tag(tag) => format!("tag {tag}"),
            Self::Kind(kind) => format!("kind {kind}"),
        }
    }

    fn has(&self, node: &Node) -> bool {
        match self {
            Self::Boundary(id) => {
                let member = &node.member;
                let all = [&member.domain, &member.team, &member.network, &member.unit];
                all.into_iter().flatten().any(|of| of.as_str() == id)
            }
            Self::Tag(tag) => node.tags.iter().any(|one| one.to_string() == *tag),
            Self::Kind(kind) => node.kind.word() == kind,
        }
    }

    /// Whether the part's own things are at a place of a document: its nodes, their connections, its boundary.
    fn holds(&self, document: &Document, pointer: &str) -> bool {
        let node = |id: &Id| document.nodes.get(id).is_some_and(|node| self.has(node));
        let mut steps = pointer.split('/').skip(1);
        match (steps.next(), steps.next()) {
            (Some("nodes"), Some(id)) => document.nodes.iter().any(|(key, node)| key.as_str() == id && self.has(node)),
            (Some("edges"), Some(id)) => {
                let edge = document.edges.iter().find(|(key, _)| key.as_str() == id);
                edge.is_some_and(|(_, edge)| node(&edge.from) || node(&edge.to))
            }
            (Some("boundaries"), Some(id)) => matches!(self, Self::Boundary(own) if own == id),
            _ => false,
        }
    }
}

/// Who owns a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Owners {
    /// The part.
    pub of: Part,
    /// The accounts of which one has to approve what changes it.
    pub people: Vec<String>,
}

/// Whether a part means something else in one document than in another.
#[must_use]
pub fn touches(part: &Part, (before, was): (&Document, &Hashes), (after, is): (&Document, &Hashes)) -> bool {
    let changed = |pointer: &String| was.parts.get(pointer) != is.parts.get(pointer);
    let all = was.parts.keys().chain(is.parts.keys());
    all.filter(|pointer| changed(pointer)).any(|pointer| part.holds(before, pointer) || part.holds(after, pointer))
}

/// What the parts of a person mean in a document, as one hash; nothing for somebody who owns none.
#[must_use]
pub fn cover(owners: &[Owners], person: &str, document: &Document, hashes: &Hashes) -> Option<String> {
    let own: Vec<&Part> =
        owners.iter().filter(|one| one.people.iter().any(|id| id == person)).map(|one| &one.of).collect();
    if own.is_empty() {
        return None;
    }
    let mut digest = Sha256::new();
    for (pointer, hash) in &hashes.parts {
        if own.iter().any(|part| part.holds(document, pointer)) {
            digest.update(format!("{pointer}\0{hash}\n"));
        }
    }
    Some(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use topology::hash::hashes;

    use super::*;

    fn document(more: serde_json::Value) -> Document {
        let mut value = json!({ "groundplan": 1, "name": "shop",
            "nodes": {
                "pay": { "kind": "service", "tags": ["pci"], "in": { "domain": "money" } },
                "shop": { "kind": "service" }, "db": { "kind": "database", "engine": "postgres" } },
            "edges": { "shop--pay": { "from": "shop", "to": "pay", "kind": "call" } },
            "boundaries": { "money": { "kind": "domain" } } });
        for (path, new) in more.as_object().unwrap() {
            *value.pointer_mut(path).unwrap() = new.clone();
        }
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_part_is_its_nodes_their_connections_and_its_boundary() {
        let before = document(json!({}));
        let touched = |more: serde_json::Value, part: Part| {
            let after = document(more);
            touches(&part, (&before, &hashes(&before)), (&after, &hashes(&after)))
        };
        let (money, pci) = (Part::Boundary("money".to_owned()), Part::Tag("pci".to_owned()));
        let databases = Part::Kind("database".to_owned());
        let shop = json!({ "/nodes/shop": { "kind": "service", "title": "Shop" } });
        let pay = json!({ "/nodes/pay": { "kind": "service" } });
        let edge = json!({ "/edges": {} });
        for part in [&money, &pci] {
            assert!(!touched(shop.clone(), part.clone()));
            assert!(touched(pay.clone(), part.clone()), "to leave a part changes it");
            assert!(touched(edge.clone(), part.clone()));
        }
        assert!(touched(json!({ "/boundaries/money": { "kind": "domain", "title": "Money" } }), money));
        assert!(!touched(pay, databases.clone()));
        assert!(touched(json!({ "/nodes/db": { "kind": "database", "engine": "mariadb" } }), databases));
    }

    #[test]
    fn what_a_person_covers_changes_with_their_parts_alone() {
        let owners = [Owners { of: Part::Tag("pci".to_owned()), people: vec!["ana".to_owned()] }];
        let of = |person: &str, more: serde_json::Value| {
            let document = document(more);
            cover(&owners, person, &document, &hashes(&document))
        };
        let before = of("ana", json!({}));
        assert!(before.is_some() && of("ben", json!({})).is_none());
        assert_eq!(of("ana", json!({ "/nodes/shop": { "kind": "service", "title": "Shop" } })), before);
        assert_ne!(of("ana", json!({ "/nodes/pay": { "kind": "service", "tags": ["pci"] } })), before);
        assert_ne!(of("ana", json!({ "/edges": {} })), before);
    }
}
