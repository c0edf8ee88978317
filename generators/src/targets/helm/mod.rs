//! Helm: for each unit an umbrella whose dependencies are aliases of hand-written charts, one a node.
//!
//! Templates never vary; everything here is values. The base stands in `values.yaml`, and each environment in an overlay that holds only what differs.

mod charts;
mod copies;
mod datastore;
mod eks;
mod explain;
mod extra;
mod images;
mod overlay;
mod parts;
mod policy;
mod umbrella;
mod unit;
mod workload;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use topology::document::Id;

use super::{Output, Request, Target};
use crate::engines::aws;
use crate::error::Error;
use crate::items::note;
use crate::plan::{Plan, Plans, Verdict};

/// The Helm target.
#[derive(Debug, Clone, Copy)]
pub struct Helm;

impl Target for Helm {
    fn id(&self) -> &'static str {
        "helm"
    }

    fn summary(&self) -> &'static str {
        "a Helm umbrella for each unit, with an overlay for each environment"
    }

    fn render(&self, plans: &Plans, request: &Request) -> Result<Output, Error> {
        let units: BTreeSet<&Id> = plans.all().flat_map(|(_, plan)| plan.units.keys()).collect();
        let mut output = Output::default();
        for unit in units {
            unit::render(plans, request, unit, &mut output)?;
        }
        for (name, plan) in plans.all() {
            if name == "base" || plan.environment.as_ref().is_some_and(|environment| request.wants(environment)) {
                limits(plan, &mut output);
            }
        }
        output.notes.sort();
        output.notes.dedup();
        Ok(output)
    }
}

/// What Kubernetes takes otherwise than declared, for everything in a Plan.
fn limits(plan: &Plan, output: &mut Output) {
    for workload in plan.workloads.values() {
        workload::limits(plan, workload, &mut output.notes);
    }
    for instance in plan.instances.values() {
        if !eks::is_managed(plan, instance) {
            datastore::limits(instance, &mut output.notes);
        }
    }
    policy::limits(plan, &mut output.notes);
    if let Some(domain) = plan.settings.domain.as_ref().filter(|_| !aws::on_eks(plan)) {
        let reason = "routes answer under this name; its DNS record and its certificate belong to the Gateway, which is not of this chart";
        note(domain, Verdict::Approximated, reason, &mut output.notes);
    }
}
