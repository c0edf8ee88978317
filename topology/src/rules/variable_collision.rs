//! # Two meanings of one variable
//!
//! ## What it finds
//! A consumer for which two things get a variable of the same name: two neighbours, two topics, or a neighbour and a variable or secret that the node declares itself. One finding for each variable.
//!
//! ## Why it matters
//! Only one value can reach the program, so it talks to the wrong neighbour, and nothing says so.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: names
//! nodes:
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: postgres }
//!   reports-db: { kind: database, engine: postgres }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write, env: { url: DATABASE_URL } }
//!   orders--reports-db: { kind: data, access: read, env: { url: DATABASE_URL } }
//! ```
//! ```yaml bad
//! groundplan: 1
//! name: names
//! nodes:
//!   orders: { kind: service, variables: { PAYMENTS_URL: "http://payments:8080" } }
//!   payments: { kind: service }
//! edges:
//!   orders--payments: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: names
//! nodes:
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: postgres }
//!   reports-db: { kind: database, engine: postgres }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write, env: { url: DATABASE_URL } }
//!   orders--reports-db: { kind: data, access: read, env: { url: REPORTS_URL } }
//! ```
//!
//! ## How to fix
//! Give one of them another name with `env` on its edge, or take the variable off the node. Where one neighbour gives what the node says itself, the fix does the latter, so that the value is right in every environment.
//!
//! ## When not to
//! Never.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! How variables between neighbours are named.

use serde_json::Value;

use crate::collections::BTreeSet;

use super::everywhere::{default_of, overrides};
use super::mend::Mend;
use super::reach::Reach;
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::Id;
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{may_collide, variables};

pub(super) static RULE: Rule = Rule {
    id: "variable-collision",
    title: "Two meanings of one variable",
    severity: Severity::Error,
    fix: true,
    group: Group::Housekeeping,
    may_introduce: &[],
    source: source!("variable_collision.rs"),
    reach: Reach::Near,
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (consumer, node) in context.graph.nodes() {
        if !may_collide(context.graph.outgoing(consumer.as_str()), node) {
            continue;
        }
        for (name, givers) in variables(context.graph, consumer, node) {
            let declared = node.variables.contains_key(name.as_str()) || node.secrets.contains(name.as_str());
            if givers.len() + usize::from(declared) < 2 {
                continue;
            }
            let targets: BTreeSet<&Id> = givers.iter().map(|given| given.target).collect();
            let label = context.label(consumer);
            let mut meanings: Vec<String> =
                givers.iter().map(|given| format!("the {} of {}", given.role, context.label(given.target))).collect();
            if declared {
                meanings.push("a value of its own".to_owned());
            }
            let message = format!(
                "{label} would get {name} as {}. Only one of them can reach it: name the other with `env` on its edge.",
                listing(&meanings)
            );
            findings
                .at(Severity::Error, Subject::Node(consumer.clone()), message)
                .also(targets.into_iter().map(|id| Subject::Node(id.clone())))
                .also(givers.iter().map(|given| Subject::Edge(given.edge.clone())))
                .discriminator(name.as_str())
                .fix(|| if givers.len() == 1 { let_the_edge_give(context, consumer, &name) } else { None });
        }
    }
    Ok(())
}

/// The node's own variable goes, in the base and in every environment. What a node gets as a secret, or from the defaults of its kind, stays.
fn let_the_edge_give(context: &Context<'_>, consumer: &Id, name: &str) -> Option<Fix> {
    let declared = context.declared;
    let says = |fields: &Value| fields.get(name).is_some();
    let is_secret = |names: &Value| names.as_array().is_some_and(|names| names.iter().any(|held| held == name));
    let node = declared.nodes.get(consumer)?;
    let by_default = default_of(declared, consumer, "variables").is_some_and(says)
        || default_of(declared, consumer, "secrets").is_some_and(is_secret);
    if by_default || node.secrets.contains(name) {
        return None;
    }
    let mut mend = Mend::new(declared);
    if node.variables.contains_key(name) {
        mend.unset(["nodes", consumer.as_str(), "variables", name]);
    }
    for (environment, over) in overrides(declared, consumer) {
        if over.get("secrets").is_some_and(is_secret) {
            return None;
        }
        if over.get("variables").is_some_and(says) {
            mend.unset(["environments", environment.as_str(), "nodes", consumer.as_str(), "variables", name]);
        }
    }
    Some(mend.done(format!("Let the edge give {} its {name}", context.label(consumer))))
}
