//! A service of a compose file, furnished and started in a [`Room`].

use std::path::Path;

use serde_yaml_ng::Value;

use super::room::Room;

fn texts<'a>(service: &'a Value, field: &str) -> impl Iterator<Item = &'a str> {
    service[field].as_sequence().into_iter().flatten().filter_map(Value::as_str)
}

/// Puts everything that the service mounts where it mounts it: files of the bundle, and empty folders for volumes and what is lost at the end. `compose` is the bundle's folder of compose files.
///
/// # Panics
/// Where a mounted file is not there.
pub fn furnish(room: &Room, compose: &Path, service: &Value) {
    for mount in texts(service, "volumes") {
        let (from, rest) = mount.split_once(':').unwrap_or((mount, mount));
        let to = rest.split(':').next().unwrap_or(rest);
        match from.strip_prefix("./") {
            Some(file) => bring(room, &compose.join(file), to),
            None => room.folder(to),
        }
    }
    for lost in texts(service, "tmpfs") {
        room.folder(lost.split(':').next().unwrap_or(lost));
    }
}

fn bring(room: &Room, from: &Path, to: &str) {
    if from.is_dir() {
        for (path, content) in crate::files::tree(from) {
            room.file(&format!("{to}/{path}"), &String::from_utf8_lossy(&content));
        }
    } else {
        let text = std::fs::read_to_string(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        room.file(to, &text);
    }
}

/// Entry point and command of the service, as one line of shell; empty where the image's own are used.
#[must_use]
pub fn program(service: &Value) -> String {
    let words = ["entrypoint", "command"].into_iter().flat_map(|field| texts(service, field));
    let quoted = words.map(|word| format!("'{}'", word.replace("$$", "$").replace('\'', r"'\''")));
    quoted.collect::<Vec<_>>().join(" ")
}

/// The plain variables of the service.
#[must_use]
pub fn variables(service: &Value) -> Vec<(String, String)> {
    let held = service["environment"].as_mapping().into_iter().flatten();
    held.filter_map(|(name, value)| Some((name.as_str()?.to_owned(), value.as_str()?.to_owned()))).collect()
}
