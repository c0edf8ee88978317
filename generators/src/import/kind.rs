//! What a program is: by its image, else by what its name, its ports and its variables say.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use topology::document::{Capability, Name, NodeKind};

use super::system::{Life, Program};
use crate::catalogue::catalogue;

/// What a program was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kind {
    /// The kind of its node.
    pub kind: NodeKind,
    /// Its product.
    pub engine: Option<String>,
    /// What a platform offers.
    pub provides: Option<Capability>,
    /// A tag that its use justifies.
    pub tag: Option<&'static str>,
    /// Why, where no image proves it.
    pub guessed: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Known {
    database: BTreeMap<String, Vec<String>>,
    cache: BTreeMap<String, Vec<String>>,
    queue: BTreeMap<String, Vec<String>>,
    object_store: BTreeMap<String, Vec<String>>,
    gateway: BTreeMap<String, Vec<String>>,
    platform: BTreeMap<Capability, Vec<String>>,
    admin: Vec<String>,
}

impl Kind {
    fn of(kind: NodeKind) -> Self {
        Self { kind, engine: None, provides: None, tag: None, guessed: None }
    }

    fn engine(kind: NodeKind, engine: &str) -> Self {
        Self { engine: Some(engine.to_owned()), ..Self::of(kind) }
    }
}

/// What each image is, by name; engines also by their own words.
static IMAGES: LazyLock<Result<BTreeMap<String, Kind>, String>> = LazyLock::new(|| {
    let text = include_str!("../../../assets/catalogue/known-images.yaml");
    let source = topology::yaml::read(text).map_err(|error| error.to_string())?;
    let known: Known = serde_json::from_value(source.value).map_err(|error| error.to_string())?;
    let mut images = BTreeMap::new();
    let groups = [
        (NodeKind::Database, &known.database),
        (NodeKind::Cache, &known.cache),
        (NodeKind::Queue, &known.queue),
        (NodeKind::ObjectStore, &known.object_store),
        (NodeKind::Gateway, &known.gateway),
    ];
    for (kind, engines) in groups {
        for (engine, names) in engines {
            images.extend(names.iter().map(|name| (name.clone(), Kind::engine(kind, engine))));
        }
    }
    for (provides, names) in &known.platform {
        let platform = Kind { provides: Some(*provides), ..Kind::of(NodeKind::Platform) };
        images.extend(names.iter().map(|name| (name.clone(), platform.clone())));
    }
    let admin = Kind { tag: Some("admin"), ..Kind::of(NodeKind::Service) };
    images.extend(known.admin.iter().map(|name| (name.clone(), admin.clone())));
    for engine in catalogue().map_err(|error| error.to_string())?.engines.values() {
        let Some(kind) = engine.kinds.first() else { continue };
        let last = engine.image.rsplit('/').next().unwrap_or_default();
        for name in [last, &engine.engine].into_iter().chain(engine.aliases.iter().map(String::as_str)) {
            images.insert(name.to_owned(), Kind::engine(*kind, &engine.engine));
        }
    }
    Ok(images)
});

/// Words at the end of a name that say nothing about the product.
const FILLING: [&str; 10] =
    ["db", "server", "alpine", "cluster", "single", "master", "primary", "main", "local", "gcp"];
/// Words that say: this only works with the product.
const BESIDE: [&str; 33] = [
    "admin",
    "api",
    "app",
    "backup",
    "bridge",
    "cli",
    "client",
    "commander",
    "connect",
    "consumer",
    "dashboard",
    "etl",
    "exporter",
    "express",
    "gui",
    "init",
    "insight",
    "job",
    "loader",
    "manager",
    "migrate",
    "migration",
    "operator",
    "producer",
    "proxy",
    "seed",
    "setup",
    "sink",
    "source",
    "sync",
    "test",
    "ui",
    "worker",
];
const FRONTENDS: [&str; 12] =
    ["frontend", "front", "ui", "web", "webapp", "webui", "storefront", "website", "www", "portal", "spa", "webclient"];
const GATEWAYS: [&str; 6] = ["gateway", "apigateway", "bff", "proxy", "ingress", "router"];
const WORKERS: [&str; 9] =
    ["worker", "workers", "consumer", "scheduler", "beat", "processor", "listener", "dispatcher", "subscriber"];
const JOBS: [&str; 12] = [
    "init",
    "migrate",
    "migration",
    "migrations",
    "migrator",
    "seed",
    "seeder",
    "setup",
    "loadgenerator",
    "loadtest",
    "locust",
    "bootstrap",
];

/// The image's name without registry, tag and digest: its last part, and its last two.
fn base(image: &str) -> (String, String) {
    let image = image.split('@').next().unwrap_or_default();
    let (folders, last) = image.rsplit_once('/').map_or((None, image), |(folders, last)| (Some(folders), last));
    let last = last.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let two = folders.map_or_else(
        || last.clone(),
        |folders| format!("{}/{last}", folders.rsplit('/').next().unwrap_or_default().to_ascii_lowercase()),
    );
    (last, two)
}

/// The image's tag; none without one.
fn tag(image: &str) -> Option<&str> {
    let image = image.split('@').next()?;
    let last = image.rsplit('/').next()?;
    last.split_once(':').map(|(_, tag)| tag)
}

/// The version that a tag names, in the catalogue's words where it has it.
pub(super) fn version(engine: &str, image: &str) -> Option<String> {
    let tag = tag(image)?;
    let numbers: String = tag.trim_start_matches('v').chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let numbers = numbers.trim_end_matches('.');
    let versions = &catalogue().ok()?.engines.get(engine)?.versions;
    let known = std::iter::successors(Some(numbers), |text| text.rsplit_once('.').map(|(before, _)| before));
    let fits = known.into_iter().find(|text| versions.contains_key(*text)).unwrap_or(numbers);
    (!fits.is_empty()).then(|| fits.to_owned())
}

fn words(name: &str) -> Vec<String> {
    let apart = |c: char| !c.is_ascii_alphanumeric();
    name.to_ascii_lowercase().split(apart).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What a program is.
pub(super) fn kind(program: &Program) -> Kind {
    let Ok(images) = IMAGES.as_ref() else { return Kind::of(NodeKind::Service) };
    let once = program.life != Life::Long;
    let image = program.image.as_deref().filter(|_| program.build.is_none()).map(base);
    if let Some((last, two)) = &image {
        let found = images.get(two).or_else(|| images.get(last)).cloned();
        // An engine's image that ends, or that runs a program of somebody's own, is used for its tools.
        if let Some(found) = found.filter(|found| !(found.kind.is_data() && (once || runs_tools(program)))) {
            return found;
        }
    }
    if once {
        return Kind::of(NodeKind::Job);
    }
    let built = program.image.as_deref().map(|image| base(image).0);
    let named = built.iter().map(|name| (name.as_str(), "image")).chain([(program.key.as_str(), "name")]);
    for (name, what) in named {
        if let Some(found) = by_words(&words(name), images) {
            let provides = found.provides.map(|provides| provides.word().to_owned());
            let product = found.engine.clone().or(provides).unwrap_or_default();
            return Kind { guessed: Some(format!("its {what} `{name}` speaks of {product}")), ..found };
        }
    }
    if let Some(found) = by_port(program) {
        return found;
    }
    by_use(program)
}

fn runs_tools(program: &Program) -> bool {
    let first = program.command.first().map(|word| word.rsplit('/').next().unwrap_or_default().to_owned());
    first.is_some_and(|word| matches!(word.as_str(), "sh" | "bash" | "sleep" | "python" | "python3"))
        && program.ports.is_empty()
        && program.volumes.is_empty()
        && program.health.known().is_none()
}

fn by_words(words: &[String], images: &BTreeMap<String, Kind>) -> Option<Kind> {
    if words.iter().any(|word| BESIDE.contains(&word.as_str())) {
        return None;
    }
    let trimmed: Vec<&String> = words.iter().filter(|word| !FILLING.contains(&word.as_str())).collect();
    let ends = [trimmed.last(), trimmed.first()].into_iter().flatten();
    let mut stores = ends
        .filter_map(|word| images.get(*word).filter(|found| found.kind.is_data() || found.kind == NodeKind::Platform));
    stores.next().cloned()
}

/// A program that is called a store and listens where one engine does.
fn by_port(program: &Program) -> Option<Kind> {
    let called = words(&program.key).iter().any(|word| {
        ["database", "store", "cache", "queue", "broker", "mq"].contains(&word.as_str()) || word.ends_with("db")
    });
    let engines = &catalogue().ok()?.engines;
    let port = program
        .ports
        .iter()
        .find(|port| engines.values().any(|engine| engine.port == port.number))
        .filter(|_| called)?;
    let engine = engines.values().find(|engine| {
        engine.port == port.number && engine.family.as_ref().is_none_or(|family| *family == engine.engine)
    })?;
    let reason = format!("it listens on {}, where {} does", port.number, engine.title);
    Some(Kind { guessed: Some(reason), ..Kind::engine(*engine.kinds.first()?, &engine.engine) })
}

/// A program of somebody's own, by what its name says that it is for.
fn by_use(program: &Program) -> Kind {
    let words = words(&program.key);
    let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let guessed =
        |kind: Kind, what: &str| Kind { guessed: Some(format!("its name `{}` says {what}", program.key)), ..kind };
    let last = words.last().map(String::as_str);
    let joined = words.join("-");
    let serves = !program.ports.is_empty();
    if joined.contains("config-server") || joined == "config" || joined == "configserver" {
        return guessed(
            Kind { provides: Some(Capability::Configuration), ..Kind::of(NodeKind::Platform) },
            "configuration",
        );
    }
    if says(&["eureka", "discovery"]) || joined == "registry" || joined.contains("service-registry") {
        return guessed(Kind { provides: Some(Capability::Discovery), ..Kind::of(NodeKind::Platform) }, "discovery");
    }
    if says(&JOBS) && !serves && !program.stays {
        return guessed(Kind::of(NodeKind::Job), "that it does its work and ends");
    }
    let proxies = ["caddy", "envoy", "haproxy", "kong", "nginx", "openresty", "traefik"];
    if says(&proxies) && !program.waits.is_empty() {
        return guessed(Kind::engine(NodeKind::Gateway, "own-image"), "that it passes requests on");
    }
    if says(&GATEWAYS) && !says(&["payment", "payments", "sms", "mail"]) {
        return guessed(Kind::engine(NodeKind::Gateway, "own-image"), "that it is a way in");
    }
    if says(&FRONTENDS) && !matches!(last, Some("api" | "server" | "backend" | "service")) {
        return guessed(Kind::of(NodeKind::Frontend), "that people look at it");
    }
    if says(&WORKERS) && !serves {
        return guessed(Kind::of(NodeKind::Worker), "that it takes no calls");
    }
    Kind::of(NodeKind::Service)
}

/// An engine's word as a document has it.
pub(super) fn engine_name(kind: &Kind) -> Option<Name> {
    kind.engine.as_deref().and_then(|engine| Name::parse(engine).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(key: &str, image: Option<&str>, build: bool, port: Option<u16>) -> (NodeKind, Option<String>) {
        let mut program = Program { key: key.to_owned(), image: image.map(str::to_owned), ..Program::default() };
        program.build = build.then(|| ("x".to_owned(), None));
        if let Some(port) = port {
            program.listen(port);
        }
        let found = kind(&program);
        (found.kind, found.engine)
    }

    #[test]
    fn images_names_and_ports_tell_what_runs() {
        assert!(IMAGES.is_ok(), "{IMAGES:?}");
        let engine = |word: &str| Some(word.to_owned());
        for (key, image, build, port, wanted) in [
            ("x", Some("postgres:17-alpine"), false, None, (NodeKind::Database, engine("postgres"))),
            (
                "x",
                Some("registry.example.com:5000/bitnami/postgresql:17@sha256:00"),
                false,
                None,
                (NodeKind::Database, engine("postgres")),
            ),
            ("x", Some("mongo"), false, None, (NodeKind::Database, engine("mongodb"))),
            ("x", Some("redis:7"), false, None, (NodeKind::Cache, engine("redis"))),
            ("x", Some("confluentinc/cp-kafka:7.9"), false, None, (NodeKind::Queue, engine("kafka"))),
            ("x", Some("traefik:v3"), false, None, (NodeKind::Gateway, engine("traefik"))),
            ("x", Some("jaegertracing/all-in-one"), false, None, (NodeKind::Platform, None)),
            ("mysql", Some("acme/rs-mysql-db:1"), true, None, (NodeKind::Database, engine("mysql"))),
            ("media-mongodb", None, true, None, (NodeKind::Database, engine("mongodb"))),
            ("accounts-db", Some("acme/accounts-db"), false, Some(5432), (NodeKind::Database, engine("postgres"))),
            ("postgres-exporter", Some("acme/postgres-exporter"), false, Some(9187), (NodeKind::Service, None)),
            ("mongo-seed", None, true, None, (NodeKind::Job, None)),
            ("orders", Some("acme/orders:1"), false, Some(8080), (NodeKind::Service, None)),
            ("api-gateway", None, true, Some(8080), (NodeKind::Gateway, engine("own-image"))),
            ("payment-gateway", None, true, Some(8080), (NodeKind::Service, None)),
            ("web", None, true, Some(80), (NodeKind::Frontend, None)),
            ("web-api", None, true, Some(80), (NodeKind::Service, None)),
            ("mail-worker", None, true, None, (NodeKind::Worker, None)),
            ("x", Some("acme/acme-zookeeper:1"), false, Some(2181), (NodeKind::Platform, None)),
        ] {
            assert_eq!(of(key, image, build, port), wanted, "{key} {image:?}");
        }
    }

    #[test]
    fn versions_are_the_catalogues_where_it_has_them() {
        let found = |engine: &str, image: &str| version(engine, image);
        assert_eq!(found("postgres", "postgres:17.2-alpine").as_deref(), Some("17"));
        assert_eq!(found("redis", "redis:6.2-alpine").as_deref(), Some("6.2"));
        assert_eq!(found("postgres", "postgres"), None);
        assert_eq!(found("postgres", "postgres:latest"), None);
        assert_eq!(found("cassandra", "cassandra:5"), None);
    }
}
