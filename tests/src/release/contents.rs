//! What a release has put on the cluster, compared with the Plan.

use std::collections::{BTreeMap, BTreeSet};

use generators::plan::{Plan, RunsAs};
use serde_json::Value;
use topology::document::{Flows, Provision};

use super::Release;
use crate::planned::same_flows;
use crate::policies;
use crate::tools::cluster::{label, name};

/// What pods are known by.
const NAME: &str = "app.kubernetes.io/name";

impl Release<'_> {
    /// Fails unless what there is chooses exactly the pods that the Plan means: policies, budgets, autoscalers, Services.
    ///
    /// # Panics
    /// Where it does not, with the difference.
    pub fn matches(&self, plan: &Plan) {
        let what = format!("{} in {}", self.name, self.namespace);
        let kinds = "pods,cronjobs,networkpolicies,poddisruptionbudgets,horizontalpodautoscalers,deployments,services,endpointslices";
        let objects = self.cluster.get(&self.namespace, kinds);
        let read = policies::read(&objects);
        if plan.settings.flows.value == Flows::Enforced {
            same_flows(plan, &read, &what);
        } else {
            assert_eq!(read.policies, 0, "{what}: flows are only declared, yet there are policies");
        }
        let meant = meant(plan);
        self.budgets(&objects, &meant);
        autoscalers(plan, &objects, &what);
        services(&objects, &what);
    }

    /// A budget for each node of which two pods or more are meant, and for no other; it counts these pods.
    fn budgets(&self, objects: &[Value], meant: &BTreeMap<String, u32>) {
        let of = |objects: &[Value]| -> BTreeMap<String, u32> {
            let budgets = objects.iter().filter(|object| object["kind"] == "PodDisruptionBudget");
            budgets
                .map(|budget| {
                    let chosen = chosen(&budget["spec"]["selector"]["matchLabels"], objects);
                    let nodes: BTreeSet<&str> = chosen.iter().map(|pod| label(pod, NAME)).collect();
                    assert_eq!(nodes.len(), 1, "the budget {} is for {nodes:?}", name(budget));
                    let counted = budget["status"]["expectedPods"].as_u64().unwrap_or(0);
                    (nodes.into_iter().collect(), u32::try_from(counted).unwrap_or(u32::MAX))
                })
                .collect()
        };
        let wanted: BTreeMap<String, u32> =
            meant.iter().filter(|(_, count)| **count > 1).map(|(node, count)| (node.clone(), *count)).collect();
        // The controller counts a moment later than the pods are there.
        let mut found = of(objects);
        self.cluster.until("disruption budgets", || {
            if found == wanted {
                return None;
            }
            let complaint = format!("{found:?} are counted, and {wanted:?} are meant");
            found = of(&self.cluster.get(&self.namespace, "pods,poddisruptionbudgets"));
            Some(complaint)
        });
    }
}

/// How many pods each node is meant to have while nothing is asked of it.
pub(super) fn meant(plan: &Plan) -> BTreeMap<String, u32> {
    let workloads = plan.workloads.values().filter(|workload| workload.runs_as.value == RunsAs::Service);
    let workloads = workloads.map(|workload| (workload.name.to_string(), workload.replicas.min));
    let instances = plan.instances.values().filter(|instance| instance.provision.value != Provision::Existing);
    workloads.chain(instances.map(|instance| (instance.name.to_string(), 1))).collect()
}

/// How many pods of each node run all the time.
pub(super) fn running(objects: &[Value]) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    let pods = objects.iter().filter(|object| object["kind"] == "Pod" && object["status"]["phase"] == "Running");
    for pod in pods {
        *found.entry(label(pod, NAME).to_owned()).or_insert(0) += 1;
    }
    found
}

fn chosen<'o>(labels: &Value, objects: &'o [Value]) -> Vec<&'o Value> {
    let Some(labels) = labels.as_object().filter(|labels| !labels.is_empty()) else { return Vec::new() };
    let fits = |pod: &&Value| labels.iter().all(|(key, value)| pod["metadata"]["labels"][key] == *value);
    objects
        .iter()
        .filter(|object| object["kind"] == "Pod" && object["status"]["phase"] != "Succeeded")
        .filter(fits)
        .collect()
}

/// An autoscaler for each node that may grow, and for no other, between the bounds of the Plan.
fn autoscalers(plan: &Plan, objects: &[Value], what: &str) {
    let of_kind = |kind: &'static str| objects.iter().filter(move |object| object["kind"] == kind);
    let found: BTreeMap<String, (u64, u64)> = of_kind("HorizontalPodAutoscaler")
        .map(|scaler| {
            let target = scaler["spec"]["scaleTargetRef"]["name"].as_str().unwrap_or_default();
            let deployment = of_kind("Deployment").find(|deployment| name(deployment) == target);
            let deployment =
                deployment.unwrap_or_else(|| panic!("{what}: {} scales {target}, which is not there", name(scaler)));
            let bound = |field: &str| scaler["spec"][field].as_u64().unwrap_or(0);
            (label(&deployment["spec"]["template"], NAME).to_owned(), (bound("minReplicas"), bound("maxReplicas")))
        })
        .collect();
    let growing = plan.workloads.values().filter(|workload| workload.replicas.max > workload.replicas.min);
    let wanted = growing.map(|workload| {
        (workload.name.to_string(), (u64::from(workload.replicas.min.max(1)), u64::from(workload.replicas.max)))
    });
    assert_eq!(found, wanted.collect(), "{what}: autoscalers");
}

/// Each Service has the pods of one node behind it, all of them and no job.
fn services(objects: &[Value], what: &str) {
    for service in objects.iter().filter(|object| object["kind"] == "Service") {
        let pods = chosen(&service["spec"]["selector"], objects);
        let nodes: BTreeSet<&str> = pods.iter().map(|pod| label(pod, NAME)).collect();
        let own = label(service, NAME);
        assert_eq!(nodes, BTreeSet::from([own]), "{what}: who is behind {}", name(service));
        let all = objects.iter().filter(|object| object["kind"] == "Pod" && label(object, NAME) == own).count();
        assert_eq!(pods.len(), all, "{what}: how many are behind {}", name(service));
    }
}
