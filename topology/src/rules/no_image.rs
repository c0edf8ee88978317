//! # Runs a stand-in
//!
//! ## What it finds
//! Workloads, and gateways of the engine `own-image`, that name neither an image nor how one is built: one finding for all of them.
//!
//! ## Why it matters
//! A small stand-in that answers on their port runs in their place, so that what was only drawn can be tried. It does none of their work.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: sketch
//! nodes:
//!   orders: { kind: service }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: sketch
//! nodes:
//!   orders: { kind: service, image: ghcr.io/acme/orders:1.4.2 }
//! ```
//!
//! ## How to fix
//! Set `image`, or `build` with the directory that it is built from.
//!
//! ## When not to
//! As long as you are sketching.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! How the plan decides what was not said.

use super::reach::{Part, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Id, Node, NodeKind};
use crate::finding::{Severity, Subject};
use crate::graph::Graph;

pub(super) static RULE: Rule = Rule {
    id: "no-image",
    title: "Runs a stand-in",
    severity: Severity::Info,
    fix: false,
    group: Group::Housekeeping,
    may_introduce: &[],
    source: source!("no_image.rs"),
    reach: Reach::Parts(&[&[Part::Field("engine"), Part::Field("image"), Part::Field("build")]]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let bare: Vec<&Id> = context.graph.nodes().filter(|(_, node)| lacks_image(node)).map(|(id, _)| id).collect();
    if bare.is_empty() {
        return Ok(());
    }
    let labels: Vec<&str> = bare.iter().map(|id| context.label(id)).collect();
    let message = format!(
        "{} {} neither image nor build, so a small stand-in that only answers runs instead. Set the image when there is one.",
        listing(&labels),
        if bare.len() == 1 { "has" } else { "have" },
    );
    findings
        .at(Severity::Info, Subject::Topology(context.document.name.clone()), message)
        .also(bare.into_iter().map(|id| Subject::Node(id.clone())));
    Ok(())
}

fn lacks_image(node: &Node) -> bool {
    let own_gateway =
        node.kind == NodeKind::Gateway && node.engine.as_ref().is_some_and(|engine| engine.as_str() == "own-image");
    (node.kind.is_workload() || own_gateway) && !Graph::is_client(node) && node.image.is_none() && node.build.is_none()
}
