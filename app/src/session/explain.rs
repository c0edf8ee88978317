//! What the canvas tells beside the drawing: marks of findings, one finding explained, a fix looked at.

use leptos::prelude::*;
use topology::edit::Edit;
use topology::finding::Finding;

use super::judge::News;
use super::picture;
use super::selection::Item;
use super::sieve::{self, Group};
use super::trial::Trial;
use super::{Session, Tab, draft, findings, put};

impl Session {
    /// Takes in what the rules say now, and marks the picture with it.
    pub fn take(&self, news: News) {
        put(self.judged, true);
        self.verdicts.update(|count| *count += 1);
        if !self.report.try_update_untracked(|report| news.put_into(report)).unwrap_or_default() {
            return self.mark();
        }
        let still_there = |key: &str| {
            self.report.with_untracked(|report| {
                report.findings.iter().any(|finding| finding.key == key && finding.waived.is_none())
            })
        };
        // None: the person folded it. A finding that is gone or waived makes room for the worst one left.
        if self.open_finding.get_untracked().is_some_and(|key| !still_there(&key)) {
            let next = self.report.with_untracked(|report| {
                report.findings.iter().find(|finding| finding.waived.is_none()).map(|finding| finding.key.clone())
            });
            put(self.open_finding, Some(next.unwrap_or_default()));
        }
        if self.explained.get_untracked().is_some_and(|key| !still_there(&key)) {
            put(self.explained, None);
        }
        if self.trial.with_untracked(|trial| trial.as_ref().is_some_and(|trial| !still_there(&trial.finding))) {
            self.show_trial(None);
        }
        self.report.notify();
        self.mark();
    }

    /// Puts the findings, or the fix that is being looked at, onto the picture.
    pub fn mark(&self) {
        let (mut nodes, edges) = match self.trial.with_untracked(|trial| trial.as_ref().map(Trial::marks)) {
            Some(marked) => marked,
            None => {
                let (open, explained) = (self.open_finding.get_untracked(), self.explained.get_untracked());
                self.report.with_untracked(|report| {
                    self.peek(|document| findings::marks(document, report, open.as_deref(), explained.as_deref()))
                })
            }
        };
        // A collapsed boundary carries what is said of the nodes behind it.
        self.picture.each_folded(|id, boundary| {
            if let Some(own) = nodes.get(id).copied() {
                let all = nodes.entry(boundary.to_string()).or_default();
                all.errors += own.errors;
                all.warnings += own.warnings;
                all.told |= own.told;
            }
        });
        self.picture.nodes.with_untracked(|handles| {
            for handle in handles {
                picture::put(&handle.marks, nodes.get(&*handle.id).copied().unwrap_or_default());
            }
        });
        self.picture.edges.with_untracked(|handles| {
            for handle in handles {
                picture::put(&handle.marks, edges.get(&*handle.id).copied().unwrap_or_default());
            }
        });
    }

    /// Whether something is told, so that the rest is dimmed; followed.
    #[must_use]
    pub fn telling(&self) -> bool {
        // A finding about the whole has nothing to set off against the rest.
        let drawn = |key: &str| {
            self.report.with(|report| {
                let finding = report.findings.iter().find(|finding| finding.key == key);
                finding.is_some_and(|finding| !findings::items(finding).is_empty() || !finding.path.is_empty())
            })
        };
        self.trial.with(Option::is_some) || self.explained.with(|key| key.as_deref().is_some_and(drawn))
    }

    /// Tells one finding on the canvas. Returns what is to be seen of it.
    pub fn explain(&self, key: &str) -> Vec<Item> {
        let told = self.report.with_untracked(|report| {
            let finding = report.findings.iter().find(|finding| finding.key == key)?;
            Some(self.peek(|document| findings::told(document, finding)))
        });
        let Some(told) = told else { return Vec::new() };
        self.selection.clear();
        self.show_trial(None);
        put(self.open_finding, Some(key.to_owned()));
        put(self.explained, Some(key.to_owned()));
        put(self.tab, Tab::Findings);
        self.mark();
        told.into_iter().collect()
    }

    /// Tells the next finding, or the one before. Returns what is to be seen of it.
    pub fn explain_neighbour(&self, back: bool) -> Vec<Item> {
        // Without one that is told, the open one comes first.
        let now = self.explained.get_untracked();
        let open = self.open_finding.get_untracked().filter(|_| now.is_none());
        let shown = untrack(|| self.shown());
        let keys: Vec<String> = self.report.with_untracked(|report| {
            let places = shown.iter().flat_map(|group| &group.findings);
            places.filter_map(|place| report.findings.get(*place)).map(|finding| finding.key.clone()).collect()
        });
        let key = open.filter(|key| keys.contains(key)).or_else(|| findings::neighbour(&keys, now.as_deref(), back));
        key.map(|key| self.explain(&key)).unwrap_or_default()
    }

    /// Where a finding stands among those that are shown, from 0; followed.
    #[must_use]
    pub fn place_of(&self, key: &str) -> Option<usize> {
        let shown = self.shown();
        self.report.with(|report| {
            let mut places = shown.iter().flat_map(|group| &group.findings);
            places.position(|place| report.findings.get(*place).is_some_and(|finding| finding.key == key))
        })
    }

    /// The findings that are shown, under their headings; followed.
    #[must_use]
    pub fn shown(&self) -> Vec<Group> {
        self.report.with(|report| {
            self.titles.with(|titles| {
                self.sieve.with(|sieve| self.peek(|document| sieve::groups(document, report, titles, sieve)))
            })
        })
    }

    /// The worst finding of an item.
    #[must_use]
    pub fn worst_of(&self, item: &Item) -> Option<String> {
        self.report.with_untracked(|report| {
            let about = |finding: &&Finding| finding.waived.is_none() && findings::items(finding).contains(item);
            report.findings.iter().find(about).map(|finding| finding.key.clone())
        })
    }

    /// Back to the drawing, from a fix to its finding first. Returns whether anything was told.
    pub fn stop_telling(&self) -> bool {
        if self.trial.with_untracked(Option::is_some) {
            self.show_trial(None);
            self.mark();
            return true;
        }
        let told = self.explained.with_untracked(Option::is_some);
        put(self.explained, None);
        if told {
            self.mark();
        }
        told
    }

    /// Looks at a fix on the canvas before it is applied. Returns what is to be seen of it.
    pub fn look_at(&self, finding: &str, title: &str, edits: &[Edit]) -> Vec<Item> {
        let trial = self.peek(|document| {
            Trial::new(document, finding.to_owned(), title.to_owned(), draft::settled(document, edits))
        });
        match trial {
            Ok(trial) => {
                let items = trial.items().into_iter().collect();
                self.selection.clear();
                put(self.open_finding, Some(finding.to_owned()));
                put(self.tab, Tab::Findings);
                self.show_trial(Some(trial));
                self.mark();
                items
            }
            Err(problem) => {
                self.toasts.refused(problem.message);
                Vec::new()
            }
        }
    }

    /// Applies a fix as one step of undo.
    pub fn apply_fix(&self, title: &str, edits: &[Edit]) {
        let edit = self.peek(|document| draft::settled(document, edits));
        self.commit(draft::small(title), edit);
    }

    fn show_trial(&self, trial: Option<Trial>) {
        if trial.is_none() && self.trial.with_untracked(Option::is_none) {
            return;
        }
        match &trial {
            Some(trial) => self.picture.show(&trial.both),
            None => self.peek(|document| self.picture.show(document)),
        }
        self.trial.set(trial);
    }
}
