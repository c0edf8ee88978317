//! Kafka on MSK: the cluster, and each user as a secret that it knows.

use topology::document::Id;

use crate::engines::aws::{ADMINISTRATOR, Service};
use crate::hcl::{Block, Expression, Value};
use crate::plan::{Instance, SecretRef};

use super::super::foundation::{local, output};
use super::super::root::Root;
use super::super::scope::Scope;
use super::super::{secrets, sizes};
use super::{administrator, class, subject, version};

/// What MSK wants the names of its users' secrets to begin with.
const PREFIX: &str = "AmazonMSK_";

/// The arguments of the module `stream`.
pub(super) fn stream(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance, block: Block) -> Block {
    scope.approximated(
        &instance.engine,
        "MSK stands for it and speaks TLS alone, with SCRAM-SHA-512, at port 9096: programs open TLS, and an address names several brokers",
    );
    if let Some(backup) = &instance.backup {
        scope.unsupported(
            backup,
            "MSK takes no backups; each message is kept by as many brokers as there are zones, up to three",
        );
    }
    let version = version(scope, instance, Service::Stream);
    let class = class(scope, instance, Service::Stream);
    let wished = sizes::gib(instance.storage_mib.value).max(1);
    let storage = wished.min(class.most_gib.unwrap_or(wished));
    if storage * 1024 != instance.storage_mib.value {
        scope.approximated(&instance.storage_mib, format!("MSK has whole GiB for each broker: {storage} GiB"));
    }
    let logins = logins(scope, root, instance);
    let key = root.read("foundation", "log_key_arn");
    block
        .set("name", local("name"))
        .set_of(instance.name.subject(), "queue", instance.name.as_str())
        .set_of(instance.version.subject(), "kafka_version", version)
        .note(&class.why(instance))
        .set_of(instance.resources.subject(), "instance_type", class.name)
        .set_of(instance.storage_mib.subject(), "storage_gib", storage)
        .set("max_storage_gib", storage.saturating_mul(5).clamp(100, 16_384))
        .set("login_secret_arns", Value::list(logins))
        .set("log_key_arn", key)
}

/// The secrets with the users, the grants job's first.
fn logins(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance) -> Vec<Expression> {
    let password = administrator(root, instance, "");
    let mut all = vec![login(root, instance, ADMINISTRATOR, output(&password, "arn"))];
    let users: Vec<(&String, &SecretRef)> = instance.users.iter().map(|(name, user)| (name, &user.password)).collect();
    for (name, password) in users {
        if let Some(arn) = secrets::arn(scope, root, password) {
            all.push(login(root, instance, name, arn));
        }
    }
    all
}

/// A user as MSK reads it: JSON with a name and a password, encrypted with the cluster's own key.
fn login(root: &mut Root, instance: &Instance, user: &str, password: Expression) -> Expression {
    let word: String =
        user.chars().map(|c| if c.is_ascii_alphanumeric() || "_-".contains(c) { c } else { '-' }).collect();
    let label = format!("{}_login_{word}", instance.id);
    let block = root
        .module(&label, "secret")
        .set("name", local("name"))
        .set("prefix", PREFIX)
        .set("secret", format!("{}/{user}", instance.name.value))
        .set("description", format!("{user} at {}, as MSK reads it", instance.name.value))
        .set("origin", "derived")
        .set("derived_from", password)
        .set("before", format!("{{\"username\":{},\"password\":\"", serde_json::Value::from(user)))
        .set("after", "\"}")
        .set("key_arn", output(instance.id.as_str(), "key_arn"))
        .subject(subject(instance));
    root.add(block);
    root.moved(instance.was.iter().map(Id::as_str), instance.id.as_str(), &[&format!("_login_{word}")]);
    output(&label, "arn")
}
