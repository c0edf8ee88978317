//! The version catalogue: engines and images, read from `assets/catalogue`.
//!
//! **Adding an engine is one folder** `assets/catalogue/engines/<engine>/` with `engine.yaml`, its configuration template and its grants script.

mod engine;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Error;

pub use engine::{Engine, EngineVersion, GrantsJob, HealthCommand, Ids, JobImage, Managed};

static CATALOGUE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../assets/catalogue");

/// Everything in the catalogue.
#[derive(Debug)]
pub struct Catalogue {
    /// Engines, by name.
    pub engines: BTreeMap<String, Engine>,
    /// Images that are not engines.
    pub images: Images,
}

/// Images that are not engines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Images {
    /// Gateways whose configuration is ours to write, by engine.
    pub gateway: BTreeMap<String, JobImage>,
    /// What runs in the place of a program that does not exist yet: `service` and `job`.
    pub stand_in: BTreeMap<String, JobImage>,
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
        for file in entry.files() {
            if let (Some(name), Some(text)) = (file.path().file_name(), file.contents_utf8()) {
                engine.sources.insert(name.to_string_lossy().into_owned(), text.to_owned());
            }
        }
        engines.insert(engine.engine.clone(), engine);
    }
    let images = parse("images.yaml", text("images.yaml")?)?;
    Ok(Catalogue { engines, images })
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
            assert!(engine.sources.contains_key(&engine.grants.script), "{name}: grants script");
            for template in engine.files.values() {
                assert!(engine.sources.contains_key(template), "{name}: {template}");
            }
        }
        assert!(catalogue.images.stand_in.contains_key("service") && catalogue.images.stand_in.contains_key("job"));
    }
}
