//! An instance as a compose service, and the job that makes its users and rights.

use topology::document::Provision;
use topology::yaml::Item;

use super::companions::{Companions, file_name};
use super::service::{condition, connect, env_file, harden, healthcheck, image, literal, resources, words, words_of};
use super::{scripts, subject};
use crate::catalogue;
use crate::engines;
use crate::items::{Entries, note_at, placed, put, put_some, sourced};
use crate::plan::{Instance, Note, Plan, ProbeKind, Verdict};

/// Whether compose runs it: everything but what is there already.
pub(super) fn runs_here(instance: &Instance) -> bool {
    instance.provision.value != Provision::Existing
}

/// The service of an instance.
pub(super) fn service(plan: &Plan, instance: &Instance, companions: &Companions, notes: &mut Vec<Note>) -> Item {
    let mut entries = Entries::new();
    let Some(engine) = catalogue::engine(&instance.engine.value) else { return Item::from(entries) };
    let product = [instance.engine.subject(), instance.version.subject()].join(" ");
    let image = Item::text(image(&instance.name.value, &instance.image.value));
    put(&mut entries, "image", image.subject(product.trim()));
    if let [node] = instance.nodes.as_slice() {
        entries.extend(words_of(node, &instance.title, ""));
    }
    put(
        &mut entries,
        "user",
        if engine.volume_in_image || !instance.volume.value {
            Item::text(format!("{}:{}", engine.user.uid, engine.user.gid))
        } else {
            Item::text("0:0").comment("a fresh volume belongs to root; no capability is left to it")
        },
    );
    if !engine.command.is_empty() {
        put(&mut entries, "entrypoint", words(&engine.command));
    }
    if !engine.args.is_empty() {
        put(&mut entries, "command", words(&engine.args));
    }
    put_some(
        &mut entries,
        "environment",
        Item::map(engine.variables.iter().map(|(name, value)| (name.clone(), literal(value)))),
    );
    let mut secrets = vec![env_file(&instance.admin.secret)];
    if engine.grants.is_none() && !instance.users.is_empty() {
        secrets.push(env_file(&users_secret(instance)));
    }
    put(&mut entries, "env_file", Item::list(secrets));
    let mut mounts = Vec::new();
    let mut lost: Vec<String> = engine.writable.clone();
    if instance.volume.value {
        let volume = format!("{}-data:{}", instance.name.value, engine.volume);
        mounts.push(placed(Item::text(volume), &instance.volume));
    } else {
        lost.push(format!("{}:uid={},gid={}", engine.volume, engine.user.uid, engine.user.gid));
    }
    for path in engine.files.keys() {
        let file = companions.mount(&format!("engines/{}", instance.name.value), file_name(path));
        mounts.push(Item::text(format!("./{file}:{path}:ro")));
    }
    put_some(&mut entries, "volumes", Item::list(mounts));
    connect(plan, &instance.id, &mut entries, false);
    if scripts::is_guarded(plan, &instance.id) {
        put(&mut entries, "depends_on", Item::map([(scripts::PREFLIGHT, condition("service_completed_successfully"))]));
    }
    if let ProbeKind::Command(test) = &instance.probe.kind {
        put(&mut entries, "healthcheck", sourced(healthcheck(test.clone(), &instance.probe), &instance.probe));
    }
    put(&mut entries, "restart", "unless-stopped");
    put(
        &mut entries,
        "deploy",
        Item::map([("resources", placed(resources(&instance.resources.value), &instance.resources))]),
    );
    put(&mut entries, "stop_grace_period", Item::text("60s").comment("time to write down what is in memory"));
    harden(&mut entries, &lost);
    if instance.provision.value == Provision::Managed {
        let reason = "compose runs a container in the place of the managed service.";
        note_at(&instance.provision, place(instance, "provision"), Verdict::Approximated, reason, notes);
    }
    let reason = "a named volume has no size of its own; it takes what the host has.";
    note_at(&instance.storage_mib, place(instance, "storage"), Verdict::Unsupported, reason, notes);
    if let (Some(backup), None) = (&instance.backup, engines::backup_scripts(instance)) {
        let reason = "no copies are taken of it here: nothing is stored, or its engine has no script for that; back it up with its own means.";
        note_at(backup, place(instance, "backup"), Verdict::Unsupported, reason, notes);
    }
    let nodes: Vec<String> = instance.nodes.iter().map(subject).collect();
    Item::from(entries).subject(nodes.join(" "))
}

/// Where a field of the instance's first node would be declared.
pub(super) fn place(instance: &Instance, field: &str) -> String {
    format!("/nodes/{}/{field}", instance.nodes.first().unwrap_or(&instance.id))
}

/// The one-shot service that makes databases, users and rights. It runs at every start, so that tomorrow's edge gets its user.
pub(super) fn grants(plan: &Plan, instance: &Instance, companions: &Companions) -> Option<Item> {
    let engine = catalogue::engine(&instance.engine.value)?;
    if !has_grants(instance) {
        return None;
    }
    let (job_image, user) = engine.grants_image(&instance.image.value);
    let mut entries = Entries::new();
    let reference =
        if job_image == instance.image.value { image(&instance.name.value, &job_image) } else { job_image.reference() };
    put(&mut entries, "image", Item::text(reference));
    put(&mut entries, "user", Item::text(format!("{user}:{user}")));
    put(&mut entries, "entrypoint", Item::list(["sh", "/groundplan/grants.sh"]).flow());
    let variables = [
        ("INSTANCE_HOST", Item::text(instance.name.as_str())),
        ("INSTANCE_PORT", Item::text(engine.grants_port().to_string())),
        ("ADMIN_USER", Item::text(instance.admin_user.as_str())),
        ("USERS", Item::text("/groundplan/users.tsv")),
    ];
    put(&mut entries, "environment", Item::map(variables));
    put(&mut entries, "env_file", Item::list([env_file(&grants_secret(instance))]));
    let table = companions.mount("grants", &format!("{}.tsv", instance.name.value));
    let mounts = [
        format!("./grants/{}.sh:/groundplan/grants.sh:ro", instance.engine.value),
        format!("./{table}:/groundplan/users.tsv:ro"),
    ];
    put(&mut entries, "volumes", Item::list(mounts.map(Item::text)));
    connect(plan, &instance.id, &mut entries, false);
    put(&mut entries, "depends_on", Item::map([(instance.name.as_str(), condition("service_healthy"))]));
    put(&mut entries, "restart", Item::text("on-failure:3"));
    harden(&mut entries, &["/tmp".to_owned()]);
    let edges: Vec<String> = instance
        .users
        .values()
        .flat_map(|user| &user.grants)
        .flat_map(|grant| grant.edges.iter().map(|edge| format!("edge:{edge}")).chain([grant.access.subject()]))
        .filter(|subject| !subject.is_empty())
        .collect();
    Some(Item::from(entries).subject(format!(
        "node:{} {}",
        instance.nodes.first().unwrap_or(&instance.id),
        edges.join(" ")
    )))
}

/// The env file of the grants job: the administrator's password and every user's.
pub(super) fn grants_secret(instance: &Instance) -> String {
    format!("{}-grants", instance.name.value)
}

/// The env file with every user's password, for an engine whose users stand in its configuration.
pub(super) fn users_secret(instance: &Instance) -> String {
    format!("{}-users", instance.name.value)
}

/// Whether a job makes its users.
pub(super) fn has_grants(instance: &Instance) -> bool {
    !instance.users.is_empty() && engines::grants_script(instance).is_some()
}
