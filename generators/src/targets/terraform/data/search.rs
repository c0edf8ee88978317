//! OpenSearch on Amazon OpenSearch Service.

use crate::engines::aws::{ADMINISTRATOR, Service};
use crate::hcl::Block;
use crate::plan::Instance;

use super::super::foundation::{local, output};
use super::super::root::Root;
use super::super::scope::Scope;
use super::super::secrets::SIGNED;
use super::super::sizes;
use super::{administrator, class, version};

/// Storage that a node has at least, in GiB.
const LEAST_GIB: u64 = 10;

/// The arguments of the module `search`.
pub(super) fn search(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance, block: Block) -> Block {
    let production = &scope.plan.settings.production;
    scope.approximated(
        &instance.engine,
        "Amazon OpenSearch Service stands for it and speaks HTTPS alone: addresses begin with https, the port is 443",
    );
    if let Some(backup) = &instance.backup {
        scope.approximated(backup, "the service takes a snapshot every hour and keeps each for fourteen days");
    }
    let version = version(scope, instance, Service::Search);
    let class = class(scope, instance, Service::Search);
    let wished = sizes::gib(instance.storage_mib.value).max(LEAST_GIB);
    let storage = wished.min(class.most_gib.unwrap_or(wished));
    if storage * 1024 != instance.storage_mib.value {
        let reason = if storage < wished {
            format!("{} takes {storage} GiB for a node; a larger size takes more", class.name)
        } else {
            format!("the service has whole GiB from {LEAST_GIB} on: {storage} GiB")
        };
        scope.approximated(&instance.storage_mib, reason);
    }
    let secret = administrator(root, instance, SIGNED);
    block
        .set("administrator_secret_arn", output(&secret, "arn"))
        .set("name", local("name"))
        .set_of(instance.name.subject(), "database", instance.name.as_str())
        .set_of(instance.version.subject(), "engine_version", version)
        .note(&class.why(instance))
        .set_of(instance.resources.subject(), "instance_type", class.name)
        .set_of(production.subject(), "nodes", if production.value { 3 } else { 1 })
        .set_of(instance.storage_mib.subject(), "storage_gib", storage)
        .set("administrator", ADMINISTRATOR)
        .set_of(production.subject(), "deletion_protection", production.value)
}
