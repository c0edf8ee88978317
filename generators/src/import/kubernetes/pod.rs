//! The pods of a workload as a program.

use std::collections::BTreeMap;

use topology::document::{Fact, Health, Line, Protocol, UrlPath};

use super::super::Sort;
use super::super::held::Held;
use super::super::reading::Reading;
use super::super::system::{Program, Variable};
use super::world::World;
use super::{name, namespace};

/// Reads what the pods of `object` say.
pub fn pod(spec: &Held, object: &Held, world: &World, program: &mut Program, reading: &mut Reading) {
    let key = program.key.clone();
    let containers = spec.get("containers").map(Held::items).unwrap_or_default();
    let own = |container: &&Held| container.word_at(&["name"]).is_some_and(|name| name == key);
    let Some(main) = containers.iter().find(own).or_else(|| containers.first()) else {
        reading.log.note(Sort::LeftOut, spec.place, Some(&key), "these pods have no container");
        return;
    };
    for other in containers.iter().filter(|other| *other != main) {
        let message = format!("the container {} runs beside the program, as a part of it", name_of(other));
        reading.log.note(Sort::LeftOut, other.place, Some(&key), message).hint("draw it if others connect to it");
    }
    for other in spec.get("initContainers").map(Held::items).unwrap_or_default() {
        let message = format!("the container {} runs before the program starts and is not carried", name_of(other));
        reading
            .log
            .note(Sort::LeftOut, other.place, Some(&key), message)
            .hint("draw it as a job if it does work of its own");
    }
    program.image = main.word_at(&["image"]);
    program.command = main.get("command").map(Held::words).unwrap_or_default();
    program.args = main.get("args").map(Held::words).unwrap_or_default();
    for port in main.get("ports").map(Held::items).unwrap_or_default() {
        let number = port.get("containerPort").and_then(Held::number).and_then(|number| u16::try_from(number).ok());
        let Some(number) = number.filter(|number| *number > 0) else { continue };
        if port.word_at(&["protocol"]).as_deref() == Some("UDP") {
            let message = format!("port {number} carries UDP, for which documents have no word");
            reading.log.note(Sort::LeftOut, port.place, Some(&key), message);
            continue;
        }
        let listening = program.listen(number);
        listening.name = port.word_at(&["name"]);
        listening.protocol = listening.name.as_deref().and_then(spoken);
    }
    variables(main, object, world, program, reading);
    let requests = |what: &str| main.word_at(&["resources", "requests", what]);
    let limits = |what: &str| main.word_at(&["resources", "limits", what]);
    program.resources = (requests("cpu").or_else(|| limits("cpu")), limits("memory").or_else(|| requests("memory")));
    health(main, program);
    volumes(spec, main, object, world, program, reading);
    rights(spec, main, program);
}

fn name_of(container: &Held) -> String {
    container.word_at(&["name"]).unwrap_or_else(|| "without a name".to_owned())
}

/// The protocol that a port's name says: `grpc`, `http-web`.
pub fn spoken(name: &str) -> Option<Protocol> {
    let first = name.split('-').next()?;
    Protocol::ALL.iter().copied().find(|protocol| protocol.word() == first)
}

fn variables(main: &Held, object: &Held, world: &World, program: &mut Program, reading: &mut Reading) {
    let (key, space) = (program.key.clone(), namespace(object));
    for source in main.get("envFrom").map(Held::items).unwrap_or_default() {
        let prefix = source.word_at(&["prefix"]).unwrap_or_default();
        if let Some(config) = source.word_at(&["configMapRef", "name"]) {
            let Some(values) = world.configs.get(&(space.clone(), config.clone())) else {
                let message = format!("the config map {config} is not there, so its variables are missing");
                reading
                    .log
                    .note(Sort::LeftOut, source.place, Some(&key), message)
                    .hint("import it together with this one");
                continue;
            };
            for (name, value, place) in values {
                let variable = Variable { value: Some(value.clone()), secret: false, place: *place };
                program.variables.insert(format!("{prefix}{name}"), variable);
            }
        }
        if let Some(secret) = source.word_at(&["secretRef", "name"]) {
            let Some(keys) = world.secrets.get(&(space.clone(), secret.clone())) else {
                let message = format!("the secret {secret} is not there, so the names of its variables are not known");
                reading.log.note(Sort::LeftOut, source.place, Some(&key), message).hint("name them under `secrets`");
                continue;
            };
            for (name, place) in keys {
                let variable = Variable { value: None, secret: true, place: *place };
                program.variables.insert(format!("{prefix}{name}"), variable);
            }
        }
    }
    for variable in main.get("env").map(Held::items).unwrap_or_default() {
        let Some(name) = variable.word_at(&["name"]) else { continue };
        let place = variable.place;
        let found = if let Some(from) = variable.get("valueFrom") {
            if from.get("secretKeyRef").is_some() {
                Some(Variable { value: None, secret: true, place })
            } else if let Some(config) = from.get("configMapKeyRef") {
                let at = (space.clone(), config.word_at(&["name"]).unwrap_or_default());
                let wanted = config.word_at(&["key"]).unwrap_or_default();
                let value = world.configs.get(&at).and_then(|values| values.iter().find(|(key, ..)| *key == wanted));
                value.map(|(_, value, _)| Variable { value: Some(value.clone()), secret: false, place })
            } else {
                None
            }
        } else {
            let value = variable.word_at(&["value"]).unwrap_or_default();
            Some(Variable { value: Some(value), secret: false, place })
        };
        match found {
            Some(found) => {
                program.variables.insert(name, found);
            }
            None => {
                let message = format!("{name} gets its value from the cluster, so it is not known here");
                reading
                    .log
                    .note(Sort::LeftOut, place, Some(&key), message)
                    .hint("set it under `variables` if it matters");
            }
        }
    }
    refer(program);
}

/// `$(NAME)` in a value is another variable of the same container.
fn refer(program: &mut Program) {
    let plain: BTreeMap<String, String> = program
        .variables
        .iter()
        .filter(|(_, variable)| !variable.secret)
        .filter_map(|(name, variable)| Some((name.clone(), variable.value.clone()?)))
        .collect();
    let secret: Vec<String> = program
        .variables
        .iter()
        .filter(|(_, variable)| variable.secret)
        .map(|(name, _)| format!("$({name})"))
        .collect();
    // So many are no container's own.
    if plain.len() > 1_000 {
        return;
    }
    for variable in program.variables.values_mut() {
        let Some(value) = variable.value.as_mut().filter(|value| value.contains("$(")) else { continue };
        for (name, other) in &plain {
            if value.len() + other.len() <= 32_768 {
                *value = value.replacen(&format!("$({name})"), other, 4);
            }
        }
        variable.secret |= secret.iter().any(|name| value.contains(name));
    }
}

fn health(main: &Held, program: &mut Program) {
    let Some(probe) = main.get("readinessProbe").or_else(|| main.get("livenessProbe")) else {
        program.health = Fact::None;
        return;
    };
    let line = |text: String| Line::parse(&text).ok();
    if let Some(path) = probe.get("httpGet") {
        let path = path.word_at(&["path"]).unwrap_or_else(|| "/".to_owned());
        if let Ok(path) = UrlPath::parse(&path) {
            program.health = Fact::Known(Health { path: Some(path), ..Health::default() });
        }
    } else if let Some(command) = probe.at(&["exec", "command"]) {
        // Tools in images that ask gRPC's own protocol say so by their name.
        let words = command.words();
        if words.first().is_some_and(|word| word.ends_with("grpc_health_probe")) {
            program.health = Fact::Known(Health { grpc: line(String::new()), ..Health::default() });
        } else if let Some(command) = words.into_iter().map(line).collect::<Option<Vec<Line>>>() {
            program.health = Fact::Known(Health { command, ..Health::default() });
        }
    } else if let Some(grpc) = probe.get("grpc") {
        let service = grpc.word_at(&["service"]).unwrap_or_default();
        program.health = Fact::Known(Health { grpc: line(service), ..Health::default() });
    }
}

fn volumes(spec: &Held, main: &Held, object: &Held, world: &World, program: &mut Program, reading: &mut Reading) {
    let key = program.key.clone();
    let templates = object.at(&["spec", "volumeClaimTemplates"]).map(Held::items).unwrap_or_default();
    for mount in main.get("volumeMounts").map(Held::items).unwrap_or_default() {
        let (Some(volume), Some(path)) = (mount.word_at(&["name"]), mount.word_at(&["mountPath"])) else { continue };
        if let Some(template) = templates.iter().find(|template| name(template) == volume) {
            let size = template.word_at(&["spec", "resources", "requests", "storage"]);
            program.volumes.push((volume, path, size));
            continue;
        }
        let declared = spec.get("volumes").map(Held::items).unwrap_or_default();
        let Some(source) = declared.iter().find(|one| one.word_at(&["name"]).as_deref() == Some(volume.as_str()))
        else {
            continue;
        };
        if let Some(claim) = source.word_at(&["persistentVolumeClaim", "claimName"]) {
            let size = world.claims.get(&(namespace(object), claim)).cloned();
            program.volumes.push((volume, path, size));
        } else if source.word_at(&["hostPath", "path"]).is_some_and(|path| path.ends_with("docker.sock")) {
            program.tags.insert("docker-sock".to_owned());
        } else if source.get("emptyDir").is_none() {
            let message = format!("{volume}, mounted at {path}, holds files that are not carried");
            reading
                .log
                .note(Sort::LeftOut, mount.place, Some(&key), message)
                .hint("put them into the image, or add them under `extra`");
        }
    }
}

fn rights(spec: &Held, main: &Held, program: &mut Program) {
    if spec.get("hostNetwork").is_some_and(Held::is_true) {
        program.tags.insert("host-network".to_owned());
    }
    if main.at(&["securityContext", "privileged"]).is_some_and(Held::is_true) {
        program.tags.insert("privileged".to_owned());
    }
}
