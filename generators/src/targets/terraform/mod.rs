//! Terraform for AWS: layered roots per environment over hand-written modules.
//!
//! | root | holds | reads |
//! |---|---|---|
//! | `foundation` | network, cluster, load balancer, DNS, the workloads' security groups | – |
//! | `data` | what must not be lost, its users' passwords and its grants jobs | foundation |
//! | one per unit | tasks, services, jobs, their secrets, their flows; on EKS what the unit's chart takes from AWS | foundation, data |
//!
//! Values pass from layer to layer through the parameter store. Addresses derive from node ids: `module.orders` is
//! the service of `orders`, `module.orders_task` its task definition. Words with an underscore can't be ids, so what
//! belongs to no node has one in its name.

mod access;
mod data;
mod decided;
mod eks;
mod extra;
mod flows;
mod foundation;
mod function;
mod grants;
mod hosts;
mod modules;
mod options;
pub mod owner;
mod proofs;
mod readme;
mod root;
mod schedule;
mod scope;
mod secrets;
mod sizes;
mod tags;
mod task;
mod unit;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::error::Error;
use crate::file::File;
use crate::plan::{Plan, Plans};
use crate::targets::{Output, Request, Target};

use scope::Scope;

/// Terraform for AWS.
#[derive(Debug)]
pub struct Terraform;

impl Target for Terraform {
    fn id(&self) -> &'static str {
        "terraform"
    }

    fn summary(&self) -> &'static str {
        "Terraform for AWS: foundation, data and a root per unit, for each environment"
    }

    fn has_a_cloud(&self) -> bool {
        true
    }

    fn render(&self, plans: &Plans, request: &Request) -> Result<Output, Error> {
        let mut output = Output::default();
        let mut used = BTreeSet::new();
        let mut given = Vec::new();
        for (_, plan) in plans.environments.iter().filter(|(id, _)| request.wants(id)) {
            environment(plan, &mut output, &mut used, &mut given)?;
        }
        output.files.extend(modules::copies(&used)?);
        output.files.extend(modules::common()?);
        output.files.extend(readme::files(plans, &given));
        output.notes.sort();
        output.notes.dedup();
        Ok(output)
    }
}

/// The roots of one environment.
fn environment(
    plan: &Plan,
    output: &mut Output,
    used: &mut BTreeSet<String>,
    given: &mut Vec<(String, String)>,
) -> Result<(), Error> {
    let mut scope = Scope::new(plan);
    let mut roots = vec![foundation::foundation(&mut scope)?, data::data(&mut scope)?];
    for (unit, members) in &plan.units {
        if scope.on_eks() && members.iter().any(|id| eks::holds(&scope, id)) {
            roots.push(eks::unit(&mut scope, unit, members)?);
        } else if !scope.on_eks() && members.iter().any(|id| plan.workloads.contains_key(id)) {
            roots.push(unit::unit(&mut scope, unit, members)?);
        }
    }
    tags::report(&mut scope);
    if scope.on_eks() {
        output.files.extend(eks::manifests()?);
    }
    given.extend(plan.workloads.values().flat_map(|workload| unit::given(&scope, workload)));
    for root in roots {
        used.extend(root.modules.iter().cloned());
        output.files.extend(root.finish(&scope)?);
    }
    if !plan.extra.terraform.is_empty() {
        let text = serde_json::to_string_pretty(&plan.extra.terraform)
            .map_err(|error| Error::internal("extra.tf.json", error))?;
        output
            .files
            .insert(format!("{}/foundation/extra.tf.json", scope.folder()), File::generated(format!("{text}\n")));
    }
    output.notes.append(&mut scope.notes);
    Ok(())
}
