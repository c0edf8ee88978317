//! Whose a resource is: from its address in a Terraform plan back to the drawing.
//!
//! The reverse of the labels that the roots give to modules. It needs the Plans alone, so it also knows what a plan
//! removes because it is drawn no more.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use topology::document::{EdgeId, Id};

use crate::plan::Plan;

/// Whose a resource is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// These nodes': one, or all that an instance serves.
    Nodes(Vec<String>),
    /// These edges'.
    Edges(Vec<String>),
    /// The environment's: network, cluster, load balancer, what is handed over.
    Environment,
    /// Nobody's here: a file of the person's own, or another topology.
    NotOurs,
}

/// Modules that serve the whole environment.
const SHARED: &[&str] = &[
    "alarm_topic",
    "content_delivery",
    "ecs_cluster",
    "github_roles",
    "kubernetes_cluster",
    "monthly_budget",
    "public_dns",
    "public_load_balancer",
    "vpc_network",
    "web_firewall",
];

/// What follows a node's id in a label, longest first.
const SUFFIXES: &[&str] = &[
    "_grants_security_group",
    "_security_group",
    "_administrator",
    "_identity",
    "_grants_task",
    "_backup",
    "_grants",
    "_images",
    "_entry",
    "_task",
];

/// Words that stand in a flow's tag for what is no edge.
const IMPLIED: &[&str] = &["edge", "dns", "load-balancer", "grants", "backup", "pooler", "exporter", "cloud-endpoint"];

/// Whose the resource at an address is. `tag` is its tag `Name`, which at flows tells the edges.
///
/// `plans` are those of the bundle, one an environment. An id that none of them knows counts as a node that is no
/// longer drawn only where `leaving` says that the resource is removed.
#[must_use]
pub fn owner(plans: &[Plan], address: &str, tag: Option<&str>, leaving: bool) -> Owner {
    let Some(rest) = address.strip_prefix("module.") else { return handed_over(plans, address, leaving) };
    let label = rest.split(['.', '[']).next().unwrap_or_default();
    if SHARED.contains(&label) || label.ends_with("_dashboard") {
        return Owner::Environment;
    }
    if let Some(ends) = label.strip_prefix("flow_") {
        return flow(plans, ends, tag);
    }
    if let Some(rest) = label.strip_prefix("secret_") {
        let id = rest.split('_').next().unwrap_or_default();
        return nodes(plans, id, leaving);
    }
    // A user of a stream: its name follows the word.
    let label = label.split_once("_login_").map_or(label, |(id, _)| id);
    let id = SUFFIXES.iter().find_map(|suffix| label.strip_suffix(suffix)).unwrap_or(label);
    nodes(plans, id, leaving)
}

/// What a layer hands over is its node's, where its name tells one.
fn handed_over(plans: &[Plan], address: &str, leaving: bool) -> Owner {
    let address = address.strip_prefix("data.").unwrap_or(address);
    let Some(rest) = address.strip_prefix("aws_ssm_parameter.") else { return Owner::NotOurs };
    let Some((layer, key)) = rest.split_once("[\"") else { return Owner::NotOurs };
    if !matches!(layer, "handover" | "foundation" | "data") {
        return Owner::NotOurs;
    }
    let key = key.trim_end_matches("\"]");
    let mut words = key.split('/');
    let id = match (words.next(), words.next()) {
        (Some("security_group" | "secret"), Some(id)) => id,
        (Some(id), Some(_)) => id,
        _ => return Owner::Environment,
    };
    match nodes(plans, id, leaving) {
        Owner::NotOurs => Owner::Environment,
        known => known,
    }
}

/// A flow's edges; one of no edge is of the node that opens it.
fn flow(plans: &[Plan], ends: &str, tag: Option<&str>) -> Owner {
    let words = tag.unwrap_or_default().split(' ').filter(|word| !word.is_empty() && !IMPLIED.contains(word));
    let edges: BTreeSet<String> = words.filter(|word| EdgeId::parse(word).is_ok()).map(str::to_owned).collect();
    if !edges.is_empty() {
        return Owner::Edges(edges.into_iter().collect());
    }
    let from = ends.split("_to_").next().unwrap_or_default();
    match nodes(plans, from.strip_suffix("_grants").unwrap_or(from), true) {
        Owner::NotOurs => Owner::Environment,
        known => known,
    }
}

fn nodes(plans: &[Plan], id: &str, leaving: bool) -> Owner {
    let Ok(id) = Id::parse(id) else { return Owner::NotOurs };
    // A replica has resources of its own.
    if plans.iter().any(|plan| plan.datastores.get(&id).is_some_and(|store| store.replica_of.is_some())) {
        return Owner::Nodes(vec![id.to_string()]);
    }
    for plan in plans {
        for instance in plan.instances.values() {
            if instance.id == id || instance.was.contains(&id) {
                return Owner::Nodes(instance.nodes.iter().map(ToString::to_string).collect());
            }
        }
        for workload in plan.workloads.values() {
            if workload.id == id || workload.was.contains(&id) {
                return Owner::Nodes(vec![workload.id.to_string()]);
            }
        }
        if plan.datastores.contains_key(&id) || plan.externals.contains_key(&id) {
            return Owner::Nodes(vec![id.to_string()]);
        }
    }
    if leaving { Owner::Nodes(vec![id.to_string()]) } else { Owner::NotOurs }
}

/// Whether what an instance holds may be lost, as far as any Plan says: a cache may forget, a replica holds what its primary has, and a program stores nothing.
#[must_use]
pub fn forgettable(plans: &[Plan], owner: &Owner) -> bool {
    let Owner::Nodes(ids) = owner else { return false };
    let follows = |id: &String| {
        let mut stores = plans.iter().filter_map(|plan| plan.datastores.get(id.as_str())).peekable();
        stores.peek().is_some() && stores.all(|store| store.replica_of.is_some())
    };
    // What a program puts aside is no store.
    let runs = |id: &String| plans.iter().any(|plan| plan.workloads.contains_key(id.as_str()));
    if !ids.is_empty() && ids.iter().all(|id| follows(id) || runs(id)) {
        return true;
    }
    let mut held = plans
        .iter()
        .flat_map(|plan| plan.instances.values())
        .filter(|instance| instance.nodes.iter().any(|node| ids.iter().any(|id| id == node.as_str())))
        .peekable();
    held.peek().is_some() && held.all(|instance| !instance.persistence.value)
}
