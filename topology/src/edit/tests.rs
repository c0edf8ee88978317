use serde_json::json;

use super::*;

fn shop() -> Document {
    serde_json::from_value(json!({
        "groundplan": 1, "name": "shop",
        "environments": { "prod": { "nodes": { "orders": { "replicas": { "min": 3 } } }, "edges": { "web--orders": { "timeout_ms": 500 } } } },
        "nodes": {
            "web": { "kind": "client" },
            "orders": { "kind": "service", "tags": ["core"], "in": { "domain": "checkout" } },
            "orders-db": { "kind": "database", "engine": "postgres" },
            "copy": { "kind": "database", "role": "replica", "of": "orders-db" }
        },
        "edges": {
            "web--orders": { "from": "web", "to": "orders", "kind": "call" },
            "orders--orders-db": { "from": "orders", "to": "orders-db", "kind": "data" }
        },
        "boundaries": { "checkout": { "kind": "domain" } },
        "waivers": { "w1": { "rule": "orphan-node", "node": "orders", "reason": "r", "author": "a", "expires": "2027-01-01" } },
        "views": { "main": { "layout": { "orders": [10, 20] }, "collapsed": ["checkout"], "locked": ["orders"], "areas": { "checkout": [0, 0, 400, 200] } } },
        "comments": { "/nodes/orders": { "before": ["the heart"] }, "/nodes/orders/tags": { "after": "why" } }
    }))
    .unwrap()
}

fn edit(value: serde_json::Value) -> Edit {
    serde_json::from_value(value).unwrap()
}

/// Applies, checks that undo gives back the same document to the letter, and that replay gives the same result.
fn roundtrip(value: serde_json::Value) -> Document {
    let before = shop();
    let mut document = before.clone();
    let commit = apply(&mut document, &edit(value)).unwrap();
    let mut copy = before.clone();
    replay(&mut copy, &commit.changes).unwrap();
    assert_eq!(copy, document);
    let mut undone = document.clone();
    apply(&mut undone, &inverse(&commit.changes)).unwrap();
    assert_eq!(undone, before);
    document
}

#[test]
fn set_makes_the_maps_on_its_way_and_undo_takes_them_away() {
    let document = roundtrip(json!({ "op": "set", "path": "/nodes/orders/replicas/min", "value": 2 }));
    assert_eq!(document.nodes["orders"].replicas.as_ref().unwrap().min, Some(2));
    roundtrip(json!({ "op": "set", "path": "/nodes/orders/variables/MODE", "value": "fast" }));
    roundtrip(json!({ "op": "unset", "path": "/environments/prod/nodes/orders/replicas/min" }));
    roundtrip(json!({ "op": "set", "path": "/settings/domain", "value": "shop.example.com" }));
    roundtrip(json!({ "op": "set", "path": "/title", "value": "Shop" }));
}

#[test]
fn what_always_is_there_can_be_emptied() {
    let mut document = shop();
    let set = json!({ "op": "set", "path": "/conventions/tags/team", "value": "red" });
    apply(&mut document, &edit(set)).unwrap();
    for path in ["/conventions", "/settings", "/extra", "/tags"] {
        apply(&mut document, &edit(json!({ "op": "unset", "path": path }))).unwrap();
    }
    assert_eq!(document, shop());
}

#[test]
fn places_and_areas_are_set_one_by_one_and_their_map_comes_and_goes_with_them() {
    let document = roundtrip(json!({ "op": "set", "path": "/views/main/layout/web", "value": [3, 4] }));
    assert_eq!(document.views["main"].layout["web"], [3, 4]);
    roundtrip(json!({ "op": "set", "path": "/views/main/layout/orders", "value": [1, 2] }));
    roundtrip(json!({ "op": "set", "path": "/views/main/areas/checkout", "value": [1, 2, 3, 4] }));
    let document = roundtrip(json!({ "op": "unset", "path": "/views/main/layout/orders" }));
    assert!(document.views["main"].layout.is_empty());
    let mut document = document;
    let set = edit(json!({ "op": "set", "path": "/views/main/layout/web", "value": [3, 4] }));
    let commit = apply(&mut document, &set).unwrap();
    assert_eq!(commit.changes[0].path.to_string(), "/views/main/layout", "the map itself is what came");
    for (path, value) in [("/views/main/layout/web", json!([3])), ("/views/main/layout/Web", json!([3, 4]))] {
        let held = document.clone();
        assert!(apply(&mut document, &edit(json!({ "op": "set", "path": path, "value": value }))).is_err(), "{path}");
        assert_eq!(document, held);
    }
}

#[test]
fn sets_take_members() {
    let document = roundtrip(json!({ "op": "add", "path": "/nodes/orders/tags", "member": "hot" }));
    assert!(document.nodes["orders"].has_tag("hot"));
    let document = roundtrip(json!({ "op": "remove", "path": "/nodes/orders/tags", "member": "core" }));
    assert!(document.nodes["orders"].tags.is_empty());
}

#[test]
fn delete_takes_everything_that_refers_to_it() {
    let document = roundtrip(json!({ "op": "delete", "path": "/nodes/orders" }));
    assert!(document.edges.is_empty() && document.waivers.is_empty() && document.comments.is_empty());
    assert!(document.environments["prod"].nodes.is_empty() && document.views["main"].layout.is_empty());
    let document = roundtrip(json!({ "op": "delete", "path": "/nodes/orders-db" }));
    assert_eq!(document.nodes["copy"].of, None);
    let document = roundtrip(json!({ "op": "delete", "path": "/boundaries/checkout" }));
    assert_eq!(document.nodes["orders"].member.domain, None);
}

#[test]
fn rename_rewrites_every_reference_and_remembers() {
    let document = roundtrip(json!({ "op": "rename", "id": "orders", "to": "purchases" }));
    let node = &document.nodes["purchases"];
    assert_eq!(node.was, [Id::parse("orders").unwrap()]);
    assert_eq!(node.name, None);
    assert_eq!(document.edges["web--orders"].to.as_str(), "purchases");
    assert!(document.environments["prod"].nodes.contains_key("purchases"));
    assert!(document.views["main"].layout.contains_key("purchases"));
    assert!(document.comments.contains_key("/nodes/purchases/tags"));
    assert_eq!(document.waivers["w1"].node.as_ref().unwrap().as_str(), "purchases");

    let document = roundtrip(json!({ "op": "rename", "id": "orders-db", "to": "purchases-db" }));
    assert_eq!(document.nodes["purchases-db"].name.as_ref().unwrap().as_str(), "orders-db");
    assert_eq!(document.nodes["copy"].of.as_ref().unwrap().as_str(), "purchases-db");

    let document = roundtrip(json!({ "op": "rename", "id": "checkout", "to": "sales" }));
    assert_eq!(document.nodes["orders"].member.domain.as_ref().unwrap().as_str(), "sales");
    assert!(document.views["main"].collapsed.contains("sales"));
    assert_eq!(document.views["main"].areas["sales"], [0, 0, 400, 200]);
}

#[test]
fn renaming_back_keeps_the_first_id_first() {
    let mut document = shop();
    apply(&mut document, &edit(json!({ "op": "rename", "id": "orders", "to": "b" }))).unwrap();
    apply(&mut document, &edit(json!({ "op": "rename", "id": "b", "to": "orders" }))).unwrap();
    let id = Id::parse("orders").unwrap();
    assert_eq!(document.nodes["orders"].first_id(&id), &id);
}

#[test]
fn a_batch_is_all_or_nothing() {
    let mut document = shop();
    let batch = json!({ "op": "batch", "edits": [
        { "op": "create", "path": "/nodes/new", "value": { "kind": "service" } },
        { "op": "set", "path": "/edges/a--b", "value": { "from": "new", "to": "gone", "kind": "call" } } ] });
    let problem = apply(&mut document, &edit(batch)).unwrap_err();
    assert_eq!(problem.path, "/edges/a--b/to");
    assert_eq!(document, shop());
}

#[test]
fn what_does_not_fit_is_refused_with_its_place() {
    for (value, part) in [
        (json!({ "op": "set", "path": "/nodes/orders/kind", "value": "servise" }), "unknown variant `servise`"),
        (json!({ "op": "set", "path": "/nodes/orders/imgae", "value": "x" }), "unknown field `imgae`"),
        (json!({ "op": "set", "path": "/nodes/nobody/title", "value": "x" }), "no `nobody`"),
        (json!({ "op": "create", "path": "/nodes/web", "value": { "kind": "client" } }), "there already"),
        (json!({ "op": "create", "path": "/nodes/checkout", "value": { "kind": "client" } }), "is a node already"),
        (json!({ "op": "delete", "path": "/nodes/nobody" }), "no `nobody`"),
        (json!({ "op": "rename", "id": "web", "to": "orders" }), "there already"),
        (json!({ "op": "set", "path": "/nods/x", "value": 1 }), "no field `nods`"),
        (json!({ "op": "unset", "path": "/nodes/orders/kind" }), "missing field `kind`"),
        (json!({ "op": "set", "path": "/groundplan", "value": 2 }), "not edited"),
    ] {
        let mut document = shop();
        let problem = apply(&mut document, &edit(value.clone())).unwrap_err();
        assert!(problem.message.contains(part), "{value}: {problem}");
        assert_eq!(document, shop());
    }
}

#[test]
fn undo_leaves_alone_what_others_changed_since() {
    let mut document = shop();
    let mine = apply(
        &mut document,
        &edit(json!({ "op": "batch", "edits": [
            { "op": "set", "path": "/nodes/orders/title", "value": "Mine" },
            { "op": "set", "path": "/nodes/orders/owner", "value": "me" } ] })),
    )
    .unwrap();
    apply(&mut document, &edit(json!({ "op": "set", "path": "/nodes/orders/title", "value": "Theirs" }))).unwrap();
    let undone = apply(&mut document, &inverse(&mine.changes)).unwrap();
    assert_eq!(undone.skipped, [Pointer::of(["nodes", "orders", "title"])]);
    assert_eq!(document.nodes["orders"].title.as_ref().unwrap().as_str(), "Theirs");
    assert_eq!(document.nodes["orders"].owner, None);
}
