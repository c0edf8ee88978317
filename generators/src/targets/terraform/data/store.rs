//! Object stores as buckets of S3: one for each node, whose users are roles.

use topology::document::{Id, Provision};

use crate::hcl::{Block, Expression, Part};
use crate::plan::{Instance, TriggerPlan, Verdict};

use super::super::extra;
use super::super::foundation::{local, output, variable};
use super::super::root::Root;
use super::super::scope::{Scope, node};

/// The buckets of an instance.
pub(super) fn stores(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance) {
    say(scope, instance);
    for id in &instance.nodes {
        let production = &scope.plan.settings.production;
        let name = scope.plan.datastores.get(id).and_then(|store| store.database.as_ref());
        let mut block: Block =
            root.module(id.as_str(), "object-store").set("name", local("name")).set("store", id.as_str());
        if let Some(name) = name {
            scope.approximated(name, "AWS completes the names of buckets, and this one begins with the node's");
        }
        if !production.value {
            block = block.set_of(production.subject(), "force_destroy", true);
        }
        if let Some(trigger) = listened_to(scope, id) {
            block = block.set_of(trigger, "tells_of_objects", true);
        }
        let provision =
            if instance.provision.value == Provision::Managed { instance.provision.subject() } else { String::new() };
        let mut block = block.subject(format!("{} {provision}", node(id)).trim());
        extra::merge(scope, &instance.extra, id, "object-store", &mut block);
        root.add(block);
        extra::report(scope, &instance.extra, id, &["object-store"]);
        if instance.nodes.first() == Some(id) {
            root.moved(instance.was.iter().map(Id::as_str), id.as_str(), &[""]);
        }
        root.hand_over(format!("{id}/bucket"), output(id.as_str(), "bucket"));
        root.hand_over(format!("{id}/arn"), output(id.as_str(), "arn"));
        root.output_of(
            format!("/nodes/{id}/title"),
            &format!("{id}_bucket"),
            &format!("Name of the bucket of {}.", scope.plan.label(id)),
            output(id.as_str(), "bucket"),
        );
    }
}

/// The host name of S3 in the root's region.
pub(in crate::targets::terraform) fn host() -> Vec<Part> {
    let region: Expression = variable("region");
    vec![Part::from("s3."), Part::from(region), Part::from(".amazonaws.com")]
}

/// Where the trigger stands that waits for a store's objects.
fn listened_to(scope: &Scope<'_>, id: &Id) -> Option<String> {
    let triggers = scope.plan.workloads.values().flat_map(|workload| workload.triggers.values());
    let mut waiting = triggers.filter(|trigger| matches!(&trigger.value, TriggerPlan::Bucket { store } if store == id));
    waiting.next().map(|trigger| trigger.subject())
}

fn say(scope: &mut Scope<'_>, instance: &Instance) {
    for id in &instance.nodes {
        scope.note(
            format!("/nodes/{id}/kind"),
            Verdict::Approximated,
            "a bucket of S3 stands for it: AWS completes its name, and programs sign in with the role of their task, so no password is handed to them",
        );
    }
    scope.unsupported(&instance.storage_mib, "S3 has no size to be set");
    scope.unsupported(&instance.resources, "S3 has no size to be set");
    scope.unsupported(&instance.version, "S3 has no versions");
    if let Some(backup) = &instance.backup {
        scope.approximated(backup, "the bucket keeps replaced and deleted objects for thirty days");
    }
}
