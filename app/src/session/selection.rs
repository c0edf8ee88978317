//! What is selected. Each handle knows for itself whether it is, so that a click redraws two cards and not all.

use std::sync::Arc;
use std::time::Duration;

use topology::collections::BTreeSet;

use leptos::prelude::*;

use super::picture::{Picture, put};

/// A node, an edge or a boundary.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A node, by id.
    Node(Arc<str>),
    /// An edge, by id.
    Edge(Arc<str>),
    /// A boundary, by id.
    Boundary(Arc<str>),
}

/// So long a selection has to stand before the panels follow it, where they are asked to wait: longer than a key that is held takes to come again.
const STANDS: Duration = Duration::from_millis(60);

/// The selection of this person.
#[derive(Debug, Clone, Copy)]
pub struct Selection {
    items: RwSignal<BTreeSet<Item>>,
    /// The same, a moment later where the panels wait.
    settled: RwSignal<BTreeSet<Item>>,
    /// Whether they wait after the next change.
    waits: StoredValue<bool>,
    /// The number of the last change.
    change: StoredValue<u64>,
    picture: Picture,
}

impl Selection {
    /// Nothing selected.
    #[must_use]
    pub fn new(picture: Picture) -> Self {
        Self {
            items: RwSignal::new(BTreeSet::new()),
            settled: RwSignal::new(BTreeSet::new()),
            waits: StoredValue::new(false),
            change: StoredValue::new(0),
            picture,
        }
    }

    /// What is selected, followed.
    #[must_use]
    pub fn items(&self) -> BTreeSet<Item> {
        self.items.get()
    }

    /// What is selected now.
    #[must_use]
    pub fn now(&self) -> BTreeSet<Item> {
        self.items.get_untracked()
    }

    /// The one selected item, followed; none if there are several.
    #[must_use]
    pub fn single(&self) -> Option<Item> {
        self.items.with(|items| if items.len() == 1 { items.first().cloned() } else { None })
    }

    /// What the panels are about, followed: what is selected, once it stands.
    #[must_use]
    pub fn settled(&self) -> BTreeSet<Item> {
        self.settled.get()
    }

    /// Lets the panels wait after the next change: who goes from card to card by key does not wait for the fields of each.
    pub fn panels_wait(&self) {
        self.waits.set_value(true);
    }

    /// The ids of the selected nodes now.
    #[must_use]
    pub fn nodes(&self) -> Vec<Arc<str>> {
        self.items.with_untracked(|items| {
            items.iter().filter_map(|item| if let Item::Node(id) = item { Some(id.clone()) } else { None }).collect()
        })
    }

    /// The ids of the selected boundaries now.
    #[must_use]
    pub fn boundaries(&self) -> Vec<Arc<str>> {
        self.items.with_untracked(|items| {
            items
                .iter()
                .filter_map(|item| if let Item::Boundary(id) = item { Some(id.clone()) } else { None })
                .collect()
        })
    }

    /// Selects exactly these.
    pub fn set(&self, next: BTreeSet<Item>) {
        let before = self.now();
        let waits = self.waits.try_update_value(std::mem::take).unwrap_or_default();
        if before == next {
            return;
        }
        for item in before.symmetric_difference(&next) {
            self.flag(item, next.contains(item));
        }
        self.items.set(next.clone());
        let Some(change) = self.change.try_update_value(|change| {
            *change += 1;
            *change
        }) else {
            return;
        };
        if !waits {
            return self.settled.set(next);
        }
        let selection = *self;
        let settle = move || {
            // The page may have been left, and the person may have gone on.
            if selection.change.try_get_value() == Some(change) {
                selection.settled.set(next);
            }
        };
        set_timeout(settle, STANDS);
    }

    /// Selects this alone.
    pub fn only(&self, item: Item) {
        self.set(BTreeSet::from([item]));
    }

    /// Adds it, or takes it away.
    pub fn toggle(&self, item: Item) {
        let mut next = self.now();
        if !next.remove(&item) {
            next.insert(item);
        }
        self.set(next);
    }

    /// Selects nothing.
    pub fn clear(&self) {
        self.set(BTreeSet::new());
    }

    /// Whether it is selected now.
    #[must_use]
    pub fn holds(&self, item: &Item) -> bool {
        self.items.with_untracked(|items| items.contains(item))
    }

    /// Whether it is selected, followed.
    #[must_use]
    pub fn held(&self, item: &Item) -> bool {
        self.items.with(|items| items.contains(item))
    }

    /// Forgets what is gone and marks new handles, after the picture changed.
    pub fn refresh(&self) {
        let kept: BTreeSet<Item> = self.now().into_iter().filter(|item| self.signal(item).is_some()).collect();
        for item in &kept {
            self.flag(item, true);
        }
        self.set(kept);
    }

    fn flag(&self, item: &Item, on: bool) {
        if let Some(signal) = self.signal(item) {
            put(&signal, on);
        }
    }

    fn signal(&self, item: &Item) -> Option<ArcRwSignal<bool>> {
        match item {
            Item::Edge(id) => self.picture.edge(id).map(|edge| edge.selected),
            Item::Node(id) => self.picture.node(id).map(|node| node.selected),
            // A collapsed one is drawn as a card.
            Item::Boundary(id) => match self.picture.boundary(id) {
                Some(boundary) => Some(boundary.selected),
                None => self.picture.node(id).map(|node| node.selected),
            },
        }
    }
}
