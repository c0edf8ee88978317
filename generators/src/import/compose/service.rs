//! One service of compose as a program.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::{Expose, Fact};
use topology::rules::secrets;

use super::super::Sort;
use super::super::file::join;
use super::super::held::{Data, Held, Place};
use super::super::reading::Reading;
use super::super::system::{Life, Program, Variable};
use super::super::words;
use super::interpolate::env_file;
use super::ports::published;
use super::project::{Project, Service};

/// Keys that follow from the document, or only matter to compose itself.
const UNDERSTOOD: [&str; 26] = [
    "build",
    "command",
    "container_name",
    "cpus",
    "cpu_count",
    "depends_on",
    "deploy",
    "entrypoint",
    "env_file",
    "environment",
    "expose",
    "extends",
    "healthcheck",
    "hostname",
    "image",
    "links",
    "logging",
    "mem_limit",
    "mem_reservation",
    "networks",
    "ports",
    "profiles",
    "restart",
    "scale",
    "secrets",
    "volumes",
];
/// Keys that name what is outside of the service or might hold secrets, so that they can't be kept as they are.
const REFUSED: [&str; 7] =
    ["configs", "credential_spec", "external_links", "network_mode", "volumes_from", "provider", "models"];

/// What a service says; none where it is no part of the drawing.
pub fn program(key: &str, service: &Service, project: &Project, reading: &mut Reading) -> Option<Program> {
    let held = &service.held;
    if is_ours(held) {
        let message = "made by Groundplan itself: it is made again when the topology is synthesized";
        reading.log.note(Sort::LeftOut, held.place, Some(key), message);
        return None;
    }
    if let Some(beside) =
        held.get("network_mode").and_then(|mode| mode.word()?.strip_prefix("service:").map(str::to_owned))
    {
        let message = format!("runs within the network of `{beside}`, as a part of it");
        reading.log.note(Sort::LeftOut, held.place, Some(key), message).hint("draw it if others connect to it");
        return None;
    }
    let mut program = Program {
        key: key.to_owned(),
        place: held.place,
        title: held.word_at(&["x-title"]),
        description: held.word_at(&["x-description"]),
        // A tag whose variable has no value is none.
        image: held
            .word_at(&["image"])
            .map(|image| image.trim_end_matches(':').to_owned())
            .filter(|image| !image.is_empty()),
        ..Program::default()
    };
    program.names.insert(key.to_owned());
    program.names.extend(["container_name", "hostname"].iter().filter_map(|name| held.word_at(&[name])));
    program.build = held.get("build").and_then(|build| {
        let context = build.word().or_else(|| build.word_at(&["context"])).unwrap_or_else(|| ".".to_owned());
        let local = !context.contains("://") && !context.starts_with("git@");
        local.then(|| (join(&service.folder, &context), build.word_at(&["dockerfile"])))
    });
    program.command = held.get("entrypoint").map(line).unwrap_or_default();
    program.args = held.get("command").map(line).unwrap_or_default();
    ports(held, &mut program, reading);
    variables(key, service, &mut program, reading);
    mounts(key, held, project, &mut program, reading);
    networks(held, &mut program);
    for (other, _) in held.get("depends_on").map(Held::entries).unwrap_or_default() {
        program.waits.push((other.clone(), held.get("depends_on").map_or(held.place, |held| held.place)));
    }
    for link in held.get("links").map(Held::words).unwrap_or_default() {
        let other = link.split(':').next().unwrap_or_default().to_owned();
        program.waits.push((other, held.get("links").map_or(held.place, |held| held.place)));
    }
    program.health = health(held);
    resources(held, &mut program);
    let words = |key: &str| held.get(key).map(Held::words).unwrap_or_default();
    program.tags = words("profiles").iter().map(|profile| format!("profile:{profile}")).collect();
    let restart = held.word_at(&["restart"]).or_else(|| held.word_at(&["deploy", "restart_policy", "condition"]));
    program.stays = matches!(restart.as_deref(), Some("always" | "unless-stopped"));
    if matches!(restart.as_deref(), Some("no" | "none" | "false")) && program.ports.is_empty() {
        program.life = Life::Once;
    }
    keep(key, held, &mut program, reading);
    Some(program)
}

/// Whether Groundplan wrote the service for itself: its scripts are all below one folder.
fn is_ours(held: &Held) -> bool {
    let runs = held.get("entrypoint").map(Held::words).unwrap_or_default();
    runs.iter().any(|word| word.starts_with("/groundplan/"))
}

/// A command as words: a list as it stands, a text as a shell reads it.
fn line(held: &Held) -> Vec<String> {
    match &held.data {
        Data::Text(text) => words::split(text),
        _ => held.words(),
    }
}

fn ports(held: &Held, program: &mut Program, reading: &mut Reading) {
    let key = program.key.clone();
    let entries = held.get("ports").map(Held::items).unwrap_or_default();
    let mut moved = false;
    for entry in entries {
        let Some(all) = published(entry) else {
            let message = "this port can't be read: expected a form such as \"8080:80\"";
            reading.log.note(Sort::LeftOut, entry.place, Some(&key), message);
            continue;
        };
        for one in all {
            if one.udp {
                let message = format!("port {} carries UDP, for which documents have no word", one.target);
                reading.log.note(Sort::LeftOut, entry.place, Some(&key), message);
                continue;
            }
            moved |= one.host.is_some_and(|host| host != one.target);
            let port = program.listen(one.target);
            port.expose = port.expose.max(Some(one.expose));
            port.name = port.name.take().or(one.name);
        }
    }
    if moved {
        // The numbers on the host are this machine's; only compose has a place for them.
        program.extra.insert("ports".to_owned(), held.get("ports").map(Held::value).unwrap_or_default());
    }
    for number in held.get("expose").map(Held::words).unwrap_or_default() {
        if let Ok(number) = number.trim_end_matches("/tcp").parse::<u16>()
            && number > 0
        {
            program.listen(number);
        }
    }
    let reaches: BTreeSet<Option<Expose>> = program.ports.iter().map(|port| port.expose).collect();
    if let [Some(expose)] = reaches.iter().copied().collect::<Vec<_>>()[..] {
        program.expose = Some(expose);
        program.ports.iter_mut().for_each(|port| port.expose = None);
    }
}

fn variables(key: &str, service: &Service, program: &mut Program, reading: &mut Reading) {
    for file in service
        .held
        .get("env_file")
        .map(|held| if held.items().is_empty() { vec![held.clone()] } else { held.items().to_vec() })
        .unwrap_or_default()
    {
        let Some(path) = file.word_at(&["path"]).or_else(|| file.word()) else { continue };
        let path = join(&service.folder, &path);
        let needed = file.word_at(&["required"]).as_deref() != Some("false");
        let Some(text) = reading.texts.get(&path).cloned() else {
            reading.missing.insert(path.clone());
            if needed {
                let message = format!("the file of variables {path} is not there, so its variables are missing");
                reading
                    .log
                    .note(Sort::LeftOut, file.place, Some(key), message)
                    .hint("import it together with this one");
            }
            continue;
        };
        for (name, value, number) in env_file(&text) {
            let place = Place { file: reading.number(&path), at: (number, 1) };
            program.variables.insert(name, Variable { value: Some(value), secret: false, place });
        }
    }
    for (name, value) in service.held.get("environment").map(Held::entries).unwrap_or_default() {
        let text = if value.is_null() { None } else { value.word() };
        if text.is_none() && !secrets::named(name) {
            let message = format!("{name} gets its value from whoever starts compose, so it is not known here");
            reading
                .log
                .note(Sort::LeftOut, value.place, Some(key), message)
                .hint("set it under `variables` if it matters");
            program.variables.remove(name);
            continue;
        }
        let secret = value.secret || text.is_none();
        program.variables.insert(name.clone(), Variable { value: text, secret, place: value.place });
    }
    for secret in service.held.get("secrets").map(Held::items).unwrap_or_default() {
        let Some(name) = secret.word_at(&["source"]).or_else(|| secret.word()) else { continue };
        let name: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
        let variable = Variable { value: None, secret: true, place: secret.place };
        program.variables.entry(name).or_insert(variable);
        program.secret_files = true;
    }
}

fn mounts(key: &str, held: &Held, project: &Project, program: &mut Program, reading: &mut Reading) {
    let declared: BTreeMap<&str, &Held> = project
        .rest
        .get("volumes")
        .map(Held::entries)
        .unwrap_or_default()
        .iter()
        .map(|(name, held)| (name.as_str(), held))
        .collect();
    for mount in held.get("volumes").map(Held::items).unwrap_or_default() {
        let (source, target) = if mount.is_map() {
            (mount.word_at(&["source"]).unwrap_or_default(), mount.word_at(&["target"]).unwrap_or_default())
        } else {
            let text = mount.word().unwrap_or_default();
            let mut parts = text.split(':').map(str::to_owned);
            match (parts.next(), parts.next()) {
                (Some(source), Some(target)) => (source, target),
                (Some(target), None) => (String::new(), target),
                _ => continue,
            }
        };
        let temporary = mount.word_at(&["type"]).as_deref() == Some("tmpfs");
        if target.ends_with("docker.sock") {
            program.tags.insert("docker-sock".to_owned());
        } else if declared.contains_key(source.as_str()) || source.is_empty() && !temporary {
            let name = if source.is_empty() { "data".to_owned() } else { source };
            program.volumes.push((name, target, None));
        } else if !temporary {
            let message =
                format!("{source} of this machine is mounted at {target}: files of a machine are not carried");
            reading
                .log
                .note(Sort::LeftOut, mount.place, Some(key), message)
                .hint("put it into the image, or add it under `extra`");
        }
    }
}

fn networks(held: &Held, program: &mut Program) {
    let networks = held.get("networks").map(Held::entries).unwrap_or_default();
    for (_, network) in networks {
        program.names.extend(network.get("aliases").map(Held::words).unwrap_or_default());
    }
    program.joins = networks.iter().map(|(name, _)| name.clone()).collect();
    if let [(name, _)] = networks {
        program.network = Some(name.clone()).filter(|name| name != "default");
    }
}

fn health(held: &Held) -> Fact<topology::document::Health> {
    let Some(check) = held.get("healthcheck") else { return Fact::None };
    let disabled = check.get("disable").is_some_and(Held::is_true);
    let Some(test) = check.get("test").filter(|_| !disabled) else { return Fact::None };
    let words = match &test.data {
        Data::Text(text) => vec!["CMD-SHELL".to_owned(), text.clone()],
        _ => test.words(),
    };
    if words.first().is_none_or(|word| word == "NONE") {
        return Fact::None;
    }
    words::health(&words).map_or(Fact::Unknown, Fact::Known)
}

fn resources(held: &Held, program: &mut Program) {
    let replicas = held.at(&["deploy", "replicas"]).or_else(|| held.get("scale")).and_then(Held::number);
    program.replicas.0 = replicas;
    let limits = |key: &str| held.word_at(&["deploy", "resources", "limits", key]);
    let kept = |key: &str| held.word_at(&["deploy", "resources", "reservations", key]);
    program.resources.0 = kept("cpus").or_else(|| limits("cpus")).or_else(|| held.word_at(&["cpus"]));
    program.resources.1 = limits("memory").or_else(|| held.word_at(&["mem_limit"])).or_else(|| kept("memory"));
}

/// What documents have no word for: kept where compose understands it, else told.
fn keep(key: &str, held: &Held, program: &mut Program, reading: &mut Reading) {
    for (name, value) in held.entries() {
        if UNDERSTOOD.contains(&name.as_str()) || name.starts_with("x-") || value.is_null() {
            continue;
        }
        if REFUSED.contains(&name.as_str()) {
            let message = format!("`{name}` has no place in a document");
            reading.log.note(Sort::LeftOut, value.place, Some(key), message);
        } else if let Some(place) = super::super::withheld(name, value) {
            let message = format!("`{name}` holds a secret and is not taken over");
            reading
                .log
                .note(Sort::Secret, place, Some(key), message)
                .hint("change the secret if the file was ever shared");
        } else {
            program.extra.insert(name.clone(), value.value());
            let message = format!("`{name}` is kept under extra.compose and merged into compose as it is");
            reading.log.note(Sort::Kept, value.place, Some(key), message);
        }
    }
}
