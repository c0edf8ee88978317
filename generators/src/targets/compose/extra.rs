//! `extra.compose`: the person's own data, merged after the Plan.

use topology::document::{Extra, Id};
use topology::yaml::Item;

use crate::items::merge;
use crate::plan::{Note, Plan, Verdict};

/// What `extra` must not set: secrets and networks follow from the topology.
const KEPT: [&str; 6] = ["networks", "network_mode", "secrets", "env_file", "configs", "container_name"];

pub(super) fn merge_node(id: &Id, extra: &Extra, item: &mut Item, notes: &mut Vec<Note>) {
    for (key, value) in &extra.compose {
        let path = format!("/nodes/{id}/extra/compose/{}", key.replace('~', "~0").replace('/', "~1"));
        if KEPT.contains(&key.as_str()) {
            let reason = format!("`{key}` follows from the topology and can't be set from outside");
            notes.push(Note { path, verdict: Verdict::Unsupported, reason });
        } else {
            merge(item, key, value, &path);
            notes.push(Note {
                path,
                verdict: Verdict::Unproven,
                reason: "yours, unproven: merged as it is".to_owned(),
            });
        }
    }
}

/// The document's own data, beside the services: extension fields, and what compose knows at its top but services, networks and secrets.
pub(super) fn merge_whole(plan: &Plan, root: &mut Item) {
    for (key, value) in &plan.extra.compose {
        if !["services", "networks", "secrets", "name"].contains(&key.as_str()) {
            merge(root, key, value, &format!("/extra/compose/{}", key.replace('~', "~0").replace('/', "~1")));
        }
    }
}
