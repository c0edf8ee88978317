//! The Plans of the bundle that lies in a folder, to compare the next one with.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use generators::plan::Plan;

use crate::folder::{FolderError, manifest};

/// Files below `plan/` that are no Plan.
const OTHERS: [&str; 1] = ["plan/translation.json"];

/// What is known of the bundle before.
#[derive(Debug, Default)]
pub struct Former {
    /// Its Plans, by environment; `base` for the base.
    pub plans: BTreeMap<String, Plan>,
    /// Plans that can't be read, with the reason: nothing is known of their environments.
    pub unread: Vec<String>,
}

/// Reads them. Without a manifest nothing was there.
///
/// # Errors
/// [`FolderError`] where the manifest can't be read.
pub fn read(root: &Path) -> Result<Former, FolderError> {
    let mut former = Former::default();
    let Some(manifest) = manifest(root)? else { return Ok(former) };
    for path in manifest.files.keys().filter(|path| !OTHERS.contains(&path.as_str())) {
        let Some(name) = path.strip_prefix("plan/").and_then(|name| name.strip_suffix(".json")) else { continue };
        let text = fs::read_to_string(root.join(path)).map_err(|error| error.to_string());
        match text.and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string())) {
            Ok(plan) => {
                former.plans.insert(name.to_owned(), plan);
            }
            Err(error) => former.unread.push(format!("{path}: {error}")),
        }
    }
    Ok(former)
}
