//! The manifest: hash and class of every file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::file::{Class, File};
use crate::plan::Plans;

/// The manifest's own path; it does not list itself.
pub const MANIFEST: &str = "MANIFEST.json";

/// Hash and class of every file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this shape: 1.
    pub manifest: u32,
    /// The version of Groundplan that wrote it.
    pub groundplan: String,
    /// The topology's deployed name.
    pub topology: String,
    /// The semantic hash of the document.
    pub hash: String,
    /// Whether an environment or target was left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// Files, by path.
    pub files: BTreeMap<String, Entry>,
}

/// One file of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// SHA-256 of its content, hexadecimal.
    pub sha256: String,
    /// What happens to it at the next synthesis.
    pub class: Class,
}

impl Manifest {
    pub(super) fn of(plans: &Plans, files: &BTreeMap<String, File>, partial: bool) -> Self {
        let entry = |file: &File| Entry { sha256: sha256(file.text.as_bytes()), class: file.class };
        Self {
            manifest: 1,
            groundplan: env!("CARGO_PKG_VERSION").to_owned(),
            topology: plans.topology.to_string(),
            hash: plans.hash.clone(),
            partial,
            files: files.iter().map(|(path, file)| (path.clone(), entry(file))).collect(),
        }
    }
}

/// SHA-256 as 64 hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
