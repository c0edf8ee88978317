//! The Plan's flows as EKS has them: policies of pods, and the group of the nodes that all pods share.

use std::collections::BTreeSet;

use generators::plan::{Flow, Instance, Peer, Plan};
use topology::document::Provision;

use crate::planned::{pod, word};
use crate::policies::Allowed;

/// What stands for the nodes' security group.
pub const NODES: &str = "eks nodes";
/// The agent that tells pods who they are.
const AGENT: &str = "169.254.170.23/32";

/// Engines that AWS runs, with the port at which it does, where that is another one.
const MANAGED: [(&str, Option<u16>); 5] =
    [("mariadb", None), ("postgres", None), ("valkey", None), ("rabbitmq", Some(5671)), ("seaweedfs", Some(443))];

/// What has to be allowed.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Who may come to pods.
    pub coming: BTreeSet<Allowed>,
    /// Where pods may go.
    pub going: BTreeSet<Allowed>,
    /// What security groups let through.
    pub groups: BTreeSet<Allowed>,
}

impl Wanted {
    /// Of a Plan on EKS, computed apart from the code that writes it.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut wanted = Self::default();
        for flow in &plan.flows {
            let (from, to) = (pod(plan, &flow.from), pod(plan, &flow.to));
            let word = word(flow.transport);
            let Some(instance) = managed(plan, flow) else {
                if runs(plan, &flow.to) {
                    wanted.coming.insert((from.clone(), to.clone(), flow.port, word));
                }
                if runs(plan, &flow.from) {
                    let queue = matches!(&flow.to, Peer::External(id) if plan.externals[id].cloud.is_some());
                    wanted.going.insert((from, to.clone(), if queue { 443 } else { flow.port }, word));
                    if queue {
                        wanted.asks(plan, flow);
                    }
                }
                if flow.from == Peer::Internet {
                    wanted.groups.insert(("load balancer".to_owned(), NODES.to_owned(), flow.port, word));
                }
                continue;
            };
            let port = match (&flow.from, instance.engine.as_str()) {
                // Amazon MQ has its console there.
                (Peer::Grants(_), "rabbitmq") => 443,
                // AWS makes these users and copies by itself.
                (Peer::Grants(_), "valkey" | "seaweedfs") | (Peer::Backup(_), _) => continue,
                (_, engine) => {
                    MANAGED.iter().find(|(name, _)| *name == engine).and_then(|(_, port)| *port).unwrap_or(flow.port)
                }
            };
            if instance.engine.value == "seaweedfs" {
                wanted.going.insert((from, "outside".to_owned(), port, word));
                wanted.asks(plan, flow);
            } else {
                wanted.going.insert((from, plan.settings.network.value.clone(), port, word));
                wanted.groups.insert((NODES.to_owned(), instance.id.to_string(), port, word));
            }
        }
        // Jobs and copies of what AWS runs look nothing up where there is no pod of theirs.
        let gone = |name: &String| {
            plan.instances.values().any(|one| {
                is_managed(&one.engine)
                    && (*name == format!("{}.backup", one.name.value)
                        || *name == one.name.value.as_str()
                        || (*name == format!("{}.grants", one.name.value)
                            && ["valkey", "seaweedfs"].contains(&one.engine.as_str())))
            })
        };
        wanted.going.retain(|(from, ..)| !gone(from));
        wanted
    }

    /// Who acts at AWS by a role asks the agent for it.
    fn asks(&mut self, plan: &Plan, flow: &Flow) {
        self.going.insert((pod(plan, &flow.from), AGENT.to_owned(), 80, "TCP"));
    }
}

/// Whether AWS runs an engine.
fn is_managed(engine: &str) -> bool {
    MANAGED.iter().any(|(name, _)| *name == engine)
}

/// The instance that a flow reaches, where AWS runs it.
fn managed<'p>(plan: &'p Plan, flow: &Flow) -> Option<&'p Instance> {
    let Peer::Instance(id) = &flow.to else { return None };
    let instance = &plan.instances[id];
    let ours = instance.provision.value != Provision::Existing;
    (ours && is_managed(&instance.engine)).then_some(instance)
}

fn runs(plan: &Plan, peer: &Peer) -> bool {
    match peer {
        Peer::Workload(_) | Peer::Grants(_) | Peer::Backup(_) => true,
        Peer::Instance(id) => plan.instances[id].provision.value != Provision::Existing,
        Peer::External(_) | Peer::Internet | Peer::Resolver => false,
    }
}
