//! Compose files: laid over one another, with what they include and extend, their variables filled in.

mod interpolate;
mod merge;
mod ports;
mod project;
mod service;

use super::Sort;
use super::held::{Held, Place};
use super::reading::Reading;
use super::system::{Allowed, Life, System};
use project::Loader;

/// Whether a document is a compose file.
pub(super) fn is_compose(held: &Held) -> bool {
    let known = |key: &str| held.get(key).is_some_and(Held::is_map);
    held.get("apiVersion").is_none()
        && (known("services") || held.get("include").is_some_and(|held| !held.items().is_empty()))
}

/// What these files describe, the later ones laid over the earlier.
pub(super) fn system(paths: &[String], reading: &mut Reading) -> System {
    let first = paths.first().cloned().unwrap_or_default();
    let mut loader = Loader::new(reading, &first);
    let project = loader.load(paths, 0);
    let unset = loader.unset();
    let number = reading.number(&first);
    if !unset.is_empty() {
        let message = format!(
            "{} {} no value here and {} taken as empty",
            unset.join(", "),
            if unset.len() == 1 { "has" } else { "have" },
            if unset.len() == 1 { "is" } else { "are" }
        );
        let place = Place { file: number, at: (0, 0) };
        reading.log.note(Sort::LeftOut, place, None, message).hint("import the .env file together with this one");
    }
    let mut system = System { name: project.name.clone(), ..System::default() };
    for (key, service) in &project.services {
        system.programs.extend(service::program(key, service, &project, reading));
    }
    // Whoever waits for the end of another one says that it ends.
    let awaited: Vec<String> = project
        .services
        .values()
        .flat_map(|service| service.held.get("depends_on").map(Held::entries).unwrap_or_default())
        .filter(|(_, held)| held.word_at(&["condition"]).as_deref() == Some("service_completed_successfully"))
        .map(|(name, _)| name.clone())
        .collect();
    for program in system.programs.iter_mut().filter(|program| awaited.contains(&program.key)) {
        program.life = Life::Once;
    }
    one_network(&mut system);
    drawn_networks(&mut system);
    for key in ["configs", "secrets"] {
        if let Some(held) = project.rest.get(key) {
            let message =
                format!("`{key}` of compose: the names are taken over where services use them, the contents are not");
            reading.log.note(Sort::LeftOut, held.place, None, message);
        }
    }
    system
}

/// One network for everything says nothing.
fn one_network(system: &mut System) {
    let mut names: Vec<&String> = system.programs.iter().filter_map(|program| program.network.as_ref()).collect();
    names.sort();
    names.dedup();
    // One network a program, joined by its callers, is how what is drawn is enforced, and no segment.
    let own = names.iter().all(|name| name.starts_with("to-") || *name == "egress" || *name == "edge");
    if names.len() < 2 || own {
        system.programs.iter_mut().for_each(|program| program.network = None);
    }
}

/// Groundplan gives whatever is called a network of its own, `to-<id>`, which its callers join: read back, they are the edges.
fn drawn_networks(system: &mut System) {
    let mut allowed = Vec::new();
    for target in &system.programs {
        let network = format!("to-{}", target.key);
        if !target.joins.contains(&network) {
            continue;
        }
        for caller in
            system.programs.iter().filter(|caller| caller.key != target.key && caller.joins.contains(&network))
        {
            let (from, to) = (caller.key.clone(), target.key.clone());
            allowed.push(Allowed { from, to, place: caller.place, policy: format!("network {network}") });
        }
    }
    system.allowed.extend(allowed);
}
