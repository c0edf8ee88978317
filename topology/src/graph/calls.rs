//! Who waits for whom: the synchronous calls, with gateways contracted.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use crate::document::{EdgeKind, Id, NodeKind, UrlPath};

use super::{Graph, Link};

/// One call as a rule sees it: from caller to callee, over one edge or, through a gateway, over several.
#[derive(Debug, Clone)]
pub struct CallStep<'d> {
    /// The edges that make it, in order.
    pub links: Vec<Link<'d>>,
    /// Whether the gateway's route for this call is known.
    pub certain: bool,
}

/// The synchronous calls between services and frontends (and gateways that nobody inside calls).
///
/// A gateway inside a way `service → gateway → service` is contracted, so that it neither hides nor invents a cycle. Where the caller's edge and the gateway's routes carry paths they must agree; where they don't, every route counts and the step is uncertain.
pub struct CallGraph<'d> {
    steps: BTreeMap<&'d Id, BTreeMap<&'d Id, CallStep<'d>>>,
}

impl<'d> CallGraph<'d> {
    pub(super) fn new(graph: &Graph<'d>) -> Self {
        let mut this = Self { steps: BTreeMap::new() };
        for link in graph.links() {
            let counts = |kind| matches!(kind, NodeKind::Service | NodeKind::Frontend | NodeKind::Gateway);
            if link.edge.kind != EdgeKind::Call || !counts(link.from.kind) || !counts(link.to.kind) {
                continue;
            }
            if link.from.kind != NodeKind::Gateway {
                this.follow(graph, &[link], link.edge.path.as_ref(), true);
            }
        }
        this
    }

    /// Follows a call through gateways to the workloads that it ends at.
    fn follow(&mut self, graph: &Graph<'d>, links: &[Link<'d>], asked: Option<&UrlPath>, certain: bool) {
        let (Some(first), Some(last)) = (links.first(), links.last()) else { return };
        if last.to.kind != NodeKind::Gateway {
            self.note(&first.edge.from, &last.edge.to, links, certain);
            return;
        }
        for route in graph.outgoing(last.edge.to.as_str()) {
            let through = |kind| matches!(kind, NodeKind::Service | NodeKind::Frontend | NodeKind::Gateway);
            // A ring of gateways alone would be followed for ever.
            let again = links.iter().any(|link| link.id == route.id);
            if route.edge.kind != EdgeKind::Call || !through(route.to.kind) || again {
                continue;
            }
            let known = match (asked, route.edge.path.as_ref()) {
                (Some(asked), Some(path)) if !asked.as_str().starts_with(path.as_str()) => continue,
                (Some(_), Some(_)) => certain,
                _ => false,
            };
            let mut longer = links.to_vec();
            longer.push(route);
            self.follow(graph, &longer, asked, known);
        }
    }

    fn note(&mut self, from: &'d Id, to: &'d Id, links: &[Link<'d>], certain: bool) {
        let callees = self.steps.entry(from).or_default();
        if callees.get(to).is_none_or(|held| (!certain, links.len()) < (!held.certain, held.links.len())) {
            callees.insert(to, CallStep { links: links.to_vec(), certain });
        }
    }

    /// The call from one node to another, the most certain and direct one.
    #[must_use]
    pub fn step(&self, from: &Id, to: &Id) -> Option<&CallStep<'d>> {
        self.steps.get(from)?.get(to)
    }

    /// Every pair of caller and callee, by id.
    pub fn pairs(&self) -> impl Iterator<Item = (&'d Id, &'d Id)> {
        self.steps.iter().flat_map(|(from, callees)| callees.keys().map(|to| (*from, *to)))
    }

    /// The nodes that a node waits for, by id.
    pub fn callees(&self, id: &Id) -> impl Iterator<Item = &'d Id> {
        self.steps.get(id).into_iter().flat_map(|callees| callees.keys().copied())
    }

    /// The groups of two and more nodes that wait for one another, each in id order, by their smallest id.
    #[must_use]
    pub fn rings(&self) -> Vec<Vec<&'d Id>> {
        let graph: DiGraphMap<&Id, ()> = self.pairs().map(|(a, b)| (a, b, ())).collect();
        let mut rings: Vec<Vec<&'d Id>> = tarjan_scc(&graph).into_iter().filter(|ring| ring.len() > 1).collect();
        rings.iter_mut().for_each(|ring| ring.sort());
        rings.sort();
        rings
    }

    /// The shortest way round within a ring; among equally short ones the one with the smallest ids. It begins at its smallest id and ends where it began.
    #[must_use]
    pub fn shortest_round(&self, ring: &[&'d Id]) -> Vec<&'d Id> {
        let inside: BTreeSet<&Id> = ring.iter().copied().collect();
        ring.iter()
            .filter_map(|start| self.round_from(start, &inside))
            .min_by_key(|round| (round.len(), round.clone()))
            .unwrap_or_default()
    }

    fn round_from(&self, start: &'d Id, inside: &BTreeSet<&Id>) -> Option<Vec<&'d Id>> {
        let mut before: BTreeMap<&'d Id, &'d Id> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            for next in self.callees(at).filter(|next| inside.contains(next)) {
                if next == start {
                    let mut round = vec![start, at];
                    while let Some(previous) = before.get(round[round.len() - 1]) {
                        round.push(previous);
                    }
                    // Walked back from the end, the start stands at both ends; a step to itself is no round.
                    round.reverse();
                    return (round.len() > 2).then_some(round);
                }
                if !before.contains_key(next) {
                    before.insert(next, at);
                    queue.push_back(next);
                }
            }
        }
        None
    }
}
