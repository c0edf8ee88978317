//! What each of many things leads to, in two lists.

use std::ops::Index;

/// To each place the places that it leads to, in order and each once.
#[derive(Debug, Clone)]
pub(super) struct Next {
    /// Where the part of each place begins, and where the last one ends.
    begins: Vec<usize>,
    places: Vec<usize>,
}

impl Next {
    /// What `size` places lead to by these steps, without those from a place to itself.
    pub fn new(size: usize, mut steps: Vec<(usize, usize)>) -> Self {
        steps.retain(|(from, to)| from != to);
        steps.sort_unstable();
        steps.dedup();
        let mut begins = vec![0; size + 1];
        steps.iter().for_each(|(from, _)| begins[from + 1] += 1);
        for place in 0..size {
            begins[place + 1] += begins[place];
        }
        Self { begins, places: steps.into_iter().map(|(_, to)| to).collect() }
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.begins.len() - 1
    }

    /// What each place leads to.
    pub fn iter(&self) -> impl Iterator<Item = &[usize]> {
        self.begins.windows(2).map(|ends| &self.places[ends[0]..ends[1]])
    }
}

impl Index<usize> for Next {
    type Output = [usize];

    fn index(&self, place: usize) -> &[usize] {
        &self.places[self.begins[place]..self.begins[place + 1]]
    }
}
