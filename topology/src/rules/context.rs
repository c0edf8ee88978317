//! What a rule sees.

use std::cell::OnceCell;

use super::Rule;
use super::entries::Entries;
use super::level::Voice;
use super::store::Stores;
use super::trial::{Trial, Trials};
use crate::document::{Capability, Document, Id, NodeKind};
use crate::finding::Severity;
use crate::graph::{CallGraph, Graph};

/// What a rule sees: one document as it holds in one environment.
pub struct Context<'a> {
    /// The document, defaults and overrides merged in.
    pub document: &'a Document,
    /// The graph over it.
    pub graph: &'a Graph<'a>,
    /// The document as declared: what fixes change.
    pub declared: &'a Document,
    trials: &'a Trials<'a>,
    calls: OnceCell<CallGraph<'a>>,
    calls_of_workloads: OnceCell<CallGraph<'a>>,
    entries: OnceCell<Entries<'a>>,
    stores: OnceCell<Stores<'a>>,
}

impl<'a> Context<'a> {
    /// What rules see of a graph over a document as it holds somewhere; fixes of the document as declared are tried with `trials`.
    pub(super) fn new(graph: &'a Graph<'a>, trials: &'a Trials<'a>) -> Self {
        Self {
            document: graph.document,
            graph,
            declared: trials.declared(),
            trials,
            calls: OnceCell::new(),
            calls_of_workloads: OnceCell::new(),
            entries: OnceCell::new(),
            stores: OnceCell::new(),
        }
    }

    /// The rule's threshold: the document's setting, else the catalogue's value.
    #[must_use]
    pub fn threshold(&self, rule: &str, default: f64) -> f64 {
        self.document.threshold_of(rule).unwrap_or(default)
    }

    /// The severity that a finding of this rule has in this document where no tag says otherwise; `None` where it is not heard.
    #[must_use]
    pub fn severity(&self, rule: &str, own: Severity) -> Option<Severity> {
        super::find(rule).and_then(|rule| Voice::new(rule, self.document).of(None, own))
    }

    /// What people read for a node.
    #[must_use]
    pub fn label<'b>(&'b self, id: &'b Id) -> &'b str {
        self.document.node_label(id.as_str())
    }

    /// Whether a service mesh carries what stays inside: a platform provides one, or a tag of the topology says so.
    #[must_use]
    pub fn has_mesh(&self) -> bool {
        self.document.tags.contains(Capability::Mesh.word())
            || self.graph.of_kind(NodeKind::Platform).any(|(_, node)| node.provides.contains(&Capability::Mesh))
    }

    /// Who waits for whom among services and frontends; made once.
    pub fn calls(&self) -> &CallGraph<'a> {
        self.calls.get_or_init(|| self.graph.calls())
    }

    /// The same among all workloads; made once.
    pub fn calls_of_workloads(&self) -> &CallGraph<'a> {
        self.calls_of_workloads.get_or_init(|| self.graph.calls_of_workloads())
    }

    /// Where requests come in from outside; made once.
    pub(super) fn entries(&self) -> &Entries<'a> {
        self.entries.get_or_init(|| Entries::new(self.graph))
    }

    /// Tries fixes by what some rules then find.
    pub(super) fn trial(&self, rules: &[&'static Rule]) -> Trial<'a> {
        self.trials.by(rules)
    }

    /// Who uses which database; made once.
    pub(super) fn stores(&self) -> &Stores<'a> {
        self.stores.get_or_init(|| Stores::new(self.graph))
    }
}
