//! What becomes of programs.

use std::collections::BTreeMap;

use topology::document::Id;

use super::Effect::{Migrates, Restarts, Safe};
use super::{Changes, matched};
use crate::items::host;
use crate::plan::{Composed, Part, Plan, Source, Workload};

/// Adds what happens to each workload.
pub(super) fn compare(before: &Plan, after: &Plan, nodes: &mut BTreeMap<Id, Changes>) {
    let renamed = before.topology != after.topology;
    for (old, new) in matched(&before.workloads, &after.workloads, |workload| &workload.was) {
        match (old, new) {
            (None, Some((id, _))) => nodes.entry(id.clone()).or_default().add(Safe, "is new"),
            (Some((id, old)), None) => gone(old, nodes.entry(id.clone()).or_default()),
            (Some((was, old)), Some((id, new))) => {
                let changes = nodes.entry(id.clone()).or_default();
                if was != id {
                    changes.add(Safe, format!("was `{was}`: Terraform moves what it made"));
                }
                let volumes = !old.volumes.is_empty();
                if renamed && volumes {
                    changes.add(Migrates, "the topology has another name, and with it every volume: copy them over");
                }
                changes.add_if(renamed, Restarts, "the topology has another name");
                kept((before, old), (after, new), changes);
            }
            (None, None) => {}
        }
    }
}

fn gone(old: &Workload, changes: &mut Changes) {
    if old.volumes.is_empty() {
        changes.add(Safe, "is gone; nothing was stored there");
    } else {
        let names: Vec<&str> = old.volumes.keys().map(Id::as_str).collect();
        let reason = format!("is gone; its volumes stay until a person deletes them: {}", names.join(", "));
        changes.add(Migrates, reason);
    }
}

fn kept((before, old): (&Plan, &Workload), (after, new): (&Plan, &Workload), changes: &mut Changes) {
    let named = old.name.value != new.name.value;
    changes.add_if(named, Restarts, "has another deployed name: its callers learn the new address");
    changes.add_if(old.runs_as.value != new.runs_as.value, Restarts, "runs in another way");
    changes.add_if(old.unit.value != new.unit.value, Restarts, "is released with another unit");
    changes.add_if(old.image.value != new.image.value, Restarts, "has another image");
    changes.add_if(told(before, old) != told(after, new), Restarts, "gets other variables or secrets");
    let words = (&old.command.value, &old.args.value) != (&new.command.value, &new.args.value);
    changes.add_if(words, Restarts, "is started with other words");
    let ports = |workload: &Workload| {
        let inside: Vec<_> = workload.ports.iter().map(|(name, port)| (name.clone(), port.value.clone())).collect();
        let outside: Vec<_> =
            workload.published.iter().map(|port| (port.target, port.host_port.value, port.loopback)).collect();
        (inside, outside, workload.expose.value)
    };
    changes.add_if(ports(old) != ports(new), Restarts, "listens on other ports, or is reached from elsewhere");
    changes.add_if(old.resources.value != new.resources.value, Restarts, "gets other CPU or memory");
    let probe = |workload: &Workload| workload.probe.as_ref().map(|probe| probe.value.clone());
    changes.add_if(probe(old) != probe(new), Restarts, "is asked for its health otherwise");
    changes.add_if(old.gateway != new.gateway, Restarts, "has other routes");
    changes.add_if(old.extra != new.extra, Restarts, "has other data of your own");
    volumes(old, new, named, changes);
    changes.add_if(old.replicas.value != new.replicas.value, Safe, "runs in another number");
    changes.add_if(old.release.value != new.release.value, Safe, "is released otherwise");
    let schedule = |workload: &Workload| workload.schedule.as_ref().map(|schedule| schedule.value.clone());
    changes.add_if(schedule(old) != schedule(new), Safe, "runs at other times");
    let triggers = |workload: &Workload| -> Vec<_> {
        workload.triggers.iter().map(|(name, trigger)| (name.clone(), trigger.value.clone())).collect()
    };
    changes.add_if(triggers(old) != triggers(new), Safe, "is started by something else");
}

/// What a program is told by variables: names and values, with addresses as they are in this Plan, and how secrets are put together.
fn told(plan: &Plan, workload: &Workload) -> (Vec<(String, String)>, bool) {
    let spelled = |text: &Composed| -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Host(node) => host(node, plan),
            Part::Secret(secret) => format!("{}/{}", secret.secret, secret.key),
            Part::Port { number, .. } => number.to_string(),
            Part::Name { name, .. } => name.clone(),
        };
        text.0.iter().map(part).collect()
    };
    let plain = workload.variables.iter().map(|(name, text)| (name.clone(), spelled(text)));
    let secret = workload.secrets.iter().map(|(name, reference)| {
        let entry = plan.secrets.get(&reference.secret).and_then(|secret| secret.entries.get(&reference.key));
        let made = match entry.map(|entry| &entry.source) {
            Some(Source::Composed(text)) => spelled(text),
            _ => String::new(),
        };
        (name.clone(), format!("{}/{} {made}", reference.secret, reference.key))
    });
    (plain.chain(secret).collect(), workload.secrets_as_files)
}

fn volumes(old: &Workload, new: &Workload, named: bool, changes: &mut Changes) {
    for (name, volume) in &old.volumes {
        match new.volumes.get(name) {
            None => changes.add(Migrates, format!("no longer has the volume {name}, which stays until it is deleted")),
            Some(_) if named => {
                changes.add(Migrates, format!("gets a new volume {name} under the new name: copy the old one over"));
            }
            Some(now) if now.size_mib < volume.size_mib => {
                let reason =
                    format!("the volume {name} is smaller: claims never shrink, so make a new one and copy it over");
                changes.add(Migrates, reason);
            }
            Some(now) => {
                changes.add_if(now.size_mib > volume.size_mib, Safe, &format!("the volume {name} grows"));
                changes.add_if(now.path != volume.path, Restarts, &format!("the volume {name} is mounted elsewhere"));
            }
        }
    }
    let added = new.volumes.keys().any(|name| !old.volumes.contains_key(name));
    changes.add_if(added, Restarts, "has a new volume");
}
