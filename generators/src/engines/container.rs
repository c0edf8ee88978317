//! What every container of a compose file has in common, in the base and in what is laid over it.

use topology::yaml::Item;

use crate::items::{Entries, put, put_some};

/// What every container does without: rights, a file system to write to but for the `writable` folders, and logs without an end.
pub fn harden(entries: &mut Entries, writable: &[String]) {
    put(entries, "init", true);
    put(entries, "read_only", true);
    put_some(entries, "tmpfs", Item::list(writable.iter().map(|path| literal(path))).flow());
    put(entries, "cap_drop", Item::list(["ALL"]).flow());
    put(entries, "security_opt", Item::list(["no-new-privileges:true"]).flow());
    let rotation = Item::map([("max-size", "10m"), ("max-file", "3")]).flow();
    put(entries, "logging", Item::map([("driver", Item::text("json-file")), ("options", rotation)]));
}

/// Text that compose must not read as a variable.
#[must_use]
pub fn literal(text: &str) -> Item {
    Item::text(text.replace('$', "$$"))
}
