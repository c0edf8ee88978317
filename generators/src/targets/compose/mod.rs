//! Docker compose: a base that runs, an override for development, a file for production.
//!
//! The base holds the base Plan. The override holds what the environment `dev` changes, plus what helps while developing; the production file what the production environment changes; the stack file all of it for Docker Swarm.

mod backup;
mod companions;
mod console;
mod exporter;
mod extra;
mod instance;
mod just;
mod overlay;
mod scripts;
mod service;
mod shared;
mod stack;

use std::collections::BTreeMap;

use topology::document::Id;
use topology::yaml::{Item, write};

use super::{Output, Request, Target};
use crate::error::Error;
use crate::file::File;
use crate::items::{Entries, put, put_some};
use crate::plan::{Note, Peer, Plan, Plans, Verdict};
use companions::Companions;

/// The compose target.
pub struct Compose;

/// The environment whose changes make the override.
const DEVELOPMENT: &str = "dev";

impl Target for Compose {
    fn id(&self) -> &'static str {
        "compose"
    }

    fn summary(&self) -> &'static str {
        "Docker compose: base, development override, production"
    }

    fn render(&self, plans: &Plans, request: &Request) -> Result<Output, Error> {
        let mut output = Output::default();
        let shared = Companions::of(&plans.base, None)?;
        shared.write(&mut output.files);
        let base = services(&plans.base, &shared, &mut output.notes);
        output.files.insert("compose/compose.yaml".to_owned(), document(&plans.base, base.clone()));

        let dev = plans.environments.iter().find(|(id, _)| id.as_str() == DEVELOPMENT);
        if dev.is_none_or(|(id, _)| request.wants(id)) {
            let plan = dev.map_or(&plans.base, |(_, plan)| plan);
            let mut changes = laid_over(&base, &shared, plan, &mut output)?.changes;
            output.notes.extend(still_joined(&plans.base, plan));
            overlay::conveniences(plan, &mut changes, &mut output.notes);
            let text = "What the environment dev changes, and what helps while developing. Compose reads it by itself.";
            output
                .files
                .insert("compose/compose.override.yaml".to_owned(), overlay::file(changes, text, &plans.base, plan));
        }
        let production = plans.production().map_or(&plans.base, |(_, plan)| plan);
        if production.environment.as_ref().is_none_or(|id| request.wants(id)) {
            let laid = laid_over(&base, &shared, production, &mut output)?;
            output.notes.extend(still_joined(&plans.base, production));
            let stack = stack::file(production, &laid.services, &laid.companions);
            output.files.insert("compose/compose.stack.yaml".to_owned(), stack);
            let text = format!(
                "What the environment {} changes: docker compose -f compose.yaml -f compose.production.yaml up",
                production.name()
            );
            output.files.insert(
                "compose/compose.production.yaml".to_owned(),
                overlay::file(laid.changes, &text, &plans.base, production),
            );
        }
        scripts::files(plans, &mut output.files);
        output.notes.extend(plans.all().flat_map(|(_, plan)| shared_networks(plan)));
        output.notes.sort();
        output.notes.dedup();
        Ok(output)
    }
}

/// A Plan's services, and what of them the base does not say.
struct Laid {
    services: BTreeMap<String, Item>,
    changes: BTreeMap<String, Item>,
    companions: Companions,
}

/// What a Plan changes of the base services, with the files that it needs.
fn laid_over(
    base: &BTreeMap<String, Item>,
    shared: &Companions,
    plan: &Plan,
    output: &mut Output,
) -> Result<Laid, Error> {
    let own = Companions::of(plan, Some(shared))?;
    own.write(&mut output.files);
    let services = services(plan, &own, &mut output.notes);
    let changes = overlay::changes(base, &services, plan.name(), &mut output.notes);
    Ok(Laid { services, changes, companions: own })
}

/// The services of a Plan, by their deployed name.
fn services(plan: &Plan, companions: &Companions, notes: &mut Vec<Note>) -> BTreeMap<String, Item> {
    let mut services = BTreeMap::new();
    for workload in plan.workloads.values() {
        let mut item = service::workload(plan, workload, companions, notes);
        extra::merge_node(&workload.id, &workload.extra, &mut item, notes);
        services.insert(workload.name.to_string(), item);
    }
    for instance in plan.instances.values().filter(|instance| instance::runs_here(instance)) {
        let mut item = instance::service(plan, instance, companions, notes);
        extra::merge_node(&instance.id, &instance.extra, &mut item, notes);
        services.insert(instance.name.to_string(), item);
        if let Some(job) = instance::grants(plan, instance, companions) {
            services.insert(format!("{}-grants", instance.name.value), job);
        }
        if let Some(copies) = backup::service(plan, instance) {
            services.insert(backup::name(instance), copies);
        }
        if let Some(exporter) = exporter::service(plan, instance) {
            services.insert(exporter::name(instance), exporter);
        }
    }
    if let Some(preflight) = scripts::preflight(plan) {
        services.insert(scripts::PREFLIGHT.to_owned(), preflight);
    }
    services
}

/// The whole base file.
fn document(plan: &Plan, services: BTreeMap<String, Item>) -> File {
    let mut root = Entries::new();
    put(&mut root, "name", Item::text(plan.topology.as_str()).subject("topology /name"));
    let (key, hardened) = shared::head();
    put(&mut root, &key, hardened.spaced());
    let services = services.into_iter().map(|(name, item)| (name, shared::merged(item).spaced()));
    put(&mut root, "services", Item::map(services).spaced());
    put_some(&mut root, "networks", Item::map(networks(plan)).spaced());
    let volumes = service::volumes(plan).into_iter().map(|name| (name, Item::map(Entries::new())));
    put_some(&mut root, "volumes", Item::map(volumes).spaced());
    let mut item = Item::from(root)
        .comment(format!("{}, written by Groundplan. Start: ./scripts/secrets.sh && docker compose up", plan.topology));
    extra::merge_whole(plan, &mut item);
    File::from(write(&item))
}

/// The networks of a Plan, by name.
fn networks(plan: &Plan) -> BTreeMap<String, Item> {
    let networks = plan.networks.iter().map(|(name, network)| {
        let mut entries = Entries::new();
        if network.internal {
            put(&mut entries, "internal", true);
        }
        let subnet = Item::map([("subnet", network.subnet.as_str())]).flow();
        put(&mut entries, "ipam", Item::map([("config", Item::list([subnet]))]));
        (name.clone(), Item::from(entries).comment(&network.reason))
    });
    networks.collect()
}

/// What the networks can't do: callers of one node share its network.
fn shared_networks(plan: &Plan) -> Vec<Note> {
    // The jobs of an instance stand in its network, beside those who call it.
    let shared = plan.networks.iter().filter_map(|(name, network)| {
        let id = name.strip_prefix("to-")?;
        let instance = plan.instances.values().find(|instance| instance.id.as_str() == id);
        let node = instance.and_then(|instance| instance.nodes.first()).map_or(id, Id::as_str);
        (network.members.len() > 2 || instance.is_some()).then_some((name, node))
    });
    shared
        .map(|(name, id)| Note {
            path: format!("/nodes/{id}/callers"),
            verdict: Verdict::Approximated,
            reason: format!("those who call `{id}` share the network {name} and can reach one another on it."),
        })
        .collect()
}

/// What an overlay can't take away: where an environment alone has a pooler, those who call it stay in the server's own network.
fn still_joined(base: &Plan, plan: &Plan) -> Vec<Note> {
    let pooled = plan.instances.values().filter_map(|instance| Some((instance, &instance.pooler.as_ref()?.value)));
    let still = pooled.flat_map(|(instance, pooler)| {
        let members = base.networks.get(&format!("to-{}", instance.id)).map(|network| network.members.as_slice());
        let calling = plan.flows.iter().filter(move |flow| flow.to == Peer::Workload(pooler.clone()));
        calling.filter_map(move |flow| match &flow.from {
            Peer::Workload(from) if members.unwrap_or_default().contains(from) => Some((instance, from, flow)),
            _ => None,
        })
    });
    still
        .flat_map(|(instance, from, flow)| {
            flow.edges.iter().map(move |edge| Note {
                path: format!("/edges/{edge}/to"),
                verdict: Verdict::Approximated,
                reason: format!("what is laid over the base adds networks and takes none away: beside its pooler `{from}` still reaches `{}` itself; `pooler: true` for every environment mends that.", instance.id),
            })
        })
        .collect()
}

/// The id of the node that an instance or workload is drawn as, for subjects.
fn subject(id: &Id) -> String {
    format!("node:{id} /nodes/{id}")
}

#[cfg(test)]
mod tests;
