//! A compose project: its files laid over one another, with what they include and extend.

use std::collections::BTreeMap;

use super::super::Sort;
use super::super::file::{folder, join};
use super::super::held::{Data, Held, Place};
use super::super::reading::Reading;
use super::interpolate::{Variables, env_file};
use super::merge::{by_name, merge};

/// How many files may include one another in a row, and how many services extend one another.
const DEPTH: usize = 16;
/// How many files may be laid over one another and included, counted each time.
const LOADS: usize = 500;
/// How many times services may be extended, all in all.
const EXTENDS: usize = 5_000;

/// A project, ready to be read.
#[derive(Debug, Default)]
pub struct Project {
    /// What it is called.
    pub name: Option<String>,
    /// Its services, each with the folder that its paths are relative to.
    pub services: BTreeMap<String, Service>,
    /// Everything else at the top: `volumes`, `networks`, `secrets`, `configs`, extensions.
    pub rest: BTreeMap<String, Held>,
}

/// One service as all files together say it.
#[derive(Debug, Clone)]
pub struct Service {
    /// What is said.
    pub held: Held,
    /// The folder that its paths are relative to.
    pub folder: String,
}

/// What loads projects.
pub struct Loader<'r> {
    reading: &'r mut Reading,
    variables: Variables,
    loads: usize,
    extended: usize,
}

impl<'r> Loader<'r> {
    /// A loader that knows the variables of the `.env` file beside the first file.
    pub fn new(reading: &'r mut Reading, first: &str) -> Self {
        let mut loader = Self { reading, variables: Variables::default(), loads: 0, extended: 0 };
        loader.learn(&join(folder(first), ".env"));
        loader
    }

    /// The variables that had no value.
    pub fn unset(&self) -> Vec<String> {
        self.variables.unset.iter().cloned().collect()
    }

    /// What the variables of a file say, where it is there.
    fn learn(&mut self, path: &str) {
        let Some(text) = self.reading.texts.get(path).cloned() else {
            self.reading.missing.insert(path.to_owned());
            return;
        };
        for (name, value, _) in env_file(&text) {
            let value = self.variables.filled(&value, 0).text;
            self.variables.known.entry(name).or_insert(value);
        }
    }

    /// The project of these files.
    pub fn load(&mut self, paths: &[String], depth: usize) -> Project {
        let mut project = Project::default();
        let Some(first) = paths.first() else { return project };
        let base = folder(first).to_owned();
        let mut whole: Option<Held> = None;
        for path in paths {
            self.loads += 1;
            let Some(mut held) = self.document(path) else { continue };
            if depth > DEPTH || self.loads > LOADS {
                let message =
                    format!("files include one another more than {DEPTH} deep or {LOADS} times: the rest is left out");
                self.reading
                    .log
                    .note(Sort::LeftOut, held.place, None, message)
                    .hint("look for files that include each other");
                break;
            }
            self.variables.fill(&mut held);
            let held = self.with_services(held, path);
            whole = Some(match whole {
                Some(before) => merge(before, held),
                None => held,
            });
        }
        let Some(whole) = whole else { return project };
        for include in whole.get("include").map(Held::items).unwrap_or_default() {
            self.include(include, &base, depth, &mut project);
        }
        for (key, held) in whole.entries() {
            match key.as_str() {
                "services" => {
                    for (name, service) in held.entries().iter().filter(|(_, service)| service.is_map()) {
                        let service = Service { held: service.clone(), folder: base.clone() };
                        if let Some(before) = project.services.insert(name.clone(), service) {
                            let message =
                                format!("`{name}` is included and written here too: what is written here holds");
                            self.reading.log.note(Sort::LeftOut, before.held.place, Some(name), message);
                        }
                    }
                }
                "name" => project.name = held.word(),
                "include" | "version" => {}
                _ => {
                    let before = project.rest.remove(key);
                    let held = match before {
                        Some(before) => merge(before, held.clone()),
                        None => held.clone(),
                    };
                    project.rest.insert(key.clone(), held);
                }
            }
        }
        project
    }

    fn document(&mut self, path: &str) -> Option<Held> {
        let document = self.reading.documents.get(path).and_then(|documents| documents.first()).cloned();
        if document.is_none() {
            self.reading.missing.insert(path.to_owned());
        }
        document
    }

    fn include(&mut self, include: &Held, base: &str, depth: usize, project: &mut Project) {
        let paths = include.get("path").map_or_else(|| include.words(), Held::words);
        let paths: Vec<String> = paths.iter().map(|path| join(base, path)).collect();
        for file in include.get("env_file").map(Held::words).unwrap_or_default() {
            self.learn(&join(base, &file));
        }
        let absent: Vec<&String> = paths.iter().filter(|path| !self.reading.documents.contains_key(*path)).collect();
        if let Some(path) = absent.first() {
            let message = format!("the included file {path} is not there, so its services are missing");
            self.reading.log.note(Sort::LeftOut, include.place, None, message).hint("import it together with this one");
        }
        if let Some(path) = paths.first() {
            self.learn(&join(folder(path), ".env"));
        }
        let included = self.load(&paths, depth + 1);
        for (name, service) in included.services {
            project.services.entry(name).or_insert(service);
        }
        for (key, held) in included.rest {
            project.rest.entry(key).or_insert(held);
        }
    }

    /// A file whose services have what they extend, and whose lists of names are maps.
    fn with_services(&mut self, held: Held, path: &str) -> Held {
        let Data::Map(entries) = held.data.clone() else { return held };
        let entries = entries.into_iter().map(|(key, value)| {
            if key != "services" {
                return (key, value);
            }
            let Data::Map(services) = value.data.clone() else { return (key, value) };
            let services = services.into_iter().map(|(name, service)| {
                let mut stack = vec![(path.to_owned(), name.clone())];
                let service = self.extended(service, path, &mut stack);
                (name, service)
            });
            let services: Vec<_> = services.collect();
            (key, value.with(Data::Map(services)))
        });
        let entries: Vec<_> = entries.collect();
        held.with(Data::Map(entries))
    }

    /// A service laid over what it extends.
    fn extended(&mut self, service: Held, path: &str, stack: &mut Vec<(String, String)>) -> Held {
        let service = named(service);
        let Some(extends) = service.get("extends").cloned() else { return service };
        let place = extends.place;
        let other = extends.word_at(&["service"]).or_else(|| extends.word()).unwrap_or_default();
        let file = extends.word_at(&["file"]).map_or_else(|| path.to_owned(), |file| join(folder(path), &file));
        self.extended += 1;
        if stack.len() > DEPTH || self.extended > EXTENDS || stack.contains(&(file.clone(), other.clone())) {
            self.leave(
                place,
                format!(
                    "`{other}` is extended in a circle, more than {DEPTH} deep or too often: what it says is left out"
                ),
            );
            return service;
        }
        let found = self.document(&file).and_then(|held| held.at(&["services", &other]).cloned());
        let Some(mut base) = found else {
            self.leave(place, format!("there is no service `{other}` in {file} that could be extended"));
            return service;
        };
        self.variables.fill(&mut base);
        if let Data::Map(entries) = &mut base.data {
            let from = folder(&file).to_owned();
            entries.iter_mut().for_each(|(key, held)| relocate(key, held, &from, folder(path)));
        }
        stack.push((file.clone(), other));
        let base = self.extended(base, &file, stack);
        stack.pop();
        let mut merged = merge(base, service);
        if let Data::Map(entries) = &mut merged.data {
            entries.retain(|(key, _)| key != "extends");
        }
        merged
    }

    fn leave(&mut self, place: Place, message: String) {
        self.reading
            .log
            .note(Sort::LeftOut, place, None, message)
            .hint("import the file together with this one, or mend the name");
    }
}

/// Lists of names of a service as maps, so that files meet name by name.
fn named(service: Held) -> Held {
    let Data::Map(entries) = service.data.clone() else { return service };
    let entries = entries.into_iter().map(|(key, held)| {
        let lists = ["environment", "labels", "depends_on", "networks"].contains(&key.as_str());
        (key, if lists { by_name(held) } else { held })
    });
    let entries: Vec<_> = entries.collect();
    service.with(Data::Map(entries))
}

/// Paths of a service that is extended from another folder, as seen from the folder of who extends it.
fn relocate(key: &str, held: &mut Held, from: &str, to: &str) {
    if from == to {
        return;
    }
    let moved = |path: &str| {
        let absolute = join(from, path);
        let up = "../".repeat(to.split('/').filter(|part| !part.is_empty()).count());
        join("", &format!("{up}{absolute}"))
    };
    match key {
        "build" => {
            if let Some(path) = held.word() {
                held.data = Data::Text(moved(&path));
            } else if let Data::Map(entries) = &mut held.data {
                entries.iter_mut().filter(|(key, _)| key == "context").for_each(|(_, context)| {
                    if let Some(path) = context.word() {
                        context.data = Data::Text(moved(&path));
                    }
                });
            }
        }
        "env_file" => match &mut held.data {
            Data::Text(path) => *path = moved(path),
            Data::List(items) => items.iter_mut().for_each(|item| {
                if let Some(path) = item.word() {
                    item.data = Data::Text(moved(&path));
                }
            }),
            _ => {}
        },
        _ => {}
    }
}
