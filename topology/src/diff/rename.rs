//! Members that have another id than before.

use crate::collections::BTreeMap;
use crate::document::{Document, Id};
use crate::edit::{self, Edit};

/// The first document with the ids that its members have in the second, and each of those ids with the one before.
pub(super) fn caught_up(before: &Document, after: &Document) -> (Document, BTreeMap<Id, Id>) {
    let mut document = before.clone();
    let mut renamed = BTreeMap::new();
    let nodes = after.nodes.iter().map(|(id, node)| (id, &node.was));
    let boundaries = after.boundaries.iter().map(|(id, boundary)| (id, &boundary.was));
    for (id, was) in nodes.chain(boundaries) {
        if before.nodes.contains_key(id) || before.boundaries.contains_key(id) {
            continue;
        }
        let there = |old: &&Id| {
            (before.nodes.contains_key(*old) && !after.nodes.contains_key(*old))
                || (before.boundaries.contains_key(*old) && !after.boundaries.contains_key(*old))
        };
        let Some(old) = was.iter().rev().find(there) else { continue };
        // A rename that does not fit is told as one that came and one that went.
        if edit::apply(&mut document, &Edit::Rename { id: old.clone(), to: id.clone() }).is_ok() {
            renamed.insert(id.clone(), old.clone());
        }
    }
    (document, renamed)
}
