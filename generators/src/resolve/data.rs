//! Data nodes: which instance serves them, and what it is made of.

use topology::document::{Id, Node, NodeKind, Provision, Role, Runtime, Units};

use crate::catalogue::{Engine, catalogue};
use crate::error::Error;
use crate::plan::{
    BackupPlan, Datastore, ImageRef, Instance, Note, Plan, Probe, ProbeKind, Secret, SecretEntry, SecretRef, Source,
    Sourced, Verdict,
};

use super::{Resolver, sizes};

/// Storage where nobody says, in MiB.
const DEFAULT_STORAGE_MIB: u64 = 10 * 1024;
/// Room for a file of users: the smallest volume that every storage class makes.
const USERS_STORAGE_MIB: u64 = 1024;
/// The time table of copies where nobody says: at three in the morning, UTC.
const NIGHTLY: &str = "0 3 * * *";
/// Days that copies are kept where nobody says.
const KEEP_DAYS: u32 = 7;
/// Characters of a generated password: 32 of 62 letters and digits are 190 bits.
pub(super) const PASSWORD_LENGTH: u32 = 32;

impl Resolver<'_> {
    /// Datastores and instances. A data node that no engine of the catalogue serves is left to be an external.
    pub(super) fn data(&self, plan: &mut Plan) -> Result<(), Error> {
        let catalogue = catalogue()?;
        let engines = &catalogue.engines;
        for (id, node) in self.document.nodes.iter().filter(|(_, node)| node.kind.is_data()) {
            if self.primary(id, node).is_some() {
                continue;
            }
            let engine = self.engine(id, node);
            if catalogue.clouds.contains_key(&engine.value) {
                continue;
            }
            let Some(entry) = catalogue.find(&engine.value, node.kind) else {
                let known: Vec<&str> = engines
                    .values()
                    .filter(|entry| entry.kinds.contains(&node.kind))
                    .map(|entry| entry.engine.as_str())
                    .collect();
                let hint = if known.is_empty() {
                    "declare where it is: `existing: { host: … }`".to_owned()
                } else {
                    format!("use {}, or declare where it is: `existing: {{ host: … }}`", known.join(", "))
                };
                plan.notes.push(Note {
                    path: self.places.node(id, "engine"),
                    verdict: Verdict::Unsupported,
                    reason: format!(
                        "the catalogue has no {} `{}`, so `{id}` is not made but only called; {hint}.",
                        node.kind, engine.value
                    ),
                });
                continue;
            };
            if entry.stands_for.contains(&engine.value) {
                plan.notes.push(Note {
                    path: self.places.node(id, "engine"),
                    verdict: Verdict::Approximated,
                    reason: format!("{} stands for `{}` where it runs in a container.", entry.title, engine.value),
                });
            }
            let engine = engine.map(|_| entry.engine.clone());
            let instance = node.server.clone().unwrap_or_else(|| id.clone());
            match plan.instances.get_mut(&instance) {
                Some(held) => held.nodes.push(id.clone()),
                None => {
                    let made = self.instance(plan, &instance, id, node, (entry, catalogue.as_of.as_str()), engine);
                    plan.instances.insert(instance.clone(), made);
                }
            }
            self.datastore(plan, id, node, instance, entry);
        }
        self.replicas(plan);
        Ok(())
    }

    /// Replicas belong to their primary's instance. Where no cloud keeps one they are served by the primary itself: a second empty server would answer wrongly.
    fn replicas(&self, plan: &mut Plan) {
        for (id, node) in &self.document.nodes {
            let Some(primary) = self.primary(id, node) else { continue };
            let Some(served) = plan.datastores.get(primary).cloned() else { continue };
            let title = self.document.node_label(id.as_str()).to_owned();
            let replica_of = Some(Sourced::from(primary.clone(), self.places.node(id, "role")));
            plan.datastores.insert(id.clone(), Datastore { id: id.clone(), title, replica_of, ..served.clone() });
            if let Some(instance) = plan.instances.get_mut(&served.instance) {
                instance.nodes.push(id.clone());
            }
        }
    }

    fn primary<'a>(&self, id: &Id, node: &'a Node) -> Option<&'a Id> {
        let of = node.of.as_ref().filter(|of| node.kind.is_data() && node.role == Some(Role::Replica) && *of != id)?;
        // A replica of a replica has no server of its own either way; one step is what the canvas offers.
        self.document.nodes.get(of).filter(|primary| primary.role != Some(Role::Replica))?;
        Some(of)
    }

    pub(super) fn engine(&self, id: &Id, node: &Node) -> Sourced<String> {
        match &node.engine {
            Some(engine) => Sourced::from(engine.to_string(), self.places.node(id, "engine")),
            None => {
                let (engine, why) = match node.kind {
                    NodeKind::Cache => ("valkey", "no engine is declared; Valkey is the maintained free one"),
                    NodeKind::Queue => ("rabbitmq", "no engine is declared; RabbitMQ does queues and topics"),
                    NodeKind::Database => ("postgres", "no engine is declared; PostgreSQL fits most"),
                    _ => ("seaweedfs", "no engine is declared; SeaweedFS speaks S3, is free and is kept by its makers"),
                };
                Sourced::decided(engine.to_owned(), why)
            }
        }
    }

    fn datastore(&self, plan: &mut Plan, id: &Id, node: &Node, instance: Id, entry: &Engine) {
        let named = |id: &Id| if entry.buckets { id.to_string() } else { underscored(id) };
        let database = entry.databases.then(|| match &node.database {
            Some(name) => Sourced::from(name.to_string(), self.places.node(id, "database")),
            None => Sourced::decided(named(node.name.as_ref().unwrap_or(id)), "named after the node"),
        });
        plan.datastores.insert(
            id.clone(),
            Datastore {
                id: id.clone(),
                title: self.document.node_label(id.as_str()).to_owned(),
                kind: node.kind,
                instance,
                database,
                owner: self.document.owner_of(node).map(str::to_owned),
                replica_of: None,
            },
        );
    }

    fn instance(
        &self,
        plan: &mut Plan,
        instance: &Id,
        id: &Id,
        node: &Node,
        (entry, as_of): (&Engine, &str),
        engine: Sourced<String>,
    ) -> Instance {
        let name = self.name(id, node, node.server.as_ref().map(|server| (server, "server")));
        let admin = SecretRef { secret: format!("{}-admin", name.value), key: entry.admin.variable.clone() };
        let purpose = format!("password of {}, the administrator of {}", entry.admin.user, name.value);
        let secret = SecretEntry { source: Source::Random(PASSWORD_LENGTH), purpose };
        plan.secrets.insert(
            admin.secret.clone(),
            Secret { reader: instance.clone(), entries: [(admin.key.clone(), secret)].into() },
        );
        let (version, tag) = self.version(plan, id, node, entry, as_of);
        let persistence = match node.persistence {
            Some(value) => Sourced::from(value, self.places.node(id, "persistence")),
            None if node.kind == NodeKind::Cache && node.storage.is_none() => {
                Sourced::decided(false, "a cache may forget")
            }
            None => Sourced::decided(true, "stored data outlive a restart"),
        };
        let kept = persistence.value;
        let users_alone = entry.users_file && !persistence.value;
        let volume = if users_alone {
            Sourced::decided(true, "what is stored may be forgotten, but not who may sign in")
        } else {
            persistence.clone()
        };
        Instance {
            id: instance.clone(),
            was: node.was.clone(),
            nodes: vec![id.clone()],
            title: self.document.node_label(id.as_str()).to_owned(),
            unit: self.unit(id, node),
            engine,
            image: version.map(|_| ImageRef { repository: entry.image.clone(), tag, digest: String::new() }),
            version,
            port: node.existing.as_ref().and_then(|e| e.port).map_or(entry.port, std::num::NonZeroU16::get),
            provision: self.provision(plan, id, node),
            host: node
                .existing
                .as_ref()
                .and_then(|e| e.host.as_ref())
                .map(|host| Sourced::from(host.to_string(), self.places.node(id, "existing/host"))),
            storage_mib: match &node.storage {
                Some(amount) => Sourced::from(sizes::mebibytes(amount), self.places.node(id, "storage")),
                None if users_alone => Sourced::decided(USERS_STORAGE_MIB, "only the file of its users is kept: 1 GiB"),
                None => Sourced::decided(DEFAULT_STORAGE_MIB, "no storage is declared: 10 GiB"),
            },
            persistence,
            volume,
            resources: self.resources(id, node),
            probe: Sourced::decided(
                Probe {
                    kind: ProbeKind::Command(entry.health.command.clone()),
                    interval_s: 10,
                    timeout_s: 5,
                    failures: 6,
                    start_s: 60,
                },
                format!(
                    "as its makers ask it ({}, {}){}",
                    entry.health.source,
                    entry.health.checked,
                    if entry.tried { "" } else { "; nothing of this engine was run in Groundplan's own tests" }
                ),
            ),
            admin,
            admin_user: entry.admin.user.clone(),
            users: std::collections::BTreeMap::new(),
            pooler: None,
            attendants: std::collections::BTreeMap::new(),
            backup: self.backup(plan, id, node, entry.backup.is_some() && kept),
            extra: node.extra.clone(),
            name,
        }
    }

    /// When it is backed up: as declared; where nobody says, what real users depend on is copied every night.
    fn backup(&self, plan: &Plan, id: &Id, node: &Node, can: bool) -> Option<Sourced<BackupPlan>> {
        if let Some(backup) = node.backup.known() {
            let schedule = backup.schedule.as_ref().map_or_else(|| NIGHTLY.to_owned(), |s| sizes::cron(s, id));
            let keep_days = backup.keep.as_ref().map_or(KEEP_DAYS, sizes::days);
            return Some(Sourced::from(BackupPlan { schedule, keep_days }, self.places.node(id, "backup")));
        }
        let silent = node.backup == topology::document::Fact::Unknown;
        (can && silent && plan.settings.production.value).then(|| {
            let plan = BackupPlan { schedule: NIGHTLY.to_owned(), keep_days: KEEP_DAYS };
            Sourced::decided(
                plan,
                "nothing is declared: what real users depend on is copied every night, and kept for a week",
            )
        })
    }

    fn version(&self, plan: &mut Plan, id: &Id, node: &Node, entry: &Engine, as_of: &str) -> (Sourced<String>, String) {
        let tag = |key: &str| entry.versions.get(key).map_or_else(|| key.to_owned(), |version| version.tag.clone());
        let Some(wanted) = &node.version else {
            let key = entry.default_version.clone();
            let tag = tag(&key);
            return (Sourced::decided(key, "no version is declared: the catalogue's newest"), tag);
        };
        let place = self.places.node(id, "version");
        match entry.resolve_version(wanted.as_str()) {
            Some((key, version)) => {
                if let Some(end) = version.ended(as_of) {
                    plan.notes.push(Note {
                        path: place.clone(),
                        verdict: Verdict::Approximated,
                        reason: format!(
                            "the makers of {} stopped mending {key} on {end}: faults found since then stay. Take {}.",
                            entry.title, entry.default_version
                        ),
                    });
                }
                (Sourced::from(key.to_owned(), place), version.tag.clone())
            }
            None => {
                plan.notes.push(Note {
                    path: place.clone(),
                    verdict: Verdict::Approximated,
                    reason: format!(
                        "the catalogue has no {} {wanted}; the version is taken for the image's tag, untried.",
                        entry.title
                    ),
                });
                (Sourced::from(wanted.to_string(), place), wanted.to_string())
            }
        }
    }

    fn provision(&self, plan: &Plan, id: &Id, node: &Node) -> Sourced<Provision> {
        let cloud = matches!(plan.settings.platform.value, Runtime::Ecs | Runtime::Eks);
        match (node.provision, self.document.settings.provision) {
            (Some(value), _) => Sourced::from(value, self.places.node(id, "provision")),
            (None, Some(value)) => Sourced::from(value, self.places.setting("provision")),
            (None, None) if node.existing.is_some() => {
                Sourced::from(Provision::Existing, self.places.node(id, "existing"))
            }
            (None, None) if cloud => Sourced::decided(Provision::Managed, "the platform is a cloud that offers it"),
            (None, None) => Sourced::decided(Provision::Container, "nothing is declared, and the platform offers none"),
        }
    }

    /// The deployed name of a node: a server's, else its own, else its id.
    pub(super) fn name(&self, id: &Id, node: &Node, server: Option<(&Id, &str)>) -> Sourced<Id> {
        match (server, &node.name) {
            (Some((server, field)), _) => Sourced::from(server.clone(), self.places.node(id, field)),
            (None, Some(name)) => Sourced::from(name.clone(), self.places.node(id, "name")),
            (None, None) => Sourced::from(id.clone(), format!("/nodes/{id}")),
        }
    }

    /// What a node is released with.
    pub(super) fn unit(&self, id: &Id, node: &Node) -> Sourced<Id> {
        let whole = || self.document.name.clone();
        if let Some(unit) = &node.member.unit {
            return Sourced::from(unit.clone(), self.places.node(id, "in/unit"));
        }
        match self.document.settings.units {
            None => Sourced::decided(whole(), "no unit is declared: everything is released together"),
            Some(Units::Topology) => Sourced::from(whole(), self.places.setting("units")),
            Some(Units::Node) => Sourced::from(id.clone(), self.places.setting("units")),
            Some(Units::Domain) => {
                let unit = node.member.domain.clone().unwrap_or_else(whole);
                Sourced::from(unit, self.places.setting("units"))
            }
        }
    }
}

/// `orders-db` as a name that engines take unquoted: `orders_db`.
pub(super) fn underscored(id: &Id) -> String {
    id.as_str().replace('-', "_")
}
