use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::diff::random::{changed, start};
use crate::edit::apply;

fn after(edits: Value) -> Document {
    let mut document = start();
    apply(&mut document, &Edit::Batch { edits: serde_json::from_value(edits).unwrap() }).unwrap();
    document
}

fn free(base: &Document, ours: &Document, theirs: &Document) -> Merged {
    merge(base, ours, theirs, &BTreeMap::new()).unwrap()
}

fn set(path: &str, value: Value) -> Value {
    json!([{ "op": "set", "path": path, "value": value }])
}

fn delete(path: &str) -> Value {
    json!([{ "op": "delete", "path": path }])
}

#[test]
fn what_each_changed_beside_the_other_stands() {
    let ours = after(set("/nodes/a/replicas", json!({ "min": 3 })));
    let theirs = after(set("/nodes/a/title", json!("Other")));
    let merged = free(&start(), &ours, &theirs);
    assert!(merged.conflicts.is_empty());
    let node = &merged.document.nodes["a"];
    assert_eq!((node.title.as_ref().unwrap().as_str(), node.replicas.as_ref().unwrap().min), ("Other", Some(3)));
}

#[test]
fn sets_are_put_together() {
    let ours = after(
        json!([{ "op": "add", "path": "/nodes/a/tags", "member": "o" }, { "op": "remove", "path": "/nodes/a/tags", "member": "x" }]),
    );
    let theirs = after(json!([{ "op": "add", "path": "/nodes/a/tags", "member": "t" }]));
    let merged = free(&start(), &ours, &theirs);
    assert!(merged.conflicts.is_empty());
    let tags: Vec<&str> = merged.document.nodes["a"].tags.iter().map(|tag| tag.as_str()).collect();
    assert_eq!(tags, ["o", "t", "y"]);
}

#[test]
fn the_same_field_asks_and_a_choice_answers() {
    let ours = after(set("/nodes/c/storage", json!("20Gi")));
    let theirs = after(set("/nodes/c/storage", json!("30Gi")));
    let merged = free(&start(), &ours, &theirs);
    assert_eq!(merged.document, ours);
    let [conflict] = merged.conflicts.as_slice() else { panic!("{:?}", merged.conflicts) };
    assert_eq!(conflict.path.to_string(), "/nodes/c/storage");
    assert_eq!(
        [&conflict.base, &conflict.ours, &conflict.theirs].map(|v| v.clone().unwrap()),
        [json!("10Gi"), json!("20Gi"), json!("30Gi")]
    );
    for (side, expected) in [(Side::Ours, &ours), (Side::Theirs, &theirs)] {
        let choices = [(conflict.path.clone(), side)].into_iter().collect();
        let merged = merge(&start(), &ours, &theirs, &choices).unwrap();
        assert!(merged.conflicts.is_empty());
        assert_eq!(merged.document, *expected);
    }
}

#[test]
fn deleted_and_changed_asks_for_the_whole_member() {
    let gone = after(delete("/nodes/b"));
    let kept = after(set("/nodes/b/title", json!("B")));
    for (ours, theirs) in [(&gone, &kept), (&kept, &gone)] {
        let merged = free(&start(), ours, theirs);
        let paths: Vec<String> = merged.conflicts.iter().map(|conflict| conflict.path.to_string()).collect();
        assert_eq!(paths, ["/nodes/b"], "{:?}", merged.conflicts);
    }
}

#[test]
fn an_edge_to_a_node_that_is_gone_asks() {
    let ours = after(delete("/nodes/d"));
    let theirs = after(set("/edges/b--d", json!({ "from": "b", "to": "d", "kind": "publish" })));
    let merged = free(&start(), &ours, &theirs);
    assert_eq!(merged.conflicts[0].path.to_string(), "/edges/b--d");
    assert!(merged.conflicts[0].reason.contains("no node `d`"));
    let merged = free(&start(), &theirs, &ours);
    assert_eq!(merged.conflicts[0].path.to_string(), "/nodes/d", "{:?}", merged.conflicts);
}

#[test]
fn a_picture_never_asks() {
    let ours = after(set("/views/main/layout/a", json!([1, 1])));
    let theirs = after(set("/views/main/layout/a", json!([2, 2])));
    let merged = free(&start(), &ours, &theirs);
    assert!(merged.conflicts.is_empty());
    assert_eq!(merged.document, theirs);
}

#[test]
fn a_side_that_does_not_fit_is_refused() {
    let ours = after(delete("/nodes/d"));
    let theirs = after(set("/edges/b--d", json!({ "from": "b", "to": "d", "kind": "publish" })));
    let choices = [(Pointer::of(["edges", "b--d"]), Side::Theirs)].into_iter().collect();
    assert!(merge(&start(), &ours, &theirs, &choices).unwrap_err().message.contains("no node `d`"));
}

/// The edge does not fit while its node is gone, so both ask. Whoever takes the node back is still followed about the edge.
#[test]
fn a_choice_holds_also_where_another_makes_it_needless() {
    let ours = after(delete("/nodes/d"));
    let theirs = after(json!([
        { "op": "set", "path": "/nodes/d/title", "value": "D" },
        { "op": "set", "path": "/edges/b--d", "value": { "from": "b", "to": "d", "kind": "publish" } },
    ]));
    let asked = free(&start(), &ours, &theirs);
    let paths: Vec<String> = asked.conflicts.iter().map(|conflict| conflict.path.to_string()).collect();
    assert_eq!(paths, ["/nodes/d", "/edges/b--d"]);
    for (edge, there) in [(Side::Ours, false), (Side::Theirs, true)] {
        let choices =
            [(Pointer::of(["nodes", "d"]), Side::Theirs), (Pointer::of(["edges", "b--d"]), edge)].into_iter().collect();
        let merged = merge(&start(), &ours, &theirs, &choices).unwrap();
        assert!(merged.conflicts.is_empty());
        assert_eq!(merged.document.nodes["d"].title.as_ref().unwrap().as_str(), "D");
        assert_eq!(merged.document.edges.contains_key("b--d"), there, "{edge:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_changed_alone_is_followed(document in changed(12)) {
        let base = start();
        prop_assert_eq!(free(&base, &base, &document).document, document.clone());
        prop_assert_eq!(free(&base, &document, &base).document, document.clone());
        let both = free(&base, &document, &document);
        prop_assert!(both.conflicts.is_empty() && both.edits.is_empty());
    }

    #[test]
    fn only_what_both_changed_asks(ours in changed(8), theirs in changed(8)) {
        let base = start();
        let merged = free(&base, &ours, &theirs);
        prop_assert!(crate::structure::check(&merged.document).is_empty());
        for conflict in &merged.conflicts {
            prop_assert_ne!(&conflict.ours, &conflict.theirs);
        }
        // What nobody is asked about and theirs alone changed is there afterwards.
        let mine = fields(&base, &ours);
        let asked = |path: &Pointer| merged.conflicts.iter().any(|c| path.is_within(&c.path) || c.path.is_within(path));
        for field in fields(&base, &theirs) {
            let met = mine.iter().any(|m| m.path.is_within(&field.path) || field.path.is_within(&m.path));
            if !met && !asked(&field.path) {
                prop_assert_eq!(get(&merged.document, &field.path), field.after, "{}", field.path);
            }
        }
        // And what ours alone changed still is.
        let proposed = fields(&base, &theirs);
        for field in mine {
            let met = proposed.iter().any(|t| t.path.is_within(&field.path) || field.path.is_within(&t.path));
            if !met {
                prop_assert_eq!(get(&merged.document, &field.path), field.after, "{}", field.path);
            }
        }
    }
}

/// One renamed what the other changed: the new id can't stand beside the old one.
#[test]
fn a_rename_beside_a_change_asks() {
    let ours = after(set("/nodes/c/storage", json!("20Gi")));
    let theirs = after(json!([{ "op": "rename", "id": "c", "to": "c2" }]));
    let merged = free(&start(), &ours, &theirs);
    let paths: Vec<String> = merged.conflicts.iter().map(|conflict| conflict.path.to_string()).collect();
    assert!(paths.contains(&"/nodes/c".to_owned()) && paths.contains(&"/nodes/c2".to_owned()), "{paths:?}");
}
