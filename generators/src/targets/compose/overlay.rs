//! The override and the production file: what differs from the base.

use std::collections::BTreeMap;

use topology::yaml::{Item, Tree, write};

use super::console;
use super::service::{publish, volumes};
use crate::file::File;
use crate::items::{Entries, put, put_some, same};
use crate::plan::{Note, Plan, Verdict};

/// Lists that compose replaces by nothing: an overlay adds to them, so only what is new is written.
const ADDED_TO: [&str; 7] = ["env_file", "volumes", "networks", "profiles", "tmpfs", "ports", "expose"];

/// What has to be laid over the base services to get the wanted ones. What compose can't take away is said in notes.
pub(super) fn changes(
    base: &BTreeMap<String, Item>,
    wanted: &BTreeMap<String, Item>,
    environment: &str,
    notes: &mut Vec<Note>,
) -> BTreeMap<String, Item> {
    let mut changes = BTreeMap::new();
    for (name, item) in wanted {
        match base.get(name) {
            None => {
                changes.insert(name.clone(), item.clone());
            }
            Some(held) => {
                if let Some(change) = difference(held, item) {
                    changes.insert(name.clone(), change);
                }
            }
        }
    }
    for name in base.keys().filter(|name| !wanted.contains_key(*name)) {
        // Compose can't take a service away, but it starts none whose profile nobody asks for.
        changes.insert(name.clone(), Item::map([("profiles", Item::list(["left-out"]).flow())]));
        notes.push(Note {
            path: format!("/environments/{environment}/nodes/{name}/enabled"),
            verdict: Verdict::Approximated,
            reason: format!("the service {name} stays in the file, in a profile that nobody starts."),
        });
    }
    changes
}

fn difference(base: &Item, wanted: &Item) -> Option<Item> {
    let (Tree::Map(before), Tree::Map(after)) = (&base.value, &wanted.value) else {
        return (!same(&base.value, &wanted.value)).then(|| wanted.clone());
    };
    let mut entries = Entries::new();
    for (key, item) in after {
        let held = before.iter().find(|(name, _)| name == key).map(|(_, held)| held);
        let change = match (held, &item.value) {
            (None, _) => Some(item.clone()),
            (Some(held), Tree::List(members)) if ADDED_TO.contains(&key.as_str()) => added(held, members, item),
            (Some(held), _) => difference(held, item),
        };
        if let Some(change) = change {
            put(&mut entries, key, change);
        }
    }
    let subject = wanted.subject.clone();
    (!entries.is_empty()).then(|| Item { subject, ..Item::from(entries) })
}

fn added(held: &Item, members: &[Item], item: &Item) -> Option<Item> {
    let Tree::List(before) = &held.value else { return Some(item.clone()) };
    let target = |item: &Item| match &item.value {
        // A mount replaces the one at the same place in the container.
        Tree::Text(text) => text.split(':').nth(1).unwrap_or(text).to_owned(),
        Tree::Map(entries) => entries
            .iter()
            .find(|(key, _)| key == "target" || key == "path")
            .map(|(_, value)| format!("{:?}", value.value))
            .unwrap_or_default(),
        other => format!("{other:?}"),
    };
    let new: Vec<Item> = members
        .iter()
        .filter(|member| !before.iter().any(|old| target(old) == target(member) && same(&old.value, &member.value)))
        .cloned()
        .collect();
    (!new.is_empty()).then(|| Item { flow: item.flow, subject: item.subject.clone(), ..Item::list(new) })
}

/// What helps while developing: images are built again when the source changes, and stored data can be looked at from the person's own machine.
pub(super) fn conveniences(plan: &Plan, changes: &mut BTreeMap<String, Item>, notes: &mut Vec<Note>) {
    for workload in plan.workloads.values() {
        let Some(build) = &workload.build else { continue };
        let context = format!("../{}", build.value.0.trim_start_matches("./"));
        let watch = Item::map([("action", Item::text("rebuild")), ("path", Item::text(context.replace('$', "$$")))]);
        let develop = Item::map([("watch", Item::list([watch]))]);
        extend(changes, workload.name.as_str(), "develop", develop);
    }
    let mut taken: Vec<u16> =
        plan.workloads.values().flat_map(|w| w.published.iter().map(|port| port.host_port.value)).collect();
    taken.push(crate::engines::nginx::TLS_PORT);
    for instance in plan.instances.values().filter(|instance| super::instance::runs_here(instance)) {
        let mut port = instance.port;
        while taken.contains(&port) {
            port = port.checked_add(1).unwrap_or(1024);
        }
        taken.push(port);
        let page = (console::FIRST_PORT..).find(|port| !taken.contains(port)).unwrap_or(console::FIRST_PORT);
        let joined = plan.networks.contains_key(&format!("to-{}", instance.id));
        if let Some(console) = console::service(instance, page).filter(|_| joined) {
            taken.push(page);
            changes.insert(console::name(instance), console);
        }
        let name = instance.name.as_str();
        let reason = "for clients on this machine alone";
        let published = Item::list([publish(&port.to_string(), instance.port, "127.0.0.1").comment(reason)]);
        extend(changes, name, "ports", published);
        // A network without a way out publishes nothing.
        extend(changes, name, "networks", Item::list(["edge"]).flow());
        notes.push(Note {
            path: super::instance::place(instance, "published"),
            verdict: Verdict::Approximated,
            reason: "while developing its port is open on this machine, by way of the network edge, which it shares with all that is published.".to_owned(),
        });
    }
}

fn extend(changes: &mut BTreeMap<String, Item>, name: &str, key: &str, item: Item) {
    let held = changes.entry(name.to_owned()).or_insert_with(|| Item::from(Entries::new()));
    if let Tree::Map(entries) = &mut held.value {
        match entries.iter_mut().find(|(held, _)| held == key) {
            None => put(entries, key, item),
            Some((_, held)) => {
                if let (Tree::List(all), Tree::List(more)) = (&mut held.value, item.value) {
                    all.extend(more);
                }
            }
        }
    }
}

/// The file of an overlay. What the base file has no network and no volume for, it brings along.
pub(super) fn file(changes: BTreeMap<String, Item>, text: &str, base: &Plan, plan: &Plan) -> File {
    let mut root = Entries::new();
    let joins = changes
        .values()
        .any(|item| matches!(&item.value, Tree::Map(entries) if entries.iter().any(|(key, _)| key == "networks")));
    let services: Vec<(String, Item)> = changes.into_iter().map(|(name, item)| (name, item.spaced())).collect();
    put(&mut root, "services", Item::map(services));
    let mut networks = super::networks(plan);
    networks.retain(|name, _| !base.networks.contains_key(name));
    if joins && !base.networks.contains_key("edge") {
        networks.entry("edge".to_owned()).or_insert_with(|| Item::map(Entries::new()));
    }
    put_some(&mut root, "networks", Item::map(networks).spaced());
    let held = volumes(base);
    let added = volumes(plan).into_iter().filter(|name| !held.contains(name));
    put_some(&mut root, "volumes", Item::map(added.map(|name| (name, Item::map(Entries::new())))).spaced());
    File::from(write(&Item::from(root).comment(text)))
}
