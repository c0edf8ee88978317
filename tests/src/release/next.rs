//! The next revision of a topology: a service and edges more, and a newer image.

use std::path::Path;

use serde_json::{Value, json};

use crate::files::write;
use crate::place::read;

/// What is new.
#[derive(Debug)]
pub struct Next {
    /// The document.
    pub document: Value,
    /// The service that is new.
    pub newcomer: &'static str,
    /// The service that has a newer image and calls the new one.
    pub changed: String,
    /// The tag of that image.
    pub tag: &'static str,
}

/// A document that says a little more than this one.
///
/// # Panics
/// Where it has no service with an image of its own, or no data node: then there is nothing to build on.
#[must_use]
pub fn next(document: &Value) -> Next {
    let (newcomer, tag) = ("newcomer", "9.9.9");
    let mut document = document.clone();
    let first = |wanted: &dyn Fn(&Value) -> bool| {
        let nodes = document["nodes"].as_object().into_iter().flatten();
        let mut found = nodes.filter(|(_, node)| wanted(node)).map(|(id, _)| id.clone());
        found.next().unwrap_or_else(|| panic!("the topology has no such node"))
    };
    let changed =
        first(&|node| matches!(node["kind"].as_str(), Some("service" | "frontend")) && node["image"].is_string());
    let store =
        first(&|node| matches!(node["kind"].as_str(), Some("database" | "cache" | "queue")) && node["role"].is_null());
    let image = document["nodes"][&changed]["image"].as_str().unwrap_or_default();
    let image = format!("{}:{tag}", image.rsplit_once(':').map_or(image, |(repository, _)| repository));
    document["nodes"][&changed]["image"] = json!(image);
    document["nodes"][newcomer] = json!({
        "kind": "service", "image": format!("ghcr.io/acme/{newcomer}:1.0.0"),
        "ports": { "http": { "number": 8080 } }, "health": { "path": "/ready" },
    });
    let is_queue = document["nodes"][&store]["kind"] == "queue";
    let login = if is_queue {
        json!({ "from": newcomer, "to": store, "kind": "publish", "topic": "newcomer.came" })
    } else {
        json!({ "from": newcomer, "to": store, "kind": "data", "access": "read" })
    };
    document["edges"][format!("{newcomer}--{store}")] = login;
    document["edges"][format!("{changed}--{newcomer}")] = json!({ "from": changed, "to": newcomer, "kind": "call" });
    Next { document, newcomer, changed, tag }
}

impl Next {
    /// Sets the tag where a pipeline would: the seeded file wins over what is generated.
    pub fn bump(&self, chart: &Path, environment: &str) {
        let path = chart.join(format!("images-{environment}.yaml"));
        if !path.is_file() {
            return;
        }
        let text = read(&path);
        let mut images: Value = serde_yaml_ng::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        images[&self.changed]["image"]["tag"] = json!(self.tag);
        write(&path, images.to_string());
    }
}
