//! What every service repeats stands once at the head of a file, behind an anchor.

use topology::yaml::{Item, Tree};

use super::service::harden;
use crate::items::{Entries, put, same};

/// The anchor, and behind `x-` the key that holds it.
const HARDENED: &str = "hardened";

/// What every container does without, and how its log is kept.
pub(super) fn head() -> (String, Item) {
    let reason = "What every container does without: new privileges, capabilities, a filesystem that can be written to; and logs that end.";
    (format!("x-{HARDENED}"), Item::from(settings()).anchor(HARDENED).comment(reason))
}

fn settings() -> Entries {
    let mut entries = Entries::new();
    harden(&mut entries, &[]);
    entries
}

/// The service with the shared settings in the place of its own, where these are the same; one that differs keeps all of its own.
pub(super) fn merged(service: Item) -> Item {
    let Tree::Map(entries) = service.value else { return service };
    let shared = settings();
    let is_shared = |key: &String, item: &Item| {
        shared.iter().any(|(name, held)| name == key && same(&held.value, &item.value) && item.subject.is_none())
    };
    let repeated = entries.iter().filter(|(key, item)| is_shared(key, item)).count();
    let mut kept = entries;
    if repeated == shared.len() {
        kept.retain(|(key, item)| !is_shared(key, item));
        put(&mut kept, "<<", Item::from(Tree::Merge(HARDENED)));
    }
    Item { value: Tree::Map(kept), ..service }
}
