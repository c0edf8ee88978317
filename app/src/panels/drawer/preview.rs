//! The files of the bundle as they are fetched: the list, one file's text, and words looked for in all of them.

use std::time::Duration;
use topology::collections::BTreeSet;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::net::api::{self, Files, Source};
use crate::net::bundle::{self, Found};
use crate::session::Session;

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
    /// Its text.
    pub source: RwSignal<Option<Result<Source, String>>>,
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
            unfolded: RwSignal::new(BTreeSet::from(["compose".to_owned()])),
            wanted: RwSignal::new(String::new()),
            found: RwSignal::new(None),
            line: RwSignal::new(1),
            goal: RwSignal::new(None),
            from_line: StoredValue::new(false),
            asked: StoredValue::new(0),
            typing: StoredValue::new(None),
        }
    }

    /// Fetches the list, and the open file with it. An answer that a newer question overtook is dropped.
    pub fn refresh(self) {
        let number = self.asked.get_value() + 1;
        self.asked.set_value(number);
        let topology = self.session.topology.get_value();
        let environment = self.environment.get_untracked();
        spawn_local(async move {
            let answer = api::files(&topology, environment.as_deref()).await.map_err(|error| error.text());
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            let paths: Vec<String> = answer
                .as_ref()
                .map(|files| files.files.iter().map(|file| file.path.clone()).collect())
                .unwrap_or_default();
            if self.files.with_untracked(|old| old.as_ref() != Some(&answer)) {
                self.files.set(Some(answer));
            }
            let open = self.path.get_untracked().filter(|path| paths.contains(path));
            let open = open.or_else(|| {
                paths.iter().find(|path| path.as_str() == "compose/compose.yaml").or_else(|| paths.first()).cloned()
            });
            if self.path.get_untracked() != open {
                self.path.set(open.clone());
            }
            match open {
                Some(path) => self.load(path),
                None => self.source.set(None),
            }
            self.look_for(Duration::ZERO);
        });
    }

    fn load(self, path: String) {
        let topology = self.session.topology.get_value();
        let environment = self.environment.get_untracked();
        spawn_local(async move {
            let answer = api::file(&topology, &path, environment.as_deref()).await.map_err(|error| error.text());
            if self.path.try_get_untracked().flatten().as_ref() == Some(&path)
                && self.source.with_untracked(|old| old.as_ref() != Some(&answer))
            {
                self.source.set(Some(answer));
            }
        });
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
            self.line.set(line.unwrap_or(1));
            self.path.set(Some(path.clone()));
            self.load(path);
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

    /// The open file's text.
    #[must_use]
    pub fn text(self) -> Option<String> {
        self.source.with_untracked(|source| {
            let source = source.as_ref()?.as_ref().ok()?;
            let line = |words: &Vec<(String, String)>| words.iter().map(|(_, text)| text.as_str()).collect::<String>();
            Some(source.lines.iter().map(line).collect::<Vec<_>>().join("\n"))
        })
    }
}

/// What the selection is called in spans; followed.
#[must_use]
pub fn subjects(session: Session) -> BTreeSet<String> {
    session.selection.items().iter().map(crate::session::link::word).collect()
}
