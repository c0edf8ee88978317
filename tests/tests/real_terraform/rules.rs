//! The rules of security groups, as they are there.

use std::collections::{BTreeMap, BTreeSet};

use generators::plan::Plan;
use journeys::{eks, security_groups};
use serde_json::Value;
use topology::document::Runtime;

/// The rules of the groups, each as the one who calls and the one who is called: those let out and those let in are the Plan's flows.
pub fn compare(what: &str, plan: &Plan, there: &Value, name: &str) -> BTreeSet<String> {
    let prefix = format!("{name}-");
    let deployed: BTreeMap<String, String> = plan
        .workloads
        .values()
        .map(|workload| (workload.name.to_string(), workload.id.to_string()))
        .chain(plan.instances.values().map(|one| (one.name.to_string(), one.id.to_string())))
        .collect();
    let mut jobs = BTreeSet::new();
    let mut owners = BTreeMap::new();
    let of_nodes = format!("eks-cluster-sg-{name}");
    for (id, tag) in there["groups"].as_object().unwrap() {
        if *tag == of_nodes {
            owners.insert(id.as_str(), eks::NODES.to_owned());
        }
        let Some(node) = tag.as_str().and_then(|tag| tag.strip_prefix(&prefix)) else { continue };
        let owner = match (node, node.strip_suffix("-grants").and_then(|node| deployed.get(node))) {
            ("load-balancer", _) => "load balancer".to_owned(),
            (_, Some(instance)) => {
                jobs.insert(instance.clone());
                format!("{instance}.grants")
            }
            (node, None) => deployed.get(node).unwrap_or_else(|| panic!("{what}: whose is the group {node}?")).clone(),
        };
        owners.insert(id.as_str(), owner);
    }
    let (mut out, mut inward) = (BTreeSet::new(), BTreeSet::new());
    for rule in there["rules"].as_array().unwrap() {
        let Some(own) = rule["group"].as_str().and_then(|id| owners.get(id)) else { continue };
        let other = rule["other"].as_str().unwrap_or_default();
        // EKS lets nodes out to everywhere by itself; policies say where their pods may go.
        if own == eks::NODES && rule["protocol"] == "-1" && rule["out"] == true {
            continue;
        }
        let Some(port) = rule["from"].as_u64().and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0)
        else {
            panic!("{what}: a rule of {own} opens every port: {rule}");
        };
        assert_eq!(rule["from"], rule["to"], "{what}: a range of ports: {rule}");
        let word = if rule["protocol"] == "udp" { "UDP" } else { "TCP" };
        let other = owners.get(other).cloned().unwrap_or_else(|| {
            assert_eq!(other, "0.0.0.0/0", "{what}: {rule}");
            "anywhere".to_owned()
        });
        if rule["out"] == true {
            out.insert((own.clone(), other, port, word));
        } else if own == "load balancer" {
            assert!(other == "anywhere" && [80, 443].contains(&port), "{what}: {rule}");
        } else {
            inward.insert((other, own.clone(), port, word));
        }
    }
    let wanted = match plan.settings.platform.value {
        Runtime::Eks => eks::Wanted::of(plan).groups,
        _ => security_groups::expected(plan, &jobs),
    };
    assert_eq!(out, wanted, "{what}: what is let out");
    let between = wanted.into_iter().filter(|(_, to, ..)| to != "anywhere").collect();
    assert_eq!(inward, between, "{what}: what is let in");
    jobs
}
