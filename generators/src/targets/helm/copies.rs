//! Values of a data node's copies and of its metrics.

use std::collections::BTreeMap;

use topology::yaml::Item;

use crate::Error;
use crate::catalogue::{self, Engine};
use crate::engines;
use crate::items::{Entries, put, sourced};
use crate::plan::{Instance, Peer};

use super::eks;
use super::parts::{image, mebibytes, secret, writable};
use super::policy::{self, Flows};

/// Where the copies lie in the pod.
const FOLDER: &str = "/copies";
/// Where the scripts lie in the pod.
const SCRIPTS: &str = "/groundplan";

/// The CronJob that copies what is stored, where that is wanted and its engine has a way.
pub(super) fn backup(flows: &Flows<'_>, instance: &Instance, engine: &Engine) -> Option<Item> {
    let wanted = instance.backup.as_ref()?;
    let (scripts, ..) = engines::backup_scripts(instance)?;
    let (job_image, user) = engine.job_image(scripts.image.as_ref(), &instance.image);
    let field = |name: &str, item: Item| {
        let places: Vec<String> = wanted.subject().split_whitespace().map(|place| format!("{place}/{name}")).collect();
        if places.is_empty() { item } else { item.subject(places.join(" ")) }
    };
    let variables = [
        ("COPIES", Item::text(FOLDER)),
        ("INSTANCE_HOST", Item::text(instance.name.as_str())),
        ("INSTANCE_PORT", Item::text(scripts.port.to_string())),
        ("BACKUP_USER", Item::text(engines::copier(instance).0)),
        // Who puts a copy back brings the password.
        ("ADMIN_USER", Item::text(&instance.admin_user)),
        ("KEEP_DAYS", field("keep", Item::text(wanted.keep_days.to_string()))),
    ];
    let files = ["copies", "backup", "restore"];
    let files = files.map(|name| (format!("{SCRIPTS}/{name}.sh"), script_name(engine, name)));
    let claim = [("path", Item::text(FOLDER)), ("size", Item::text(mebibytes(instance.storage_mib.value)))];
    let flowing = policy::flowing(flows, &Peer::Backup(instance.id.clone()));
    let mut entries = Entries::new();
    put(&mut entries, "enabled", true);
    put(&mut entries, "schedule", field("schedule", Item::text(&wanted.schedule)));
    put(&mut entries, "image", image(&job_image).flow());
    put(&mut entries, "user", Item::map([("uid", user), ("gid", user)]).flow());
    put(&mut entries, "command", Item::list(["sh", "/groundplan/copies.sh", "take"]).flow());
    put(&mut entries, "env", Item::map(variables));
    put(&mut entries, "secretEnv", Item::map([("BACKUP_PASSWORD", secret(engines::copier(instance).1))]));
    put(&mut entries, "chartFiles", Item::map(files));
    put(&mut entries, "writable", writable(&["/tmp".to_owned()]));
    let claim = claim.into_iter().chain(eks::storage_class(flows.plan));
    put(&mut entries, "volumes", Item::map([("copies", Item::map(claim).flow())]));
    put(&mut entries, "dns", flowing.dns);
    put(&mut entries, "egress", flowing.egress);
    let item = Item::from(entries);
    Some(match wanted.decision() {
        Some(_) => sourced(item, wanted),
        None => item,
    })
}

/// The exporter beside the engine, or the engine's own metrics: all but the switch.
pub(super) fn exporter(instance: &Instance, engine: &Engine) -> Option<Item> {
    let exporter = engine.exporter.as_ref().filter(|_| engines::is_watched(instance))?;
    let mut entries = Entries::new();
    put(&mut entries, "enabled", Item::from(false));
    if let Some(own) = &exporter.image {
        put(&mut entries, "image", image(&own.image()).flow());
    }
    put(&mut entries, "port", exporter.port);
    if !exporter.args.is_empty() {
        put(&mut entries, "args", Item::list(exporter.args.iter().map(String::as_str)));
    }
    if !exporter.variables.is_empty() {
        let variables = exporter.variables.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        put(&mut entries, "env", Item::map(variables));
    }
    if let Some((variable, password)) = engines::watcher(instance) {
        put(&mut entries, "secretEnv", Item::map([(variable, secret(password))]));
    }
    Some(entries.into())
}

/// Where the chart holds a script: what every engine shares, and the engine's own part.
fn script_name(engine: &Engine, name: &str) -> String {
    if name == "copies" { "backup/copies.sh".to_owned() } else { format!("backup/{}/{name}.sh", engine.engine) }
}

/// Adds the scripts that copy an instance and put it back, by their place in the chart.
pub(super) fn scripts(
    instance: &Instance,
    engine: &Engine,
    scripts: &mut BTreeMap<String, &'static str>,
) -> Result<(), Error> {
    let copied = instance.backup.as_ref().and_then(|_| engines::backup_scripts(instance));
    if let Some((_, take, restore)) = copied {
        scripts.insert(script_name(engine, "copies"), catalogue::copies()?);
        scripts.insert(script_name(engine, "backup"), take);
        scripts.insert(script_name(engine, "restore"), restore);
    }
    Ok(())
}
