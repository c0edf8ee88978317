//! Flows: each allowed connection as a pair of rules, in the root of the one who opens it.

use crate::hcl::{Block, Expression, Value};
use crate::plan::{Flow, FlowKind, Peer, Transport};

use super::entry;
use super::foundation::output;
use super::root::Root;
use super::scope::Scope;

/// Everywhere: an external system is known by its name, and security groups know addresses alone.
const ANYWHERE: &str = "0.0.0.0/0";

/// Writes the flows that belong to a root: those opened by `owns`, and what visitors open to it.
pub(super) fn flows(scope: &Scope<'_>, root: &mut Root, owns: impl Fn(&Peer) -> bool) {
    if !scope.enforces() {
        root.comment("Flows are declared, not enforced: each security group lets the whole network in.");
        return;
    }
    let mut labels = std::collections::BTreeSet::new();
    for flow in &scope.plan.flows {
        let owner = if flow.from == Peer::Internet { &flow.to } else { &flow.from };
        if !owns(owner) {
            continue;
        }
        if let Some((label, block)) = rule(scope, root, flow)
            && labels.insert(label)
        {
            root.add(block);
        }
    }
}

/// The rules of one flow, and their label.
fn rule(scope: &Scope<'_>, root: &mut Root, flow: &Flow) -> Option<(String, Block)> {
    let port = port(scope, flow)?;
    let (from, to) = (word(scope, &flow.from)?, word(scope, &flow.to)?);
    // First ids: a rule made anew under another address would meet its twin, which AWS refuses.
    let label = format!("flow_{from}_to_{to}_{port}");
    let edges = flow.edges.iter().map(|edge| edge.to_string()).collect::<Vec<_>>().join(", ");
    let name = if edges.is_empty() { kind(flow.kind).to_owned() } else { edges.clone() };
    // What a program opens to somewhere on the internet does not pass the load balancer.
    let outward = flow.to == Peer::Internet;
    let from_group = group(scope, root, &flow.from);
    let to_group = if outward { None } else { group(scope, root, &flow.to) };
    let subjects: Vec<String> = flow.edges.iter().map(|edge| format!("edge:{edge}")).collect();
    let mut block = root
        .module(&label, "flow")
        .set("flow", cut(&name, 256))
        .set("description", cut(&description(flow, &name), 255))
        .subject(subjects.join(" "));
    block = match (from_group, to_group) {
        (Some(from), Some(to)) => {
            block.set("from_security_group_id", from).set("to_security_group_id", to)
        }
        (Some(from), None) => {
            block.set("direction", "outward").set("from_security_group_id", from).set("cidr", ANYWHERE)
        }
        (None, _) => return None,
    };
    block = block.set("port", port);
    if flow.transport == Transport::Udp {
        block = block.set("protocol", "udp");
    }
    Some((label, block))
}

/// The port as AWS has it: managed services and the load balancer's target may have others.
fn port(scope: &Scope<'_>, flow: &Flow) -> Option<u16> {
    match (&flow.from, &flow.to) {
        // The VPC's resolver is not subject to security groups.
        (_, Peer::Resolver) | (Peer::Resolver, _) => None,
        (Peer::Internet, Peer::Workload(id)) => entry::entries(scope.plan).get(id).map(|entry| entry.port),
        (Peer::Internet, _) => None,
        (Peer::Grants(id), _) => {
            let service = scope.service(id);
            service.has_grants_job().then(|| service.grants_port(flow.port))
        }
        (_, Peer::Instance(id)) => Some(scope.service(id).port(flow.port)),
        _ => Some(flow.port),
    }
}

/// The security group of an end, as the root sees it; none for what has none.
fn group(scope: &Scope<'_>, root: &mut Root, peer: &Peer) -> Option<Expression> {
    match peer {
        // Visitors come through the load balancer.
        Peer::Internet => Some(root.read("foundation", "load_balancer_security_group_id")),
        Peer::Workload(id) => Some(root.read("foundation", format!("security_group/{id}"))),
        Peer::Instance(id) => {
            scope.service(id).module()?;
            Some(if root.layer == "data" {
                output(&format!("{id}_security_group"), "id")
            } else {
                root.read("data", format!("{id}/security_group_id"))
            })
        }
        Peer::Grants(id) => Some(output(&format!("{id}_grants_security_group"), "id")),
        Peer::External(_) | Peer::Resolver => None,
    }
}

fn word(scope: &Scope<'_>, peer: &Peer) -> Option<String> {
    Some(match peer {
        Peer::Workload(id) | Peer::Instance(id) => scope.first_id(id).to_string(),
        Peer::External(id) => id.to_string(),
        Peer::Grants(id) => format!("{}_grants", scope.first_id(id)),
        Peer::Internet => "the_internet".to_owned(),
        Peer::Resolver => return None,
    })
}

/// What people read in the console: letters that EC2 takes.
fn description(flow: &Flow, name: &str) -> String {
    let text = if flow.edges.is_empty() { format!("{name}: {}", flow.reason) } else { format!("Edge {name}") };
    text.chars()
        .map(|c| if c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c) { c } else { ' ' })
        .collect()
}

fn cut(text: &str, most: usize) -> Value {
    Value::String(text.chars().take(most).collect())
}

fn kind(kind: FlowKind) -> &'static str {
    match kind {
        FlowKind::Edge => "edge",
        FlowKind::Dns => "dns",
        FlowKind::LoadBalancer => "load-balancer",
        FlowKind::Grants => "grants",
        FlowKind::Backup => "backup",
        FlowKind::Exporter => "exporter",
        FlowKind::CloudEndpoint => "cloud-endpoint",
    }
}
