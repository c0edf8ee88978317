//! Workloads: what runs, from which image, how many, how its health is asked.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::{EdgeKind, Expose, Id, Image, Node, NodeKind, Protocol, Release, Text, Trigger};

use crate::catalogue::{Images, catalogue};
use crate::error::Error;
use crate::plan::{
    Composed, Entry, ImageRef, Note, Part, Plan, PlanPort, Probe, ProbeKind, Published, ReplicaPlan, RunsAs,
    SecretEntry, SecretRef, Source, Sourced, TriggerPlan, Verdict, VolumePlan, Workload,
};

use super::{Resolver, collector, sizes};

/// The tag of an image that names none.
const DEFAULT_TAG: &str = "0.1.0";
/// Size of a volume where nobody says, in MiB.
const DEFAULT_VOLUME_MIB: u64 = 1024;

impl Resolver<'_> {
    pub(super) fn workloads(&self, plan: &mut Plan) -> Result<(), Error> {
        let images = &catalogue()?.images;
        let mut taken = BTreeSet::new();
        for (id, node) in &self.document.nodes {
            if self.runs(node) {
                let mut workload = self.workload(plan, id, node, images);
                if collector::stands_for(node) {
                    self.collector(node, images, &mut workload);
                }
                workload.published = published(&workload, &self.exposures(id, node), &mut taken);
                workload.entry = entry(&workload);
                plan.workloads.insert(id.clone(), workload);
            }
        }
        Ok(())
    }

    /// Whether we run it: every workload and gateway, and a platform that has an image or for which the collector stands.
    fn runs(&self, node: &Node) -> bool {
        let has_image = node.image.is_some() || node.build.is_some();
        node.kind.is_workload()
            || node.kind == NodeKind::Gateway
            || (node.kind == NodeKind::Platform && has_image)
            || collector::stands_for(node)
    }

    fn workload(&self, plan: &mut Plan, id: &Id, node: &Node, images: &Images) -> Workload {
        let runs_as = self.runs_as(id, node);
        let ports = self.ports(id, node);
        let main_port = main_port(&ports);
        let engine = node.engine.as_ref().map_or("nginx", |engine| engine.as_str());
        let ours = node.kind == NodeKind::Gateway
            && node.image.is_none()
            && node.build.is_none()
            && images.gateway.contains_key(engine);
        if node.kind == NodeKind::Gateway && !ours && !images.gateway.contains_key(engine) && engine != "own-image" {
            plan.notes.push(Note {
                path: self.places.node(id, "engine"),
                verdict: Verdict::Unsupported,
                reason: format!("no configuration is written for the gateway `{engine}` yet; use nginx, or own-image with an image of yours."),
            });
        }
        let image = self.image(id, node, images, runs_as.value, ours.then_some(engine));
        let mut args = self.words(id, "args", &node.args);
        if let (true, Some(port)) =
            (image.stand_in && runs_as.value == RunsAs::Service, main_port.as_ref().and_then(|p| ports.get(p)))
        {
            args = Sourced::decided(
                vec!["--port".to_owned(), port.number.to_string()],
                "the stand-in answers on the node's own port",
            );
        }
        let mut command = self.words(id, "command", &node.command);
        if image.stand_in && runs_as.value != RunsAs::Service {
            command = Sourced::decided(vec!["true".to_owned()], "the stand-in of a job ends at once");
        }
        let probe = self.probe(id, node, &ports, main_port.as_ref(), ours, image.stand_in);
        let (variables, secrets) = self.own_variables(plan, id, node);
        Workload {
            id: id.clone(),
            was: node.was.clone(),
            name: self.name(id, node, None),
            title: self.document.node_label(id.as_str()).to_owned(),
            description: node.description.as_ref().map(ToString::to_string).unwrap_or_default(),
            kind: node.kind,
            unit: self.unit(id, node),
            owner: self.document.owner_of(node).map(str::to_owned),
            stand_in: image.stand_in,
            build: self.build(id, node),
            expose: self.expose(id, node),
            entry: None,
            published: Vec::new(),
            variables,
            secrets,
            secrets_as_files: node.secrets_as == Some(topology::document::SecretsAs::File),
            replicas: self.replica_plan(plan, id, node, runs_as.value),
            resources: self.resources(id, node),
            probe,
            volumes: self.volumes(id, node),
            writable: vec!["/tmp".to_owned()],
            user: image.user.map(|user| Sourced::decided(user, "the image's own user")),
            gateway: None,
            collector: None,
            tester: tester(images, runs_as.value, &ports),
            schedule: node
                .schedule
                .as_ref()
                .map(|s| Sourced::from(sizes::cron(s, id), self.places.node(id, "schedule"))),
            triggers: self.triggers(id, node),
            release: match node.release {
                Some(release) => Sourced::from(release, self.places.node(id, "release")),
                None => Sourced::decided(Release::Rolling, "nothing is declared: instance by instance"),
            },
            starts_after: BTreeMap::new(),
            extra: node.extra.clone(),
            image: image.image,
            runs_as,
            command,
            args,
            main_port,
            ports,
        }
    }

    fn runs_as(&self, id: &Id, node: &Node) -> Sourced<RunsAs> {
        let kind = format!("/nodes/{id}/kind");
        match (node.kind, &node.schedule) {
            (NodeKind::Job, Some(_)) => Sourced::from(RunsAs::CronJob, self.places.node(id, "schedule")),
            (NodeKind::Job, None) => Sourced::from(RunsAs::Job, kind),
            (NodeKind::Function, _) => {
                Sourced::decided(RunsAs::Service, "a function runs as a service where no cloud wakes it")
            }
            _ => Sourced::from(RunsAs::Service, kind),
        }
    }

    fn image(&self, id: &Id, node: &Node, images: &Images, runs_as: RunsAs, gateway: Option<&str>) -> Chosen {
        if let Some(image) = gateway.and_then(|engine| images.gateway.get(engine)) {
            let (user, image) = (Some(image.user), image.image());
            let image = match &node.engine {
                Some(_) => Sourced::from(image, self.places.node(id, "engine")),
                None => Sourced::decided(image, "the gateway's image, from the catalogue"),
            };
            return Chosen { image, user, stand_in: false };
        }
        if let Some(image) = &node.image {
            let place = self.places.node(id, "image");
            let registry = self.document.conventions.registry.as_ref();
            return Chosen { image: Sourced::from(parsed(image, registry), place), user: None, stand_in: false };
        }
        if node.build.is_some() {
            let name = node.name.as_ref().unwrap_or(id);
            let repository = match &self.document.conventions.registry {
                Some(registry) => format!("{registry}/{name}"),
                None => format!("{}/{name}", self.document.name),
            };
            let image = ImageRef { repository, tag: DEFAULT_TAG.to_owned(), digest: String::new() };
            let why = "named after the node, in the registry of the conventions; the pipeline raises the tag";
            return Chosen { image: Sourced::decided(image, why), user: None, stand_in: false };
        }
        let sort = if runs_as == RunsAs::Service { "service" } else { "job" };
        let why = "neither image nor build is declared; a small stand-in runs in its place";
        match images.stand_in.get(sort) {
            Some(image) => {
                Chosen { image: Sourced::decided(image.image(), why), user: Some(image.user), stand_in: true }
            }
            // The catalogue's test keeps both stand-ins there.
            None => Chosen { image: Sourced::decided(parsed_text(id.as_str()), why), user: None, stand_in: true },
        }
    }

    /// What starts a function, by name.
    fn triggers(&self, id: &Id, node: &Node) -> BTreeMap<Id, Sourced<TriggerPlan>> {
        let of = |name: &Id, trigger: &Trigger| {
            let (field, plan) = if let Some(path) = &trigger.path {
                ("path", TriggerPlan::Http { path: path.to_string() })
            } else if let Some(queue) = &trigger.queue {
                ("queue", TriggerPlan::Queue { queue: queue.clone() })
            } else if let Some(schedule) = &trigger.schedule {
                ("schedule", TriggerPlan::Schedule { cron: sizes::cron(schedule, id) })
            } else {
                ("bucket", TriggerPlan::Bucket { store: trigger.bucket.clone()? })
            };
            Some((name.clone(), Sourced::from(plan, self.places.node(id, &format!("triggers/{name}/{field}")))))
        };
        node.triggers.iter().filter_map(|(name, trigger)| of(name, trigger)).collect()
    }

    fn words<const MAX: usize>(&self, id: &Id, field: &str, words: &[Text<MAX>]) -> Sourced<Vec<String>> {
        if words.is_empty() {
            Sourced::decided(Vec::new(), "the image's own")
        } else {
            Sourced::from(words.iter().map(ToString::to_string).collect(), self.places.node(id, field))
        }
    }

    fn build(&self, id: &Id, node: &Node) -> Option<Sourced<(String, String)>> {
        let build = node.build.as_ref()?;
        let context = build.context.as_ref().map_or(".", |path| path.as_str()).to_owned();
        let dockerfile = build.dockerfile.as_ref().map_or("Dockerfile", |path| path.as_str()).to_owned();
        Some(Sourced::from((context, dockerfile), self.places.node(id, "build")))
    }

    /// Declared ports, else the one that its kind and callers imply.
    fn ports(&self, id: &Id, node: &Node) -> BTreeMap<Id, Sourced<PlanPort>> {
        if !node.ports.is_empty() {
            return node
                .ports
                .iter()
                .map(|(name, port)| {
                    let named = Protocol::ALL.iter().copied().find(|protocol| protocol.word() == name.as_str());
                    let protocol = port.protocol.or(named).unwrap_or(Protocol::Tcp);
                    let plan = PlanPort { number: port.number.get(), protocol };
                    (name.clone(), Sourced::from(plan, self.places.node(id, &format!("ports/{name}/number"))))
                })
                .collect();
        }
        if matches!(node.kind, NodeKind::Worker | NodeKind::Job) {
            return BTreeMap::new();
        }
        let spoken = self
            .document
            .edges
            .values()
            .filter(|edge| edge.to == *id && edge.kind.opens_connection())
            .find_map(|edge| edge.protocol)
            .filter(|protocol| *protocol != Protocol::Https && node.kind != NodeKind::Gateway)
            .unwrap_or(Protocol::Http);
        let number = match spoken {
            Protocol::Grpc => 50051,
            Protocol::Smtp => 1025,
            _ => 8080,
        };
        let why = "no port is declared; programs without root listen above 1024";
        Id::parse(spoken.word())
            .map(|name| [(name, Sourced::decided(PlanPort { number, protocol: spoken }, why))].into())
            .unwrap_or_default()
    }

    fn expose(&self, id: &Id, node: &Node) -> Sourced<Expose> {
        if let Some(expose) = node.expose {
            return Sourced::from(expose, self.places.node(id, "expose"));
        }
        let by_client = |edge: &topology::document::Edge| {
            edge.to == *id
                && edge.kind == EdgeKind::Call
                && self.document.nodes.get(&edge.from).is_some_and(topology::graph::Graph::is_client)
        };
        let gateway = node.kind == NodeKind::Gateway;
        match gateway.then(|| self.document.edges.iter().find(|(_, edge)| by_client(edge))).flatten() {
            Some((edge, _)) => Sourced::from(Expose::Public, format!("/edges/{edge}")),
            None => Sourced::decided(Expose::None, "nothing says that it is reached from outside"),
        }
    }

    /// How far each port can be reached: its own word, else the node's.
    fn exposures(&self, id: &Id, node: &Node) -> BTreeMap<Id, Expose> {
        let whole = self.expose(id, node).value;
        node.ports.iter().map(|(name, port)| (name.clone(), port.expose.unwrap_or(whole))).collect()
    }

    fn replica_plan(&self, plan: &Plan, id: &Id, node: &Node, runs_as: RunsAs) -> Sourced<ReplicaPlan> {
        let Some(replicas) = &node.replicas else {
            let spread = plan.settings.production.value && runs_as == RunsAs::Service && node.kind != NodeKind::Worker;
            let (count, why) = if spread {
                (2, "production keeps two, so that one may fail")
            } else {
                (1, "no number is declared: one")
            };
            return Sourced::decided(ReplicaPlan { min: count, max: count, cpu: 70 }, why);
        };
        let min = replicas.min.unwrap_or(1);
        let value = ReplicaPlan { min, max: replicas.max.unwrap_or(min).max(min), cpu: replicas.cpu.unwrap_or(70) };
        let fields =
            [("min", replicas.min.is_some()), ("max", replicas.max.is_some()), ("cpu", replicas.cpu.is_some())];
        let said = fields
            .iter()
            .filter(|(_, said)| *said)
            .map(|(field, _)| self.places.node(id, &format!("replicas/{field}")));
        Sourced::from_all(value, said)
    }

    fn probe(
        &self,
        id: &Id,
        node: &Node,
        ports: &BTreeMap<Id, Sourced<PlanPort>>,
        main: Option<&Id>,
        gateway: bool,
        stand_in: bool,
    ) -> Option<Sourced<Probe>> {
        let port = main.and_then(|name| ports.get(name)).map(|port| port.number);
        let probe = |kind| Probe { kind, interval_s: 10, timeout_s: 3, failures: 3, start_s: 30 };
        if gateway {
            let kind = ProbeKind::Http { path: "/healthz".to_owned(), port: port? };
            return Some(Sourced::decided(probe(kind), "its configuration answers there"));
        }
        let health = node.health.known()?;
        let kind = if let (Some(path), Some(port)) = (&health.path, port) {
            (ProbeKind::Http { path: path.to_string(), port }, "health/path")
        } else if !health.command.is_empty() && !stand_in {
            (ProbeKind::Command(health.command.iter().map(ToString::to_string).collect()), "health/command")
        } else if let (Some(service), Some(port)) = (&health.grpc, port.filter(|_| !stand_in)) {
            (ProbeKind::Grpc { service: service.to_string(), port }, "health/grpc")
        } else {
            return None;
        };
        Some(Sourced::from(probe(kind.0), self.places.node(id, kind.1)))
    }

    fn volumes(&self, id: &Id, node: &Node) -> BTreeMap<Id, Sourced<VolumePlan>> {
        node.volumes
            .iter()
            .map(|(name, volume)| {
                let size_mib = volume.size.as_ref().map_or(DEFAULT_VOLUME_MIB, sizes::mebibytes);
                let place = self.places.node(id, &format!("volumes/{name}/path"));
                let places = std::iter::once(place)
                    .chain(volume.size.as_ref().map(|_| self.places.node(id, &format!("volumes/{name}/size"))));
                (name.clone(), Sourced::from_all(VolumePlan { path: volume.path.to_string(), size_mib }, places))
            })
            .collect()
    }

    /// Variables and secrets that the node declares itself.
    fn own_variables(
        &self,
        plan: &mut Plan,
        id: &Id,
        node: &Node,
    ) -> (BTreeMap<String, Sourced<Composed>>, BTreeMap<String, Sourced<SecretRef>>) {
        let variables = node.variables.iter().map(|(name, value)| {
            let place = self.places.node(id, &format!("variables/{name}"));
            (name.to_string(), Sourced::from(Composed(vec![Part::Text(value.to_string())]), place))
        });
        let mut secrets = BTreeMap::new();
        for name in &node.secrets {
            let entry = SecretEntry {
                source: Source::Given,
                purpose: format!("{name} of {}", self.document.node_label(id.as_str())),
            };
            let reference = self.secret(plan, id, name.as_str(), entry);
            secrets.insert(name.to_string(), Sourced::from(reference, self.places.node(id, "secrets")));
        }
        (variables.collect(), secrets)
    }
}

struct Chosen {
    image: Sourced<ImageRef>,
    user: Option<u32>,
    stand_in: bool,
}

/// The port that health and routes mean: `http`, else the first by name.
fn main_port(ports: &BTreeMap<Id, Sourced<PlanPort>>) -> Option<Id> {
    ports.keys().find(|name| name.as_str() == "http").or_else(|| ports.keys().next()).cloned()
}

fn parsed(image: &Image, registry: Option<&Image>) -> ImageRef {
    let text = image.as_str();
    // A name alone lies in the registry of the conventions; `redis:8` without conventions is the public one.
    match registry {
        Some(registry) if !text.contains('/') => parsed_text(&format!("{registry}/{text}")),
        _ => parsed_text(text),
    }
}

fn parsed_text(text: &str) -> ImageRef {
    let (name, digest) = text.split_once('@').map_or((text, ""), |(name, digest)| (name, digest));
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    let (repository, tag) = match name[slash..].rfind(':') {
        Some(colon) => (&name[..slash + colon], &name[slash + colon + 1..]),
        None => (name, if digest.is_empty() { DEFAULT_TAG } else { "" }),
    };
    ImageRef { repository: repository.to_owned(), tag: tag.to_owned(), digest: digest.to_owned() }
}

/// Ports of a compose host: what is public or published. A number that is taken moves up.
fn published(workload: &Workload, exposures: &BTreeMap<Id, Expose>, taken: &mut BTreeSet<u16>) -> Vec<Published> {
    let mut all = Vec::new();
    for (name, port) in &workload.ports {
        let expose = exposures.get(name).copied().unwrap_or(workload.expose.value);
        if expose == Expose::None {
            continue;
        }
        let mut number = port.number.max(1024);
        while !taken.insert(number) {
            number = if number == u16::MAX { 1024 } else { number + 1 };
        }
        let host_port = if number == port.number {
            port.map(|port| port.number)
        } else {
            Sourced::decided(number, format!("{} is taken or reserved on the host", port.number))
        };
        all.push(Published {
            port: name.clone(),
            target: port.number,
            host_port,
            loopback: expose == Expose::Loopback,
        });
    }
    all
}

/// What asks whether a service's ports answer.
pub(super) fn tester(
    images: &Images,
    runs_as: RunsAs,
    ports: &BTreeMap<Id, Sourced<PlanPort>>,
) -> Option<Sourced<ImageRef>> {
    let asked = runs_as == RunsAs::Service && !ports.is_empty();
    let image = images.stand_in.get("job").filter(|_| asked)?;
    Some(Sourced::decided(image.image(), "a small image that can open a connection"))
}

/// How a cluster lets people in to what is public.
fn entry(workload: &Workload) -> Option<Sourced<Entry>> {
    let open = || workload.published.iter().filter(|published| !published.loopback);
    if workload.expose.value != Expose::Public || open().next().is_none() {
        return None;
    }
    let raw = |port: &PlanPort| matches!(port.protocol, Protocol::Tcp | Protocol::Smtp);
    let raw = open().any(|published| workload.ports.get(&published.port).is_some_and(|port| raw(port)));
    Some(if raw {
        Sourced::decided(Entry::LoadBalancer, "routes carry HTTP; other protocols need a load balancer of their own")
    } else {
        Sourced::decided(Entry::Route, "the Gateway API is how Kubernetes lets HTTP in")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_taken_apart() {
        let image = |text: &str| parsed(&Image::parse(text).unwrap(), Some(&Image::parse("ghcr.io/acme").unwrap()));
        assert_eq!(image("orders").reference(), "ghcr.io/acme/orders:0.1.0");
        assert_eq!(image("localhost:5000/x:2").reference(), "localhost:5000/x:2");
        assert_eq!(image("localhost:5000/x").reference(), "localhost:5000/x:0.1.0");
        assert_eq!(image("a/b@sha256:00").reference(), "a/b@sha256:00");
    }
}
