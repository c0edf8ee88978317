//! Flows: one per drawn edge, and a closed list of implied ones.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::{EdgeId, Expose, Id, Provision};
use topology::graph::Graph;

use crate::catalogue;
use crate::engines;
use crate::plan::{Flow, FlowKind, Peer, Plan, Transport};

use super::Resolver;

type Key = (Peer, Peer, u16, Transport);

impl Resolver<'_> {
    pub(super) fn flows(&self, plan: &mut Plan) {
        let mut flows: BTreeMap<Key, Flow> = BTreeMap::new();
        for (id, edge) in &self.document.edges {
            if let (true, Some((from, to, port))) =
                (edge.kind.opens_connection(), self.drawn(plan, &edge.from, &edge.to, id))
            {
                add(&mut flows, from, to, port, Transport::Tcp, FlowKind::Edge, Some(id), format!("edge {id}"));
            }
        }
        for workload in plan.workloads.values().filter(|w| w.expose.value == Expose::Public) {
            for port in workload.ports.values() {
                let reason = format!("{} is public: the load balancer reaches it", workload.id);
                let to = Peer::Workload(workload.id.clone());
                add(&mut flows, Peer::Internet, to, port.number, Transport::Tcp, FlowKind::LoadBalancer, None, reason);
            }
        }
        for instance in plan.instances.values() {
            if let Some(pooler) = &instance.pooler {
                let reason = format!("callers of {} share its connections through {}", instance.id, pooler.value);
                let (from, to) = (Peer::Workload(pooler.value.clone()), Peer::Instance(instance.id.clone()));
                add(&mut flows, from, to, instance.port, Transport::Tcp, FlowKind::Pooler, None, reason);
            }
        }
        for instance in plan.instances.values() {
            let granted = !instance.users.is_empty() && instance.provision.value != Provision::Existing;
            let engine = catalogue::engine(&instance.engine.value);
            if let (true, Some(job)) = (granted, engine.and_then(|engine| engine.grants.as_ref())) {
                let reason = format!("databases, users and rights of {} are made by a job", instance.id);
                let (from, to) = (Peer::Grants(instance.id.clone()), Peer::Instance(instance.id.clone()));
                add(&mut flows, from, to, job.port, Transport::Tcp, FlowKind::Grants, None, reason);
            }
        }
        for instance in plan.instances.values() {
            let copied = instance.backup.is_some() && instance.provision.value != Provision::Existing;
            if let (true, Some((scripts, ..))) = (copied, engines::backup_scripts(instance)) {
                let reason = format!("what {} stores is copied by a job", instance.id);
                let (from, to) = (Peer::Backup(instance.id.clone()), Peer::Instance(instance.id.clone()));
                add(&mut flows, from, to, scripts.port, Transport::Tcp, FlowKind::Backup, None, reason);
            }
        }
        let callers: BTreeSet<Peer> =
            flows.values().map(|flow| flow.from.clone()).filter(|from| *from != Peer::Internet).collect();
        for from in callers {
            for transport in [Transport::Tcp, Transport::Udp] {
                let reason = "names are looked up before a connection is opened".to_owned();
                add(&mut flows, from.clone(), Peer::Resolver, 53, transport, FlowKind::Dns, None, reason);
            }
        }
        plan.flows = flows.into_values().collect();
    }

    /// The ends and the port of a drawn edge; `None` where no connection of ours comes of it.
    fn drawn(&self, plan: &Plan, from: &Id, to: &Id, edge: &EdgeId) -> Option<(Peer, Peer, u16)> {
        let edge = self.document.edges.get(edge)?;
        let node = self.document.nodes.get(to)?;
        let (peer, port) = match plan.instance_of(to) {
            Some(instance) => match self.pooler_of(plan, from, to) {
                Some((pooler, port)) => (Peer::Workload(pooler.clone()), port),
                None => (Peer::Instance(instance.id.clone()), instance.port),
            },
            None if plan.workloads.contains_key(to) => {
                (Peer::Workload(to.clone()), self.endpoint(plan, to, node, edge).0)
            }
            None => (Peer::External(to.clone()), self.endpoint(plan, to, node, edge).0),
        };
        let outside = self.document.nodes.get(from).is_some_and(Graph::is_client);
        match (outside, plan.workloads.contains_key(from)) {
            // From outside one only comes to what is ours, and through what is exposed.
            (true, _) => {
                let workload = plan.workloads.get(to)?;
                (workload.expose.value != Expose::None).then_some((Peer::Internet, peer, port))
            }
            (false, true) if from != to => Some((Peer::Workload(from.clone()), peer, port)),
            _ => None,
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "a flow has as many sides")]
fn add(
    flows: &mut BTreeMap<Key, Flow>,
    from: Peer,
    to: Peer,
    port: u16,
    transport: Transport,
    kind: FlowKind,
    edge: Option<&EdgeId>,
    reason: String,
) {
    let key = (from.clone(), to.clone(), port, transport);
    let flow =
        flows.entry(key).or_insert_with(|| Flow { from, to, port, transport, kind, edges: BTreeSet::new(), reason });
    if let Some(edge) = edge {
        flow.edges.insert(edge.clone());
        let edges: Vec<String> = flow.edges.iter().map(ToString::to_string).collect();
        flow.reason = format!("edge {}", edges.join(", "));
    }
}
