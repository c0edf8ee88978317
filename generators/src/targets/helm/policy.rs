//! `networkPolicy`: the Plan's flows, from both of their ends.

use std::collections::BTreeMap;

use topology::document::{self, EdgeId, Id, Provision};
use topology::yaml::Item;

use crate::engines::aws::{self, Service};
use crate::items::{Entries, placed, put};
use crate::plan::{Flow, FlowKind, Note, Peer, Plan, Transport, Verdict};

use super::eks::{self, Eks};

/// Addresses within networks of one's own: what is outside is none of these.
const PRIVATE: [&str; 5] = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];

/// The flows of a Plan, found by either end.
pub(super) struct Flows<'p> {
    /// The Plan that they are of.
    pub(super) plan: &'p Plan,
    /// What is otherwise on EKS; none elsewhere.
    pub(super) eks: Option<Eks>,
    coming: BTreeMap<&'p Peer, Vec<&'p Flow>>,
}

impl<'p> Flows<'p> {
    /// Of a Plan.
    pub(super) fn of(plan: &'p Plan) -> Self {
        let mut coming: BTreeMap<&Peer, Vec<&Flow>> = BTreeMap::new();
        for flow in &plan.flows {
            coming.entry(&flow.to).or_default().push(flow);
        }
        Self { plan, eks: Eks::of(plan), coming }
    }
}

/// The flows of one pod, ready to be written.
pub(super) struct Flowing {
    /// Whether names may be looked up.
    pub(super) dns: bool,
    /// Who may come in.
    pub(super) ingress: Item,
    /// Where it may go.
    pub(super) egress: Item,
}

/// `networkPolicy` of a workload or an instance.
pub(super) fn policy(flows: &Flows<'_>, me: &Peer) -> Item {
    let flowing = flowing(flows, me);
    let settings = &flows.plan.settings;
    let enforced = Item::from(settings.flows.value == document::Flows::Enforced);
    let mut entries = Entries::new();
    put(&mut entries, "enabled", placed(enforced, &settings.flows));
    put(&mut entries, "dns", Item::map([("enabled", flowing.dns)]).flow());
    put(&mut entries, "ingress", flowing.ingress);
    let mut egress = flowing.egress;
    if let Peer::Workload(id) = me
        && flows.eks.is_some()
        && flows.plan.workloads.get(id).is_some_and(|workload| eks::has_a_role(flows.plan, workload))
    {
        eks::allow_identity(&mut egress);
    }
    put(&mut entries, "egress", egress);
    entries.into()
}

/// The flows that begin or end at a pod.
pub(super) fn flowing(flows: &Flows<'_>, me: &Peer) -> Flowing {
    let plan = flows.plan;
    let coming = flows.coming.get(me).into_iter().flatten().copied();
    let going = || plan.opened_by(me).iter();
    Flowing {
        dns: going().any(|flow| flow.to == Peer::Resolver),
        ingress: rules(plan, "from", coming, |flow| &flow.from),
        egress: rules(plan, "to", going().filter(|flow| flow.to != Peer::Resolver), |flow| &flow.to),
    }
}

/// One entry for each peer, with all its ports; named by the first edge, or by what it is for.
fn rules<'p>(
    plan: &'p Plan,
    direction: &str,
    flows: impl Iterator<Item = &'p Flow>,
    other: impl Fn(&'p Flow) -> &'p Peer,
) -> Item {
    let mut by_peer: BTreeMap<&Peer, Vec<&Flow>> = BTreeMap::new();
    for flow in flows {
        by_peer.entry(other(flow)).or_default().push(flow);
    }
    let mut entries: BTreeMap<String, Item> = BTreeMap::new();
    for (peer, flows) in by_peer {
        let edges: Vec<&EdgeId> = flows.iter().flat_map(|flow| &flow.edges).collect();
        // Ids have no dot: what nobody drew can't be taken for an edge.
        let name = edges.iter().min().map_or_else(|| format!("implied.{}", implied(peer, &flows)), ToString::to_string);
        let ports = Item::list(flows.iter().map(|flow| port(plan, flow)));
        let reason = flows.first().map(|flow| flow.reason.as_str()).unwrap_or_default();
        let mut item = Item::map([(direction, Item::list([peer_item(plan, peer)]).flow()), ("ports", ports.flow())]);
        if edges.is_empty() {
            item = item.comment(reason);
        } else {
            let subject: Vec<String> = edges.iter().map(|edge| format!("edge:{edge} /edges/{edge}")).collect();
            item = item.subject(subject.join(" "));
        }
        entries.insert(name, item);
    }
    Item::map(entries)
}

fn implied(peer: &Peer, flows: &[&Flow]) -> String {
    let kind = flows.first().map_or("flow", |flow| match flow.kind {
        FlowKind::Edge => "edge",
        FlowKind::Dns => "dns",
        FlowKind::LoadBalancer => "load-balancer",
        FlowKind::Grants => "grants",
        FlowKind::Backup => "backup",
        FlowKind::Pooler => "pooler",
        FlowKind::Exporter => "exporter",
        FlowKind::CloudEndpoint => "cloud-endpoint",
    });
    match peer {
        Peer::Workload(id) | Peer::Instance(id) | Peer::External(id) | Peer::Grants(id) | Peer::Backup(id) => {
            format!("{kind}.{id}")
        }
        Peer::Internet | Peer::Resolver => kind.to_owned(),
    }
}

fn port(plan: &Plan, flow: &Flow) -> Item {
    let number = if aws::on_eks(plan) { aws::port(plan, flow) } else { flow.port };
    let protocol = match flow.transport {
        Transport::Tcp => "TCP",
        Transport::Udp => "UDP",
    };
    Item::map([("port", Item::from(number)), ("protocol", Item::text(protocol))])
}

fn peer_item(plan: &Plan, peer: &Peer) -> Item {
    let named = |name: &str| Item::map([("node", name)]).flow();
    match peer {
        Peer::Workload(id) => plan.workloads.get(id).map_or_else(|| named(id.as_str()), |w| named(w.name.as_str())),
        Peer::Instance(id) => match plan.instances.get(id) {
            Some(instance) if instance.provision.value == Provision::Existing => anywhere(),
            Some(instance) if eks::is_managed(plan, instance) => match aws::service(plan, instance) {
                Service::Store => outside(),
                _ => within(plan),
            },
            Some(instance) => named(instance.name.as_str()),
            None => named(id.as_str()),
        },
        Peer::Grants(id) => {
            let name = plan.instances.get(id).map_or(id.as_str(), |instance| instance.name.as_str());
            named(&format!("{name}.grants"))
        }
        Peer::Backup(id) => {
            let name = plan.instances.get(id).map_or(id.as_str(), |instance| instance.name.as_str());
            named(&format!("{name}.backup"))
        }
        Peer::External(_) => outside(),
        Peer::Internet | Peer::Resolver => Item::map([("any", true)]).flow(),
    }
}

/// Every address: where an existing server is, a policy can't say by name.
fn anywhere() -> Item {
    Item::map([("cidr", "0.0.0.0/0")]).flow()
}

/// Every address of the environment's network, where AWS's services have theirs: a policy can't say by name which.
fn within(plan: &Plan) -> Item {
    Item::map([("cidr", placed(plan.settings.network.as_str(), &plan.settings.network))]).flow()
}

/// Every address that is not of a network of one's own.
fn outside() -> Item {
    Item::map([("cidr", Item::text("0.0.0.0/0")), ("except", Item::list(PRIVATE))])
}

/// What a NetworkPolicy can't say.
pub(super) fn limits(plan: &Plan, notes: &mut Vec<Note>) {
    for flow in &plan.flows {
        let reason = match &flow.to {
            Peer::External(id) => {
                format!(
                    "a NetworkPolicy knows addresses, not names: port {} is open to every public address, not to `{id}` alone",
                    flow.port
                )
            }
            Peer::Instance(id) if is_existing(plan, id) => {
                format!(
                    "a NetworkPolicy knows addresses, not names: port {} is open to every address, not to `{id}` alone",
                    flow.port
                )
            }
            Peer::Instance(id) if plan.instances.get(id).is_some_and(|one| eks::is_managed(plan, one)) => {
                "a NetworkPolicy knows addresses, not names: what AWS runs is reached at its port within the network (or, a bucket, outside), and the security group of each lets the cluster's nodes in".to_owned()
            }
            _ => continue,
        };
        notes.extend(flow.edges.iter().map(|edge| Note {
            path: format!("/edges/{edge}/to"),
            verdict: Verdict::Approximated,
            reason: reason.clone(),
        }));
    }
}

fn is_existing(plan: &Plan, id: &Id) -> bool {
    plan.instances.get(id).is_some_and(|instance| instance.provision.value == Provision::Existing)
}
