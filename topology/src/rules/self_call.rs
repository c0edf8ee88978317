//! # A service that calls itself
//!
//! ## What it finds
//! A call edge that ends at the node where it begins: one finding a node.
//!
//! ## Why it matters
//! A request that waits for another request of the same service holds two of its threads or connections. Under load the second one finds none free, and the service stands still.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: mirror
//! nodes:
//!   orders: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   orders--orders: { kind: call }
//!   orders--stock: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: mirror
//! nodes:
//!   orders: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   orders--stock: { kind: call }
//! ```
//!
//! ## How to fix
//! Call the function within the program. The fix deletes the edge.
//!
//! ## When not to
//! Replicas that talk to one another (gossip, sharding) do call their like: tag the node or the edge `peers`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use crate::collections::BTreeMap;

use super::harmless::harmless;
use super::mend::Mend;
use super::reach::Reach;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, Id, NodeKind};
use crate::finding::{Severity, Subject};
use crate::graph::Link;

pub(super) static RULE: Rule = Rule {
    id: "self-call",
    title: "A service that calls itself",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &["deep-sync-chain", "orphan-node", "protocol-mismatch"],
    source: source!("self_call.rs"),
    reach: Reach::Near,
    check: Check::Each(check),
};

/// The tag of replicas that talk to one another.
const PEERS: &str = "peers";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut by_node: BTreeMap<&Id, Vec<Link<'_>>> = BTreeMap::new();
    for link in context.graph.links().filter(|link| link.edge.kind == EdgeKind::Call && link.edge.from == link.edge.to)
    {
        let peers = link.from.has_tag(PEERS) || link.edge.has_tag(PEERS);
        if !peers && link.from.kind != NodeKind::Platform {
            by_node.entry(&link.edge.from).or_default().push(link);
        }
    }
    for (id, links) in by_node {
        let label = context.label(id);
        let message = format!(
            "{label} calls itself and waits for the answer. Under load the inner calls find no free worker, and {label} stands still."
        );
        findings
            .at(Severity::Warning, Subject::Node(id.clone()), message)
            .also(links.iter().map(|link| Subject::Edge(link.id.clone())))
            .path([id, id])
            .fix(|| {
                let mut mend = Mend::new(context.declared);
                links.iter().for_each(|link| mend.delete_edge(link.id));
                let fix = mend.done(format!("Delete the call of {label} to itself"));
                // A variable that it names gets its usual name again, which may be taken.
                let named = links.iter().any(|link| !link.edge.env.is_empty());
                if named { harmless(context, &RULE, [fix]) } else { vec![fix] }
            });
    }
    Ok(())
}
