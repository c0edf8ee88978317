//! What the server has confirmed, what is still on its way, and the document that the person sees: the one with the other on top.

use std::collections::VecDeque;

use super::kept::Kept;
use topology::Document;
use topology::edit::{Change, Commit, Edit, apply, replay};
use topology::problem::Problem;

/// An edit that the server has not confirmed yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// Its number among this browser's edits; the server takes each number once.
    pub number: u64,
    /// What is wanted.
    pub edit: Edit,
    /// What it did here.
    pub changes: Vec<Change>,
    /// Whether it was handed to the connection since that was last opened.
    pub sent: bool,
    /// Whether it was ever handed to one: then the server may have it, and nobody else can refuse it.
    pub tried: bool,
    /// The page that made it and its number there, where that was another one.
    pub origin: Option<(String, u64)>,
}

/// An edit that was dropped because it no longer fits what others did.
#[derive(Debug, Clone, PartialEq)]
pub struct Dropped {
    /// Its number.
    pub number: u64,
    /// Why.
    pub problem: Problem,
}

/// The document of this browser.
#[derive(Debug, Clone)]
pub struct Log {
    confirmed: Document,
    revision: u64,
    pending: VecDeque<Pending>,
    view: Document,
    next: u64,
}

impl Log {
    /// A document as the server has it.
    #[must_use]
    pub fn new(document: Document, revision: u64) -> Self {
        Self { view: document.clone(), confirmed: document, revision, pending: VecDeque::new(), next: 1 }
    }

    /// What the person sees.
    #[must_use]
    pub fn view(&self) -> &Document {
        &self.view
    }

    /// The server's last revision known here.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What is on its way, oldest first.
    pub fn pending(&mut self) -> &mut VecDeque<Pending> {
        &mut self.pending
    }

    /// How many edits are on their way.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.pending.len()
    }

    /// Applies an edit of this person. Nothing is kept of one that changes nothing.
    ///
    /// # Errors
    /// The [`Problem`] that the edit would cause; the document is unchanged.
    pub fn submit(&mut self, edit: Edit) -> Result<Commit, Problem> {
        let commit = apply(&mut self.view, &edit)?;
        if !commit.changes.is_empty() {
            self.push(edit, commit.changes.clone(), None);
        }
        Ok(commit)
    }

    fn push(&mut self, edit: Edit, changes: Vec<Change>, origin: Option<(String, u64)>) {
        let (number, tried) = (self.next, origin.is_some());
        self.pending.push_back(Pending { number, edit, changes, sent: false, tried, origin });
        self.next += 1;
    }

    /// Takes over edits that a page before this one made.
    pub fn adopt(&mut self, kept: Vec<Kept>) {
        for Kept { client, number, edit } in kept {
            // One that does not fit may be with the server already; it will say so.
            let changes = apply(&mut self.view, &edit).map(|commit| commit.changes).unwrap_or_default();
            self.push(edit, changes, Some((client, number)));
        }
    }

    /// The number here of an edit that another page made.
    #[must_use]
    pub fn adopted(&self, client: &str, number: u64) -> Option<u64> {
        let same =
            |pending: &&Pending| pending.origin.as_ref().is_some_and(|(whose, own)| whose == client && *own == number);
        self.pending.iter().find(same).map(|pending| pending.number)
    }

    /// Takes in what the server committed: `own` is the number of the edit if it was this browser's.
    ///
    /// # Errors
    /// A [`Problem`] where the changes do not fit: this copy is not the server's any more and has to be fetched anew.
    pub fn committed(&mut self, revision: u64, own: Option<u64>, changes: &[Change]) -> Result<Vec<Dropped>, Problem> {
        if revision <= self.revision {
            // An answer that was lost with a connection comes again; what it confirms is in the copy already.
            let before = self.pending.len();
            self.pending.retain(|pending| Some(pending.number) != own);
            return Ok(if self.pending.len() == before { Vec::new() } else { self.rebase() });
        }
        replay(&mut self.confirmed, changes)?;
        self.revision = revision;
        if self.confirms(own, changes) {
            self.pending.pop_front();
            return Ok(Vec::new());
        }
        self.pending.retain(|pending| Some(pending.number) != own);
        Ok(self.rebase())
    }

    /// Whether this is the oldest pending edit, committed as it was seen here: then nothing changes on the screen.
    #[must_use]
    pub fn confirms(&self, own: Option<u64>, changes: &[Change]) -> bool {
        own.is_some() && self.pending.front().is_some_and(|first| Some(first.number) == own && first.changes == changes)
    }

    /// Takes back an edit that the server refused, and what no longer fits without it.
    pub fn refused(&mut self, number: u64) -> Vec<Dropped> {
        self.pending.retain(|pending| pending.number != number);
        self.rebase()
    }

    /// Whether this is the server's copy already, with nothing on top.
    #[must_use]
    pub fn is(&self, document: &Document, revision: u64) -> bool {
        self.pending.is_empty() && self.revision == revision && self.confirmed == *document
    }

    /// Starts again from the server's copy, keeping what is on its way.
    pub fn reset(&mut self, document: Document, revision: u64) -> Vec<Dropped> {
        self.confirmed = document;
        self.revision = revision;
        self.rebase()
    }

    fn rebase(&mut self) -> Vec<Dropped> {
        self.view = self.confirmed.clone();
        let mut dropped = Vec::new();
        let view = &mut self.view;
        self.pending.retain_mut(|pending| match apply(view, &pending.edit) {
            Ok(commit) => {
                pending.changes = commit.changes;
                true
            }
            // One that was handed over already is the server's to refuse: it may have taken it before what came in between.
            Err(problem) => {
                if !pending.tried {
                    dropped.push(Dropped { number: pending.number, problem });
                }
                pending.tried
            }
        });
        dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use topology::document::{Id, Pointer};

    fn title(text: &str) -> Edit {
        Edit::Set { path: Pointer::of(["title"]), value: text.into() }
    }

    fn node(id: &str) -> Edit {
        Edit::Create { path: Pointer::of(["nodes", id]), value: serde_json::json!({ "kind": "service" }) }
    }

    fn fresh() -> Log {
        Log::new(Document::new(Id::parse("shop").unwrap()), 7)
    }

    fn changes(edit: &Edit) -> Vec<Change> {
        apply(&mut Document::new(Id::parse("shop").unwrap()), edit).unwrap().changes
    }

    #[test]
    fn an_edit_is_seen_at_once_and_confirmed_later() {
        let mut log = fresh();
        let commit = log.submit(node("a")).unwrap();
        assert!(log.view().nodes.contains_key("a"));
        assert_eq!(log.waiting(), 1);
        assert_eq!(log.committed(8, Some(1), &commit.changes), Ok(vec![]));
        assert_eq!((log.waiting(), log.revision()), (0, 8));
        assert!(log.view().nodes.contains_key("a"));
    }

    #[test]
    fn another_persons_edit_goes_below_the_pending_one() {
        let mut log = fresh();
        log.submit(title("Mine")).unwrap();
        log.committed(8, None, &changes(&title("Theirs"))).unwrap();
        assert_eq!(log.view().label(), "Mine");
        log.refused(1);
        assert_eq!(log.view().label(), "Theirs");
    }

    #[test]
    fn what_no_longer_fits_is_dropped_and_named() {
        let mut log = fresh();
        log.submit(node("a")).unwrap();
        let dropped = log.committed(8, None, &changes(&node("a"))).unwrap();
        assert_eq!(dropped.len(), 1);
        assert_eq!((dropped[0].number, log.waiting()), (1, 0));
    }

    #[test]
    fn an_edit_of_the_page_before_is_shown_sent_and_known_again() {
        let mut log = fresh();
        let kept = |edit| Kept { client: "before".into(), number: 4, edit };
        log.adopt(vec![kept(node("a"))]);
        assert!(log.view().nodes.contains_key("a"));
        let number = log.adopted("before", 4).unwrap();
        // The server had it before the page was left: what comes is its document, and later its answer.
        let mut document = Document::new(Id::parse("shop").unwrap());
        apply(&mut document, &node("a")).unwrap();
        assert_eq!(log.reset(document, 8), vec![], "it is not taken for an edit that no longer fits");
        assert_eq!(log.waiting(), 1);
        log.committed(8, Some(number), &changes(&node("a"))).unwrap();
        assert_eq!((log.waiting(), log.view().nodes.len()), (0, 1));
    }

    #[test]
    fn a_copy_without_own_edits_is_known_again() {
        let mut log = fresh();
        let same = log.view().clone();
        assert!(log.is(&same, 7) && !log.is(&same, 8));
        log.submit(node("a")).unwrap();
        assert!(!log.is(&same, 7));
    }

    #[test]
    fn a_revision_that_is_known_already_changes_nothing() {
        let mut log = fresh();
        log.committed(7, None, &changes(&title("Old"))).unwrap();
        assert_eq!(log.view().label(), "shop");
    }

    #[test]
    fn an_edit_without_effect_is_not_sent() {
        let mut log = fresh();
        log.submit(title("Shop")).unwrap();
        log.submit(title("Shop")).unwrap();
        assert_eq!(log.waiting(), 1);
    }
}
