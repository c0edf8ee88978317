//! The way in: which workloads the public load balancer reaches, and how it tells them apart.

use std::collections::BTreeMap;

use topology::document::{Id, NodeKind, Protocol};

use crate::plan::{Peer, Plan, Workload};

/// How the load balancer reaches a workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The port that speaks HTTP.
    pub port: u16,
    /// The order among the listener's rules; the lowest is asked first.
    pub priority: u32,
    /// Path patterns.
    pub paths: Vec<String>,
    /// The label before the domain under which it answers; none for the domain itself.
    pub label: Option<String>,
}

/// The workloads that the load balancer reaches, by id.
///
/// A gateway, else the first of them, gets the domain itself. Each of the others answers under its
/// own name before the domain or, without a domain, under a path of its name.
pub(crate) fn entries(plan: &Plan) -> BTreeMap<Id, Entry> {
    let mut reached: Vec<(&Workload, u16)> = plan
        .workloads
        .values()
        // Requests to Lambda functions come by a gateway of their own.
        .filter(|workload| is_public(plan, &workload.id) && !super::is_function(plan, workload))
        .filter_map(|workload| Some((workload, port(workload)?)))
        .collect();
    reached.sort_by_key(|(workload, _)| (workload.kind != NodeKind::Gateway, workload.id.clone()));
    let last = 1000;
    reached
        .into_iter()
        .zip(0..)
        .map(|((workload, port), index)| {
            let entry = if index == 0 {
                // Asked last: it takes whatever the others leave.
                Entry { port, priority: last, paths: vec!["/*".to_owned()], label: None }
            } else if plan.settings.domain.is_some() {
                Entry { port, priority: index, paths: vec!["/*".to_owned()], label: Some(workload.name.to_string()) }
            } else {
                let path = format!("/{}", workload.name.value);
                Entry { port, priority: index, paths: vec![path.clone(), format!("{path}/*")], label: None }
            };
            (workload.id.clone(), entry)
        })
        .collect()
}

/// Whether visitors reach a workload.
pub(crate) fn is_public(plan: &Plan, id: &Id) -> bool {
    plan.opened_by(&Peer::Internet).iter().any(|flow| matches!(&flow.to, Peer::Workload(to) if to == id))
}

/// The port that an application load balancer can speak to: the main one if it speaks HTTP, else the first that does.
fn port(workload: &Workload) -> Option<u16> {
    let speaks = |protocol: Protocol| matches!(protocol, Protocol::Http | Protocol::Graphql | Protocol::Websocket);
    let main = workload.main_port.as_ref().and_then(|name| workload.ports.get(name));
    main.into_iter().chain(workload.ports.values()).find(|port| speaks(port.protocol)).map(|port| port.number)
}
