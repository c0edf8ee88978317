//! # No limits on resources
//!
//! ## What it finds
//! Programs that run on Kubernetes (`settings.platform: kubernetes` or `eks`) and say neither `size` nor `resources`: one finding for all of them. Data nodes count where they run in a container of ours (`provision: container`).
//!
//! ## Why it matters
//! Kubernetes places and evicts programs by what they ask for. What asks for nothing is evicted first, and what has no limit takes the memory of its neighbours.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: limits
//! settings: { platform: kubernetes }
//! rules: { missing-resource-limits: { severity: info } }
//! nodes:
//!   orders: { kind: service }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: limits
//! settings: { platform: kubernetes }
//! rules: { missing-resource-limits: { severity: info } }
//! nodes:
//!   orders: { kind: service, size: small }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: limits
//! settings: { platform: compose }
//! rules: { missing-resource-limits: { severity: info } }
//! nodes:
//!   orders: { kind: service }
//! ```
//!
//! ## How to fix
//! Say `size` in words, or `resources` exactly. The fix says `small`, which is what is taken where nothing is said, so that a reader sees it and can change it.
//!
//! ## When not to
//! Where a LimitRange of the namespace sets them, tag the topology `limit-range`. What is merged under `extra.helm.resources` counts as said.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! Resource management for Pods and containers, in the documentation of Kubernetes.

use serde_json::json;

use super::mend::Mend;
use super::reach::{Part, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Id, Node, Provision, Runtime, Size};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Graph;

pub(super) static RULE: Rule = Rule {
    id: "missing-resource-limits",
    title: "No limits on resources",
    severity: Severity::Info,
    fix: true,
    group: Group::Optional,
    may_introduce: &[],
    source: source!("missing_resource_limits.rs"),
    reach: Reach::Parts(&[&[
        Part::Field("provision"),
        Part::Field("size"),
        Part::Field("resources"),
        Part::Field("extra"),
        Part::Settings,
    ]]),
    check: Check::Each(check),
};

/// The tag of a topology whose namespace sets limits.
const LIMIT_RANGE: &str = "limit-range";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let kubernetes = matches!(context.document.settings.platform, Some(Runtime::Kubernetes | Runtime::Eks));
    if !kubernetes || context.document.tags.contains(LIMIT_RANGE) {
        return Ok(());
    }
    let bare: Vec<&Id> = context.graph.nodes().filter(|(_, node)| says_nothing(node)).map(|(id, _)| id).collect();
    if bare.is_empty() {
        return Ok(());
    }
    let labels: Vec<&str> = bare.iter().map(|id| context.label(id)).collect();
    let message = format!(
        "{} {} neither size nor resources. Kubernetes evicts first what asks for nothing, and what has no limit takes its neighbours' memory.",
        listing(&labels),
        if bare.len() == 1 { "says" } else { "say" },
    );
    findings
        .at(Severity::Info, Subject::Topology(context.document.name.clone()), message)
        .also(bare.iter().map(|id| Subject::Node((*id).clone())))
        .fix(|| [fix(context, &bare)]);
    Ok(())
}

fn says_nothing(node: &Node) -> bool {
    let runs_here = node.kind.is_workload() && !Graph::is_client(node)
        || node.kind.is_data() && node.provision == Some(Provision::Container);
    let said = node.size.is_some() || node.resources.is_some() || node.extra.helm.contains_key("resources");
    runs_here && !said
}

/// Says of all of them what is taken anyway, also of those that only other environments have.
fn fix(context: &Context<'_>, bare: &[&Id]) -> Fix {
    let mut mend = Mend::new(context.declared);
    let elsewhere = context.declared.nodes.iter().filter(|(_, node)| says_nothing(node)).map(|(id, _)| id);
    let all: crate::collections::BTreeSet<&Id> = bare.iter().copied().chain(elsewhere).collect();
    for id in &all {
        mend.set(["nodes", id.as_str(), "size"], json!(Size::Small));
    }
    mend.done("Say small, which is what they get now")
}
