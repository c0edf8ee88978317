//! What engines need beside an image: configuration from the declared size, and the table of users for the grants job.

pub(crate) mod aws;
pub mod collector;
pub mod container;
pub mod nginx;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Tera};
use topology::document::Access;

use crate::catalogue::{self, BackupScripts};
use crate::error::Error;
use crate::plan::{Duty, Grant, Instance, SecretRef};

/// What one connection takes, in MiB, out of half the memory.
const CONNECTION_MIB: u32 = 10;

/// The configuration files of an instance, by their path in the container.
///
/// # Errors
/// [`Error::Internal`] naming the template that does not render.
pub fn files(instance: &Instance) -> Result<BTreeMap<String, String>, Error> {
    let Some(engine) = catalogue::engine(&instance.engine.value) else { return Ok(BTreeMap::new()) };
    let memory = instance.resources.memory_mib;
    let storage = instance.storage_mib.value;
    let mut context = Context::new();
    context.insert("memory_mib", &memory);
    context.insert("storage_mib", &storage);
    context.insert("log_mib", &(storage / 10).clamp(64, 1024));
    context.insert("host", instance.name.as_str());
    context.insert("port", &instance.port);
    context.insert("admin_user", &instance.admin_user);
    context.insert("admin_variable", &instance.admin.key);
    context.insert("users", &users(instance));
    context.insert("databases", &instance.databases());
    context.insert("cache_gib", &format!("{:.2}", f64::from(memory.saturating_sub(1024).max(512)) / 2048.0));
    context.insert("light_connections", &(memory / 4).clamp(100, 20_000));
    context.insert("buffered_connections", &(memory / 4 * 16).clamp(100, 65_536));
    context.insert("volumes", &(storage / 256).max(8));
    context.insert("connections", &connections(instance));
    context.insert("work_mib", &(memory / 4 / connections(instance)).max(1));
    context.insert("maintenance_mib", &(memory / 16).clamp(16, 1024));
    context.insert("buffer_pool_mib", &(memory / 5 * 2).max(64));
    context.insert("heap_mib", &(memory / 2).max(256));
    context.insert("shared_buffers_mib", &(memory / 4).max(16));
    context.insert("effective_cache_mib", &(memory / 4 * 3).max(16));
    context.insert("maxmemory_mib", &(memory / 4 * 3).max(16));
    context.insert("watermark_mib", &(memory / 5 * 3).max(64));
    context.insert("persistent", &instance.persistence.value);
    let rendered = |(path, name): (&String, &String)| Ok((path.clone(), render(&engine.engine, name, &context)?));
    engine.files.iter().map(rendered).collect()
}

/// The most connections of an instance: so many as half its memory carries.
#[must_use]
pub fn connections(instance: &Instance) -> u32 {
    (instance.resources.memory_mib / 2 / CONNECTION_MIB).clamp(20, 500)
}

/// A user as a configuration template sees it.
#[derive(Debug, Serialize)]
struct TemplateUser<'a> {
    name: &'a str,
    /// The variable that holds the password.
    variable: String,
    reads: bool,
    writes: bool,
    /// Topics to read from; none: all.
    read: Vec<&'a str>,
    /// Topics to write to; none: all.
    write: Vec<&'a str>,
    /// Rights on databases, as object stores write them: `Read:orders`.
    rights: Vec<String>,
}

/// The users of an instance, for engines whose users stand in the configuration.
fn users(instance: &Instance) -> Vec<TemplateUser<'_>> {
    let users = instance.users.iter().map(|(name, user)| {
        let reading: Vec<&Grant> = user.grants.iter().filter(|grant| grant.access.value != Access::Write).collect();
        let writing: Vec<&Grant> = user.grants.iter().filter(|grant| grant.access.writes()).collect();
        TemplateUser {
            name,
            variable: password_variable(name),
            reads: !reading.is_empty(),
            writes: !writing.is_empty(),
            read: topics(reading.iter().map(|grant| &grant.reads_from)),
            write: topics(writing.iter().map(|grant| &grant.writes_to)),
            rights: user.grants.iter().flat_map(rights).collect(),
        }
    });
    users.collect()
}

/// The rights of a grant on its database, for object stores.
fn rights(grant: &Grant) -> Vec<String> {
    let database = grant.database.as_deref().unwrap_or_default();
    let words: &[&str] = match grant.access.value {
        Access::Read => &["Read", "List"],
        Access::Write => &["Write", "Tagging", "List"],
        Access::ReadWrite => &["Read", "Write", "Tagging", "List"],
    };
    words.iter().map(|word| format!("{word}:{database}")).collect()
}

/// The topics of several grants; none where one of them is for all.
fn topics<'a>(lists: impl Iterator<Item = &'a Vec<String>> + Clone) -> Vec<&'a str> {
    let all = lists.clone().any(Vec::is_empty);
    let named: BTreeSet<&str> = lists.filter(|_| !all).flatten().map(String::as_str).collect();
    named.into_iter().collect()
}

/// Every engine's templates, parsed once.
static TEMPLATES: LazyLock<Result<Tera, String>> = LazyLock::new(|| {
    let mut tera = Tera::default();
    let engines = &catalogue::catalogue().map_err(|error| error.to_string())?.engines;
    for engine in engines.values() {
        for name in engine.files.values().chain(engine.pooler.iter().map(|pooler| &pooler.settings)) {
            let place = template(&engine.engine, name);
            let source = engine.sources.get(name).ok_or_else(|| format!("{place} is missing"))?;
            tera.add_raw_template(&place, source).map_err(|error| format!("{place}: {error}"))?;
        }
    }
    Ok(tera)
});

/// The settings of an instance's pooler, from what its template knows.
///
/// # Errors
/// [`Error::Internal`] naming the template that does not render.
pub fn pooler_settings(engine: &str, name: &str, known: &impl Serialize) -> Result<String, Error> {
    let context = Context::from_serialize(known).map_err(|error| Error::internal(template(engine, name), error))?;
    render(engine, name, &context)
}

/// A template of an engine's folder, filled in.
fn render(engine: &str, name: &str, context: &Context) -> Result<String, Error> {
    let place = template(engine, name);
    let tera = TEMPLATES.as_ref().map_err(|message| Error::internal("catalogue", message))?;
    tera.render(&place, context).map_err(|error| Error::internal(&place, error))
}

fn template(engine: &str, name: &str) -> String {
    format!("catalogue/engines/{engine}/{name}")
}

/// The variable in which the grants job gets a user's password: `PASSWORD_ORDERS`.
#[must_use]
pub fn password_variable(user: &str) -> String {
    let user: String =
        user.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    format!("PASSWORD_{user}")
}

/// The table that the grants script reads: user, variable with the password, database, schema, access, topics to write to, topics to read from and consumer groups, separated by tabs; lists are separated by commas, and `-` stands for an empty one. Behind the users that edges draw stand those for these duties, with the duty as their access.
#[must_use]
pub fn users_table(instance: &Instance, duties: &[Duty]) -> String {
    let mut lines = String::new();
    for (user, plan) in &instance.users {
        for grant in &plan.grants {
            let columns = [
                user.as_str(),
                &password_variable(user),
                grant.database.as_deref().unwrap_or("-"),
                grant.schema.as_deref().unwrap_or("-"),
                grant.access.value.word(),
                &list(&grant.writes_to),
                &list(&grant.reads_from),
                &list(&grant.groups),
            ];
            lines.push_str(&columns.join("\t"));
            lines.push('\n');
        }
    }
    for (duty, attendant) in instance.attendants.iter().filter(|(duty, _)| duties.contains(duty)) {
        let variable = password_variable(&attendant.user);
        lines.push_str(&[&attendant.user, &variable, "-", "-", duty.word(), "-", "-", "-"].join("\t"));
        lines.push('\n');
    }
    lines
}

/// Whom copies are taken as, with the password: a user of their own, or the administrator where nobody less can.
#[must_use]
pub fn copier(instance: &Instance) -> (&str, &SecretRef) {
    let own = instance.attendants.get(&Duty::Backup);
    own.map_or((&instance.admin_user, &instance.admin), |attendant| (&attendant.user, &attendant.password))
}

/// The variable from which what watches an instance reads its password, and that password; none where it needs none, or where no grants job makes its user.
#[must_use]
pub fn watcher(instance: &Instance) -> Option<(&'static str, &SecretRef)> {
    let exporter = catalogue::engine(&instance.engine.value)?.exporter.as_ref()?;
    Some((exporter.password.as_deref()?, &instance.attendants.get(&Duty::Monitor)?.password))
}

/// Whether an engine has something to watch it and that could sign in, where it has to.
#[must_use]
pub fn is_watched(instance: &Instance) -> bool {
    let exporter = catalogue::engine(&instance.engine.value).and_then(|engine| engine.exporter.as_ref());
    exporter.is_some_and(|exporter| exporter.password.is_none() || watcher(instance).is_some())
}

fn list(words: &[String]) -> String {
    if words.is_empty() { "-".to_owned() } else { words.join(",") }
}

/// The scripts that copy an instance's data and put them back, where there is something to copy: users that store, and a disk that keeps it.
#[must_use]
pub fn backup_scripts(instance: &Instance) -> Option<(&'static BackupScripts, &'static str, &'static str)> {
    let engine = catalogue::engine(&instance.engine.value)?;
    let scripts = engine.backup.as_ref()?;
    let kept = instance.persistence.value && !instance.users.is_empty();
    let text = |name: &str| engine.sources.get(name).map(String::as_str);
    Some((scripts, text(&scripts.take)?, text(&scripts.restore)?)).filter(|_| kept)
}

/// The grants script of an instance's engine.
#[must_use]
pub fn grants_script(instance: &Instance) -> Option<&'static str> {
    let engine = catalogue::engine(&instance.engine.value)?;
    engine.sources.get(&engine.grants.as_ref()?.script).map(String::as_str)
}
