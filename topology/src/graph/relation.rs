//! Who leads to whom: the algorithms that rules need, on any ordered things.

use std::collections::VecDeque;

use super::next::Next;

/// A relation between things, without steps from a thing to itself. Everything that it answers is in the order of the things.
#[derive(Debug, Clone)]
pub struct Relation<T> {
    pub(super) items: Vec<T>,
    /// The places of those that each leads to.
    pub(super) next: Next,
}

impl<T: Ord + Copy> Relation<T> {
    /// The relation of these pairs.
    pub fn new(pairs: impl IntoIterator<Item = (T, T)>) -> Self {
        let pairs: Vec<(T, T)> = pairs.into_iter().filter(|(a, b)| a != b).collect();
        let mut items: Vec<T> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
        items.sort_unstable();
        items.dedup();
        let place = |item: T| items.binary_search(&item).ok();
        let steps = pairs.into_iter().filter_map(|(from, to)| place(from).zip(place(to))).collect();
        Self { next: Next::new(items.len(), steps), items }
    }

    /// The relation of things that are in order already, by the places of who leads to whom.
    pub(crate) fn of_places(items: Vec<T>, steps: Vec<(usize, usize)>) -> Self {
        Self { next: Next::new(items.len(), steps), items }
    }

    /// The things, in order.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }

    pub(super) fn place(&self, item: T) -> Option<usize> {
        self.items.binary_search(&item).ok()
    }

    /// The groups of two and more that lead to one another, each in order, by their smallest member.
    #[must_use]
    pub fn rings(&self) -> Vec<Vec<T>> {
        let (_, groups) = self.groups();
        let items = |group: Vec<usize>| group.into_iter().map(|place| self.items[place]).collect();
        let mut rings: Vec<Vec<T>> = groups.into_iter().filter(|group| group.len() > 1).map(items).collect();
        rings.sort_unstable();
        rings
    }

    /// The group of each thing, and the groups, each in order: things that lead to one another are in one, and a group comes after all that it leads to.
    ///
    /// Tarjan's algorithm, with a list in place of the stack that the longest chain would need.
    pub(super) fn groups(&self) -> (Vec<usize>, Vec<Vec<usize>>) {
        const UNSEEN: usize = usize::MAX;
        let size = self.items.len();
        let (mut of, mut groups) = (vec![UNSEEN; size], Vec::new());
        // When each was seen first, and the first seen that is known to be reached from it.
        let (mut seen, mut low) = (vec![UNSEEN; size], vec![UNSEEN; size]);
        let (mut open, mut way, mut count) = (Vec::new(), Vec::new(), 0);
        for start in 0..size {
            if seen[start] != UNSEEN {
                continue;
            }
            way.push((start, 0));
            while let Some((at, step)) = way.pop() {
                if step == 0 {
                    (seen[at], low[at]) = (count, count);
                    count += 1;
                    open.push(at);
                } else {
                    low[at] = low[at].min(low[self.next[at][step - 1]]);
                }
                let mut rest = self.next[at].iter().enumerate().skip(step);
                let ahead = rest.find(|(_, to)| {
                    if seen[**to] != UNSEEN && of[**to] == UNSEEN {
                        low[at] = low[at].min(seen[**to]);
                    }
                    seen[**to] == UNSEEN
                });
                if let Some((step, to)) = ahead {
                    way.extend([(at, step + 1), (*to, 0)]);
                } else if low[at] == seen[at] {
                    let begin = open.iter().rposition(|held| *held == at).unwrap_or(0);
                    let mut group = open.split_off(begin);
                    group.sort_unstable();
                    group.iter().for_each(|place| of[*place] = groups.len());
                    groups.push(group);
                }
            }
        }
        (of, groups)
    }

    /// Whether a way of one step or more leads from one thing to another.
    #[must_use]
    pub fn reaches(&self, from: T, to: T) -> bool {
        let (Some(from), Some(to)) = (self.place(from), self.place(to)) else { return false };
        let mut seen = vec![false; self.items.len()];
        let mut left = vec![from];
        while let Some(at) = left.pop() {
            for &next in &self.next[at] {
                if next == to {
                    return true;
                }
                if !std::mem::replace(&mut seen[next], true) {
                    left.push(next);
                }
            }
        }
        false
    }

    /// The shortest way round within a ring, from the smallest member that lies on one so short. It ends where it began.
    ///
    /// In rings of very many members the search ends after a while; the way is then a short one.
    #[must_use]
    pub fn shortest_round(&self, ring: &[T]) -> Vec<T> {
        let mut search = Search::new(self, ring);
        let mut best: Option<Vec<usize>> = None;
        for start in ring.iter().filter_map(|item| self.place(*item)) {
            // No round is shorter than there and back.
            if best.as_ref().is_some_and(|round| round.len() == 3 || search.steps > MOST_STEPS) {
                break;
            }
            // A later start only counts where its round is shorter.
            let most = best.as_ref().map_or(usize::MAX, |round| round.len() - 2);
            if let Some(round) = search.round_from(start, most) {
                best = Some(round);
            }
        }
        best.unwrap_or_default().into_iter().map(|place| self.items[place]).collect()
    }

    /// The shortest way round within a ring through one of its members.
    #[must_use]
    pub fn shortest_round_through(&self, member: T, ring: &[T]) -> Vec<T> {
        let round = self.place(member).and_then(|start| Search::new(self, ring).round_from(start, usize::MAX));
        round.unwrap_or_default().into_iter().map(|place| self.items[place]).collect()
    }

    fn inside(&self, ring: &[T]) -> Vec<bool> {
        let mut inside = vec![false; self.items.len()];
        for place in ring.iter().filter_map(|item| self.place(*item)) {
            inside[place] = true;
        }
        inside
    }

    /// Few steps within a ring without which no way leads round: Eades' greedy order, ties by order, and then none that is not needed.
    #[must_use]
    pub fn feedback(&self, ring: &[T]) -> Vec<(T, T)> {
        let members: Vec<usize> = ring.iter().filter_map(|item| self.place(*item)).collect();
        let inside = self.inside(ring);
        let rank = self.greedy_order(&members, &inside);
        let steps = |from: usize| self.next[from].iter().copied().filter(|to| inside[*to]).map(move |to| (from, to));
        let mut cut: Vec<(usize, usize)> =
            members.iter().flat_map(|from| steps(*from)).filter(|(a, b)| rank[*a] > rank[*b]).collect();
        // Trying each cut again costs a search; where there are many nobody replaces them with one click anyway.
        if cut.len() <= 16 {
            let mut index = 0;
            while index < cut.len() {
                let held = cut.remove(index);
                let kept = members.iter().flat_map(|from| steps(*from)).filter(|step| !cut.contains(step));
                if !Relation::new(kept).rings().is_empty() {
                    cut.insert(index, held);
                    index += 1;
                }
            }
        }
        cut.into_iter().map(|(a, b)| (self.items[a], self.items[b])).collect()
    }

    /// The place of each member in an order where few steps point backwards.
    fn greedy_order(&self, members: &[usize], inside: &[bool]) -> Vec<usize> {
        let size = self.items.len();
        let (mut out, mut into) = (vec![0_i64; size], vec![0_i64; size]);
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); size];
        for &from in members {
            for &to in self.next[from].iter().filter(|to| inside[**to]) {
                out[from] += 1;
                into[to] += 1;
                before[to].push(from);
            }
        }
        let mut left: Vec<usize> = members.to_vec();
        let mut rank = vec![0; size];
        let (mut low, mut high) = (0, size);
        while !left.is_empty() {
            let sink = left.iter().position(|at| out[*at] == 0);
            let index = sink.or_else(|| left.iter().position(|at| into[*at] == 0)).unwrap_or_else(|| {
                let best = |index: &usize| (out[left[*index]] - into[left[*index]], std::cmp::Reverse(*index));
                (0..left.len()).max_by_key(best).unwrap_or(0)
            });
            let at = left.remove(index);
            if sink.is_some() {
                high -= 1;
                rank[at] = high;
            } else {
                rank[at] = low;
                low += 1;
            }
            for &to in &self.next[at] {
                into[to] -= 1;
            }
            for &from in &before[at] {
                out[from] -= 1;
            }
        }
        rank
    }
}

/// How many steps a search for the shortest round takes before it is content with what it has.
const MOST_STEPS: usize = 100_000;

/// A search for rounds within one ring, beginning at one member after the other.
struct Search<'r, T> {
    relation: &'r Relation<T>,
    inside: Vec<bool>,
    /// The start for which a place was reached last, and from where.
    before: Vec<(usize, usize)>,
    queue: VecDeque<(usize, usize)>,
    steps: usize,
}

impl<'r, T: Ord + Copy> Search<'r, T> {
    fn new(relation: &'r Relation<T>, ring: &[T]) -> Self {
        let inside = relation.inside(ring);
        let before = vec![(usize::MAX, 0); inside.len()];
        Self { relation, inside, before, queue: VecDeque::new(), steps: 0 }
    }

    /// The shortest round through `start` of at most `most` steps. Each start may be asked about once.
    fn round_from(&mut self, start: usize, most: usize) -> Option<Vec<usize>> {
        self.queue.clear();
        self.queue.push_back((start, 1));
        while let Some((at, steps)) = self.queue.pop_front() {
            if steps > most {
                return None;
            }
            for &next in self.relation.next[at].iter().filter(|next| self.inside[**next]) {
                self.steps += 1;
                if next == start {
                    let mut round = vec![start];
                    let mut last = at;
                    while last != start {
                        round.push(last);
                        last = self.before[last].1;
                    }
                    round.push(start);
                    round.reverse();
                    return Some(round);
                }
                if self.before[next].0 != start {
                    self.before[next] = (start, at);
                    self.queue.push_back((next, steps + 1));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Every simple way round, found by walking them all.
    fn rounds(pairs: &BTreeSet<(u8, u8)>) -> Vec<Vec<u8>> {
        fn walk(pairs: &BTreeSet<(u8, u8)>, way: &mut Vec<u8>, found: &mut Vec<Vec<u8>>) {
            let (start, at) = (way[0], way[way.len() - 1]);
            for &(_, to) in pairs.iter().filter(|(from, _)| *from == at) {
                if to == start && way.len() > 1 {
                    found.push(way.clone());
                } else if to > start && !way.contains(&to) {
                    way.push(to);
                    walk(pairs, way, found);
                    way.pop();
                }
            }
        }
        let mut found = Vec::new();
        for start in pairs.iter().map(|(from, _)| *from).collect::<BTreeSet<_>>() {
            walk(pairs, &mut vec![start], &mut found);
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn rings_are_what_a_naive_walk_finds(pairs in prop::collection::btree_set((0_u8..8, 0_u8..8), 0..20)) {
            let relation = Relation::new(pairs.iter().copied());
            let rings = relation.rings();
            let rounds = rounds(&pairs);
            let on_rounds: BTreeSet<u8> = rounds.iter().flatten().copied().collect();
            prop_assert_eq!(&on_rounds, &rings.iter().flatten().copied().collect());
            for ring in &rings {
                let here: Vec<_> = rounds.iter().filter(|round| ring.contains(&round[0])).collect();
                prop_assert!(here.iter().all(|round| round.iter().all(|member| ring.contains(member))));
                let shortest = relation.shortest_round(ring);
                prop_assert_eq!(Some(shortest.len() - 1), here.iter().map(|round| round.len()).min());
                prop_assert!(shortest.windows(2).all(|step| pairs.contains(&(step[0], step[1]))));
                prop_assert_eq!(shortest[0], shortest[shortest.len() - 1]);

                let cut = relation.feedback(ring);
                let kept = |without: Option<&(u8, u8)>| {
                    let kept = pairs.iter().filter(|step| !cut.contains(step) || Some(*step) == without);
                    kept.copied().filter(|(a, b)| ring.contains(a) && ring.contains(b)).collect::<BTreeSet<_>>()
                };
                let round = |pairs: &BTreeSet<(u8, u8)>| !super::tests::rounds(pairs).is_empty();
                prop_assert!(!round(&kept(None)));
                prop_assert!(cut.iter().all(|step| round(&kept(Some(step)))));
            }
        }

        #[test]
        fn reaching_is_what_a_closure_says(pairs in prop::collection::btree_set((0_u8..6, 0_u8..6), 0..14)) {
            let pairs: BTreeSet<(u8, u8)> = pairs.into_iter().filter(|(a, b)| a != b).collect();
            let mut closure = pairs.clone();
            for _ in 0..6 {
                let more: Vec<_> = closure.iter()
                    .flat_map(|(a, b)| pairs.iter().filter(move |(c, _)| b == c).map(move |(_, d)| (*a, *d)))
                    .collect();
                closure.extend(more);
            }
            let relation = Relation::new(pairs);
            for a in 0..6 {
                for b in 0..6 {
                    prop_assert_eq!(relation.reaches(a, b), closure.contains(&(a, b)), "{} {}", a, b);
                }
            }
        }
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_needs_no_stack() {
        let relation = Relation::new((0..100_000).map(|n| (n, (n + 1) % 100_000)));
        assert_eq!(relation.rings().len(), 1);
    }
}
