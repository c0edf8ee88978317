//! The picture that compose has: what `docker compose config` makes of the files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use generators::plan::Plan;
use serde_json::Value;

use super::{ANYBODY, Aspect, Names, OUTSIDE, Picture};
use crate::place;
use crate::tools::compose::resolved;

/// What serves compose alone and stands for nothing drawn: it refuses to start while a secret is missing.
const OWN: [&str; 1] = ["preflight"];

/// Reads the picture of a combination of files.
///
/// # Panics
/// Where compose refuses them, or a service is nobody's.
#[must_use]
pub fn compose(bundle: &Path, files: &[&str], plan: &Plan) -> Picture {
    let config = resolved(bundle, files, &["jobs"]).unwrap_or_else(|error| panic!("{files:?}: {error}"));
    let (names, secrets) = (Names::of(plan), secrets(bundle));
    let mut picture = Picture { target: "compose", enforced: true, ..Picture::default() };
    let mut joined: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (name, service) in entries(&config["services"]) {
        if OWN.contains(&name.as_str()) {
            continue;
        }
        let id = names.id(name, "-").unwrap_or_else(|| panic!("compose: the service {name} is nobody's"));
        if id.ends_with(".backup") && service["deploy"]["replicas"] == 0 {
            // Defined, so that a person can run it, and never started by itself.
            continue;
        }
        one(&mut picture, plan, &id, service, &secrets);
        for (network, _) in entries(&service["networks"]) {
            joined.entry(network).or_default().insert(id.clone());
        }
        let published = service["ports"].as_array().into_iter().flatten();
        if published.into_iter().any(|port| port["host_ip"] != "127.0.0.1") {
            picture.pairs.insert((ANYBODY.to_owned(), id.clone(), 0));
        }
    }
    for (network, members) in &joined {
        if config["networks"][network]["internal"] != true {
            picture.pairs.extend(members.iter().map(|one| (one.clone(), OUTSIDE.to_owned(), 0)));
        }
        for one in members {
            let others = members.iter().filter(|other| *other > one);
            picture.pairs.extend(others.map(|other| (one.clone(), other.clone(), 0)));
        }
    }
    picture
}

fn one(picture: &mut Picture, plan: &Plan, id: &str, service: &Value, secrets: &BTreeMap<String, Vec<String>>) {
    let stored = plan.instances.keys().any(|instance| instance.as_str() == id);
    let (job, copies) = (id.ends_with(".grants"), id.ends_with(".backup"));
    let held = service["environment"].as_object();
    if copies {
        let of = |name: &str| held.and_then(|held| held.get(name)?.as_str()).unwrap_or_default().to_owned();
        picture.say(id, Aspect::Copies, of("KEEP_DAYS"));
        picture.say(id, Aspect::Schedule, of("SCHEDULE"));
        return;
    }
    let image = service["image"].as_str().unwrap_or_default();
    picture.say(id, Aspect::Image, image);
    if stored {
        picture.say(id, Aspect::Version, super::charts::major(image));
    }
    for name in held.into_iter().flatten().map(|(name, _)| name).filter(|_| !job) {
        picture.say(id, Aspect::Variables, name);
    }
    for file in service["env_file"].as_array().into_iter().flatten() {
        let path = file["path"].as_str().unwrap_or_default();
        let secret = path.rsplit('/').next().and_then(|name| name.strip_suffix(".env")).unwrap_or_default();
        for key in secrets.get(secret).into_iter().flatten() {
            picture.say(id, Aspect::Secrets, key);
        }
    }
    if job {
        return;
    }
    for port in service["expose"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        picture.say(id, Aspect::Ports, port);
    }
    let runs = service["restart"] == "unless-stopped";
    if runs && !stored {
        let count = service["deploy"]["replicas"].as_u64().unwrap_or(1);
        picture.say(id, Aspect::Replicas, format!("{count} to {count}"));
    }
    let test: Vec<&str> =
        service["healthcheck"]["test"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if let [_, words @ ..] = test.as_slice() {
        picture.say(id, Aspect::Probe, asked(words));
    }
    for volume in service["volumes"].as_array().into_iter().flatten().filter(|volume| volume["type"] == "volume") {
        picture.say(id, Aspect::Storage, volume["target"].as_str().unwrap_or_default());
    }
}

/// What a command asks: a page fetched in the container is a question to that page.
fn asked(words: &[&str]) -> String {
    let page = words.last().filter(|_| words.first() == Some(&"wget"));
    let page = page.and_then(|page| page.strip_prefix("http://127.0.0.1:")?.split_once('/'));
    page.map_or_else(|| words.join(" "), |(port, path)| format!("GET /{path} {port}"))
}

/// The variables of each env file, from the table by which they are made on a person's machine.
fn secrets(bundle: &Path) -> BTreeMap<String, Vec<String>> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in place::read(&bundle.join("compose/scripts/secrets.tsv")).lines() {
        if let [file, variable, ..] = line.split('\t').collect::<Vec<_>>().as_slice() {
            files.entry((*file).to_owned()).or_default().push((*variable).to_owned());
        }
    }
    files
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fetched_page_is_a_question_to_it() {
        assert_eq!(asked(&["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/healthz"]), "GET /healthz 8080");
        assert_eq!(asked(&["pg_isready", "-q"]), "pg_isready -q");
    }
}
