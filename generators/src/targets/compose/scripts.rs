//! Secrets on the person's own machine: a script that makes them, the table that it reads, and a service that refuses to start without them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use topology::document::Id;
use topology::yaml::Item;

use super::instance::{grants_secret, has_grants, runs_here, users_secret};
use super::service::tag_variable;
use super::{backup, exporter, just};
use crate::catalogue;
use crate::engines::{self, password_variable};
use crate::file::{File, Span};
use crate::items::{Entries, host, put};
use crate::plan::{Part, Plan, Plans, SecretRef, Source};

/// The service that refuses to start while a secret is missing.
pub(super) const PREFLIGHT: &str = "preflight";

const SECRETS: &str = include_str!("../../../../assets/compose/secrets.sh");
const CHECK: &str = include_str!("../../../../assets/compose/preflight.sh");

/// Whether a workload or instance needs what the script makes.
pub(super) fn is_guarded(plan: &Plan, id: &Id) -> bool {
    let gateway =
        plan.workloads.get(id).is_some_and(|workload| workload.gateway.is_some() || !workload.secrets.is_empty());
    gateway || plan.instances.contains_key(id)
}

/// The preflight service, where anything waits for it.
pub(super) fn preflight(plan: &Plan) -> Option<Item> {
    let guarded = plan.workloads.keys().chain(plan.instances.keys()).any(|id| is_guarded(plan, id));
    let image = catalogue::catalogue().ok()?.images.stand_in.get("job")?;
    guarded.then(|| {
        let mut entries = Entries::new();
        put(&mut entries, "image", Item::text(image.image().reference()));
        put(&mut entries, "entrypoint", Item::list(["sh", "/groundplan/preflight.sh"]).flow());
        let mounts = [
            "./scripts/preflight.sh:/groundplan/preflight.sh:ro",
            "./scripts/secrets.tsv:/groundplan/secrets.tsv:ro",
            "./secrets:/secrets:ro",
        ];
        put(&mut entries, "volumes", Item::list(mounts));
        put(&mut entries, "network_mode", "none");
        put(&mut entries, "restart", "no");
        put(&mut entries, "read_only", true);
        put(&mut entries, "cap_drop", Item::list(["ALL"]).flow());
        // The files belong to the person who ran the script.
        put(&mut entries, "cap_add", Item::list(["DAC_READ_SEARCH"]).flow());
        put(&mut entries, "security_opt", Item::list(["no-new-privileges:true"]).flow());
        Item::from(entries).comment("Refuses to start while a secret is missing, and says which.").subject("topology")
    })
}

/// Scripts, their table, and the variables that a person may set.
pub(super) fn files(plans: &Plans, files: &mut BTreeMap<String, File>) {
    files.insert("compose/scripts/secrets.sh".to_owned(), File::generated(SECRETS).executable());
    files.insert("compose/scripts/preflight.sh".to_owned(), File::generated(CHECK).executable());
    files.insert("compose/scripts/secrets.tsv".to_owned(), table(plans));
    files.insert(
        "compose/secrets/.gitignore".to_owned(),
        File::generated("# Secrets never leave the machine.\n*\n!.gitignore\n"),
    );
    files.insert("compose/justfile".to_owned(), just::file(plans));
    files.insert("compose/.env".to_owned(), seed(&plans.base));
    files.insert("compose/.env.example".to_owned(), example(&plans.base));
}

/// Every secret of every environment, one line each.
fn table(plans: &Plans) -> File {
    let read = read(plans);
    let mut rows: BTreeMap<(String, String), (String, String)> = BTreeMap::new();
    for (_, plan) in plans.all() {
        for (name, secret) in &plan.secrets {
            for (key, entry) in &secret.entries {
                let (kind, argument) = match &entry.source {
                    Source::Random(length) => ("random", length.to_string()),
                    Source::Given => ("given", "-".to_owned()),
                    Source::Composed(composed) => {
                        ("text", composed.0.iter().map(|part| text(part, plan, &read)).collect())
                    }
                };
                // A row is a line and its cells stand between tabs: a title that has either stays out.
                let purpose = if entry.purpose.contains(['\t', '\n']) {
                    format!("{key} of {}", secret.reader)
                } else {
                    entry.purpose.clone()
                };
                let said = plan.workloads.get(&secret.reader).and_then(|workload| workload.secrets.get(key));
                let reader =
                    format!("node:{} {}", secret.reader, said.map(|secret| secret.subject()).unwrap_or_default());
                let reference = SecretRef { secret: name.clone(), key: key.clone() };
                let file = env_name(&reference, &read);
                rows.entry((file.clone(), key.clone()))
                    .or_insert((format!("{file}\t{key}\t{kind}\t{argument}\t{purpose}"), reader));
            }
        }
        for instance in plan.instances.values().filter(|instance| runs_here(instance)) {
            let mut copy = |name: &str, key: &str, from: &SecretRef, purpose: &str| {
                let row =
                    format!("{name}\t{key}\ttext\t{}\t{purpose} {}", placeholder(from, &read), instance.name.value);
                rows.entry((name.to_owned(), key.to_owned())).or_insert((row, format!("node:{}", instance.id)));
            };
            let job = has_grants(instance);
            if job {
                let purpose = "for the job that makes users and rights of";
                copy(&grants_secret(instance), "ADMIN_PASSWORD", &instance.admin, purpose);
            }
            let file = if job { grants_secret(instance) } else { users_secret(instance) };
            for (user, held) in &instance.users {
                copy(&file, &password_variable(user), &held.password, "makes the users of");
            }
            for attendant in instance.attendants.values() {
                copy(&file, &password_variable(&attendant.user), &attendant.password, "makes the users of");
            }
            if backup::is_copied(instance) {
                copy(&backup::name(instance), "BACKUP_PASSWORD", engines::copier(instance).1, "for the copies of");
            }
            if let Some((variable, password)) = engines::watcher(instance) {
                copy(&exporter::name(instance), variable, password, "for the metrics of");
            }
        }
    }
    let mut lines = String::new();
    let mut spans = Vec::new();
    for (number, (row, subject)) in rows.into_values().enumerate() {
        lines.push_str(&row);
        lines.push('\n');
        let line = u32::try_from(number + 1).unwrap_or(u32::MAX);
        spans.push(Span::new(line, line, &subject));
    }
    File::generated(lines).spans(spans)
}

/// The secrets that programs read, in any environment: what another secret is made of, such as the password within an address, is none of these.
fn read(plans: &Plans) -> BTreeSet<&SecretRef> {
    let workloads = plans.all().flat_map(|(_, plan)| plan.workloads.values());
    let theirs = workloads.flat_map(|workload| workload.secrets.values().map(|secret| &secret.value));
    theirs.chain(plans.all().flat_map(|(_, plan)| plan.instances.values().map(|instance| &instance.admin))).collect()
}

/// The env file of a secret. What nobody reads has a file of its own, so that no program gets it.
fn env_name(secret: &SecretRef, read: &BTreeSet<&SecretRef>) -> String {
    if read.contains(secret) { secret.secret.clone() } else { format!("{}-parts", secret.secret) }
}

fn text(part: &Part, plan: &Plan, read: &BTreeSet<&SecretRef>) -> String {
    match part {
        Part::Text(text) => text.clone(),
        Part::Host(node) => host(node, plan),
        Part::Secret(secret) => placeholder(secret, read),
        Part::Port { number, .. } => number.to_string(),
        Part::Name { name, .. } => name.clone(),
    }
}

fn placeholder(secret: &SecretRef, read: &BTreeSet<&SecretRef>) -> String {
    format!("@{{{}/{}}}", env_name(secret, read), secret.key)
}

/// Image tags, which a pipeline raises. Written once, then the person's.
fn seed(plan: &Plan) -> File {
    let mut text = String::from(
        "# Tags of the images that are built here. Written once; from now on yours, or your pipeline's.\n",
    );
    for workload in plan.workloads.values().filter(|workload| !workload.stand_in && workload.gateway.is_none()) {
        if !workload.image.tag.is_empty() {
            let _ = writeln!(text, "{}={}", tag_variable(&workload.name.value), workload.image.tag);
        }
    }
    File::seeded(text)
}

fn example(plan: &Plan) -> File {
    let mut text = String::from("# Every variable that compose reads here, with its default. Set them in .env.\n");
    for workload in plan.workloads.values() {
        let name = workload.name.as_str().replace('-', "_").to_uppercase();
        if !workload.image.tag.is_empty() {
            let _ = writeln!(text, "# tag of the image of {}\n#{name}_TAG={}", workload.name.value, workload.image.tag);
        }
        for port in &workload.published {
            let variable = format!("{name}_{}_PORT", port.port).replace('-', "_").to_uppercase();
            let _ = writeln!(
                text,
                "# port of this machine for {} of {}\n#{variable}={}",
                port.port, workload.name.value, port.host_port.value
            );
        }
        if workload.gateway.is_some() && !workload.published.is_empty() {
            let port = crate::engines::nginx::TLS_PORT;
            let _ =
                writeln!(text, "# port of this machine for TLS of {}\n#{name}_TLS_PORT={port}", workload.name.value);
        }
    }
    for instance in plan.instances.values().filter(|instance| runs_here(instance)) {
        let _ = writeln!(
            text,
            "# tag of the image of {}\n#{}={}",
            instance.name.value,
            tag_variable(&instance.name.value),
            instance.image.tag
        );
    }
    File::generated(text)
}
