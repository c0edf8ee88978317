//! The `justfile`: the usual verbs by their usual names.

use std::collections::BTreeSet;

use super::{backup, instance};
use crate::file::File;
use crate::plan::Plans;

const RECIPES: &str = include_str!("../../../../assets/compose/justfile");

/// The file: the recipes are the same for every system, its stores are a list at their head.
pub(super) fn file(plans: &Plans) -> File {
    let stores = |wanted: fn(&crate::plan::Instance) -> bool| {
        let all = plans.all().flat_map(|(_, plan)| plan.instances.values().filter(move |instance| wanted(instance)));
        all.map(|instance| instance.name.to_string()).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
    };
    let head = format!(
        "# What one does with {}: `just` lists it.\n\n# The data stores that can be copied, and those whose users a job makes.\ncopied := \"{}\"\ngranted := \"{}\"\n",
        plans.topology,
        stores(backup::is_copied),
        stores(|instance| instance::runs_here(instance) && instance::has_grants(instance)),
    );
    File::generated(head + RECIPES)
}
