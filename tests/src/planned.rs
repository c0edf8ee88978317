//! The Plan's flows in the words of what is read back from outputs.

use std::collections::BTreeSet;

use generators::plan::{Flow, Peer, Plan, Transport};
use topology::document::Provision;

use crate::policies::{Allowed, Read};

/// TCP or UDP.
#[must_use]
pub fn word(transport: Transport) -> &'static str {
    match transport {
        Transport::Tcp => "TCP",
        Transport::Udp => "UDP",
    }
}

/// An end of a flow as a pod's name, or what stands for it in a policy.
#[must_use]
pub fn pod(plan: &Plan, peer: &Peer) -> String {
    match peer {
        Peer::Workload(id) => plan.workloads[id].name.to_string(),
        Peer::Instance(id) if plan.instances[id].provision.value == Provision::Existing => "anywhere".to_owned(),
        Peer::Instance(id) => plan.instances[id].name.to_string(),
        Peer::Grants(id) => format!("{}.grants", plan.instances[id].name.value),
        Peer::Backup(id) => format!("{}.backup", plan.instances[id].name.value),
        Peer::External(_) => "outside".to_owned(),
        Peer::Internet => "anybody".to_owned(),
        Peer::Resolver => "resolver".to_owned(),
    }
}

fn of_pods(plan: &Plan, wanted: impl Fn(&Flow) -> bool) -> BTreeSet<Allowed> {
    let flows = plan.flows.iter().filter(|flow| wanted(flow));
    flows.map(|flow| (pod(plan, &flow.from), pod(plan, &flow.to), flow.port, word(flow.transport))).collect()
}

/// Whether a peer of a flow is a pod: policies choose pods, and no one else.
fn runs(plan: &Plan, peer: &Peer) -> bool {
    match peer {
        Peer::Workload(_) | Peer::Grants(_) | Peer::Backup(_) => true,
        Peer::Instance(id) => plan.instances[id].provision.value != Provision::Existing,
        Peer::External(_) | Peer::Internet | Peer::Resolver => false,
    }
}

/// Fails unless policies allow exactly the flows of the Plan, and choose every pod; names the difference.
///
/// # Panics
/// Where they don't.
pub fn same_flows(plan: &Plan, read: &Read, what: &str) {
    // Who is chosen by no policy may talk to everybody.
    assert!(read.uncovered.is_empty(), "{what}: no policy for {:?}", read.uncovered);
    same(&read.ingress, &of_pods(plan, |flow| runs(plan, &flow.to)), &format!("{what}: who may come in"));
    same(&read.egress, &of_pods(plan, |flow| runs(plan, &flow.from)), &format!("{what}: where they may go"));
}

/// Fails unless what was read is what is wanted, and names the difference.
///
/// # Panics
/// Where it is not.
pub fn same(read: &BTreeSet<Allowed>, wanted: &BTreeSet<Allowed>, what: &str) {
    let more: Vec<&Allowed> = read.difference(wanted).collect();
    let less: Vec<&Allowed> = wanted.difference(read).collect();
    assert!(
        more.is_empty() && less.is_empty(),
        "{what}: allowed and not planned: {more:?}; planned and not allowed: {less:?}"
    );
}
