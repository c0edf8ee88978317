//! Caches on ElastiCache.

use topology::document::Access;

use crate::engines::aws::Service;
use crate::hcl::{Block, Entry, Value};
use crate::plan::Instance;

use super::super::foundation::local;
use super::super::root::Root;
use super::super::scope::Scope;
use super::super::secrets;
use super::{class, version};

/// The arguments of the module `cache`.
pub(super) fn cache(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance, block: Block) -> Block {
    let production = &scope.plan.settings.production;
    // A drawn replica is read under an address of its own, which leads to the nodes that follow.
    let followed = scope.replicas(&instance.id).next().is_some();
    scope.approximated(
        &instance.engine,
        "ElastiCache for Valkey stands for it and speaks TLS alone: programs open TLS, addresses begin with rediss. \
         Its users are made by Terraform itself, so there is no grants job, nor a way through the network for one",
    );
    scope.unsupported(&instance.storage_mib, "ElastiCache keeps what fits into the memory of its nodes");
    if instance.persistence.value {
        scope.approximated(
            &instance.persistence,
            "ElastiCache keeps replicas and daily snapshots, no log of every write",
        );
    }
    let version = version(scope, instance, Service::Cache);
    let family = format!("valkey{}", version.split('.').next().unwrap_or_default());
    let class = class(scope, instance, Service::Cache);
    let users: Vec<Entry> = instance
        .users
        .iter()
        .filter_map(|(name, user)| {
            let password = secrets::arn(scope, root, &user.password)?;
            let writes = user.grants.iter().any(|grant| grant.access.writes());
            let reads = user.grants.iter().any(|grant| grant.access.value != Access::Write);
            let access = match (reads, writes) {
                (true, true) => "on ~* &* +@all -@admin -@dangerous",
                (true, false) => "on ~* &* -@all +@read +@connection",
                _ => "on ~* &* -@all +@write +@connection",
            };
            let edges: Vec<String> =
                user.grants.iter().flat_map(|grant| &grant.edges).map(|edge| format!("edge:{edge}")).collect();
            let places = user.grants.iter().map(|grant| grant.access.subject()).collect::<Vec<_>>().join(" ");
            let rights = vec![Entry::new("access", access).subject(places), Entry::new("secret_arn", password)];
            Some(Entry::new(name, rights).subject(edges.join(" ")))
        })
        .collect();
    let kept =
        instance.backup.as_ref().map_or(u32::from(instance.persistence.value), |backup| backup.keep_days.min(35));
    let persistence = if instance.persistence.value { String::new() } else { instance.persistence.subject() };
    let subject = instance.backup.as_ref().map_or(persistence, |backup| backup.subject());
    block
        .set("name", local("name"))
        .set_of(instance.name.subject(), "cache", instance.name.as_str())
        .set_of(instance.version.subject(), "engine_version", version)
        .set("family", family)
        .note(&class.why(instance))
        .set_of(instance.resources.subject(), "node_type", class.name)
        .set_of(production.subject(), "nodes", if production.value || followed { 2 } else { 1 })
        .set_of(subject, "snapshot_days", kept)
        .set("users", Value::Object(users))
}
