//! # A waiver for nothing
//!
//! ## What it finds
//! A waiver that names a rule, a node or an edge that does not exist, or no subject at all: one finding a waiver.
//!
//! ## Why it matters
//! It waives nothing, though somebody believes that it does.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: waived
//! nodes:
//!   db: { kind: database, engine: postgres, expose: host }
//!   orders: { kind: service }
//! edges:
//!   orders--db: { kind: data, access: read-write }
//! waivers:
//!   w1: { rule: publicly-exposed-datastor, node: db, reason: closed network, author: ana, expires: 2099-01-01 }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: waived
//! nodes:
//!   db: { kind: database, engine: postgres, expose: host }
//!   orders: { kind: service }
//! edges:
//!   orders--db: { kind: data, access: read-write }
//! waivers:
//!   w1: { rule: publicly-exposed-datastore, node: db, reason: closed network, author: ana, expires: 2099-01-01 }
//! ```
//!
//! ## How to fix
//! Correct the name, where one is near; else delete the waiver.
//!
//! ## When not to
//! Never.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! How waivers work.

use serde_json::json;

use super::catalogue::{is_known, known_ids};
use super::mend::Mend;
use super::reach::Reach;
use super::{Check, Findings, Group, Rule, RuleError, Whole, source};
use crate::document::{EdgeId, Id, Pointer, Waiver};
use crate::edit::Edit;
use crate::finding::{Severity, Subject};
use crate::structure::nearest;

pub(super) static RULE: Rule = Rule {
    id: "waiver-unknown",
    title: "A waiver for nothing",
    severity: Severity::Error,
    fix: true,
    group: Group::Housekeeping,
    may_introduce: &["waiver-expired"],
    source: source!("waiver_unknown.rs"),
    reach: Reach::Anything,
    check: Check::Once(check),
};

fn check(whole: &Whole<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, waiver) in &whole.document.waivers {
        let Some(fault) = fault(whole, waiver) else { continue };
        let hint = match &fault.near {
            Some(near) => format!("Did you mean {near}?"),
            None => "Correct it, or delete the waiver.".to_owned(),
        };
        let draft = findings.at(
            Severity::Error,
            Subject::Waiver(id.clone()),
            format!("The waiver {id} {}, so it waives nothing. {hint}", fault.what),
        );
        draft.fix(|| {
            let correct = fault.near.map(|near| {
                let mut mend = Mend::new(whole.document);
                mend.set(["waivers", id.as_str(), fault.field], json!(near));
                mend.done(format!("Correct it to {near}"))
            });
            let mut mend = Mend::new(whole.document);
            mend.push(Edit::Delete { path: Pointer::of(["waivers", id.as_str()]) });
            correct.into_iter().chain([mend.done(format!("Delete the waiver {id}"))])
        });
    }
    Ok(())
}

struct Fault {
    field: &'static str,
    what: String,
    near: Option<String>,
}

/// Whether a waiver names what exists.
pub(super) fn is_sound(whole: &Whole<'_>, waiver: &Waiver) -> bool {
    fault(whole, waiver).is_none()
}

fn fault(whole: &Whole<'_>, waiver: &Waiver) -> Option<Fault> {
    let document = whole.document;
    let unknown = |field, what: &str, name: &str, near: Option<&str>| {
        Some(Fault {
            field,
            what: format!("names the {what} {name}, which does not exist"),
            near: near.map(str::to_owned),
        })
    };
    if !is_known(waiver.rule.as_str()) {
        let near = nearest(waiver.rule.as_str(), known_ids().into_iter());
        return unknown("rule", "rule", waiver.rule.as_str(), near);
    }
    if let Some(node) = waiver.node.as_ref().filter(|node| !document.nodes.contains_key(*node)) {
        let near = nearest(node.as_str(), document.nodes.keys().map(Id::as_str));
        return unknown("node", "node", node.as_str(), near);
    }
    if let Some(edge) = waiver.edge.as_ref().filter(|edge| !document.edges.contains_key(*edge)) {
        let near = nearest(edge.as_str(), document.edges.keys().map(EdgeId::as_str));
        return unknown("edge", "edge", edge.as_str(), near);
    }
    let silent = waiver.key.is_none() && waiver.node.is_none() && waiver.edge.is_none();
    silent.then(|| Fault { field: "node", what: "names neither a key nor a node nor an edge".to_owned(), near: None })
}
