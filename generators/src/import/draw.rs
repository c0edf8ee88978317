//! The document of what was found.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use topology::Document;
use topology::document::{
    Boundary, BoundaryKind, Build, DatabaseName, Edge, EdgeKind, Existing, Expose, Fact, FilePath, Flows, Host, Id,
    Image, Line as Words, Name, Node, NodeKind, Port, Protocol, Replicas, Resources, Schedule, SecretsAs, Tag, Title,
    UrlPath, VariableName, Volume, text::VariableValue,
};
use topology::graph::{Graph, variables};
use topology::rules::secrets;

use super::Sort;
use super::kind::{Kind, engine_name, version};
use super::lines::{Line, Lines};
use super::note::Log;
use super::system::{Life, Listening, Program, System};
use super::words;
use crate::catalogue::catalogue;

/// The most routes that are drawn.
const ROUTES: usize = 2_000;

/// Draws everything.
pub(super) fn draw(name: Id, system: &System, kinds: &[Kind], lines: &Lines, log: &mut Log) -> Document {
    let mut document = Document::new(name);
    document.settings.flows = Some(Flows::Declared);
    let networks: BTreeSet<&String> = system.programs.iter().filter_map(|program| program.network.as_ref()).collect();
    let calls = |held: &Vec<Line>| held.iter().any(|line| line.kind == EdgeKind::Call);
    let callers: BTreeSet<usize> =
        lines.between.iter().filter(|(_, held)| calls(held)).map(|((from, _), _)| *from).collect();
    for (index, (program, kind)) in system.programs.iter().zip(kinds).enumerate() {
        let Some(id) = program.id.clone() else { continue };
        let node = node(&id, program, kind, callers.contains(&index), log);
        document.nodes.insert(id, node);
    }
    let mut outside = BTreeMap::new();
    for (host, called) in &lines.outside {
        let id = document.free_id(&Id::propose(called, "outside"));
        let mut node = Node::of_kind(NodeKind::External);
        node.title = Title::parse(host).ok();
        node.existing = Host::parse(host).ok().map(|host| Existing { host: Some(host), ..Existing::default() });
        document.nodes.insert(id.clone(), node);
        outside.insert(host.clone(), id);
    }
    boundaries(&mut document, system, &networks);
    let mut undirected = 0;
    for ((from, to), held) in &lines.between {
        let (Some(from), Some(to)) = (&system.programs[*from].id, &system.programs[*to].id) else { continue };
        for line in held {
            undirected += usize::from(line.undirected);
            edge(&mut document, from, to, line);
        }
    }
    for ((from, host), line) in &lines.out {
        if let (Some(from), Some(to)) = (&system.programs[*from].id, outside.get(host)) {
            edge(&mut document, from, to, line);
        }
    }
    routes(&mut document, system, log);
    rename_given(&mut document);
    if undirected > 0 {
        let message = format!(
            "{undirected} edges to queues are drawn as publish, because the files do not say who sends and who reads"
        );
        log.notice(None, message).hint("turn the ones that read into subscribe");
    }
    document
}

fn node(id: &Id, program: &Program, kind: &Kind, calls: bool, log: &mut Log) -> Node {
    let key = program.key.as_str();
    let mut node = Node::of_kind(kind.kind);
    if let Some(reason) = &kind.guessed {
        let engine = kind
            .engine
            .as_deref()
            .filter(|engine| *engine != "own-image")
            .map(|engine| format!(" ({engine})"))
            .unwrap_or_default();
        log.note(
            Sort::Guessed,
            program.place,
            Some(id.as_str()),
            format!("taken for a {}{engine}: {reason}", kind.kind),
        );
    }
    node.title =
        program.title.as_deref().or((id.as_str() != key).then_some(key)).and_then(|title| Title::parse(title).ok());
    node.description =
        program.description.as_deref().and_then(|text| topology::document::Description::parse(text).ok());
    node.provides.extend(kind.provides);
    node.engine = engine_name(kind);
    let words = program.tags.iter().filter(|tag| !tag.starts_with("label:") && !tag.starts_with("namespace:"));
    node.tags =
        words.filter_map(|tag| Tag::parse(tag).ok()).chain(kind.tag.and_then(|tag| Tag::parse(tag).ok())).collect();
    node.expose = program.expose;
    node.member.network = program.network.as_ref().map(|network| boundary_id(network));
    image(&mut node, program, kind, log, id);
    node.replicas = replicas(program);
    node.health = program.health.clone();
    node.extra.compose = program.extra.clone();
    if node.kind.is_data() {
        store(&mut node, id, program, kind, log);
    } else {
        runs(&mut node, id, program, log);
        gateway(&mut node, id, program, calls, log);
    }
    let (cpu, memory) = &program.resources;
    let resources = Resources {
        cpu: cpu.as_deref().and_then(words::cpu),
        memory: memory.as_deref().and_then(|memory| {
            if program.tags.iter().any(|tag| tag.starts_with("namespace:")) {
                words::quantity(memory)
            } else {
                words::compose_quantity(memory)
            }
        }),
    };
    node.resources = (resources.cpu.is_some() || resources.memory.is_some()).then_some(resources);
    node
}

fn image(node: &mut Node, program: &Program, kind: &Kind, log: &mut Log, id: &Id) {
    if let Some((context, dockerfile)) = &program.build {
        let path = |text: &str| FilePath::parse(if text.is_empty() { "." } else { text }).ok();
        node.build = Some(Build { context: path(context), dockerfile: dockerfile.as_deref().and_then(path) });
        return;
    }
    let Some(text) = &program.image else { return };
    match Image::parse(text) {
        Ok(image) => {
            node.version = kind
                .engine
                .as_deref()
                .filter(|_| kind.kind.is_data())
                .and_then(|engine| version(engine, text))
                .and_then(|version| topology::document::Version::parse(&version).ok());
            node.image = Some(image);
        }
        Err(error) => {
            log.note(Sort::LeftOut, program.place, Some(id.as_str()), format!("the image: {error}"))
                .hint("set `image`, or how it is built");
        }
    }
}

fn replicas(program: &Program) -> Option<Replicas> {
    let number = |number: Option<u64>, most: u64| {
        number.filter(|number| *number <= most).and_then(|number| u32::try_from(number).ok())
    };
    let (min, max, cpu) = program.replicas;
    let replicas =
        Replicas { min: number(min, 1000), max: number(max, 1000), cpu: number(cpu, 100).filter(|cpu| *cpu > 0) };
    (replicas != Replicas::default()).then_some(replicas)
}

/// What a program of ours runs with.
fn runs(node: &mut Node, id: &Id, program: &Program, log: &mut Log) {
    let name = Some(id.as_str());
    for (field, words) in [("command", &program.command), ("args", &program.args)] {
        let texts: Vec<&str> = words.iter().map(String::as_str).collect();
        let fits: Option<Vec<Words>> = words.iter().map(|word| Words::parse(word).ok()).collect();
        if secrets::argument(&texts) {
            log.note(Sort::Secret, program.place, name, format!("`{field}` holds a secret and is not taken over"))
                .hint("pass the secret as a variable");
        } else if let Some(words) = fits {
            if field == "command" { node.command = words } else { node.args = words }
        } else {
            log.note(
                Sort::LeftOut,
                program.place,
                name,
                format!("`{field}` holds a word of more than 1,024 characters or with control characters"),
            );
        }
    }
    for port in &program.ports {
        let Some(number) = std::num::NonZeroU16::new(port.number) else { continue };
        let wanted = port_name(port, program);
        let free = (1..)
            .filter_map(|n| Id::parse(&if n == 1 { wanted.to_string() } else { format!("{wanted}-{n}") }).ok())
            .find(|id| !node.ports.contains_key(id));
        let Some(name) = free else { continue };
        let named = Protocol::ALL.iter().any(|protocol| protocol.word() == name.as_str());
        let protocol = port.protocol.filter(|protocol| !named || protocol.word() != name.as_str());
        node.ports.insert(name, Port { number, protocol, expose: port.expose });
    }
    for (variable, held) in &program.variables {
        let Ok(word) = VariableName::parse(variable) else {
            log.note(
                Sort::LeftOut,
                held.place,
                name,
                format!("the variable `{variable}` has a name that documents have no place for"),
            );
            continue;
        };
        let value = held.value.as_deref().unwrap_or_default();
        if held.secret || secrets::variable(variable, value).is_some() {
            let message = format!("{variable} is a secret: its name is taken over, its value is not");
            log.note(Sort::Secret, held.place, name, message);
            node.secrets.insert(word);
        } else if let Ok(value) = VariableValue::parse(value) {
            node.variables.insert(word, value);
        } else {
            log.note(
                Sort::LeftOut,
                held.place,
                name,
                format!("the value of {variable} is longer than 32 KiB or holds control characters"),
            );
        }
    }
    let all_files = program.secret_files
        && program.variables.values().filter(|variable| variable.secret).all(|variable| variable.value.is_none());
    node.secrets_as = (all_files && !node.secrets.is_empty()).then_some(SecretsAs::File);
    for (volume, path, size) in &program.volumes {
        let Ok(path) = FilePath::parse(path) else { continue };
        let wanted = Id::propose(volume, "data");
        let free = (1..)
            .filter_map(|n| Id::parse(&if n == 1 { wanted.to_string() } else { format!("data-{n}") }).ok())
            .find(|id| !node.volumes.contains_key(id));
        if let Some(free) = free {
            node.volumes.insert(free, Volume { path, size: size.as_deref().and_then(words::quantity) });
        }
    }
    if let Life::Scheduled(schedule) = &program.life {
        match Schedule::parse(schedule.trim_start_matches('@')) {
            Ok(schedule) => node.schedule = Some(schedule),
            Err(error) => {
                log.note(Sort::LeftOut, program.place, name, format!("the time table: {error}"));
            }
        }
    }
    if node.kind == NodeKind::Job {
        node.health = Fact::Unknown;
    }
}

/// The name of a port: its own, or the one of what is spoken there.
fn port_name(port: &Listening, program: &Program) -> Id {
    let guessed = match port.number {
        80 | 3000..=3010 | 4200 | 5000 | 5001 | 5173 | 8000..=8099 | 8888 | 9000 => Some(Protocol::Http),
        443 | 8443 => Some(Protocol::Https),
        50051 => Some(Protocol::Grpc),
        _ => None,
    };
    let asked = program.health.known().is_some_and(|health| health.path.is_some()) && program.ports.len() == 1;
    let word = match (&port.name, port.protocol.or(asked.then_some(Protocol::Http)).or(guessed)) {
        (Some(name), _) => name.clone(),
        (None, Some(protocol)) => protocol.word().to_owned(),
        (None, None) => format!("port-{}", port.number),
    };
    Id::propose(&word, "port")
}

/// What a store says of itself. Its users, its passwords and its settings are the product's to make.
fn store(node: &mut Node, id: &Id, program: &Program, kind: &Kind, log: &mut Log) {
    node.persistence = Some(!program.volumes.is_empty());
    node.storage = program.volumes.iter().find_map(|(_, _, size)| size.as_deref().and_then(words::quantity));
    if matches!(node.health, Fact::Known(_))
        && kind.engine.as_deref().is_some_and(|engine| crate::catalogue::engine(engine).is_some())
    {
        // The catalogue knows how the engine's own makers ask it.
        node.health = Fact::Unknown;
    }
    let mut dropped = Vec::new();
    for (name, variable) in &program.variables {
        let ends = ["_DB", "_DATABASE", "DATABASE_NAME"].iter().any(|end| name.ends_with(end));
        let database =
            variable.value.as_deref().filter(|_| ends && node.kind == NodeKind::Database && !variable.secret);
        match database.and_then(|database| DatabaseName::parse(database).ok()) {
            Some(database) if node.database.is_none() => node.database = Some(database),
            _ => dropped.push(name.as_str()),
        }
    }
    if !dropped.is_empty() {
        let message = format!(
            "{}: settings of the image; users, passwords and settings of an engine are made from the drawing",
            dropped.join(", ")
        );
        log.note(Sort::LeftOut, program.place, Some(id.as_str()), message);
    }
    let words = program.command.iter().chain(&program.args).cloned().collect::<Vec<_>>().join(" ");
    if !words.is_empty() {
        let message = "the command line of the engine is not carried: its settings are made from the drawing";
        log.note(Sort::LeftOut, program.place, Some(id.as_str()), message);
    }
}

/// A gateway whose configuration is a file of theirs gets one from its edges, where any are known.
fn gateway(node: &mut Node, id: &Id, program: &Program, calls: bool, log: &mut Log) {
    if node.kind != NodeKind::Gateway || node.build.is_some() {
        return;
    }
    let ours =
        |engine: &Name| catalogue().is_ok_and(|catalogue| catalogue.images.gateway.contains_key(engine.as_str()));
    if !node.engine.as_ref().is_some_and(ours) {
        return;
    }
    let official = node.image.as_ref().is_some_and(|image| image.as_str().matches('/').count() < 2);
    if calls && official {
        node.image = None;
        node.ports.clear();
        node.health = Fact::Unknown;
        let message = "its own configuration is not carried: Groundplan writes one from the edges";
        log.note(Sort::LeftOut, program.place, Some(id.as_str()), message).hint("look at the paths of its edges");
    } else {
        node.kind = if calls || !program.waits.is_empty() { NodeKind::Gateway } else { NodeKind::Frontend };
        node.engine = (node.kind == NodeKind::Gateway).then(|| Name::parse("own-image").ok()).flatten();
    }
}

fn boundary_id(network: &str) -> Id {
    Id::propose(network, "network")
}

fn boundaries(document: &mut Document, system: &System, networks: &BTreeSet<&String>) {
    for network in networks {
        let wanted = boundary_id(network);
        let id = document.free_id(&wanted);
        let mut boundary =
            Boundary { kind: BoundaryKind::Network, title: None, owner: None, description: None, was: Vec::new() };
        boundary.title = (id.as_str() != network.as_str()).then(|| Title::parse(network).ok()).flatten();
        document.boundaries.insert(id.clone(), boundary);
        for program in system.programs.iter().filter(|program| program.network.as_ref() == Some(*network)) {
            if let Some(node) = program.id.as_ref().and_then(|program| document.nodes.get_mut(program)) {
                node.member.network = Some(id.clone());
            }
        }
    }
}

fn edge(document: &mut Document, from: &Id, to: &Id, line: &Line) {
    let mut edge = Edge::new(from.clone(), to.clone(), line.kind);
    let target = document.nodes.get(to);
    let ports = target.map(|target| &target.ports);
    let port = line
        .port
        .and_then(|number| ports?.iter().find(|(_, port)| port.number.get() == number).map(|(name, _)| name.clone()));
    // With one port there is nothing to choose.
    edge.port = port.filter(|_| ports.is_some_and(|ports| ports.len() > 1));
    edge.protocol = line.protocol;
    edge.database =
        line.database.clone().filter(|database| target.is_none_or(|target| target.database.as_ref() != Some(database)));
    for (role, name) in &line.env {
        let usual = format!("{}_{}", shout(to.as_str()), role.to_ascii_uppercase());
        let always = match (target.map(|target| target.kind), *role) {
            (Some(kind), "host" | "port" | "user" | "password") if kind.is_data() && kind != NodeKind::Queue => true,
            (Some(NodeKind::Database), "name") => true,
            (Some(kind), "url") => !kind.is_data() || kind == NodeKind::Queue,
            _ => false,
        };
        if *name == usual && always {
            continue;
        }
        if let (Ok(role), Ok(name)) = (Id::parse(role), VariableName::parse(name)) {
            edge.env.insert(role, name);
        }
    }
    edge.path = line.path.as_deref().and_then(|path| UrlPath::parse(path).ok());
    edge.host = line.host.as_deref().and_then(|host| Host::parse(host).ok());
    edge.evidence = Words::parse(&line.evidence.chars().take(1000).collect::<String>()).ok();
    let id = document.free_edge_id(from, to);
    document.edges.insert(id, edge);
}

/// The gateways of routes, and what they pass to whom.
fn routes(document: &mut Document, system: &System, log: &mut Log) {
    let mut gateways: BTreeMap<&str, Id> = BTreeMap::new();
    if system.routes.len() > ROUTES {
        log.notice(None, format!("more than {ROUTES} routes: the rest is left out"));
    }
    for route in system.routes.iter().take(ROUTES) {
        let host = route.target.to_ascii_lowercase();
        let answers: Vec<&Program> = system
            .programs
            .iter()
            .filter(|program| program.names.iter().any(|name| name.eq_ignore_ascii_case(&host)))
            .collect();
        if answers.is_empty() {
            let message = format!("this route leads to {}, which none of the files describes", route.target);
            log.note(Sort::LeftOut, route.place, None, message).hint("import what answers together with it");
            continue;
        }
        let gateway = gateways.entry(&route.gateway).or_insert_with(|| {
            let id = document.free_id(&Id::propose(&route.gateway, "gateway"));
            let mut node = Node::of_kind(NodeKind::Gateway);
            node.engine = Name::parse("nginx").ok();
            node.expose = Some(Expose::Public);
            document.nodes.insert(id.clone(), node);
            id
        });
        let gateway = gateway.clone();
        for answer in answers {
            let Some(to) = &answer.id else { continue };
            let number = route.port.as_deref().and_then(|port| port.parse::<u16>().ok());
            let number = number.map(|number| {
                answer.ports.iter().find(|port| port.reached.contains(&number)).map_or(number, |port| port.number)
            });
            let line = Line {
                port: number,
                path: route.path.clone(),
                host: route.host.clone(),
                ..Line::new(EdgeKind::Call, log.evidence(route.place, "route"))
            };
            let same = |edge: &Edge| {
                edge.from == gateway
                    && edge.to == *to
                    && edge.path.as_ref().map(UrlPath::as_str) == line.path.as_deref()
                    && edge.host.as_ref().map(Host::as_str) == line.host.as_deref()
            };
            if !document.edges.values().any(same) {
                edge(document, &gateway, to, &line);
            }
        }
    }
}

fn shout(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

/// Gives what an edge tells another name where the program has a variable of that name already: its own value stays.
fn rename_given(document: &mut Document) {
    let mut renamed: Vec<(topology::document::EdgeId, Id, VariableName)> = Vec::new();
    {
        let graph = Graph::new(document);
        for (id, node) in &document.nodes {
            let given = variables(&graph, id, node);
            let own = |name: &str| node.variables.contains_key(name) || node.secrets.contains(name);
            let mut held: BTreeSet<String> = given.keys().cloned().collect();
            for (name, givers) in &given {
                let keep = usize::from(!own(name));
                for giver in givers.iter().skip(keep) {
                    let free = (2..).map(|n| format!("{name}_{n}")).find(|name| !held.contains(name) && !own(name));
                    if let (Some(free), Ok(role)) = (free, Id::parse(giver.role)) {
                        held.insert(free.clone());
                        renamed.extend(VariableName::parse(&free).ok().map(|free| (giver.edge.clone(), role, free)));
                    }
                }
            }
        }
    }
    for (edge, role, name) in renamed {
        if let Some(edge) = document.edges.get_mut(&edge) {
            edge.env.insert(role, name);
        }
    }
}

/// Secrets within values that would be kept as they are.
pub(super) fn holds_secret(key: &str, value: &Value) -> bool {
    match value {
        Value::String(text) => {
            secrets::variable(key, text).is_some()
                || text.split_once('=').is_some_and(|(key, text)| secrets::variable(key, text).is_some())
        }
        Value::Array(items) => items.iter().any(|item| holds_secret(key, item)),
        Value::Object(entries) => entries.iter().any(|(key, value)| holds_secret(key, value)),
        _ => false,
    }
}
