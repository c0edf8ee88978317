//! One engine of the catalogue.

use std::collections::BTreeMap;

use serde::Deserialize;
use topology::document::NodeKind;

use crate::plan::ImageRef;

/// A database, cache or queue that Groundplan can run or have run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engine {
    /// Its word in documents.
    pub engine: String,
    /// Its name for people.
    pub title: String,
    /// The kinds of node that it can be.
    pub kinds: Vec<NodeKind>,
    /// Registry and name of its image.
    pub image: String,
    /// What can be had, by the version that people write.
    pub versions: BTreeMap<String, EngineVersion>,
    /// The version where nobody says.
    pub default_version: String,
    /// The port that clients use.
    pub port: u16,
    /// The scheme of its URLs.
    pub scheme: String,
    /// Whether one server holds several databases.
    pub databases: bool,
    /// Whether reading takes something away, so that a reader needs to write.
    #[serde(default)]
    pub consuming_writes: bool,
    /// The user that its image runs as.
    pub user: Ids,
    /// The directory that outlives a restart.
    pub volume: String,
    /// Whether it keeps its users in a file there even where it keeps no data.
    #[serde(default)]
    pub users_file: bool,
    /// The administrator.
    pub admin: Admin,
    /// Plain variables that the image wants.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// The program, where the image's own will not do.
    #[serde(default)]
    pub command: Vec<String>,
    /// Its arguments.
    #[serde(default)]
    pub args: Vec<String>,
    /// Configuration files: the path in the container, and the template beside this entry.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// Directories that it writes to and may lose.
    #[serde(default)]
    pub writable: Vec<String>,
    /// How its health is asked inside its image.
    pub health: HealthCommand,
    /// How databases, users and rights are made.
    pub grants: GrantsJob,
    /// What clouds offer in its place.
    #[serde(default)]
    pub managed: Managed,
    /// The texts of the files beside the entry, by name.
    #[serde(skip)]
    pub sources: BTreeMap<String, String>,
}

/// A version of an engine.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngineVersion {
    /// The image's tag.
    pub tag: String,
    /// The day on which its makers stop mending it.
    #[serde(default)]
    pub end_of_life: Option<String>,
}

/// Numeric user and group.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ids {
    /// User.
    pub uid: u32,
    /// Group.
    pub gid: u32,
}

/// The administrator of an engine.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admin {
    /// The name.
    pub user: String,
    /// The variable that the image reads the password from.
    pub variable: String,
}

/// How health is asked inside the image.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealthCommand {
    /// Program and arguments.
    pub command: Vec<String>,
    /// Where it comes from.
    pub source: String,
    /// When somebody looked there.
    pub checked: String,
}

/// How databases, users and rights are made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantsJob {
    /// The script beside the entry.
    pub script: String,
    /// The port that it talks to.
    pub port: u16,
    /// The image that it runs in, where the engine's own will not do.
    #[serde(default)]
    pub image: Option<JobImage>,
}

/// An image with the user that it runs as.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobImage {
    /// Registry and name.
    pub repository: String,
    /// The tag.
    pub tag: String,
    /// Numeric user.
    pub user: u32,
}

impl JobImage {
    /// As an image of the Plan.
    #[must_use]
    pub fn image(&self) -> ImageRef {
        ImageRef { repository: self.repository.clone(), tag: self.tag.clone(), digest: String::new() }
    }
}

/// What clouds offer in the place of an engine.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Managed {
    /// On AWS: `rds`, `elasticache`, `mq` …
    pub aws: Option<String>,
}

impl Engine {
    /// The catalogue's key for a version that a person wrote: itself, else the newest below it (`18` for `18.6`, `4.3` for `4`).
    #[must_use]
    pub fn resolve_version(&self, wanted: &str) -> Option<(&str, &EngineVersion)> {
        let below = format!("{wanted}.");
        self.versions
            .get_key_value(wanted)
            .or_else(|| self.versions.iter().rev().find(|(key, _)| key.starts_with(&below)))
            .map(|(key, version)| (key.as_str(), version))
    }

    /// The image of the grants job.
    #[must_use]
    pub fn grants_image(&self, own: &ImageRef) -> (ImageRef, u32) {
        match &self.grants.image {
            Some(image) => (image.image(), image.user),
            None => (own.clone(), self.user.uid),
        }
    }
}
