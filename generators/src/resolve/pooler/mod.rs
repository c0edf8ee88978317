//! The program before a database that lends its connections to many callers, where that is asked for or needed.

mod settings;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use topology::document::{Expose, Extra, Id, NodeKind, Protocol, Provision, Release};

use crate::catalogue::{Pooler, catalogue, engine};
use crate::engines::{connections, password_variable};
use crate::error::Error;
use crate::plan::{
    Composed, Instance, Note, Part, Plan, PlanPort, Probe, ProbeKind, ReplicaPlan, ResourcePlan, RunsAs, SecretEntry,
    Source, Sourced, Verdict, Workload,
};

use super::Resolver;
use super::pools::POOL;
use super::workloads::tester;

/// The variables that its start script reads.
const SETTINGS: &str = "POOLER_SETTINGS";
const USERS: &str = "POOLER_USERS";

/// How many connections callers may want.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted {
    /// Of those whom a pooler would serve.
    pooled: u32,
    /// Of those who speak to the server itself.
    direct: u32,
}

impl Wanted {
    /// Of all together.
    pub(super) const fn total(self) -> u32 {
        self.pooled.saturating_add(self.direct)
    }
}

/// What becomes of a pooler before one instance.
enum Decision<'e> {
    /// There is one, and why.
    Made(&'e Pooler, Sourced<()>),
    /// It is asked for, and there is none: why.
    Refused(String),
    /// Nobody asks, and nobody needs one.
    Left,
}

impl Resolver<'_> {
    /// Puts a pooler before each instance whose node asks for one, or whose callers may want more connections than it carries.
    pub(super) fn poolers(&self, plan: &mut Plan) {
        let mut made = Vec::new();
        let mut notes = Vec::new();
        let all = self.wanted(plan);
        for instance in plan.instances.values() {
            let asked = instance.nodes.iter().find_map(|id| Some((id, self.document.nodes.get(id)?.pooler?)));
            let told = |reason: String| {
                let id = asked.map_or(&instance.id, |(id, _)| id);
                Note { path: self.places.node(id, "pooler"), verdict: Verdict::Unsupported, reason }
            };
            match self.decide(instance, asked, all.get(&instance.id).copied().unwrap_or_default()) {
                Decision::Left => {}
                Decision::Refused(reason) => notes.push(told(reason)),
                Decision::Made(pooler, reason) => match self.free(plan, instance) {
                    Some((id, name)) => made.push(self.pooler(plan, instance, pooler, (id, name), &reason)),
                    None => notes.push(told(format!(
                        "the name `{}-pooler` is taken or too long, so there is none: give the node a shorter `name`.",
                        instance.name.value
                    ))),
                },
            }
        }
        plan.notes.extend(notes);
        for (instance, reason, workload) in made {
            if let Some(instance) = plan.instances.get_mut(&instance) {
                instance.pooler = Some(reason.map(|()| workload.id.clone()));
            }
            plan.workloads.insert(workload.id.clone(), workload);
        }
    }

    /// Whether an instance gets a pooler: where its node says so, which `asked` names, and else where its callers need one.
    fn decide(&self, instance: &Instance, asked: Option<(&Id, bool)>, wanted: Wanted) -> Decision<'static> {
        let Some(entry) = engine(&instance.engine.value) else { return Decision::Left };
        let existing = instance.provision.value == Provision::Existing;
        match (asked, &entry.pooler) {
            (Some((_, true)), _) if existing => Decision::Refused(format!(
                "`{}` is there already: a pooler before it is its owner's to run.",
                instance.id
            )),
            (Some((_, true)), None) => Decision::Refused(format!(
                "no pooler is known here for {}: keep the pools of its callers small.",
                entry.title
            )),
            (Some((_, true)), Some(_)) if wanted.pooled == 0 => Decision::Refused(format!(
                "nobody who runs all the time calls `{}`, so there is nobody to share its connections.",
                instance.id
            )),
            (Some((id, true)), Some(pooler)) => {
                Decision::Made(pooler, Sourced::from((), self.places.node(id, "pooler")))
            }
            (None, Some(pooler)) if !existing && wanted.pooled > 0 && wanted.total() > connections(instance) => {
                let reason = format!(
                    "its memory carries {} connections, and with {POOL} for each program its callers may want {}; `pooler: false` leaves it out",
                    connections(instance),
                    wanted.total()
                );
                Decision::Made(pooler, Sourced::decided((), reason))
            }
            _ => Decision::Left,
        }
    }

    /// The pooler that a consumer calls in the place of a data node, with its port.
    pub(super) fn pooler_of<'p>(&self, plan: &'p Plan, consumer: &Id, target: &Id) -> Option<(&'p Id, u16)> {
        let pooler = plan.instance_of(target)?.pooler.as_ref()?;
        let through = is_pooled(plan, consumer, target);
        let workload = plan.workloads.get(&pooler.value).filter(|_| through)?;
        Some((&workload.id, workload.port()?))
    }

    /// What the callers of each instance may want: each program its pool, at its most replicas.
    pub(super) fn wanted(&self, plan: &Plan) -> BTreeMap<Id, Wanted> {
        let mut callers: BTreeMap<(&Id, &Id), bool> = BTreeMap::new();
        for edge in self.document.edges.values().filter(|edge| edge.kind.opens_connection()) {
            if let Some(store) = plan.datastores.get(&edge.to).filter(|_| !self.in_browser(&edge.from)) {
                *callers.entry((&store.instance, &edge.from)).or_default() |= is_pooled(plan, &edge.from, &edge.to);
            }
        }
        let mut all: BTreeMap<Id, Wanted> = BTreeMap::new();
        for ((instance, id), pooled) in callers {
            let Some(workload) = plan.workloads.get(id) else { continue };
            let wanted = all.entry(instance.clone()).or_default();
            let sum = if pooled { &mut wanted.pooled } else { &mut wanted.direct };
            *sum = sum.saturating_add(workload.replicas.max.saturating_mul(POOL));
        }
        all
    }

    /// Id and deployed name of the pooler, where nothing else has them.
    fn free(&self, plan: &Plan, instance: &Instance) -> Option<(Id, Id)> {
        let of = |id: &Id| Id::parse(&format!("{id}-pooler")).ok();
        let (id, name) = (of(&instance.id)?, of(&instance.name.value)?);
        let taken = |wanted: &Id| {
            let mut nodes = self.document.nodes.iter();
            nodes.any(|(id, node)| id == wanted || node.name.as_ref() == Some(wanted))
                || plan.instances.values().any(|instance| instance.id == *wanted || instance.name.value == *wanted)
        };
        (!taken(&id) && !taken(&name)).then_some((id, name))
    }

    fn pooler(
        &self,
        plan: &Plan,
        instance: &Instance,
        pooler: &Pooler,
        (id, name): (Id, Id),
        reason: &Sourced<()>,
    ) -> (Id, Sourced<()>, Workload) {
        let production = plan.settings.production.value;
        let (count, why) = if production {
            (2, "production keeps two, so that one may fail")
        } else {
            (1, "it keeps nothing, and one is enough")
        };
        let main = Id::parse(Protocol::Tcp.word()).ok();
        let port = PlanPort { number: pooler.port, protocol: Protocol::Tcp };
        let ports: BTreeMap<Id, Sourced<PlanPort>> = main
            .iter()
            .map(|name| (name.clone(), Sourced::decided(port.clone(), "the usual port of such a pooler")))
            .collect();
        let script = engine(&instance.engine.value).and_then(|entry| entry.sources.get(&pooler.script)).cloned();
        let runs_as = RunsAs::Service;
        let workload = Workload {
            id,
            was: Vec::new(),
            name: Sourced::decided(name, format!("the pooler before {}", instance.id)),
            title: format!("{} before {}", pooler.title, instance.title),
            description: String::new(),
            kind: NodeKind::Service,
            runs_as: Sourced::decided(runs_as, "it lends connections all the time"),
            unit: instance.unit.clone(),
            owner: instance.nodes.first().and_then(|node| plan.datastores.get(node)?.owner.clone()),
            image: reason.map(|()| pooler.image.image()),
            stand_in: false,
            build: None,
            command: Sourced::decided(
                vec!["sh".to_owned(), "-c".to_owned(), script.unwrap_or_default()],
                "its settings and its users are put together at the start",
            ),
            args: Sourced::decided(Vec::new(), "all stands in its settings"),
            tester: catalogue().ok().and_then(|catalogue| tester(&catalogue.images, runs_as, &ports)),
            ports,
            main_port: main,
            expose: Sourced::decided(Expose::None, "only those who call the database reach it"),
            entry: None,
            published: Vec::new(),
            variables: BTreeMap::new(),
            secrets: BTreeMap::new(),
            secrets_as_files: false,
            replicas: Sourced::decided(ReplicaPlan { min: count, max: count, cpu: 70 }, why),
            resources: Sourced::decided(
                ResourcePlan { cpu_milli: 250, memory_mib: 128 },
                "one thread, and a few KiB for each connection",
            ),
            probe: Some(Sourced::decided(
                Probe {
                    kind: ProbeKind::Command(pooler.health.command.clone()),
                    interval_s: 10,
                    timeout_s: 3,
                    failures: 3,
                    start_s: 30,
                },
                format!("whether it lets anybody in ({}, {})", pooler.health.source, pooler.health.checked),
            )),
            volumes: BTreeMap::new(),
            writable: vec!["/tmp".to_owned()],
            user: Some(Sourced::decided(pooler.image.user, "the image's own user")),
            gateway: None,
            collector: None,
            schedule: None,
            triggers: BTreeMap::new(),
            release: Sourced::decided(Release::Rolling, "instance by instance"),
            starts_after: [(instance.id.clone(), "it lends its connections".to_owned())].into(),
            extra: Extra::default(),
        };
        (instance.id.clone(), reason.clone(), workload)
    }

    /// Settings and users of the poolers, once it is known who signs in as whom.
    pub(super) fn pooler_settings(&self, plan: &mut Plan) -> Result<(), Error> {
        let all = self.wanted(plan);
        for id in plan.instances.keys().cloned().collect::<Vec<_>>() {
            let Some(instance) = plan.instances.get(&id).cloned() else { continue };
            let Some(pooler) = &instance.pooler else { continue };
            let Some(entry) = engine(&instance.engine.value) else { continue };
            let Some(replicas) = plan.workloads.get(&pooler.value).map(|workload| workload.replicas.min) else {
                continue;
            };
            let users = self.pooled_users(plan, &instance);
            let settings = settings::settings(
                entry,
                &instance,
                &users,
                &all.get(&id).copied().unwrap_or_default(),
                replicas.max(1),
            )?;
            let mut secrets = BTreeMap::new();
            let mut words = Vec::new();
            for user in users.iter().map(|(user, ..)| *user).collect::<BTreeSet<&str>>() {
                let Some(held) = instance.users.get(user) else { continue };
                let variable = password_variable(user);
                let purpose =
                    format!("password of {user}, with which it is let in and signs in at {}", instance.name.value);
                let source = Source::Composed(Composed(vec![Part::Secret(held.password.clone())]));
                let reference = self.secret(plan, &pooler.value, &variable, SecretEntry { source, purpose });
                words.push(format!("{user}={variable}"));
                secrets.insert(variable, Sourced::decided(reference, "who may sign in at the server may do so here"));
            }
            let from = |value: Composed| pooler.map(|_| value);
            if let Some(workload) = plan.workloads.get_mut(&pooler.value) {
                workload.secrets = secrets;
                workload.variables.insert(SETTINGS.to_owned(), from(settings));
                workload.variables.insert(USERS.to_owned(), from(Composed::text(words.join(" "))));
            }
        }
        Ok(())
    }

    /// Who signs in through the pooler: user, database, and a data node that is that database.
    fn pooled_users<'p>(&self, plan: &Plan, instance: &'p Instance) -> BTreeSet<(&'p str, &'p str, Id)> {
        let mut users = BTreeSet::new();
        for (name, user) in &instance.users {
            for grant in &user.grants {
                let edges = grant.edges.iter().filter_map(|id| self.document.edges.get(id));
                let through = edges.filter(|edge| is_pooled(plan, &edge.from, &edge.to)).map(|edge| &edge.to).min();
                if let (Some(target), Some(database)) = (through, &grant.database) {
                    users.insert((name.as_str(), database.as_str(), target.clone()));
                }
            }
        }
        users
    }
}

/// Whether a caller shares connections: it runs all the time, and calls no replica, which has a server of its own on some targets. Jobs that run once change schemas, and want a session.
fn is_pooled(plan: &Plan, consumer: &Id, target: &Id) -> bool {
    let runs = plan.workloads.get(consumer).is_some_and(|workload| workload.runs_as.value == RunsAs::Service);
    runs && plan.datastores.get(target).is_some_and(|store| store.replica_of.is_none())
}
