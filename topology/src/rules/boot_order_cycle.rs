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

use crate::collections::{BTreeMap, BTreeSet};

use super::mend::Mend;
use super::reach::{Part, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Document, EdgeId, EdgeKind, Id};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Relation;

pub(super) static RULE: Rule = Rule {
    id: "boot-order-cycle",
    title: "Nobody can start first",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &["orphan-node"],
    source: source!("boot_order_cycle.rs"),
    reach: Reach::Parts(&[&[Part::Edges(EdgeKind::Boot)]]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let steps = steps(context.document);
    let relation = Relation::new(steps.keys().copied());
    let mut rings = relation.rings();
    let within: BTreeSet<&Id> = rings.iter().flatten().copied().collect();
    // A node that waits for itself is a round of one, unless it is part of a larger one anyway.
    rings.extend(steps.keys().filter(|(a, b)| a == b && !within.contains(a)).map(|(a, _)| vec![*a]));
    for ring in rings {
        let round = match ring.as_slice() {
            [one] => vec![*one, *one],
            _ => relation.shortest_round(&ring),
        };
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
        let edges = round.windows(2).filter_map(|pair| steps.get(&(pair[0], pair[1]))).flatten();
        findings
            .at(Severity::Error, Subject::Node(ring[0].clone()), message)
            .also(ring.iter().map(|id| Subject::Node((*id).clone())))
            .also(edges.map(|id| Subject::Edge((*id).clone())))
            .path(round.iter().copied())
            .members(context.document, ring.iter().copied())
            .fix(|| [fix(context, &ring)]);
    }
    Ok(())
}

/// The boot edges between each two nodes.
fn steps(document: &Document) -> BTreeMap<(&Id, &Id), Vec<&EdgeId>> {
    let mut steps: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let drawn = |id: &Id| document.nodes.contains_key(id.as_str());
    for (id, edge) in &document.edges {
        if edge.kind == EdgeKind::Boot && drawn(&edge.from) && drawn(&edge.to) {
            steps.entry((&edge.from, &edge.to)).or_default().push(id);
        }
    }
    steps
}

/// Deletes the fewest boot edges which break every round, in whatever environment it holds.
fn fix<'a>(context: &Context<'a>, ring: &[&'a Id]) -> Fix {
    let alone = context.declared.environments.is_empty();
    let steps = steps(if alone { context.document } else { context.declared });
    let relation = Relation::new(steps.keys().copied());
    let rings = relation.rings();
    let whole = rings.iter().find(|whole| ring.iter().all(|id| whole.contains(id)));
    let mut cut = whole.map_or_else(Vec::new, |whole| relation.feedback(whole));
    cut.extend(whole.map_or(ring, Vec::as_slice).iter().map(|id| (*id, *id)));
    let mut mend = Mend::new(context.declared);
    let mut said = Vec::new();
    for (from, to) in cut {
        for id in steps.get(&(from, to)).into_iter().flatten() {
            mend.delete_edge(id);
            said.push(format!("{} start without waiting for {}", context.label(from), context.label(to)));
        }
    }
    said.dedup();
    mend.done(format!("Let {}", listing(&said)))
}
