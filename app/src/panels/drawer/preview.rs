//! The files of the bundle as they are fetched: the list, one file's text, and words looked for in all of them.

use std::time::Duration;
use topology::collections::BTreeSet;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::net::api::{self, Files, Source};
use crate::net::bundle::{self, Found};
use crate::session::Session;

/// How high the drawer is at first, in pixels.
const FIRST: f64 = 212.0;
/// Lines that are fetched before and after those in sight, so that there is something to scroll to.
const AROUND: usize = 150;
/// A pause in the typing that starts a search.
const PAUSE: Duration = Duration::from_millis(180);

/// Files of the bundle and one file's text.
#[derive(Debug, Clone, Copy)]
pub struct Preview {
    /// The document.
    pub session: Session,
    /// One environment alone; none for all.
    pub environment: RwSignal<Option<String>>,
    /// The list.
    pub files: RwSignal<Option<Result<Files, String>>>,
    /// The file that is open.
    pub path: RwSignal<Option<String>>,
    /// Its lines around those in sight.
    pub source: RwSignal<Option<Result<Source, String>>>,
    /// The first and last line that are in sight, from 1.
    pub sight: RwSignal<(usize, usize)>,
    /// How high the drawer is, in pixels.
    pub height: RwSignal<f64>,
    /// Folders of the tree that are open.
    pub unfolded: RwSignal<BTreeSet<String>>,
    /// What is looked for.
    pub wanted: RwSignal<String>,
    /// Where it was found in all files.
    pub found: RwSignal<Option<Result<Found, String>>>,
    /// The line where the person is, from 1.
    pub line: RwSignal<usize>,
    /// A line that is to be brought into sight, as soon as its file is there.
    pub goal: RwSignal<Option<usize>>,
    /// Whether the selection came from a line, which then stays where it is.
    pub from_line: StoredValue<bool>,
    /// Whether files are on their way, and whether they are old already.
    busy: StoredValue<bool>,
    again: StoredValue<bool>,
    /// The number of the last question for lines.
    asked: StoredValue<u64>,
    typing: StoredValue<Option<TimeoutHandle>>,
}

impl Preview {
    /// Nothing fetched yet.
    #[must_use]
    pub fn new(session: Session) -> Self {
        Self {
            session,
            environment: RwSignal::new(None),
            files: RwSignal::new(None),
            path: RwSignal::new(None),
            source: RwSignal::new(None),
            sight: RwSignal::new((1, 1)),
            height: RwSignal::new(FIRST),
            unfolded: RwSignal::new(BTreeSet::from(["compose".to_owned()])),
            wanted: RwSignal::new(String::new()),
            found: RwSignal::new(None),
            line: RwSignal::new(1),
            goal: RwSignal::new(None),
            from_line: StoredValue::new(false),
            busy: StoredValue::new(false),
            again: StoredValue::new(false),
            asked: StoredValue::new(0),
            typing: StoredValue::new(None),
        }
    }

    /// Fetches the list, and the open file beside it. While an answer is on its way it is asked once more after that, and no sooner.
    pub fn refresh(self) {
        if self.busy.get_value() {
            self.again.set_value(true);
            return;
        }
        self.busy.set_value(true);
        let topology = self.session.topology.get_value();
        let environment = self.environment.get_untracked();
        spawn_local(async move {
            // The open file comes first: the server makes its target alone, while the list needs all of them.
            if self.path.with_untracked(Option::is_some) {
                self.fetch().await;
            }
            let answer = api::files(&topology, environment.as_deref()).await.map_err(|error| error.text());
            if self.busy.try_get_value().is_none() {
                return;
            }
            self.busy.set_value(false);
            if self.environment.get_untracked() == environment {
                self.listed(answer);
            }
            if self.again.get_value() {
                self.again.set_value(false);
                self.refresh();
            }
        });
    }

    fn listed(self, answer: Result<Files, String>) {
        let paths: Vec<String> = answer.iter().flat_map(|all| &all.files).map(|file| file.path.clone()).collect();
        if self.files.with_untracked(|old| old.as_ref() != Some(&answer)) {
            self.files.set(Some(answer));
        }
        let open = self.path.get_untracked();
        if open.as_ref().is_none_or(|open| !paths.contains(open)) {
            let first = paths.iter().find(|path| path.as_str() == "compose/compose.yaml").or_else(|| paths.first());
            self.path.set(first.cloned());
            match first {
                Some(_) => self.load(),
                None => self.source.set(None),
            }
        }
        self.look_for(Duration::ZERO);
    }

    /// Fetches the lines around those in sight, unless they are here.
    pub fn reach(self) {
        let (first, last) = self.sight.get_untracked();
        let here = self.source.with_untracked(|source| match source {
            Some(Ok(source)) => {
                self.path.with_untracked(|open| open.as_ref() != Some(&source.path))
                    || (source.from <= first && source.from + source.lines.len() > last.min(source.count))
            }
            // Nothing is here, or on its way.
            _ => true,
        });
        if !here {
            self.load();
        }
    }

    fn load(self) {
        spawn_local(self.fetch());
    }

    async fn fetch(self) {
        let Some(path) = self.path.get_untracked() else { return };
        let number = self.asked.get_value() + 1;
        self.asked.set_value(number);
        let topology = self.session.topology.get_value();
        let environment = self.environment.get_untracked();
        let (first, last) = self.sight.get_untracked();
        let lines = (first.saturating_sub(AROUND).max(1), last + AROUND);
        let answer = api::file(&topology, &path, environment.as_deref(), lines).await;
        // What a newer question overtook is dropped, and so is that the file is gone: the list says it too.
        let gone = answer.as_ref().is_err_and(|error| error.code == "not-found");
        if self.asked.try_get_value() != Some(number) || gone {
            return;
        }
        let answer = answer.map_err(|error| error.text());
        if self.source.with_untracked(|old| old.as_ref() != Some(&answer)) {
            self.source.set(Some(answer));
        }
    }

    /// Opens a file, and where a line is named goes there.
    pub fn open(self, path: String, line: Option<usize>) {
        self.goal.set(line);
        let folders: Vec<&str> = path.split('/').collect();
        self.unfolded.update(|unfolded| {
            for depth in 1..folders.len() {
                unfolded.insert(folders[..depth].join("/"));
            }
        });
        if self.path.get_untracked().as_ref() != Some(&path) {
            let line = line.unwrap_or(1);
            self.line.set(line);
            self.sight.set((line, line));
            self.path.set(Some(path));
            self.load();
        }
    }

    /// Takes another text to look for.
    pub fn want(self, text: String) {
        self.wanted.set(text);
        self.look_for(PAUSE);
    }

    fn look_for(self, after: Duration) {
        if let Some(timer) = self.typing.get_value() {
            timer.clear();
        }
        if self.wanted.with_untracked(|wanted| wanted.trim().is_empty()) {
            self.found.set(None);
            return;
        }
        self.typing.set_value(set_timeout_with_handle(move || self.ask(), after).ok());
    }

    fn ask(self) {
        let Some(wanted) = self.wanted.try_get_untracked() else { return };
        let topology = self.session.topology.get_value();
        let environment = self.environment.get_untracked();
        spawn_local(async move {
            let answer = bundle::search(&topology, &wanted, environment.as_deref()).await.map_err(|error| error.text());
            // A newer text is on its way already.
            if self.wanted.try_get_untracked().as_ref() == Some(&wanted) {
                self.found.set(Some(answer));
            }
        });
    }

    /// The files that hold lines of these subjects, in order.
    #[must_use]
    pub fn holding(self, chosen: &BTreeSet<String>) -> Vec<String> {
        self.files.with(|files| {
            let all = files.iter().flatten().flat_map(|files| &files.files);
            all.filter(|file| file.subjects.iter().any(|subject| chosen.contains(subject)))
                .map(|file| file.path.clone())
                .collect()
        })
    }

    /// The open file's text, where all of it is here.
    #[must_use]
    pub fn text(self) -> Option<String> {
        self.source.with_untracked(|source| {
            let source = source.as_ref()?.as_ref().ok().filter(|source| source.lines.len() == source.count)?;
            let line = |words: &Vec<(String, String)>| words.iter().map(|(_, text)| text.as_str()).collect::<String>();
            Some(source.lines.iter().map(|words| line(words) + "\n").collect())
        })
    }
}

/// What the selection is called in spans; followed.
#[must_use]
pub fn subjects(session: Session) -> BTreeSet<String> {
    session.selection.settled().iter().map(crate::session::link::word).collect()
}
