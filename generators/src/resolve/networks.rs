//! Networks of a compose file: one internal network per called node, joined by it and its callers.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::{Id, Provision};

use crate::plan::{FlowKind, Network, Note, Peer, Plan, Verdict};

use super::Resolver;

/// Addresses of a network are 64: 61 for members, three for the network itself, its bridge and broadcasts.
const PREFIX: u32 = 26;
const MEMBERS: usize = 61;

impl Resolver<'_> {
    pub(super) fn networks(&self, plan: &mut Plan) {
        let mut members: BTreeMap<String, (bool, String, BTreeSet<Id>)> = BTreeMap::new();
        let mut join = |name: String, internal: bool, reason: String, ids: &[&Id]| {
            let held = members.entry(name).or_insert_with(|| (internal, reason, BTreeSet::new()));
            held.2.extend(ids.iter().map(|id| (*id).clone()));
        };
        for flow in plan.flows.iter().filter(|flow| matches!(flow.kind, FlowKind::Edge | FlowKind::Pooler)) {
            match (&flow.from, &flow.to) {
                (Peer::Workload(from), Peer::Instance(to)) if is_elsewhere(plan, to) => {
                    join("egress".to_owned(), false, "those who call systems outside".to_owned(), &[from]);
                }
                (Peer::Workload(from), Peer::Workload(to) | Peer::Instance(to)) => {
                    join(format!("to-{to}"), true, format!("{to} and those who call it"), &[from, to]);
                }
                (Peer::Workload(from), Peer::External(_)) => {
                    join("egress".to_owned(), false, "those who call systems outside".to_owned(), &[from]);
                }
                _ => {}
            }
        }
        for workload in plan.workloads.values().filter(|workload| !workload.published.is_empty()) {
            join("edge".to_owned(), false, "what is published on the host".to_owned(), &[&workload.id]);
        }
        let range = Range::parse(&plan.settings.network.value);
        let mut taken = BTreeSet::new();
        let mut networks = BTreeMap::new();
        for (name, (internal, reason, ids)) in members {
            if ids.len() > MEMBERS {
                plan.notes.push(Note {
                    path: "/settings/network".to_owned(),
                    verdict: Verdict::Unsupported,
                    reason: format!("the compose network {name} has {} members, {MEMBERS} fit.", ids.len()),
                });
            }
            let subnet = range.subnet(&name, &mut taken);
            networks.insert(name, Network { subnet, internal, members: ids.into_iter().collect(), reason });
        }
        plan.networks = networks;
    }
}

/// Whether an instance is there already, somewhere outside.
fn is_elsewhere(plan: &Plan, instance: &Id) -> bool {
    plan.instances.get(instance).is_some_and(|instance| instance.provision.value == Provision::Existing)
}

/// The range that networks are cut from.
struct Range {
    base: u32,
    slots: u32,
}

impl Range {
    fn parse(text: &str) -> Self {
        let fallback = Self { base: u32::from_be_bytes([10, 214, 0, 0]), slots: 1 << (PREFIX - 16) };
        let Some((address, length)) = text.split_once('/') else { return fallback };
        match (address.parse::<std::net::Ipv4Addr>(), length.parse::<u32>()) {
            (Ok(address), Ok(length)) if (8..=24).contains(&length) => {
                Self { base: u32::from(address) & (u32::MAX << (32 - length)), slots: 1 << (PREFIX - length) }
            }
            _ => fallback,
        }
    }

    /// A subnet for a name: from the name itself, so that a new neighbour moves nobody; the next free one where two names meet.
    fn subnet(&self, name: &str, taken: &mut BTreeSet<u32>) -> String {
        let start = super::addresses::hash(name) % self.slots;
        let slot =
            (0..self.slots).map(|step| (start + step) % self.slots).find(|slot| !taken.contains(slot)).unwrap_or(start);
        taken.insert(slot);
        format!("{}/{PREFIX}", std::net::Ipv4Addr::from(self.base.wrapping_add(slot << (32 - PREFIX))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_subnet_and_no_two_share_one() {
        let range = Range::parse("10.9.0.0/24");
        let mut taken = BTreeSet::new();
        let all: Vec<String> = ["a", "b", "c", "d"].iter().map(|name| range.subnet(name, &mut taken)).collect();
        let distinct: BTreeSet<&String> = all.iter().collect();
        assert_eq!(distinct.len(), 4);
        assert!(all.iter().all(|subnet| subnet.starts_with("10.9.0.") && subnet.ends_with("/26")));
        assert_eq!(
            Range::parse("10.9.0.0/16").subnet("x", &mut BTreeSet::new()),
            Range::parse("10.9.0.0/16").subnet("x", &mut BTreeSet::new())
        );
    }
}
