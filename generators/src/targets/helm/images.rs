//! Image tags that a pipeline bumps: written once, then the person's.

use topology::document::Id;
use topology::yaml::{Item, write};

use crate::file::File;
use crate::plan::{Plan, Workload};

/// `images-<environment>.yaml` of a unit.
pub(super) fn seed(plan: &Plan, unit: &Id) -> File {
    let ids = plan.units.get(unit).into_iter().flatten();
    let tags = ids.filter_map(|id| plan.workloads.get(id)).filter(|workload| is_built_by_a_pipeline(workload)).map(
        |workload| {
            let tag = Item::map([("tag", Item::text(&workload.image.tag))]).flow();
            (workload.id.as_str(), Item::map([("image", tag)]))
        },
    );
    let header = "Image tags, yours from here on: your pipeline sets what it has built. A tag here wins over the one in values.yaml;\na node that is missing here has that one.";
    File { class: crate::file::Class::Seeded, ..write(&Item::map(tags).comment(header)).into() }
}

/// Stand-ins and gateways come from the catalogue: a tag of theirs must not outlive them here.
fn is_built_by_a_pipeline(workload: &Workload) -> bool {
    !workload.stand_in && workload.gateway.is_none() && workload.image.digest.is_empty()
}
