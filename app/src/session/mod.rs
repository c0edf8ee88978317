//! One person's work on one topology: the document, the selection, undo, findings, and what the server knows of it.

pub mod clip;
pub mod container;
pub mod draft;
pub mod explain;
pub mod findings;
pub mod history;
pub mod judge;
pub mod kept;
pub mod link;
pub mod live;
pub mod log;
pub mod marks;
pub mod met;
pub mod others;
pub mod picture;
pub mod preview;
pub mod selection;
pub mod sieve;
pub mod squeezed;
pub mod trial;
pub mod waivers;
pub mod yaml;

pub use topology::drawing::face;

use topology::collections::BTreeMap;

use leptos::prelude::*;
use topology::Document;
use topology::edit::{Change, Commit, Edit};
use topology::finding::Report;

use crate::widgets::toast::Toasts;
use history::History;
use judge::Titles;
use log::Log;
use others::Others;
use picture::Picture;
use selection::Selection;
use sieve::Sieve;
use trial::Trial;

/// What the header says about the work's safety.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// The server has it all.
    All,
    /// Edits are on their way.
    Saving,
    /// No connection; so many edits are kept here.
    Offline(usize),
}

/// Which part of the right panel is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Fields of what is selected.
    Properties,
    /// What is wrong.
    Findings,
}

/// The state of the editor. Copies are the same session.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    /// The topology's name on the server.
    pub topology: StoredValue<String>,
    /// Handles of everything drawn.
    pub picture: Picture,
    /// What is selected.
    pub selection: Selection,
    /// What the rules say of the document.
    pub report: RwSignal<Report>,
    /// Whether the rules have said anything yet: their program comes after the editor's.
    pub judged: RwSignal<bool>,
    /// Counts what the rules said; follow it to work out anew what comes of a finding.
    pub verdicts: RwSignal<u64>,
    /// What the findings of each rule are called; filled when the rules are there.
    pub titles: RwSignal<Titles>,
    /// Which findings are shown, and under which headings.
    pub sieve: RwSignal<Sieve>,
    /// The key of the finding that is unfolded.
    pub open_finding: RwSignal<Option<String>>,
    /// The key of the finding that the canvas tells while the rest is dimmed.
    pub explained: RwSignal<Option<String>>,
    /// The fix that is being looked at on the canvas.
    pub trial: RwSignal<Option<Trial>>,
    /// Which part of the right panel is open.
    pub tab: RwSignal<Tab>,
    /// Who else is here, and where.
    pub others: Others,
    /// What was done last, to be read aloud.
    pub told: RwSignal<String>,
    /// Whether this person may look and not change.
    pub looking: RwSignal<bool>,
    /// Set when the topology was deleted on the server.
    pub gone: RwSignal<bool>,
    /// Counts the changes of the document that is seen; follow it to follow the document.
    version: RwSignal<u64>,
    log: StoredValue<Log>,
    history: RwSignal<History>,
    online: RwSignal<bool>,
    waiting: RwSignal<usize>,
    revision: RwSignal<u64>,
    toasts: Toasts,
    /// A name for this page among all that edit.
    client: StoredValue<String>,
    /// Whether edits could be kept in the browser's storage the last time.
    keeping: StoredValue<bool>,
    /// Called when an edit waits to be sent.
    send: StoredValue<Option<Callback<()>>>,
    /// What changed since the rules were last asked; none where only the whole document tells.
    unjudged: StoredValue<Option<Vec<Change>>>,
    /// Called when there is something new to judge.
    judge: StoredValue<Option<Callback<()>>>,
}

impl Session {
    /// A session on a document as the server has it.
    #[must_use]
    pub fn new(topology: String, document: Document, revision: u64, toasts: Toasts) -> Self {
        let picture = Picture::new();
        picture.show(&document);
        Self {
            topology: StoredValue::new(topology),
            picture,
            selection: Selection::new(picture),
            report: RwSignal::new(Report::default()),
            judged: RwSignal::new(false),
            verdicts: RwSignal::new(0),
            titles: RwSignal::new(Titles::new()),
            sieve: RwSignal::new(Sieve::default()),
            open_finding: RwSignal::new(Some(String::new())),
            explained: RwSignal::new(None),
            trial: RwSignal::new(None),
            tab: RwSignal::new(Tab::Findings),
            others: Others::new(),
            told: RwSignal::new(String::new()),
            looking: RwSignal::new(false),
            gone: RwSignal::new(false),
            version: RwSignal::new(1),
            log: StoredValue::new(Log::new(document, revision)),
            history: RwSignal::new(History::default()),
            online: RwSignal::new(false),
            waiting: RwSignal::new(0),
            revision: RwSignal::new(revision),
            toasts,
            client: StoredValue::new(live::client()),
            keeping: StoredValue::new(true),
            send: StoredValue::new(None),
            unjudged: StoredValue::new(None),
            judge: StoredValue::new(None),
        }
    }

    /// Reads the document and follows it.
    pub fn read<T>(&self, reader: impl FnOnce(&Document) -> T) -> T {
        self.version.track();
        self.peek(reader)
    }

    /// Reads the document as it is now.
    pub fn peek<T>(&self, reader: impl FnOnce(&Document) -> T) -> T {
        self.log.with_value(|log| reader(log.view()))
    }

    /// What a colleague would say of a rule's findings, followed; the rule's id until that is known.
    #[must_use]
    pub fn title_of(&self, rule: &str) -> String {
        self.titles.with(|titles| titles.get(rule).cloned().unwrap_or_else(|| rule.to_owned()))
    }

    /// The server's last revision known here, followed.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision.get()
    }

    /// What the header says.
    #[must_use]
    pub fn saved(&self) -> Saved {
        match (self.online.get(), self.waiting.get()) {
            (true, 0) => Saved::All,
            (true, _) => Saved::Saving,
            (false, waiting) => Saved::Offline(waiting),
        }
    }

    /// Says something to the person.
    #[must_use]
    pub fn toasts(&self) -> Toasts {
        self.toasts
    }

    /// Makes an edit of this person, which undo takes back. Says why where it can't be made.
    pub fn commit(&self, label: impl Into<String>, edit: Edit) -> Option<Commit> {
        let commit = self.submit(edit)?;
        let label = label.into();
        if !commit.changes.is_empty() {
            self.announce(format!("Done: {label}"));
        }
        self.history.update(|history| history.did(label, commit.changes.clone()));
        Some(commit)
    }

    /// Makes an edit, or gives the reason why it can't be made; for fields that show it in place.
    ///
    /// # Errors
    /// The reason.
    pub fn try_commit(&self, label: impl Into<String>, edit: Edit) -> Result<(), String> {
        let commit = self.apply(edit).map_err(|problem| problem.message)?;
        self.history.update(|history| history.did(label, commit.changes));
        Ok(())
    }

    /// Takes the last own edit back.
    pub fn undo(&self) {
        let Some((label, edit)) = self.history.try_update(History::undo).flatten() else { return };
        let Some(commit) = self.submit(edit) else { return };
        self.tell_skipped(&label, &commit);
        self.announce(format!("Undone: {label}"));
        self.history.update(|history| history.undid(label, commit.changes));
    }

    /// Makes the last undone edit again.
    pub fn redo(&self) {
        let Some((label, edit)) = self.history.try_update(History::redo).flatten() else { return };
        let Some(commit) = self.submit(edit) else { return };
        self.tell_skipped(&label, &commit);
        self.announce(format!("Done again: {label}"));
        self.history.update(|history| history.redid(label, commit.changes));
    }

    /// Has something read aloud that the screen shows by itself.
    pub fn announce(&self, text: String) {
        self.told.set(text);
    }

    /// What undo would take back, followed.
    #[must_use]
    pub fn undo_label(&self) -> Option<String> {
        self.history.with(|history| history.undo_label().map(ToOwned::to_owned))
    }

    /// What redo would make again, followed.
    #[must_use]
    pub fn redo_label(&self) -> Option<String> {
        self.history.with(|history| history.redo_label().map(ToOwned::to_owned))
    }

    /// The places of nodes that the document does not place but the canvas shows, to be kept with the next move.
    #[must_use]
    pub fn loose_places(&self) -> BTreeMap<String, crate::canvas::geometry::Point> {
        self.picture.unplaced()
    }

    fn tell_skipped(&self, label: &str, commit: &Commit) {
        if !commit.skipped.is_empty() {
            self.toasts.refused(format!("Not all of “{label}” was taken back: somebody changed it since."));
        }
    }

    fn submit(&self, edit: Edit) -> Option<Commit> {
        self.apply(edit).map_err(|problem| self.toasts.refused(problem.message)).ok()
    }

    fn apply(&self, edit: Edit) -> Result<Commit, topology::Problem> {
        if self.looking.get_untracked() {
            return Err(topology::Problem::at("", "You may look at this topology, not change it."));
        }
        let commit = self.log.try_update_value(|log| log.submit(edit)).unwrap_or_else(|| Ok(Commit::default()))?;
        if !commit.changes.is_empty() {
            self.unjudged.update_value(|changes| {
                if let Some(changes) = changes {
                    changes.extend(commit.changes.iter().cloned());
                }
            });
            self.changed();
            if let Some(send) = self.send.get_value() {
                send.run(());
            }
        }
        Ok(commit)
    }

    /// Shows the document as it is now, after any change.
    fn changed(&self) {
        // The rules think while the picture is brought up to date.
        if let Some(judge) = self.judge.get_value() {
            judge.run(());
        }
        // A fix that was being looked at was for the document as it was.
        if self.trial.with_untracked(Option::is_some) {
            self.trial.set(None);
        }
        self.log.with_value(|log| {
            self.picture.show(log.view());
            put(self.waiting, log.waiting());
            put(self.revision, log.revision());
        });
        self.keep();
        self.selection.refresh();
        self.version.update(|version| *version += 1);
    }

    /// Writes what is on its way into the browser's storage.
    fn keep(&self) {
        let kept = self.log.try_update_value(|log| {
            let pending = log.pending();
            self.topology
                .with_value(|topology| self.client.with_value(|client| kept::write(topology, client, pending.iter())))
        });
        let kept = kept.unwrap_or(true);
        if !kept && self.keeping.get_value() {
            self.toasts.refused("The browser's storage is full or closed: edits that are not saved yet are lost when this page is left.");
        }
        self.keeping.set_value(kept);
    }

    /// Takes over what a page before this one could not send.
    pub fn adopt(&self) {
        let kept = self.topology.with_value(|topology| kept::take(topology));
        let count = kept.len();
        if count == 0 {
            return;
        }
        self.log.update_value(|log| log.adopt(kept));
        self.unjudged.set_value(None);
        self.changed();
        self.toasts.done(match count {
            1 => "An edit that this browser kept is sent now.".to_owned(),
            count => format!("{count} edits that this browser kept are sent now."),
        });
    }

    /// Calls back whenever there is something new to judge, before it is shown.
    pub fn on_judge(&self, judge: Callback<()>) {
        self.judge.set_value(Some(judge));
    }

    /// Lets the rules be asked about the document and what changed since they last were. `ask` says whether it asked.
    pub fn ask(&self, ask: impl FnOnce(&Document, Option<&[Change]>) -> bool) {
        let asked = self.peek(|document| self.unjudged.with_value(|changes| ask(document, changes.as_deref())));
        if asked {
            self.unjudged.set_value(Some(Vec::new()));
        }
    }

    /// Calls back whenever an edit waits to be sent.
    pub fn on_send(&self, send: Callback<()>) {
        self.send.set_value(Some(send));
    }

    /// Hands each edit that was not handed over yet to `send`, which says whether it took it.
    pub fn hand_over(&self, send: impl Fn(&str, u64, u64, &Edit) -> bool) {
        if !self.online.get_untracked() {
            return;
        }
        self.log.update_value(|log| {
            let revision = log.revision();
            for pending in log.pending().iter_mut().filter(|pending| !pending.sent) {
                let own = self.client.get_value();
                let (client, number) =
                    pending.origin.as_ref().map_or((&own, pending.number), |(client, number)| (client, *number));
                pending.sent = send(client, number, revision, &pending.edit);
                pending.tried |= pending.sent;
                if !pending.sent {
                    break;
                }
            }
        });
    }

    /// The connection is there: starts from the server's copy with the own edits on top.
    pub fn hello(&self, document: Document, revision: u64) {
        // The first connection says what the page was opened with.
        if self.log.with_value(|log| log.is(&document, revision)) {
            return put(self.online, true);
        }
        let dropped = self.log.try_update_value(|log| {
            // What was handed to the old connection may not have arrived; the server takes each number once.
            log.pending().iter_mut().for_each(|pending| pending.sent = false);
            log.reset(document, revision)
        });
        put(self.online, true);
        self.unjudged.set_value(None);
        self.changed();
        self.tell_dropped(&dropped.unwrap_or_default());
    }

    /// The connection is gone.
    pub fn lost(&self) {
        put(self.online, false);
    }

    /// The number here of an edit, if it is this page's.
    fn own(&self, client: &str, number: u64) -> Option<u64> {
        let own = self.client.with_value(|own| own == client);
        if own { Some(number) } else { self.log.with_value(|log| log.adopted(client, number)) }
    }

    /// Somebody's edit was committed: the page's whose it was, and its number there.
    pub fn committed(&self, revision: u64, client: &str, number: u64, changes: &[Change]) {
        let own = self.own(client, number);
        let silent = own.is_some() && self.log.with_value(|log| log.confirms(own, changes));
        match self.log.try_update_value(|log| log.committed(revision, own, changes)) {
            Some(Ok(dropped)) => {
                if silent {
                    // The screen shows it already.
                    self.log.with_value(|log| {
                        put(self.waiting, log.waiting());
                        put(self.revision, log.revision());
                    });
                    self.keep();
                } else {
                    self.unjudged.set_value(None);
                    self.changed();
                }
                self.tell_dropped(&dropped);
            }
            Some(Err(problem)) => {
                self.toasts.refused(format!("This page and the server differ; reload it. ({problem})"))
            }
            None => {}
        }
    }

    /// The server refused an edit of this page.
    pub fn rejected(&self, client: &str, number: u64, reason: &str) {
        let Some(number) = self.own(client, number) else { return };
        let dropped = self.log.try_update_value(|log| log.refused(number)).unwrap_or_default();
        self.unjudged.set_value(None);
        self.changed();
        self.toasts.refused(format!("The server refused an edit, which is taken back: {reason}"));
        self.tell_dropped(&dropped);
    }

    fn tell_dropped(&self, dropped: &[log::Dropped]) {
        if let Some(text) = live::told(dropped) {
            self.toasts.refused(text);
        }
    }
}

/// Sets a signal only where the value is another one.
pub fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.try_with_untracked(|old| *old != value) == Some(true) {
        signal.set(value);
    }
}
