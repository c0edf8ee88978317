//! # Several services in one container
//!
//! ## What it finds
//! Services that run in one container together: nodes with the same tag `container:<name>`. One finding for each container. A node of the format is a container of its own, so only the tag can say otherwise; it is for systems that were drawn as they are, with several programs under one supervisor.
//!
//! ## Why it matters
//! They can only be started, stopped, updated and scaled together. When one of them takes all memory the others go down with it, and nobody restarts the one that died while the container lives on.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: crowded
//! nodes:
//!   orders: { kind: service, tags: ["container:app"] }
//!   payments: { kind: service, tags: ["container:app"] }
//! edges:
//!   orders--payments: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: crowded
//! nodes:
//!   orders: { kind: service, tags: ["container:orders"] }
//!   payments: { kind: service, tags: ["container:payments"] }
//! edges:
//!   orders--payments: { kind: call }
//! ```
//!
//! ## How to fix
//! One container for each. The fix takes the tag away, so that each is a container of its own again; that is what the outputs build in any case.
//!
//! ## When not to
//! A helper that lives and dies with its service carries the tag `sidecar`. An old image with a supervisor that nobody wants to take apart carries `supervised` on each of its nodes. Jobs and what runs in the browser are not counted.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Multiple services in one container in Neri et al. (2020).

use crate::collections::BTreeMap;

use super::everywhere::drop_tags;
use super::mend::Mend;
use super::reach::{Reach, TAGS};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Id, Node, NodeKind};
use crate::finding::{Severity, Subject};
use crate::graph::Graph;

pub(super) static RULE: Rule = Rule {
    id: "multiple-services-per-container",
    title: "Several services in one container",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &[],
    source: source!("multiple_services_per_container.rs"),
    reach: Reach::Parts(&[TAGS]),
    check: Check::Each(check),
};

/// How the tag begins that names the container which a node runs in.
const CONTAINER: &str = "container:";
/// The tags of what shares a container on purpose.
const TOGETHER: [&str; 2] = ["sidecar", "supervised"];

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut containers: BTreeMap<&str, Vec<&Id>> = BTreeMap::new();
    for (id, node) in context.graph.nodes().filter(|(_, node)| counts(node)) {
        for name in node.tags.iter().filter_map(|tag| tag.as_str().strip_prefix(CONTAINER)) {
            containers.entry(name).or_default().push(id);
        }
    }
    for (name, ids) in containers.iter().filter(|(_, ids)| ids.len() > 1) {
        let labels: Vec<&str> = ids.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "{} run in one container, {name}. They can only be updated and scaled together, and one that takes all memory stops them all.",
            listing(&labels)
        );
        findings
            .at(Severity::Error, Subject::Node(ids[0].clone()), message)
            .also(ids.iter().map(|id| Subject::Node((*id).clone())))
            .discriminator(*name)
            .fix(|| {
                let mut mend = Mend::new(context.declared);
                let tag = format!("{CONTAINER}{name}");
                let dropped = ids.iter().all(|id| drop_tags(&mut mend, context.declared, id, &[&tag]));
                dropped.then(|| mend.done("Give each a container of its own"))
            });
    }
    Ok(())
}

fn counts(node: &Node) -> bool {
    let runs_on = node.kind.is_workload() && node.kind != NodeKind::Job && !Graph::is_client(node);
    runs_on && !TOGETHER.iter().any(|tag| node.has_tag(tag))
}
