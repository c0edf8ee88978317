//! Undo and redo of this person's own edits, with labels.

use topology::edit::{Change, Edit, inverse};

/// How many steps are kept.
const DEPTH: usize = 200;
/// How many of them a person has in mind.
const LATELY: usize = 20;

/// One step: what was done, in words and in changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Such as "move 3 nodes".
    pub label: String,
    /// What it changed.
    pub changes: Vec<Change>,
}

/// What this person did and may take back.
#[derive(Debug, Clone, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    /// Notes a step. What was undone before can't be redone any more.
    pub fn did(&mut self, label: impl Into<String>, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        self.undone.clear();
        self.done.push(Step { label: label.into(), changes });
        if self.done.len() > DEPTH {
            self.done.remove(0);
        }
    }

    /// What undo would take back.
    #[must_use]
    pub fn undo_label(&self) -> Option<&str> {
        self.done.last().map(|step| step.label.as_str())
    }

    /// What redo would make again.
    #[must_use]
    pub fn redo_label(&self) -> Option<&str> {
        self.undone.last().map(|step| step.label.as_str())
    }

    /// What this person changed lately, the latest first.
    pub fn lately(&self) -> impl Iterator<Item = &Change> + Clone {
        self.done.iter().rev().take(LATELY).flat_map(|step| step.changes.iter().rev())
    }

    /// The edit that takes the last step back.
    pub fn undo(&mut self) -> Option<(String, Edit)> {
        self.done.pop().map(|step| (step.label, inverse(&step.changes)))
    }

    /// The edit that makes the last undone step again.
    pub fn redo(&mut self) -> Option<(String, Edit)> {
        self.undone.pop().map(|step| (step.label, inverse(&step.changes)))
    }

    /// Notes what an undo changed, for redo.
    pub fn undid(&mut self, label: String, changes: Vec<Change>) {
        if !changes.is_empty() {
            self.undone.push(Step { label, changes });
        }
    }

    /// Notes what a redo changed, for undo.
    pub fn redid(&mut self, label: String, changes: Vec<Change>) {
        if !changes.is_empty() {
            self.done.push(Step { label, changes });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use topology::Document;
    use topology::document::{Id, Pointer};
    use topology::edit::apply;

    fn set(document: &mut Document, text: &str) -> Vec<Change> {
        apply(document, &Edit::Set { path: Pointer::of(["title"]), value: text.into() }).unwrap().changes
    }

    #[test]
    fn undo_and_redo_go_back_and_forth() {
        let mut document = Document::new(Id::parse("shop").unwrap());
        let mut history = History::default();
        history.did("first", set(&mut document, "One"));
        history.did("second", set(&mut document, "Two"));
        let (label, edit) = history.undo().unwrap();
        let commit = apply(&mut document, &edit).unwrap();
        history.undid(label, commit.changes);
        assert_eq!(
            (document.label(), history.undo_label(), history.redo_label()),
            ("One", Some("first"), Some("second"))
        );
        let (label, edit) = history.redo().unwrap();
        let commit = apply(&mut document, &edit).unwrap();
        history.redid(label, commit.changes);
        assert_eq!((document.label(), history.undo_label(), history.redo_label()), ("Two", Some("second"), None));
    }

    #[test]
    fn what_somebody_else_changed_in_between_stays() {
        let mut document = Document::new(Id::parse("shop").unwrap());
        let mut history = History::default();
        history.did("mine", set(&mut document, "Mine"));
        set(&mut document, "Theirs");
        let (_, edit) = history.undo().unwrap();
        let commit = apply(&mut document, &edit).unwrap();
        assert_eq!((document.label(), commit.skipped.len()), ("Theirs", 1));
    }
}
