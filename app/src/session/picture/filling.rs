//! The insides of cards and the labels of lines, which a large picture gets once it stands.

use leptos::prelude::*;

use super::{NodeHandle, Picture};
use crate::canvas::geometry::Rect;

impl Picture {
    /// Draws the insides of so many more cards, those that `first` names before the others, then the labels of as many lines. Returns whether something is left.
    pub fn fill(&self, most: usize, first: impl Fn(&Rect) -> bool) -> bool {
        let empty = self.nodes.with_untracked(|nodes| {
            let empty = |node: &&NodeHandle| !node.inside.get_untracked();
            let (mut near, far): (Vec<NodeHandle>, Vec<NodeHandle>) =
                nodes.iter().filter(empty).cloned().partition(|node| first(&node.rect()));
            near.extend(far);
            near
        });
        if !empty.is_empty() {
            empty.iter().take(most).for_each(|node| node.inside.set(true));
            return true;
        }
        self.filled.set_value(true);
        let (labels, lines) = (self.labelled.get_untracked(), self.edges.with_untracked(Vec::len));
        if labels < lines {
            self.labelled.set(labels.saturating_add(most));
            return true;
        }
        // Lines to come have theirs at once.
        self.labelled.set(usize::MAX);
        false
    }
}
