//! What changed in the files since the bundle was last taken away.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::door::Sheet;
use super::preview::Preview;
use crate::canvas::stage::Stage;
use crate::net::bundle::{self, Changes, DiffLine, Fate, FileChange};
use crate::session::link;
use crate::widgets::icon::{Icon, severity_icon};

/// What was fetched of the changes. Copies share it.
#[derive(Debug, Clone, Copy)]
pub struct Changed {
    /// The files that differ.
    pub all: RwSignal<Option<Result<Changes, String>>>,
    path: RwSignal<Option<String>>,
    lines: RwSignal<Option<Result<Vec<DiffLine>, String>>>,
}

impl Changed {
    /// Nothing fetched yet.
    #[must_use]
    pub fn new() -> Self {
        Self { all: RwSignal::new(None), path: RwSignal::new(None), lines: RwSignal::new(None) }
    }

    /// Fetches the list, and the open file with it.
    pub fn refresh(self, preview: Preview) {
        let topology = preview.session.topology.get_value();
        let environment = preview.environment.get_untracked();
        spawn_local(async move {
            let answer = bundle::changes(&topology, environment.as_deref()).await.map_err(|error| error.text());
            let paths: Vec<String> =
                answer.iter().flat_map(|changes| &changes.files).map(|file| file.path.clone()).collect();
            if self.all.try_with_untracked(|old| old.as_ref() != Some(&answer)) != Some(true) {
                return;
            }
            self.all.set(Some(answer));
            let open = self.path.get_untracked().filter(|path| paths.contains(path)).or_else(|| paths.first().cloned());
            self.path.set(open.clone());
            self.lines.set(None);
            if let Some(path) = open {
                self.open(preview, path);
            }
        });
    }

    fn open(self, preview: Preview, path: String) {
        let topology = preview.session.topology.get_value();
        let environment = preview.environment.get_untracked();
        self.path.set(Some(path.clone()));
        spawn_local(async move {
            let answer = bundle::change(&topology, &path, environment.as_deref()).await.map_err(|error| error.text());
            if self.path.try_get_untracked().flatten().as_ref() == Some(&path) {
                self.lines.set(Some(answer));
            }
        });
    }

    /// How many lines came and went, followed; none while that is not known.
    #[must_use]
    pub fn counts(self) -> Option<(usize, usize)> {
        self.all.with(|all| {
            let changes = all.as_ref()?.as_ref().ok()?;
            changes.since.as_ref()?;
            Some(
                changes
                    .files
                    .iter()
                    .fold((0, 0), |(added, removed), file| (added + file.added, removed + file.removed)),
            )
        })
    }
}

/// A time of the server (RFC 3339) as people read it: day and minute.
fn told(time: &str) -> String {
    time.replace('T', " ").chars().take(16).collect()
}

/// The files that differ, and the lines of one.
#[component]
pub fn ChangesSheet(
    /// The files as they are.
    preview: Preview,
    /// What changed.
    changed: Changed,
) -> impl IntoView {
    let note = |icon: &'static str, text: String| {
        view! { <div class="drawer-note"><Icon name=icon /><p>{text}</p></div> }.into_any()
    };
    view! {
        <div class="drawer-body" data-testid="changes">
            {move || match changed.all.get() {
                None => note("loader-circle", "Comparing".to_owned()),
                Some(Err(problem)) => note("octagon-alert", problem),
                Some(Ok(Changes { since: None, .. })) => note("package", "Nothing was exported yet. What changes after the first export stands here.".to_owned()),
                Some(Ok(Changes { since: Some((revision, time)), files, .. })) if files.is_empty() => {
                    note("circle-check", format!("The files are those of the last export (r{revision}, {} UTC).", told(&time)))
                }
                Some(Ok(Changes { since: Some((revision, time)), files, fates })) => view! {
                    <div class="tree" role="region" aria-label="What differs">
                        <p class="match-count small third">{format!("Since r{revision}, {} UTC", told(&time))}</p>
                        {fates.into_iter().map(|fate| view! { <NodeFate fate /> }.into_any()).collect_view()}
                        {files.into_iter().map(|file| view! { <ChangedFile preview changed file /> }.into_any()).collect_view()}
                    </div>
                    <DiffText preview changed />
                }.into_any(),
            }}
        </div>
    }
}

/// What happens to a node that runs already, and leads to it.
#[component]
fn NodeFate(fate: Fate) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let Fate { effect, node, environments, reasons } = fate;
    let (icon, word) = match effect.as_str() {
        "destroys-data" => (severity_icon("error"), "destroys data"),
        "migrates" => (severity_icon("warning"), "migrates"),
        "restarts" => (severity_icon("info"), "restarts"),
        _ => ("check", "safe"),
    };
    let label = stage.session.peek(|document| document.node_label(&node).to_owned());
    let lead = format!("?sel=node:{node}");
    let show = move |_| {
        if let Some(item) = link::items(&lead).into_iter().next() {
            stage.session.selection.only(item.clone());
            stage.session.selection.refresh();
            stage.show([&item]);
        }
    };
    view! {
        <button class="tree-row" data-fate=effect.clone() title=format!("{}: {reasons}", environments.join(", ")) on:click=show>
            <Icon name=icon />
            <span class="grow ellipsis">{label}<span class="third small">{format!(" {reasons}")}</span></span>
            <span class="third small">{word}</span>
        </button>
    }
}

#[component]
fn ChangedFile(preview: Preview, changed: Changed, file: FileChange) -> impl IntoView {
    let FileChange { path, became, added, removed } = file;
    let own = path.clone();
    let open = Memo::new(move |_| changed.path.with(|path| path.as_deref() == Some(own.as_str())));
    let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
    let shown = path.clone();
    view! {
        <button
            class="tree-row"
            data-changed=path.clone()
            aria-pressed=Signal::derive(move || if open.get() { "true" } else { "false" })
            title=path.clone()
            on:click=move |_| changed.open(preview, shown.clone())
        >
            <Icon name=match became.as_str() { "added" => "plus", "removed" => "minus", _ => "file-diff" } />
            <span class="grow ellipsis">{name}<span class="third small">{format!(" {}", path.rsplit_once('/').map_or("", |(folder, _)| folder))}</span></span>
            <span class="came">{format!("+{added}")}</span><span class="went">{format!("−{removed}")}</span>
        </button>
    }
}

#[component]
fn DiffText(preview: Preview, changed: Changed) -> impl IntoView {
    let stage = expect_context::<Stage>();
    // A line leads to what it is about, as far as that is still drawn.
    let lead = move |subjects: &[String]| {
        let items = subjects.iter().flat_map(|subject| link::items(&format!("?sel={subject}")));
        if let Some(item) = items.into_iter().next() {
            stage.session.selection.only(item.clone());
            stage.session.selection.refresh();
            stage.show([&item]);
        }
    };
    let line = move |line: DiffLine| {
        let subjects = line.subjects;
        let class = match line.sign.as_str() {
            "+" => "code-line came",
            "-" => "code-line went",
            "@" => "code-line gap",
            _ => "code-line",
        };
        let number = line.number.map(|number| number.to_string()).unwrap_or_default();
        let sign = if line.sign == "@" { "⋯".to_owned() } else { line.sign };
        view! { <div class=class on:click=move |_| lead(&subjects)><span class="number">{number}</span><span class="diff-sign">{sign}</span><span>{line.text}</span></div> }.into_any()
    };
    let sheet = stage.drawer.sheet;
    let whole = move |_| {
        if let Some(path) = changed.path.get_untracked() {
            preview.open(path, None);
            sheet.set(Some(Sheet::Preview));
        }
    };
    view! {
        <div class="code" tabindex="0" role="region" aria-label="What changed in the file" data-testid="diff">
            <div class="code-lines">
                {move || changed.lines.get().map(|lines| match lines {
                    Ok(lines) => lines.into_iter().map(line).collect_view().into_any(),
                    Err(problem) => view! { <div class="drawer-note refused"><Icon name="octagon-alert" /><p>{problem}</p></div> }.into_any(),
                })}
            </div>
            <button class="button compact whole-file" on:click=whole>"Whole file"</button>
        </div>
    }
}
