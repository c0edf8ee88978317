//! Where a field is written: one place of the document, or the same place of several items, and what holds there while nothing is written.

use serde_json::Value;
use topology::Document;
use topology::document::Pointer;
use topology::edit::{Edit, get};

/// One item's place, and the places from which it inherits, the nearest first.
#[derive(Debug, Clone, PartialEq)]
struct Target {
    own: Pointer,
    below: Vec<Pointer>,
}

/// The place of a field of all items that are edited together.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    targets: Vec<Target>,
    overriding: bool,
}

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Held {
    /// The value, where all items say the same.
    pub value: Option<Value>,
    /// Whether the items say different things.
    pub mixed: bool,
    /// What holds where nothing is said here, where that is the same for all items.
    pub below: Option<Value>,
}

impl Place {
    /// Items of a collection (`nodes`, `edges`, `boundaries`), each with its kind: as they are, or what an environment says otherwise.
    #[must_use]
    pub fn of(collection: &str, items: &[(String, &'static str)], environment: Option<&str>) -> Self {
        let target = |(id, kind): &(String, &'static str)| {
            let base = Pointer::of([collection, id.as_str()]);
            // Only nodes have defaults by kind.
            let defaults = (collection == "nodes").then(|| Pointer::of(["defaults", *kind]));
            match environment {
                Some(environment) => Target {
                    own: Pointer::of(["environments", environment, collection, id.as_str()]),
                    below: [base].into_iter().chain(defaults).collect(),
                },
                None => Target { own: base, below: defaults.into_iter().collect() },
            }
        };
        Self { targets: items.iter().map(target).collect(), overriding: environment.is_some() }
    }

    /// The place of a field within this one.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        let target = |target: &Target| Target {
            own: target.own.join(name),
            below: target.below.iter().map(|below| below.join(name)).collect(),
        };
        Self { targets: self.targets.iter().map(target).collect(), overriding: self.overriding }
    }

    /// Whether it says what differs in an environment.
    #[must_use]
    pub fn overrides(&self) -> bool {
        self.overriding
    }

    /// How many items are edited.
    #[must_use]
    pub fn count(&self) -> usize {
        self.targets.len()
    }

    /// The first item's place, which names the field's control.
    #[must_use]
    pub fn first(&self) -> Pointer {
        self.targets.first().map(|target| target.own.clone()).unwrap_or_default()
    }

    /// The name of the field.
    #[must_use]
    pub fn name(&self) -> String {
        self.first().segments().last().cloned().unwrap_or_default()
    }

    /// What each item says.
    #[must_use]
    pub fn values(&self, document: &Document) -> Vec<Option<Value>> {
        self.targets.iter().map(|target| get(document, &target.own)).collect()
    }

    /// What all items say together.
    #[must_use]
    pub fn held(&self, document: &Document) -> Held {
        let same = |values: Vec<Option<Value>>| {
            let mixed = values.windows(2).any(|pair| pair[0] != pair[1]);
            (values.into_iter().next().flatten().filter(|_| !mixed), mixed)
        };
        let (value, mixed) = same(self.values(document));
        let below = |target: &Target| target.below.iter().find_map(|path| get(document, path));
        let (below, _) = same(self.targets.iter().map(below).collect());
        Held { value, mixed, below }
    }

    /// The edits that make each item say what `change` makes of what it says.
    pub fn edits(&self, document: &Document, change: impl Fn(Option<Value>) -> Option<Value>) -> Vec<Edit> {
        self.targets
            .iter()
            .filter_map(|target| {
                let now = get(document, &target.own);
                match change(now.clone()) {
                    next if next == now => None,
                    Some(value) => Some(Edit::Set { path: target.own.clone(), value }),
                    None => Some(Edit::Unset { path: self.cleared(document, &target.own) }),
                }
            })
            .collect()
    }

    /// What is taken away with a value: an override that says nothing more goes as a whole.
    fn cleared(&self, document: &Document, path: &Pointer) -> Pointer {
        // environments, its id, nodes, the id.
        const ITEM: usize = 4;
        let mut segments = path.segments();
        while self.overriding && segments.len() > ITEM {
            let (_, above) = segments.split_last().unwrap_or((&segments[0], &[]));
            let alone = get(document, &Pointer::of(above))
                .is_some_and(|value| value.as_object().is_some_and(|map| map.len() == 1));
            if !alone {
                break;
            }
            segments = above;
        }
        Pointer::of(segments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use topology::edit::apply;

    fn shop() -> Document {
        topology::json::read(json!({
            "groundplan": 1, "name": "shop",
            "defaults": { "service": { "size": "small" } },
            "environments": { "production": { "nodes": { "a": { "replicas": { "min": 3 } } } } },
            "nodes": { "a": { "kind": "service", "replicas": { "min": 1 } }, "b": { "kind": "service", "size": "large" } }
        }))
        .unwrap()
    }

    fn nodes(ids: &[&str], environment: Option<&str>) -> Place {
        let items: Vec<(String, &'static str)> = ids.iter().map(|id| ((*id).to_owned(), "service")).collect();
        Place::of("nodes", &items, environment)
    }

    fn write(document: &mut Document, place: &Place, value: Option<Value>) {
        let edits = place.edits(document, |_| value.clone());
        apply(document, &Edit::Batch { edits }).unwrap();
    }

    #[test]
    fn an_override_stands_beside_what_it_overrides() {
        let mut document = shop();
        let place = nodes(&["a"], Some("production")).join("replicas").join("min");
        assert_eq!(place.held(&document), Held { value: Some(json!(3)), mixed: false, below: Some(json!(1)) });
        write(&mut document, &place, None);
        assert!(document.environments["production"].nodes.is_empty(), "an override that says nothing is gone");
        assert_eq!(place.held(&document).below, Some(json!(1)));
        write(&mut document, &place, Some(json!(5)));
        assert_eq!(document.environments["production"].nodes["a"]["replicas"]["min"], 5);
        assert_eq!(document.nodes["a"].replicas.as_ref().unwrap().min, Some(1));
    }

    #[test]
    fn a_default_of_the_kind_is_inherited() {
        let held = nodes(&["a"], None).join("size").held(&shop());
        assert_eq!(held, Held { value: None, mixed: false, below: Some(json!("small")) });
        assert_eq!(nodes(&["b"], Some("production")).join("size").held(&shop()).below, Some(json!("large")));
    }

    #[test]
    fn several_items_say_the_same_after_one_edit() {
        let mut document = shop();
        let place = nodes(&["a", "b"], None).join("size");
        assert!(place.held(&document).mixed);
        write(&mut document, &place, Some(json!("medium")));
        assert_eq!(
            place.held(&document),
            Held { value: Some(json!("medium")), mixed: false, below: Some(json!("small")) }
        );
        assert!(place.edits(&document, |_| Some(json!("medium"))).is_empty(), "what is said already is no edit");
    }
}
