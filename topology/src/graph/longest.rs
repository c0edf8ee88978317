//! The longest ways through a relation.
//!
//! A longest way without repetition is a hard problem where things lead round in rings. So each ring is contracted first: however many members it has, a way counts it once, with the worth of its most worthy member, and the steps within it add nothing. What is left has no rings, and one pass from its ends gives the best way from everywhere.

use std::collections::VecDeque;

use super::Relation;

/// The best way onwards from each thing of a relation, rings contracted.
pub struct Longest<'r, T, W> {
    relation: &'r Relation<T>,
    /// The ring of each thing; what is in none is alone in its own. A ring comes after those that it leads to.
    ring: Vec<usize>,
    best: Vec<W>,
    /// The step that leaves each ring on its best way.
    exit: Vec<Option<(usize, usize)>>,
}

impl<'r, T: Ord + Copy, W: Copy + PartialOrd> Longest<'r, T, W> {
    /// Works out the best ways. `own` is the worth of one thing; `join` is the worth of a way that begins in a ring of that worth, takes a step, and goes on with the worth of the rest. Among equals the first in the order of the things wins.
    pub fn new(relation: &'r Relation<T>, own: impl Fn(T) -> W, join: impl Fn(W, (T, T), W) -> W) -> Self {
        let (ring, rings) = relation.groups();
        let mut best: Vec<W> = Vec::with_capacity(rings.len());
        let mut exit = Vec::with_capacity(rings.len());
        for (at, members) in rings.iter().enumerate() {
            let worths = members.iter().map(|member| own(relation.items[*member]));
            let Some(worth) = worths.reduce(|a, b| if b > a { b } else { a }) else { continue };
            let (mut most, mut out) = (worth, None);
            for &from in members {
                for &to in relation.next[from].iter().filter(|to| ring[**to] != at) {
                    let way = join(worth, (relation.items[from], relation.items[to]), best[ring[to]]);
                    if way > most {
                        (most, out) = (way, Some((from, to)));
                    }
                }
            }
            best.push(most);
            exit.push(out);
        }
        Self { relation, ring, best, exit }
    }

    /// The worth of the best way from a thing; `None` where the relation does not know it.
    #[must_use]
    pub fn worth(&self, from: T) -> Option<W> {
        self.relation.place(from).map(|place| self.best[self.ring[place]])
    }

    /// The step that leaves the ring of a thing on its best way; `None` at the end of it.
    #[must_use]
    pub fn step(&self, from: T) -> Option<(T, T)> {
        let (out, next) = self.exit[self.ring[self.relation.place(from)?]]?;
        Some((self.relation.items[out], self.relation.items[next]))
    }

    /// Where the best way from a thing ends; `None` where the relation does not know it.
    #[must_use]
    pub fn end(&self, from: T) -> Option<T> {
        let mut at = self.relation.place(from)?;
        while let Some((_, next)) = self.exit[self.ring[at]] {
            at = next;
        }
        Some(self.relation.items[at])
    }

    /// The best way from a thing, step by step; within a ring it takes the shortest way on.
    #[must_use]
    pub fn way(&self, from: T) -> Vec<T> {
        let Some(mut at) = self.relation.place(from) else { return Vec::new() };
        let mut way = vec![at];
        while let Some((out, next)) = self.exit[self.ring[at]] {
            way.extend(self.within(at, out));
            way.push(next);
            at = next;
        }
        way.into_iter().map(|place| self.relation.items[place]).collect()
    }

    /// The shortest way between two members of one ring, without the first.
    fn within(&self, from: usize, to: usize) -> Vec<usize> {
        let mut before = crate::collections::BTreeMap::new();
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            if at == to {
                break;
            }
            for &next in &self.relation.next[at] {
                if self.ring[next] == self.ring[from] && next != from && !before.contains_key(&next) {
                    before.insert(next, at);
                    queue.push_back(next);
                }
            }
        }
        let mut way = Vec::new();
        let mut at = to;
        while at != from {
            way.push(at);
            let Some(&previous) = before.get(&at) else { break };
            at = previous;
        }
        way.reverse();
        way
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'r>(relation: &'r Relation<u8>) -> Longest<'r, u8, u32> {
        Longest::new(relation, |_| 1, |own, _, rest| own + rest)
    }

    #[test]
    fn the_longest_of_several_and_the_first_of_equals() {
        let relation = Relation::new([(1, 2), (2, 3), (1, 3), (3, 4), (3, 5)]);
        assert_eq!((of(&relation).worth(1), of(&relation).way(1)), (Some(4), vec![1, 2, 3, 4]));
        assert_eq!((of(&relation).worth(4), of(&relation).way(4)), (Some(1), vec![4]));
        assert_eq!((of(&relation).worth(9), of(&relation).way(9)), (None, vec![]));
    }

    #[test]
    fn a_ring_counts_once_and_is_walked_the_short_way() {
        let relation = Relation::new([(1, 2), (2, 3), (3, 4), (4, 2), (2, 4), (4, 5)]);
        assert_eq!((of(&relation).worth(1), of(&relation).way(1)), (Some(3), vec![1, 2, 4, 5]));
        assert_eq!((of(&relation).step(2), of(&relation).step(5)), (Some((4, 5)), None));
        assert_eq!((of(&relation).end(1), of(&relation).end(5), of(&relation).end(9)), (Some(5), Some(5), None));
    }

    #[test]
    fn what_counts_nothing_is_passed() {
        let relation = Relation::new([(1, 2), (2, 3), (1, 4)]);
        let longest = Longest::new(&relation, |at| u32::from(at != 2), |own, _, rest| own + rest);
        assert_eq!((longest.worth(1), longest.way(1)), (Some(2), vec![1, 2, 3]));
    }

    #[test]
    fn products_of_steps() {
        let relation = Relation::new([(1, 2), (2, 3), (1, 3)]);
        let longest = Longest::new(&relation, |_| 1.0, |_, (a, b), rest: f64| f64::from(b - a) * 2.0 * rest);
        assert_eq!((longest.worth(1), longest.way(1)), (Some(4.0), vec![1, 2, 3]));
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_needs_no_stack() {
        let relation = Relation::new((0..100_000_u32).map(|n| (n, n + 1)));
        let longest = Longest::new(&relation, |_| 1_u32, |own, _, rest| own + rest);
        assert_eq!((longest.worth(0), longest.way(0).len()), (Some(100_001), 100_001));
    }
}
