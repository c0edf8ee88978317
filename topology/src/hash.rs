//! The semantic hash: what a topology means, as one number, and as a number for each part.

use crate::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::document::Document;
use crate::json;

/// The collections whose members are hashed one by one.
const PARTS: [&str; 6] = ["nodes", "edges", "boundaries", "environments", "rules", "waivers"];

/// The hashes of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashes {
    /// The hash of the whole, `gp1:` and 64 hexadecimal digits.
    pub root: String,
    /// The hash of each part by its JSON Pointer (`/nodes/orders`), and of everything else under the empty pointer.
    pub parts: BTreeMap<String, String>,
}

/// SHA-256 over canonical JSON (RFC 8785), as 64 hexadecimal digits.
fn digest(value: &Value) -> String {
    // Only a float that is not a number cannot be written, and JSON values hold none.
    let text = serde_json_canonicalizer::to_vec(value).unwrap_or_default();
    Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hashes of a document as declared, without views and comments. An explicit default differs from an absent field.
///
/// The root is the hash of a tree: canonical JSON of `{"": <rest>, "nodes": {<id>: <hash>, …}, …}`.
#[must_use]
pub fn hashes(document: &Document) -> Hashes {
    let Value::Object(mut rest) = json::write(document) else {
        return Hashes { root: String::new(), parts: BTreeMap::new() };
    };
    rest.remove("views");
    rest.remove("comments");
    let mut parts = BTreeMap::new();
    let mut tree = Map::new();
    for collection in PARTS {
        let Some(Value::Object(members)) = rest.remove(collection) else { continue };
        let mut hashes = Map::new();
        for (id, member) in &members {
            let hash = digest(member);
            parts.insert(format!("/{collection}/{id}"), hash.clone());
            hashes.insert(id.clone(), json!(hash));
        }
        tree.insert(collection.to_owned(), Value::Object(hashes));
    }
    let hash = digest(&Value::Object(rest));
    tree.insert(String::new(), json!(hash));
    parts.insert(String::new(), hash);
    Hashes { root: format!("gp1:{}", digest(&Value::Object(tree))), parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(value: Value) -> Document {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn views_and_comments_mean_nothing_and_all_else_does() {
        let plain = document(json!({ "groundplan": 1, "name": "x", "nodes": { "a": { "kind": "service" } } }));
        let drawn = document(json!({ "groundplan": 1, "name": "x", "nodes": { "a": { "kind": "service" } },
            "views": { "main": { "layout": { "a": [1, 2] } } }, "comments": { "/nodes/a": { "after": "hi" } } }));
        let other = document(
            json!({ "groundplan": 1, "name": "x", "nodes": { "a": { "kind": "service", "expose": "none" } } }),
        );
        assert_eq!(hashes(&plain), hashes(&drawn));
        assert_ne!(hashes(&plain).root, hashes(&other).root);
        assert_eq!(hashes(&plain).parts[""], hashes(&other).parts[""]);
        assert_ne!(hashes(&plain).parts["/nodes/a"], hashes(&other).parts["/nodes/a"]);
        assert!(hashes(&plain).root.starts_with("gp1:") && hashes(&plain).root.len() == 68);
    }
}
