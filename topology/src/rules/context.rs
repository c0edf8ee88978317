//! What a rule sees.

use std::cell::OnceCell;
use std::rc::Rc;

use super::Rule;
use super::entries::Entries;
use super::level::Voice;
use super::messages::{Traffic, traffic};
use super::store::{Origins, Stores};
use super::trial::{Trial, Trials};
use crate::document::{Capability, Document, EdgeKind, Id, Node, NodeKind};
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
    calls: OnceCell<Rc<CallGraph<'a>>>,
    calls_of_workloads: OnceCell<Rc<CallGraph<'a>>>,
    entries: OnceCell<Entries<'a>>,
    origins: OnceCell<Origins<'a>>,
    stores: OnceCell<Stores<'a>>,
    connected: OnceCell<Vec<bool>>,
    traffic: OnceCell<Vec<(&'a Id, Traffic<'a>)>>,
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
            origins: OnceCell::new(),
            stores: OnceCell::new(),
            connected: OnceCell::new(),
            traffic: OnceCell::new(),
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
        self.graph.node(id.as_str()).and_then(|node| node.title.as_ref()).map_or(id.as_str(), |title| title.as_str())
    }

    /// Whether a service mesh carries what stays inside: a platform provides one, or a tag of the topology says so.
    #[must_use]
    pub fn has_mesh(&self) -> bool {
        self.document.tags.contains(Capability::Mesh.word())
            || self.graph.of_kind(NodeKind::Platform).any(|(_, node)| node.provides.contains(&Capability::Mesh))
    }

    /// Who waits for whom among services and frontends; made once.
    pub fn calls(&self) -> &CallGraph<'a> {
        self.calls_in_common()
    }

    /// The same among all workloads; made once.
    pub fn calls_of_workloads(&self) -> &CallGraph<'a> {
        let others =
            |node: &Node| node.kind.is_workload() && !matches!(node.kind, NodeKind::Service | NodeKind::Frontend);
        self.calls_of_workloads.get_or_init(|| {
            let mut calls = self.graph.all_links().iter().filter(|link| link.edge.kind == EdgeKind::Call);
            // Where only services and frontends call one another, both are the same.
            if calls.any(|link| others(link.from) || others(link.to)) {
                Rc::new(self.graph.calls_of_workloads())
            } else {
                Rc::clone(self.calls_in_common())
            }
        })
    }

    fn calls_in_common(&self) -> &Rc<CallGraph<'a>> {
        self.calls.get_or_init(|| Rc::new(self.graph.calls()))
    }

    /// Where requests come in from outside; made once.
    pub(super) fn entries(&self) -> &Entries<'a> {
        self.entries.get_or_init(|| Entries::new(self.graph))
    }

    /// Tries fixes by what some rules then find.
    pub(super) fn trial(&self, rules: &[&'static Rule]) -> Trial<'a> {
        self.trials.by(rules)
    }

    /// What workloads are run from; made once.
    pub(super) fn origins(&self) -> &Origins<'a> {
        self.origins.get_or_init(|| Origins::new(self.graph))
    }

    /// Who uses which database; made once.
    pub(super) fn stores(&self) -> &Stores<'a> {
        self.stores.get_or_init(|| Stores::of(self.graph, NodeKind::Database, self.origins()))
    }

    /// Who sends to each queue and who reads from it, by id; made once.
    pub(super) fn traffic(&self) -> &[(&'a Id, Traffic<'a>)] {
        self.traffic.get_or_init(|| traffic(self.graph).into_iter().collect())
    }

    /// Whether requests, data or messages go from the node at a place to another or back: what is left over is no part of the system. Made once.
    pub(super) fn is_connected(&self, place: usize) -> bool {
        use EdgeKind::{Call, Callback, Data, Publish, Subscribe};
        let all = self.connected.get_or_init(|| {
            let mut connected = vec![false; self.graph.ids().len()];
            for link in self.graph.all_links() {
                let (from, to) = link.places;
                if from != to && matches!(link.edge.kind, Call | Callback | Data | Publish | Subscribe) {
                    (connected[from], connected[to]) = (true, true);
                }
            }
            connected
        });
        all.get(place).copied().unwrap_or_default()
    }
}
