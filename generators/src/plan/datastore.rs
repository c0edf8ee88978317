//! Data nodes, the instances that serve them, and who may do what there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use topology::document::{Access, EdgeId, Extra, Id, NodeKind, Provision};

use super::{ImageRef, Probe, ResourcePlan, SecretRef, Sourced};

/// A data node as its clients see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Datastore {
    /// The node's id.
    pub id: Id,
    /// What people read.
    pub title: String,
    /// The node's kind.
    pub kind: NodeKind,
    /// The instance that serves it.
    pub instance: Id,
    /// The database within it, where the engine has such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<Sourced<String>>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The data node that it follows, where it is drawn as a replica; the instance is that node's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replica_of: Option<Sourced<Id>>,
}

/// A server that holds one or more data nodes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    /// The instance's id: the node's, or the name that several nodes share.
    pub id: Id,
    /// Ids that its (first) node had before, oldest first.
    pub was: Vec<Id>,
    /// The data nodes that it serves; the first gives what only one can say.
    pub nodes: Vec<Id>,
    /// The deployed name: host name, claim, volume.
    pub name: Sourced<Id>,
    /// What people read.
    pub title: String,
    /// What it is released with.
    pub unit: Sourced<Id>,
    /// The product: an entry of the catalogue.
    pub engine: Sourced<String>,
    /// The product's version, as a key of the catalogue.
    pub version: Sourced<String>,
    /// The image, for targets that run it themselves.
    pub image: Sourced<ImageRef>,
    /// The port that clients use.
    pub port: u16,
    /// Where it comes from.
    pub provision: Sourced<Provision>,
    /// Its DNS name, if it is there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<Sourced<String>>,
    /// Storage in MiB.
    pub storage_mib: Sourced<u64>,
    /// Whether its data outlive a restart.
    pub persistence: Sourced<bool>,
    /// Whether its directory outlives a restart: with the data, or for its users alone.
    pub volume: Sourced<bool>,
    /// CPU and memory.
    pub resources: Sourced<ResourcePlan>,
    /// How its health is asked inside its image.
    pub probe: Sourced<Probe>,
    /// The administrator's password, and the variable that the image reads it from.
    pub admin: SecretRef,
    /// The administrator's name.
    pub admin_user: String,
    /// Users, by name: one for each program that connects.
    pub users: BTreeMap<String, User>,
    /// The program before it that lends its connections to those who call it: a workload of the Plan. Absent: they call it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pooler: Option<Sourced<Id>>,
    /// Users for what watches and what copies it, by what they are for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attendants: BTreeMap<Duty, Attendant>,
    /// When it is backed up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<Sourced<BackupPlan>>,
    /// Data merged into its part of the outputs, verbatim.
    pub extra: Extra,
}

impl Instance {
    /// The databases that have to exist, by name.
    #[must_use]
    pub fn databases(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.users.values().flat_map(|user| &user.grants).filter_map(|grant| grant.database.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// A user of an instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// The programs that log in as this user.
    pub consumers: Vec<Id>,
    /// The password.
    pub password: SecretRef,
    /// What the user may do.
    pub grants: Vec<Grant>,
}

/// What a user that no edge draws is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duty {
    /// Turns the server's state into metrics.
    Monitor,
    /// Copies what is stored.
    Backup,
}

impl Duty {
    /// As the table of the grants job has it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Monitor => "monitor",
            Self::Backup => "backup",
        }
    }
}

/// A user that no edge draws. The grants job gives it the rights that its duty takes, and no others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendant {
    /// Its name at the server.
    pub user: String,
    /// The password.
    pub password: SecretRef,
}

/// What a user may do, from the edges drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grant {
    /// The database, where the engine has such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// The schema within it; absent: the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Read, write or both. Publishing is writing, subscribing reading.
    pub access: Sourced<Access>,
    /// Topics named by the edges.
    pub topics: Vec<String>,
    /// The topics that are written to; none: all, where writing is allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub writes_to: Vec<String>,
    /// The topics that are read from; none: all, where reading is allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reads_from: Vec<String>,
    /// Consumer groups named by the edges.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// The edges that it comes from.
    pub edges: Vec<EdgeId>,
}

/// When an instance is backed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupPlan {
    /// Five cron fields.
    pub schedule: String,
    /// Days that a copy is kept.
    pub keep_days: u32,
}
