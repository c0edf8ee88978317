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
    /// The folder of `families` whose files it shares with engines of the same origin; its own of the same name come before.
    #[serde(default)]
    pub family: Option<String>,
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
    /// Other words for it in documents.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Words for something else that it stands for where it runs in a container.
    #[serde(default)]
    pub stands_for: Vec<String>,
    /// Whether one server holds several databases.
    pub databases: bool,
    /// Whether each connection takes a share of its memory, so that there are only so many.
    #[serde(default)]
    pub connections: bool,
    /// Whether a database holds several schemas, each with rights of its own.
    #[serde(default)]
    pub schemas: bool,
    /// Whether its databases are buckets: their names take dashes and no underscores.
    #[serde(default)]
    pub buckets: bool,
    /// Whether reading takes something away, so that a reader needs to write.
    #[serde(default)]
    pub consuming_writes: bool,
    /// The user that its image runs as.
    pub user: Ids,
    /// The directory that outlives a restart.
    pub volume: String,
    /// Whether its image has that directory, for its own user; else a fresh volume belongs to root.
    #[serde(default = "yes")]
    pub volume_in_image: bool,
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
    /// The most characters that it takes for a user's name.
    #[serde(default = "usual_user_limit")]
    pub user_limit: usize,
    /// How databases, users and rights are made; absent: they stand in its configuration, with the passwords as variables.
    #[serde(default)]
    pub grants: Option<GrantsJob>,
    /// How its data are copied and put back; absent: no way is known here.
    #[serde(default)]
    pub backup: Option<BackupScripts>,
    /// What lends its connections to many callers; absent: nothing that is known here.
    #[serde(default)]
    pub pooler: Option<Pooler>,
    /// What turns its state into metrics; absent: nothing does.
    #[serde(default)]
    pub exporter: Option<Exporter>,
    /// A page to look at its data by hand; absent: none is known that is maintained.
    #[serde(default)]
    pub console: Option<Console>,
    /// Whether our own tests start it and ask it. Where its program could not be had for them, this is said wherever its settings are.
    #[serde(default = "yes")]
    pub tried: bool,
    /// What clouds offer in its place.
    #[serde(default)]
    pub managed: Managed,
    /// The texts of the files beside the entry and of its family, by name.
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

/// How data are copied and put back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupScripts {
    /// The script beside the entry that copies everything into a folder.
    pub take: String,
    /// The script beside the entry that puts such a folder back.
    pub restore: String,
    /// The port that they talk to.
    pub port: u16,
    /// The user that copies are taken as, which the grants job makes. Only the administrator puts one back.
    #[serde(default)]
    pub user: Option<String>,
    /// Why nobody less than the administrator can take them, where there is no such user.
    #[serde(default)]
    pub administrator: Option<String>,
    /// The image that they run in, where the engine's own will not do.
    #[serde(default)]
    pub image: Option<JobImage>,
}

/// What turns an engine's state into metrics. It shares the engine's network, so it reaches it as 127.0.0.1.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exporter {
    /// Its image; absent: the engine tells its metrics itself.
    #[serde(default)]
    pub image: Option<JobImage>,
    /// The port with the metrics.
    pub port: u16,
    /// Its arguments.
    #[serde(default)]
    pub args: Vec<String>,
    /// Plain variables.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// The user that it signs in as, which the grants job makes; absent: it signs in nowhere.
    #[serde(default)]
    pub user: Option<String>,
    /// The variable that it reads that user's password from; absent: it needs none.
    #[serde(default)]
    pub password: Option<String>,
    /// Where its settings were looked up.
    pub source: String,
    /// When.
    pub checked: String,
}

/// What lends an engine's connections to many callers: a program of its own before it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pooler {
    /// Its name for people.
    pub title: String,
    /// Its image.
    pub image: JobImage,
    /// The port that callers use in the place of the engine's.
    pub port: u16,
    /// The template of its settings, beside the entry. It reaches the program as the variable `POOLER_SETTINGS`.
    pub settings: String,
    /// The script that starts it. It reads `POOLER_USERS`: words such as `orders=PASSWORD_ORDERS`, a user and the variable with the password.
    pub script: String,
    /// How its health is asked inside its image.
    pub health: HealthCommand,
}

/// A page to look at data by hand. Whoever opens it signs in with a name and password of the engine's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Console {
    /// Its image.
    pub image: JobImage,
    /// The port of the page.
    pub port: u16,
    /// The variable in which it gets the engine's host name.
    pub host_variable: String,
    /// Where its settings were looked up.
    pub source: String,
    /// When.
    pub checked: String,
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
    /// Why AWS has nothing that could stand for it, and what to do.
    pub not_on_aws: Option<String>,
}

fn yes() -> bool {
    true
}

/// What PostgreSQL takes, and more than most names have.
fn usual_user_limit() -> usize {
    63
}

impl EngineVersion {
    /// The day on which its makers stopped mending it, where that was before `day` (both as `2026-11-21`).
    #[must_use]
    pub fn ended(&self, day: &str) -> Option<&str> {
        self.end_of_life.as_deref().filter(|end| *end < day)
    }
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

    /// The image that a job runs in, with its user: the one that its entry names, else the engine's own.
    #[must_use]
    pub fn job_image(&self, named: Option<&JobImage>, own: &ImageRef) -> (ImageRef, u32) {
        match named {
            Some(image) => (image.image(), image.user),
            None => (own.clone(), self.user.uid),
        }
    }

    /// The image of the grants job.
    #[must_use]
    pub fn grants_image(&self, own: &ImageRef) -> (ImageRef, u32) {
        self.job_image(self.grants.as_ref().and_then(|job| job.image.as_ref()), own)
    }

    /// The port that the grants job talks to; where there is none, the engine's own.
    #[must_use]
    pub fn grants_port(&self) -> u16 {
        self.grants.as_ref().map_or(self.port, |job| job.port)
    }
}
