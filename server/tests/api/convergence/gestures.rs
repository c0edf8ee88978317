//! What an editor does next, drawn by chance. Few names, so that people meet.

use fastrand::Rng;
use serde_json::{Value, json};
use topology::Document;
use topology::document::Id;
use topology::edit::Edit;

fn edit(value: Value) -> Edit {
    serde_json::from_value(value).unwrap()
}

fn any(rng: &mut Rng) -> String {
    format!("n{}", rng.u8(0..7))
}

fn there(rng: &mut Rng, document: &Document) -> String {
    let ids: Vec<&Id> = document.nodes.keys().collect();
    rng.choice(ids).map_or_else(|| "n0".to_owned(), ToString::to_string)
}

/// An edit that may or may not fit the document.
pub fn gesture(rng: &mut Rng, document: &Document) -> Edit {
    let word = rng.u16(..).to_string();
    match rng.u8(0..20) {
        0..=3 => {
            edit(json!({ "op": "create", "path": format!("/nodes/{}", any(rng)), "value": { "kind": "service" } }))
        }
        4..=5 => edit(json!({ "op": "delete", "path": format!("/nodes/{}", there(rng, document)) })),
        6..=8 => edit(json!({ "op": "set", "path": format!("/nodes/{}/title", there(rng, document)), "value": word })),
        9 => edit(json!({ "op": "unset", "path": format!("/nodes/{}/title", there(rng, document)) })),
        10..=11 => {
            let (from, to) = (there(rng, document), there(rng, document));
            let path = format!("/edges/{from}--{to}");
            edit(json!({ "op": "create", "path": path, "value": { "from": from, "to": to, "kind": "call" } }))
        }
        12..=13 => edit(json!({ "op": "rename", "id": there(rng, document), "to": any(rng) })),
        14 => {
            let path = format!("/nodes/{}/tags", there(rng, document));
            edit(
                json!({ "op": if rng.bool() { "add" } else { "remove" }, "path": path, "member": format!("t{}", rng.u8(0..3)) }),
            )
        }
        15..=16 => {
            let path = format!("/views/main/layout/{}", there(rng, document));
            let view = json!({ "op": "set", "path": "/views/main", "value": { "layout": {} } });
            let place = json!({ "op": "set", "path": path, "value": [rng.i16(..), rng.i16(..)] });
            let edits = if document.views.is_empty() { json!([view, place]) } else { json!([place]) };
            edit(json!({ "op": "batch", "edits": edits }))
        }
        17 => edit(json!({ "op": "set", "path": "/title", "value": word })),
        _ => {
            let edits: Vec<Edit> = (0..2).map(|_| gesture(rng, document)).collect();
            Edit::Batch { edits }
        }
    }
}
