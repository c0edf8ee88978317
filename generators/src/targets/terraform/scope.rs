//! What every root of an environment reads: the Plan, the names, the notes.

use std::collections::BTreeMap;

use topology::document::{Flows, Id};

use crate::engines::aws::entry::{self, Entry};
use crate::engines::aws::{self, Service};
use crate::plan::{Datastore, Instance, Note, Origin, Plan, SecretRef, Sourced, Verdict, Workload};

/// One environment of one topology, while its roots are written.
pub(super) struct Scope<'a> {
    /// What has to exist.
    pub plan: &'a Plan,
    /// First part of all names: `<topology>-<environment>`.
    pub name: String,
    /// The workloads that the public load balancer reaches.
    pub entries: BTreeMap<Id, Entry>,
    /// Passwords of users at what AWS runs, with the service.
    passwords: BTreeMap<&'a SecretRef, Service>,
    /// What could not be carried as declared.
    pub notes: Vec<Note>,
}

impl<'a> Scope<'a> {
    /// The environment of a Plan.
    pub fn new(plan: &'a Plan) -> Self {
        let passwords = |instance: &'a Instance| {
            let by = aws::service(plan, instance);
            instance.users.values().map(move |user| (&user.password, by)).filter(|(_, by)| by.module().is_some())
        };
        Self {
            plan,
            name: format!("{}-{}", plan.topology, plan.name()),
            entries: entry::entries(plan),
            passwords: plan.instances.values().flat_map(passwords).collect(),
            notes: Vec::new(),
        }
    }

    /// Where the roots of the environment stand in the bundle.
    pub fn folder(&self) -> String {
        format!("terraform/environments/{}", self.plan.name())
    }

    /// The first part of the parameters by which a layer hands values over.
    pub fn parameters(&self, layer: &str) -> String {
        // Names that begin with `aws` or `ssm` are kept by AWS, hence the first word.
        format!("/groundplan/{}/{}/{layer}", self.plan.topology, self.plan.name())
    }

    /// The private DNS zone in which workloads find one another.
    pub fn namespace(&self) -> String {
        format!("{}.{}.internal", self.plan.name(), self.plan.topology)
    }

    /// The first id that a workload or instance held: names that must survive a rename are made of it.
    pub fn first_id<'i>(&self, id: &'i Id) -> &'i Id
    where
        'a: 'i,
    {
        let workload = self.plan.workloads.get(id).and_then(|workload| workload.was.first());
        let instance = self.plan.instances.get(id).and_then(|instance| instance.was.first());
        workload.or(instance).unwrap_or(id)
    }

    /// Whether the network lets through only what is drawn.
    pub fn enforces(&self) -> bool {
        self.plan.settings.flows.value == Flows::Enforced
    }

    /// What runs an instance on AWS, by its id.
    pub fn service(&self, instance: &Id) -> Service {
        let known = self.plan.instances.get(instance);
        known.map_or(Service::Elsewhere, |instance| aws::service(self.plan, instance))
    }

    /// The service that knows a password, where AWS runs it.
    pub fn knows(&self, password: &SecretRef) -> Option<Service> {
        self.passwords.get(password).copied()
    }

    /// Whether programs run on EKS, by the charts.
    pub fn on_eks(&self) -> bool {
        aws::on_eks(self.plan)
    }

    /// Whether Lambda runs a workload.
    pub fn is_function(&self, workload: &Workload) -> bool {
        aws::is_function(self.plan, workload)
    }

    /// The nodes that are drawn as replicas of an instance's node.
    pub fn replicas<'i>(&self, instance: &'i Id) -> impl Iterator<Item = &'a Datastore> + use<'a, 'i> {
        let follows = |store: &&Datastore| store.replica_of.is_some() && store.instance == *instance;
        self.plan.datastores.values().filter(follows)
    }

    /// Whether a node is a queue of SQS that we make.
    pub fn messages(&self, id: &Id) -> bool {
        aws::messages(self.plan, id)
    }

    /// Says that a declared value came out as something close to it; says nothing of a decision.
    pub fn approximated<T>(&mut self, value: &Sourced<T>, reason: impl Into<String>) {
        self.note_of(value, Verdict::Approximated, reason);
    }

    /// Says that a declared value is not carried; says nothing of a decision.
    pub fn unsupported<T>(&mut self, value: &Sourced<T>, reason: impl Into<String>) {
        self.note_of(value, Verdict::Unsupported, reason);
    }

    /// Says something of a place in the document.
    pub fn note(&mut self, path: impl Into<String>, verdict: Verdict, reason: impl Into<String>) {
        self.notes.push(Note { path: path.into(), verdict, reason: reason.into() });
    }

    fn note_of<T>(&mut self, value: &Sourced<T>, verdict: Verdict, reason: impl Into<String>) {
        if let Origin::From(paths) = &value.origin {
            let reason = reason.into();
            for path in paths {
                self.note(path.clone(), verdict, reason.clone());
            }
        }
    }
}

/// The subject of lines that speak of a node.
pub(super) fn node(id: &Id) -> String {
    format!("node:{id}")
}
