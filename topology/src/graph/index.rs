//! Where each node stands among all, found by its id without comparing it with many others.

use crate::document::Id;

/// The ids of all nodes in order, and the place of each.
pub(super) struct Index<'d> {
    ids: Vec<&'d Id>,
    /// Places, each at the slot that its id's hash names or at the next free one after it; at least half are free.
    slots: Vec<u32>,
}

const FREE: u32 = u32::MAX;

impl<'d> Index<'d> {
    /// The index of ids that are in order.
    pub fn new(ids: Vec<&'d Id>) -> Self {
        let mut slots = vec![FREE; (ids.len() * 2).next_power_of_two().max(2)];
        for (place, id) in (0..FREE).zip(&ids) {
            let mut slot = hash(id.as_str()) & (slots.len() - 1);
            while slots[slot] != FREE {
                slot = (slot + 1) & (slots.len() - 1);
            }
            slots[slot] = place;
        }
        Self { ids, slots }
    }

    /// The ids in order.
    pub fn ids(&self) -> &[&'d Id] {
        &self.ids
    }

    /// The place of an id.
    pub fn place(&self, id: &str) -> Option<usize> {
        let mut slot = hash(id) & (self.slots.len() - 1);
        while self.slots[slot] != FREE {
            let place = self.slots[slot] as usize;
            if self.ids[place].as_str() == id {
                return Some(place);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        None
    }
}

/// Eight bytes at a time, folded so that the low bits depend on all of them.
fn hash(id: &str) -> usize {
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = id.len() as u64;
    for chunk in id.as_bytes().chunks(8) {
        let word = chunk.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte));
        hash = (hash ^ word).wrapping_mul(SPREAD);
        hash ^= hash >> 29;
    }
    (hash ^ (hash >> 32)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_found_at_its_place_and_no_other_is() {
        let of = |range: std::ops::Range<u32>| range.map(|n| Id::parse(&format!("n{n:05}")).unwrap());
        for count in [0, 1, 2, 7, 3_000] {
            let ids: Vec<Id> = of(0..count).collect();
            let index = Index::new(ids.iter().collect());
            assert!(ids.iter().enumerate().all(|(place, id)| index.place(id.as_str()) == Some(place)));
            assert!(of(count..count + 3_000).all(|id| index.place(id.as_str()).is_none()));
        }
    }
}
