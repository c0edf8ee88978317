//! Definitions of custom resources, from the Go modules that carry them: to install in a cluster, and
//! as schemas for kubeconform.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::find::on_search_path;
use super::place;
use super::table::Tool;
use crate::process::output;

/// What is taken from a Go module.
#[derive(Debug)]
pub struct Definitions {
    /// The module.
    pub module: &'static str,
    /// Its version, without `v`.
    pub version: &'static str,
    /// Files of it that hold definitions.
    pub files: &'static [&'static str],
}

/// The file with all definitions, to install in a cluster.
const ALL: &str = "definitions.json";

/// Fetches the modules, and lays out their definitions and a schema for each version that they serve.
pub fn unpack(tool: &Tool, sources: &[Definitions]) -> Result<()> {
    if on_search_path("go").is_none() {
        bail!("they come in Go modules, and `go` is not on PATH: install Go 1.26 or newer");
    }
    place::make(tool, |fresh, _| {
        let mut all = Vec::new();
        for source in sources {
            let folder = fetch(source)?;
            for file in source.files {
                let path = folder.join(file);
                let text = fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))?;
                all.extend(definitions(&text).with_context(|| format!("in {}", path.display()))?);
            }
        }
        for definition in &all {
            for (path, schema) in schemas(definition)? {
                let path = fresh.join(path);
                fs::create_dir_all(path.parent().context("a schema lies in a folder")?)?;
                fs::write(&path, serde_json::to_string(&schema)?)?;
            }
        }
        let list = json!({ "apiVersion": "v1", "kind": "List", "items": all });
        Ok(fs::write(fresh.join(ALL), serde_json::to_string(&list)?)?)
    })
}

/// The folder of a module in Go's own cache.
fn fetch(source: &Definitions) -> Result<PathBuf> {
    let wanted = format!("{}@v{}", source.module, source.version);
    let mut go = Command::new("go");
    // Outside any module, so that nobody's `replace` changes what is fetched.
    go.current_dir(std::env::temp_dir()).env("GOWORK", "off").env("GOFLAGS", "").args(["mod", "download", "-json"]);
    let text = output(go.arg(&wanted)).with_context(|| format!("Go could not fetch {wanted}"))?;
    let said: Value =
        serde_json::from_str(&text).with_context(|| format!("go mod download printed no JSON: {text}"))?;
    let folder = said["Dir"].as_str().with_context(|| format!("Go fetched {wanted}, but doesn't say where to"))?;
    Ok(Path::new(folder).to_owned())
}

/// The definitions among the documents of a YAML file.
fn definitions(text: &str) -> Result<Vec<Value>> {
    let documents = serde_yaml_ng::Deserializer::from_str(text);
    let read = documents.map(|document| Value::deserialize(document).context("it is no YAML"));
    let mut found: Vec<Value> = read.collect::<Result<_>>()?;
    found.retain(|document| document["kind"] == "CustomResourceDefinition");
    if found.is_empty() {
        bail!("there is no CustomResourceDefinition");
    }
    for definition in &mut found {
        // What a controller would have reported says nothing here.
        definition.as_object_mut().map(|fields| fields.remove("status"));
    }
    Ok(found)
}

/// The schema of each version that a definition serves, by its path: `<group>/<kind>_<version>.json`.
fn schemas(definition: &Value) -> Result<Vec<(String, Value)>> {
    let spec = &definition["spec"];
    let group = spec["group"].as_str().context("a definition has no group")?;
    let kind = spec["names"]["kind"].as_str().context("a definition has no kind")?.to_lowercase();
    let served = spec["versions"].as_array().into_iter().flatten().filter(|version| version["served"] == true);
    served
        .map(|version| {
            let name = version["name"].as_str().context("a version has no name")?;
            let mut schema = version["schema"]["openAPIV3Schema"].clone();
            close(&mut schema);
            // Kubernetes adds its own fields to these two.
            if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
                properties.insert("metadata".to_owned(), json!({ "type": "object" }));
            }
            Ok((format!("{group}/{kind}_{name}.json"), schema))
        })
        .collect()
}

/// Makes a schema as strict as the API server is: no field that it does not name, and numbers in place of text where it takes both.
fn close(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else { return };
    if fields.get("x-kubernetes-int-or-string") == Some(&Value::Bool(true)) {
        fields.remove("type");
        fields.remove("pattern");
        fields.insert("anyOf".to_owned(), json!([{ "type": "integer" }, { "type": "string" }]));
    }
    let open = fields.get("x-kubernetes-preserve-unknown-fields") == Some(&Value::Bool(true))
        || fields.get("x-kubernetes-embedded-resource") == Some(&Value::Bool(true));
    if fields.contains_key("properties") && !fields.contains_key("additionalProperties") && !open {
        fields.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    for key in ["properties", "patternProperties"] {
        fields.get_mut(key).and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut).for_each(close);
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = fields.get_mut(key) {
            close(inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFINITION: &str = "
apiVersion: v1
kind: Namespace
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: example.org
  names: { kind: Widget }
  versions:
    - name: v1
      served: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            metadata: { type: object }
            spec:
              type: object
              properties:
                size: { x-kubernetes-int-or-string: true, type: string, anyOf: [] }
                free: { type: object, x-kubernetes-preserve-unknown-fields: true, properties: { a: { type: string } } }
    - { name: v1alpha1, served: false, schema: {} }
";

    #[test]
    fn what_is_served_gets_a_closed_schema() {
        let found = definitions(DEFINITION).unwrap();
        assert_eq!(found.len(), 1);
        let schemas = schemas(&found[0]).unwrap();
        assert_eq!(schemas.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["example.org/widget_v1.json"]);
        let spec = &schemas[0].1["properties"]["spec"];
        assert_eq!(spec["additionalProperties"], false);
        assert_eq!(spec["properties"]["free"].get("additionalProperties"), None);
        assert_eq!(spec["properties"]["size"]["anyOf"][0]["type"], "integer");
        assert_eq!(spec["properties"]["size"].get("type"), None);
    }

    #[test]
    fn a_file_without_definitions_is_refused() {
        let error = definitions("kind: Namespace\n").unwrap_err();
        assert!(error.to_string().contains("no CustomResourceDefinition"), "{error}");
    }
}
