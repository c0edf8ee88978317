//! Flows on EKS: pods share the security group of their nodes, so the groups let nodes in, and the charts' NetworkPolicies narrow that to the drawn pairs.

use std::collections::BTreeMap;

use topology::document::Id;

use crate::plan::{Peer, Transport};

use super::super::flows::{Purpose, ends, port, rule, suffix};
use super::super::foundation::output;
use super::super::root::Root;
use super::super::scope::Scope;
use super::LABEL;

/// Lets the nodes reach what AWS runs, each port that an edge is drawn to.
pub(in super::super) fn to_instances(scope: &mut Scope<'_>, root: &mut Root) {
    let plan = scope.plan;
    let mut rules: BTreeMap<(&Id, u16, Transport), Purpose> = BTreeMap::new();
    for flow in &plan.flows {
        let Peer::Instance(id) = &flow.to else { continue };
        if !scope.service(id).in_network() || !matches!(flow.from, Peer::Workload(_) | Peer::Grants(_)) {
            continue;
        }
        if let Some(port) = port(scope, flow) {
            rules.entry((id, port, flow.transport)).or_default().add(flow.kind, &flow.edges);
        }
    }
    let reason = "pods share the security group of the cluster's nodes, which may reach it; NetworkPolicies of the charts narrow that to the drawn pairs";
    for ((id, port, transport), purpose) in rules {
        for edge in purpose.edges() {
            scope.note(format!("/edges/{edge}/to"), crate::plan::Verdict::Approximated, reason);
        }
        if !scope.enforces() {
            continue;
        }
        let label = format!("flow_eks_nodes_to_{}_{}", scope.first_id(id), suffix(port, transport));
        let nodes = root.read("foundation", "node_security_group_id");
        let block = rule(scope, root, &label, &purpose)
            .set("from_security_group_id", nodes)
            .set("to_security_group_id", output(&format!("{id}_security_group"), "id"));
        root.add(ends(block, port, transport));
    }
}

/// Lets the public load balancer reach pods, each port that visitors are drawn to.
pub(in super::super) fn visitors(scope: &Scope<'_>, root: &mut Root) {
    let mut rules: BTreeMap<u16, Purpose> = BTreeMap::new();
    for flow in scope.plan.opened_by(&Peer::Internet) {
        if let Some(port) = port(scope, flow) {
            rules.entry(port).or_default().add(flow.kind, &flow.edges);
        }
    }
    for (port, purpose) in rules {
        let label = format!("flow_the_internet_to_eks_nodes_{port}");
        let block = rule(scope, root, &label, &purpose)
            .set("from_security_group_id", output("public_load_balancer", "security_group_id"))
            .set("to_security_group_id", output(LABEL, "node_security_group_id"));
        root.add(ends(block, port, Transport::Tcp));
    }
}
