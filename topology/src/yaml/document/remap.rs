//! Comments whose place the canonical form moves: on items of lists that it sorts, and on fields that it leaves out.

use crate::document::{Comments, Document};
use crate::yaml::pointer;
use crate::yaml::tree::nearest;
use serde_json::Value;

/// The comments with each index of `given` replaced by the index that the item has in `document`, since sets are written sorted; and those on something that is not written, as an empty field, before what is around it.
pub(super) fn remap(comments: Comments, given: &Value, document: &Document) -> Comments {
    if comments.is_empty() {
        return comments;
    }
    // A document that can't be written as a value keeps its comments where they are.
    let canonical = serde_json::to_value(document).unwrap_or_default();
    let mut remapped = Comments::new();
    for (path, comment) in comments {
        let (place, exact) = nearest(&canonical, &moved(&path, given, &canonical));
        let held = remapped.entry(place).or_default();
        held.before.extend(comment.before);
        if !exact {
            held.before.extend(comment.after);
            held.before.extend(comment.end);
            continue;
        }
        held.end.extend(comment.end);
        match &held.after {
            None => held.after = comment.after,
            Some(_) => held.before.extend(comment.after),
        }
    }
    remapped
}

fn moved(path: &str, given: &Value, canonical: &Value) -> String {
    let (mut given, mut canonical) = (Some(given), Some(canonical));
    let mut moved = String::new();
    for segment in pointer::segments(path) {
        let mut to = segment.clone();
        if let Some(Value::Array(items)) = given {
            let index = segment.parse::<usize>().ok();
            given = index.and_then(|index| items.get(index));
            if let (Some(item), Some(Value::Array(sorted))) = (given, canonical)
                && index.and_then(|index| sorted.get(index)) != Some(item)
                && let Some(new) = index_of(item, sorted)
            {
                to = new.to_string();
            }
            canonical = canonical.and_then(|value| value.get(to.parse::<usize>().ok()?));
        } else {
            given = given.and_then(|value| value.get(&segment));
            canonical = canonical.and_then(|value| value.get(&segment));
        }
        moved = pointer::join(&moved, &to);
    }
    moved
}

/// Where `item` stands in a list, by halving if the list is long: long ones are sets of words, and sorted.
fn index_of(item: &Value, items: &[Value]) -> Option<usize> {
    if items.len() <= 64 {
        return items.iter().position(|other| other == item);
    }
    items.binary_search_by(|other| other.as_str().cmp(&item.as_str())).ok()
}
