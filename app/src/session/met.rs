//! Where somebody else changed what this person had said: the later one stands, and whoever was earlier is told.

use serde_json::Value;
use topology::edit::Change;

/// What somebody made of this person's change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// Who did it, by id.
    pub actor: String,
    /// The node, edge or boundary that it was done to; none where it was done to the whole.
    pub id: Option<String>,
    /// What was done, to be read after the name: "changed replicas min to 3".
    pub what: String,
}

/// The first of somebody's changes that replaces a value that this person set, or takes away what this person changed. `own` is what this person did, the latest first.
pub fn met<'c>(actor: &str, theirs: &[Change], own: impl Iterator<Item = &'c Change> + Clone) -> Option<Met> {
    theirs.iter().find_map(|change| {
        let (id, field) = named(change)?;
        let mine = own.clone().find(|mine| mine.path.is_within(&change.path))?;
        let gone = change.after.is_none() && field.is_empty();
        let replaced = mine.path == change.path && mine.after == change.before && mine.after != change.after;
        if !gone && !replaced {
            return None;
        }
        let what = match &change.after {
            None if field.is_empty() => "deleted what you changed".to_owned(),
            None => format!("took {field} away"),
            Some(value) => format!("changed {field} to {}", short(value)),
        };
        Some(Met { actor: actor.to_owned(), id, what })
    })
}

/// What a change is about: the id of a member, and which field of it. Where something stands is nobody's own.
fn named(change: &Change) -> Option<(Option<String>, String)> {
    let segments = change.path.segments();
    let (inside, environment) = match segments {
        [first, environment, rest @ ..] if first == "environments" && rest.len() > 1 => (rest, Some(environment)),
        other => (other, None),
    };
    let (id, mut field) = match inside {
        [views, ..] if views == "views" || views == "comments" => return None,
        [collection, id, field @ ..] if ["nodes", "edges", "boundaries"].contains(&collection.as_str()) => {
            (Some(id.clone()), field.join(" "))
        }
        whole => (None, whole.join(" ")),
    };
    if let Some(environment) = environment {
        field = format!("{field} in {environment}");
    }
    Some((id, field))
}

fn short(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn change(path: &str, before: Value, after: Value) -> Change {
        serde_json::from_value(json!({ "path": path, "before": before, "after": after })).unwrap()
    }

    fn told(theirs: &[Change], own: &[Change]) -> Option<(Option<String>, String)> {
        met("ben", theirs, own.iter().rev()).map(|met| (met.id, met.what))
    }

    #[test]
    fn who_was_earlier_is_told_what_the_later_one_made_of_it() {
        let own = [
            change("/nodes/a/title", json!("A"), json!("Mine")),
            change("/environments/production/nodes/a/replicas", json!(null), json!({ "min": 2 })),
            change("/title", json!("Shop"), json!("My shop")),
        ];
        let a = || Some("a".to_owned());
        let title = change("/nodes/a/title", json!("Mine"), json!("Theirs"));
        assert_eq!(told(&[title], &own), Some((a(), "changed title to Theirs".to_owned())));
        let replicas = change("/environments/production/nodes/a/replicas", json!({ "min": 2 }), json!(null));
        assert_eq!(told(&[replicas], &own), Some((a(), "took replicas in production away".to_owned())));
        let gone = change("/nodes/a", json!({ "kind": "service" }), json!(null));
        assert_eq!(told(&[gone], &own), Some((a(), "deleted what you changed".to_owned())));
        let whole = change("/title", json!("My shop"), json!("x".repeat(50)));
        assert_eq!(told(&[whole], &own), Some((None, format!("changed title to {}…", "x".repeat(40)))));
    }

    #[test]
    fn what_meets_nothing_of_ones_own_is_not_told() {
        let own = [
            change("/nodes/a/title", json!("A"), json!("Mine")),
            change("/views/main/layout/a", json!([0, 0]), json!([8, 8])),
        ];
        for theirs in [
            // Another field, another node, a picture, and a value that was theirs before.
            change("/nodes/a/size", json!("small"), json!("large")),
            change("/nodes/b/title", json!("B"), json!("Theirs")),
            change("/views/main/layout/a", json!([8, 8]), json!([9, 9])),
            change("/nodes/a/title", json!("Before"), json!("Theirs")),
        ] {
            assert_eq!(told(&[theirs], &own), None);
        }
    }
}
