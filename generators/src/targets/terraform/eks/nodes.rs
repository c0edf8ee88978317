//! How many nodes of which class: from what the pods ask for.

use topology::document::Id;

use crate::catalogue::Class;
use crate::engines::aws;
use crate::plan::{Plan, ResourcePlan, RunsAs};

/// What the system and the agents of one node take of it: the kubelet's own share by AWS's formula for its size, and the
/// pods of the add-ons that run on each node. Thousandths of a core, MiB.
const TAKEN: (u32, u32) = (400, 1536);
/// Pods that run on each node by themselves.
const AGENTS: u32 = 5;
/// What the add-ons and operators take that run once: thousandths of a core, MiB, pods.
const SYSTEM: (u32, u32, u32) = (1000, 2048, 14);
/// The most nodes of a class before the next one is taken: many small ones carry the agents many times.
const MOST: u32 = 8;

/// A group of nodes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Size {
    /// The class of its machines.
    pub class: &'static str,
    /// The least number.
    pub min: u32,
    /// The number to begin with.
    pub desired: u32,
    /// The most.
    pub max: u32,
    /// Why so, for the line above it.
    pub why: String,
    /// Workloads of which no pod fits on any node, with what is said of them.
    pub too_large: Vec<(Id, String)>,
}

/// What pods ask for together.
#[derive(Debug, Default, Clone, Copy)]
struct Wish {
    cpu: u64,
    memory: u64,
    pods: u64,
}

impl Wish {
    fn add(&mut self, each: ResourcePlan, count: u32) {
        let count = u64::from(count);
        self.cpu += u64::from(each.cpu_milli) * count;
        self.memory += u64::from(each.memory_mib) * count;
        self.pods += count;
    }
}

/// The smallest class on whose nodes the largest pod fits and of which few carry all; none of no classes.
pub(super) fn size(plan: &Plan, classes: &'static [Class]) -> Option<Size> {
    let system = Wish { cpu: SYSTEM.0.into(), memory: SYSTEM.1.into(), pods: SYSTEM.2.into() };
    let (mut least, mut most) = (system, system);
    let (mut cpu, mut memory) = (0, 0);
    let mut too_large = Vec::new();
    let largest = classes.last()?;
    for workload in plan.workloads.values() {
        let each = workload.resources.value;
        if each.cpu_milli > free(largest).cpu_milli || each.memory_mib > free(largest).memory_mib {
            let reason = format!("no node is so large: {} is the largest, and its pods stay pending", largest.name);
            too_large.push((workload.id.clone(), reason));
        } else {
            (cpu, memory) = (cpu.max(each.cpu_milli), memory.max(each.memory_mib));
        }
        let (from, to) = match workload.runs_as.value {
            RunsAs::Service => (workload.replicas.min, workload.replicas.max.max(workload.replicas.min)),
            RunsAs::Job | RunsAs::CronJob => (1, 1),
        };
        least.add(each, from);
        // One more while a version takes over.
        most.add(each, to + u32::from(workload.runs_as.value == RunsAs::Service));
    }
    for instance in plan.instances.values().filter(|one| aws::runs_in_cluster(plan, one)) {
        let each = instance.resources.value;
        (cpu, memory) = (cpu.max(each.cpu_milli), memory.max(each.memory_mib));
        least.add(each, 1);
        most.add(each, 1);
    }
    let production = plan.settings.production.value;
    let zones: u32 = if production { 3 } else { 2 };
    let needed = |class: &Class, wish: Wish| {
        let room = free(class);
        let pods = class.most_pods.unwrap_or(u32::MAX).saturating_sub(AGENTS).max(1);
        let by = |wish: u64, room: u32| wish.div_ceil(u64::from(room.max(1)));
        let count = by(wish.cpu, room.cpu_milli).max(by(wish.memory, room.memory_mib)).max(by(wish.pods, pods));
        u32::try_from(count).unwrap_or(u32::MAX).max(zones)
    };
    let fits = |class: &&Class| free(class).cpu_milli >= cpu && free(class).memory_mib >= memory;
    let class = classes.iter().filter(fits).find(|class| needed(class, most) <= MOST).unwrap_or(largest);
    let (min, mut desired) = (needed(class, least), needed(class, most));
    // In production the others carry on where one is replaced.
    desired += u32::from(production);
    let why = format!(
        "Pods ask for {} to {} thousandths of a core and {} to {} MiB, with what the add-ons take; of {} each node has {} and {} MiB left for them. All that may run finds room on {desired}{}, over {zones} zones.",
        least.cpu,
        most.cpu,
        least.memory,
        most.memory,
        class.name,
        free(class).cpu_milli,
        free(class).memory_mib,
        if production { ", one of them to spare" } else { "" },
    );
    Some(Size { class: &class.name, min, desired, max: desired + zones, why, too_large })
}

/// What a node has left for pods.
fn free(class: &Class) -> ResourcePlan {
    ResourcePlan {
        cpu_milli: class.cpu_milli.saturating_sub(TAKEN.0),
        memory_mib: class.memory_mib.saturating_sub(TAKEN.1),
    }
}

#[cfg(test)]
mod tests {
    use topology::document::Document;

    use super::*;
    use crate::catalogue;
    use crate::resolve;

    fn sized(replicas: u32, cpu: &str, memory: &str, production: bool) -> Size {
        let document: Document = serde_json::from_value(serde_json::json!({
            "groundplan": 1, "name": "shop",
            "environments": { "live": { "settings": { "production": production, "platform": "eks" } } },
            "nodes": {
                "orders": { "kind": "service", "image": "ghcr.io/acme/orders:1", "replicas": { "min": 1, "max": replicas },
                            "resources": { "cpu": cpu, "memory": memory } },
                "mongo": { "kind": "database", "engine": "mongodb", "resources": { "cpu": "500m", "memory": "1Gi" } }
            }
        }))
        .unwrap();
        let plans = resolve::plans(&document).unwrap();
        let classes = &catalogue::catalogue().unwrap().aws.services["eks"].classes;
        size(plans.environments.values().next().unwrap(), classes).unwrap()
    }

    #[test]
    fn few_pods_still_lie_in_each_zone() {
        let small = sized(1, "100m", "128Mi", false);
        assert_eq!((small.class, small.min, small.desired, small.max), ("m7i.large", 2, 2, 4));
        let live = sized(1, "100m", "128Mi", true);
        assert_eq!((live.min, live.desired, live.max), (3, 4, 7));
        assert!(live.why.contains("one of them to spare"), "{}", live.why);
    }

    #[test]
    fn many_pods_take_larger_nodes_and_a_large_pod_finds_one() {
        // 41 pods of one core and what the system takes: 42.5 cores.
        let many = sized(40, "1", "512Mi", false);
        assert_eq!((many.class, many.desired), ("m7i.2xlarge", 6));
        assert_eq!(sized(1, "10", "1Gi", false).class, "m7i.4xlarge");
        let huge = sized(1, "100", "1Gi", false);
        assert_eq!(huge.too_large.len(), 1, "{huge:?}");
    }
}
