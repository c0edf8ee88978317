//! Who connects to whom: from addresses in variables and arguments, routes, policies, and who waits for whom.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::{Capability, DatabaseName, EdgeKind, NodeKind, Protocol};

use super::Sort;
use super::held::Place;
use super::kind::Kind;
use super::note::Log;
use super::system::{Program, System};
use super::telling::{Told, direction, is_host, siblings, told};
use crate::catalogue::catalogue;

/// A connection that was seen.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// What it is for.
    pub kind: EdgeKind,
    /// What is spoken.
    pub protocol: Option<Protocol>,
    /// The target's port.
    pub port: Option<u16>,
    /// The database within the server.
    pub database: Option<DatabaseName>,
    /// The variables that the edge gives from now on: role to name.
    pub env: BTreeMap<&'static str, String>,
    /// The path that a gateway passes on.
    pub path: Option<String>,
    /// The host that a gateway passes on.
    pub host: Option<String>,
    /// Where it was seen.
    pub evidence: String,
    /// Whether the direction of messages is a guess.
    pub undirected: bool,
}

/// Everything that was seen between programs, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The connections of each pair, in the order in which they were seen.
    pub between: BTreeMap<(usize, usize), Vec<Line>>,
    /// Systems outside: name and host, by host.
    pub outside: BTreeMap<String, String>,
    /// Connections to them: from whom, the host.
    pub out: BTreeMap<(usize, String), Line>,
}

/// Looks for everything that connects.
pub(super) fn lines(system: &mut System, kinds: &[Kind], log: &mut Log) -> Lines {
    let names = names(&system.programs);
    let mut lines = Lines::default();
    for from in 0..system.programs.len() {
        variables(system, from, kinds, &names, &mut lines, log);
        arguments(&system.programs, from, kinds, &names, &mut lines, log);
    }
    for allowed in &system.allowed {
        let ends = (resolve(&names, &allowed.from), resolve(&names, &allowed.to));
        let evidence = log.evidence(allowed.place, &allowed.policy);
        for (from, to) in ends.0.iter().flat_map(|from| ends.1.iter().map(move |to| (*from, *to))) {
            if from != to && lines.between.get(&(from, to)).is_none_or(Vec::is_empty) {
                let (kind, undirected) = towards(&system.programs[from], &kinds[to], "");
                lines.add(from, to, Line { undirected, ..Line::new(kind, evidence.clone()) });
            }
        }
    }
    for from in 0..system.programs.len() {
        for (other, place) in &system.programs[from].waits {
            for to in resolve(&names, other).iter().copied().filter(|to| *to != from) {
                if lines.between.get(&(from, to)).is_none_or(Vec::is_empty) {
                    let evidence = log.evidence(*place, "depends_on");
                    let (kind, undirected) = towards(&system.programs[from], &kinds[to], "");
                    // Waiting is no call; only what stores is hardly waited for without being used.
                    let kind =
                        if kinds[to].kind.is_data() && !kinds[from].kind.is_data() { kind } else { EdgeKind::Boot };
                    lines.add(
                        from,
                        to,
                        Line { undirected: undirected && kind != EdgeKind::Boot, ..Line::new(kind, evidence) },
                    );
                }
            }
        }
    }
    lines
}

impl Line {
    /// A connection of which only the kind is known.
    pub fn new(kind: EdgeKind, evidence: String) -> Self {
        Self {
            kind,
            protocol: None,
            port: None,
            database: None,
            env: BTreeMap::new(),
            path: None,
            host: None,
            evidence,
            undirected: false,
        }
    }
}

impl Lines {
    /// Adds a connection, or what is new about one that was seen before.
    pub fn add(&mut self, from: usize, to: usize, line: Line) {
        let held = self.between.entry((from, to)).or_default();
        // More of one kind between two programs are no drawing any more.
        let full = held.len() >= 50;
        let same = |known: &&mut Line| {
            known.kind == line.kind
                && (known.path == line.path && known.host == line.host)
                && (known.database.is_none() || line.database.is_none() || known.database == line.database)
        };
        match held.iter_mut().find(same) {
            Some(known) => {
                known.protocol = known.protocol.or(line.protocol);
                known.port = known.port.or(line.port);
                known.database = known.database.take().or(line.database);
                for (role, name) in line.env {
                    known.env.entry(role).or_insert(name);
                }
            }
            None if full => {}
            None => held.push(line),
        }
    }
}

/// The programs of each name.
fn names(programs: &[Program]) -> BTreeMap<String, BTreeSet<usize>> {
    let mut names: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (index, program) in programs.iter().enumerate() {
        for name in program.names.iter().chain([&program.key]) {
            names.entry(name.to_ascii_lowercase()).or_default().insert(index);
        }
    }
    names
}

/// Who answers to a host: by the whole name, or without its first part, as the pods of a set are called.
fn resolve(names: &BTreeMap<String, BTreeSet<usize>>, host: &str) -> BTreeSet<usize> {
    let host = host.to_ascii_lowercase();
    let found = names.get(&host).or_else(|| names.get(host.split_once('.')?.1));
    found.cloned().unwrap_or_default()
}

/// The kind of an edge to a program, and whether the direction of messages is a guess.
fn towards(from: &Program, to: &Kind, variable: &str) -> (EdgeKind, bool) {
    match to.kind {
        NodeKind::Queue => {
            let said = direction(variable).or_else(|| direction(&from.key));
            (said.unwrap_or(EdgeKind::Publish), said.is_none())
        }
        NodeKind::Platform => {
            let kind = match to.provides {
                Some(Capability::Configuration | Capability::Secrets) => EdgeKind::Config,
                Some(Capability::Discovery) => EdgeKind::Discovery,
                Some(Capability::Metrics | Capability::Logs | Capability::Traces) => EdgeKind::Telemetry,
                _ => EdgeKind::Call,
            };
            (kind, false)
        }
        kind => (EdgeKind::towards(kind), false),
    }
}

fn variables(
    system: &mut System,
    from: usize,
    kinds: &[Kind],
    names: &BTreeMap<String, BTreeSet<usize>>,
    lines: &mut Lines,
    log: &mut Log,
) {
    let all = system.programs[from].variables.clone();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (name, variable) in &all {
        let Some(value) = variable.value.as_deref().filter(|value| value.len() < 8_192) else { continue };
        let found = told(name, value);
        let single = found.len() == 1;
        for one in &found {
            let targets = resolve(names, one.address.host);
            if targets.is_empty() {
                outside(&system.programs[from], from, name, value, one, variable.place, (lines, log), &mut taken);
                continue;
            }
            for to in targets.iter().copied().filter(|to| *to != from) {
                let (kind, undirected) = towards(&system.programs[from], &kinds[to], name);
                let kind = if one.callback && kind == EdgeKind::Call { EdgeKind::Callback } else { kind };
                let target = &mut system.programs[to];
                let number = one.address.port.map(|port| inner(target, port));
                if let (Some(number), false) = (number, kinds[to].kind.is_data()) {
                    let listening = target.listen(number);
                    listening.protocol = listening.protocol.or(one.protocol());
                }
                let mut line = Line {
                    protocol: one.protocol().filter(|_| kind == EdgeKind::Call),
                    port: number.filter(|_| kind == EdgeKind::Call),
                    database: one.database().filter(|_| kind == EdgeKind::Data && holds_databases(&kinds[to])),
                    undirected,
                    ..Line::new(kind, log.evidence(variable.place, name))
                };
                if single && targets.len() == 1 && kind != EdgeKind::Callback {
                    let given = lines.between.get(&(from, to)).into_iter().flatten().flat_map(|line| line.env.keys());
                    let given: BTreeSet<&str> = given.copied().collect();
                    give(name, value, one, &kinds[to], &system.programs[to], &all, &given, &mut line, &mut taken);
                }
                lines.add(from, to, line);
            }
        }
    }
    rewrite(system, from, names, &taken);
}

/// The number in the container that others reach under this one.
fn inner(program: &Program, number: u16) -> u16 {
    program.ports.iter().find(|port| port.reached.contains(&number)).map_or(number, |port| port.number)
}

fn holds_databases(kind: &Kind) -> bool {
    let engine = kind.engine.as_deref().and_then(|engine| catalogue().ok()?.engines.get(engine));
    engine.is_none_or(|engine| engine.databases)
}

/// Lets the edge give what a variable says, where it can say the same.
#[allow(clippy::too_many_arguments, reason = "all of them are the one variable and its two ends")]
fn give(
    name: &str,
    value: &str,
    one: &Told<'_>,
    kind: &Kind,
    target: &Program,
    all: &BTreeMap<String, super::system::Variable>,
    given: &BTreeSet<&str>,
    line: &mut Line,
    taken: &mut BTreeSet<String>,
) {
    let alone = value[..one.address.at.start].is_empty() && one.rest.is_empty();
    let whole = alone_after_scheme(value, one);
    let of_engine = |port: u16| {
        let engine = kind.engine.as_deref().and_then(|engine| catalogue().ok()?.engines.get(engine));
        engine.is_some_and(|engine| engine.port == port)
    };
    let known = |port: u16| target.ports.iter().any(|known| known.number == port || known.reached.contains(&port));
    // One edge gives each of them once; a second variable with the same says it itself.
    let mut take = |role: &'static str, name: &str| {
        if given.contains(role) || line.env.contains_key(role) {
            return;
        }
        line.env.insert(role, name.to_owned());
        taken.insert(name.to_owned());
    };
    match kind.kind {
        NodeKind::Database | NodeKind::Cache | NodeKind::ObjectStore => {
            let host = alone && one.address.port.is_none() && is_host(name);
            let scheme = kind.engine.as_deref().is_some_and(|engine| {
                let other = catalogue().ok().and_then(|catalogue| Some(catalogue.engines.get(engine)?.scheme.as_str()));
                other == Some(one.scheme.as_str())
                    || engine == one.scheme
                    || one.scheme == "postgresql" && engine == "postgres"
            });
            let database = one.rest.is_empty()
                || one.rest == "/"
                || (one.database().is_some_and(|name| one.rest[1..] == *name.as_str()) && holds_databases(kind));
            if host {
                take("host", name);
            } else if scheme
                && !value.starts_with("jdbc:")
                && database
                && one.address.port.is_none_or(of_engine)
                && before_is_scheme(value, one)
            {
                take("url", name);
            }
            let jdbc = value.starts_with("jdbc:");
            if host || jdbc {
                let beside = siblings(name, all, &of_engine);
                for (role, beside) in &beside {
                    if !(jdbc && matches!(*role, "port" | "name")) {
                        take(role, beside);
                    }
                }
                if let (Some(beside), true) = (beside.get("name"), line.database.is_none() && holds_databases(kind)) {
                    let database = all.get(beside).and_then(|variable| variable.value.as_deref());
                    line.database = database.and_then(|database| DatabaseName::parse(database).ok());
                }
            }
        }
        NodeKind::Queue => {
            let speaks = matches!(one.scheme.as_str(), "amqp" | "nats");
            if speaks && (one.rest.is_empty() || one.rest == "/") && before_is_scheme(value, one) {
                take("url", name);
            }
        }
        _ => {
            let web = matches!(one.scheme.as_str(), "http" | "https" | "grpc");
            if whole && web && one.address.port.is_none_or(known) {
                take("url", name);
            } else if alone && one.address.port.is_none() && is_host(name) {
                take("host", name);
                for (role, beside) in siblings(name, all, &known) {
                    if role == "port" {
                        take(role, &beside);
                    }
                }
            }
        }
    }
}

/// Whether a value is scheme, host and port, and nothing else.
fn alone_after_scheme(value: &str, one: &Told<'_>) -> bool {
    one.rest.is_empty() && value[..one.address.at.start].eq_ignore_ascii_case(&format!("{}://", one.scheme))
}

/// Whether nothing but the scheme, a user and a password stand before the address.
fn before_is_scheme(value: &str, one: &Told<'_>) -> bool {
    let before = value[..one.address.at.start].to_ascii_lowercase();
    before.strip_prefix(&format!("{}://", one.scheme)).is_some_and(|rest| rest.is_empty() || rest.ends_with('@'))
}

/// A connection to a system that none of the files describes.
#[allow(clippy::too_many_arguments, reason = "all of them are the one variable and where it leads")]
fn outside(
    program: &Program,
    from: usize,
    name: &str,
    value: &str,
    one: &Told<'_>,
    place: Place,
    (lines, log): (&mut Lines, &mut Log),
    taken: &mut BTreeSet<String>,
) {
    let host = one.address.host;
    let away =
        host.contains('.') && !host.ends_with(".local") && !host.ends_with(".internal") && !one.scheme.is_empty();
    if !away || one.callback || one.own {
        return;
    }
    let stem = name.strip_suffix("_URL").filter(|_| alone_after_scheme(value, one)).map(str::to_ascii_lowercase);
    let called = stem.map(|stem| stem.replace('_', "-")).filter(|stem| topology::document::Id::parse(stem).is_ok());
    lines.outside.entry(host.to_owned()).or_insert_with(|| called.unwrap_or_else(|| host.to_owned()));
    let mut line = Line { protocol: one.protocol(), ..Line::new(EdgeKind::Call, log.evidence(place, name)) };
    if alone_after_scheme(value, one) && one.address.port.is_none() && one.scheme == "https" {
        line.env.insert("url", name.to_owned());
        taken.insert(name.to_owned());
    }
    let message = format!("{name} leads to {host}, which none of the files describes: it is drawn as a system outside");
    log.note(Sort::Guessed, place, Some(&program.key), message);
    lines.out.entry((from, host.to_owned())).or_insert(line);
}

/// Addresses in command lines: they stay where they are, and are evidence.
fn arguments(
    programs: &[Program],
    from: usize,
    kinds: &[Kind],
    names: &BTreeMap<String, BTreeSet<usize>>,
    lines: &mut Lines,
    log: &mut Log,
) {
    let program = &programs[from];
    for word in program.command.iter().chain(&program.args).filter(|word| word.len() < 8_192) {
        for one in told("", word).iter().filter(|one| one.address.certain) {
            for to in resolve(names, one.address.host).into_iter().filter(|to| *to != from) {
                let (kind, undirected) = towards(program, &kinds[to], "");
                let evidence = log.evidence(program.place, "an argument");
                lines.add(
                    from,
                    to,
                    Line {
                        protocol: one.protocol().filter(|_| kind == EdgeKind::Call),
                        undirected,
                        ..Line::new(kind, evidence)
                    },
                );
            }
        }
    }
}

/// Takes away what edges give, and marks addresses of neighbours that others will find under a new name.
fn rewrite(system: &mut System, from: usize, names: &BTreeMap<String, BTreeSet<usize>>, taken: &BTreeSet<String>) {
    let mut variables = std::mem::take(&mut system.programs[from].variables);
    variables.retain(|name, _| !taken.contains(name));
    for (name, variable) in &mut variables {
        let Some(value) = variable.value.clone() else { continue };
        let mut out = value.clone();
        // From the end, so that earlier places stay where they are.
        for one in told(name, &value).iter().rev() {
            let targets = resolve(names, one.address.host);
            let mut targets = targets.iter().filter(|to| **to != from);
            let (Some(to), None) = (targets.next(), targets.next()) else { continue };
            let target = &system.programs[*to];
            let asked = one.address.port.or(match one.scheme.as_str() {
                "http" => Some(80),
                "https" => Some(443),
                _ => None,
            });
            let moved = asked.map(|port| (port, inner(target, port))).filter(|(port, inner)| port != inner);
            let port =
                moved.map(|(_, inner)| inner).or(one.address.port).map(|port| format!(":{port}")).unwrap_or_default();
            let Some(id) = target.id.as_ref() else { continue };
            out.replace_range(one.address.at.clone(), &format!("{id}{port}"));
        }
        variable.value = Some(out);
    }
    system.programs[from].variables = variables;
}
