//! The hand-written charts, as they lie in the bundle.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};
use serde_json::Value;

use crate::error::Error;
use crate::file::File;

static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../assets/helm");

/// A hand-written chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Chart {
    /// Stateless nodes.
    Workload,
    /// Self-hosted data nodes.
    Datastore,
}

impl Chart {
    /// Both, in the order of the bundle.
    pub(super) const ALL: [Self; 2] = [Self::Datastore, Self::Workload];

    /// Its folder and its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Workload => "workload",
            Self::Datastore => "datastore",
        }
    }

    /// A line of its `Chart.yaml`, such as `version`.
    pub(super) fn property(self, key: &str) -> Result<String, Error> {
        let path = format!("{}/Chart.yaml", self.name());
        text(&path)?
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))
            .map(|value| value.trim().trim_matches('"').to_owned())
            .ok_or_else(|| Error::internal(format!("assets/helm/{path}"), format!("`{key}` is missing")))
    }

    /// Its `values.yaml`: defaults, and what each value is for.
    pub(super) fn defaults(self) -> Result<&'static str, Error> {
        text(&format!("{}/values.yaml", self.name()))
    }

    /// The values that it knows, at its top level.
    pub(super) fn values(self) -> Result<BTreeSet<String>, Error> {
        let path = format!("{}/values.schema.json", self.name());
        let schema: Value = serde_json::from_str(text(&path)?).map_err(|e| Error::internal(&path, e))?;
        let known = schema.get("properties").and_then(Value::as_object);
        Ok(known.into_iter().flatten().map(|(key, _)| key.clone()).collect())
    }
}

/// The files of the charts in use and of the umbrella itself, below `root`.
pub(super) fn files(root: &str, charts: &BTreeSet<Chart>) -> Result<BTreeMap<String, File>, Error> {
    let mut files = BTreeMap::new();
    copy("umbrella", root, &mut files)?;
    for chart in charts {
        let folder = format!("{root}/charts/{}", chart.name());
        copy(chart.name(), &folder, &mut files)?;
        copy("library", &format!("{folder}/templates"), &mut files)?;
    }
    Ok(files)
}

fn copy(asset: &str, to: &str, files: &mut BTreeMap<String, File>) -> Result<(), Error> {
    let folder = ASSETS.get_dir(asset).ok_or_else(|| missing(asset))?;
    let mut open = vec![folder];
    while let Some(dir) = open.pop() {
        open.extend(dir.dirs());
        for file in dir.files() {
            let relative = file.path().strip_prefix(asset).map_err(|e| Error::internal(asset, e))?;
            let words: Vec<_> = relative.iter().map(|word| word.to_string_lossy()).collect();
            let content = file.contents_utf8().ok_or_else(|| missing(asset))?;
            files.insert(format!("{to}/{}", words.join("/")), File::generated(content));
        }
    }
    Ok(())
}

fn text(path: &str) -> Result<&'static str, Error> {
    ASSETS.get_file(path).and_then(|file| file.contents_utf8()).ok_or_else(|| missing(path))
}

fn missing(path: &str) -> Error {
    Error::internal(format!("assets/helm/{path}"), "it is missing, or no text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_stands_on_its_own() -> Result<(), Error> {
        let files = files("helm/shop", &BTreeSet::from([Chart::Workload]))?;
        for path in ["Chart.yaml", "values.schema.json", "templates/deployment.yaml", "templates/_container.tpl"] {
            assert!(files.contains_key(&format!("helm/shop/charts/workload/{path}")), "{path}");
        }
        assert!(files.contains_key("helm/shop/templates/NOTES.txt"));
        assert!(!files.keys().any(|path| path.contains("datastore")));
        Ok(())
    }

    #[test]
    fn schemas_agree_where_they_name_the_same_thing_and_are_closed() -> Result<(), Error> {
        let schema = |chart: Chart| -> Result<Value, Error> {
            serde_json::from_str(text(&format!("{}/values.schema.json", chart.name()))?)
                .map_err(|e| Error::internal(chart.name(), e))
        };
        let [datastore, workload] = [schema(Chart::Datastore)?, schema(Chart::Workload)?];
        assert_eq!(datastore["definitions"], workload["definitions"]);
        for schema in [&datastore, &workload] {
            assert_eq!(
                schema["properties"]["global"],
                serde_json::json!({"type": "object", "additionalProperties": false})
            );
            let mut open = vec![schema];
            while let Some(part) = open.pop() {
                if part.get("properties").is_some() && part.get("type").is_some() {
                    assert!(part.get("additionalProperties").is_some(), "open: {part}");
                }
                open.extend(part.as_object().into_iter().flat_map(|map| map.values()));
                open.extend(part.as_array().into_iter().flatten());
            }
        }
        Ok(())
    }

    #[test]
    fn every_default_is_a_known_value() -> Result<(), Error> {
        for chart in Chart::ALL {
            let known = chart.values()?;
            let defaults = text(&format!("{}/values.yaml", chart.name()))?;
            let keys = defaults.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            for key in keys.filter_map(|line| line.split(':').next()) {
                assert!(known.contains(key), "{}: {key}", chart.name());
            }
        }
        Ok(())
    }

    #[test]
    fn versions_are_read() -> Result<(), Error> {
        assert_eq!(Chart::Workload.property("version")?, "0.1.0");
        assert!(Chart::Workload.property("kubeVersion")?.starts_with(">="));
        assert!(Chart::Workload.property("nothing").is_err());
        Ok(())
    }
}
