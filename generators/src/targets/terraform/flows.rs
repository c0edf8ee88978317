//! Flows: each allowed connection as a pair of rules, in the root of the one who opens it.
//!
//! Beside the Plan's flows there is one more for each task: HTTPS to AWS's endpoints and to image
//! registries, without which ECS can't start it. Names need no rule: the VPC's resolver is not
//! subject to security groups.

use std::collections::{BTreeMap, BTreeSet};

use crate::hcl::{Block, Expression, Value};
use crate::plan::{Flow, FlowKind, Peer, Transport};

use super::foundation::output;
use super::root::Root;
use super::scope::Scope;

/// Everywhere: an external system is known by its name, and security groups know addresses alone.
const ANYWHERE: &str = "0.0.0.0/0";

/// Writes the flows that a task or instance opens, and those of visitors to it.
pub(super) fn flows(scope: &Scope<'_>, root: &mut Root, owner: &Peer) {
    if !scope.enforces() {
        return;
    }
    let mut within = BTreeMap::new();
    let mut outward: BTreeMap<(u16, Transport), Purpose> = BTreeMap::new();
    if matches!(owner, Peer::Workload(_) | Peer::Grants(_)) {
        outward.entry((443, Transport::Tcp)).or_default().add(FlowKind::CloudEndpoint, &BTreeSet::new());
    }
    let visits = scope.plan.opened_by(&Peer::Internet).iter().filter(|flow| flow.to == *owner);
    for flow in scope.plan.opened_by(owner).iter().chain(visits) {
        let Some(port) = port(scope, flow) else { continue };
        let purpose = if has_group(scope, &flow.to) {
            &mut within
                .entry((flow.from.clone(), flow.to.clone(), port, flow.transport))
                .or_insert_with(Purpose::default)
        } else {
            // Rules of one group to the same addresses have to differ: one serves all systems at a port.
            &mut outward.entry((port, flow.transport)).or_default()
        };
        purpose.add(flow.kind, &flow.edges);
    }
    for ((port, transport), purpose) in outward {
        let (Some(from), Some(group)) = (word(scope, owner), group(scope, root, owner)) else { continue };
        let block = rule(scope, root, &format!("flow_{from}_to_anywhere_{}", suffix(port, transport)), &purpose)
            .set("direction", "outward")
            .set("from_security_group_id", group)
            .set("cidr", ANYWHERE);
        root.add(ends(block, port, transport));
    }
    for ((from, to, port, transport), purpose) in within {
        // First ids: a rule made anew under another address would meet its twin, which AWS refuses.
        let (Some(from_word), Some(to_word)) = (word(scope, &from), word(scope, &to)) else { continue };
        let (Some(from), Some(to)) = (group(scope, root, &from), group(scope, root, &to)) else { continue };
        let label = format!("flow_{from_word}_to_{to_word}_{}", suffix(port, transport));
        let block =
            rule(scope, root, &label, &purpose).set("from_security_group_id", from).set("to_security_group_id", to);
        root.add(ends(block, port, transport));
    }
}

/// What a rule exists for.
#[derive(Debug, Default)]
pub(super) struct Purpose {
    edges: BTreeSet<String>,
    kinds: BTreeSet<FlowKind>,
}

impl Purpose {
    pub fn add(&mut self, kind: FlowKind, edges: &BTreeSet<topology::document::EdgeId>) {
        self.edges.extend(edges.iter().map(ToString::to_string));
        if edges.is_empty() {
            self.kinds.insert(kind);
        }
    }

    /// Commas may stand in a description and not in every tag: blanks may in both.
    fn names(&self) -> String {
        let kinds = self.kinds.iter().map(|kind| word_of(*kind).to_owned());
        kinds.chain(self.edges.iter().cloned()).collect::<Vec<_>>().join(" ")
    }

    /// The edges alone.
    pub fn edges(&self) -> impl Iterator<Item = &String> {
        self.edges.iter()
    }

    /// The edges, their places in the document, and the setting that has them enforced.
    fn subject(&self, enforced: &str) -> String {
        let edges = self.edges.iter().map(|edge| format!("edge:{edge} /edges/{edge} "));
        edges.chain([enforced.to_owned()]).collect()
    }
}

pub(super) fn rule(scope: &Scope<'_>, root: &mut Root, label: &str, purpose: &Purpose) -> Block {
    let names = purpose.names();
    // EC2 takes 255 letters of a description, and 256 of a tag.
    let cut = |text: String| Value::String(text.chars().take(255).collect());
    root.module(label, "flow")
        .set("flow", cut(names.clone()))
        .set("description", cut(format!("Flow: {names}")))
        .subject(purpose.subject(&scope.plan.settings.flows.subject()))
}

pub(super) fn ends(block: Block, port: u16, transport: Transport) -> Block {
    let block = block.set("port", port);
    match transport {
        Transport::Tcp => block,
        Transport::Udp => block.set("protocol", "udp"),
    }
}

pub(super) fn suffix(port: u16, transport: Transport) -> String {
    match transport {
        Transport::Tcp => port.to_string(),
        Transport::Udp => format!("{port}_udp"),
    }
}

/// The port as AWS has it: managed services and the load balancer's target may have others.
pub(super) fn port(scope: &Scope<'_>, flow: &Flow) -> Option<u16> {
    match (&flow.from, &flow.to) {
        (_, Peer::Resolver) => None,
        // AWS's services take their copies themselves.
        (Peer::Backup(_), _) | (_, Peer::Backup(_)) => None,
        (Peer::Internet, Peer::Workload(id)) => scope.entries.get(id).map(|entry| entry.port),
        (Peer::Internet, _) => None,
        (Peer::Grants(id), _) => {
            let service = scope.service(id);
            service.has_grants_job().then(|| service.grants_port(flow.port))
        }
        (_, Peer::Instance(id)) => Some(scope.service(id).port(flow.port)),
        (_, Peer::External(id)) if scope.messages(id) => Some(443),
        _ => Some(flow.port),
    }
}

/// Whether an end has a security group as one who is called.
fn has_group(scope: &Scope<'_>, peer: &Peer) -> bool {
    match peer {
        Peer::Workload(_) | Peer::Grants(_) => true,
        Peer::Instance(id) => scope.service(id).in_network(),
        Peer::Internet | Peer::External(_) | Peer::Resolver | Peer::Backup(_) => false,
    }
}

/// The security group of an end, as the root sees it; none for what has none.
fn group(scope: &Scope<'_>, root: &mut Root, peer: &Peer) -> Option<Expression> {
    match peer {
        // Visitors come through the load balancer.
        Peer::Internet => Some(root.read("foundation", "load_balancer_security_group_id")),
        Peer::Workload(id) => Some(root.read("foundation", format!("security_group/{id}"))),
        Peer::Instance(id) => {
            if !scope.service(id).in_network() {
                return None;
            }
            Some(if root.layer == "data" {
                output(&format!("{id}_security_group"), "id")
            } else {
                root.read("data", format!("{id}/security_group_id"))
            })
        }
        Peer::Grants(id) => Some(output(&format!("{id}_grants_security_group"), "id")),
        Peer::External(_) | Peer::Resolver | Peer::Backup(_) => None,
    }
}

fn word(scope: &Scope<'_>, peer: &Peer) -> Option<String> {
    Some(match peer {
        Peer::Workload(id) | Peer::Instance(id) => scope.first_id(id).to_string(),
        Peer::External(id) => id.to_string(),
        Peer::Grants(id) => format!("{}_grants", scope.first_id(id)),
        Peer::Internet => "the_internet".to_owned(),
        Peer::Resolver | Peer::Backup(_) => return None,
    })
}

fn word_of(kind: FlowKind) -> &'static str {
    match kind {
        FlowKind::Edge => "edge",
        FlowKind::Dns => "dns",
        FlowKind::LoadBalancer => "load-balancer",
        FlowKind::Grants => "grants",
        FlowKind::Backup => "backup",
        FlowKind::Pooler => "pooler",
        FlowKind::Exporter => "exporter",
        FlowKind::CloudEndpoint => "cloud-endpoint",
    }
}
