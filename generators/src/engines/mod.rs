//! What engines need beside an image: configuration from the declared size, and the table of users for the grants job.

pub mod nginx;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tera::{Context, Tera};

use crate::catalogue;
use crate::error::Error;
use crate::plan::Instance;

/// The share of memory that connections may use, and what one of them takes, in MiB.
const CONNECTION_MIB: u32 = 10;

/// The configuration files of an instance, by their path in the container.
///
/// # Errors
/// [`Error::Internal`] naming the template that does not render.
pub fn files(instance: &Instance) -> Result<BTreeMap<String, String>, Error> {
    let Some(engine) = catalogue::engine(&instance.engine.value) else { return Ok(BTreeMap::new()) };
    let memory = instance.resources.memory_mib;
    let mut context = Context::new();
    context.insert("memory_mib", &memory);
    context.insert("connections", &(memory / 2 / CONNECTION_MIB).clamp(20, 500));
    context.insert("shared_buffers_mib", &(memory / 4).max(16));
    context.insert("effective_cache_mib", &(memory / 4 * 3).max(16));
    context.insert("maxmemory_mib", &(memory / 4 * 3).max(16));
    context.insert("watermark_mib", &(memory / 5 * 3).max(64));
    context.insert("persistent", &instance.persistence.value);
    let tera = TEMPLATES.as_ref().map_err(|message| Error::internal("catalogue", message))?;
    let mut files = BTreeMap::new();
    for (path, name) in &engine.files {
        let place = template(&engine.engine, name);
        let text = tera.render(&place, &context).map_err(|error| Error::internal(&place, error))?;
        files.insert(path.clone(), text);
    }
    Ok(files)
}

/// Every engine's templates, parsed once.
static TEMPLATES: LazyLock<Result<Tera, String>> = LazyLock::new(|| {
    let mut tera = Tera::default();
    let engines = &catalogue::catalogue().map_err(|error| error.to_string())?.engines;
    for engine in engines.values() {
        for name in engine.files.values() {
            let place = template(&engine.engine, name);
            let source = engine.sources.get(name).ok_or_else(|| format!("{place} is missing"))?;
            tera.add_raw_template(&place, source).map_err(|error| format!("{place}: {error}"))?;
        }
    }
    Ok(tera)
});

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

/// The table that the grants script reads: user, variable with the password, database, schema, access, separated by tabs.
#[must_use]
pub fn users_table(instance: &Instance) -> String {
    let mut lines = String::new();
    for (user, plan) in &instance.users {
        for grant in &plan.grants {
            let columns = [
                user.as_str(),
                &password_variable(user),
                grant.database.as_deref().unwrap_or("-"),
                grant.schema.as_deref().unwrap_or("-"),
                grant.access.value.word(),
            ];
            lines.push_str(&columns.join("\t"));
            lines.push('\n');
        }
    }
    lines
}

/// The grants script of an instance's engine.
#[must_use]
pub fn grants_script(instance: &Instance) -> Option<&'static str> {
    let engine = catalogue::engine(&instance.engine.value)?;
    engine.sources.get(&engine.grants.script).map(String::as_str)
}
