//! # One network for everything
//!
//! ## What it finds
//! Something that can be reached from outside and a database, in one and the same network, where the network does not enforce the drawn flows (`settings.flows: declared`): one finding for the whole topology. Nodes that name no `network` boundary share one.
//!
//! ## Why it matters
//! Whoever breaks into what stands outside finds the databases next door, with nothing between but a password.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: flat
//! settings: { flows: declared }
//! nodes:
//!   orders: { kind: service, expose: public }
//!   orders-db: { kind: database, engine: postgres }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: flat
//! settings: { flows: enforced }
//! nodes:
//!   orders: { kind: service, expose: public }
//!   orders-db: { kind: database, engine: postgres }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: flat
//! settings: { flows: declared }
//! nodes:
//!   orders: { kind: service, expose: public, in: { network: front } }
//!   orders-db: { kind: database, engine: postgres, in: { network: back } }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write }
//! boundaries:
//!   back: { kind: network }
//!   front: { kind: network }
//! ```
//!
//! ## How to fix
//! Let the network enforce what is drawn, or keep databases in a network of their own. The fixes do the one or the other; for the second you have to build the networks, since what is written for Kubernetes and the cloud only tells flows apart.
//!
//! ## When not to
//! With `flows: enforced`, which is what a topology has that says nothing, policies and security groups let nothing through that is not drawn. A database that is there already (`provision: existing`) stands elsewhere.
//!
//! ## Settings
//! `severity`.
//!
//! ## References
//! Operating practice.

use crate::collections::BTreeSet;

use serde_json::json;

use super::entries::reach;
use super::everywhere::overrides;
use super::mend::Mend;
use super::reach::{CALLS, OPEN, Part, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{BoundaryKind, EdgeKind, Expose, Flows, Id, Node, NodeKind, Pointer, Provision};
use crate::edit::Edit;
use crate::finding::{Fix, Severity, Subject};
use crate::graph::Graph;

pub(super) static RULE: Rule = Rule {
    id: "flat-network",
    title: "One network for everything",
    severity: Severity::Info,
    fix: true,
    group: Group::Core,
    may_introduce: &["unencrypted-edge"],
    source: source!("flat_network.rs"),
    reach: Reach::Parts(&[CALLS, OPEN, &[Part::Field("in"), Part::Field("provision"), Part::Settings]]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    if context.document.settings.flows != Some(Flows::Declared) {
        return Ok(());
    }
    let mut databases: Vec<(&Id, &Node)> = context.graph.of_kind(NodeKind::Database).collect();
    databases.retain(|(_, node)| node.provision != Some(Provision::Existing));
    let held: BTreeSet<Option<&Id>> = databases.iter().map(|(_, node)| node.member.network.as_ref()).collect();
    let mut outside: Vec<(&Id, &Node)> =
        context.graph.nodes().filter(|(id, node)| is_outside(context, id, node)).collect();
    outside.retain(|(_, node)| held.contains(&node.member.network.as_ref()));
    let open: BTreeSet<Option<&Id>> = outside.iter().map(|(_, node)| node.member.network.as_ref()).collect();
    databases.retain(|(_, node)| open.contains(&node.member.network.as_ref()));
    if databases.is_empty() {
        return Ok(());
    }
    let labels = |nodes: &[(&Id, &Node)]| listing(&nodes.iter().map(|(id, _)| context.label(id)).collect::<Vec<_>>());
    let message = format!(
        "{} can be reached from outside and {} one network with {}. Whoever breaks in finds the data next door.",
        labels(&outside),
        if outside.len() == 1 { "shares" } else { "share" },
        labels(&databases),
    );
    findings
        .at(Severity::Info, Subject::Topology(context.document.name.clone()), message)
        .also(outside.iter().chain(&databases).map(|(id, _)| Subject::Node((*id).clone())))
        .fix(|| [enforce(context), set_apart(context, &databases)]);
    Ok(())
}

/// Whether requests from outside come in here.
fn is_outside(context: &Context<'_>, id: &Id, node: &Node) -> bool {
    let ours = node.kind.is_workload() || matches!(node.kind, NodeKind::Gateway | NodeKind::Platform);
    let called = || context.graph.incoming_of(id.as_str(), EdgeKind::Call).any(|link| Graph::is_client(link.from));
    ours && !Graph::is_client(node) && (reach(node) >= Expose::Host || called())
}

fn enforce(context: &Context<'_>) -> Fix {
    let declared = context.declared;
    let mut mend = Mend::new(declared);
    if declared.settings.flows == Some(Flows::Declared) {
        mend.set(["settings", "flows"], json!(Flows::Enforced));
    }
    for (name, environment) in &declared.environments {
        if environment.settings.flows == Some(Flows::Declared) {
            mend.set(["environments", name.as_str(), "settings", "flows"], json!(Flows::Enforced));
        }
    }
    mend.done("Let the network enforce what is drawn")
}

/// A network boundary for the databases, in the base and in every environment.
fn set_apart(context: &Context<'_>, databases: &[(&Id, &Node)]) -> Fix {
    let declared = context.declared;
    let mut mend = Mend::new(declared);
    let network = declared.free_id(&Id::propose("data-network", "network"));
    let value = json!({ "kind": BoundaryKind::Network, "title": "Data" });
    mend.push(Edit::Create { path: Pointer::of(["boundaries", network.as_str()]), value });
    for (id, _) in databases {
        mend.set(["nodes", id.as_str(), "in", "network"], json!(network));
        for (environment, over) in overrides(declared, id) {
            if over.get("in").is_some_and(|member| member.get("network").is_some()) {
                mend.unset(["environments", environment.as_str(), "nodes", id.as_str(), "in", "network"]);
            }
        }
    }
    mend.done("Keep the databases in a network of their own")
}
