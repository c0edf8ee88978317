//! Values of a self-hosted data node.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::Provision;
use topology::yaml::Item;

use crate::Error;
use crate::catalogue::{self, Engine};
use crate::engines::{self, aws};
use crate::items::{Entries, note_at, placed, put, put_some, sourced};
use crate::plan::{Duty, Instance, Note, Peer, Plan, Verdict};

use super::parts::{image, mebibytes, port_name, probes, resources, secret, words, writable};
use super::policy::{self, Flows};
use super::{copies, eks};

/// Whether the charts hold something of it: what exists already is only called, and of what AWS runs they make the users.
pub(super) fn runs_here(plan: &Plan, instance: &Instance) -> bool {
    if eks::is_managed(plan, instance) {
        return aws::wants_grants(plan, instance);
    }
    instance.provision.value != Provision::Existing
}

/// The values below the alias of an instance.
pub(super) fn values(plan: &Plan, flows: &Flows<'_>, instance: &Instance) -> Result<Item, Error> {
    let engine = engine(instance)?;
    let mut entries = Entries::new();
    put(&mut entries, "name", sourced(instance.name.as_str(), &instance.name));
    put(&mut entries, "partOf", plan.topology.as_str());
    if let [node] = instance.nodes.as_slice() {
        put_some(&mut entries, "annotations", words(node, &instance.title, ""));
    }
    put(&mut entries, "image", product(instance));
    for (key, words) in [("command", &engine.command), ("args", &engine.args)] {
        if !words.is_empty() {
            put(&mut entries, key, Item::list(words.iter().map(String::as_str)));
        }
    }
    put(&mut entries, "user", Item::map([("uid", engine.user.uid), ("gid", engine.user.gid)]).flow());
    put(&mut entries, "ports", ports(instance, engine));
    put_some(
        &mut entries,
        "env",
        Item::map(engine.variables.iter().map(|(name, text)| (name.as_str(), text.as_str()))),
    );
    let mut secrets = vec![(engine.admin.variable.clone(), secret(&instance.admin))];
    if engine.grants.is_none() {
        let users =
            instance.users.iter().map(|(name, user)| (engines::password_variable(name), secret(&user.password)));
        secrets.extend(users);
    }
    put(&mut entries, "secretEnv", Item::map(secrets));
    let configuration = engines::files(instance)?;
    put_some(&mut entries, "files", Item::map(configuration));
    storage(plan, instance, engine, &mut entries);
    put(&mut entries, "resources", resources(&instance.resources));
    put(&mut entries, "probes", probes(&instance.probe, Some(instance.port)));
    let mut grants = grants(flows, instance, engine);
    if flows.eks.is_some() {
        put(&mut entries, "externalSecrets", eks::secrets(instance.name.as_str()));
    }
    if eks::is_managed(plan, instance) {
        // Copies and figures are AWS's.
        for (key, here) in [
            ("backup", copies::backup(flows, instance, engine).is_some()),
            ("exporter", copies::exporter(instance, engine).is_some()),
        ] {
            if here {
                put(&mut entries, key, Item::map([("enabled", false)]).flow());
            }
        }
        entries.extend(eks::without_a_server(plan, instance, &mut grants, engine.grants_port()));
        put(&mut entries, "grants", grants);
    } else {
        put(&mut entries, "grants", grants);
        if let Some(copies) = copies::backup(flows, instance, engine) {
            put(&mut entries, "backup", copies);
        }
        if let Some(exporter) = copies::exporter(instance, engine) {
            put(&mut entries, "exporter", exporter);
        }
    }
    put(&mut entries, "networkPolicy", policy::policy(flows, &Peer::Instance(instance.id.clone())));
    Ok(entries.into())
}

/// `image`: what product it is, and of which version.
fn product(instance: &Instance) -> Item {
    let places = [instance.engine.subject(), instance.version.subject(), instance.image.subject()];
    let subjects: BTreeSet<&str> = places.iter().flat_map(|place| place.split_whitespace()).collect();
    let mut item = image(&instance.image).flow();
    if let Some(reason) = instance.image.decision() {
        item = item.comment(reason);
    }
    if subjects.is_empty() { item } else { item.subject(subjects.into_iter().collect::<Vec<_>>().join(" ")) }
}

fn engine(instance: &Instance) -> Result<&'static Engine, Error> {
    let name = &instance.engine.value;
    catalogue::engine(name).ok_or_else(|| Error::internal("catalogue", format!("the engine `{name}` is missing")))
}

fn ports(instance: &Instance, engine: &Engine) -> Item {
    let mut entries = Entries::new();
    put(&mut entries, &port_name(&engine.engine), Item::map([("port", instance.port)]).flow());
    if !instance.users.is_empty() && engine.grants_port() != engine.port {
        put(&mut entries, "management", Item::map([("port", engine.grants_port())]).flow());
    }
    entries.into()
}

/// The directory of the data: a claim, or gone with the pod where nobody wants to keep it.
fn storage(plan: &Plan, instance: &Instance, engine: &Engine, entries: &mut Entries) {
    let mut lost = engine.writable.clone();
    let mut kept = Entries::new();
    if instance.volume.value {
        let size = placed(Item::text(mebibytes(instance.storage_mib.value)), &instance.storage_mib);
        let claim = [("path", Item::text(&engine.volume)), ("size", size)];
        let class = eks::storage_class(plan).filter(|_| !eks::is_managed(plan, instance));
        put(&mut kept, "data", Item::map(claim.into_iter().chain(class)).flow());
    } else {
        lost.push(engine.volume.clone());
    }
    put_some(entries, "writable", placed(writable(&lost), &instance.volume));
    put_some(entries, "volumes", placed(kept, &instance.volume));
}

/// The Job that makes databases, users and rights.
fn grants(flows: &Flows<'_>, instance: &Instance, engine: &Engine) -> Item {
    if instance.users.is_empty() || engine.grants.is_none() {
        return Item::map([("enabled", false)]).comment("Nobody connects, so there is nobody to make.");
    }
    let (job_image, user) = engine.grants_image(&instance.image);
    let mut secrets = Entries::new();
    put(&mut secrets, "ADMIN_PASSWORD", secret(&instance.admin));
    for (name, user) in &instance.users {
        put(&mut secrets, &engines::password_variable(name), secret(&user.password));
    }
    for (_, attendant) in instance.attendants.iter().filter(|(duty, _)| attended(flows.plan, instance).contains(duty)) {
        put(&mut secrets, &engines::password_variable(&attendant.user), secret(&attendant.password));
    }
    let variables = [
        ("INSTANCE_HOST", instance.name.to_string()),
        ("INSTANCE_PORT", engine.grants_port().to_string()),
        ("ADMIN_USER", instance.admin_user.clone()),
        ("USERS", "/grants/users.tsv".to_owned()),
    ];
    let flowing = policy::flowing(flows, &Peer::Grants(instance.id.clone()));
    Item::map([
        ("enabled", Item::from(true)),
        ("image", image(&job_image).flow()),
        ("user", Item::map([("uid", user), ("gid", user)]).flow()),
        ("command", Item::list(["sh", "/grants/grants.sh"]).flow()),
        ("env", Item::map(variables)),
        ("secretEnv", secrets.into()),
        ("chartFiles", Item::map([("/grants/grants.sh", script_name(engine))])),
        ("files", Item::map([("/grants/users.tsv", users_table(flows.plan, instance))])),
        ("writable", writable(&["/tmp".to_owned()])),
        ("dns", Item::from(flowing.dns)),
        ("egress", flowing.egress),
    ])
}

/// What attends to an instance: the exporter is a switch away, and a copy can be taken by hand where no time table takes it.
fn attended(plan: &Plan, instance: &Instance) -> &'static [Duty] {
    // Figures and copies of what AWS runs are AWS's.
    if eks::is_managed(plan, instance) { &[] } else { &[Duty::Monitor, Duty::Backup] }
}

/// The table that the script reads; its lines come from the edges' access.
fn users_table(plan: &Plan, instance: &Instance) -> Item {
    let grants = || instance.users.values().flat_map(|user| &user.grants);
    let places =
        grants().flat_map(|grant| grant.access.subject().split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let edges = grants().flat_map(|grant| &grant.edges).map(|edge| format!("edge:{edge}"));
    let subjects: BTreeSet<String> = places.chain(edges).collect();
    let subject: Vec<&str> = subjects.iter().map(String::as_str).collect();
    Item::text(engines::users_table(instance, attended(plan, instance))).subject(subject.join(" "))
}

/// Where the chart holds an engine's grants script.
fn script_name(engine: &Engine) -> String {
    format!("grants/{}.sh", engine.engine)
}

/// The scripts that any of these instances needs, for users and for copies, by their place in the chart.
pub(super) fn scripts<'p>(
    instances: impl Iterator<Item = (&'p Plan, &'p Instance)>,
) -> Result<BTreeMap<String, &'static str>, Error> {
    let mut scripts = BTreeMap::new();
    for (_, instance) in instances.filter(|(plan, instance)| {
        runs_here(plan, instance) && !instance.users.is_empty() && engines::grants_script(instance).is_some()
    }) {
        let engine = engine(instance)?;
        let script = engines::grants_script(instance).ok_or_else(|| {
            Error::internal("catalogue", format!("the grants script of {} is missing", engine.engine))
        })?;
        scripts.insert(script_name(engine), script);
        copies::scripts(instance, engine, &mut scripts)?;
    }
    Ok(scripts)
}

/// What Kubernetes takes otherwise than declared.
pub(super) fn limits(instance: &Instance, notes: &mut Vec<Note>) {
    if instance.provision.value == Provision::Managed {
        let reason = "a chart has no managed service: it runs the engine itself. Make it with Terraform, and declare it `existing` for this environment";
        let place = format!("/nodes/{}/provision", instance.nodes.first().unwrap_or(&instance.id));
        note_at(&instance.provision, place, Verdict::Approximated, reason, notes);
    }
    if let (Some(backup), None) = (&instance.backup, engines::backup_scripts(instance)) {
        let reason = "no copies are taken of it here: nothing is stored, or its engine has no script for that; back it up with its own means";
        let place = format!("/nodes/{}/backup", instance.nodes.first().unwrap_or(&instance.id));
        note_at(backup, place, Verdict::Unsupported, reason, notes);
    }
}
