//! # Stored data open to the outside
//!
//! ## What it finds
//! A database, cache, queue or object store that is published on a host port or meant to be public: one finding a node. On loopback alone it is an information. The management page of a broker is `published-internal-port`.
//!
//! ## Why it matters
//! Databases on the internet are found within hours and tried with every known password. There is no gateway, no limit and often no log in front of them.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: open
//! nodes:
//!   db: { kind: database, engine: postgres, expose: host }
//!   orders: { kind: service }
//! edges:
//!   orders--db: { kind: data, access: read-write }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: open
//! nodes:
//!   db: { kind: database, engine: postgres }
//!   orders: { kind: service }
//! edges:
//!   orders--db: { kind: data, access: read-write }
//! ```
//!
//! ## How to fix
//! Take it off the outside, as the fix does. To look into it while developing, use `expose: loopback`.
//!
//! ## When not to
//! An object store that serves public files: tag it `public-by-design`. A host port that only an environment opens which is not production is an information.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Ponce et al. (2022).

use super::entries::PUBLIC_BY_DESIGN;
use super::everywhere::default_of;
use super::mend::Mend;
use super::ports::reach_of_data;
use super::reach::{OPEN, Reach, TAGS};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Expose, Id, NodeKind};
use crate::finding::{Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "publicly-exposed-datastore",
    title: "Stored data open to the outside",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &["host-port-collision"],
    source: source!("publicly_exposed_datastore.rs"),
    reach: Reach::Parts(&[OPEN, TAGS]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, node) in context.graph.nodes().filter(|(_, node)| node.kind.is_data()) {
        // Public files are what some object stores are for; a database never is.
        if node.kind == NodeKind::ObjectStore && node.has_tag(PUBLIC_BY_DESIGN) {
            continue;
        }
        let label = context.label(id);
        let subject = Subject::Node(id.clone());
        match reach_of_data(node) {
            Expose::None => {}
            Expose::Loopback => {
                let message = format!(
                    "{label} can be reached from the machine that it runs on. That is handy while developing; others can't get in."
                );
                findings.at(Severity::Info, subject, message);
            }
            Expose::Host if only_while_developing(context, id) => {
                let message = format!(
                    "{label} can be reached over a port of the host, here and not in production. That is handy while developing; `expose: loopback` keeps others out."
                );
                findings.at(Severity::Info, subject, message);
            }
            Expose::Host | Expose::Public => {
                let message = format!(
                    "{label} can be reached from outside. Whoever finds the port can try passwords, with no gateway and no limit in front."
                );
                findings.at(Severity::Error, subject, message).fix(|| {
                    let mut mend = Mend::new(context.declared);
                    mend.close(id).then(|| mend.done(format!("Take {label} off the outside")))
                });
            }
        }
    }
    Ok(())
}

/// Whether this environment, which is not production, opens what the base keeps closed.
fn only_while_developing(context: &Context<'_>, id: &Id) -> bool {
    let by_default = ["expose", "ports"].iter().any(|field| default_of(context.declared, id, field).is_some());
    let closed = context.declared.nodes.get(id).is_some_and(|node| reach_of_data(node) < Expose::Host);
    closed && !by_default && context.document.settings.production != Some(true)
}
