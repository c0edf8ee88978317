//! Who waits for whom: the synchronous calls, with gateways contracted.

use crate::collections::BTreeSet;
use std::cell::OnceCell;
use std::collections::VecDeque;
use std::rc::Rc;

use crate::document::{EdgeKind, Id, NodeKind};

use super::index::Index;
use super::{Graph, Link, Relation};

/// One call as a rule sees it: from caller to callee, over one edge or, through a gateway, over several.
#[derive(Debug, Clone)]
pub struct CallStep<'d> {
    /// The edges that make it, in order.
    pub links: Vec<Link<'d>>,
    /// Whether the gateway's route for this call is known.
    pub certain: bool,
    /// Whether some way through a gateway makes this call, be it this one or another.
    pub through_gateway: bool,
}

/// The synchronous calls between services and frontends, and of gateways among themselves.
///
/// A gateway inside a way `service → gateway → service` is contracted, so that it neither hides nor invents a cycle. Where the caller's edge and the gateway's routes carry paths they must agree; where they don't, every route counts and the step is uncertain. What runs in the browser stands outside: its calls are a client's.
pub struct CallGraph<'d> {
    index: Rc<Index<'d>>,
    steps: Steps<'d>,
    relation: Relation<&'d Id>,
    rings: OnceCell<Vec<Vec<&'d Id>>>,
}

/// The calls of each node, by place: callees by place, in order.
type Steps<'d> = Vec<Vec<(usize, CallStep<'d>)>>;

impl<'d> CallGraph<'d> {
    /// The calls between nodes of the kinds that `counts` takes, gateways contracted.
    pub(super) fn new(graph: &Graph<'d>, counts: impl Fn(NodeKind) -> bool) -> Self {
        let mut steps: Steps<'d> = std::iter::repeat_with(Vec::new).take(graph.ids().len()).collect();
        let through = |kind| kind == NodeKind::Gateway || counts(kind);
        for link in graph.links() {
            let inside = counts(link.from.kind) && !Graph::is_client(link.from);
            match (link.from.kind, link.to.kind) {
                _ if link.edge.kind != EdgeKind::Call => {}
                // Gateways that pass requests to one another are a circle without any service in it.
                (NodeKind::Gateway, NodeKind::Gateway) => note(&mut steps, &[link], link.edge.path.is_none()),
                (_, NodeKind::Gateway) if inside => follow(graph, link, &through, &mut steps),
                (_, to) if inside && through(to) => note(&mut steps, &[link], true),
                _ => {}
            }
        }
        let places =
            steps.iter().enumerate().flat_map(|(from, callees)| callees.iter().map(move |(to, _)| (from, *to)));
        let relation = Relation::of_places(graph.ids().to_vec(), places.collect());
        Self { index: Rc::clone(&graph.index), steps, relation, rings: OnceCell::new() }
    }

    fn of(&self, id: &Id) -> &[(usize, CallStep<'d>)] {
        self.index.place(id.as_str()).map_or(&[], |place| &self.steps[place])
    }

    /// The call from one node to another, the most certain and direct one.
    #[must_use]
    pub fn step(&self, from: &Id, to: &Id) -> Option<&CallStep<'d>> {
        let to = self.index.place(to.as_str())?;
        let callees = self.of(from);
        callees.binary_search_by_key(&to, |(place, _)| *place).ok().map(|index| &callees[index].1)
    }

    /// Every pair of caller and callee, by id.
    pub fn pairs(&self) -> impl Iterator<Item = (&'d Id, &'d Id)> {
        let ids = self.relation.items();
        self.steps.iter().zip(ids).flat_map(|(callees, from)| callees.iter().map(|(to, _)| (*from, ids[*to])))
    }

    /// Every pair of caller and callee, by their places in the graph.
    pub fn places(&self) -> impl Iterator<Item = (usize, usize)> {
        self.by_place().map(|(from, to, _)| (from, to))
    }

    /// Every call, by the places of caller and callee in the graph.
    pub fn by_place(&self) -> impl Iterator<Item = (usize, usize, &CallStep<'d>)> {
        let all = self.steps.iter().enumerate();
        all.flat_map(|(from, callees)| callees.iter().map(move |(to, step)| (from, *to, step)))
    }

    /// Every call, by the ids of caller and callee.
    pub fn steps(&self) -> impl Iterator<Item = (&'d Id, &'d Id, &CallStep<'d>)> {
        let ids = self.relation.items();
        self.steps.iter().zip(ids).flat_map(|(callees, from)| callees.iter().map(|(to, step)| (*from, ids[*to], step)))
    }

    /// The calls of one node, each with the callee, by the callee's id.
    pub fn steps_of(&self, id: &Id) -> impl Iterator<Item = (&'d Id, &CallStep<'d>)> {
        self.of(id).iter().map(|(to, step)| (self.relation.items()[*to], step))
    }

    /// The nodes that a node waits for, by id.
    pub fn callees(&self, id: &Id) -> impl Iterator<Item = &'d Id> {
        self.of(id).iter().map(|(to, _)| self.relation.items()[*to])
    }

    /// The same as a bare relation, for algorithms.
    #[must_use]
    pub fn relation(&self) -> &Relation<&'d Id> {
        &self.relation
    }

    /// The groups of two and more that wait for one another, each in order, by their smallest member; made once.
    pub fn rings(&self) -> &[Vec<&'d Id>] {
        self.rings.get_or_init(|| self.relation.rings())
    }

    /// Whether a call from one node to another would close a circle.
    #[must_use]
    pub fn would_close(&self, from: &'d Id, to: &'d Id) -> bool {
        from == to || self.relation.reaches(to, from)
    }
}

/// Follows a call through gateways to the workloads that it ends at, over the most certain and then the fewest edges.
fn follow<'d>(graph: &Graph<'d>, first: Link<'d>, through: &impl Fn(NodeKind) -> bool, steps: &mut Steps<'d>) {
    let asked = first.edge.path.as_ref();
    let mut seen: BTreeSet<(&Id, bool)> = BTreeSet::new();
    let mut queue: VecDeque<(Vec<Link<'d>>, bool)> = VecDeque::from([(vec![first], true)]);
    while let Some((mut links, certain)) = queue.pop_front() {
        let Some(last) = links.last().copied() else { continue };
        // Each gateway is looked at once per certainty, so that gateways that call one another end.
        if !seen.insert((&last.edge.to, certain)) {
            continue;
        }
        for route in graph.outgoing(last.edge.to.as_str()) {
            if route.edge.kind != EdgeKind::Call || !through(route.to.kind) {
                continue;
            }
            let certain = match (asked, route.edge.path.as_ref()) {
                (Some(asked), Some(path)) if !is_under(asked.as_str(), path.as_str()) => continue,
                (Some(_), Some(_)) => certain,
                _ => false,
            };
            links.push(*route);
            if route.to.kind == NodeKind::Gateway {
                queue.push_back((links.clone(), certain));
            } else {
                note(steps, &links, certain);
            }
            links.pop();
        }
    }
}

/// Whether a request for `asked` is one that the route of `prefix` takes: whole segments, as gateways compare them.
fn is_under(asked: &str, prefix: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    asked.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn note<'d>(steps: &mut Steps<'d>, links: &[Link<'d>], certain: bool) {
    let (Some(first), Some(last)) = (links.first(), links.last()) else { return };
    let (from, to) = (first.places.0, last.places.1);
    let callees = &mut steps[from];
    let through_gateway = links.len() > 1;
    match callees.binary_search_by_key(&to, |(place, _)| *place) {
        Err(index) => callees.insert(index, (to, CallStep { links: links.to_vec(), certain, through_gateway })),
        Ok(index) => {
            let step = &mut callees[index].1;
            step.through_gateway |= through_gateway;
            if (!certain, links.len()) < (!step.certain, step.links.len()) {
                step.links = links.to_vec();
                step.certain = certain;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_end_at_a_slash() {
        assert!(is_under("/api/orders", "/api") && is_under("/api", "/api") && is_under("/x", "/"));
        assert!(!is_under("/apiary", "/api") && !is_under("/a", "/api"));
    }
}
