//! Lists that are sets: two people's members are put together.

use serde_json::Value;

use crate::diff::Field;

/// Fields that hold sets, at the end of their path.
const SETS: [&str; 6] = ["collapsed", "methods", "origins", "provides", "secrets", "tags"];

/// The members of both, without those that either took out; `None` where this is no set.
pub(super) fn united(theirs: &Field, ours: &Field) -> Option<Value> {
    if !SETS.contains(&theirs.path.segments().last()?.as_str()) {
        return None;
    }
    let members = |value: &Option<Value>| match value {
        None => Some(Vec::new()),
        Some(Value::Array(items)) => Some(items.clone()),
        Some(_) => None,
    };
    let (base, theirs) = (members(&theirs.before)?, members(&theirs.after)?);
    let mut all = members(&ours.after)?;
    all.retain(|item| theirs.contains(item) || !base.contains(item));
    let new: Vec<Value> = theirs.into_iter().filter(|item| !base.contains(item) && !all.contains(item)).collect();
    all.extend(new);
    Some(Value::Array(all))
}
