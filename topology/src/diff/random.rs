//! Documents and changes for property tests.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::document::Document;
use crate::edit::{Edit, apply};

/// A small document that has some of everything.
pub fn start() -> Document {
    serde_json::from_value(json!({
        "groundplan": 1, "name": "shop", "tags": ["core"],
        "environments": { "dev": { "nodes": { "a": { "replicas": { "min": 1 } } } }, "prod": { "settings": { "production": true } } },
        "nodes": {
            "a": { "kind": "service", "title": "A", "tags": ["x", "y"], "ports": { "http": { "number": 80 } }, "in": { "domain": "sales" } },
            "b": { "kind": "service", "variables": { "MODE": "fast" } },
            "c": { "kind": "database", "engine": "postgres", "storage": "10Gi" },
            "d": { "kind": "queue" }
        },
        "edges": {
            "a--b": { "from": "a", "to": "b", "kind": "call", "timeout_ms": 100 },
            "b--c": { "from": "b", "to": "c", "kind": "data", "access": "read" },
            "a--d": { "from": "a", "to": "d", "kind": "publish", "topic": "t" }
        },
        "boundaries": { "sales": { "kind": "domain" } },
        "waivers": { "w1": { "rule": "orphan-node", "node": "d", "reason": "r", "author": "z", "expires": "2030-01-01" } },
        "views": { "main": { "layout": { "a": [0, 0], "b": [10, 0], "c": [20, 0], "d": [30, 0] } } },
        "comments": { "/nodes/a": { "before": ["note"] } }
    }))
    .unwrap()
}

/// One thing that people do; some of it does not fit and is left out.
fn act() -> impl Strategy<Value = Value> {
    let id = prop::sample::select(vec!["a", "b", "c", "d", "e", "f"]);
    let word = prop::sample::select(vec!["one", "two", "<b>*x*</b>", "`t`|@ana", "www.x.y http://z"]);
    (id.clone(), id, word, 0..18_u8, 1..4_u32).prop_map(|(a, b, word, what, n)| match what {
        0 => json!({ "op": "set", "path": format!("/nodes/{a}/title"), "value": word }),
        1 => json!({ "op": "set", "path": format!("/nodes/{a}/replicas/min"), "value": n }),
        2 => json!({ "op": "unset", "path": format!("/nodes/{a}/title") }),
        3 => json!({ "op": "create", "path": format!("/nodes/{a}"), "value": { "kind": "worker", "title": word } }),
        4 => json!({ "op": "delete", "path": format!("/nodes/{a}") }),
        5 => {
            json!({ "op": "set", "path": format!("/edges/{a}--{b}"), "value": { "from": a, "to": b, "kind": "call" } })
        }
        6 => json!({ "op": "delete", "path": format!("/edges/{a}--{b}") }),
        7 => json!({ "op": "set", "path": format!("/edges/{a}--{b}/timeout_ms"), "value": n }),
        8 => json!({ "op": "set", "path": format!("/views/main/layout/{a}"), "value": [n, n] }),
        9 => json!({ "op": "add", "path": format!("/nodes/{a}/tags"), "member": format!("t{n}") }),
        10 => json!({ "op": "remove", "path": format!("/nodes/{a}/tags"), "member": "x" }),
        11 => json!({ "op": "set", "path": format!("/environments/prod/nodes/{a}/replicas/min"), "value": n }),
        12 => json!({ "op": "unset", "path": format!("/environments/dev/nodes/{a}") }),
        13 => json!({ "op": "set", "path": format!("/nodes/{a}/variables/V{n}"), "value": word }),
        14 => json!({ "op": "rename", "id": a, "to": format!("{a}{n}") }),
        15 => json!({ "op": "set", "path": format!("/comments/~1nodes~1{a}"), "value": { "before": [word] } }),
        16 => json!({ "op": "set", "path": "/settings/region", "value": format!("r{n}") }),
        _ => json!({ "op": "set", "path": "/description", "value": word }),
    })
}

/// What a document becomes by a few of them.
pub fn changed(most: usize) -> impl Strategy<Value = Document> {
    prop::collection::vec(act(), 0..most).prop_map(|acts| {
        let mut document = start();
        for act in acts {
            // What does not fit changes nothing.
            let _refused = apply(&mut document, &serde_json::from_value::<Edit>(act).unwrap());
        }
        document
    })
}
