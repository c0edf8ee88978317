//! The version catalogue: engines and images, read from `assets/catalogue`.
//!
//! **Adding an engine is one folder** `assets/catalogue/engines/<engine>/` with `engine.yaml`, its configuration template and its grants script. Engines of one origin share scripts in `assets/catalogue/families`.

mod aws;
mod engine;
mod version;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use topology::document::NodeKind;

use crate::error::Error;

pub use aws::{Aws, Class, Offer};
pub use engine::{
    BackupScripts, Console, Engine, EngineVersion, Exporter, GrantsJob, HealthCommand, Ids, JobImage, Managed, Pooler,
};
pub(crate) use version::numbers;

static CATALOGUE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../assets/catalogue");

/// Everything in the catalogue.
#[derive(Debug)]
pub struct Catalogue {
    /// The day on which versions were last looked up, as `2026-11-21`.
    pub as_of: String,
    /// Engines, by name.
    pub engines: BTreeMap<String, Engine>,
    /// Images that are not engines.
    pub images: Images,
    /// Engines that nobody runs but a cloud, by name.
    pub clouds: BTreeMap<String, Managed>,
    /// What AWS sells.
    pub aws: Aws,
}

/// What holds for the whole catalogue.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    as_of: String,
    clouds: BTreeMap<String, Managed>,
}

/// Images that are not engines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Images {
    /// Gateways whose configuration is ours to write, by engine.
    pub gateway: BTreeMap<String, JobImage>,
    /// What runs in the place of a program that does not exist yet: `service` and `job`.
    pub stand_in: BTreeMap<String, JobImage>,
    /// What takes telemetry in and shows it, by product.
    pub telemetry: BTreeMap<String, JobImage>,
}

static READ: LazyLock<Result<Catalogue, String>> = LazyLock::new(|| read().map_err(|error| error.to_string()));

/// The catalogue.
///
/// # Errors
/// [`Error::Internal`] naming the entry that does not read; a test keeps that from being released.
pub fn catalogue() -> Result<&'static Catalogue, Error> {
    READ.as_ref().map_err(|message| Error::internal("catalogue", message))
}

fn read() -> Result<Catalogue, Error> {
    let mut engines = BTreeMap::new();
    let folder =
        CATALOGUE.get_dir("engines").ok_or_else(|| Error::internal("catalogue", "the folder `engines` is missing"))?;
    for entry in folder.dirs() {
        let path = entry.path().join("engine.yaml");
        let text = text(&path.to_string_lossy())?;
        let mut engine: Engine = parse(&path.to_string_lossy(), text)?;
        let family = engine.family.as_ref().map(|family| format!("families/{family}"));
        let shared = family.map(|place| {
            CATALOGUE
                .get_dir(&place)
                .ok_or_else(|| Error::internal(format!("catalogue/{place}"), "the folder is missing"))
        });
        // The entry's own files come last, and so in the place of its family's.
        for file in shared.transpose()?.into_iter().chain([entry]).flat_map(|folder| folder.files()) {
            if let (Some(name), Some(text)) = (file.path().file_name(), file.contents_utf8()) {
                engine.sources.insert(name.to_string_lossy().into_owned(), text.to_owned());
            }
        }
        engines.insert(engine.engine.clone(), engine);
    }
    let images = parse("images.yaml", text("images.yaml")?)?;
    let head: Head = parse("catalogue.yaml", text("catalogue.yaml")?)?;
    let aws = parse("aws.yaml", text("aws.yaml")?)?;
    Ok(Catalogue { as_of: head.as_of, engines, images, clouds: head.clouds, aws })
}

fn text(path: &str) -> Result<&'static str, Error> {
    CATALOGUE
        .get_file(path)
        .and_then(|file| file.contents_utf8())
        .ok_or_else(|| Error::internal(format!("catalogue/{path}"), "the file is missing"))
}

fn parse<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, Error> {
    let source = topology::yaml::read(text).map_err(|error| Error::internal(format!("catalogue/{path}"), error))?;
    serde_json::from_value(source.value).map_err(|error| Error::internal(format!("catalogue/{path}"), error))
}

impl Catalogue {
    /// The engine that a document's word means for this kind of node: its own, or another word for it.
    #[must_use]
    pub fn find(&self, word: &str, kind: NodeKind) -> Option<&Engine> {
        let named = self.engines.get(word).or_else(|| {
            self.engines.values().find(|e| e.aliases.iter().chain(&e.stands_for).any(|other| other == word))
        });
        named.filter(|engine| engine.kinds.contains(&kind))
    }
}

/// The script that takes copies of data, keeps them and puts them back, whatever the engine.
///
/// # Errors
/// [`Error::Internal`] where it is missing.
pub fn copies() -> Result<&'static str, Error> {
    text("copies.sh")
}

/// The engine of this name.
#[must_use]
pub fn engine(name: &str) -> Option<&'static Engine> {
    catalogue().ok()?.engines.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_reads_and_names_files_that_are_there() {
        let catalogue = catalogue().unwrap();
        assert!(catalogue.engines.contains_key("postgres"));
        for (name, engine) in &catalogue.engines {
            assert_eq!(name, &engine.engine);
            assert!(engine.versions.contains_key(&engine.default_version), "{name}: default version");
            let held = |file: &String| assert!(engine.sources.contains_key(file), "{name}: {file}");
            engine.grants.iter().for_each(|job| held(&job.script));
            engine.backup.iter().flat_map(|scripts| [&scripts.take, &scripts.restore]).for_each(held);
            engine.files.values().for_each(held);
            engine.pooler.iter().flat_map(|pooler| [&pooler.settings, &pooler.script]).for_each(held);
            assert!(engine.exporter.is_some(), "{name}: nothing tells its metrics");
            // Whoever signs in is made by the grants job, and is named where the exporter reads the name.
            if let Some(exporter) = &engine.exporter {
                assert_eq!(exporter.user.is_some(), exporter.password.is_some(), "{name}: exporter");
                let words = || exporter.args.iter().chain(exporter.variables.values());
                let named =
                    |user: &String| words().any(|word| word.ends_with(user.as_str())) && engine.grants.is_some();
                assert!(exporter.user.as_ref().is_none_or(named), "{name}: user of the exporter");
                assert!(
                    exporter.user.as_ref() != Some(&engine.admin.user),
                    "{name}: the exporter is the administrator"
                );
            }
            let copier = engine.backup.as_ref().and_then(|scripts| scripts.user.as_ref());
            assert!(
                copier.is_none_or(|user| *user != engine.admin.user && engine.grants.is_some()),
                "{name}: user of copies"
            );
            let known = engine.backup.as_ref().is_none_or(|one| one.user.is_some() != one.administrator.is_some());
            assert!(known, "{name}: who takes copies, or why nobody less than the administrator can");
            for (version, known) in &engine.versions {
                let day = known.end_of_life.as_deref().map(topology::document::Date::parse);
                assert!(day.is_none_or(|day| day.is_ok()), "{name} {version}: end of life");
            }
        }
        assert!(copies().unwrap().starts_with("#!/bin/sh"));
        assert!(catalogue.images.stand_in.contains_key("service") && catalogue.images.stand_in.contains_key("job"));
    }
}
