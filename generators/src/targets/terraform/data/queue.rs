//! RabbitMQ on Amazon MQ.

use crate::engines::aws::{ADMINISTRATOR, Service};
use crate::hcl::Block;
use crate::plan::Instance;

use super::super::foundation::{local, output};
use super::super::root::Root;
use super::super::scope::Scope;
use super::{administrator, class, version};

/// The arguments of the module `queue`.
pub(super) fn queue(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance, block: Block) -> Block {
    let production = &scope.plan.settings.production;
    scope.approximated(
        &instance.engine,
        "Amazon MQ stands for it and speaks TLS alone: addresses begin with amqps, the port is 5671",
    );
    scope.unsupported(&instance.storage_mib, "Amazon MQ sizes the storage by the instance type");
    if let Some(backup) = &instance.backup {
        scope.unsupported(backup, "Amazon MQ takes no backups; a cluster keeps each message three times");
    }
    let version = version(scope, instance, Service::Queue);
    let class = class(scope, instance, Service::Queue);
    let secret = administrator(root, instance, "");
    block
        .set("administrator_secret_arn", output(&secret, "arn"))
        .set("name", local("name"))
        .set_of(instance.name.subject(), "queue", instance.name.as_str())
        .set_of(instance.version.subject(), "engine_version", version)
        .note(&class.why(instance))
        .set_of(instance.resources.subject(), "instance_type", class.name)
        .set("administrator", ADMINISTRATOR)
        .set_of(production.subject(), "clustered", production.value)
        .set_of(production.subject(), "deletion_protection", production.value)
}
