//! The drawer under the canvas: every file of the bundle, with the lines that the selected node makes.

use std::time::Duration;
use topology::collections::{BTreeMap, BTreeSet};

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::{ev, html, prelude::*};
use wasm_bindgen_futures::spawn_local;

use super::tree::{Row, rows};
use crate::canvas::stage::Stage;
use crate::net::api::{self, Files, Source};
use crate::number::{px, whole};
use crate::session::Session;
use crate::widgets::each::{self, Each};
use crate::widgets::icon::Icon;
use crate::widgets::show::Show;

const LEAST: f64 = 120.0;
const FIRST: f64 = 212.0;

/// Files of the bundle and one file's text.
#[derive(Debug, Clone, Copy)]
struct Preview {
    session: Session,
    environment: RwSignal<Option<String>>,
    files: RwSignal<Option<Result<Files, String>>>,
    path: RwSignal<Option<String>>,
    source: RwSignal<Option<Result<Source, String>>>,
    unfolded: RwSignal<BTreeSet<String>>,
    asked: StoredValue<u64>,
}

impl Preview {
    fn new(session: Session) -> Self {
        Self {
            session,
            environment: RwSignal::new(None),
            files: RwSignal::new(None),
            path: RwSignal::new(None),
            source: RwSignal::new(None),
            unfolded: RwSignal::new(BTreeSet::from(["compose".to_owned()])),
            asked: StoredValue::new(0),
        }
    }

    /// Fetches the list, and the open file with it. An answer that a newer question overtook is dropped.
    fn refresh(self) {
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

    fn open(self, path: String) {
        if self.path.get_untracked().as_ref() != Some(&path) {
            self.path.set(Some(path.clone()));
            self.load(path);
        }
    }
}

/// What the selection is called in spans.
fn subjects(session: Session) -> BTreeSet<String> {
    session.selection.items().iter().map(crate::session::link::word).collect()
}

/// The drawer.
#[component]
pub fn Drawer() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let open = RwSignal::new(false);
    let height = RwSignal::new(FIRST);
    let preview = Preview::new(session);
    let timer: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    // The preview is of a confirmed revision; a short wait gathers edits that come in a row.
    Effect::new(move |_| {
        let _ = (session.revision(), preview.environment.get());
        if !open.get() {
            return;
        }
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
        timer.set_value(set_timeout_with_handle(move || preview.refresh(), Duration::from_millis(60)).ok());
    });
    let environments = Memo::new(move |_| {
        session.read(|document| document.environments.keys().map(ToString::to_string).collect::<Vec<_>>())
    });
    let behind = move || session.saved() != crate::session::Saved::All && open.get();
    view! {
        <section class="drawer" class:open=Signal::derive(move || open.get()) style:height=Signal::derive(move || open.get().then(|| px(height.get()))) aria-label="Preview" data-testid="drawer">
            <Show when=move || open.get()><Grip height /></Show>
            <div class="drawer-head">
                <button class="drawer-tab" data-testid="preview-toggle" aria-expanded=Signal::derive(move || if open.get() { "true" } else { "false" }) on:click=move |_| open.update(|open| *open = !*open)>
                    <Icon name="file-code" />"Preview"
                </button>
                <Show when=behind><span class="small third">"of the last saved revision"</span></Show>
                <span class="grow"></span>
                <Show when=move || open.get()>
                    <select
                        class="field-select"
                        aria-label="Environment"
                        data-testid="environment"
                        on:change=move |event| { let word = event_target_value(&event); preview.environment.set((!word.is_empty()).then_some(word)); }
                    >
                        <option value="">"all environments"</option>
                        {move || environments.get().into_iter().map(|name| view! { <option value=name.clone()>{name.clone()}</option> }.into_any()).collect_view()}
                    </select>
                    <CopyButton preview />
                    <button class="icon-button" aria-label="Close the preview" title="Close" on:click=move |_| open.set(false)><Icon name="chevron-down" /></button>
                </Show>
            </div>
            <Show when=move || open.get()><Body preview /></Show>
        </section>
    }
}

#[component]
fn Body(preview: Preview) -> impl IntoView {
    let session = preview.session;
    let chosen = Memo::new(move |_| subjects(session));
    let tree = Memo::new(move |_| {
        let mut counts = BTreeMap::new();
        preview.files.with(|files| match files {
            Some(Ok(files)) => {
                for file in &files.files {
                    let mine = chosen.with(|chosen| file.subjects.iter().any(|subject| chosen.contains(subject)));
                    counts.insert(file.path.clone(), mine);
                }
                preview.unfolded.with(|unfolded| rows(&counts, unfolded))
            }
            _ => Vec::new(),
        })
    });
    let shown = Signal::derive(move || {
        let key = |row: &Row| format!("{} {} {}", row.path, row.open == Some(true), row.mine);
        tree.get()
            .into_iter()
            .map(|row| each::row(key(&row), move || view! { <TreeRow preview row=row.clone() /> }))
            .collect()
    });
    let problem =
        Memo::new(move |_| preview.files.with(|files| files.as_ref().and_then(|files| files.as_ref().err().cloned())));
    let waiting = Memo::new(move |_| preview.files.with(Option::is_none));
    let none = Memo::new(move |_| {
        preview
            .files
            .with(|files| files.as_ref().is_some_and(|files| files.as_ref().is_ok_and(|files| files.files.is_empty())))
    });
    view! {
        <div class="drawer-body">
            {move || if let Some(problem) = problem.get() {
                view! { <div class="drawer-note refused"><Icon name="octagon-alert" /><p>{problem}</p></div> }.into_any()
            } else if waiting.get() {
                view! { <div class="drawer-note"><Icon name="loader-circle" class="spin" /><p>"Making the files"</p></div> }.into_any()
            } else if none.get() {
                view! { <div class="drawer-note"><Icon name="file-code" /><p>"Draw something and its files appear here."</p></div> }.into_any()
            } else {
                view! {
                    <div class="tree" role="tree" aria-label="Files">
                        <Each rows=shown />
                    </div>
                    <Code preview chosen />
                }.into_any()
            }}
        </div>
    }
}

#[component]
fn TreeRow(preview: Preview, row: Row) -> impl IntoView {
    let (path, own) = (row.path.clone(), row.path.clone());
    let selected = Memo::new(move |_| preview.path.with(|open| open.as_deref() == Some(own.as_str())));
    let folder = row.open.is_some();
    let click = move |_| {
        if folder {
            preview.unfolded.update(|unfolded| {
                if !unfolded.remove(&path) {
                    unfolded.insert(path.clone());
                }
            });
        } else {
            preview.open(path.clone());
        }
    };
    let icon = match row.open {
        Some(true) => "chevron-down",
        Some(false) => "chevron-right",
        None => "file",
    };
    view! {
        <button
            class="tree-row"
            role="treeitem"
            data-path=row.path.clone()
            aria-selected=Signal::derive(move || if selected.get() { "true" } else { "false" })
            aria-expanded=row.open.map(|open| if open { "true" } else { "false" })
            title=row.path.clone()
            style:padding-left=format!("{}px", 8 + row.depth * 12)
            on:click=click
        >
            <Icon name=icon />
            <span class="grow ellipsis">{row.name.clone()}</span>
            {row.mine.then(|| view! { <span class="lines" title="Holds lines of what is selected">"●"</span> }.into_any())}
        </button>
    }
}

#[component]
fn Code(preview: Preview, chosen: Memo<BTreeSet<String>>) -> impl IntoView {
    let root: NodeRef<html::Div> = NodeRef::new();
    // The lines that are selected now, by number from 1.
    let mine = Memo::new(move |_| {
        preview.source.with(|source| match source {
            Some(Ok(source)) => chosen.with(|chosen| {
                source
                    .spans
                    .iter()
                    .filter(|span| chosen.contains(&span.subject))
                    .flat_map(|span| span.start_line..=span.end_line)
                    .collect::<BTreeSet<usize>>()
            }),
            _ => BTreeSet::new(),
        })
    });
    Effect::new(move |_| {
        let (Some(root), Some(first)) = (root.get(), mine.with(|mine| mine.first().copied())) else { return };
        let line = root.query_selector(&format!("[data-line=\"{first}\"]")).ok().flatten();
        if let Some(line) = line {
            let offset = line.get_bounding_client_rect().top() - root.get_bounding_client_rect().top();
            #[allow(clippy::cast_possible_truncation, reason = "pixels of a file")]
            root.set_scroll_top(root.scroll_top() + offset as i32 - 28);
        }
    });
    let lines = move || {
        preview.source.get().map(|source| match source {
            Ok(source) => source
                .lines
                .into_iter()
                .enumerate()
                .map(|(index, words)| {
                    let number = index + 1;
                    view! {
                        <div class="code-line" class:mine=Signal::derive(move || mine.with(|mine| mine.contains(&number))) data-line=number.to_string()>
                            <span class="number">{number}</span>
                            <span>{words.into_iter().map(|(class, text)| if class == "plain" { text.into_any() } else { view! { <span class=format!("t-{class}")>{text}</span> }.into_any() }).collect_view()}</span>
                        </div>
                    }
                })
                .collect_view()
                .into_any(),
            Err(problem) => view! { <div class="drawer-note refused"><Icon name="octagon-alert" /><p>{problem}</p></div> }.into_any(),
        })
    };
    view! {
        <div class="code" node_ref=root tabindex="0" role="region" aria-label="File" data-testid="code" data-file=Signal::derive(move || preview.path.get())>
            <div class="code-lines">{lines}</div>
        </div>
    }
}

#[component]
fn CopyButton(preview: Preview) -> impl IntoView {
    let toasts = preview.session.toasts();
    let copy = move |_| {
        let text = preview.source.with_untracked(|source| match source {
            Some(Ok(source)) => Some(
                source
                    .lines
                    .iter()
                    .map(|words| words.iter().map(|(_, text)| text.as_str()).collect::<String>())
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
            _ => None,
        });
        let Some(text) = text else { return };
        let promise = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            match wasm_bindgen_futures::JsFuture::from(promise).await {
                Ok(_) => toasts.done("The file is on the clipboard."),
                Err(_) => toasts.refused("The browser does not allow copying here."),
            }
        });
    };
    view! { <button class="icon-button" aria-label="Copy the file" title="Copy the file" on:click=copy><Icon name="copy" /></button> }
}

/// The upper edge, which is dragged, or moved with the arrow keys.
#[component]
fn Grip(height: RwSignal<f64>) -> impl IntoView {
    let start = StoredValue::new(None::<(f64, f64)>);
    let limit = move |wanted: f64| {
        let most = window().inner_height().ok().and_then(|h| h.as_f64()).unwrap_or(900.0) - 260.0;
        height.set(wanted.clamp(LEAST, most.max(LEAST)));
    };
    let press = move |event: ev::PointerEvent| {
        start.set_value(Some((f64::from(event.client_y()), height.get_untracked())));
        let grip: web_sys::Element = event_target(&event);
        let _ = grip.set_pointer_capture(event.pointer_id());
        event.prevent_default();
    };
    let moved = move |event: ev::PointerEvent| {
        if let Some((y, from)) = start.get_value() {
            limit(from + y - f64::from(event.client_y()));
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowUp" => limit(height.get_untracked() + 24.0),
            "ArrowDown" => limit(height.get_untracked() - 24.0),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div
            class="drawer-grip"
            role="separator"
            aria-orientation="horizontal"
            aria-label="Height of the preview"
            aria-valuenow=Signal::derive(move || whole(height.get()).to_string())
            tabindex="0"
            on:pointerdown=press
            on:pointermove=moved
            on:pointerup=move |_| start.set_value(None)
            on:pointercancel=move |_| start.set_value(None)
            on:keydown=key
        ></div>
    }
}
