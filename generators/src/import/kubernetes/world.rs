//! What programs are told from elsewhere: config maps, the names of secrets, claims on storage.

use std::collections::BTreeMap;

use super::super::held::{Held, Place};
use super::{name, namespace};

/// A key of a config map, its value and its place.
pub type Setting = (String, String, Place);

/// What stands beside the programs, by namespace and name.
#[derive(Debug, Default)]
pub struct World {
    /// The values of config maps.
    pub configs: BTreeMap<(String, String), Vec<Setting>>,
    /// The keys of secrets. Their values are never looked at.
    pub secrets: BTreeMap<(String, String), Vec<(String, Place)>>,
    /// The sizes of claims.
    pub claims: BTreeMap<(String, String), String>,
}

impl World {
    /// What is among these objects.
    pub fn of(objects: &[Held]) -> Self {
        let mut world = Self::default();
        for object in objects {
            let at = (namespace(object), name(object));
            match object.word_at(&["kind"]).as_deref() {
                Some("ConfigMap") => {
                    let entries = object.get("data").map(Held::entries).unwrap_or_default().iter();
                    let values = entries.filter_map(|(key, value)| Some((key.clone(), value.word()?, value.place)));
                    world.configs.insert(at, values.collect());
                }
                Some("Secret") => {
                    let keys = ["data", "stringData"].iter().filter_map(|field| object.get(field));
                    let keys = keys.flat_map(Held::entries).map(|(key, value)| (key.clone(), value.place));
                    world.secrets.insert(at, keys.collect());
                }
                Some("PersistentVolumeClaim") => {
                    if let Some(size) = object.word_at(&["spec", "resources", "requests", "storage"]) {
                        world.claims.insert(at, size);
                    }
                }
                _ => {}
            }
        }
        world
    }
}
