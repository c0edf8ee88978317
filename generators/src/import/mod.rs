//! What exists becomes a drawing: compose files and Kubernetes manifests as a document, with a report of what was not understood. A topology file comes as it is.
//!
//! Files come in as texts; nothing is read from a disk here. Each kind of file has a folder that turns it into one
//! [`system::System`]; what is drawn of that is the same for all. **Adding an importer is one folder and a line in [`import`].**

mod compose;
mod draw;
mod drawn;
mod file;
mod held;
mod kind;
mod kubernetes;
mod lines;
mod note;
mod notices;
mod reading;
mod system;
mod telling;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::Serialize;
use topology::Document;
use topology::document::Id;

pub use file::File;
pub use note::{Fault, Note, Sort};

use held::{Held, Place};
use reading::Reading;
use system::System;

/// The most files of one import.
pub const FILES: usize = 2_000;
/// The most bytes of all files together: 16 MiB.
pub const BYTES: usize = 16 * 1024 * 1024;
/// The most programs of one import.
pub const PROGRAMS: usize = 2_000;

/// The most connections of one import.
pub const EDGES: usize = 20_000;

/// What an import made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Imported {
    /// The document. It has no layout yet.
    pub document: Document,
    /// What there is to know about it, in the order of the files.
    pub notes: Vec<Note>,
    /// Files that others name and that were not given. With them, another import may show more.
    pub missing: BTreeSet<String>,
}

/// Draws what the files describe. `name` is the topology's where the files have none for the whole.
///
/// # Errors
/// Where a named file can't be read, where nothing is described, where two kinds of files describe the same, and where a limit is passed: each with its place and what to do.
pub fn import(files: &[File], name: &str) -> Result<Imported, Vec<Fault>> {
    limits(files)?;
    let mut reading = Reading::of(files)?;
    if let Some(document) = drawn::topology(files, &reading)? {
        return Ok(Imported { document, notes: Vec::new(), missing: BTreeSet::new() });
    }
    let mut system = found(files, &mut reading)?;
    if system.programs.len() > PROGRAMS {
        return Err(vec![whole(
            format!("the files describe {} programs, at most {PROGRAMS} fit into one drawing", system.programs.len()),
            "import a part of them",
        )]);
    }
    system.programs.sort_by(|a, b| (&a.key, a.place).cmp(&(&b.key, b.place)));
    let name = Id::propose(system.name.as_deref().unwrap_or(name), "imported");
    identify(&mut system, &mut reading);
    let mut log = std::mem::take(&mut reading.log);
    let kinds: Vec<kind::Kind> = system.programs.iter().map(kind::kind).collect();
    let lines = lines::lines(&mut system, &kinds, &mut log);
    let seen: usize = lines.between.values().map(Vec::len).sum();
    if seen > EDGES {
        return Err(vec![whole(
            format!("the files show {seen} connections, at most {EDGES} fit into one drawing"),
            "import a part of them",
        )]);
    }
    let document = draw::draw(name, &system, &kinds, &lines, &mut log);
    let problems = topology::structure::check(&document);
    if let Some(problem) = problems.first() {
        return Err(vec![whole(problem.to_string(), "tell the makers of Groundplan, with the files")]);
    }
    notices::notices(&document, &mut log);
    let mut notes = log.notes;
    notes.sort();
    notes.dedup();
    Ok(Imported { document, notes, missing: reading.missing })
}

fn whole(message: impl Into<String>, hint: impl Into<String>) -> Fault {
    Fault { file: String::new(), line: 0, column: 0, message: message.into(), hint: hint.into() }
}

fn limits(files: &[File]) -> Result<(), Vec<Fault>> {
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    if files.len() > FILES {
        let message = format!("{} files were given, at most {FILES} are read at once", files.len());
        return Err(vec![whole(message, "import a part of them")]);
    }
    if bytes > BYTES {
        let message = format!("the files have {bytes} bytes together, at most {BYTES} are read at once");
        return Err(vec![whole(message, "import a part of them")]);
    }
    Ok(())
}

/// What the files describe, whatever kind they are of.
fn found(files: &[File], reading: &mut Reading) -> Result<System, Vec<Fault>> {
    let (mut compose, mut manifests, mut strange) = (Vec::new(), Vec::<Held>::new(), Vec::new());
    for file in files {
        let Some(documents) = reading.documents.get(&file.path) else { continue };
        if documents.iter().any(kubernetes::is_manifest) {
            manifests.extend(documents.iter().cloned());
        } else if documents.first().is_some_and(compose::is_compose) {
            compose.push(file);
        } else if file.named {
            strange.push(file.path.clone());
        }
    }
    // What was only found, or only asked for by another, is laid over nothing.
    let named: Vec<String> = compose.iter().filter(|file| file.named).map(|file| file.path.clone()).collect();
    for path in strange {
        let place = Place { file: reading.number(&path), at: (0, 0) };
        let message = "neither a compose file nor Kubernetes manifests: nothing is read from it";
        reading.log.note(Sort::LeftOut, place, None, message);
    }
    match (named.is_empty(), manifests.is_empty()) {
        (false, false) => Err(vec![whole(
            format!(
                "{} is a compose file, and others are Kubernetes manifests: they describe the same system twice",
                named.join(", ")
            ),
            "import the one or the other",
        )]),
        (false, true) => Ok(compose::system(&named, reading)),
        (true, false) => Ok(kubernetes::system(&manifests, reading)),
        (true, true) if !compose.is_empty() => {
            let paths: Vec<&str> = compose.iter().map(|file| file.path.as_str()).collect();
            Err(vec![whole(
                format!("no one file says where to begin: there are {}", paths.join(", ")),
                "name the compose file to import",
            )])
        }
        (true, true) => Err(vec![whole(
            "the files describe nothing that runs: expected a compose file with `services`, or Kubernetes manifests with `apiVersion` and `kind`",
            "name the files to import; templates have to be rendered first (`helm template`, `kustomize build`)",
        )]),
    }
}

/// Gives every program its id: its name in the files, as the grammar allows it, and once.
fn identify(system: &mut System, reading: &mut Reading) {
    let mut held = Document::new(Id::propose("imported", "imported"));
    // A name that is an id already keeps it, whoever else would like to have it.
    let (exact, changed): (Vec<usize>, Vec<usize>) =
        (0..system.programs.len()).partition(|at| Id::parse(&system.programs[*at].key).is_ok());
    for at in exact.into_iter().chain(changed) {
        let program = &mut system.programs[at];
        let id = held.free_id(&Id::propose(&program.key, "node"));
        held.nodes.insert(id.clone(), topology::document::Node::of_kind(topology::document::NodeKind::Service));
        if id.as_str() != program.key {
            let message = format!("`{}` is called `{id}` from now on, and so are its addresses", program.key);
            reading.log.note(Sort::Guessed, program.place, Some(id.as_str()), message);
        }
        program.id = Some(id);
    }
}

/// The place of a value that can't be kept, because it holds a secret.
fn withheld(key: &str, held: &Held) -> Option<Place> {
    draw::holds_secret(key, &held.value()).then_some(held.place)
}
