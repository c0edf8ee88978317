//! # A secret in plain sight
//!
//! ## What it finds
//! A variable whose name or value says that it is a secret, with a literal value: passwords, tokens, keys, addresses with a password in them. Empty passwords and trust without any are found too, and passwords in `command`, `args` and `extra`. One finding for each place; the value itself is never repeated.
//!
//! ## Why it matters
//! Whoever reads the repository, an image or a log has the secret, for as long as the history lasts. Everybody who ever had access keeps it.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: leak
//! nodes:
//!   orders: { kind: service, variables: { API_KEY: k-93f1c2aa } }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: leak
//! nodes:
//!   orders: { kind: service, secrets: [API_KEY] }
//! ```
//!
//! ## How to fix
//! Name it under `secrets`; its value is then made or entered where it runs. The fix moves the name and forgets the value. If it was ever committed, change it.
//!
//! ## When not to
//! References such as `${API_KEY}`, files (`API_KEY_FILE`) and everything that only speaks of secrets (`TOKEN_URL`, `PASSWORD_MIN_LENGTH`) are not meant.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Hardcoded secrets in Ponce et al. (2022).

use serde_json::{Value, json};

use super::mend::Mend;
use super::reach::Reach;
use super::secrets::{Suspicion, argument, variable};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Id, Node, Pointer, VariableName};
use crate::edit::Edit;
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "plaintext-secret",
    title: "A secret in plain sight",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &[],
    source: source!("plaintext_secret.rs"),
    reach: Reach::Near,
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, node) in context.graph.nodes() {
        for (name, value) in &node.variables {
            let Some(suspicion) = variable(name.as_str(), value.as_str()) else { continue };
            let label = context.label(id);
            let message = match suspicion {
                Suspicion::NoPassword => format!(
                    "{name} of {label} lets everybody in without a password. Whoever reaches the port has all the data."
                ),
                Suspicion::Secret => format!(
                    "{name} of {label} holds a secret in plain sight. Whoever reads the document, an image or a log has it; name it under secrets instead."
                ),
            };
            findings
                .at(Severity::Error, Subject::Node(id.clone()), message)
                .discriminator(name.as_str())
                .fix(|| fix(context, id, name, suspicion));
        }
        let arguments = [("command", &node.command), ("args", &node.args)];
        for (field, words) in arguments.into_iter().filter(|(_, words)| !words.is_empty()) {
            let texts: Vec<&str> = words.iter().map(|word| word.as_str()).collect();
            if argument(&texts) {
                let label = context.label(id);
                let message = format!(
                    "{field} of {label} holds a secret in plain sight. Everybody who may list processes sees it; pass it as a secret variable instead."
                );
                findings.at(Severity::Error, Subject::Node(id.clone()), message).discriminator(field);
            }
        }
        in_extra(context, findings, id, node)?;
    }
    for (field, value) in targets(&context.document.extra)? {
        if let Some(place) = literal(&value, field) {
            let message = format!(
                "extra.{place} holds a secret in plain sight. Whoever reads the document has it; refer to it instead."
            );
            findings
                .at(Severity::Error, Subject::Topology(context.document.name.clone()), message)
                .discriminator(format!("extra.{place}"));
        }
    }
    Ok(())
}

fn in_extra(context: &Context<'_>, findings: &mut Findings, id: &Id, node: &Node) -> Result<(), RuleError> {
    for (field, value) in targets(&node.extra)? {
        if let Some(place) = literal(&value, field) {
            let label = context.label(id);
            let message = format!(
                "extra.{place} of {label} holds a secret in plain sight. Whoever reads the document has it; refer to it instead."
            );
            findings.at(Severity::Error, Subject::Node(id.clone()), message).discriminator(format!("extra.{place}"));
        }
    }
    Ok(())
}

/// What was said for each target.
fn targets(extra: &crate::document::Extra) -> Result<Vec<(&'static str, Value)>, RuleError> {
    if *extra == crate::document::Extra::default() {
        return Ok(Vec::new());
    }
    let value = crate::json::write(extra);
    let fields = ["compose", "helm", "terraform"].into_iter();
    Ok(fields.filter_map(|field| Some((field, value.get(field)?.clone()))).collect())
}

/// The place of the first literal secret in free data.
fn literal(value: &Value, place: &str) -> Option<String> {
    match value {
        Value::Object(map) => map.iter().find_map(|(key, value)| match value {
            Value::String(text) if variable(key, text).is_some() => Some(format!("{place}.{key}")),
            value => literal(value, &format!("{place}.{key}")),
        }),
        Value::Array(list) => list.iter().enumerate().find_map(|(index, value)| match value {
            // Compose's other way of writing variables.
            Value::String(text) => {
                let (key, text) = text.split_once('=')?;
                variable(key, text).map(|_| format!("{place}.{index}"))
            }
            value => literal(value, &format!("{place}.{index}")),
        }),
        _ => None,
    }
}

/// The name becomes a secret's, wherever a value was given; what opens the door is taken away.
fn fix(context: &Context<'_>, id: &Id, name: &VariableName, suspicion: Suspicion) -> Option<Fix> {
    let declared = context.declared.nodes.get(id)?;
    let in_defaults = context.declared.defaults.get(&declared.kind).is_some_and(|defaults| {
        defaults.get("variables").and_then(|variables| variables.get(name.as_str())).is_some()
            || defaults.contains_key("secrets")
    });
    if in_defaults {
        return None;
    }
    let mut mend = Mend::new(context.declared);
    let variable = |base: &[&str]| Pointer::of(base.iter().copied().chain(["variables", name.as_str()]));
    let add = |mend: &mut Mend<'_>, base: &[&str]| {
        if suspicion == Suspicion::Secret {
            let path = Pointer::of(base.iter().copied().chain(["secrets"]));
            mend.push(Edit::Add { path, member: json!(name) });
        }
    };
    mend.push(Edit::Unset { path: variable(&["nodes", id.as_str()]) });
    add(&mut mend, &["nodes", id.as_str()]);
    for (environment, declared) in &context.declared.environments {
        let Some(over) = declared.nodes.get(id) else { continue };
        let base = ["environments", environment.as_str(), "nodes", id.as_str()];
        if over.get("variables").and_then(|variables| variables.get(name.as_str())).is_some() {
            mend.push(Edit::Unset { path: variable(&base) });
        }
        if over.contains_key("secrets") {
            add(&mut mend, &base);
        }
    }
    let label = context.label(id);
    Some(mend.done(match suspicion {
        Suspicion::Secret => format!("Make {name} a secret of {label}"),
        Suspicion::NoPassword => format!("Take {name} away from {label}"),
    }))
}
