//! How the rest of the editor opens the drawer, by key and by name.

use leptos::prelude::*;

/// What the drawer shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// The files of the bundle.
    Preview,
    /// What changed in them since the bundle was last taken away.
    Changes,
    /// What the real tools say.
    Proof,
}

/// The way to the drawer. Copies are the same way.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// The sheet that is open, if the drawer is.
    pub sheet: RwSignal<Option<Sheet>>,
    /// Counts how often the field for words in the files was asked for.
    pub find: RwSignal<u32>,
    /// Counts the bundles that were taken away from this page.
    pub exported: RwSignal<u32>,
    /// The nodes whose data would be lost by taking the bundle away, while that is asked.
    pub losing: RwSignal<Vec<String>>,
    /// Counts how often the next file of the selection was asked for.
    pub next: RwSignal<u32>,
}

impl Door {
    /// A closed drawer.
    #[must_use]
    pub fn new() -> Self {
        Self {
            sheet: RwSignal::new(None),
            find: RwSignal::new(0),
            exported: RwSignal::new(0),
            losing: RwSignal::new(Vec::new()),
            next: RwSignal::new(0),
        }
    }

    /// Opens a sheet, or closes the drawer where it is open already.
    pub fn turn(&self, sheet: Sheet) {
        self.sheet.update(|open| *open = if *open == Some(sheet) { None } else { Some(sheet) });
    }

    /// Opens the files and goes to the field for words.
    pub fn search(&self) {
        self.sheet.set(Some(Sheet::Preview));
        self.find.update(|count| *count += 1);
    }

    /// Opens the next file that holds lines of the selection.
    pub fn next_lines(&self) {
        self.sheet.set(Some(Sheet::Preview));
        self.next.update(|count| *count += 1);
    }
}
