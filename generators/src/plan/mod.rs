//! Plans: the target-neutral answer to *what has to exist, and how is it wired*.
//!
//! Every decision is taken here, once. Each value carries its origin: the places in the document that it comes from, or the reason of a decision. Targets only spell it.

mod composed;
mod datastore;
mod drawing;
mod flow;
mod judgement;
mod secret;
mod sourced;
mod workload;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use topology::document::{Access, Extra, Flows, Id, NodeKind, Runtime};

pub use composed::{Composed, Part};
pub use datastore::{Attendant, BackupPlan, Datastore, Duty, Grant, Instance, User};
pub use drawing::{Drawing, DrawnBoundary, DrawnEdge, DrawnNode};
pub use flow::{Flow, FlowKind, Peer, Transport};
pub use judgement::{FindingLine, Judgement, WaiverLine};
pub use secret::{Secret, SecretEntry, SecretRef, Source};
pub use sourced::{Origin, Sourced};
pub use workload::{
    Collector, CrossOrigin, Entry, Gateway, ImageRef, PlanPort, Probe, ProbeKind, Published, ReplicaPlan, ResourcePlan,
    Route, RunsAs, TriggerPlan, VolumePlan, Workload,
};

/// The version of this shape; a change that a reader would stumble over raises it.
pub const VERSION: u32 = 1;

/// The Plan of the document itself and of each environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plans {
    /// The version of the shape.
    pub version: u32,
    /// The topology's deployed name.
    pub topology: Id,
    /// The semantic hash of the document.
    pub hash: String,
    /// What holds where no environment says otherwise.
    pub base: Plan,
    /// What holds in each environment.
    pub environments: BTreeMap<Id, Plan>,
    /// What was drawn, for pictures and pages.
    pub drawing: Drawing,
    /// What the rules say of it.
    pub judgement: Judgement,
}

impl Plans {
    /// The base first, then each environment by name, with the name that outputs use.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Plan)> {
        std::iter::once(("base", &self.base)).chain(self.environments.iter().map(|(id, plan)| (id.as_str(), plan)))
    }

    /// The production environment, where there is one.
    #[must_use]
    pub fn production(&self) -> Option<(&Id, &Plan)> {
        self.environments.iter().find(|(_, plan)| plan.settings.production.value)
    }
}

/// What has to exist in one environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The environment; absent for the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Id>,
    /// The topology's deployed name.
    pub topology: Id,
    /// The topology's title, else its name.
    pub title: String,
    /// Settings, none left open.
    pub settings: PlanSettings,
    /// Tags of cloud resources and labels, as declared.
    pub tags: BTreeMap<String, String>,
    /// What is released together: the ids of workloads and instances, by unit.
    pub units: BTreeMap<Id, Vec<Id>>,
    /// The programs that run, by node id.
    pub workloads: BTreeMap<Id, Workload>,
    /// The data nodes, by node id.
    pub datastores: BTreeMap<Id, Datastore>,
    /// The servers that hold the data nodes, by instance id (the node's id, or the name that several nodes share).
    pub instances: BTreeMap<Id, Instance>,
    /// What is called and not run, by node id.
    pub externals: BTreeMap<Id, External>,
    /// Secrets, by name. Only names and how a value is made, never a value.
    pub secrets: BTreeMap<String, Secret>,
    /// The connections that the network allows, and nothing else is allowed.
    pub flows: Vec<Flow>,
    /// The networks of a compose file, by name.
    pub networks: BTreeMap<String, Network>,
    /// Data merged into whole outputs, verbatim.
    pub extra: Extra,
    /// What the Plan itself could not carry.
    pub notes: Vec<Note>,
}

impl Plan {
    /// A Plan in which nothing exists.
    #[must_use]
    pub fn empty(topology: &Id) -> Self {
        let decided = |reason: &str| reason.to_owned();
        Self {
            environment: None,
            topology: topology.clone(),
            title: topology.to_string(),
            settings: PlanSettings {
                production: Sourced::decided(false, decided("nothing is declared")),
                platform: Sourced::decided(Runtime::Ecs, decided("nothing is declared")),
                region: Sourced::decided(String::new(), decided("nothing is declared")),
                domain: None,
                flows: Sourced::decided(Flows::Enforced, decided("nothing is declared")),
                network: Sourced::decided(String::new(), decided("nothing is declared")),
            },
            tags: BTreeMap::new(),
            units: BTreeMap::new(),
            workloads: BTreeMap::new(),
            datastores: BTreeMap::new(),
            instances: BTreeMap::new(),
            externals: BTreeMap::new(),
            secrets: BTreeMap::new(),
            flows: Vec::new(),
            networks: BTreeMap::new(),
            extra: Extra::default(),
            notes: Vec::new(),
        }
    }

    /// The name of the environment in file names; `base` for the base.
    #[must_use]
    pub fn name(&self) -> &str {
        self.environment.as_ref().map_or("base", Id::as_str)
    }

    /// The title of a node, else its id.
    #[must_use]
    pub fn label<'a>(&'a self, id: &'a Id) -> &'a str {
        self.workloads
            .get(id)
            .map(|w| w.title.as_str())
            .or_else(|| self.datastores.get(id).map(|d| d.title.as_str()))
            .or_else(|| self.externals.get(id).map(|e| e.title.as_str()))
            .unwrap_or(id.as_str())
    }

    /// The instance that serves a data node.
    #[must_use]
    pub fn instance_of(&self, node: &Id) -> Option<&Instance> {
        self.instances.get(&self.datastores.get(node)?.instance)
    }

    /// The connections that somebody opens: flows are sorted by who that is.
    #[must_use]
    pub fn opened_by(&self, from: &Peer) -> &[Flow] {
        let start = self.flows.partition_point(|flow| flow.from < *from);
        let rest = self.flows.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(|flow| flow.from == *from)).unwrap_or_default()
    }

    /// What a target says that runs programs and nothing else: functions, replicas and what a cloud alone has come out otherwise there.
    #[must_use]
    pub fn without_a_cloud(&self) -> Vec<Note> {
        let approximated = |path: String, reason: String| Note { path, verdict: Verdict::Approximated, reason };
        let functions =
            self.workloads.values().filter(|workload| workload.kind == NodeKind::Function).map(|workload| {
                let id = &workload.id;
                let reason = "runs all the time and answers on its port; its triggers are not set up.";
                approximated(format!("/nodes/{id}/kind"), format!("the function `{id}` {reason}"))
            });
        let replicas = self.datastores.values().filter_map(|datastore| {
            let (id, of) = (&datastore.id, datastore.replica_of.as_ref()?);
            let reason =
                format!("`{id}` is served by `{}` itself; its readers get users that may only read.", of.value);
            Some(approximated(of.subject(), reason))
        });
        let clouds = self.externals.values().filter_map(|external| {
            let (id, engine) = (&external.id, external.cloud.as_ref()?);
            let reason = format!(
                "nobody runs `{}` but a cloud, so `{id}` is not made here but only called; use another engine, or declare where it is: `existing: {{ host: … }}`.",
                engine.value
            );
            Some(Note { path: engine.subject(), verdict: Verdict::Unsupported, reason })
        });
        functions.chain(replicas).chain(clouds).collect()
    }

    /// The unit that a workload or instance belongs to.
    #[must_use]
    pub fn unit_of(&self, id: &Id) -> Option<&Id> {
        self.units.iter().find(|(_, members)| members.contains(id)).map(|(unit, _)| unit)
    }
}

/// The settings of an environment, none left open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanSettings {
    /// Whether real users depend on it.
    pub production: Sourced<bool>,
    /// Where it runs.
    pub platform: Sourced<Runtime>,
    /// The cloud region.
    pub region: Sourced<String>,
    /// The domain that the gateway answers under; absent: none is declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Sourced<String>>,
    /// Whether the network enforces the drawn flows.
    pub flows: Sourced<Flows>,
    /// The range that networks are cut from, such as `10.214.0.0/16`.
    pub network: Sourced<String>,
}

/// Something that is called and not run by us: an external node, or a platform without an image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct External {
    /// The node's id.
    pub id: Id,
    /// What people read.
    pub title: String,
    /// Its DNS name; a name under `.invalid` where none is declared.
    pub host: Sourced<String>,
    /// Ports that it is called on.
    pub ports: Vec<u16>,
    /// The engine, where a cloud alone runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud: Option<Sourced<String>>,
    /// What each workload that is drawn to it may do, where a cloud runs it. Publishing is writing, subscribing both.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub access: BTreeMap<Id, Sourced<Access>>,
}

/// A network of a compose file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// Its range.
    pub subnet: String,
    /// Whether nothing outside can be reached from it.
    pub internal: bool,
    /// The workloads and instances that join it, by id.
    pub members: Vec<Id>,
    /// Why it exists.
    pub reason: String,
}

/// What an output says about something that it could not carry as declared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// The place in the document, as a JSON Pointer.
    pub path: String,
    /// How far it is carried.
    pub verdict: Verdict,
    /// Why, and what to do.
    pub reason: String,
}

/// How far a value is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As something close to it.
    Approximated,
    /// Not at all.
    Unsupported,
    /// The person's own data, merged verbatim.
    Unproven,
}
