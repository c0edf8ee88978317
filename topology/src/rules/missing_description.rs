//! # Nothing said about it
//!
//! ## What it finds
//! Nodes without a `description`, or of which nobody says what they are made of: a workload without `image`, `build` and `runtime`, a gateway, data node or platform without `engine` and `image`. And edges of which neither a `description` nor anything about the connection is said (`protocol`, `access`, `topic`, `path`). One finding for all nodes, one for all edges.
//!
//! ## Why it matters
//! A drawing is read by people who were not there. A box with a name and nothing else says to them what they can see already.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: silent
//! rules: { missing-description: { severity: info } }
//! nodes:
//!   orders: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   orders--stock: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: silent
//! rules: { missing-description: { severity: info } }
//! nodes:
//!   orders: { kind: service, description: Takes orders., runtime: go }
//!   stock: { kind: service, description: Counts what is left., runtime: go }
//! edges:
//!   orders--stock: { kind: call, protocol: grpc }
//! ```
//!
//! ## How to fix
//! Write one sentence about what it does. There is no fix: only you know it.
//!
//! ## When not to
//! While sketching; the rule is off unless you turn it on. Clients and external systems only need a description. Callbacks and start order need nothing.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! The inspections of Structurizr for missing descriptions and technologies.

use super::reach::{CONNECTIONS, Part, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Edge, Node, NodeKind};
use crate::finding::{Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "missing-description",
    title: "Nothing said about it",
    severity: Severity::Info,
    fix: false,
    group: Group::Optional,
    may_introduce: &[],
    source: source!("missing_description.rs"),
    reach: Reach::Parts(&[
        CONNECTIONS,
        &[
            Part::Field("description"),
            Part::Field("image"),
            Part::Field("build"),
            Part::Field("runtime"),
            Part::Field("engine"),
        ],
    ]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let topology = || Subject::Topology(context.document.name.clone());
    let silent = |node: &Node| node.description.is_none() || !says_technology(node);
    let nodes: Vec<_> = context.graph.nodes().filter(|(_, node)| silent(node)).map(|(id, _)| id).collect();
    if !nodes.is_empty() {
        let labels: Vec<&str> = nodes.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "Of {} nobody says what {} or what {} made of. Readers who were not there have to guess.",
            listing(&labels),
            if nodes.len() == 1 { "it does" } else { "they do" },
            if nodes.len() == 1 { "it is" } else { "they are" },
        );
        findings
            .at(Severity::Info, topology(), message)
            .also(nodes.into_iter().map(|id| Subject::Node(id.clone())))
            .discriminator("nodes");
    }
    let edges: Vec<_> = context.graph.links().filter(|link| is_silent(link.edge)).map(|link| link.id).collect();
    if !edges.is_empty() {
        let (count, what) = (edges.len(), if edges.len() == 1 { "edge" } else { "edges" });
        let message = format!(
            "Of {count} {what} nobody says what for, or what is spoken. Readers who were not there have to guess."
        );
        findings
            .at(Severity::Info, topology(), message)
            .also(edges.into_iter().map(|id| Subject::Edge(id.clone())))
            .discriminator("edges");
    }
    Ok(())
}

fn says_technology(node: &Node) -> bool {
    match node.kind {
        NodeKind::Client | NodeKind::External => true,
        kind if kind.is_workload() => node.image.is_some() || node.build.is_some() || node.runtime.is_some(),
        _ => node.engine.is_some() || node.image.is_some() || node.build.is_some(),
    }
}

fn is_silent(edge: &Edge) -> bool {
    let said = edge.description.is_some()
        || edge.protocol.is_some()
        || edge.access.is_some()
        || edge.topic.is_some()
        || edge.path.is_some();
    edge.kind.opens_connection() && !said
}
