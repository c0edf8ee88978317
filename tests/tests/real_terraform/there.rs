//! What is there after all is applied, asked of the cloud itself: exactly what is planned.

use std::collections::BTreeSet;

use generators::plan::Plan;
use serde_json::Value;
use topology::document::Runtime;

use crate::{pods, rules, services};

/// Compares everything, and prints how much of it there is.
pub fn compare(what: &str, plan: &Plan, there: &Value) {
    let name = format!("{}-{}", plan.topology, plan.name());
    let on_eks = plan.settings.platform.value == Runtime::Eks;
    if on_eks {
        pods::compare(what, plan, there, &name);
    } else {
        services::services(what, plan, there);
        services::functions(what, plan, there, &name);
    }
    let jobs = rules::compare(what, plan, there, &name);
    let databases: BTreeSet<String> = there["databases"].as_object().unwrap().keys().cloned().collect();
    let caches: BTreeSet<String> = strings(&there["caches"]).map(str::to_owned).collect();
    let stacks: BTreeSet<String> = strings(&there["stacks"]).map(str::to_owned).collect();
    let buckets: Vec<&str> = strings(&there["buckets"]).collect();
    for store in plan.datastores.values().filter(|store| store.replica_of.is_some()) {
        let primary = &plan.instances[&store.instance];
        if ["postgres", "mysql", "mariadb"].contains(&primary.engine.as_str()) {
            let one = &there["databases"][format!("{name}-{}", store.id)];
            assert_eq!(one["follows"], format!("{name}-{}", primary.name.value), "{what}: {databases:?}");
            assert_eq!((&one["encrypted"], &one["public"]), (&true.into(), &false.into()), "{what}: {one}");
        }
    }
    for external in plan.externals.values().filter(|external| external.cloud.is_some()) {
        let queue = format!("{name}-{}", external.id);
        assert!(strings(&there["queues"]).any(|there| there == queue), "{what}: {queue} in {}", there["queues"]);
    }
    for instance in plan.instances.values() {
        let id = format!("{name}-{}", instance.name.value);
        match instance.engine.as_str() {
            "postgres" | "mysql" | "mariadb" => {
                let one = &there["databases"][&id];
                assert_eq!(one["engine"], instance.engine.as_str(), "{what}: {databases:?}");
                assert_eq!((&one["encrypted"], &one["public"]), (&true.into(), &false.into()), "{what}: {one}");
                assert_eq!(one["standby"], plan.settings.production.value, "{what}: {one}");
                assert_eq!(one["gib"], instance.storage_mib.value.div_ceil(1024).max(20), "{what}: {one}");
                // On EKS a Job of the chart makes them.
                assert!(on_eks || jobs.contains(instance.id.as_str()), "{what}: {id} has no grants job");
            }
            "opensearch" => assert!(stacks.contains(&id), "{what}: {id} is not in {stacks:?}"),
            "seaweedfs" => {
                for node in &instance.nodes {
                    let begins = format!("{name}-{node}-");
                    assert!(
                        buckets.iter().any(|bucket| bucket.starts_with(&begins)),
                        "{what}: {begins} in {buckets:?}"
                    );
                }
            }
            // Replaced, or without a service that stands for it.
            "kafka" | "mongodb" => {}
            "valkey" | "redis" => assert!(caches.contains(&id), "{what}: {id} is not in {caches:?}"),
            "rabbitmq" => assert!(stacks.contains(&id), "{what}: {id} is not in {stacks:?}"),
            engine => panic!("{what}: nothing is known of {engine}"),
        }
    }
    let alarms = strings(&there["alarms"]).count();
    assert!(alarms >= 2 * plan.workloads.len(), "{what}: {alarms} alarms");
    println!(
        "{what}: {} services, {} security groups, {} rules, {} databases, {} caches, {} stacks, {} secrets, {alarms} alarms",
        there["services"].as_object().map_or(0, serde_json::Map::len),
        there["groups"].as_object().map_or(0, serde_json::Map::len),
        there["rules"].as_array().map_or(0, Vec::len),
        databases.len(),
        caches.len(),
        stacks.len(),
        strings(&there["secrets"]).count(),
    );
}

/// The texts of a list.
pub fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}
