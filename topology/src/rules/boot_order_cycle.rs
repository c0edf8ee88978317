//! # Nobody can start first
//!
//! ## What it finds
//! Nodes that wait for one another at start: each group of nodes that lead to one another over boot edges is one finding.
//!
//! ## Why it matters
//! None of them ever starts. Docker compose refuses such a file as a whole.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: start
//! nodes:
//!   api: { kind: service }
//!   worker: { kind: worker }
//! edges:
//!   api--worker: { kind: boot }
//!   worker--api: { kind: boot }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: start
//! nodes:
//!   api: { kind: service }
//!   worker: { kind: worker }
//! edges:
//!   worker--api: { kind: boot }
//! ```
//!
//! ## How to fix
//! Let one of them start without the other and try again until it is there. The fix deletes the fewest boot edges that break every round.
//!
//! ## When not to
//! Never.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! The Compose specification on `depends_on`.

use std::collections::{BTreeMap, BTreeSet};

use super::mend::Mend;
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeId, EdgeKind, Id};
use crate::finding::{Severity, Subject};
use crate::graph::Relation;

pub(super) static RULE: Rule = Rule {
    id: "boot-order-cycle",
    title: "Nobody can start first",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &["orphan-node"],
    source: source!("boot_order_cycle.rs"),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut steps: BTreeMap<(&Id, &Id), Vec<&EdgeId>> = BTreeMap::new();
    for link in context.graph.links().filter(|link| link.edge.kind == EdgeKind::Boot) {
        steps.entry((&link.edge.from, &link.edge.to)).or_default().push(link.id);
    }
    let relation = Relation::new(steps.keys().copied());
    let mut rings = relation.rings();
    let within: BTreeSet<&Id> = rings.iter().flatten().copied().collect();
    // A node that waits for itself is a round of one, unless it is part of a larger one anyway.
    rings.extend(steps.keys().filter(|(a, b)| a == b && !within.contains(a)).map(|(a, _)| vec![*a]));
    for ring in rings {
        let (round, mut cut) = match ring.as_slice() {
            [one] => (vec![*one, *one], Vec::new()),
            _ => (relation.shortest_round(&ring), relation.feedback(&ring)),
        };
        cut.extend(ring.iter().map(|id| (*id, *id)));
        let labels: Vec<&str> = ring.iter().map(|id| context.label(id)).collect();
        let way: Vec<&str> = round.iter().map(|id| context.label(id)).collect();
        let message = match labels.as_slice() {
            [one] => format!("{one} waits for itself at start, so it never starts. Compose refuses such a file."),
            _ => format!(
                "At start {} wait for one another: {}. None of them can be first, and compose refuses such a file.",
                listing(&labels),
                way.join(" → ")
            ),
        };
        let mut mend = Mend::new(context.declared);
        let mut said = Vec::new();
        for (from, to) in cut {
            for id in steps.get(&(from, to)).into_iter().flatten() {
                mend.delete_edge(id);
                said.push(format!("{} start without waiting for {}", context.label(from), context.label(to)));
            }
        }
        let edges = round.windows(2).filter_map(|pair| steps.get(&(pair[0], pair[1]))).flatten();
        said.dedup();
        findings
            .at(Severity::Error, Subject::Node(ring[0].clone()), message)
            .also(ring.iter().map(|id| Subject::Node((*id).clone())))
            .also(edges.map(|id| Subject::Edge((*id).clone())))
            .path(round.iter().copied())
            .members(context.document, ring.iter().copied())
            .fix([mend.done(format!("Let {}", listing(&said)))]);
    }
    Ok(())
}
