//! What runs: services and functions, as they are there.

use std::collections::{BTreeMap, BTreeSet};

use generators::plan::{Peer, Plan, RunsAs, SecretRef, TriggerPlan};
use serde_json::Value;
use topology::document::NodeKind;

use crate::there::strings;

/// Services: exactly those of the plan, each with its image, its ports, its variables and secrets, and its group.
pub fn services(what: &str, plan: &Plan, there: &Value) {
    let running = plan
        .workloads
        .values()
        .filter(|workload| workload.runs_as.value == RunsAs::Service && workload.kind != NodeKind::Function);
    let wanted: BTreeMap<String, _> = running.map(|workload| (workload.name.to_string(), workload)).collect();
    let made: BTreeSet<&String> = there["services"].as_object().unwrap().keys().collect();
    assert_eq!(made, wanted.keys().collect(), "{what}");
    let secrets: BTreeSet<&str> = strings(&there["secrets"]).collect();
    for (name, workload) in wanted {
        let service = &there["services"][&name];
        assert_eq!(service["tasks"], workload.replicas.min, "{what} {name}");
        assert_eq!(service["public"], false, "{what} {name}");
        let group = service["groups"][0].as_str().unwrap_or_default();
        let tag = there["groups"][group].as_str().unwrap_or_default();
        assert!(tag.ends_with(&format!("-{name}")), "{what} {name} runs with the group {tag}");
        let container = &service["containers"][&name];
        let image = container["image"].as_str().unwrap_or_default();
        assert!(image.ends_with(&format!("{}:{}", workload.image.repository, workload.image.tag)), "{what} {image}");
        let variables: BTreeSet<&str> = strings(&container["variables"]).collect();
        assert_eq!(variables, workload.variables.keys().map(String::as_str).collect(), "{what} {name}");
        let held = container["secrets"].as_object().unwrap();
        // Buckets know roles and no passwords.
        let wanted = workload.secrets.iter().filter(|(_, secret)| !by_role(plan, secret));
        assert_eq!(
            held.keys().collect::<BTreeSet<_>>(),
            wanted.map(|(name, _)| name).collect::<BTreeSet<_>>(),
            "{what} {name}"
        );
        for arn in held.values().filter_map(Value::as_str) {
            let secret = arn.split(':').nth(6).unwrap_or_default();
            assert!(secrets.iter().any(|there| secret.starts_with(there)), "{what} {name}: {secret} is nowhere");
        }
        let ports: BTreeSet<u64> = container["ports"].as_array().unwrap().iter().filter_map(Value::as_u64).collect();
        assert_eq!(ports, workload.ports.values().map(|port| u64::from(port.number)).collect(), "{what} {name}");
    }
}

/// Whether a secret is a password at a bucket, which AWS has no use for.
fn by_role(plan: &Plan, secret: &SecretRef) -> bool {
    let stores = plan.instances.values().filter(|instance| instance.engine.value == "seaweedfs");
    stores.flat_map(|instance| instance.users.values()).any(|user| user.password == *secret)
}

/// Functions, and what starts each: exactly what is drawn.
pub fn functions(what: &str, plan: &Plan, there: &Value, name: &str) {
    let drawn = plan.workloads.values().filter(|workload| workload.kind == NodeKind::Function);
    let wanted: BTreeMap<String, _> =
        drawn.map(|workload| (format!("{name}-{}", workload.name.value), workload)).collect();
    let made: BTreeSet<&String> = there["functions"].as_object().unwrap().keys().collect();
    assert_eq!(made, wanted.keys().collect(), "{what}");
    for (id, workload) in wanted {
        let one = &there["functions"][&id];
        let group = one["groups"][0].as_str().unwrap_or_default();
        let tag = there["groups"][group].as_str().unwrap_or_default();
        assert!(tag.ends_with(&format!("-{}", workload.name.value)), "{what} {id} runs with the group {tag}");
        let variables: BTreeSet<String> = strings(&one["variables"]).map(str::to_owned).collect();
        let named = workload.secrets.iter().filter(|(_, secret)| !by_role(plan, secret));
        let expected = workload.variables.keys().cloned().chain(named.map(|(secret, _)| format!("{secret}_ARN")));
        assert_eq!(variables, expected.collect(), "{what} {id}");
        let starts: BTreeSet<&str> = strings(&one["starts"]).collect();
        let drawn = workload.triggers.values().map(|trigger| match &trigger.value {
            TriggerPlan::Http { .. } => "request",
            TriggerPlan::Queue { .. } => "queue",
            TriggerPlan::Schedule { .. } => "clock",
            TriggerPlan::Bucket { .. } => "bucket",
        });
        let called = plan.flows.iter().any(
            |flow| matches!((&flow.from, &flow.to), (Peer::Workload(_), Peer::Workload(to)) if *to == workload.id),
        );
        assert_eq!(starts, drawn.chain(called.then_some("entry")).collect(), "{what} {id}: what starts it");
    }
}
