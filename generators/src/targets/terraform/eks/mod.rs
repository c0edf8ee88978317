//! EKS: the cluster that the charts are installed into, who its pods are at AWS, and the values that AWS alone knows.
//!
//! The charts carry the programs; Terraform carries what is around them. `docs/decisions/eks.md` says why neither the
//! charts are installed by Terraform nor each pod has a security group of its own.

mod flows;
mod nodes;
mod readme;
mod unit;

pub(super) use flows::{to_instances, visitors};
pub(super) use readme::readme;
pub(super) use unit::{holds, unit};

use crate::catalogue;
use crate::error::Error;
use crate::file::File;
use crate::hcl::{Entry, Expression, Value};

use super::foundation::{local, output, variable};
use super::root::Root;
use super::scope::Scope;
use super::{modules, options};

/// The label of the cluster's module.
pub(super) const LABEL: &str = "kubernetes_cluster";

/// The cluster, in the foundation.
pub(super) fn cluster(scope: &mut Scope<'_>, root: &mut Root) -> Result<(), Error> {
    let missing = || Error::internal("catalogue/aws.yaml", "the service `eks` is missing");
    let offer = catalogue::catalogue()?.aws.services.get("eks").ok_or_else(missing)?;
    let version = offer.settled().ok_or_else(missing)?;
    root.variable(
        "kubernetes_version",
        "Minor version of Kubernetes. Raise it by one at a time.",
        Expression::path(["string"]),
        Value::from(version),
        String::new(),
    );
    options::cluster_access(root);
    let size = nodes::size(scope.plan, &offer.classes).ok_or_else(missing)?;
    for (workload, reason) in &size.too_large {
        if let Some(workload) = scope.plan.workloads.get(workload) {
            scope.approximated(&workload.resources, reason.clone());
        }
    }
    let group = vec![
        Entry::new("instance_type", size.class),
        Entry::new("min", size.min),
        Entry::new("desired", size.desired),
        Entry::new("max", size.max),
    ];
    let block = root
        .module(LABEL, "kubernetes-cluster")
        .set("name", local("name"))
        .set("kubernetes_version", variable("kubernetes_version"))
        .set("support_ends", Value::object(offer.support_ends.iter().map(|(version, end)| (version, end.as_str()))))
        .set("subnet_ids", output("vpc_network", "private_subnet_ids"))
        .set("public_access_cidrs", variable("cluster_public_cidrs"))
        .set("administrators", variable("cluster_administrators"))
        .note(&size.why)
        .set("nodes", group)
        .set("existing", variable("existing_cluster"))
        .subject(scope.plan.settings.platform.subject());
    root.add(block);
    for (key, name) in [
        ("cluster_name", "name"),
        ("log_key_arn", "log_key_arn"),
        ("node_security_group_id", "node_security_group_id"),
        ("secrets_operator_role_arn", "secrets_operator_role_arn"),
    ] {
        root.hand_over(key, output(LABEL, name));
    }
    root.output("cluster_name", "Name of the EKS cluster.", output(LABEL, "name"));
    Ok(())
}

/// What stands beside the roots for people to apply with kubectl.
pub(super) fn manifests() -> Result<std::collections::BTreeMap<String, File>, Error> {
    modules::folder_of("kubernetes")
}
