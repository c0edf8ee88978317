//! What a change takes away for good: data that is deleted, and things that are made anew without it.
//!
//! Said from the Plans, so that it holds for every target. Terraform's own plan is the last word on resources: `groundplan verify --tfplan` reads one.

use serde::Serialize;
use topology::document::{Id, Provision};

use crate::plan::{Instance, Plan, Plans, Workload};

/// Something that would be gone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Loss {
    /// The node that it is about.
    pub node: Id,
    /// What it is, for people.
    pub title: String,
    /// Where: environments by name, the base as `base`.
    pub environments: Vec<String>,
    /// What happens, and what to do.
    pub message: String,
}

/// What goes from one state to another, by node. Environments that are new or gone are compared with nothing: those that are gone lose what they held.
#[must_use]
pub fn losses(before: &Plans, after: &Plans) -> Vec<Loss> {
    let mut found: Vec<Loss> = Vec::new();
    for (name, old) in before.all() {
        let new = after.all().find(|(other, _)| *other == name).map(|(_, plan)| plan);
        for (node, title, message) in in_one(old, new) {
            match found.iter_mut().find(|loss| loss.node == node && loss.message == message) {
                Some(loss) => loss.environments.push(name.to_owned()),
                None => found.push(Loss { node, title, environments: vec![name.to_owned()], message }),
            }
        }
    }
    found.sort();
    found
}

type Told = (Id, String, String);

fn in_one(old: &Plan, new: Option<&Plan>) -> Vec<Told> {
    let mut told = Vec::new();
    for (id, instance) in &old.instances {
        let now = new.and_then(|plan| heir(plan, id));
        if let Some(message) = of_instance(instance, now) {
            let node = instance.nodes.first().unwrap_or(id).clone();
            told.push((node, instance.title.clone(), message));
        }
        for node in instance.nodes.iter().filter(|_| keeps(instance)) {
            let elsewhere = new
                .and_then(|plan| plan.datastores.get(node))
                .filter(|store| now.is_none_or(|now| now.id != store.instance));
            if let (Some(store), Some(_)) = (elsewhere, now) {
                let message = format!(
                    "it is made anew without its data on the server {}: carry the data over first",
                    store.instance
                );
                told.push((node.clone(), old.label(node).to_owned(), message));
            }
        }
    }
    for (id, workload) in &old.workloads {
        let now = new.and_then(|plan| plan.workloads.iter().find(|(other, new)| *other == id || new.was.contains(id)));
        told.extend(of_volumes(id, workload, now.map(|(_, workload)| workload)));
    }
    told
}

fn heir<'p>(plan: &'p Plan, id: &Id) -> Option<&'p Instance> {
    plan.instances.get(id).or_else(|| plan.instances.values().find(|instance| instance.was.contains(id)))
}

/// Whether what it holds would be missed. What exists already is not ours to delete.
fn keeps(instance: &Instance) -> bool {
    instance.persistence.value && instance.provision.value != Provision::Existing
}

fn of_instance(old: &Instance, new: Option<&Instance>) -> Option<String> {
    if !keeps(old) {
        return None;
    }
    let Some(new) = new else {
        return Some("it is deleted with all its data: take a copy first".to_owned());
    };
    let (from, to) = (&old.provision.value, &new.provision.value);
    if old.engine.value != new.engine.value {
        return Some(format!(
            "it is made anew without its data, as {} instead of {}: carry the data over first",
            new.engine.value, old.engine.value
        ));
    }
    if from != to {
        return Some(format!("it is made anew without its data, {to} instead of {from}: carry the data over first"));
    }
    if old.name.value != new.name.value {
        return Some(format!(
            "its deployed name changes from {} to {}, so it is made anew without its data: keep `name`",
            old.name.value, new.name.value
        ));
    }
    if !new.persistence.value {
        return Some("its data no longer outlive a restart: take a copy first".to_owned());
    }
    if older(&new.version.value, &old.version.value) {
        return Some(format!(
            "version {} can't read what {} wrote: carry the data over through a copy",
            new.version.value, old.version.value
        ));
    }
    if new.storage_mib.value < old.storage_mib.value {
        return Some(format!(
            "storage can't shrink from {} to {} MiB: it is refused, or made anew without its data",
            old.storage_mib.value, new.storage_mib.value
        ));
    }
    None
}

/// Whether the first version comes before the second; versions without numbers are not compared.
fn older(new: &str, old: &str) -> bool {
    let numbers = |text: &str| text.split('.').map_while(|part| part.parse::<u64>().ok()).collect::<Vec<_>>();
    let (new, old) = (numbers(new), numbers(old));
    !new.is_empty() && !old.is_empty() && new < old
}

fn of_volumes(id: &Id, old: &Workload, new: Option<&Workload>) -> Vec<Told> {
    let gone = old.volumes.keys().filter(|name| !new.is_some_and(|new| new.volumes.contains_key(*name)));
    let told = |name: &Id| {
        let message = format!("its directory `{name}` is deleted with what is in it: take a copy first");
        (id.clone(), old.title.clone(), message)
    };
    gone.map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plans(nodes: &str) -> Plans {
        let text = format!("groundplan: 1\nname: x\nenvironments: {{ prod: {{}} }}\nnodes:\n{nodes}");
        crate::resolve::plans(&topology::yaml::read_document(&text).unwrap().0).unwrap()
    }

    fn told(before: &str, after: &str) -> Vec<String> {
        losses(&plans(before), &plans(after))
            .into_iter()
            .map(|loss| format!("{} {:?} {}", loss.node, loss.environments, loss.message))
            .collect()
    }

    const DB: &str = "  db: { kind: database, engine: postgres, version: \"17\", storage: 20Gi }\n  a: { kind: service, volumes: { files: { path: /data } } }\n";

    #[test]
    fn what_holds_data_and_goes_is_named() {
        let told = told(DB, "  a: { kind: service }\n");
        assert_eq!(
            told,
            [
                "a [\"base\", \"prod\"] its directory `files` is deleted with what is in it: take a copy first",
                "db [\"base\", \"prod\"] it is deleted with all its data: take a copy first"
            ]
        );
    }

    #[test]
    fn what_is_made_anew_is_named_and_growth_is_not() {
        let changed = |from: &str, to: &str| told(DB, &DB.replace(from, to));
        assert!(
            changed("engine: postgres, version: \"17\"", "engine: mysql")[0].contains("as mysql instead of postgres")
        );
        assert!(changed("20Gi", "10Gi")[0].contains("can't shrink from 20480 to 10240"));
        assert!(changed("storage: 20Gi", "storage: 20Gi, name: other")[0].contains("from db to other"));
        assert!(
            changed("storage: 20Gi", "storage: 20Gi, provision: container")[0].contains("container instead of managed")
        );
        assert!(changed("\"17\"", "\"16\"")[0].contains("version 16 can't read what 17 wrote"));
        assert_eq!(changed("20Gi", "30Gi"), Vec::<String>::new());
        assert_eq!(changed("\"17\"", "\"18\""), Vec::<String>::new());
        assert_eq!(told(DB, DB), Vec::<String>::new());
    }

    #[test]
    fn a_renamed_node_keeps_its_data() {
        let renamed = DB.replace("  db: {", "  ledger: { was: [db], name: db,");
        assert_eq!(told(DB, &renamed), Vec::<String>::new());
    }
}
