//! What becomes of the servers that hold data.

use std::collections::BTreeMap;

use topology::document::{Id, Provision};

use super::Effect::{DestroysData, Migrates, Restarts, Safe};
use super::{Changes, matched};
use crate::catalogue::numbers;
use crate::engines::aws;
use crate::plan::{Instance, Plan};

/// Adds what happens to each instance, at each data node that it serves.
pub(super) fn compare(before: &Plan, after: &Plan, nodes: &mut BTreeMap<Id, Changes>) {
    for (old, new) in matched(&before.instances, &after.instances, |instance| &instance.was) {
        let mut changes = Changes::default();
        let speaks_of = match (old, new) {
            (None, Some((_, new))) => {
                for node in new.nodes.iter().filter(|node| !before.datastores.contains_key(*node)) {
                    nodes.entry(node.clone()).or_default().add(Safe, "is new");
                }
                continue;
            }
            (Some((_, old)), None) => {
                gone(old, &mut changes);
                &old.nodes
            }
            (Some((was, old)), Some((id, new))) => {
                if was != id {
                    changes.add(Safe, format!("was `{was}`: Terraform moves what it made"));
                }
                let elsewhere = before.topology != after.topology && is_kept(old);
                changes.add_if(
                    elsewhere,
                    Migrates,
                    "the topology has another name, and with it every volume: copy the data over",
                );
                let region = before.settings.region.value != after.settings.region.value && is_kept(old);
                changes.add_if(region, Migrates, "the region is another one: copy the data over");
                kept((before, old), (after, new), &mut changes);
                &new.nodes
            }
            (None, None) => continue,
        };
        for node in speaks_of {
            let held = nodes.entry(node.clone()).or_default();
            held.0.extend(changes.0.iter().cloned());
        }
    }
    databases(before, after, nodes);
}

/// Whether we keep data there.
fn is_kept(instance: &Instance) -> bool {
    instance.persistence.value && instance.provision.value != Provision::Existing
}

fn gone(old: &Instance, changes: &mut Changes) {
    if is_kept(old) {
        let reason = "is gone, and with it what is stored: Terraform deletes the service, claims and volumes are left without an owner";
        changes.add(DestroysData, reason);
    } else {
        changes.add(Safe, "is gone; we kept nothing there");
    }
}

fn kept((before, old): (&Plan, &Instance), (after, new): (&Plan, &Instance), changes: &mut Changes) {
    let stored = is_kept(old);
    let lost = |grave| if stored { grave } else { Restarts };
    match (old.provision.value, new.provision.value) {
        (Provision::Existing, Provision::Existing) => {
            let host = |instance: &Instance| instance.host.as_ref().map(|host| host.value.clone());
            changes.add_if(host(old) != host(new) || old.port != new.port, Restarts, "is reached at another address");
            return;
        }
        (_, Provision::Existing) => {
            changes.add(lost(DestroysData), "is no longer made here, and with it goes what is stored");
            return;
        }
        (Provision::Existing, _) => {
            changes.add(Migrates, "is made here from now on, and begins empty: copy the data over");
            return;
        }
        (was, is) => changes.add_if(was != is, Safe, "is provided otherwise; every output keeps its own way"),
    }
    if old.engine.value != new.engine.value {
        let reason =
            format!("{} takes the place of {} and can't read what that stored", new.engine.value, old.engine.value);
        changes.add(lost(DestroysData), reason);
        return;
    }
    let by_aws = |plan: &Plan, instance: &Instance| aws::service(plan, instance).module().is_some();
    match (by_aws(before, old), by_aws(after, new)) {
        (true, false) => {
            let reason = "runs in the cluster from now on and begins empty: Terraform deletes the service, and with it what is stored";
            changes.add(lost(DestroysData), reason);
            return;
        }
        (false, true) => {
            changes.add(
                lost(Migrates),
                "AWS runs it from now on, and it begins empty: copy the data over from its claim, which stays",
            );
            return;
        }
        _ => {}
    }
    if stored && !new.persistence.value {
        changes.add(DestroysData, "forgets from now on: what is stored is given up");
        return;
    }
    version(old, new, stored, changes);
    let named = old.name.value != new.name.value;
    let reason = "has another deployed name, so it begins with a new, empty volume: copy the data over, or keep `name`";
    changes.add_if(named, lost(Migrates), reason);
    if old.volume.value && new.volume.value && old.storage_mib.value != new.storage_mib.value {
        let reason = if new.storage_mib.value > old.storage_mib.value {
            "has more storage; RDS grows by itself, a StatefulSet refuses: let the claim grow, delete the StatefulSet with --cascade=orphan, upgrade"
        } else {
            "has less storage: no claim and no RDS shrinks, so make a new one and copy the data over"
        };
        changes.add(Migrates, reason);
    }
    let reason = "keeps what is stored from now on; a StatefulSet refuses a new claim: delete it before the upgrade";
    changes.add_if(!old.volume.value && new.volume.value, Migrates, reason);
    changes.add_if(old.resources.value != new.resources.value, Restarts, "gets other CPU or memory");
    changes.add_if(old.port != new.port, Restarts, "listens on another port");
    changes.add_if(old.unit.value != new.unit.value, Restarts, "is released with another unit");
    changes.add_if(old.extra != new.extra, Restarts, "has other data of your own");
    changes.add_if(old.users != new.users, Safe, "has other users or rights, which the grants job makes");
    let backup = |instance: &Instance| instance.backup.as_ref().map(|backup| backup.value.clone());
    changes.add_if(backup(old) != backup(new), Safe, "is backed up otherwise");
}

fn version(old: &Instance, new: &Instance, stored: bool, changes: &mut Changes) {
    if old.version.value == new.version.value {
        changes.add_if(old.image.value != new.image.value, Restarts, "has another image of the same version");
        return;
    }
    let words = format!("{} instead of {}", new.version.value, old.version.value);
    match (numbers(&old.version.value), numbers(&new.version.value)) {
        (before, now) if stored && now < before => {
            changes
                .add(Migrates, format!("{words}: no engine reads what a newer one stored; dump before, restore after"));
        }
        (before, now) if stored && before.first() != now.first() => {
            changes.add(Migrates, format!("{words}: stored data have to be upgraded; take a copy before"));
        }
        _ => changes.add(Restarts, words),
    }
}

/// Databases that move to another server, or get another name, while their node stays.
fn databases(before: &Plan, after: &Plan, nodes: &mut BTreeMap<Id, Changes>) {
    for (id, new) in &after.datastores {
        let Some(old) = before.datastores.get(id) else {
            // Its server was there before: a database more.
            let joins = before.instances.contains_key(&new.instance);
            let renamed = after.instances.get(&new.instance).is_some_and(|instance| !instance.was.is_empty());
            if joins && !renamed {
                nodes.entry(id.clone()).or_default().add(Safe, "is a new database of a server that is there");
            }
            continue;
        };
        let kept = before.instances.get(&old.instance).is_some_and(is_kept);
        let successor = after.instances.get(&new.instance);
        let moved =
            old.instance != new.instance && !successor.is_some_and(|instance| instance.was.contains(&old.instance));
        let changes = nodes.entry(id.clone()).or_default();
        changes.add_if(moved && kept, Migrates, "is served by another server: copy the data over");
        let name = |store: &crate::plan::Datastore| store.database.as_ref().map(|name| name.value.clone());
        let renamed = !moved && name(old) != name(new);
        changes.add_if(renamed && kept, Migrates, "its database has another name and begins empty: copy the data over");
    }
    for (id, old) in &before.datastores {
        // A server that goes takes its databases along, and says so itself.
        let stays = after.instances.values().any(|now| now.id == old.instance || now.was.contains(&old.instance));
        let renamed = after.instances.values().any(|now| now.was.contains(id));
        if !after.datastores.contains_key(id) && stays && !renamed {
            let reason = "is gone; its database stays on the server until a person drops it";
            nodes.entry(id.clone()).or_default().add(Safe, reason);
        }
    }
    nodes.retain(|_, changes| !changes.0.is_empty());
}
