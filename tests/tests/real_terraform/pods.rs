//! What pods find on EKS: a cluster with nodes and add-ons, and an identity for each program.

use std::collections::BTreeSet;

use generators::plan::Plan;
use serde_json::{Value, json};

use crate::there::strings;

/// Programs that people install beside the charts, and add-ons that act at AWS.
const SYSTEM: [&str; 4] = [
    "external-secrets/external-secrets",
    "kube-system/aws-load-balancer-controller",
    "kube-system/aws-node",
    "kube-system/ebs-csi-controller-sa",
];
/// What is there before pods are.
const ADDONS: [&str; 6] =
    ["aws-ebs-csi-driver", "coredns", "eks-pod-identity-agent", "kube-proxy", "metrics-server", "vpc-cni"];

/// One cluster, as the foundation says; one identity for each program, with rights at AWS for those alone that ask AWS for something.
pub fn compare(what: &str, plan: &Plan, there: &Value, name: &str) {
    assert_eq!(there["services"], json!({}), "{what}: programs are pods");
    let clusters = there["clusters"].as_object().unwrap();
    assert_eq!(clusters.keys().collect::<Vec<_>>(), [name], "{what}");
    let cluster = &clusters[name];
    assert_eq!((&cluster["public"], &cluster["encrypted"]), (&false.into(), &json!(["secrets"])), "{what}: {cluster}");
    assert_eq!(strings(&cluster["addons"]).collect::<Vec<_>>(), ADDONS, "{what}");
    let nodes = &cluster["nodes"];
    assert!(nodes.as_array().is_some_and(|groups| groups.len() == 1), "{what}: {nodes}");
    assert!(nodes[0]["minSize"].as_u64() > Some(1) && nodes[0]["maxSize"] != nodes[0]["minSize"], "{what}: {nodes}");

    let account = |name: &str| format!("{}/{name}", plan.topology);
    let own = plan.workloads.values().map(|workload| account(workload.name.as_str()));
    let wanted: BTreeSet<String> = own.chain(SYSTEM.map(str::to_owned)).collect();
    let identities = cluster["identities"].as_object().unwrap();
    assert_eq!(identities.keys().cloned().collect::<BTreeSet<_>>(), wanted, "{what}");
    for workload in plan.workloads.values() {
        let policies = &identities[&account(workload.name.as_str())];
        let expected = if asks_aws(plan, workload.id.as_str()) { json!(["use-aws"]) } else { json!([]) };
        assert_eq!(*policies, expected, "{what}: {}", workload.id);
    }
}

/// Whether an edge leads from a program to a bucket or a queue of AWS, which know roles and no passwords.
fn asks_aws(plan: &Plan, id: &str) -> bool {
    let buckets = plan.instances.values().filter(|instance| instance.engine.value == "seaweedfs");
    let mut users = buckets.flat_map(|instance| instance.users.values());
    let queues = plan.externals.values().filter(|external| external.cloud.is_some());
    users.any(|user| user.consumers.iter().any(|consumer| consumer.as_str() == id))
        || queues.flat_map(|external| external.access.keys()).any(|caller| caller.as_str() == id)
}
