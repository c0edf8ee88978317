//! What is lost without one thing: everything that is reached from the outside only through it.

use std::collections::VecDeque;

use petgraph::algo::dominators::simple_fast;
use petgraph::graph::{DiGraph, NodeIndex};

use super::Relation;

/// For each thing what nobody reaches any more without it, coming from some starts.
///
/// On the things that are reached at all these are the articulation points of the graph, and those besides whose neighbours stay connected among themselves but are no longer reached.
pub struct Cuts<T> {
    items: Vec<T>,
    /// What is lost first without each thing: the rest is lost with that.
    lost: Vec<Vec<usize>>,
    /// How many are lost without each thing.
    count: Vec<usize>,
    /// Where a shortest way from the starts comes from; a start comes from itself.
    before: Vec<Option<usize>>,
}

impl<T: Ord + Copy> Cuts<T> {
    /// What is lost without each thing of a relation, for who comes from `starts`. A start that the relation does not know leads nowhere.
    pub fn new(relation: &Relation<T>, starts: impl IntoIterator<Item = T>) -> Self {
        let size = relation.items.len();
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(size + 1, size * 2);
        for _ in 0..=size {
            graph.add_node(());
        }
        let outside = NodeIndex::new(size);
        let mut starts: Vec<usize> = starts.into_iter().filter_map(|start| relation.place(start)).collect();
        starts.sort_unstable();
        starts.dedup();
        for start in &starts {
            graph.add_edge(outside, NodeIndex::new(*start), ());
        }
        for (from, next) in relation.next.iter().enumerate() {
            for to in next {
                graph.add_edge(NodeIndex::new(from), NodeIndex::new(*to), ());
            }
        }
        let dominators = simple_fast(&graph, outside);
        let mut lost = vec![Vec::new(); size];
        for place in 0..size {
            let through = dominators.immediate_dominator(NodeIndex::new(place));
            if let Some(through) = through.filter(|through| *through != outside) {
                lost[through.index()].push(place);
            }
        }
        let (count, before) = (counts(&lost), shortest(relation, &starts));
        Self { items: relation.items.clone(), lost, count, before }
    }

    /// Whether a thing is reached from the starts.
    #[must_use]
    pub fn reaches(&self, item: T) -> bool {
        self.items.binary_search(&item).is_ok_and(|place| self.before[place].is_some())
    }

    /// A shortest way from a start to a thing; it passes everything without which the thing is lost. Empty where the thing is not reached.
    #[must_use]
    pub fn way(&self, item: T) -> Vec<T> {
        let mut way = Vec::new();
        let mut at = self.items.binary_search(&item).ok();
        while let Some(place) = at {
            let Some(before) = self.before[place] else { break };
            way.push(self.items[place]);
            at = (before != place).then_some(before);
        }
        way.reverse();
        way
    }

    /// Those without which others are lost, in order, each with the number of others.
    pub fn points(&self) -> impl Iterator<Item = (T, usize)> {
        self.items.iter().zip(&self.count).filter(|(_, count)| **count > 0).map(|(item, count)| (*item, *count))
    }

    /// How many others are lost without a thing.
    #[must_use]
    pub fn count(&self, item: T) -> usize {
        self.items.binary_search(&item).map_or(0, |place| self.count[place])
    }

    /// What is lost without a thing, the nearest first.
    pub fn lost_without(&self, item: T) -> impl Iterator<Item = T> {
        let mut queue: VecDeque<usize> =
            self.items.binary_search(&item).map_or_else(|_| VecDeque::new(), |place| self.lost[place].clone().into());
        std::iter::from_fn(move || {
            let at = queue.pop_front()?;
            queue.extend(&self.lost[at]);
            Some(self.items[at])
        })
    }
}

/// Where a shortest way from the starts to each thing comes from.
fn shortest<T>(relation: &Relation<T>, starts: &[usize]) -> Vec<Option<usize>> {
    let mut before = vec![None; relation.next.len()];
    starts.iter().for_each(|start| before[*start] = Some(*start));
    let mut queue: VecDeque<usize> = starts.iter().copied().collect();
    while let Some(at) = queue.pop_front() {
        for &next in &relation.next[at] {
            if before[next].is_none() {
                before[next] = Some(at);
                queue.push_back(next);
            }
        }
    }
    before
}

/// How many things hang below each, children before parents.
fn counts(below: &[Vec<usize>]) -> Vec<usize> {
    let mut above = vec![None; below.len()];
    for (place, children) in below.iter().enumerate() {
        children.iter().for_each(|child| above[*child] = Some(place));
    }
    let mut left: Vec<usize> = below.iter().map(Vec::len).collect();
    let mut count = left.clone();
    let mut ready: Vec<usize> = (0..below.len()).filter(|place| left[*place] == 0).collect();
    while let Some(at) = ready.pop() {
        if let Some(parent) = above[at] {
            count[parent] += count[at];
            left[parent] -= 1;
            if left[parent] == 0 {
                ready.push(parent);
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(pairs: &[(u8, u8)], starts: &[u8]) -> Vec<(u8, Vec<u8>)> {
        let cuts = Cuts::new(&Relation::new(pairs.iter().copied()), starts.iter().copied());
        cuts.points()
            .map(|(item, count)| {
                let lost: Vec<u8> = cuts.lost_without(item).collect();
                assert_eq!(lost.len(), count);
                (item, lost)
            })
            .collect()
    }

    #[test]
    fn a_chain_hangs_on_each_of_its_links() {
        assert_eq!(cuts(&[(1, 2), (2, 3)], &[1]), [(1, vec![2, 3]), (2, vec![3])]);
    }

    #[test]
    fn two_ways_make_none_of_them_needed() {
        assert_eq!(cuts(&[(1, 2), (1, 3), (2, 4), (3, 4)], &[1]), [(1, vec![2, 3, 4])]);
        assert_eq!(cuts(&[(1, 2), (5, 2)], &[1, 5]), []);
    }

    #[test]
    fn what_still_hangs_together_may_be_lost_all_the_same() {
        // 3 stays connected with 4, but nobody gets there any more.
        assert_eq!(cuts(&[(1, 2), (2, 3), (1, 4), (3, 4)], &[1]), [(1, vec![2, 4, 3]), (2, vec![3])]);
    }

    #[test]
    fn what_is_never_reached_is_not_lost() {
        let relation = Relation::new([(1, 2), (3, 4)]);
        let cuts = Cuts::new(&relation, [1, 9]);
        assert_eq!((cuts.way(2), cuts.way(4), cuts.way(1)), (vec![1, 2], vec![], vec![1]));
        assert!(cuts.reaches(2) && !cuts.reaches(4) && !cuts.reaches(9));
        assert_eq!(cuts.points().collect::<Vec<_>>(), [(1, 1)]);
    }
}
