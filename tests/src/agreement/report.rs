//! The translation report as the one place where a difference may be named.

use std::collections::BTreeMap;

use generators::bundle::{Bundle, Carriage};
use generators::plan::{Plan, Sourced};
use topology::document::Id;

use super::Difference;

/// What a value gets that no target has a word for: it names nothing.
const SILENT: &str = "this target has no use for it";

/// What the report says of two outputs that are compared, in one environment.
#[derive(Debug)]
pub struct Report<'b> {
    bundle: &'b Bundle,
    environment: &'b str,
}

impl<'b> Report<'b> {
    /// The report of a bundle.
    #[must_use]
    pub const fn of(bundle: &'b Bundle, environment: &'b str) -> Self {
        Self { bundle, environment }
    }

    /// Whether the report of one of the two targets names the difference.
    #[must_use]
    pub fn names(&self, difference: &Difference, targets: [&str; 2]) -> bool {
        let reports = || targets.iter().filter_map(|target| self.bundle.translation.0.get(*target));
        let spoken = |(node, fields): &(String, &[&str])| {
            self.nodes(node).iter().any(|node| {
                fields.iter().any(|field| {
                    let declared = format!("/nodes/{node}/{field}");
                    let overridden = format!("/environments/{}/nodes/{node}/{field}", self.environment);
                    reports().any(|report| speaks(report, &declared) || speaks(report, &overridden))
                })
            })
        };
        let named = difference.ways.iter().any(|places| places.iter().all(spoken));
        named || difference.ends.as_ref().is_some_and(|ends| reports().any(|report| self.of_edge(report, ends)))
    }

    fn plan(&self) -> Option<&Plan> {
        self.bundle.plans.all().find(|(name, _)| *name == self.environment).map(|(_, plan)| plan)
    }

    /// The nodes behind an id: an instance that several nodes share is spoken of at each of them.
    fn nodes(&self, id: &str) -> Vec<String> {
        let instances = self.plan().into_iter().flat_map(|plan| plan.instances.values());
        let held = instances.filter(|instance| instance.id.as_str() == id).flat_map(|instance| &instance.nodes);
        held.map(ToString::to_string).chain([id.to_owned()]).collect()
    }

    /// The instance that serves a node, or the node itself.
    fn server(&self, node: &str) -> String {
        let stores = self.plan().into_iter().flat_map(|plan| plan.datastores.values());
        let server = stores.into_iter().find(|store| store.id.as_str() == node).map(|store| store.instance.to_string());
        server.unwrap_or_else(|| node.to_owned())
    }

    fn of_edge(&self, report: &BTreeMap<String, Carriage>, ends: &(String, String)) -> bool {
        let drawn = &self.bundle.plans.drawing.edges;
        let joined = |a: &str, b: &str| {
            let edges = drawn.iter().filter(move |(_, edge)| edge.from.as_str() == a && edge.to.as_str() == b);
            edges.map(|(id, _)| format!("/edges/{id}/to")).collect::<Vec<_>>()
        };
        let edges = joined(&ends.0, &ends.1).into_iter().chain(joined(&ends.1, &ends.0));
        edges.into_iter().any(|edge| speaks(report, &edge)) || self.fellow_callers(report, ends)
    }

    /// Whether both call one node, whose callers are said to share its network.
    fn fellow_callers(&self, report: &BTreeMap<String, Carriage>, ends: &(String, String)) -> bool {
        let reached = |end: &str| -> Vec<String> {
            let edges = self.bundle.plans.drawing.edges.values().filter(|edge| edge.from.as_str() == end);
            let called = edges.map(|edge| self.server(edge.to.as_str()));
            // The jobs of an instance stand in its network, too, and so does its pooler.
            let instances = self.plan().into_iter().flat_map(|plan| plan.instances.values());
            let lends = |pooler: &Sourced<Id>| pooler.as_str() == end;
            let pooled = instances.filter(|instance| instance.pooler.as_ref().is_some_and(lends));
            let pooled = pooled.map(|instance| instance.id.to_string());
            called.chain(end.split_once('.').map(|(instance, _)| instance.to_owned())).chain(pooled).collect()
        };
        let (left, right) = (reached(&ends.0), reached(&ends.1));
        let said =
            |server: &String| self.nodes(server).iter().any(|node| speaks(report, &format!("/nodes/{node}/callers")));
        left.iter().any(|server| right.contains(server) && said(server))
    }
}

/// Whether the report says of a place, or of one below it, that and why it came out otherwise.
fn speaks(report: &BTreeMap<String, Carriage>, place: &str) -> bool {
    let below = format!("{place}/");
    let spoken = |carriage: &Carriage| match carriage {
        Carriage::Approximated { reason } | Carriage::Unsupported { reason } => reason != SILENT,
        Carriage::Carried { .. } | Carriage::Unproven { .. } => false,
    };
    let itself = report.get(place).is_some_and(spoken);
    itself || report.range(below.clone()..).take_while(|(path, _)| path.starts_with(&below)).any(|(_, c)| spoken(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_about_the_place_count() {
        let said = |reason: &str| Carriage::Approximated { reason: reason.to_owned() };
        let report: BTreeMap<String, Carriage> = [
            ("/nodes/a/replicas/max".to_owned(), said("the least runs")),
            ("/nodes/a/storage".to_owned(), Carriage::Unsupported { reason: SILENT.to_owned() }),
            ("/nodes/ab/image".to_owned(), said("another one")),
        ]
        .into();
        assert!(speaks(&report, "/nodes/a/replicas"));
        for silent in ["/nodes/a/storage", "/nodes/a/image", "/nodes/a/rep"] {
            assert!(!speaks(&report, silent), "{silent}");
        }
    }
}
