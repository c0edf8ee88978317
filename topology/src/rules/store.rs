//! Who uses which database, and how: what the rules about shared data have in common.

use std::cell::OnceCell;

use crate::collections::{BTreeMap, BTreeSet};

use crate::document::{Document, Edge, EdgeId, EdgeKind, Id, Line, Node, NodeKind, Role};
use crate::graph::{Graph, Link};

/// Tags of nodes and edges that work on a database without being its clients.
const NOT_CLIENTS: [&str; 6] = ["migration", "backup", "cdc", "outbox", "admin", "exporter"];
/// The tag of what may be read by everybody.
pub(super) const READ_VIEW: &str = "read-view";

/// Every use of a database that counts, by server.
pub(super) struct Stores<'d> {
    /// The uses of each server, by edge id.
    pub servers: BTreeMap<&'d str, Vec<Use<'d>>>,
}

/// One data edge from a workload to a database.
#[derive(Clone, Copy)]
pub(super) struct Use<'d> {
    /// The edge.
    pub link: Link<'d>,
    /// Who counts as one with others of the same image.
    pub service: Service<'d>,
    /// The consumer's effective owner.
    pub owner: Option<&'d str>,
    /// Which database of the server.
    pub database: Part<'d>,
    /// Which schema of the database.
    pub schema: Part<'d>,
}

/// One part of what is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part<'d> {
    /// The only one of this node.
    Own(&'d str),
    /// Named by the edge or the node.
    Named(&'d str),
    /// Not said, though a neighbour says.
    Unknown,
}

/// What counts as one service: a node, or copies of one image or build without differing owners. Where one image is only the package of several services, each run by a command of its own, each command is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Service<'d> {
    origin: Origin<'d>,
    owner: Option<&'d str>,
}

/// What a node is run from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Origin<'d> {
    package: Package<'d>,
    /// Empty where the package alone tells services apart.
    command: &'d [Line],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Package<'d> {
    Node(&'d str),
    Image(&'d str),
    Build(&'d str, &'d str),
}

impl<'d> Use<'d> {
    /// Who uses it.
    pub(super) fn consumer(&self) -> &'d Id {
        &self.link.edge.from
    }

    /// The database's node.
    pub(super) fn store(&self) -> &'d Id {
        &self.link.edge.to
    }

    /// Whether it is known to write.
    pub(super) fn writes(&self) -> bool {
        self.link.edge.access.is_some_and(|access| access.writes())
    }

    /// Whether it is known to read only.
    pub(super) fn only_reads(&self) -> bool {
        self.link.edge.access.is_some_and(|access| !access.writes())
    }

    /// Which database and schema, where both are known.
    pub(super) fn key(&self) -> Option<(Part<'d>, Part<'d>)> {
        (self.database != Part::Unknown && self.schema != Part::Unknown).then_some((self.database, self.schema))
    }

    /// Whether two uses may be of the same data.
    pub(super) fn may_meet(&self, other: &Self) -> bool {
        let meet = |a: Part<'_>, b: Part<'_>| a == b || a == Part::Unknown || b == Part::Unknown;
        meet(self.database, other.database) && meet(self.schema, other.schema)
    }
}

/// The uses of one database and schema.
pub(super) struct Shared<'a, 'd> {
    /// The uses that write, by service.
    pub writers: BTreeMap<Service<'d>, Vec<&'a Use<'d>>>,
    /// The uses that only read, of services that don't write.
    pub readers: BTreeMap<Service<'d>, Vec<&'a Use<'d>>>,
}

impl<'d> Stores<'d> {
    /// Who uses which store of one kind.
    pub(super) fn of(graph: &Graph<'d>, kind: NodeKind, origins: &Origins<'d>) -> Self {
        let document = graph.document;
        let mut servers: BTreeMap<&'d str, Vec<Use<'d>>> = BTreeMap::new();
        for link in graph.links().filter(|link| link.to.kind == kind && counts(link)) {
            let server = link.to.server.as_ref().unwrap_or(&link.edge.to).as_str();
            let owner = document.owner_of(link.from);
            let service = origins.service(document, &link, owner);
            let database = named(link.edge.database.as_ref().or(link.to.database.as_ref()), &link);
            let schema = named(link.edge.schema.as_ref().or(link.to.schema.as_ref()), &link);
            servers.entry(server).or_default().push(Use { link, service, owner, database, schema });
        }
        for uses in servers.values_mut() {
            uses.sort_by_key(|held| held.link.id);
            forget_where_others_say(uses);
        }
        Self { servers }
    }

    /// The uses of each server that several services use: only there can anything be shared.
    pub(super) fn in_common(&self) -> impl Iterator<Item = (&'d str, &[Use<'d>])> {
        let several = |uses: &[Use<'d>]| uses.iter().any(|held| held.service != uses[0].service);
        self.servers.iter().map(|(server, uses)| (*server, uses.as_slice())).filter(move |(_, uses)| several(uses))
    }

    /// The groups of uses of one server whose database and schema are known.
    pub(super) fn groups<'a>(uses: &'a [Use<'d>]) -> BTreeMap<(Part<'d>, Part<'d>), Shared<'a, 'd>> {
        let mut groups: BTreeMap<_, Vec<&Use<'d>>> = BTreeMap::new();
        for held in uses {
            if let Some(key) = held.key() {
                groups.entry(key).or_default().push(held);
            }
        }
        groups.into_iter().map(|(key, uses)| (key, Shared::new(&uses))).collect()
    }
}

impl<'a, 'd> Shared<'a, 'd> {
    fn new(uses: &[&'a Use<'d>]) -> Self {
        let mut this = Self { writers: BTreeMap::new(), readers: BTreeMap::new() };
        for held in uses.iter().filter(|held| held.writes()) {
            this.writers.entry(held.service).or_default().push(held);
        }
        for held in uses.iter().filter(|held| held.only_reads()) {
            if !this.writers.contains_key(&held.service) {
                this.readers.entry(held.service).or_default().push(held);
            }
        }
        this
    }

    /// Whether several services are known to write.
    pub(super) fn written_by_several(&self) -> bool {
        self.writers.len() > 1
    }

    /// Whether one service writes and others read.
    pub(super) fn read_by_others(&self) -> bool {
        self.writers.len() == 1 && !self.readers.is_empty()
    }
}

/// Whether all these uses are of one declared owner.
pub(super) fn one_owner<'a, 'd: 'a>(uses: impl IntoIterator<Item = &'a &'a Use<'d>>) -> bool {
    let owners: BTreeSet<Option<&str>> = uses.into_iter().map(|held| held.owner).collect();
    owners.len() == 1 && !owners.contains(&None)
}

/// What tells one database and schema of a server from another in a finding's key.
pub(super) fn discriminator((database, schema): (Part<'_>, Part<'_>)) -> Option<String> {
    match (database, schema) {
        (Part::Named(database), Part::Named(schema)) => Some(format!("{database}.{schema}")),
        (Part::Named(database), _) => Some(database.to_owned()),
        (_, Part::Named(schema)) => Some(format!(".{schema}")),
        _ => None,
    }
}

fn counts(link: &Link<'_>) -> bool {
    link.edge.kind == EdgeKind::Data
        && link.from.kind.is_workload()
        && !Graph::is_client(link.from)
        && !is_aside(link)
        && !is_for_readers(link.to, link.edge)
}

/// Whether what is read there is meant for everybody: a replica, or a declared read view.
pub(super) fn is_for_readers(store: &Node, edge: &Edge) -> bool {
    store.role == Some(Role::Replica) || store.has_tag(READ_VIEW) || edge.has_tag(READ_VIEW)
}

/// Whether the consumer works on databases without being their client.
pub(super) fn is_aside(link: &Link<'_>) -> bool {
    // A job without a schedule runs once: it prepares or migrates, and is gone.
    let once = link.from.kind == NodeKind::Job && link.from.schedule.is_none();
    once || NOT_CLIENTS.iter().any(|tag| link.from.has_tag(tag) || link.edge.has_tag(tag))
}

fn named<'d>(name: Option<&'d crate::document::DatabaseName>, link: &Link<'d>) -> Part<'d> {
    name.map_or(Part::Own(link.edge.to.as_str()), |name| Part::Named(name.as_str()))
}

/// What workloads are run from, and who counts as one.
pub(super) struct Origins<'d> {
    packages: BTreeSet<Package<'d>>,
    /// For each image or build that several owners may run, the owner that silent copies count with.
    owners: OnceCell<BTreeMap<Origin<'d>, &'d str>>,
}

impl<'d> Origins<'d> {
    pub(super) fn new(graph: &Graph<'d>) -> Self {
        Self { packages: packages_of_several(graph.document), owners: OnceCell::new() }
    }

    /// Who opens an edge, whose effective owner is known.
    fn service(&self, document: &'d Document, link: &Link<'d>, owner: Option<&'d str>) -> Service<'d> {
        let origin = origin(&link.edge.from, link.from, &self.packages);
        let alone = matches!(origin.package, Package::Node(_));
        let owners = || self.owners.get_or_init(|| owners_of_origins(document, &self.packages));
        let fold = || if alone { None } else { owners().get(&origin).copied() };
        Service { origin, owner: owner.or_else(fold) }
    }

    /// How many programs open these edges: copies of one image or build are one.
    pub(super) fn programs(&self, links: &[Link<'d>]) -> usize {
        links.iter().map(|link| origin(&link.edge.from, link.from, &self.packages)).collect::<BTreeSet<_>>().len()
    }
}

/// Where one edge of a node names a database (or, within a database, a schema) the others' silence means nothing any more.
fn forget_where_others_say(uses: &mut [Use<'_>]) {
    let is_named = |part: &Part<'_>| matches!(part, Part::Named(_));
    if !uses.iter().any(|held| is_named(&held.database) || is_named(&held.schema)) {
        return;
    }
    let naming: BTreeSet<&EdgeId> =
        uses.iter().filter(|held| matches!(held.database, Part::Named(_))).map(|held| held.link.id).collect();
    let stores: BTreeSet<&Id> =
        uses.iter().filter(|held| naming.contains(held.link.id)).map(|held| held.store()).collect();
    for held in uses.iter_mut() {
        if matches!(held.database, Part::Own(_)) && stores.contains(held.store()) {
            held.database = Part::Unknown;
        }
    }
    let databases: BTreeSet<_> = uses
        .iter()
        .filter(|held| matches!(held.schema, Part::Named(_)))
        .map(|held| (held.store(), held.database))
        .collect();
    for held in uses.iter_mut() {
        let said = databases.contains(&(held.store(), held.database))
            || (held.database == Part::Unknown && databases.iter().any(|(store, _)| *store == held.store()));
        if matches!(held.schema, Part::Own(_)) && said {
            held.schema = Part::Unknown;
        }
    }
}

fn owners_of_origins<'d>(document: &'d Document, packages: &BTreeSet<Package<'d>>) -> BTreeMap<Origin<'d>, &'d str> {
    let mut owners: BTreeMap<Origin<'_>, &str> = BTreeMap::new();
    for (id, node) in &document.nodes {
        if let Some(owner) = document.owner_of(node) {
            let held = owners.entry(origin(id, node, packages)).or_insert(owner);
            *held = (*held).min(owner);
        }
    }
    owners
}

/// The images and builds that hold several programs which take calls: a worker beside its web server is still one application.
fn packages_of_several(document: &Document) -> BTreeSet<Package<'_>> {
    let mut commands: BTreeMap<Package<'_>, &[Line]> = BTreeMap::new();
    let mut several = BTreeSet::new();
    if document.nodes.values().all(|node| node.command.is_empty()) {
        return several;
    }
    for (id, node) in document.nodes.iter().filter(|(_, node)| takes_calls(node)) {
        let package = package(id, node);
        if commands.insert(package, &node.command).is_some_and(|other| other != node.command) {
            several.insert(package);
        }
    }
    several
}

fn takes_calls(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Service | NodeKind::Frontend | NodeKind::Function)
}

fn origin<'d>(id: &'d Id, node: &'d Node, packages: &BTreeSet<Package<'d>>) -> Origin<'d> {
    let package = package(id, node);
    let command: &[Line] = if packages.contains(&package) && takes_calls(node) { &node.command } else { &[] };
    Origin { package, command }
}

fn package<'d>(id: &'d Id, node: &'d Node) -> Package<'d> {
    if let Some(image) = &node.image {
        return Package::Image(without_tag(image.as_str()));
    }
    match &node.build {
        None => Package::Node(id.as_str()),
        Some(build) => {
            let context = build.context.as_ref().map_or(".", |path| path.as_str()).trim_start_matches("./");
            let context = context.trim_end_matches('/');
            // Many programs are built from the root of a repository, each from a Dockerfile of its own.
            let root = matches!(context, "" | ".");
            let file = build.dockerfile.as_ref().filter(|_| root).map_or("", |path| path.as_str());
            Package::Build(if root { "." } else { context }, file)
        }
    }
}

/// The image without tag and digest: another version of a program is still that program.
fn without_tag(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or(image);
    match image.rfind(':') {
        Some(colon) if !image[colon..].contains('/') => &image[..colon],
        _ => image,
    }
}
