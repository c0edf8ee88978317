//! Secrets: names and how a value comes to be, never a value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use topology::document::Id;

use super::Composed;

/// A group of secret values that one reader gets, such as `orders-secrets`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Secret {
    /// The workload or instance that reads it.
    pub reader: Id,
    /// Its values, by variable name.
    pub entries: BTreeMap<String, SecretEntry>,
}

/// One secret value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SecretEntry {
    /// How the value comes to be on the person's machine or in the cloud.
    pub source: Source,
    /// What it is for, for people.
    pub purpose: String,
}

/// How a secret value comes to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Made at random: so many characters of `[A-Za-z0-9]`.
    Random(u32),
    /// Given by a person.
    Given,
    /// Put together from other secrets, such as a URL with a password.
    Composed(Composed),
}

/// One value of one secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SecretRef {
    /// The secret's name.
    pub secret: String,
    /// The key within it: the variable's name.
    pub key: String,
}
